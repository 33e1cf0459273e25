//! The names of attributes: literal keys, and JSON Pointers (spec ).

/// The keys that lead to an attribute; `None` where a `~` is not followed by 0 or 1.
pub fn steps(attribute: &str) -> Option<Vec<String>> {
    let Some(pointer) = attribute.strip_prefix('/') else {
        return Some(vec![attribute.to_owned()]);
    };
    pointer.split('/').map(unescape).collect()
}

fn unescape(step: &str) -> Option<String> {
    let mut parts = step.split('~');
    let mut text = parts.next()?.to_owned();
    for part in parts {
        let (mark, rest) = part.split_at_checked(1)?;
        text.push_str(match mark {
            "0" => "~",
            "1" => "/",
            _ => return None,
        });
        text.push_str(rest);
    }
    Some(text)
}
