//! A question to a document (spec section 7).

use std::collections::BTreeMap;

use crate::context::Context;

/// What the caller gives.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The attributes.
    pub context: Context,
    /// What the caller passes as a context is none.
    pub without_context: bool,
    /// The instant, in milliseconds since the epoch.
    pub now: i64,
    /// Flags to the variant and the salt that were kept for them.
    pub assigned: BTreeMap<String, (String, String)>,
    /// Flags to the variants that are forced.
    pub overrides: BTreeMap<String, String>,
    /// The bucket of every draw.
    pub bucket: Option<u32>,
    /// Domains to the bucket of their draws.
    pub buckets: BTreeMap<String, u32>,
}

impl Question {
    /// The bucket that is forced on the draws of a domain.
    pub fn forced(&self, domain: &str) -> Option<u32> {
        self.buckets.get(domain).copied().or(self.bucket)
    }
}
