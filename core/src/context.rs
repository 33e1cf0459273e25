//! Contexts: what is known of one unit.

use crate::bucket::{self, Bucket};
use crate::json::{self, Flaw, Kind, Node, ParseError};
use crate::value::{Unusable, Value, is_exact};
use crate::words::Sought;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// The most bytes that the text of a context may have.
pub(crate) const MAX_BYTES: usize = 1_048_576;
/// The most members of an object in a context's text.
const MAX_MEMBERS: usize = 1_000;

/// The attributes for which a context makes room at once.
const USUAL: usize = 8;
/// So many attributes are searched one by one.
const FEW: usize = 16;

/// The attributes of one unit (a user, a tenant, a device), with what a caller may say beside them: earlier assignments of
/// sticky flags, and, for tests, overrides and forced buckets.
///
/// Build one a request and ask it about as many flags as you like.
///
/// # Examples
///
/// ```
/// use burgee::Context;
/// let user = Context::new("user-42").with("country", "US").with("age", 42);
/// assert!(Context::parse(r#"{ "key": "user-42", "country": "US" }"#).is_ok());
/// assert!(Context::parse("[]").is_err());
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Context {
    /// INVARIANT: sorted as `order` compares names, no name twice.
    attributes: Vec<(Cow<'static, str>, Value)>,
    /// Why boxed: nearly no context has any, and evaluation asks once.
    asides: Option<Box<Asides>>,
}

/// What stands beside the attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Asides {
    /// Flag, variant, salt.
    assigned: Vec<(Box<str>, Box<str>, Box<str>)>,
    /// Flag, variant.
    overridden: Vec<(Box<str>, Box<str>)>,
    /// One for each domain, in the order of [`Domain`].
    buckets: [Option<Bucket>; 4],
}

/// What a draw is for: draws of different domains are independent (spec R-6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// A flag's percentages and rings.
    Rollout,
    /// A flag's splits.
    Variant,
    /// A layer's slots.
    Layer,
    /// A percentage with a salt of its own.
    Sample,
}

impl Domain {
    /// The bucket (0–99 999) of a unit in a draw of this domain (spec section 6); an integer's unit is its decimal text.
    ///
    /// # Examples
    ///
    /// ```
    /// use burgee::Domain;
    /// let bucket = Domain::Rollout.bucket("new-checkout-flow", "user-42");
    /// assert!(bucket < 100_000);
    /// assert_ne!(bucket, Domain::Variant.bucket("new-checkout-flow", "user-42"));
    /// ```
    pub fn bucket(self, salt: &str, unit: &str) -> u32 {
        Bucket::of(bucket::unit_hash(unit.as_bytes()), bucket::seed(self.name(), salt)).get()
    }

    /// The word in documents' tests, and in the seed.
    pub fn name(self) -> &'static str {
        match self {
            Domain::Rollout => "rollout",
            Domain::Variant => "variant",
            Domain::Layer => "layer",
            Domain::Sample => "sample",
        }
    }
}

impl Context {
    /// The context of a unit whose attribute `key` is `key`.
    pub fn new(key: impl Into<Value>) -> Context {
        Context::empty().with("key", key)
    }

    /// A context without attributes.
    pub fn empty() -> Context {
        Context::default()
    }

