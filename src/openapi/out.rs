//! Writing, with a mark on what no source states.
//!
//! Every object of the document is begun with the values of the provider file that it is made from. So what
//! is assumed is decided here, and nowhere else.

use crate::json::{Json, Writer};
use crate::provider::assumed;
use alloc::string::String;
use alloc::vec::Vec;

/// On an object of the document: `true` where no source states any of it, or else a list of the parts that none
/// states.
pub(super) const ASSUMED: &str = "x-anyhook-assumed";

pub(super) struct Out<'a> {
    json: Writer,
    /// For each place of the file, whether it is assumed.
    assumed: Vec<bool>,
    /// Whether what is written lies in an object that has the mark.
    within: bool,
    /// The assumed parts of the objects that are begun, and where those of the innermost start.
    parts: Vec<&'a str>,
    first: usize,
    /// The components that something refers to: their kind, and their name.
    used: Vec<(&'static str, &'a str)>,
    /// Responses that several operations may have: their names, and what they are.
    pub(super) responses: Vec<(String, String)>,
}

/// An object that was begun.
#[must_use]
pub(super) struct Object {
    is_assumed: bool,
    was_within: bool,
    first: usize,
}

impl<'a> Out<'a> {
    pub(super) fn new(file: Json<'a>) -> Self {
        Self {
            json: Writer::with_room(32 << 10),
            assumed: assumed::places(file),
            within: false,
            parts: Vec::new(),
            first: 0,
            used: Vec::new(),
            responses: Vec::new(),
        }
    }

    /// Begins an object that is made from these values of the file.
    pub(super) fn begin(&mut self, from: &[Json<'a>]) -> Object {
        self.json.open('{');
        let all = !from.is_empty() && from.iter().all(|value| self.is_assumed(*value));
        let object =
            Object { is_assumed: all && !self.within, was_within: self.within, first: self.first };
        self.within |= all;
        self.first = self.parts.len();
        object
    }

    pub(super) fn end(&mut self, object: Object) {
        self.within = object.was_within;
        let parts = self.parts.split_off(self.first.min(self.parts.len()));
        self.first = object.first;
        if object.is_assumed {
            self.json.key(ASSUMED).boolean(true);
        } else if !parts.is_empty() {
            self.json.key(ASSUMED).strings(parts.into_iter());
        }
        self.json.close('}');
    }

    fn is_assumed(&self, value: Json<'_>) -> bool {
        self.assumed.get(value.position() as usize) == Some(&true)
    }

    /// Notes that a part of the object is made from this value.
    pub(super) fn note(&mut self, part: &'a str, from: Json<'_>) {
        let mut known = self.parts.iter().skip(self.first);
        if !self.within && self.is_assumed(from) && known.all(|one| *one != part) {
            self.parts.push(part);
        }
    }

    /// Writes a member that the file has under this key or another, if it has it.
    pub(super) fn copy(&mut self, key: &'a str, from: Option<Json<'_>>) {
        if let Some(value) = from {
            self.note(key, value);
            self.json.key(key).value(value);
        }
    }

    pub(super) fn key(&mut self, key: &str) -> &mut Writer {
        self.json.key(key)
    }

    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.json.key(key).string(text);
    }

    /// Members that are JSON already, without the brackets around them.
    pub(super) fn members(&mut self, json: &str) {
        if !json.is_empty() {
            self.json.literal(json);
        }
    }

    pub(super) fn json(&mut self) -> &mut Writer {
        &mut self.json
    }

    /// A reference to a component that is written if something refers to it.
    pub(super) fn refer(&mut self, kind: &'static str, name: &'static str) {
        self.uses(kind, name);
        self.refer_to(kind, name);
    }

    /// Has a component written, which goes by this name among those of its kind.
    pub(super) fn uses(&mut self, kind: &'static str, name: &'a str) {
        if !self.is_used(kind, name) {
            self.used.push((kind, name));
        }
    }

    pub(super) fn refer_to(&mut self, kind: &str, name: &str) {
        self.json.key("$ref").string(&["#/components/", kind, "/", name].concat());
    }

    pub(super) fn is_used(&self, kind: &str, name: &str) -> bool {
        self.used.contains(&(kind, name))
    }

    /// What is written meanwhile, apart from the rest.
    pub(super) fn aside(&mut self, write: &mut dyn FnMut(&mut Self)) -> String {
        let before = core::mem::take(&mut self.json);
        let within = core::mem::take(&mut self.within);
        write(self);
        self.within = within;
        core::mem::replace(&mut self.json, before).finish()
    }

    pub(super) fn finish(self) -> String {
        self.json.finish()
    }
}
