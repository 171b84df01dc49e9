//! From JSON text to a value: what other parsers may understand differently is an error.

use super::Value;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

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
