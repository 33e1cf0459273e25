//! Declarations of attributes, and leaves held against them (spec section 2.1).

use super::Check;
use crate::{
    diagnostic::Spot,
    form::pointer,
    json::{Kind, Value},
    leaf::equal_literals,
};

const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "timestamp", "list"];

impl<'a> Check<'a> {
    pub(super) fn declaration(&mut self, attribute: &'a str, declaration: &Spot<'a>) {
        if pointer::steps(attribute).is_none() {
            self.report.value("bad-pointer", declaration);
            return;
        }
        match declaration.value.kind {
            Kind::Text(_) | Kind::BadText => {
                self.type_name(declaration);
            }
            _ => self.declaration_object(declaration),
        }
        if !self.report.touches(&["attributes", attribute]) {
            self.declarations.insert(attribute, declaration.value);
        }
    }

    fn type_name(&mut self, spot: &Spot<'a>) -> Option<&'a str> {
        let name = self.text(spot)?;
        if !TYPES.contains(&name) {
            self.report.value("bad-value", spot);
            return None;
        }
        Some(name)
    }

    fn declaration_object(&mut self, declaration: &Spot<'a>) {
        if !self.object(declaration, &["type", "enum", "server_only", "private", "description"], &["type"]) {
            return;
        }
        for name in ["server_only", "private"] {
            if let Some(mark) = declaration.get(name) {
                self.boolean(&mark);
            }
        }
        if let Some(description) = declaration.get("description") {
            self.text(&description);
        }
        let declared = declaration.get("type").and_then(|name| self.type_name(&name));
        let Some(values) = declaration.get("enum") else { return };
        if declared.is_some_and(|declared| !["string", "number", "integer"].contains(&declared)) {
            self.report.key("misplaced-field", &values);
            return;
        }
        let values = self.filled_list(&values, usize::MAX);
        let Some(declared) = declared else { return };
        for value in values {
            if declared != "string" && matches!(value.value.kind, Kind::Number(_)) {
                self.number(&value);
            }
            if !has_type(value.value, declared) {
                self.report.value("wrong-type", &value);
            }
        }
    }

    /// Holds an operator of a leaf, whose literal is well formed, against the declaration of the leaf's attribute.
    pub(super) fn declared(&mut self, leaf: &Spot<'a>, operator: &str, literal: &Spot<'a>) {
        let Some(declaration) = super::field::text_of(leaf.value, "attribute").and_then(|name| self.declarations.get(name)) else {
            return;
        };
        let declaration: &Value = declaration;
        let declared = declaration.text().or(super::field::text_of(declaration, "type")).unwrap_or_default();
        if !admitted(declared).contains(&operator) {
            self.report.value("type-conflict", literal);
            return;
        }
        let literals = match operator {
            "eq" => vec![literal.clone()],
            "in" => literal.elements(),
            _ => return,
        };
        let ignore_case = leaf.value.get("ignore_case").is_some_and(Value::is_true);
        let values = declaration.get("enum").map(Value::elements);
        for literal in literals {
            if !has_type(literal.value, declared) {
                self.report.value("type-conflict", &literal);
            } else if values.is_some_and(|values| !values.iter().any(|value| equal_literals(value, literal.value, ignore_case))) {
                self.report.value("not-in-enum", &literal);
            }
        }
    }
}

fn has_type(value: &Value, declared: &str) -> bool {
    match (declared, &value.kind) {
        ("string", Kind::Text(_) | Kind::BadText) | ("number", Kind::Number(_)) | ("boolean", Kind::Boolean(_)) => true,
        ("integer", Kind::Number(_)) => value.number().is_some_and(|number| number.fract() == 0.0),
        _ => false,
    }
}

fn admitted(declared: &str) -> &'static [&'static str] {
    match declared {
        "string" => &[
            "eq",
            "in",
            "in_hashed",
            "contains",
            "starts_with",
            "ends_with",
            "matches",
            "email_domain",
            "ip_in",
            "semver",
            "before",
            "after",
            "age",
            "exists",
        ],
        "number" | "integer" => &["eq", "in", "lt", "lte", "gt", "gte", "exists"],
        "boolean" => &["eq", "in", "exists"],
        "timestamp" => &["before", "after", "age", "exists"],
        _ => &["has_any", "has_all", "exists"],
    }
}
