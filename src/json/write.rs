//! From parts to JSON text.

use super::{Json, Kind};
use crate::alphabet::HEX;
use alloc::format;
use alloc::string::String;

/// Writes JSON, without white space.
#[derive(Default)]
pub(crate) struct Writer(String);

impl Writer {
    /// A writer with room for as many bytes, where it is known that many will come.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    pub(crate) fn key(&mut self, key: &str) -> &mut Self {
        self.string(key);
        self.0.push(':');
        self
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.separate();
        self.0.push('"');
        let mut start = 0; // of what is not written yet
        for (index, byte) in text.bytes().enumerate() {
            if matches!(byte, ..b' ' | b'"' | b'\\') {
                self.0.push_str(text.get(start..index).unwrap_or_default());
                self.escape(byte);
                start = index + 1;
            }
        }
        self.0.push_str(text.get(start..).unwrap_or_default());
        self.0.push('"');
    }

    fn escape(&mut self, byte: u8) {
        self.0.push('\\');
        match byte {
            ..b' ' => {
                self.0.push_str("u00");
                self.0.push_str(&HEX.encode(&[byte]));
            }
            _ => self.0.push(char::from(byte)),
        }
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        self.literal(if value { "true" } else { "false" });
    }

    pub(crate) fn number(&mut self, number: i64) {
        self.literal(&format!("{number}"));
    }

    /// What is JSON already: what needs no quotes.
    pub(crate) fn literal(&mut self, text: &str) {
        self.separate();
        self.0.push_str(text);
    }

    /// Begins an object or an array.
    pub(crate) fn open(&mut self, bracket: char) {
        self.separate();
        self.0.push(bracket);
    }

    pub(crate) fn close(&mut self, bracket: char) {
        self.0.push(bracket);
    }

    /// An array of strings.
    pub(crate) fn strings<'a>(&mut self, texts: impl Iterator<Item = &'a str>) {
        self.open('[');
        texts.for_each(|text| self.string(text));
        self.close(']');
    }

    pub(crate) fn value(&mut self, value: Json<'_>) {
        match value.kind() {
            Kind::Null | Kind::Boolean | Kind::Number => self.literal(value.raw()),
            Kind::String => self.string(value.as_str().unwrap_or_default()),
            Kind::Array => {
                self.open('[');
                value.items().for_each(|item| self.value(item));
                self.close(']');
            }
            Kind::Object => {
                self.open('{');
                value.entries().for_each(|(key, value)| self.key(key).value(value));
                self.close('}');
            }
        }
    }

    /// The comma between a value and the one before it.
    fn separate(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(',');
        }
    }

    /// How long the text is so far, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }
}
