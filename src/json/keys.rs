//! The members of an object by their keys, found among thousands without going through them all.

use super::{Json, sort::sort};
use alloc::vec::Vec;

pub(crate) struct Keys<'a> {
    /// In the order of the text.
    pub(crate) members: Vec<(&'a str, Json<'a>)>,
    /// Their indexes, sorted by key.
    order: Vec<u32>,
}

impl<'a> Json<'a> {
    pub(crate) fn keys(self) -> Keys<'a> {
        let members: Vec<_> = self.entries().collect();
        let mut order: Vec<u32> = (0..members.len() as u32).collect();
        let key = |index: u32| members.get(index as usize).map(|(key, _)| *key);
        sort(&mut order, &|one, other| key(one) < key(other));
        Keys { members, order }
    }
}

impl<'a> Keys<'a> {
    /// The index of the member of this key, and its value.
    pub(crate) fn find(&self, key: &str) -> Option<(usize, Json<'a>)> {
        let member = |index: u32| self.members.get(index as usize);
        let known = |index: &u32| member(*index).map_or("", |(known, _)| known).cmp(key);
        let found = *self.order.get(self.order.binary_search_by(known).ok()?)?;
        Some((found as usize, member(found)?.1))
    }

    /// The members, sorted by key.
    pub(super) fn sorted(&self) -> impl Iterator<Item = &(&'a str, Json<'a>)> {
        self.order.iter().filter_map(|index| self.members.get(*index as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Document;

    #[test]
    fn finds_every_member() {
        let document = Document::parse(br#"{"b": 1, "": 2, "a": 3, "ab": 4}"#).unwrap();
        let keys = document.root().keys();
        let find = |key| keys.find(key).map(|(index, value)| (index, value.raw()));
        assert_eq!(
            ["b", "", "a", "ab"].map(find),
            [(0, "1"), (1, "2"), (2, "3"), (3, "4")].map(Some)
        );
        assert_eq!(["c", "aa", "bb"].map(find), [None; 3]);
        assert!(document.root().get("a").unwrap().keys().find("").is_none());
    }
}
