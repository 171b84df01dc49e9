//! Fills templates, and merges an event's own values into its example.

use super::catalogue::LARGEST;
use super::reader::COMMENT;
use crate::json::{Json, Kind, Writer};
use crate::text::split;
use alloc::vec;

/// A template, and what it is filled with. The forms are those that a delivery can have: lists
/// belong to the API's answers.
#[derive(Clone, Copy)]
pub(super) struct Filling<'a> {
    /// The file's shared templates.
    pub(super) shared: Option<Json<'a>>,
    /// Where names are looked up: `event.type` is the member `type` of its member `event`.
    pub(super) context: Json<'a>,
}

impl<'a> Filling<'a> {
    /// Writes what a template makes, and nothing where it makes nothing.
    pub(super) fn write(self, template: Json<'a>, out: &mut Writer) {
        if out.len() > LARGEST {
            return; // it is refused
        }
        if let Some(name) = template.get("$") {
            match (self.find(name), template.get("else")) {
                (Some(value), _) => out.value(value),
                (None, Some(other)) => self.write(other, out),
                (None, None) => {}
            }
        } else if let Some(then) = template.get("$if").and_then(|_| template.get("then")) {
            self.write(then, out);
        } else if template.is_object() {
            out.open('{');
            self.members(template, out);
            out.close('}');
        } else if template.kind() == Kind::Array {
            out.open('[');
            for item in template.items().filter(|item| self.makes(*item)) {
                self.write(item, out);
            }
            out.close(']');
        } else {
            out.value(template);
        }
    }

    fn members(self, template: Json<'a>, out: &mut Writer) {
        if let Some(name) = template.get("$use").and_then(Json::as_str) {
            let used = self.shared.and_then(|shared| shared.get(name));
            for members in used.into_iter().chain(template.get("with")) {
                self.members(members, out);
            }
            return;
        }
        for (key, member) in template.entries() {
            if self.makes(member) && key != COMMENT {
                out.key(key);
                self.write(member, out);
            }
        }
    }

    /// Whether a template makes anything: what makes nothing drops the key that it stands under.
    fn makes(self, template: Json<'a>) -> bool {
        let or_else = || template.get("else").is_some_and(|other| self.makes(other));
        if let Some(name) = template.get("$") {
            return self.find(name).is_some() || or_else();
        }
        match template.get("$if") {
            Some(name) => {
                let is_there = self.find(name).is_some_and(|value| value.as_bool() != Some(false));
                is_there && template.get("then").is_some_and(|then| self.makes(then))
            }
            None => true,
        }
    }

    fn find(self, name: Json<'a>) -> Option<Json<'a>> {
        let mut value = self.context;
        for key in split(name.as_str()?, Some('.')) {
            value = value.get(key)?;
        }
        Some(value)
    }
}

/// Writes `base` with a JSON Merge Patch (RFC 7396) applied.
pub(super) fn write_merged(base: Option<Json<'_>>, patch: Json<'_>, out: &mut Writer) {
    if !patch.is_object() {
        return out.value(patch);
    }
    let changes = patch.keys();
    let mut merged = vec![false; changes.members.len()];
    out.open('{');
    for (key, value) in base.iter().flat_map(|base| base.entries()) {
        let Some((index, change)) = changes.find(key) else {
            out.key(key).value(value);
            continue;
        };
        if let Some(merged) = merged.get_mut(index) {
            *merged = true;
        }
        if change.kind() != Kind::Null {
            out.key(key);
            write_merged(Some(value), change, out);
        }
    }
    for ((key, change), merged) in changes.members.iter().zip(merged) {
        if !merged && change.kind() != Kind::Null {
            out.key(key);
            write_merged(None, *change, out);
        }
    }
    out.close('}');
}
