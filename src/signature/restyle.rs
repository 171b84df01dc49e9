//! The forms a body may have had before something on its way wrote it anew.
//!
//! A framework that parses a body and serializes it again keeps its meaning and loses its bytes, and
//! with them the signature. [`variants`] guesses the bytes back: the same tokens in the white space
//! and escapes of common serializers, and the usual mishaps of line ends and byte order marks. It
//! works on tokens, so numbers and the order of keys stay as they are.

use super::search::{Difference, Form};
use crate::alphabet::{ANY_HEX, HEX};
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// White space between tokens.
struct Spacing {
    name: &'static str,
    indent: Option<&'static str>,
    comma: &'static str,
    colon: &'static str,
}

const SPACINGS: [Spacing; 5] = [
    Spacing { name: "without white space", indent: None, comma: ",", colon: ":" },
    Spacing { name: "with a space after `,` and `:`", indent: None, comma: ", ", colon: ": " },
    Spacing { name: "indented by 2 spaces", indent: Some("  "), comma: ",", colon: ": " },
    Spacing { name: "indented by 4 spaces", indent: Some("    "), comma: ",", colon: ": " },
    Spacing { name: "indented by tabs", indent: Some("\t"), comma: ",", colon: ": " },
];

/// How the characters of strings are written.
#[derive(Clone, Copy)]
enum Escapes {
    Kept,
    Ascii,
    Unicode,
    Slashes,
}

const ESCAPES: [(&str, Escapes); 4] = [
    ("", Escapes::Kept),
    (" and non-ASCII characters as `\\u` escapes", Escapes::Ascii),
    (" and no `\\u` escapes", Escapes::Unicode),
    (" and `/` written `\\/`", Escapes::Slashes),
];

/// Deeper documents are not tried: indentation would make them grow with the square of their depth.
const DEEPEST: usize = 32;

/// How many bytes all forms of a body have at most: what is more is not tried.
const LARGEST: usize = 8 << 20;

/// Every form to try: the body as it is, then what it may have been.
pub(crate) fn variants(body: &[u8]) -> Vec<Form<Vec<u8>>> {
    let mut variants: Vec<Form<Vec<u8>>> = vec![(body.to_vec(), None)];
    let mut add = |form: &str, bytes: Vec<u8>| {
        if !variants.iter().any(|(known, _)| *known == bytes) {
            variants.push((bytes, Some(Difference::Body { form: form.to_owned() })));
        }
    };
    if let Some(rest) = body.strip_prefix(b"\xef\xbb\xbf") {
        add("without the byte order mark", rest.to_vec());
    }
    let trimmed = body.trim_ascii_end();
    add("without the white space at its end", trimmed.to_vec());
    add("with a line end after it", [body, b"\n"].concat());
    let (mut unix, mut dos) = (Vec::new(), Vec::new());
    for byte in body.iter().filter(|byte| **byte != b'\r') {
        if *byte == b'\n' {
            dos.push(b'\r');
        }
        unix.push(*byte);
        dos.push(*byte);
    }
    add("with LF line ends", unix);
    add("with CRLF line ends", dos);
    let mut room = LARGEST;
    for (escapes_name, escapes) in ESCAPES {
        for spacing in &SPACINGS {
            if let Some(bytes) = restyle(trimmed, spacing, escapes, room) {
                room -= bytes.len();
                add(&format!("as JSON {}{escapes_name}", spacing.name), bytes);
            }
        }
    }
    variants
}

/// The body's tokens in this style; `None` where that takes more than `room`, or is no JSON.
fn restyle(body: &[u8], spacing: &Spacing, escapes: Escapes, room: usize) -> Option<Vec<u8>> {
    let mut rest = str::from_utf8(body).ok()?;
    if !rest.starts_with(['{', '[']) {
        return None;
    }
    let mut out = String::with_capacity(body.len());
    let mut depth = 0_usize;
    let line = |out: &mut String, depth: usize| {
        if let Some(indent) = spacing.indent {
            out.push('\n');
            (0..depth).for_each(|_| out.push_str(indent));
        }
    };
    while let Some(first) = rest.bytes().next() {
        let (token, after) = rest.split_at_checked(token_length(rest.as_bytes())?)?;
        rest = after;
        if out.len() > room {
            return None;
        }
        match first {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'{' | b'[' => {
                out.push_str(token);
                depth += 1;
                if depth > DEEPEST {
                    return None;
                }
                if !matches!(rest.trim_ascii_start().bytes().next(), Some(b'}' | b']')) {
                    line(&mut out, depth);
                }
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if !out.ends_with(['{', '[']) {
                    line(&mut out, depth);
                }
                out.push_str(token);
            }
            b',' => {
                out.push_str(spacing.comma);
                line(&mut out, depth);
            }
            b':' => out.push_str(spacing.colon),
            b'"' => push_string(&mut out, token, escapes),
            _ => out.push_str(token),
        }
    }
    (depth == 0 && out.len() <= room).then(|| out.into_bytes())
}

