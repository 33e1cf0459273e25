//! The attributes that conditions ask for, with their types and the values that are likely.

/// What an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Word,
    /// Addresses of mail.
    Mail,
    /// Addresses of machines.
    Address,
    /// Versions.
    Version,
    /// Numbers that are integral.
    Integer,
    /// Other numbers.
    Number,
    /// True and false.
    Boolean,
    /// Instants, as text or as milliseconds.
    Instant,
    /// Arrays of words, numbers and booleans.
    List,
}

/// An attribute of every context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// As a leaf writes it.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

const fn attribute(name: &'static str, kind: Kind) -> Attribute {
    Attribute { name, kind }
}

/// All of them.
pub const ATTRIBUTES: [Attribute; 21] = [
    attribute("plan", Kind::Word),
    attribute("seats", Kind::Integer),
    attribute("email", Kind::Mail),
    attribute("beta", Kind::Boolean),
    attribute("tags", Kind::List),
    attribute("created", Kind::Instant),
    attribute("version", Kind::Version),
    attribute("ip", Kind::Address),
    attribute("score", Kind::Number),
    attribute("country", Kind::Word),
    attribute("näme", Kind::Word),
    attribute("a/b~c", Kind::Word),
    attribute("/company/plan", Kind::Word),
    attribute("/company/seats", Kind::Integer),
    attribute("/company/owner~1mail", Kind::Mail),
    attribute("/tags/0", Kind::Word),
    attribute("/device/os", Kind::Version),
    attribute("/device/ip", Kind::Address),
    attribute("/device/seen", Kind::Instant),
    attribute("numbers", Kind::List),
    attribute("staff", Kind::Boolean),
];

/// Words.
pub const WORDS: [&str; 12] =
    ["pro", "free", "team", "Pro", "PRO plus", "é", "日本語", "e\u{301}", "ﬁ🎉", "enterprise", "a\"b\\c", "x\ty\u{0}"];
/// Addresses of mail, and what is none.
pub const MAILS: [&str; 14] = [
    "ada@company.com",
    "Bob@Company.COM",
    "x@mail.company.com",
    "joe@example.org",
    "a@b",
    "c@company.com.",
    "\"q@r\"@example.org",
    "ü@bücher.example",
    "nobody",
    "@company.com",
    "ada@",
    "ada@.",
    "a@b..",
    "a@@b.c",
];
/// Domains, as literals.
pub const DOMAINS: [&str; 8] = ["company.com", "*.company.com", "EXAMPLE.org", "b", "*.com", "bücher.example", "mail.company.com.", "*.B"];
/// Addresses of machines, and what is none.
pub const ADDRESSES: [&str; 13] = [
    "10.0.0.1",
    "10.0.0.255",
    "10.0.1.0",
    "192.168.1.7",
    "::1",
    "2001:db8::1",
    "::ffff:10.0.0.1",
    "2001:DB8:0:0:0:0:0:2",
    "::10.0.0.1",
    "010.0.0.1",
    "10.0.0",
    "fe80::1%eth0",
    "10.0.0.1 ",
];
/// Addresses and prefixes, as literals.
pub const PREFIXES: [&str; 11] = [
    "10.0.0.0/24",
    "10.0.0.1",
    "2001:db8::/32",
    "0.0.0.0/0",
    "::/0",
    "10.0.0.0/8",
    "10.0.0.254/31",
    "192.168.0.0/16",
    "::1",
    "::ffff:10.0.0.1",
    "2001:db8::2/128",
];
/// Versions that can be read.
pub const VERSIONS: [&str; 14] = [
    "1.2.3",
    "1.2.4",
    "v2",
    "V1.10",
    "2.0.0-rc.1",
    "2.0.0",
    "2.0.0+build.5",
    "1.2.3-alpha.1",
    "1.2.3-alpha.beta",
    "1.2.3-alpha",
    "0.9",
    "99999999999999999999.0.0",
    "99999999999999999998.0.0",
    "1.2.3-0.7a+1.x",
];
/// What only looks like versions.
pub const NO_VERSIONS: [&str; 8] = ["1.2.3.4", "01.2.3", "1.2-rc", "1.2.3-", "1.2.3-01", "", "v", "1.2.3+"];
/// Numbers, as texts of documents.
pub const NUMBERS: [&str; 14] = [
    "1",
    "0.5",
    "0",
    "-0.0",
    "1.5",
    "-2.25",
    "1e3",
    "1000",
    "0.1",
    "0.30000000000000004",
    "1e-7",
    "5e-324",
    "9007199254740991",
    "4503599627370495.5",
];
/// Integers.
pub const INTEGERS: [i64; 9] = [5, 1, 10, 0, 100, -1, 11, 9_007_199_254_740_991, -9_007_199_254_740_991];
/// Patterns of the dialect.
pub const PATTERNS: [&str; 16] = [
    "^pro",
    "o$",
    r"\d+",
    "(?i)PRO",
    "[a-z]{2,}",
    ".",
    r"^\w+@\w+\.com$",
    "^$",
    "(?:a|b)+",
    r"\bplus\b",
    "[^ -~]",
    "(?s)x.y",
    r"\x00",
    "é",
    r"^\S*$",
    "(?i)É",
];
/// Durations, with their milliseconds.
pub const DURATIONS: [(&str, i64); 9] = [
    ("1h", 3_600_000),
    ("1d", 86_400_000),
    ("7d", 604_800_000),
    ("1d12h", 129_600_000),
    ("30m", 1_800_000),
    ("1s", 1_000),
    ("2w", 1_209_600_000),
    ("0s", 0),
    ("36525d", 3_155_760_000_000),
];
