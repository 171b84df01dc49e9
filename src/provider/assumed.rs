//! What of a file no source states: JSON Pointers, in which the token `*` stands for every member.

use super::reader::{Faults, Node};
use crate::json::Json;
use crate::text::{cut, split};

/// Checks the block, and tells whether what stands at `place` is assumed, in whole or in part.
pub(super) fn read(root: &Node<'_>, place: &str, faults: &mut Faults) -> bool {
    let Some(node) = root.get("assumed") else { return false };
    let mut assumed = false;
    for item in node.items(faults) {
        let Some(pointer) = item.string(faults) else { continue };
        if !leads_somewhere(root.value, pointer) {
            item.fault("points to nothing in this file", faults);
        }
        assumed |= covers(pointer, place) || covers(place, pointer);
    }
    assumed
}

fn leads_somewhere(value: Json<'_>, pointer: &str) -> bool {
    let Some(rest) = pointer.strip_prefix('/') else { return pointer.is_empty() };
    let (token, _) = cut(rest, Some('/'));
    let rest = rest.get(token.len()..).unwrap_or_default();
    if token == "*" {
        let mut members = value.items().chain(value.entries().map(|(_, member)| member));
        return members.any(|member| leads_somewhere(member, rest));
    }
    let member = pointer.get(..=token.len()).and_then(|first| value.pointer(first));
    member.is_some_and(|member| leads_somewhere(member, rest))
}

/// Whether what stands at `inner` belongs to what `outer` points to.
fn covers(outer: &str, inner: &str) -> bool {
    let mut inner = split(inner, Some('/'));
    split(outer, Some('/'))
        .all(|token| inner.next().is_some_and(|other| token == "*" || token == other))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_star_stands_for_every_member() {
        for (outer, inner, wanted) in [
            ("", "/a", true),
            ("/a", "/a/b", true),
            ("/a/*/c", "/a/b/c", true),
            ("/a/*/c", "/a/b", false),
            ("/a", "/ab", false),
        ] {
            assert_eq!(covers(outer, inner), wanted, "{outer} {inner}");
        }
    }
}