    /// Adds an attribute, or replaces it. A name in the program's text is not copied.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Context {
        self.set(name, value);
        self
    }

    /// Adds an attribute, or replaces it. A name in the program's text is not copied.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        let (name, value) = (name.into(), value.into());
        match self.attributes.binary_search_by(|(own, _)| order(own, &name)) {
            Ok(at) => {
                if let Some((_, own)) = self.attributes.get_mut(at) {
                    *own = value;
                }
            }
            Err(at) => {
                if self.attributes.capacity() == 0 {
                    self.attributes.reserve(USUAL);
                }
                self.attributes.insert(at, (name, value));
            }
        }
    }

    /// The attribute of this name.
    #[inline]
    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.at(self.position(name)?)
    }

    /// Where the attribute of this name is.
    #[inline]
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        if self.attributes.len() <= FEW {
            let sought = Sought::new(name);
            return self.attributes.iter().position(|(own, _)| sought.is(own));
        }
        self.attributes.binary_search_by(|(own, _)| order(own, name)).ok()
    }

    /// The attribute at a position.
    pub(crate) fn at(&self, position: usize) -> Option<&Value> {
        self.attributes.get(position).map(|(_, value)| value)
    }

    /// Says that a sticky flag was assigned this variant under this salt earlier: what a [`Decision`](crate::Decision)'s `store` said then.
    #[must_use]
    pub fn assigned(mut self, flag: impl Into<Box<str>>, variant: impl Into<Box<str>>, salt: impl Into<Box<str>>) -> Context {
        self.asides_mut().assigned.push((flag.into(), variant.into(), salt.into()));
        self
    }

    /// Makes a flag serve this variant, whatever its document says: for tests.
    #[must_use]
    pub fn overridden(mut self, flag: impl Into<Box<str>>, variant: impl Into<Box<str>>) -> Context {
        self.asides_mut().overridden.push((flag.into(), variant.into()));
        self
    }

    /// Forces the bucket (0–99 999) of every draw of a domain, or of all: for tests.
    #[must_use]
    pub fn bucket_forced(mut self, domain: Option<Domain>, bucket: u32) -> Context {
        for (forced, of) in self.asides_mut().buckets.iter_mut().zip([Domain::Rollout, Domain::Variant, Domain::Layer, Domain::Sample]) {
            if domain.is_none_or(|domain| domain == of) {
                *forced = Some(Bucket::new(bucket));
            }
        }
        self
    }

    /// Reads a context from JSON text (spec section 9).
    ///
    /// # Errors
    ///
    /// Text that is not a JSON object, has a key twice, is larger than 1 048 576 bytes or deeper than 64, or has an object of more than
    /// 1 000 members. A number or string that
    /// burgee cannot use is no error: conditions on that attribute are unknown.
    pub fn parse(text: &str) -> Result<Context, ContextError> {
        if text.len() > MAX_BYTES {
            return Err(ContextError::new(text, 0, ContextProblem::TooLarge));
        }
        let tape = json::parse(text, 0).map_err(|error| match error {
            ParseError::Syntax { at, expected } => ContextError::new(text, at, ContextProblem::Syntax(expected)),
            ParseError::TooDeep { at } => ContextError::new(text, at, ContextProblem::TooDeep),
        })?;
        let root = tape.root();
        if root.kind() != Kind::Object {
            return Err(ContextError::new(text, root.span().0 as usize, ContextProblem::NotAnObject(root.kind())));
        }
        let (mut bad_strings, mut wide) = (Vec::new(), None);
        for (flaw, node) in tape.flaws() {
            match flaw {
                Flaw::DuplicateKey => return Err(ContextError::new(text, node.span().0 as usize, ContextProblem::DuplicateKey)),
                Flaw::LoneSurrogate => bad_strings.push(node.index()),
            }
        }
        match (value(root, &bad_strings, &mut wide), wide) {
            (_, Some(at)) => Err(ContextError::new(text, at as usize, ContextProblem::TooMany)),
            (Value::Object(attributes), None) => Ok(attributes.into_iter().collect()),
            _ => Ok(Context::empty()),
        }
    }

    fn asides_mut(&mut self) -> &mut Asides {
        self.asides.get_or_insert_default()
    }

    pub(crate) fn asides(&self) -> Option<&Asides> {
        self.asides.as_deref()
    }
}

impl<N: Into<Box<str>>> FromIterator<(N, Value)> for Context {
    /// The context of these attributes; of two with one name the later counts.
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(attributes: I) -> Context {
        let mut attributes: Vec<(Cow<'static, str>, Value)> =
            attributes.into_iter().map(|(name, value)| (Cow::Owned(name.into().into_string()), value)).collect();
        attributes.reverse();
        attributes.sort_by(|(left, _), (right, _)| order(left, right));
        attributes.dedup_by(|(later, _), (earlier, _)| later == earlier);
        Context { attributes, asides: None }
    }
}

impl From<&Context> for Context {
    fn from(context: &Context) -> Context {
        context.clone()
    }
}

/// How the names of a context are sorted: by length, which is quickest to compare, then by bytes.
fn order(left: &str, right: &str) -> Ordering {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

impl fmt::Debug for Context {
    /// The attributes' names and types: values may be private, and logs are not.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.attributes.iter().map(|(name, value)| (name, value.type_name()))).finish()
    }
}

impl Asides {
    /// The variant that overrides a flag; of several the last.
    pub(crate) fn overridden(&self, flag: &str) -> Option<&str> {
        self.overridden.iter().rev().find(|(own, _)| own.as_ref() == flag).map(|(_, variant)| variant.as_ref())
    }

