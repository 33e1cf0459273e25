//! JSON Pointer (RFC 6901), both ways.

use super::{Kind, Node, Tape};
use std::fmt::Write;

/// The pointer of a value, or of the member whose key it is.
pub(crate) fn pointer(target: Node<'_>) -> String {
    let mut out = String::new();
    let mut node = target.tape.root();
    while node.index() != target.index() {
        let Some(inner) = step(node, target, &mut out) else { break };
        node = inner;
    }
    out
}

/// Adds one token to `out`, the way from `node` towards `target`; none when `target` is reached.
fn step<'a>(node: Node<'a>, target: Node<'a>, out: &mut String) -> Option<Node<'a>> {
    if node.kind() == Kind::Object {
        let member = node.all_members().find(|member| member.key.index() == target.index() || member.value.holds(target))?;
        out.push('/');
        out.push_str(&escape(member.name()));
        return (member.key.index() != target.index()).then_some(member.value);
    }
    let (index, item) = node.items().enumerate().find(|(_, item)| item.holds(target))?;
    // Writing to a string never fails.
    let _ = write!(out, "/{index}");
    Some(item)
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The line and column, both from 1, of the value that a JSON Pointer names in a JSON text; columns count code points.
///
/// # Examples
///
/// ```
/// assert_eq!(burgee::locate("{\n  \"a\": [1, 2] }", "/a/1"), Some((2, 12)));
/// assert_eq!(burgee::locate("{}", "/a"), None);
/// ```
pub fn locate(text: &str, pointer: &str) -> Option<(u32, u32)> {
    let tape = super::parse(text, 0).ok()?;
    let node = find(&tape, pointer)?;
    Some(super::position(text, node.span().0 as usize))
}

fn find<'a>(tape: &'a Tape<'a>, pointer: &str) -> Option<Node<'a>> {
    let mut node = tape.root();
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        node = match node.kind() {
            Kind::Object => node.all_members().find(|member| member.name() == name)?.value,
            Kind::Array => node.items().nth(token.parse().ok()?)?,
            _ => return None,
        };
    }
    Some(node)
}
