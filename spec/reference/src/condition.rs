//! Conditions evaluated, part by part, with all that a trace tells of them (spec section 5, R-11.4).

use crate::{
    canonical,
    context::{self, Attribute, Context},
    document::Document,
    form::{percent, time},
    json::{Kind, Value},
    leaf::{self, FOLDING, OPERATORS},
    question::Question,
    verdict::Verdict,
};

/// A condition in a trace.
#[derive(Clone, Debug)]
pub struct Node {
    condition: &'static str,
    name: Option<String>,
    attribute: Option<String>,
    operator: Option<&'static str>,
    ignore_case: bool,
    operand: Option<String>,
    salt: Option<String>,
    value: Option<String>,
    redacted: bool,
    /// What it comes to.
    pub verdict: Verdict,
    bucket: Option<u32>,
    of: Vec<Node>,
}

impl Node {
    fn new(condition: &'static str) -> Self {
        Self {
            condition,
            name: None,
            attribute: None,
            operator: None,
            ignore_case: false,
            operand: None,
            salt: None,
            value: None,
            redacted: false,
            verdict: Verdict::Skipped,
            bucket: None,
            of: Vec::new(),
        }
    }

    /// The first of the parts that is true, by its name.
    pub fn first_true(&self) -> Option<&str> {
        self.of.iter().find(|part| part.verdict == Verdict::True)?.name.as_deref()
    }

    /// The bucket of the last of the parts.
    pub fn last_bucket(&self) -> Option<u32> {
        self.of.last().and_then(|last| last.bucket)
    }

    /// The ring that the first of the parts, a `ring`, admitted through.
    pub fn first_ring(&self) -> Option<&str> {
        self.of.first()?.first_true()
    }

    /// Canonical JSON.
    pub fn canonical(&self) -> String {
        let text = |text: &Option<String>| text.as_deref().map(canonical::text);
        canonical::object([
            ("condition", Some(canonical::text(self.condition))),
            ("name", text(&self.name)),
            ("attribute", text(&self.attribute)),
            ("operator", self.operator.map(canonical::text)),
            ("ignore_case", self.ignore_case.then(|| "true".to_owned())),
            ("operand", self.operand.clone()),
            ("salt", text(&self.salt)),
            ("value", self.value.clone()),
            ("redacted", self.redacted.then(|| "true".to_owned())),
            ("verdict", Some(canonical::text(self.verdict.word()))),
            ("cause", self.verdict.cause().map(canonical::text)),
            ("bucket", self.bucket.map(|bucket| bucket.to_string())),
            ("of", (!self.of.is_empty()).then(|| canonical::array(self.of.iter().map(Node::canonical)))),
        ])
    }
}

/// Where a condition stands: whose draws it makes.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The salt of the rollout draw; none in a segment.
    pub salt: Option<&'a str>,
    /// The unit of its draws.
    pub unit: Vec<&'a str>,
}

/// A document and what it is asked with.
#[derive(Clone, Copy, Debug)]
pub struct Evaluation<'a> {
    /// The document.
    pub document: &'a Document,
    /// The question.
    pub question: &'a Question,
}

