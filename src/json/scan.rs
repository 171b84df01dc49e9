//! From JSON text to a tape: what other parsers may understand differently is an error.

use super::number::Decimal;
use super::sort::sort;
use super::{Entry, Kind, Tape};
use alloc::vec::Vec;
use core::fmt;

/// The deepest nesting that is read.
const DEEPEST: usize = 32;

/// Why a text is not read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// The offset in bytes.
    pub(crate) at: usize,
    code: &'static str,
    reason: &'static str,
}

impl JsonError {
    /// The stable name of this kind of error.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.at)
    }
}

/// Reads a whole text onto an empty tape.
pub(super) fn scan<'t>(text: &'t [u8], tape: &mut Tape) -> Result<&'t str, JsonError> {
    let refuse = |at, code, reason| Err(JsonError { at, code, reason });
    if text.starts_with(b"\xef\xbb\xbf") {
        return refuse(0, "byte_order_mark", "a byte order mark");
    }
    if u32::try_from(text.len()).is_err() {
        return refuse(0, "malformed_json", "4 GiB of text or more");
    }
    let text = match str::from_utf8(text) {
        Ok(text) => text,
        Err(error) => {
            return refuse(error.valid_up_to(), "invalid_utf8", "bytes that are not UTF-8");
        }
    };
    let failure = JsonError { at: 0, code: "", reason: "" };
    let mut scanner = Scanner { text, at: 0, tape, failure };
    match scanner.whole() {
        Ok(()) => Ok(text),
        Err(Refused) => Err(scanner.failure),
    }
}

/// That a text is refused. Why, the scanner keeps: results that hold nothing cost nothing to pass.
struct Refused;

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    tape: &'a mut Tape,
    failure: JsonError,
}

