//! Reads a definition and collects every fault, each with its JSON Pointer.
//!
//! A reader never stops at the first fault: whoever writes a provider file sees the whole list.

use crate::error::{Fault, excerpt, list};
use crate::json::{self, Entries, Json, Kind};
use crate::pattern::{Fuel, Pattern};
use crate::schema::{near, one_of};
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The key whose text is for people alone, in every object of a definition.
pub(crate) const COMMENT: &str = "$comment";

/// As many faults are told: nobody reads more, and a hostile file has no end of them.
const MOST_FAULTS: usize = 100;

/// As many steps the patterns of a file may have together: they take memory for as long as it is used.
const MOST_STEPS: usize = 1 << 14;

/// The faults found so far, and what reading the rest of the file may still cost.
#[derive(Debug)]
pub(crate) struct Faults {
    found: Vec<Fault>,
    steps: usize,
    /// For matching what the file itself shows and makes.
    pub(crate) fuel: Fuel,
}

impl Default for Faults {
    fn default() -> Self {
        Self { found: Vec::new(), steps: MOST_STEPS, fuel: Fuel::default() }
    }
}

impl Faults {
    pub(crate) fn add(&mut self, path: String, message: &str) {
        let fault = Fault { path, message: message.to_owned() };
        // Several readers of one place may find the same.
        if !self.is_full() && !self.found.contains(&fault) {
            self.found.push(fault);
        }
    }

    /// Whether further faults are not told.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= MOST_FAULTS
    }

    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// The definition, if it loaded without a fault.
    pub(crate) fn or<T>(self, loaded: Option<T>) -> Result<T, Vec<Fault>> {
        match loaded {
            Some(loaded) if self.found.is_empty() => Ok(loaded),
            _ => Err(self.found),
        }
    }
}

/// A value of the definition, and where it stands: its path is put together for a fault alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    pub(crate) value: Json<'a>,
    place: Place<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Place<'a> {
    Root,
    Key(&'a Node<'a>, &'a str),
    Index(&'a Node<'a>, usize),
}

impl<'a> Node<'a> {
    pub(crate) fn root(value: Json<'a>) -> Self {
        Self { value, place: Place::Root }
    }

    /// The JSON Pointer of this value.
    pub(crate) fn path(&self) -> String {
        match self.place {
            Place::Root => String::new(),
            Place::Key(object, key) => object.path_of(key),
            Place::Index(array, index) => format!("{}/{index}", array.path()),
        }
    }

    /// The JSON Pointer of a key, whether or not it is there.
    pub(crate) fn path_of(&self, key: &str) -> String {
        format!("{}/{}", self.path(), json::pointer_token(key))
    }

    pub(crate) fn fault(&self, message: &str, faults: &mut Faults) {
        if !faults.is_full() {
            faults.add(self.path(), message);
        }
    }

    /// A fault of what stands under the key, or does not.
    pub(crate) fn fault_of(&self, key: &str, message: &str, faults: &mut Faults) {
        if !faults.is_full() {
            faults.add(self.path_of(key), message);
        }
    }

    /// Whether an object or array holds no more than so many values, comments among them.
    pub(crate) fn holds_at_most(&self, most: usize, faults: &mut Faults) -> bool {
        let count = self.value.entries().count() + self.value.items().count();
        if count > most {
            self.fault(&format!("has {count} members, expected at most {most}"), faults);
        }
        count <= most
    }

    pub(crate) fn is(&self, kind: Kind) -> bool {
        self.value.kind() == kind
    }

    pub(crate) fn expected(&self, what: &str, faults: &mut Faults) {
        let found = self.value.kind().named();
        self.fault(&format!("is {found}, expected {what}"), faults);
    }

    /// Checks that the value is an object that holds some of `keys` and no other but comments.
    pub(crate) fn object(&self, keys: &[&str], faults: &mut Faults) -> Option<()> {
        for (key, value) in self.entries(faults)? {
            if key == COMMENT {
                Node { value, place: Place::Key(self, key) }.string(faults);
            } else if !keys.contains(&key) && !faults.is_full() {
                let message = match near(key, keys.iter().copied()) {
                    Some(meant) => format!("is unknown here; did you mean `{meant}`?"),
                    None => format!("is unknown here, expected one of {}", list(keys)),
                };
                self.fault_of(key, &message, faults);
            }
        }
        Some(())
    }

