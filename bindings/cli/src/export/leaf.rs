//! Leaves: an attribute and what is asked of it, as clients may read it.

use super::attribute::{Exposure, tokens};
use super::client::{Export, only};
use super::condition::{Folded, Matters, join};
use super::guard;
use super::hexadecimal;
use burgee::Flags;
use hmac_sha256::Hash;
use serde_json::{Map, Value, json};

/// What the literal of an operator is, and whether `ignore_case` means something to it.
const OPERATORS: [(&str, Literal, bool); 20] = [
    ("eq", Literal::Text, true),
    ("in", Literal::Texts, true),
    ("in_hashed", Literal::Hashes, true),
    ("lt", Literal::Plain, false),
    ("lte", Literal::Plain, false),
    ("gt", Literal::Plain, false),
    ("gte", Literal::Plain, false),
    ("contains", Literal::Plain, true),
    ("starts_with", Literal::Plain, true),
    ("ends_with", Literal::Plain, true),
    ("matches", Literal::Plain, false),
    ("email_domain", Literal::Domains, false),
    ("ip_in", Literal::Plain, false),
    ("has_any", Literal::Plain, true),
    ("has_all", Literal::Plain, true),
    ("semver", Literal::Plain, false),
    ("before", Literal::Plain, false),
    ("after", Literal::Plain, false),
    ("age", Literal::Age, false),
    ("exists", Literal::Nothing, false),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Literal {
    /// One value that is compared for equality.
    Text,
    /// Several.
    Texts,
    /// Domains of e-mail addresses.
    Domains,
    /// Hashes, which tell nothing as they are.
    Hashes,
    /// An object of durations.
    Age,
    /// A boolean that says nothing of the attribute's value.
    Nothing,
    /// Anything else, which cannot be hashed.
    Plain,
}

/// One operator of a leaf.
struct Asked<'v> {
    attribute: &'v str,
    operator: &'v str,
    literal: &'v Value,
    of: Literal,
    ignore_case: Option<&'v Value>,
}

impl Asked<'_> {
    /// A leaf with this literal.
    fn leaf(&self, operator: &str, literal: impl Into<Value>) -> Value {
        let mut leaf = Map::new();
        leaf.insert("attribute".to_owned(), self.attribute.into());
        leaf.insert(operator.to_owned(), literal.into());
        leaf.extend(self.ignore_case.map(|ignore| ("ignore_case".to_owned(), ignore.clone())));
        leaf.into()
    }

    /// The leaf as it is.
    fn copy(&self) -> Value {
        match self.of {
            Literal::Age => self.leaf(self.operator, only(self.literal, &["lt", "lte", "gt", "gte"])),
            Literal::Hashes => self.leaf(self.operator, only(self.literal, &["salt", "of", "sha256"])),
            _ => self.leaf(self.operator, self.literal.clone()),
        }
    }

    fn folds(&self) -> bool {
        self.ignore_case == Some(&Value::Bool(true))
    }
}

