//! Each operator of the specification, with an attribute of which it is true and one of which it is false: what the bench of operators
//! asks. A test holds the table against the specification.

use burgee::{Context, ContextError, Flags, LoadError};

/// The flag that a document of a [`Case`] has.
pub const FLAG: &str = "asked";

/// One operator with a literal.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The operator.
    pub operator: &'static str,
    /// What is special about it, where an operator has several cases.
    pub about: &'static str,
    /// The literal, and what stands beside it in the leaf, as JSON.
    literal: &'static str,
    /// An attribute of which it is true, as JSON.
    hit: &'static str,
    /// An attribute of which it is false, as JSON.
    miss: &'static str,
}

const fn case(operator: &'static str, about: &'static str, literal: &'static str, hit: &'static str, miss: &'static str) -> Case {
    Case { operator, about, literal, hit, miss }
}

/// All cases, in the order of spec R-5.10.
pub const CASES: [Case; 33] = [
    case("eq", "string", r#""enterprise""#, r#""enterprise""#, r#""professional""#),
    case("eq", "number", "42", "42", "43"),
    case("eq", "ignore_case", r#""enterprise", "ignore_case": true"#, r#""Enterprise""#, r#""Professional""#),
    case("in", "three", r#"["US", "CA", "MX"]"#, r#""MX""#, r#""FR""#),
    case("in", "numbers", "[1, 2, 3]", "3", "4"),
    case("in", "ignore_case", r#"["US", "CA", "MX"], "ignore_case": true"#, r#""mx""#, r#""fr""#),
    case(
        "in_hashed",
        "",
        r#"{ "salt": "0123456789abcdef", "sha256": ["6643890c4618b7dc1261fa41fc6dcdd17df444f500c1ce53c7c46a116bc8007b"] }"#,
        r#""jane.doe@company.com""#,
        r#""jane.doe@example.org""#,
    ),
    case("lt", "", "10", "9", "10"),
    case("lte", "", "10", "10", "11"),
    case("gt", "", "10", "11", "10"),
    case("gte", "", "10", "10", "9"),
    case("contains", "", r#""needle""#, r#""a haystack with a needle in it""#, r#""a haystack with nothing in it""#),
    case(
        "contains",
        "ignore_case",
        r#""needle", "ignore_case": true"#,
        r#""A haystack with a NEEDLE in it""#,
        r#""A haystack with nothing in it""#,
    ),
    case("starts_with", "", r#""beta-""#, r#""beta-tester""#, r#""tester-beta""#),
    case("ends_with", "", r#""-beta""#, r#""tester-beta""#, r#""beta-tester""#),
    case("matches", "prefix", r#""^user-[0-9]+$""#, r#""user-12345""#, r#""group-12345""#),
    case("matches", "alternatives", r#""(alpha|beta|gamma)-[a-z]+""#, r#""the gamma-tester""#, r#""the delta-tester""#),
    case("email_domain", "", r#""company.com""#, r#""jane.doe@company.com""#, r#""jane.doe@example.org""#),
    case("email_domain", "subdomains", r#""*.company.com""#, r#""jane.doe@mail.company.com""#, r#""jane.doe@mail.example.org""#),
    case("ip_in", "IPv4", r#"["10.0.0.0/8", "192.168.0.0/16"]"#, r#""192.168.12.34""#, r#""172.16.12.34""#),
    case("ip_in", "IPv6", r#"["2001:db8::/32", "fd00::/8"]"#, r#""fd12:3456::1""#, r#""2001:470:1f0b::1""#),
    case("has_any", "", r#"["beta", "staff"]"#, r#"["free", "web", "staff"]"#, r#"["free", "web", "guest"]"#),
    case(
        "has_any",
        "ignore_case",
        r#"["beta", "staff"], "ignore_case": true"#,
        r#"["Free", "Web", "Staff"]"#,
        r#"["Free", "Web", "Guest"]"#,
    ),
    case("has_all", "", r#"["beta", "staff"]"#, r#"["beta", "web", "staff"]"#, r#"["beta", "web", "guest"]"#),
    case("semver", "", r#"">=2.1.0 <3""#, r#""2.14.3""#, r#""1.14.3""#),
    case("semver", "pre-release", r#"">=2.1.0-rc.1""#, r#""2.1.0-rc.2""#, r#""2.1.0-beta.9""#),
    case("before", "number", r#""2026-01-01T00:00:00Z""#, "1700000000000", "1800000000000"),
    case("before", "text", r#""2026-01-01T00:00:00Z""#, r#""2025-06-01T12:00:00+02:00""#, r#""2026-06-01T12:00:00+02:00""#),
    case("after", "number", r#""2026-01-01T00:00:00Z""#, "1800000000000", "1700000000000"),
    case("age", "number", r#"{ "gte": "365d" }"#, "1700000000000", "1795000000000"),
    case("age", "text", r#"{ "gte": "365d" }"#, r#""2024-06-01T12:00:00Z""#, r#""2026-06-01T12:00:00Z""#),
    case("exists", "true", "true", r#""here""#, "null"),
    case("exists", "false", "false", "null", r#""here""#),
];

impl Case {
    /// Its name among benches.
    pub fn name(&self) -> String {
        if self.about.is_empty() { self.operator.to_owned() } else { format!("{}, {}", self.operator, self.about) }
    }

    /// Flags of which one asks this of the attribute `asked`.
    ///
    /// # Errors
    ///
    /// A literal that burgee refuses: the case is wrong.
    pub fn flags(&self) -> Result<Flags, LoadError> {
        let leaf = format!(r#"{{ "attribute": "asked", "{}": {} }}"#, self.operator, self.literal);
        burgee::Loader::new().strict(true).load(
            self.operator,
            format!(r#"{{ "burgee": "1", "flags": {{ "{FLAG}": {{ "rules": [ {{ "id": "it", "if": {leaf}, "serve": "on" }} ] }} }} }}"#),
        )
    }

    /// A context of which the operator is true, and one of which it is false.
    ///
    /// # Errors
    ///
    /// An attribute that is not JSON: the case is wrong.
    pub fn contexts(&self) -> Result<[(&'static str, Context); 2], ContextError> {
        let context = |value: &str| Context::parse(&format!(r#"{{ "key": "user-42", "country": "US", "asked": {value} }}"#));
        Ok([("hit", context(self.hit)?), ("miss", context(self.miss)?)])
    }
}