impl Scanner<'_> {
    fn refuse(&mut self, at: usize, code: &'static str, reason: &'static str) -> Refused {
        self.failure = JsonError { at, code, reason };
        Refused
    }

    fn error(&mut self, code: &'static str, reason: &'static str) -> Refused {
        self.refuse(self.at, code, reason)
    }

    fn malformed(&mut self, reason: &'static str) -> Refused {
        self.error("malformed_json", reason)
    }

    fn whole(&mut self) -> Result<(), Refused> {
        self.value(0)?;
        self.white_space();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.error("trailing_text", "text after the value")),
        }
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(always)]
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

    /// Puts what stands from `start` up to here on the tape. Offsets fit: the text is no longer.
    #[inline(always)]
    fn push(&mut self, kind: Kind, start: usize) {
        let next = self.tape.entries.len() as u32 + 1;
        self.tape.entries.push(Entry { kind, start: start as u32, end: self.at as u32, next });
    }

    /// Ends the array or object whose entry stands at `index`.
    fn close(&mut self, index: usize) {
        let (end, next) = (self.at as u32, self.tape.entries.len() as u32);
        if let Some(entry) = self.tape.entries.get_mut(index) {
            (entry.end, entry.next) = (end, next);
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), Refused> {
        self.white_space();
        match self.peek() {
            None => Err(self.malformed("the end of the text")),
            Some(b'"') => self.string(),
            Some(b'{' | b'[') if depth == DEEPEST => {
                Err(self.error("too_deep", "nesting deeper than 32 levels"))
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Kind::Boolean),
            Some(b'f') => self.word("false", Kind::Boolean),
            Some(b'n') => self.word("null", Kind::Null),
            Some(_) => Err(self.malformed("no JSON value")),
        }
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<(), Refused> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(self.malformed("no JSON value"));
        }
        let start = self.at;
        self.at += word.len();
        self.push(kind, start);
        Ok(())
    }

    fn object(&mut self, depth: usize) -> Result<(), Refused> {
        let index = self.tape.entries.len();
        self.push(Kind::Object, self.at);
        self.at += 1;
        if self.eat(b'}') {
            self.close(index);
            return Ok(());
        }
        loop {
            self.white_space();
            if self.peek() != Some(b'"') {
                return Err(self.malformed("no key"));
            }
            self.string()?;
            if !self.eat(b':') {
                return Err(self.malformed("no `:`"));
            }
            self.value(depth + 1)?;
            if self.eat(b'}') {
                self.close(index);
                return match self.repeated_key(index) {
                    Some(key) => Err(self.duplicate(key)),
                    None => Ok(()),
                };
            }
            if !self.eat(b',') {
                return Err(self.malformed("no `,` or `}`"));
            }
        }
    }

    /// The second of two like keys in the object whose entry stands at `index`.
    fn repeated_key(&self, index: usize) -> Option<u32> {
        /// So many keys are compared each with each. More are sorted: a hostile text has thousands.
        const FEW: usize = 16;
        let mut few = [""; FEW];
        for (count, at) in self.tape.keys(index as u32).enumerate() {
            let key = self.tape.string(self.text, at);
            let (known, free) = few.split_at_mut_checked(count).unwrap_or_default();
            if known.contains(&key) {
                return Some(at);
            }
            let Some(free) = free.first_mut() else { return self.repeated_among_many(index) };
            *free = key;
        }
        None
    }

    fn repeated_among_many(&self, index: usize) -> Option<u32> {
        let key = |at| self.tape.string(self.text, at);
        let mut keys: Vec<u32> = self.tape.keys(index as u32).collect();
        sort(&mut keys, &|one, other| (key(one), one) < (key(other), other));
        let repeated = keys.windows(2).filter_map(|pair| match pair {
            [first, second] if key(*first) == key(*second) => Some(*second),
            _ => None,
        });
        repeated.min()
    }

    fn duplicate(&mut self, key: u32) -> Refused {
        let at = self.tape.entry(key).start as usize;
        self.refuse(at, "duplicate_key", "a key that was there before")
    }

    fn array(&mut self, depth: usize) -> Result<(), Refused> {
        let index = self.tape.entries.len();
        self.push(Kind::Array, self.at);
        self.at += 1;
        if self.eat(b']') {
            self.close(index);
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            if self.eat(b']') {
                self.close(index);
                return Ok(());
            }
            if !self.eat(b',') {
                return Err(self.malformed("no `,` or `]`"));
            }
        }
    }

    fn number(&mut self) -> Result<(), Refused> {
        /// So many digits without an exponent are in range whatever they are.
        const SHORT: usize = 300;
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
        let mut is_short = self.at - start < SHORT;
        if matches!(self.peek(), Some(b'e' | b'E')) {
            is_short = false;
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        if !is_short && !Decimal::read(text).is_finite() {
            let reason = "a number beyond the largest double";
            return Err(self.refuse(start, "number_out_of_range", reason));
        }
        self.push(Kind::Number, start);
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Refused> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.malformed("no digit")) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<(), Refused> {
        let start = self.at;
        let decoded = self.tape.decoded.len();
        let mut is_escaped = false;
        self.at += 1;
        let mut rest = self.at; // where the text begins that is not decoded yet
        loop {
            self.plain_characters();
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    is_escaped = true;
                    self.decode(rest);
                    let character = self.escape()?;
                    self.tape.decoded.push(character);
                    rest = self.at;
                }
                Some(_) => return Err(self.malformed("a control character in a string")),
                None => return Err(self.malformed("the end of the text in a string")),
            }
        }
        if is_escaped {
            self.decode(rest);
        }
        self.at += 1;
        self.push(Kind::String, start);
        if is_escaped {
            self.push_decoded(decoded);
        }
        Ok(())
    }

    /// Skips what has no meaning in a string, eight bytes at a time as long as there are so many.
    #[inline(always)]
    fn plain_characters(&mut self) {
        const ONES: u64 = u64::MAX / 255; // a 1 in each byte
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        for chunk in rest.chunks_exact(8) {
            let Ok(bytes) = chunk.try_into().map(u64::from_le_bytes) else { break };
            // The first byte that is less than `limit` gets its highest bit; bytes above it may too.
            let less = |bytes: u64, limit: u64| bytes.wrapping_sub(ONES * limit) & !bytes;
            let ends = less(bytes, b' '.into())
                | less(bytes ^ (ONES * u64::from(b'"')), 1)
                | less(bytes ^ (ONES * u64::from(b'\\')), 1);
            let ends = ends & (ONES * 0x80);
            if ends != 0 {
                self.at += ends.trailing_zeros() as usize / 8;
                return;
            }
            self.at += 8;
        }
        while !matches!(self.peek(), None | Some(b'"' | b'\\' | ..b' ')) {
            self.at += 1;
        }
    }

    /// Takes over the text from `start` up to here as it stands.
    fn decode(&mut self, start: usize) {
        self.tape.decoded.push_str(self.text.get(start..self.at).unwrap_or_default());
    }

    /// Puts the entry behind a string's own that tells where its decoded text stands.
    fn push_decoded(&mut self, start: usize) {
        let end = self.tape.decoded.len() as u32;
        let next = self.tape.entries.len() as u32 + 1;
        if let Some(string) = self.tape.entries.last_mut() {
            string.next = next;
        }
        let kind = Kind::String;
        self.tape.entries.push(Entry { kind, start: start as u32, end, next });
    }

    fn escape(&mut self) -> Result<char, Refused> {
        let start = self.at;
        self.at += 1;
        let character = match self.peek() {
            Some(character @ (b'"' | b'\\' | b'/')) => char::from(character),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.refuse(start, "malformed_json", "an unknown escape")),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char, Refused> {
        let start = self.at;
        let mut unit = self.code_unit()?;
        if (0xd800..0xdc00).contains(&unit) {
            let low = match self.text.get(self.at..self.at + 2) {
                Some("\\u") => {
                    self.at += 1;
                    self.code_unit()?
                }
                _ => return Err(self.lone_surrogate(start)),
            };
            if !(0xdc00..0xe000).contains(&low) {
                return Err(self.lone_surrogate(start));
            }
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        }
        char::from_u32(unit).ok_or_else(|| self.lone_surrogate(start))
    }

    fn lone_surrogate(&mut self, at: usize) -> Refused {
        self.refuse(at, "lone_surrogate", "half a surrogate pair")
    }

    /// The four digits behind the `u` that is next.
    fn code_unit(&mut self) -> Result<u32, Refused> {
        let digits = self.text.get(self.at + 1..self.at + 5).unwrap_or_default();
        let unit = digits
            .chars()
            .try_fold(0, |unit, digit| digit.to_digit(16).map(|digit| unit << 4 | digit));
        self.at += 5;
        unit.filter(|_| digits.len() == 4)
            .ok_or_else(|| self.refuse(self.at - 5, "malformed_json", "no four hexadecimal digits"))
    }
}
