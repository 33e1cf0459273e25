//! "Did you mean": the name nearest to a mistyped one.

/// The candidate that is a few typing mistakes away from `word`, if there is one.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // One mistake in a short word, one more for every three letters of a longer one.
    let most = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|&(mistakes, _)| mistakes <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The same as a sentence for `help`.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, candidates).map(|name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_mistake_finds_its_word_and_another_word_does_not() {
        let names = ["new-checkout", "button-colour"];
        assert_eq!(nearest("new-chekout", names), Some("new-checkout"));
        assert_eq!(nearest("Button-Color", names), Some("button-colour"));
        assert_eq!(nearest("search", names), None);
        assert_eq!(nearest("on", ["off"]), None);
        assert_eq!(nearest("on", []), None);
    }
}
