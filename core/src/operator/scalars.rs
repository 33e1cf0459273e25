//! Literals that are compared for equality: `eq`, `in`, `has_any`, `has_all` (spec ).

use super::names::Names;
use crate::index::Case;
use crate::slot::Slot;
use crate::value::Value;

/// One string, number or boolean.
#[derive(Clone, Debug)]
pub(crate) enum Scalar {
    String { text: Box<str>, case: Case },
    Number(f64),
    Boolean(bool),
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Scalar::String { text, case }, Scalar::String { text: other, case: own }) => case == own && case.equal(text, other),
            (Scalar::Number(number), Scalar::Number(other)) => number == other,
            (Scalar::Boolean(boolean), Scalar::Boolean(other)) => boolean == other,
            _ => false,
        }
    }
}

impl Scalar {
    /// Whether an attribute equals it; `None` when it has another type.
    #[cfg_attr(target_family = "wasm", inline)]
    pub(crate) fn equals(&self, slot: Slot<'_>) -> Option<bool> {
        match (self, slot) {
            (Scalar::String { text, case }, Slot::String(other)) => Some(case.equal(text, other)),
            (Scalar::Number(number), Slot::Number(other)) => Some(*number == other),
            (Scalar::Boolean(boolean), Slot::Boolean(other)) => Some(*boolean == other),
            _ => None,
        }
    }
}

/// A set of scalars.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Scalars {
    strings: Names,
    /// INVARIANT: sorted by `total_cmp`, none twice, no −0.
    numbers: Box<[f64]>,
    has_true: bool,
    has_false: bool,
}

impl Scalars {
    /// A set of these literals.
    pub(crate) fn new(literals: Vec<Scalar>, case: Case) -> Scalars {
        let mut set = Scalars::default();
        let (mut strings, mut numbers) = (Vec::new(), Vec::new());
        for literal in literals {
            match literal {
                Scalar::String { text, .. } => strings.push(text),
                Scalar::Number(number) => numbers.push(number),
                Scalar::Boolean(boolean) => {
                    set.has_true |= boolean;
                    set.has_false |= !boolean;
                }
            }
        }
        numbers.sort_unstable_by(f64::total_cmp);
        numbers.dedup();
        set.strings = Names::new(strings, case);
        set.numbers = numbers.into();
        set
    }

    /// Whether an attribute is in it; `None` when it has a type of which there is no literal.
    #[cfg_attr(target_family = "wasm", inline)]
    pub(crate) fn hold(&self, slot: Slot<'_>) -> Option<bool> {
        match slot {
            Slot::String(text) if !self.strings.is_empty() => Some(self.strings.hold(text)),
            Slot::Number(number) if !self.numbers.is_empty() => Some(self.numbers.binary_search_by(|own| own.total_cmp(&number)).is_ok()),
            Slot::Boolean(true) if self.has_true || self.has_false => Some(self.has_true),
            Slot::Boolean(false) if self.has_true || self.has_false => Some(self.has_false),
            _ => None,
        }
    }

    /// Whether a literal is in it.
    pub(crate) fn has(&self, literal: &Scalar) -> bool {
        let slot = match literal {
            Scalar::String { text, .. } => Slot::String(text),
            Scalar::Number(number) => Slot::from(*number),
            Scalar::Boolean(boolean) => Slot::Boolean(*boolean),
        };
        self.hold(slot) == Some(true)
    }

    /// Whether each literal equals some element.
    pub(crate) fn all_in(&self, items: &[Value]) -> bool {
        let among = |wanted: &dyn Fn(Slot<'_>) -> bool| items.iter().any(|item| wanted(Slot::from(item)));
        // Why first: where elements are few, most literals equal none.
        self.strings.len().max(self.numbers.len()) <= items.len()
            && self.strings.each(|wanted| among(&|slot| matches!(slot, Slot::String(text) if wanted(text))))
            && self.numbers.iter().all(|own| among(&|slot| slot == Slot::from(*own)))
            && (!self.has_true || among(&|slot| slot == Slot::Boolean(true)))
            && (!self.has_false || among(&|slot| slot == Slot::Boolean(false)))
    }
}
