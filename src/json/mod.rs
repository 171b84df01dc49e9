//! JSON (RFC 8259): read strictly, and written without white space.
//!
//! A text is read once, onto a tape: an entry for every value and key, with where it stands and
//! where the next one follows. Nothing is copied but strings with escapes, so a text that is
//! refused has cost little, and a tape serves one text after the other.

mod equal;
mod keys;
mod number;
mod scan;
mod sort;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use number::Decimal;
pub(crate) use scan::JsonError;
#[cfg(feature = "service")]
pub(crate) use sort::sort;
pub(crate) use write::Writer;

use crate::text::split;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A text that was read whole.
#[derive(Debug, Clone)]
pub(crate) struct Document<'t> {
    text: Cow<'t, str>,
    tape: Tape,
}

/// What a text holds, in the order of the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tape {
    entries: Vec<Entry>,
    /// The strings that are written with escapes, without them, one behind the other.
    decoded: String,
}

/// A value, or the key in front of one.
///
/// The values of an array follow its own entry, and the keys and values of an object by turns. A
/// string with escapes is followed by an entry that tells where in `decoded` it stands.
#[derive(Debug, Clone, Copy)]
struct Entry {
    kind: Kind,
    start: u32,
    end: u32,
    /// Where on the tape the entries of the value end.
    next: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    /// The kind as a message names it.
    pub(crate) fn named(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

impl<'t> Document<'t> {
    pub(crate) fn parse(text: &'t [u8]) -> Result<Self, JsonError> {
        Self::parse_onto(&mut Tape::default(), text)
    }

    /// Reads onto a tape that an earlier text has left, and that this one takes if all is well.
    pub(crate) fn parse_onto(tape: &mut Tape, text: &'t [u8]) -> Result<Self, JsonError> {
        tape.entries.clear();
        tape.decoded.clear();
        let text = scan::scan(text, tape)?;
        Ok(Self { text: Cow::Borrowed(text), tape: core::mem::take(tape) })
    }

    /// The tape, for the next text.
    pub(crate) fn into_tape(self) -> Tape {
        self.tape
    }

    /// The same document with a text of its own, to keep.
    pub(crate) fn into_owned(self) -> Document<'static> {
        Document { text: Cow::Owned(self.text.into_owned()), tape: self.tape }
    }

    pub(crate) fn root(&self) -> Json<'_> {
        self.at(0)
    }

    /// The value whose [position](Json::position) was kept.
    pub(crate) fn at(&self, position: u32) -> Json<'_> {
        Json { document: self, at: position }
    }
}

impl Tape {
    #[inline(always)]
    fn entry(&self, at: u32) -> &Entry {
        static NONE: Entry = Entry { kind: Kind::Null, start: 0, end: 0, next: u32::MAX };
        self.entries.get(at as usize).unwrap_or(&NONE)
    }

    /// The string whose entry stands at `at`.
    #[inline(never)] // here and below: it is much code, in many places
    fn string<'a>(&'a self, text: &'a str, at: u32) -> &'a str {
        let entry = self.entry(at);
        let string = if entry.next == at + 1 {
            text.get(entry.start as usize + 1..entry.end as usize - 1)
        } else {
            let decoded = self.entry(at + 1);
            self.decoded.get(decoded.start as usize..decoded.end as usize)
        };
        string.unwrap_or_default()
    }

    /// Where the keys of the object at `at` stand.
    fn keys(&self, at: u32) -> impl Iterator<Item = u32> {
        let (mut key, end) = (at + 1, self.entry(at).next);
        core::iter::from_fn(move || {
            let here = key;
            (here < end).then(|| {
                key = self.entry(self.entry(here).next).next;
                here
            })
        })
    }
}

/// A value of a document. Numbers keep their text, and the keys of an object their order.
#[derive(Clone, Copy)]
pub(crate) struct Json<'a> {
    document: &'a Document<'a>,
    at: u32,
}

impl<'a> Json<'a> {
    fn entry(self) -> &'a Entry {
        self.document.tape.entry(self.at)
    }

    pub(crate) fn document(self) -> &'a Document<'a> {
        self.document
    }

    #[inline(always)]
    pub(crate) fn kind(self) -> Kind {
        self.entry().kind
    }

    /// What [`Document::at`] finds the value by.
    pub(crate) fn position(self) -> u32 {
        self.at
    }

    /// The position behind all that belongs to the value.
    #[cfg(feature = "service")]
    pub(crate) fn position_behind(self) -> u32 {
        self.entry().next
    }

    /// The value as it stands in the text.
    #[inline(never)]
    pub(crate) fn raw(self) -> &'a str {
        let entry = self.entry();
        self.document.text.get(entry.start as usize..entry.end as usize).unwrap_or_default()
    }

    pub(crate) fn as_str(self) -> Option<&'a str> {
        let is_string = self.kind() == Kind::String;
        is_string.then(|| self.document.tape.string(&self.document.text, self.at))
    }

    pub(crate) fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Boolean).then(|| self.raw() == "true")
    }

    pub(crate) fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// The text of a number.
    pub(crate) fn as_number(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then(|| self.raw())
    }

    /// The keys and values of an object; nothing of another value.
    pub(crate) fn entries(self) -> Entries<'a> {
        Entries(self.parts(Kind::Object))
    }

    /// The values of an array; nothing of another value.
    pub(crate) fn items(self) -> Items<'a> {
        self.parts(Kind::Array)
    }

    fn parts(self, kind: Kind) -> Items<'a> {
        let entry = self.entry();
        let end = if entry.kind == kind { entry.next } else { 0 };
        Items { next: Json { at: self.at + 1, ..self }, end }
    }

    pub(crate) fn get(self, key: &str) -> Option<Json<'a>> {
        self.entries().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The value that a JSON Pointer (RFC 6901) leads to.
    pub(crate) fn pointer(self, pointer: &str) -> Option<Json<'a>> {
        let mut value = self;
        if pointer.is_empty() {
            return Some(value);
        }
        for token in split(pointer.strip_prefix('/')?, Some('/')) {
            value = match value.kind() {
                Kind::Object => {
                    let is_special = |byte: u8| matches!(byte, b'~' | b'/');
                    let is_named = |key: &str| match key.bytes().any(is_special) {
                        true => pointer_token(key) == token,
                        false => key == token,
                    };
                    value.entries().find(|(key, _)| is_named(key))?.1
                }
                Kind::Array => {
                    // Digits alone, and no zero before them.
                    let is_index = token == "0" || !token.starts_with(['0', '+']);
                    let index = token.parse::<u64>().ok().filter(|_| is_index)?;
                    value.items().nth(usize::try_from(index).ok()?)?
                }
                _ => return None,
            };
        }
        Some(value)
    }

    /// The value as JSON text without white space.
    pub(crate) fn to_json(self) -> String {
        let mut json = Writer::default();
        json.value(self);
        json.finish()
    }
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.raw())
    }
}

/// The values of an array, one after another.
#[derive(Debug, Clone)]
pub(crate) struct Items<'a> {
    next: Json<'a>,
    end: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Json<'a>;

    #[inline(never)]
    fn next(&mut self) -> Option<Json<'a>> {
        let item = self.next;
        (item.at < self.end).then(|| {
            self.next.at = item.entry().next;
            item
        })
    }
}

/// The keys and values of an object, one after another.
#[derive(Debug, Clone)]
pub(crate) struct Entries<'a>(Items<'a>);

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a str, Json<'a>);

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        let key = self.0.next()?;
        let Document { text, tape } = key.document;
        Some((tape.string(text, key.at), self.0.next()?))
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
