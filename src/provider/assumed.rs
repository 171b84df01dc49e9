//! What of a file no source states: JSON Pointers, in which the token `*` stands for every member.

use super::reader::{Faults, Node};
use crate::json::Json;
use crate::text::{cut, split};
#[cfg(feature = "service")]
use alloc::{vec, vec::Vec};

/// As many members are looked at to follow all pointers: each `*` leads to all that stand there.
const MOST_LOOKS: usize = 1 << 21;

/// Whether what stands at `place` is assumed, in whole or in part.
pub(super) fn holds(file: Json<'_>, place: &str) -> bool {
    let pointers = file.get("assumed").into_iter().flat_map(Json::items).filter_map(Json::as_str);
    pointers.into_iter().any(|pointer| covers(pointer, place) || covers(place, pointer))
}

/// For each place on the file's tape, whether a pointer covers what stands there.
#[cfg(feature = "service")]
pub(crate) fn places(file: Json<'_>) -> Vec<bool> {
    let mut places = vec![false; file.position_behind() as usize];
    let pointers = file.get("assumed").into_iter().flat_map(Json::items).filter_map(Json::as_str);
    pointers.for_each(|pointer| mark(file, pointer, &mut places));
    places
}

#[cfg(feature = "service")]
fn mark(value: Json<'_>, pointer: &str, places: &mut [bool]) {
    let Some(rest) = pointer.strip_prefix('/') else {
        let all = places.get_mut(value.position() as usize..value.position_behind() as usize);
        // What is marked is marked with all that lies below it.
        return all
            .filter(|all| all.first() == Some(&false))
            .into_iter()
            .for_each(|all| all.fill(true));
    };
    let (token, _) = cut(rest, Some('/'));
    let rest = rest.get(token.len()..).unwrap_or_default();
    if token == "*" {
        let members = value.items().chain(value.entries().map(|(_, member)| member));
        return members.for_each(|member| mark(member, rest, places));
    }
    let member = pointer.get(..=token.len()).and_then(|first| value.pointer(first));
    if let Some(member) = member {
        mark(member, rest, places);
    }
}

/// Checks that every pointer leads somewhere.
pub(super) fn check(root: &Node<'_>, faults: &mut Faults) {
    let Some(node) = root.get("assumed") else { return };
    let mut left = MOST_LOOKS;
    for item in node.items(faults) {
        let Some(pointer) = item.string(faults) else { continue };
        let found = leads_somewhere(root.value, pointer, &mut left);
        if left == 0 {
            return node.fault("takes too long to follow: write fewer or shorter pointers", faults);
        }
        if !found {
            item.fault("points to nothing in this file", faults);
        }
    }
}

/// `left` counts the members that may still be looked at.
fn leads_somewhere(value: Json<'_>, pointer: &str, left: &mut usize) -> bool {
    let Some(rest) = pointer.strip_prefix('/') else { return pointer.is_empty() };
    let (token, _) = cut(rest, Some('/'));
    let rest = rest.get(token.len()..).unwrap_or_default();
    let mut members = value.items().chain(value.entries().map(|(_, member)| member));
    if token == "*" {
        return members.any(|member| {
            *left = left.saturating_sub(1);
            *left > 0 && leads_somewhere(member, rest, left)
        });
    }
    *left = left.saturating_sub(members.count());
    let member = pointer.get(..=token.len()).and_then(|first| value.pointer(first));
    *left > 0 && member.is_some_and(|member| leads_somewhere(member, rest, left))
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