/// The length of the token that starts here; `None` for a string that does not end.
fn token_length(text: &[u8]) -> Option<usize> {
    let structural = |byte: &u8| b" \t\r\n{}[],:\"".contains(byte);
    if text.first() != Some(&b'"') {
        return match text.iter().position(structural) {
            Some(0) => Some(1),
            end => Some(end.unwrap_or(text.len())),
        };
    }
    let mut escaped = false;
    for (index, byte) in text.iter().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return Some(index + 1),
            _ => escaped = *byte == b'\\' && !escaped,
        }
    }
    None
}

fn push_string(out: &mut String, token: &str, escapes: Escapes) {
    let mut rest = token;
    while let Some(first) = rest.chars().next() {
        let (length, meant) = match first {
            '\\' => read_escape(rest),
            _ => (first.len_utf8(), Some(first)),
        };
        let (written, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        match (escapes, meant) {
            (Escapes::Ascii, _) if !first.is_ascii() => {
                for unit in written.encode_utf16() {
                    out.push_str("\\u");
                    out.push_str(&HEX.encode(&unit.to_be_bytes()));
                }
            }
            (Escapes::Unicode, Some(meant)) => out.push(meant),
            (Escapes::Slashes, Some('/')) => out.push_str("\\/"),
            _ => out.push_str(written),
        }
    }
}

/// The length of the escape that starts here, and the character that could stand in its place.
fn read_escape(text: &str) -> (usize, Option<char>) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        let bytes = ANY_HEX.decode(digits.as_bytes())?;
        Some(u16::from_be_bytes(bytes.as_slice().try_into().ok()?))
    };
    let character = unit(0).and_then(|first| {
        let units = [first, unit(6).unwrap_or_default()];
        char::decode_utf16(units).next()?.ok().filter(|character| !character.is_ascii())
    });
    match character {
        Some(character) => (6 * character.len_utf16(), Some(character)),
        None if text.starts_with("\\/") => (2, Some('/')),
        None => (1 + text.chars().nth(1).map_or(0, char::len_utf8), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(body: &str, wanted: &str) -> Vec<String> {
        let mut names = Vec::new();
        for (bytes, difference) in variants(body.as_bytes()) {
            if let (Some(Difference::Body { form }), true) =
                (difference, bytes == wanted.as_bytes())
            {
                names.push(form);
            }
        }
        names
    }

    #[test]
    fn guesses_common_serializers() {
        let compact = r#"{"a":[1,2.50],"b":{},"c":"x/y é","d":[]}"#;
        for (wanted, name) in [
            (
                r#"{"a": [1, 2.50], "b": {}, "c": "x/y é", "d": []}"#,
                "as JSON with a space after `,` and `:`",
            ),
            (
                "{\n  \"a\": [\n    1,\n    2.50\n  ],\n  \"b\": {},\n  \"c\": \"x/y é\",\n  \"d\": []\n}",
                "as JSON indented by 2 spaces",
            ),
            (
                r#"{"a":[1,2.50],"b":{},"c":"x/y \u00e9","d":[]}"#,
                "as JSON without white space and non-ASCII characters as `\\u` escapes",
            ),
            (
                r#"{"a":[1,2.50],"b":{},"c":"x\/y é","d":[]}"#,
                "as JSON without white space and `/` written `\\/`",
            ),
        ] {
            assert_eq!(names(compact, wanted), [name]);
            assert_eq!(names(wanted, compact).len(), 1, "and back from {wanted}");
        }
    }

    #[test]
    fn guesses_line_ends() {
        assert_eq!(names("a\n", "a"), ["without the white space at its end"]);
        assert_eq!(names("a", "a\n"), ["with a line end after it"]);
        assert_eq!(names("a\nb", "a\r\nb"), ["with CRLF line ends"]);
        assert_eq!(names("a\r\nb", "a\nb"), ["with LF line ends"]);
        assert_eq!(names("\u{feff}{}", "{}"), ["without the byte order mark"]);
    }

    #[test]
    fn survives_what_is_no_json() {
        for body in ["", "{", "}", "[[", "\"", "{\"a", "{\"a\\", "[\"\\u12\"]", "{]}{", "é{"] {
            variants(body.as_bytes());
        }
        let deep = "[".repeat(1 << 16) + &"]".repeat(1 << 16);
        assert!(variants(deep.as_bytes()).iter().all(|(bytes, _)| bytes.len() <= deep.len() * 2));
    }
}
