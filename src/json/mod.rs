//! JSON (RFC 8259): read strictly, and written without white space.

mod parse;
mod write;

pub(crate) use parse::parse;
pub(crate) use write::Writer;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

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
                    let is_named = |key: &str| match key.contains(['~', '/']) {
                        true => pointer_token(key) == token,
                        false => key == token,
                    };
                    &entries.iter().find(|(key, _)| is_named(key))?.1
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