    /// The entries of an object with keys of the author's own.
    pub(crate) fn entries(&self, faults: &mut Faults) -> Option<Entries<'a>> {
        if self.value.kind() != Kind::Object {
            self.expected("an object", faults);
            return None;
        }
        Some(self.value.entries())
    }

    /// The members of an object that need not be there.
    pub(crate) fn members_of(
        node: Option<&'a Node<'a>>,
        faults: &mut Faults,
    ) -> Vec<(&'a str, Node<'a>)> {
        node.map(|node| node.members(faults)).unwrap_or_default()
    }

    /// The items of an array that need not be there.
    pub(crate) fn items_of(node: Option<&'a Node<'a>>, faults: &mut Faults) -> Vec<Node<'a>> {
        node.map(|node| node.items(faults)).unwrap_or_default()
    }

    /// The members of an object with keys of the author's own, without comments.
    pub(crate) fn members(&'a self, faults: &mut Faults) -> Vec<(&'a str, Node<'a>)> {
        let mut members = self.all_members(faults);
        members.retain(|(key, member)| {
            let is_comment = *key == COMMENT;
            if is_comment {
                member.string(faults);
            }
            !is_comment
        });
        members
    }

    /// The members of an object, comments among them.
    pub(crate) fn all_members(&'a self, faults: &mut Faults) -> Vec<(&'a str, Node<'a>)> {
        let entries = self.entries(faults).into_iter().flatten();
        entries.map(|(key, value)| (key, Node { value, place: Place::Key(self, key) })).collect()
    }

    pub(crate) fn items(&'a self, faults: &mut Faults) -> Vec<Node<'a>> {
        if self.value.kind() != Kind::Array {
            self.expected("an array", faults);
        }
        let items = self.value.items().enumerate();
        items.map(|(index, value)| Node { value, place: Place::Index(self, index) }).collect()
    }

    /// What stands under a key of an object.
    pub(crate) fn get(&'a self, key: &'a str) -> Option<Node<'a>> {
        let value = self.value.get(key)?;
        Some(Node { value, place: Place::Key(self, key) })
    }

    pub(crate) fn need(&'a self, key: &'a str, faults: &mut Faults) -> Option<Node<'a>> {
        let node = self.get(key);
        if node.is_none() {
            self.fault_of(key, "is missing", faults);
        }
        node
    }

    pub(crate) fn string(&self, faults: &mut Faults) -> Option<&'a str> {
        let text = self.value.as_str();
        match text {
            Some("") => self.fault("is empty", faults),
            Some(_) => return text,
            None => self.expected("a string", faults),
        }
        None
    }

    pub(crate) fn need_string(&'a self, key: &'a str, faults: &mut Faults) -> Option<&'a str> {
        self.need(key, faults)?.string(faults)
    }

    pub(crate) fn need_word(
        &self,
        key: &str,
        words: &[&'static str],
        faults: &mut Faults,
    ) -> Option<&'static str> {
        self.need(key, faults)?.word(words, faults)
    }

    /// The text under a key that need not be there.
    pub(crate) fn get_string(&'a self, key: &'a str, faults: &mut Faults) -> Option<&'a str> {
        self.get(key)?.string(faults)
    }

    /// Checks a name that stands here, or that names what stands here: it must be a header's (RFC
    /// 9110, `token`), and none that JavaScript takes for more.
    pub(crate) fn header_name(&self, name: &str, faults: &mut Faults) {
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let fits = (1..=64).contains(&name.len()) && name.bytes().all(is_token);
        if !fits || name == "__proto__" {
            self.fault("is not a header name of at most 64 characters", faults);
        }
    }

    pub(crate) fn pattern(&self, faults: &mut Faults) -> Option<Pattern> {
        match Pattern::compile(self.text(faults)?) {
            Err(error) => self.fault(&format!("{error}"), faults),
            Ok(pattern) if pattern.size() > faults.steps => {
                let message = "makes the file's patterns need more than 16384 steps: repeat less";
                self.fault(message, faults);
            }
            Ok(pattern) => {
                faults.steps -= pattern.size();
                return Some(pattern);
            }
        }
        None
    }

    /// A text that may be empty.
    pub(crate) fn text(&self, faults: &mut Faults) -> Option<&'a str> {
        let text = self.value.as_str();
        if text.is_none() {
            self.expected("a string", faults);
        }
        text
    }

    pub(crate) fn boolean(&self, faults: &mut Faults) -> Option<bool> {
        let boolean = self.value.as_bool();
        if boolean.is_none() {
            self.expected("a boolean", faults);
        }
        boolean
    }

    /// The whole number under a key that need not be there.
    pub(crate) fn get_integer(
        &self,
        key: &str,
        least: u64,
        most: u64,
        faults: &mut Faults,
    ) -> Option<u64> {
        self.get(key)?.integer(least, most, faults)
    }

    /// A whole number from `least` to `most`.
    pub(crate) fn integer(&self, least: u64, most: u64, faults: &mut Faults) -> Option<u64> {
        let number = self.value.as_number().and_then(|text| text.parse().ok());
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.expected(&format!("a whole number from {least} to {most}"), faults);
        }
        number
    }

    /// One of a closed set of words.
    pub(crate) fn word(&self, words: &[&'static str], faults: &mut Faults) -> Option<&'static str> {
        let text = self.string(faults)?;
        let found = words.iter().find(|word| **word == text);
        if found.is_none() && !faults.is_full() {
            let (found, known) = (excerpt(text.as_bytes()), one_of(Some(text), words));
            self.fault(&format!("is {found}, {known}"), faults);
        }
        found.copied()
    }
}
