//! Which flags a document changes against another (spec R-10.3).

use crate::flags::Flags;
use crate::same::Same;

/// What a new document changed, each list in code point order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Flags that were not there before.
    pub added: Vec<String>,
    /// Flags that are no longer there.
    pub removed: Vec<String>,
    /// Flags that may answer differently.
    pub changed: Vec<String>,
}

impl Changes {
    /// What a document changes against another: flags whose own definition differs, or that of anything they use.
    ///
    /// # Examples
    ///
    /// ```
    /// use burgee::{Changes, Flags};
    /// let before = Flags::parse(r#"{ "burgee": "1", "flags": { "a": { "serve": { "percent": 5 } }, "b": { "serve": "on" } } }"#)?;
    /// let after = Flags::parse(r#"{ "burgee": "1", "flags": { "a": { "serve": { "percent": 10 } }, "b": { "serve": "on" } } }"#)?;
    /// assert_eq!(Changes::between(&before, &after).changed, ["a"]);
    /// # Ok::<(), burgee::LoadError>(())
    /// ```
    pub fn between(before: &Flags, after: &Flags) -> Changes {
        let mut changes = Changes::default();
        let (old, new) = (before.program(), after.program());
        changes.removed.extend(before.keys().filter(|key| new.find(key).is_none()).map(str::to_owned));
        let mut same = Same::new(old, new);
        for key in after.keys() {
            match (old.find(key), new.find(key)) {
                (Some(old), Some(new)) if same.flag(old.id, new.id) => {}
                (Some(_), _) => changes.changed.push(key.to_owned()),
                (None, _) => changes.added.push(key.to_owned()),
            }
        }
        changes
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}
