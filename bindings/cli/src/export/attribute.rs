//! What the document's declarations say of attributes: who may know them (spec ).

use serde_json::{Map, Value};

/// Who may know an attribute, and the literals that it is compared with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exposure {
    Public,
    /// The unit itself, but nobody reads it in a document.
    Private,
    /// The server alone.
    ServerOnly,
}

/// The declarations that withhold something.
pub struct Declarations {
    withheld: Vec<Declaration>,
}

struct Declaration {
    name: String,
    tokens: Vec<String>,
    exposure: Exposure,
    of_type: Value,
}

impl Declarations {
    /// Reads a document's `attributes`.
    pub fn read(document: &Map<String, Value>) -> Self {
        let declared = document.get("attributes").and_then(Value::as_object).into_iter().flatten();
        let withheld = declared.filter_map(|(name, declaration)| {
            let marked = |mark: &str| declaration.get(mark) == Some(&Value::Bool(true));
            let exposure = match (marked("server_only"), marked("private")) {
                (true, _) => Exposure::ServerOnly,
                (false, true) => Exposure::Private,
                (false, false) => return None,
            };
            Some(Declaration { name: name.clone(), tokens: tokens(name), exposure, of_type: declaration.get("type")?.clone() })
        });
        Declarations { withheld: withheld.collect() }
    }

    /// The strictest that is declared of an attribute, of what stands inside it and of what holds it.
    pub fn exposure(&self, attribute: &str) -> Exposure {
        self.about(attribute).map(|declaration| declaration.exposure).max().unwrap_or(Exposure::Public)
    }

    /// The declarations that make an attribute private, each with its type.
    pub fn private(&self, attribute: &str) -> impl Iterator<Item = (&str, &Value)> {
        self.about(attribute)
            .filter(|declaration| declaration.exposure == Exposure::Private)
            .map(|declaration| (declaration.name.as_str(), &declaration.of_type))
    }

    fn about(&self, attribute: &str) -> impl Iterator<Item = &Declaration> {
        let own = tokens(attribute);
        self.withheld.iter().filter(move |declaration| declaration.tokens.iter().zip(&own).all(|(left, right)| left == right))
    }
}

/// The way to an attribute, from an own key of the context inwards (spec ).
pub fn tokens(attribute: &str) -> Vec<String> {
    match attribute.strip_prefix('/') {
        Some(pointer) => pointer.split('/').map(|token| token.replace("~1", "/").replace("~0", "~")).collect(),
        None => vec![attribute.to_owned()],
    }
}
