//! The parameters of a request's query.

use crate::json::{Document, Json, Writer};
use crate::schema::{Mode, Schema, Violation};
use crate::text::{cut, split};
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The parameters, decoded as HTML forms are, in their order.
fn pairs(query: Option<&str>) -> Vec<(String, String)> {
    let parts = split(query.unwrap_or_default(), Some('&')).filter(|part| !part.is_empty());
    let decoded = |part| {
        let (name, value) = cut(part, Some('='));
        (decode(name), decode(value.unwrap_or_default()))
    };
    parts.map(decoded).collect()
}

/// What stands for a text in a query. A `%` without two hexadecimal digits stands for itself.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, more @ ..] = rest {
        let digit = |index: usize| more.get(index).and_then(|byte| char::from(*byte).to_digit(16));
        let pair = digit(0).zip(digit(1)).filter(|_| *byte == b'%');
        match (byte, pair.and_then(|(high, low)| u8::try_from(high << 4 | low).ok())) {
            (_, Some(decoded)) => {
                bytes.push(decoded);
                rest = more.get(2..).unwrap_or_default();
                continue;
            }
            (b'+', None) => bytes.push(b' '),
            (other, None) => bytes.push(*other),
        }
        rest = more;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The value of a parameter that may be there once.
pub(super) fn single(query: Option<&str>, name: &str) -> Result<Option<String>, Violation> {
    let mut found = pairs(query).into_iter().filter(|(key, _)| *key == *name);
    let first = found.next();
    match found.next() {
        Some(_) => Err(repeated(name)),
        None => Ok(first.map(|(_, value)| value)),
    }
}

fn repeated(name: &str) -> Violation {
    violation(name, "repeated_parameter", "occurs more than once")
}

pub(super) fn violation(name: &str, code: &'static str, message: &str) -> Violation {
    Violation { path: format!("/{name}"), code, message: message.to_owned() }
}

/// The parameters that an operation declares, checked and with their defaults, as an object's text.
pub(super) fn read(
    query: Option<&str>,
    schema: &Schema,
    declared: Json<'_>,
    file: &Document<'_>,
) -> Result<String, Vec<Violation>> {
    let given = pairs(query);
    let mut violations = Vec::new();
    let mut json = Writer::default();
    json.open('{');
    for (name, property) in declared.get("properties").iter().flat_map(|all| all.entries()) {
        let mut values = given.iter().filter(|(key, _)| *key == *name);
        let Some((_, value)) = values.next() else { continue };
        if values.next().is_some() {
            violations.push(repeated(name));
            continue;
        }
        let kind = property.get("type").and_then(Json::as_str).unwrap_or_default();
        let problem = match kind {
            "integer" if !is_integer(value) => Some("is no whole number in decimal digits"),
            "boolean" if !matches!(&**value, "true" | "false") => Some("is not `true` or `false`"),
            _ => None,
        };
        if let Some(problem) = problem {
            violations.push(violation(name, "type", problem));
            continue;
        }
        json.key(name);
        match kind {
            "integer" | "boolean" => json.literal(value),
            _ => json.string(value),
        }
    }
    json.close('}');
    let json = json.finish();
    let Ok(parameters) = Document::parse(json.as_bytes()) else {
        // It was written a moment ago.
        return Err(violations);
    };
    for found in schema.check(file, parameters.root(), Mode::Strict) {
        // What was left out is not missing.
        if violations.iter().all(|known| known.path != found.path) {
            violations.push(found);
        }
    }
    if !violations.is_empty() {
        return Err(violations);
    }
    let mut filled = Writer::default();
    schema.write_filled(file, parameters.root(), &mut filled);
    Ok(filled.finish())
}

/// Digits as JSON writes them.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_plain && (digits.len() == 1 || !digits.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_as_forms_are() {
        for (query, expected) in [
            ("a=1&b=%2B+%20", &[("a", "1"), ("b", "+  ")][..]),
            ("a&&b=", &[("a", ""), ("b", "")]),
            ("%61=%zz%4", &[("a", "%zz%4")]),
            ("a=%c3%a9%ff", &[("a", "é\u{fffd}")]),
            ("", &[]),
        ] {
            let found = pairs(Some(query));
            let found: Vec<_> = found.iter().map(|(name, value)| (&**name, &**value)).collect();
            assert_eq!(found, expected, "{query}");
        }
        assert_eq!(single(Some("id=a&x=b"), "id"), Ok(Some("a".to_owned())));
        assert_eq!(single(None, "id"), Ok(None));
        assert_eq!(single(Some("id=a&id=a"), "id").unwrap_err().code, "repeated_parameter");
    }

    #[test]
    fn takes_digits_alone_for_a_number() {
        for text in ["0", "-1", "10", "123456789012345678901234567890"] {
            assert!(is_integer(text), "{text}");
        }
        for text in ["", "-", "01", "1e2", "1.0", " 1", "+1", "٣", "0x1"] {
            assert!(!is_integer(text), "{text}");
        }
    }
}
