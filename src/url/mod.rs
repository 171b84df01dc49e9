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
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use rules::UrlRules;

use alloc::borrow::ToOwned as _;
use alloc::format;
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
        if let Some(index) = text.bytes().position(|byte| byte <= b' ' || byte == 0x7f) {
            let number = text.get(..index).unwrap_or_default().chars().count() + 1;
            let message = format!("holds white space or a control character at character {number}");
            return malformed(&message);
        }
        let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| is_scheme(scheme))
        else {
            return malformed("is not an absolute URL, which starts with `https://`");
        };
        let is_https = scheme.eq_ignore_ascii_case("https");
        if !is_https && !scheme.eq_ignore_ascii_case("http") {
            return Err(UrlViolation::new("url_scheme", "must start with `https://` or `http://`"));
        }
        let Some(rest) = rest.strip_prefix("//") else {
            return malformed("must have `//` behind the scheme");
        };
        let (rest, fragment) = cut(rest, '#');
        let (rest, query) = cut(rest, '?');
        if rest.contains('\\') {
            return malformed("holds a `\\`, which stands for `/` in some programs");
        }
        let (authority, path) = cut(rest, '/');
        let (credentials, place) = match authority.rsplit_once('@') {
            Some((credentials, place)) => (Some(credentials), place),
            None => (None, authority),
        };
        let (name, port) = match place.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, Some(port)),
            _ => (place, None),
        };
        let host = Host::parse(name).map_err(|message| UrlViolation::new("url_host", message))?;
        if !port.is_none_or(is_port) {
            return malformed("has a port that is no plain number from 0 to 65535");
        }
        for (part, encoded) in [(path, "\"<>^`{}"), (query, "\"<>'")] {
            if part.is_some_and(|part| {
                part.contains(|one: char| !one.is_ascii() || encoded.contains(one))
            }) {
                return malformed("holds a character that must be percent-encoded");
            }
        }
        if path.is_some_and(|path| path.split('/').any(is_dots)) {
            return malformed("holds a `.` or `..` segment");
        }
        Ok(Self {
            is_https,
            host,
            has_credentials: credentials.is_some(),
            has_fragment: fragment.is_some(),
        })
    }
}

fn cut(text: &str, delimiter: char) -> (&str, Option<&str>) {
    match text.split_once(delimiter) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn is_scheme(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(is_part)
}

fn is_port(text: &str) -> bool {
    let is_plain = text == "0" || !text.starts_with(['0', '+']);
    is_plain && text.parse::<u16>().is_ok()
}

/// Whether a segment is `.` or `..`, whose dots may be percent-encoded.
fn is_dots(segment: &str) -> bool {
    let spellings = [".", "..", "%2e", ".%2e", "%2e.", "%2e%2e"];
    spellings.iter().any(|dots| segment.eq_ignore_ascii_case(dots))
}