/// A part of a condition, and where it stands.
#[derive(Clone, Copy)]
enum Part<'a> {
    Condition(&'a Value),
    Percent(&'a Value),
    Operator(&'a Value, &'static str),
    Own(&'a Value),
    Ring(&'a str),
}

impl<'a> Evaluation<'a> {
    fn context(&self) -> &'a Context {
        &self.question.context
    }

    /// The bucket of a unit in a draw; `None` if the unit is missing.
    pub fn draw(&self, domain: &str, salt: &str, unit: &[&str]) -> Option<u32> {
        let unit = context::unit(self.context(), unit)?;
        Some(self.question.forced(domain).unwrap_or_else(|| crate::bucket::bucket(&unit, domain, salt)))
    }

    /// A condition, evaluated.
    pub fn condition(&self, condition: &'a Value, place: &Place<'a>) -> Node {
        self.part(Part::Condition(condition), place, false)
    }

    /// A `ring` condition on the ring of that id.
    pub fn ring(&self, id: &str, place: &Place<'a>, skip: bool) -> Node {
        let parts: Vec<Part> = self.document.rings_up_to(id).iter().map(Part::Own).collect();
        let node = Node { name: Some(id.to_owned()), ..Node::new("ring") };
        self.group(node, &parts, place, Verdict::True, skip)
    }

    /// A stage's own condition.
    pub fn own(&self, stage: &'a Value, place: &Place<'a>) -> Node {
        self.part(Part::Own(stage), place, false)
    }

    fn part(&self, part: Part<'a>, place: &Place<'a>, skip: bool) -> Node {
        match part {
            Part::Condition(condition) => self.any_kind(condition, place, skip),
            Part::Percent(of) => self.percent(of, place, skip),
            Part::Operator(leaf, operator) => self.leaf(leaf, operator, skip),
            Part::Ring(id) => self.ring(id, place, skip),
            Part::Own(of) => {
                let node = Node { name: text(of, "id"), ..Node::new("own") };
                let ring = of.get("ring").and_then(Value::text).map(Part::Ring);
                let condition = of.get("if").map(Part::Condition);
                let percent = of.get("percent").map(|_| Part::Percent(of));
                let parts: Vec<Part> = ring.into_iter().chain(condition).chain(percent).collect();
                self.group(node, &parts, place, Verdict::False, skip)
            }
        }
    }

    /// `all` (which stops at false) or `any` (which stops at true) of some parts; what is after the stop is skipped.
    fn group(&self, mut node: Node, parts: &[Part<'a>], place: &Place<'a>, stop: Verdict, skip: bool) -> Node {
        if skip {
            return node;
        }
        let mut unknown = None;
        let mut stopped = false;
        for part in parts {
            let part = self.part(*part, place, stopped);
            stopped |= part.verdict == stop;
            if let Verdict::Unknown(_) = part.verdict {
                unknown = unknown.or(Some(part.verdict));
            }
            node.of.push(part);
        }
        node.verdict = match (stopped, unknown) {
            (true, _) => stop,
            (false, Some(unknown)) => unknown,
            (false, None) => Verdict::from(stop == Verdict::False),
        };
        node
    }

    fn any_kind(&self, condition: &'a Value, place: &Place<'a>, skip: bool) -> Node {
        let Some(kind) = crate::check::kind(condition) else { return Node::new("all") };
        let Some(part) = condition.get(kind) else { return Node::new("all") };
        let name = part.text().map(str::to_owned);
        match kind {
            "all" | "any" => {
                let parts: Vec<Part> = part.elements().iter().map(Part::Condition).collect();
                self.group(Node::new(kind), &parts, place, Verdict::from(kind == "any"), skip)
            }
            "not" => {
                let mut node = self.group(Node::new(kind), &[Part::Condition(part)], place, Verdict::False, skip);
                node.verdict = match node.verdict {
                    Verdict::True => Verdict::False,
                    Verdict::False => Verdict::True,
                    other => other,
                };
                node
            }
            "segment" => {
                let inside = Place { salt: None, unit: self.document.unit(None) };
                let parts: Vec<Part> =
                    name.as_deref().and_then(|name| self.document.segment(name)).map(Part::Condition).into_iter().collect();
                self.group(Node { name, ..Node::new(kind) }, &parts, &inside, Verdict::False, skip)
            }
            "ring" => self.ring(&name.unwrap_or_default(), place, skip),
            "percent" => self.percent(condition, place, skip),
            "now" => self.now(part, skip),
            _ => {
                let operators: Vec<Part> = OPERATORS
                    .into_iter()
                    .filter(|name| condition.get(name).is_some())
                    .map(|name| Part::Operator(condition, name))
                    .collect();
                match operators.as_slice() {
                    [only] => self.part(*only, place, skip),
                    several => self.group(Node::new("all"), several, place, Verdict::False, skip),
                }
            }
        }
    }

    fn percent(&self, of: &'a Value, place: &Place<'a>, skip: bool) -> Node {
        let percent = of.get("percent");
        let salt = of.get("salt").and_then(Value::text);
        let mut node = Node { operand: percent.map(canonical::value), salt: salt.map(str::to_owned), ..Node::new("percent") };
        if skip {
            return node;
        }
        let below = percent.and_then(percent::thousandths).unwrap_or_default();
        if below == 0 || below == 100_000 {
            node.verdict = Verdict::from(below > 0);
            return node;
        }
        let own = of.get("unit").filter(|_| salt.is_some()).map(|_| self.document.unit(Some(of)));
        let unit = own.unwrap_or_else(|| place.unit.clone());
        node.bucket = match salt {
            Some(salt) => self.draw("sample", salt, &unit),
            None => self.draw("rollout", place.salt.unwrap_or_default(), &unit),
        };
        node.verdict = node.bucket.map_or(Verdict::Unknown("unit-missing"), |bucket| Verdict::from(bucket < below));
        node
    }

    fn now(&self, bounds: &Value, skip: bool) -> Node {
        let mut node = Node { operand: Some(named_members(bounds)), ..Node::new("now") };
        let bound = |name: &str| bounds.get(name).and_then(Value::text).and_then(time::timestamp);
        if !skip {
            let now = self.question.now;
            node.verdict = Verdict::from(bound("before").is_none_or(|at| now < at) && bound("after").is_none_or(|at| now > at));
        }
        node
    }

    fn leaf(&self, leaf: &'a Value, operator: &'static str, skip: bool) -> Node {
        let name = text(leaf, "attribute").unwrap_or_default();
        let redacted = self.document.is_redacted(&name);
        let ignore_case = FOLDING.contains(&operator) && leaf.get("ignore_case").is_some_and(Value::is_true);
        let attribute = context::reach(self.context(), &name);
        let Some(literal) = leaf.get(operator) else { return Node::new("attribute") };
        let mut node = Node { operator: Some(operator), ignore_case, redacted, ..Node::new("attribute") };
        node.operand = (!redacted).then(|| named_members(literal));
        if !skip {
            node.value = attribute.filter(|_| !redacted).and_then(shown);
            node.verdict = leaf::verdict(operator, literal, ignore_case, attribute, self.question.now);
        }
        node.attribute = Some(name);
        node
    }
}

/// An attribute's value, if a trace can hold it.
fn shown(attribute: &Attribute) -> Option<String> {
    match attribute {
        Attribute::Object(_) => None,
        _ => attribute.canonical(),
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.text().map(str::to_owned)
}

/// A literal as canonical JSON; of an object, the members that the specification names.
fn named_members(literal: &Value) -> String {
    match &literal.kind {
        Kind::Object(members) => {
            let named = members.iter().filter(|(name, _)| !name.starts_with("x-"));
            canonical::object(named.map(|(name, member)| (name.as_str(), Some(canonical::value(&member.value)))))
        }
        _ => canonical::value(literal),
    }
}
