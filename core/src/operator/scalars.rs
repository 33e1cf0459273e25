//! Literals that are compared for equality: `eq`, `in`, `has_any`, `has_all` (spec ).

use crate::slot::Slot;
use crate::value::Value;
use std::cmp::Ordering;

/// One string, number or boolean.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    String { text: Box<str>, ignore_case: bool },
    Number(f64),
    Boolean(bool),
}

impl Scalar {
    /// Whether an attribute equals it; `None` when it has another type.
    pub(crate) fn equals(&self, slot: Slot<'_>) -> Option<bool> {
        match (self, slot) {
            (Scalar::String { text, ignore_case: false }, Slot::String(other)) => Some(text.as_ref() == other),
            (Scalar::String { text, ignore_case: true }, Slot::String(other)) => Some(text.eq_ignore_ascii_case(other)),
            (Scalar::Number(number), Slot::Number(other)) => Some(*number == other),
            (Scalar::Boolean(boolean), Slot::Boolean(other)) => Some(*boolean == other),
            _ => None,
        }
    }
}

/// A set of scalars.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Scalars {
    /// INVARIANT: sorted as `compare` compares, none twice; in lower case where case is ignored.
    strings: Box<[Box<str>]>,
    ignore_case: bool,
    /// INVARIANT: sorted by `total_cmp`, none twice, no −0.
    numbers: Box<[f64]>,
    has_true: bool,
    has_false: bool,
}

impl Scalars {
    /// A set of these literals.
    pub(crate) fn new(literals: Vec<Scalar>, ignore_case: bool) -> Scalars {
        let mut set = Scalars { ignore_case, ..Scalars::default() };
        let (mut strings, mut numbers) = (Vec::new(), Vec::new());
        for literal in literals {
            match literal {
                Scalar::String { text, .. } if ignore_case => strings.push(text.to_ascii_lowercase().into_boxed_str()),
                Scalar::String { text, .. } => strings.push(text),
                Scalar::Number(number) => numbers.push(number),
                Scalar::Boolean(boolean) => {
                    set.has_true |= boolean;
                    set.has_false |= !boolean;
                }
            }
        }
        strings.sort_unstable_by(|left, right| compare(left, right, false));
        strings.dedup();
        numbers.sort_unstable_by(f64::total_cmp);
        numbers.dedup();
        set.strings = strings.into();
        set.numbers = numbers.into();
        set
    }

    /// Whether an attribute is in it; `None` when it has a type of which there is no literal.
    pub(crate) fn hold(&self, slot: Slot<'_>) -> Option<bool> {
        match slot {
            Slot::String(text) if !self.strings.is_empty() => {
                Some(self.strings.binary_search_by(|own| compare(own, text, self.ignore_case)).is_ok())
            }
            Slot::Number(number) if !self.numbers.is_empty() => Some(self.numbers.binary_search_by(|own| own.total_cmp(&number)).is_ok()),
            Slot::Boolean(true) if self.has_true || self.has_false => Some(self.has_true),
            Slot::Boolean(false) if self.has_true || self.has_false => Some(self.has_false),
            _ => None,
        }
    }

    /// Whether each literal equals some element.
    pub(crate) fn all_in(&self, items: &[Value]) -> bool {
        let among = |wanted: &dyn Fn(Slot<'_>) -> bool| items.iter().any(|item| wanted(Slot::of(item)));
        self.strings.iter().all(|own| among(&|slot| matches!(slot, Slot::String(text) if compare(own, text, self.ignore_case).is_eq())))
            && self.numbers.iter().all(|own| among(&|slot| slot == Slot::Number(*own)))
            && (!self.has_true || among(&|slot| slot == Slot::Boolean(true)))
            && (!self.has_false || among(&|slot| slot == Slot::Boolean(false)))
    }
}

/// Orders a literal and a text: by length, then bytes. With `ignore_case`, A–Z of the text count as a–z.
fn compare(own: &str, text: &str, ignore_case: bool) -> Ordering {
    own.len()
        .cmp(&text.len())
        .then_with(|| if ignore_case { own.bytes().cmp(text.bytes().map(|byte| byte.to_ascii_lowercase())) } else { own.cmp(text) })
}
