//! JSON, read strictly (RFC 8259): what other parsers may understand differently is an error.

use crate::alphabet::HEX;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A JSON value. Numbers keep their text: nothing is rounded, and nothing here calculates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Box<str>),
    String(String),
    Array(Vec<Value>),
    /// In the order of the text; no key occurs twice.
    Object(Vec<(String, Value)>),
}

impl Value {
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Object(entries) => {
                entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The value that a JSON Pointer (RFC 6901) leads to.
    pub(crate) fn pointer(&self, pointer: &str) -> Option<&Value> {
        let mut value = self;
        if pointer.is_empty() {
            return Some(value);
        }
        for token in pointer.strip_prefix('/')?.split('/') {
            value = match value {
                Self::Object(entries) => {
                    &entries.iter().find(|(key, _)| pointer_token(key) == token)?.1
                }
                Self::Array(items) => {
                    items.get(usize::try_from(token.parse::<u64>().ok()?).ok()?)?
                }
                _ => return None,
            };
        }
        Some(value)
    }

    /// The value as JSON text.
    pub(crate) fn to_json(&self) -> String {
        let mut json = Writer::default();
        json.value(self);
        json.finish()
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

/// A key as a JSON Pointer writes it.
pub(crate) fn pointer_token(key: &str) -> String {
    let mut token = String::new();
    for character in key.chars() {
        match character {
            '~' => token.push_str("~0"),
            '/' => token.push_str("~1"),
            _ => token.push(character),
        }
    }
    token
}

/// Writes JSON, without white space.
#[derive(Default)]
pub(crate) struct Writer(String);

impl Writer {
    pub(crate) fn key(&mut self, key: &str) -> &mut Self {
        self.string(key);
        self.0.push(':');
        self
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.separate();
        self.0.push('"');
        for character in text.chars() {
            match u8::try_from(character) {
                Ok(control @ ..b' ') => {
                    self.0.push_str("\\u00");
                    self.0.push_str(&HEX.encode(&[control]));
                    continue;
                }
                Ok(b'"' | b'\\') => self.0.push('\\'),
                _ => {}
            }
            self.0.push(character);
        }
        self.0.push('"');
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        self.literal(if value { "true" } else { "false" });
    }

    pub(crate) fn number(&mut self, number: i64) {
        self.literal(&format!("{number}"));
    }

    /// What needs no quotes.
    fn literal(&mut self, text: &str) {
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

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.literal("null"),
            Value::Bool(value) => self.boolean(*value),
            Value::Number(text) => self.literal(text),
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.open('[');
                items.iter().for_each(|item| self.value(item));
                self.close(']');
            }
            Value::Object(entries) => {
                self.open('{');
                entries.iter().for_each(|(key, value)| self.key(key).value(value));
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

    pub(crate) fn finish(self) -> String {
        self.0
    }
}

/// The deepest nesting that is read.
const DEEPEST: usize = 32;

/// Why a text is not read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// The offset in bytes.
    pub(crate) at: usize,
    pub(crate) reason: &'static str,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.at)
    }
}

/// Reads a whole text.
pub(crate) fn parse(text: &[u8]) -> Result<Value, JsonError> {
    if text.starts_with(b"\xef\xbb\xbf") {
        return Err(JsonError { at: 0, reason: "a byte order mark" });
    }
    let text = str::from_utf8(text).map_err(|error| JsonError {
        at: error.valid_up_to(),
        reason: "bytes that are not UTF-8",
    })?;
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(0)?;
    parser.white_space();
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.error("text after the value")),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn error(&self, reason: &'static str) -> JsonError {
        JsonError { at: self.at, reason }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Skips white space, and `byte` if it is next.
    fn eat(&mut self, byte: u8) -> bool {
        self.white_space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        self.white_space();
        if depth > DEEPEST {
            return Err(self.error("nesting deeper than 32 levels"));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            Some(_) => Err(self.error("no JSON value")),
            None => Err(self.error("the end of the text")),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, JsonError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(self.error("no JSON value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut entries: Vec<(String, Value)> = Vec::new();
        self.at += 1;
        if self.eat(b'}') {
            return Ok(Value::Object(entries));
        }
        loop {
            self.white_space();
            if self.peek() != Some(b'"') {
                return Err(self.error("no key"));
            }
            let start = self.at;
            let key = self.string()?;
            if entries.iter().any(|(known, _)| *known == key) {
                return Err(JsonError { at: start, reason: "a key that was there before" });
            }
            if !self.eat(b':') {
                return Err(self.error("no `:`"));
            }
            let value = self.value(depth + 1)?;
            entries.push((key, value));
            if self.eat(b'}') {
                return Ok(Value::Object(entries));
            }
            if !self.eat(b',') {
                return Err(self.error("no `,` or `}`"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        self.at += 1;
        if self.eat(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.eat(b']') {
                return Ok(Value::Array(items));
            }
            if !self.eat(b',') {
                return Err(self.error("no `,` or `]`"));
            }
        }
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(Value::Number(self.text.get(start..self.at).unwrap_or_default().into()))
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.error("no digit")) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | ..b' ')) {
                self.at += 1;
            }
            string.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => string.push(self.escape()?),
                Some(_) => return Err(self.error("a control character in a string")),
                None => return Err(self.error("the end of the text in a string")),
            }
        }
        self.at += 1;
        Ok(string)
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let bad = self.error("an unknown escape");
        self.at += 1;
        let character = match self.peek() {
            Some(character @ (b'"' | b'\\' | b'/')) => char::from(character),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(bad),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let lone = self.error("half a surrogate pair");
        let mut unit = self.code_unit()?;
        if (0xd800..0xdc00).contains(&unit) {
            let low = match self.text.get(self.at..self.at + 2) {
                Some("\\u") => {
                    self.at += 1;
                    self.code_unit()?
                }
                _ => return Err(lone),
            };
            if !(0xdc00..0xe000).contains(&low) {
                return Err(lone);
            }
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        }
        char::from_u32(unit).ok_or(lone)
    }

    /// The four digits behind the `u` that is next.
    fn code_unit(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.get(self.at + 1..self.at + 5).unwrap_or_default();
        let unit = digits
            .chars()
            .try_fold(0, |unit, digit| digit.to_digit(16).map(|digit| unit << 4 | digit));
        self.at += 5;
        unit.filter(|_| digits.len() == 4)
            .ok_or(JsonError { at: self.at - 5, reason: "no four hexadecimal digits" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString as _;

    fn error(text: &str) -> String {
        parse(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn reads_what_json_is() {
        let value =
            parse(br#" {"a": [1, -0.5e+3, true, null], "b/c~": {"": "\u00e9\ud83d\ude00\n"}} "#);
        let value = value.unwrap();
        let written = value.to_json();
        assert_eq!(written, r#"{"a":[1,-0.5e+3,true,null],"b/c~":{"":"é😀\u000a"}}"#);
        assert_eq!(parse(written.as_bytes()).as_ref(), Ok(&value));
        assert_eq!(value.pointer("/a/1"), Some(&Value::Number("-0.5e+3".into())));
        assert_eq!(value.pointer("/b~1c~0/").unwrap().as_str(), Some("é😀\n"));
        assert_eq!(value.pointer("/a/4"), None);
        assert_eq!(value.pointer(""), Some(&value));
    }

    #[test]
    fn refuses_what_it_is_not() {
        for (text, wanted) in [
            ("", "the end of the text at byte 0"),
            ("\u{feff}{}", "a byte order mark at byte 0"),
            ("{} x", "text after the value at byte 3"),
            (r#"{"a":1,"\u0061":2}"#, "a key that was there before at byte 7"),
            (r#"{"a":1,}"#, "no key at byte 7"),
            ("[1,]", "no JSON value at byte 3"),
            ("[1 2]", "no `,` or `]` at byte 3"),
            (r#"{"a" 1}"#, "no `:` at byte 5"),
            ("01", "text after the value at byte 1"),
            ("1.", "no digit at byte 2"),
            ("+1", "no JSON value at byte 0"),
            ("nul", "no JSON value at byte 0"),
            (r#""\ud800""#, "half a surrogate pair at byte 2"),
            (r#""\udc00""#, "half a surrogate pair at byte 2"),
            (r#""\u12"#, "no four hexadecimal digits at byte 2"),
            (r#""\x""#, "an unknown escape at byte 1"),
            ("\"a\nb\"", "a control character in a string at byte 2"),
            ("\"a", "the end of the text in a string at byte 2"),
            (&"[".repeat(100_000), "nesting deeper than 32 levels at byte 33"),
        ] {
            assert_eq!(error(text), wanted, "{text:.40}");
        }
        assert_eq!(parse(b"\"\xff\"").unwrap_err().reason, "bytes that are not UTF-8");
    }
}
