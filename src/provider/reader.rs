//! Reads a definition and collects every fault, each with its JSON Pointer.
//!
//! A reader never stops at the first fault: whoever writes a provider file sees the whole list.

use crate::error::{Fault, excerpt, list};
use crate::json::Value;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The faults found so far.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(Fault { path: path.into(), message: message.into() });
    }

    /// The definition, if it loaded without a fault.
    pub(crate) fn or<T>(self, loaded: Option<T>) -> Result<T, Vec<Fault>> {
        match loaded {
            Some(loaded) if self.0.is_empty() => Ok(loaded),
            _ => Err(self.0),
        }
    }
}

/// A value of the definition, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) path: String,
    pub(crate) value: &'a Value,
}

impl<'a> Node<'a> {
    pub(crate) fn root(value: &'a Value) -> Self {
        Self { path: String::new(), value }
    }

    fn expected(&self, what: &str, faults: &mut Faults) {
        let found = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        faults.add(&self.path, format!("is {found}, expected {what}"));
    }

    /// The value as an object that may hold `keys` and no other.
    pub(crate) fn object(&self, keys: &[&str], faults: &mut Faults) -> Option<Object<'a>> {
        let object = self.entries(faults)?;
        for (key, _) in object.entries.iter().filter(|(key, _)| !keys.contains(&key.as_str())) {
            let known = list(keys);
            faults.add(object.path_of(key), format!("is unknown here, expected one of {known}"));
        }
        Some(object)
    }

    /// The value as an object with keys of the author's own.
    pub(crate) fn entries(&self, faults: &mut Faults) -> Option<Object<'a>> {
        match self.value {
            Value::Object(entries) => Some(Object { path: self.path.clone(), entries }),
            _ => {
                self.expected("an object", faults);
                None
            }
        }
    }

    pub(crate) fn items(&self, faults: &mut Faults) -> Option<Vec<Node<'a>>> {
        match self.value {
            Value::Array(items) => Some(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, value)| Node { path: format!("{}/{index}", self.path), value })
                    .collect(),
            ),
            _ => {
                self.expected("an array", faults);
                None
            }
        }
    }

    pub(crate) fn string(&self, faults: &mut Faults) -> Option<&'a str> {
        match self.value {
            Value::String(text) if !text.is_empty() => Some(text),
            Value::String(_) => {
                faults.add(&self.path, "is empty");
                None
            }
            _ => {
                self.expected("a string", faults);
                None
            }
        }
    }

    /// A whole number from `least` to `most`.
    pub(crate) fn integer(&self, least: u64, most: u64, faults: &mut Faults) -> Option<u64> {
        let number = match self.value {
            Value::Number(text) => text.parse().ok(),
            _ => None,
        };
        match number {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                self.expected(&format!("a whole number from {least} to {most}"), faults);
                None
            }
        }
    }

    /// One of a closed set of words.
    pub(crate) fn word<T: Copy>(&self, words: &[(&str, T)], faults: &mut Faults) -> Option<T> {
        let text = self.string(faults)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let known = list(&words.iter().map(|(word, _)| *word).collect::<Vec<_>>());
            let found = excerpt(text.as_bytes());
            faults.add(&self.path, format!("is {found}, expected one of {known}"));
        }
        found.map(|(_, value)| *value)
    }
}

/// An object of the definition.
#[derive(Debug, Clone)]
pub(crate) struct Object<'a> {
    path: String,
    entries: &'a [(String, Value)],
}

impl<'a> Object<'a> {
    /// The JSON Pointer of a key, whether or not it is there.
    pub(crate) fn path_of(&self, key: &str) -> String {
        format!("{}/{}", self.path, key.replace('~', "~0").replace('/', "~1"))
    }

    pub(crate) fn get(&self, key: &str) -> Option<Node<'a>> {
        let (_, value) = self.entries.iter().find(|(name, _)| name == key)?;
        Some(Node { path: self.path_of(key), value })
    }

    pub(crate) fn need(&self, key: &str, faults: &mut Faults) -> Option<Node<'a>> {
        let node = self.get(key);
        if node.is_none() {
            faults.add(self.path_of(key), "is missing");
        }
        node
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, Node<'a>)> {
        let entries: &'a [(String, Value)] = self.entries;
        entries.iter().map(|(key, value)| (key.as_str(), Node { path: self.path_of(key), value }))
    }
}
