//! The values of the flags for clients, for one context: what a server writes into a page.

use super::{client, embeddable};
use crate::failure::Failure;
use crate::question::Asked;
use crate::{Answer, output};
use burgee::Reason;
use serde_json::{Map, Value, value::RawValue};
use std::collections::BTreeMap;

pub fn run(asked: &Asked, document: &Map<String, Value>) -> Result<Answer, Failure> {
    let mut values: BTreeMap<&str, Box<RawValue>> = BTreeMap::new();
    let mut answer = Answer::Fine;
    for flag in client::marked(document) {
        let decision = asked.flags.evaluate_at(flag, &asked.context, asked.now);
        if decision.reason() == Reason::Error {
            asked.complain(&decision);
            answer = Answer::Negative;
        }
        values.extend(decision.value().and_then(|value| Some((flag, RawValue::from_string(value.to_json()).ok()?))));
    }
    let text = serde_json::to_string(&values).map_err(|error| Failure::new(format!("the values cannot be written: {error}")))?;
    output::print(&(embeddable(&text) + "\n"));
    Ok(answer)
}