impl Export<'_> {
    /// A leaf; of several operators, the `all` of one leaf each (spec ).
    pub fn leaf(&mut self, leaf: &Value, matters: Matters) -> Folded {
        let attribute = leaf.get("attribute").and_then(Value::as_str).unwrap_or_default();
        let members = leaf.as_object().into_iter().flatten();
        let mut parts = Vec::new();
        for (name, literal) in members.filter(|(name, _)| !matches!(name.as_str(), "attribute" | "ignore_case") && !name.starts_with("x-"))
        {
            let Some(&(operator, of, cases)) = OPERATORS.iter().find(|(operator, ..)| operator == name) else {
                self.refuse(format!("`{name}` of `{attribute}` is an operator that exports do not know"));
                continue;
            };
            let ignore_case = leaf.get("ignore_case").filter(|_| cases);
            parts.push(self.asked(&Asked { attribute, operator, literal, of, ignore_case }, matters));
        }
        join("all", parts)
    }

    fn asked(&mut self, asked: &Asked<'_>, matters: Matters) -> Folded {
        let attribute = asked.attribute;
        match self.declarations.exposure(attribute) {
            Exposure::ServerOnly => {
                if tokens(attribute).first().and_then(|name| self.context.attribute(name)).is_none() {
                    self.refuse(format!("`{attribute}` is server_only, and the context does not give it: --context (null says that there is none), or --values"));
                }
                return matters.known(self.verdict(&asked.copy()));
            }
            Exposure::Public if !guard::holds_address(asked.literal) => return Folded::Asked(asked.copy()),
            Exposure::Public | Exposure::Private => {}
        }
        if matches!(asked.of, Literal::Nothing | Literal::Hashes) {
            return Folded::Asked(asked.copy());
        }
        match self.hashed(asked) {
            Ok(hashed) => Folded::Asked(hashed),
            Err(why) => {
                self.refuse(format!("`{}` of `{attribute}` {why}, or mark `{attribute}` server_only", asked.operator));
                Folded::Known(false)
            }
        }
    }

    /// What the server says of a leaf; `None` where it is unknown.
    fn verdict(&mut self, leaf: &Value) -> Option<bool> {
        let flags = json!({ "true": { "if": leaf, "serve": "on" }, "false": { "if": { "not": leaf }, "serve": "on" } });
        let flags = Flags::parse(&json!({ "burgee": "1", "flags": flags }).to_string()).ok()?;
        let holds = |flag: &str| flags.evaluate_at(flag, self.context, self.now).is_on();
        match (holds("true"), holds("false")) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// The leaf with its literals hashed (spec ), or why they cannot be and what to do.
    fn hashed(&mut self, asked: &Asked<'_>) -> Result<Value, &'static str> {
        let literals: Vec<&Value> = match asked.literal {
            Value::Array(items) => items.iter().collect(),
            one => vec![one],
        };
        let texts: Option<Vec<&str>> = literals.into_iter().map(Value::as_str).collect();
        let texts: Vec<String> = match (asked.of, texts) {
            (Literal::Text | Literal::Texts, Some(texts)) if asked.folds() => texts.iter().map(|text| text.to_ascii_lowercase()).collect(),
            (Literal::Text | Literal::Texts, Some(texts)) => texts.iter().map(|text| (*text).to_owned()).collect(),
            (Literal::Text | Literal::Texts, None) => {
                return Err("has a literal that is no text, and there are too few others to hide it among: ask for text");
            }
            (Literal::Domains, Some(texts)) if texts.iter().all(|text| !text.starts_with("*.")) => {
                texts.iter().map(|text| text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase()).collect()
            }
            (Literal::Domains, _) => return Err("has a `*.` domain, which cannot be hashed: name each domain"),
            _ => return Err("has a literal that is not for clients, and cannot be hashed: ask with `eq`, `in` or `email_domain`"),
        };
        let mut digests: Vec<String> = texts.iter().map(|text| self.digest(text)).collect();
        // In the order of the hashes, which tells nothing of the literals'.
        digests.sort_unstable();
        digests.dedup();
        self.hidden.extend(texts);
        let mut literal = Map::new();
        literal.insert("salt".to_owned(), self.salt.as_str().into());
        if asked.of == Literal::Domains {
            literal.insert("of".to_owned(), "email_domain".into());
        }
        literal.insert("sha256".to_owned(), digests.into());
        Ok(asked.leaf("in_hashed", literal))
    }

    fn digest(&self, text: &str) -> String {
        let mut hash = Hash::new();
        hash.update(&self.salt);
        hash.update([0]);
        hash.update(text);
        hexadecimal(&hash.finalize())
    }

    /// Notes why a flag cannot be exported.
    pub fn refuse(&mut self, why: String) {
        let flag = &self.flag;
        self.refusals.add(format!("`{flag}`: {why}"));
    }
}
