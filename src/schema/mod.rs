//! A subset of JSON Schema 2020-12: compiled from a provider file, then checked against bodies.
//!
//! | keywords | of |
//! |---|---|
//! | `type`, `enum`, `const`, `default` (of a property, not below `items`) | every value |
//! | `pattern`, `minLength`, `maxLength` (in code points), `format` (`date-time`, `uuid`; asserted) | strings |
//! | `minimum`, `maximum` | numbers, compared digit for digit |
//! | `items`, `minItems`, `maxItems`, `uniqueItems` | arrays |
//! | `properties`, `required`, `additionalProperties` | objects |
//! | `title`, `description`, `examples`, `$schema`, `$comment`, `deprecated`, `writeOnly` | annotations |
//!
//! Any other keyword is a fault: ignored, it would let through what its author meant to refuse.
//! `writeOnly` marks what no message may quote, such as a secret.

#[cfg(test)]
mod ajv;
mod check;
mod compile;
mod fill;
mod format;
mod near;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod tests;

pub(crate) use near::{near, one_of};

#[cfg(any(feature = "binding", feature = "service"))]
use crate::json::Writer;
use crate::json::{JsonError, Kind};
use crate::pattern::Pattern;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use format::Format;

/// A compiled schema.
///
/// What it compares values with stays in the definition: numbers are positions in that document,
/// which every check is given again.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    types: Types,
    /// The array of `enum`.
    allowed: Option<u32>,
    constant: Option<u32>,
    /// The pattern, and its text.
    pattern: Option<(Pattern, u32)>,
    format: Option<Format>,
    length: Bounds,
    minimum: Option<u32>,
    maximum: Option<u32>,
    items: Option<Box<Schema>>,
    count: Bounds,
    unique: bool,
    properties: Vec<Property>,
    required: Vec<Box<str>>,
    /// What `additionalProperties` says; anything goes where it is absent.
    additional: Option<Box<Schema>>,
    /// Whether no message may quote the value.
    secret: bool,
    /// Whether this or anything below has a default.
    fills: bool,
    rule: Option<Rule>,
}

#[derive(Debug)]
struct Property {
    name: Box<str>,
    schema: Schema,
    required: bool,
    default: Option<u32>,
}

/// What `minLength` and `maxLength`, or `minItems` and `maxItems`, allow.
#[derive(Debug)]
struct Bounds {
    least: u32,
    most: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { least: 0, most: u32::MAX }
    }
}

/// The types that a schema allows: a bit for each. None are those of the schema `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Types(u8);

impl Types {
    const NONE: Self = Self(0);
    const INTEGER: Self = Self(1 << 6);
    const ANY: Self = Self(0x3f);

    fn of(kind: Kind) -> Self {
        Self(1 << kind as u8)
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::of(Kind::Null),
            "boolean" => Self::of(Kind::Boolean),
            "number" => Self::of(Kind::Number),
            "integer" => Self::INTEGER,
            "string" => Self::of(Kind::String),
            "array" => Self::of(Kind::Array),
            "object" => Self::of(Kind::Object),
            _ => return None,
        })
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn holds(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl Default for Types {
    fn default() -> Self {
        Self::ANY
    }
}

/// What a provider asks of a property beyond its schema. It is asked of a string; of every string,
/// where the property is an array.
pub(crate) struct Rule {
    /// Whether the value is a secret, which no message may quote.
    pub(crate) secret: bool,
    pub(crate) check: Box<RuleCheck>,
}

/// Given also whether the message should tell what was probably meant.
pub(crate) type RuleCheck = dyn Fn(&str, Mode, bool) -> Option<Problem> + Send + Sync;

impl Rule {
    pub(crate) fn new(
        check: impl Fn(&str, Mode, bool) -> Option<Problem> + Send + Sync + 'static,
    ) -> Self {
        Self { secret: false, check: Box::new(check) }
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").field("secret", &self.secret).finish_non_exhaustive()
    }
}

/// What a [`Rule`] finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// Where a request is checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// As the provider does in production.
    #[default]
    Strict,
    /// On a laptop, where an endpoint may be on the same machine.
    Open,
}

/// One thing that is wrong with a body: where, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where in the body, as a JSON Pointer (RFC 6901): of what is wrong, or missing.
    pub path: String,
    /// The stable name of this kind of violation.
    pub code: &'static str,
    /// What was found and expected.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.path {
            "" => write!(f, "it {}", self.message),
            path => write!(f, "`{path}` {}", self.message),
        }
    }
}

/// Writes violations as an array of objects.
#[cfg(any(feature = "binding", feature = "service"))]
pub(crate) fn write_violations(violations: &[Violation], json: &mut Writer) {
    json.open('[');
    for violation in violations {
        json.open('{');
        json.key("path").string(&violation.path);
        json.key("code").string(violation.code);
        json.key("message").string(&violation.message);
        json.close('}');
    }
    json.close(']');
}

impl From<JsonError> for Violation {
    fn from(error: JsonError) -> Self {
        let message = format!("is not JSON: found {error}");
        Self { path: String::new(), code: error.code(), message }
    }
}
