//! The forms a body may have had before something on its way wrote it anew.
//!
//! A framework that parses a body and serializes it again keeps its meaning and loses its bytes, and
//! with them the signature. [`variants`] guesses the bytes back: the same tokens in the white space
//! and escapes of common serializers, and the usual mishaps of line ends and byte order marks. It
//! works on tokens, so numbers and the order of keys stay as they are.

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A body as it may have been, and what that form is called.
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

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
const DEEPEST: usize = 64;

/// Every form to try, the body's own left out.
pub(crate) fn variants(body: &[u8]) -> Vec<Variant> {
    let mut variants: Vec<Variant> = Vec::new();
    let mut add = |name: String, bytes: Vec<u8>| {
        if bytes != body && !variants.iter().any(|known| known.bytes == bytes) {
            variants.push(Variant { name, bytes });
        }
    };
    if let Some(rest) = body.strip_prefix(b"\xef\xbb\xbf") {
        add("without the byte order mark".to_owned(), rest.to_vec());
    }
    let trimmed = body.trim_ascii_end();
    add("without the white space at its end".to_owned(), trimmed.to_vec());
    add("with a line end after it".to_owned(), [body, b"\n"].concat());
    let unix: Vec<u8> = body.iter().copied().filter(|byte| *byte != b'\r').collect();
    let dos = unix.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..]);
    add("with LF line ends".to_owned(), unix);
    add("with CRLF line ends".to_owned(), dos);
    for (escapes_name, escapes) in ESCAPES {
        for spacing in &SPACINGS {
            if let Some(bytes) = restyle(trimmed, spacing, escapes) {
                add(format!("as JSON {}{escapes_name}", spacing.name), bytes);
            }
        }
    }
    variants
}

fn restyle(body: &[u8], spacing: &Spacing, escapes: Escapes) -> Option<Vec<u8>> {
    let text = str::from_utf8(body).ok()?;
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let mut out = String::with_capacity(body.len());
    let mut depth = 0_usize;
    let mut rest = text;
    let line = |out: &mut String, depth: usize| {
        if let Some(indent) = spacing.indent {
            out.push('\n');
            out.extend(core::iter::repeat_n(indent, depth));
        }
    };
    while let Some(character) = rest.chars().next() {
        let (token, after) = split_token(rest, character)?;
        rest = after;
        match character {
            ' ' | '\t' | '\r' | '\n' => {}
            '{' | '[' => {
                out.push(character);
                depth += 1;
                if depth > DEEPEST {
                    return None;
                }
                if !rest.trim_start().starts_with(['}', ']']) {
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                if !out.ends_with(['{', '[']) {
                    line(&mut out, depth);
                }
                out.push(character);
            }
            ',' => {
                out.push_str(spacing.comma);
                line(&mut out, depth);
            }
            ':' => out.push_str(spacing.colon),
            '"' => push_string(&mut out, token, escapes),
            _ => out.push_str(token),
        }
    }
    (depth == 0).then(|| out.into_bytes())
}

/// The token that starts here, and what follows it; `None` inside a string that does not end.
fn split_token(text: &str, first: char) -> Option<(&str, &str)> {
    if first != '"' {
        let structural = |one: char| " \t\r\n{}[],:\"".contains(one);
        let length = if structural(first) {
            first.len_utf8()
        } else {
            text.find(structural).unwrap_or(text.len())
        };
        return text.split_at_checked(length);
    }
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, character)| {
        let closes = *character == '"' && !escaped;
        escaped = *character == '\\' && !escaped;
        closes
    });
    text.split_at_checked(end?.0 + 1)
}

fn push_string(out: &mut String, token: &str, escapes: Escapes) {
    match escapes {
        Escapes::Kept => out.push_str(token),
        Escapes::Ascii => {
            let mut units = [0; 2];
            for character in token.chars() {
                if character.is_ascii() {
                    out.push(character);
                    continue;
                }
                for unit in character.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
        Escapes::Unicode => out.push_str(&unescape(token).replace("\\/", "/")),
        Escapes::Slashes => out.push_str(&token.replace("\\/", "/").replace('/', "\\/")),
    }
}

/// The string with its escaped non-ASCII characters as they are, and every other escape kept.
fn unescape(token: &str) -> String {
    let mut out = String::with_capacity(token.len());
    let mut rest = token;
    while let Some((before, escape)) = rest.split_once('\\') {
        out.push_str(before);
        let unit = |text: &str| {
            let digits = text.strip_prefix('u')?.get(..4)?;
            u16::from_str_radix(digits, 16).ok()
        };
        let second = escape.get(5..).and_then(|rest| rest.strip_prefix('\\')).and_then(unit);
        let units: Vec<u16> = [unit(escape), second].into_iter().flatten().collect();
        let character = char::decode_utf16(units).next().and_then(Result::ok);
        match character.filter(|character| !character.is_ascii()) {
            Some(character) => {
                out.push(character);
                let length = if character.len_utf16() == 2 { 11 } else { 5 };
                rest = escape.get(length..).unwrap_or_default();
            }
            None => {
                out.push('\\');
                let length = escape.chars().next().map_or(0, char::len_utf8);
                let (kept, after) = escape.split_at_checked(length).unwrap_or_default();
                out.push_str(kept);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(body: &str, wanted: &str) -> Vec<String> {
        let found = variants(body.as_bytes()).into_iter();
        found.filter(|one| one.bytes == wanted.as_bytes()).map(|one| one.name).collect()
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
        assert!(variants(deep.as_bytes()).iter().all(|one| one.bytes.len() <= deep.len() * 2));
    }
}