    /// The variant assigned to a flag, with the salt; of several the last.
    pub(crate) fn assigned(&self, flag: &str) -> Option<(&str, &str)> {
        self.assigned.iter().rev().find(|(own, _, _)| own.as_ref() == flag).map(|(_, variant, salt)| (variant.as_ref(), salt.as_ref()))
    }

    pub(crate) fn bucket(&self, domain: Domain) -> Option<Bucket> {
        let [rollout, variant, layer, sample] = self.buckets;
        match domain {
            Domain::Rollout => rollout,
            Domain::Variant => variant,
            Domain::Layer => layer,
            Domain::Sample => sample,
        }
    }
}

/// A value of a context's text; what burgee cannot use becomes [`Value::Unusable`]. The first object with too many members is `wide`.
fn value(node: Node<'_>, bad_strings: &[u32], wide: &mut Option<u32>) -> Value {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::Boolean => Value::Boolean(node.boolean() == Some(true)),
        Kind::Number => match node.number() {
            Some(number) if is_exact(number) => Value::Number(number),
            Some(number) if number.is_finite() => Value::Unusable(Unusable::OutOfRange),
            _ => Value::Unusable(Unusable::NotFinite),
        },
        Kind::String if bad_strings.binary_search(&node.index()).is_ok() => Value::Unusable(Unusable::BadString),
        Kind::String => Value::String(node.string().unwrap_or_default().into()),
        Kind::Array => Value::List(node.items().map(|item| value(item, bad_strings, wide)).collect()),
        Kind::Object => {
            let members: Vec<(&str, Value)> =
                node.members().map(|member| (member.name(), value(member.value, bad_strings, wide))).collect();
            if members.len() > MAX_MEMBERS {
                wide.get_or_insert(node.span().0);
            }
            Value::object(members)
        }
    }
}

/// Why a text is no context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextError {
    line: u32,
    column: u32,
    problem: ContextProblem,
}

/// The code of what is no context.
pub(crate) const NOT_AN_OBJECT: &str = "wrong-type";

#[derive(Clone, Debug, PartialEq, Eq)]
enum ContextProblem {
    Syntax(&'static str),
    TooDeep,
    TooLarge,
    TooMany,
    NotAnObject(Kind),
    DuplicateKey,
}

impl ContextError {
    fn new(text: &str, at: usize, problem: ContextProblem) -> ContextError {
        let (line, column) = json::position(text, at);
        ContextError { line, column, problem }
    }

    /// The stable code (spec R-9.2).
    pub fn code(&self) -> &'static str {
        match self.problem {
            ContextProblem::Syntax(_) => "syntax",
            ContextProblem::TooDeep | ContextProblem::TooLarge | ContextProblem::TooMany => "limit-exceeded",
            ContextProblem::NotAnObject(_) => NOT_AN_OBJECT,
            ContextProblem::DuplicateKey => "duplicate-key",
        }
    }

    /// The line of the text, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The column, from 1, in code points.
    pub fn column(&self) -> u32 {
        self.column
    }
}

impl fmt::Display for ContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "context, line {}, column {}: ", self.line, self.column)?;
        match self.problem {
            ContextProblem::Syntax(expected) => write!(f, "this is not JSON: expected {expected}"),
            ContextProblem::TooDeep => write!(f, "more than {} arrays and objects are open", json::MAX_DEPTH),
            ContextProblem::TooLarge => write!(f, "the text is larger than {MAX_BYTES} bytes"),
            ContextProblem::TooMany => write!(f, "this object has more than {MAX_MEMBERS} members"),
            ContextProblem::NotAnObject(kind) => write!(f, "a context is an object of attributes, this is {}", kind.name()),
            ContextProblem::DuplicateKey => write!(f, "this attribute stands here a second time"),
        }
    }
}

impl std::error::Error for ContextError {}
