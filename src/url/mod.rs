//! The URLs that deliveries go to: read as WHATWG's URL standard reads `http` and `https`, and
//! refused where that would repair them.
//!
//! Two programs that repair differently see two hosts in one text, which is how a check is passed
//! by what is not requested. So an accepted URL is one that every parser takes as it stands: its
//! parts are substrings of it, apart from the case of scheme and host, a default port, the empty
//! path that means `/`, and the spelling of an IPv6 address.
//!
//! Beyond the standard, a host's name must be one that DNS can carry: letters, digits, `-`, `_`,
//! labels of 1 to 63 characters, 253 in all. Of a label in punycode it is checked that it decodes;
//! whether Unicode allows what it decodes to, only the host's own resolver knows.

mod host;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

pub(crate) use rules::UrlRules;
#[cfg(feature = "service")]
pub(crate) use rules::is_public;

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use host::Host;

/// What a URL says of where a request goes, and whether it holds what subscriptions may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url<'a> {
    is_https: bool,
    host: Host<'a>,
    has_credentials: bool,
    has_fragment: bool,
}

/// Why a URL is refused. The message starts with its verb, and quotes nothing that might be part
/// of a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UrlViolation {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl UrlViolation {
    fn new(code: &'static str, message: &str) -> Self {
        Self { code, message: message.to_owned() }
    }
}

impl<'a> Url<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, UrlViolation> {
        let malformed = |message| Err(UrlViolation::new("url_malformed", message));
        let text = text.as_bytes();
        if text.iter().any(|byte| *byte <= b' ' || *byte == 0x7f) {
            return malformed("holds white space or a control character");
        }
        let (scheme, Some(rest)) = cut(text, b':') else { return malformed(RELATIVE) };
        if !is_scheme(scheme) {
            return malformed(RELATIVE);
        }
        let is_https = scheme.eq_ignore_ascii_case(b"https");
        if !is_https && !scheme.eq_ignore_ascii_case(b"http") {
            return Err(UrlViolation::new("url_scheme", ANY_SCHEME));
        }
        let Some(rest) = rest.strip_prefix(b"//") else {
            return malformed("must have `//` behind the scheme");
        };
        let (rest, fragment) = cut(rest, b'#');
        let (rest, query) = cut(rest, b'?');
        if rest.contains(&b'\\') {
            return malformed("holds a `\\`, which stands for `/` in some programs");
        }
        let (authority, path) = cut(rest, b'/');
        let credentials = authority.iter().rposition(|byte| *byte == b'@');
        let place = authority.get(credentials.map_or(0, |at| at + 1)..).unwrap_or_default();
        let colon = place.iter().rposition(|byte| matches!(byte, b':' | b']'));
        let colon = colon.filter(|at| place.get(*at) == Some(&b':')).unwrap_or(place.len());
        let (name, port) = place.split_at_checked(colon).unwrap_or_default();
        let host = Host::parse(name).map_err(|message| UrlViolation::new("url_host", message))?;
        if port.get(1..).is_some_and(|port| number(port, 65_535).is_none()) {
            return malformed("has a port that is no plain number from 0 to 65535");
        }
        const PATH: u128 = set(b"\"<>^`{}");
        const QUERY: u128 = set(b"\"<>'");
        if holds_any(path, PATH) || holds_any(query, QUERY) {
            return malformed("holds a character that must be percent-encoded");
        }
        if path.unwrap_or_default().split(|byte| *byte == b'/').any(is_dots) {
            return malformed("holds a `.` or `..` segment");
        }
        let (has_credentials, has_fragment) = (credentials.is_some(), fragment.is_some());
        Ok(Self { is_https, host, has_credentials, has_fragment })
    }
}

const RELATIVE: &str = "is not an absolute URL, which starts with `https://`";
const ANY_SCHEME: &str = "must start with `https://` or `http://`";

fn cut(text: &[u8], delimiter: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|byte| *byte == delimiter) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    }
}

/// A bit for each of these ASCII characters.
const fn set(mut characters: &[u8]) -> u128 {
    let mut set = 0;
    while let [first, rest @ ..] = characters {
        set |= 1 << *first;
        characters = rest;
    }
    set
}

/// Whether a part holds a character of the set, or one beyond ASCII.
fn holds_any(part: Option<&[u8]>, set: u128) -> bool {
    part.unwrap_or_default().iter().any(|byte| !byte.is_ascii() || set >> (byte & 0x7f) & 1 == 1)
}

fn is_scheme(text: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    text.first().is_some_and(u8::is_ascii_alphabetic) && text.iter().all(is_part)
}

/// A decimal number in its one spelling.
fn number(text: &[u8], most: u32) -> Option<u32> {
    if text.is_empty() || text.len() > 5 || text.starts_with(b"0") && text.len() > 1 {
        return None;
    }
    let mut number = 0;
    for byte in text {
        number = number * 10 + char::from(*byte).to_digit(10)?;
    }
    (number <= most).then_some(number)
}

/// Whether a segment is `.` or `..`, whose dots may be percent-encoded.
fn is_dots(segment: &[u8]) -> bool {
    let spellings: [&[u8]; 6] = [b".", b"..", b"%2e", b".%2e", b"%2e.", b"%2e%2e"];
    spellings.iter().any(|dots| segment.eq_ignore_ascii_case(dots))
}
