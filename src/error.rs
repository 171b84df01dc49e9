//! What can go wrong, told apart by whose fault it is.
//!
//! A [`VerificationError`] is the sender's fault: answer it with 400 or 401. A
//! [`ConfigurationError`] is the caller's own: answer it with 500 and mend the program. Messages
//! quote what was found, cut short and with control characters escaped, and never hold a secret or
//! the signature that would have been right.

use crate::schema::one_of;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Why a delivery is not accepted. The sender's fault: answer 400 or 401.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerificationError {
    /// A header that the scheme needs is absent or empty.
    MissingHeader {
        /// The header's name, as the scheme spells it.
        header: Box<str>,
    },
    /// A header that must occur once occurs several times.
    RepeatedHeader {
        /// The header's name, as the scheme spells it.
        header: Box<str>,
    },
    /// A header is there, and is not of the form that the scheme gives it.
    MalformedHeader {
        /// The header's name, as the scheme spells it.
        header: Box<str>,
        /// What was found and expected.
        reason: String,
    },
    /// The timestamp is not a plain decimal number of Unix seconds.
    MalformedTimestamp {
        /// The header's name, as the scheme spells it.
        header: Box<str>,
        /// What was found and expected.
        reason: String,
    },
    /// The timestamp lies further in the past than the tolerance allows.
    TimestampTooOld {
        /// The delivery's timestamp, in Unix seconds.
        timestamp: i64,
        /// How long ago that is, in seconds.
        age: i64,
        /// The age that would still do, in seconds.
        tolerance: u64,
    },
    /// The timestamp lies further in the future than the tolerance allows.
    TimestampTooNew {
        /// The delivery's timestamp, in Unix seconds.
        timestamp: i64,
        /// How far ahead of the clock that is, in seconds.
        ahead: i64,
        /// The distance that would still do, in seconds.
        tolerance: u64,
    },
    /// Every header reads well, and no signature in them is right for this body and these secrets.
    NoMatchingSignature {
        /// The header that carries the signatures.
        header: Box<str>,
        /// How many signatures it carries.
        found: usize,
        /// How many secrets were tried.
        secrets: usize,
        /// The scheme's id, where no source states the scheme and it is anyhook's assumption.
        assumed: Option<Box<str>>,
    },
    /// A sealed payload is not of the form that the provider seals in.
    MalformedEnvelope {
        /// What was found and expected.
        reason: String,
        /// The provider's id, where no source states the form and it is anyhook's assumption.
        assumed: Option<Box<str>>,
    },
    /// A sealed payload is of a version or algorithm that is not known.
    UnsupportedEnvelope {
        /// What was found and expected.
        reason: String,
        /// The provider's id, where no source states the form and it is anyhook's assumption.
        assumed: Option<Box<str>>,
    },
    /// A payload was sealed with a secret that is not among those that were given.
    NoMatchingKey {
        /// What the envelope says of its key.
        kid: Box<str>,
        /// How many secrets there are.
        secrets: usize,
        /// The provider's id, where no source states the form and it is anyhook's assumption.
        assumed: Option<Box<str>>,
    },
    /// A sealed payload was changed: its nonce, its ciphertext or its tag.
    TamperedEnvelope {
        /// The provider's id, where no source states the form and it is anyhook's assumption.
        assumed: Option<Box<str>>,
    },
    /// The signature is good, and the body cannot be read as the provider's event.
    MalformedBody {
        /// What was found and expected.
        reason: String,
    },
}

impl VerificationError {
    /// The stable name of this kind of error, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingHeader { .. } => "missing_header",
            Self::RepeatedHeader { .. } => "repeated_header",
            Self::MalformedHeader { .. } => "malformed_header",
            Self::MalformedTimestamp { .. } => "malformed_timestamp",
            Self::TimestampTooOld { .. } => "timestamp_too_old",
            Self::TimestampTooNew { .. } => "timestamp_too_new",
            Self::NoMatchingSignature { .. } => "no_matching_signature",
            Self::MalformedEnvelope { .. } => "malformed_envelope",
            Self::UnsupportedEnvelope { .. } => "unsupported_envelope",
            Self::NoMatchingKey { .. } => "no_matching_key",
            Self::TamperedEnvelope { .. } => "tampered_envelope",
            Self::MalformedBody { .. } => "malformed_body",
        }
    }
}

impl fmt::Display for VerificationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHeader { header } => write!(f, "the header `{header}` is missing"),
            Self::RepeatedHeader { header } => {
                write!(f, "the header `{header}` occurs more than once")
            }
            Self::MalformedHeader { header, reason }
            | Self::MalformedTimestamp { header, reason } => {
                write!(f, "the header `{header}` {reason}")
            }
            Self::TimestampTooOld { timestamp, age, tolerance } => write!(
                f,
                "the timestamp {timestamp} is {age} s old, and the tolerance is {tolerance} s"
            ),
            Self::TimestampTooNew { timestamp, ahead, tolerance } => write!(
                f,
                "the timestamp {timestamp} is {ahead} s ahead of the clock, \
                 and the tolerance is {tolerance} s{}",
                if *timestamp > 100_000_000_000 { " (it looks like milliseconds)" } else { "" }
            ),
            Self::NoMatchingSignature { header, found, secrets, assumed } => {
                write!(
                    f,
                    "no signature in `{header}` matches ({found} found, {secrets} {} tried): \
                     the body is not the one that was signed, or the secret is another one",
                    plural(*secrets, "secret", "secrets")
                )?;
                match assumed {
                    Some(scheme) => write!(
                        f,
                        "; no source states how `{scheme}` signs, so the scheme itself is assumed"
                    ),
                    None => Ok(()),
                }
            }
            Self::MalformedEnvelope { reason, assumed }
            | Self::UnsupportedEnvelope { reason, assumed } => {
                write!(f, "the envelope {reason}")?;
                mark_sealing(assumed.as_deref(), f)
            }
            Self::NoMatchingKey { kid, secrets, assumed } => {
                write!(
                    f,
                    "the payload was sealed with the key `{kid}`, and the {secrets} {} {} another: \
                     it was sealed with another secret",
                    plural(*secrets, "secret", "secrets"),
                    plural(*secrets, "gives", "give")
                )?;
                mark_sealing(assumed.as_deref(), f)
            }
            Self::TamperedEnvelope { assumed } => {
                f.write_str("the payload was changed after it was sealed")?;
                mark_sealing(assumed.as_deref(), f)
            }
            Self::MalformedBody { reason } => write!(f, "the body {reason}"),
        }
    }
}

fn mark_sealing(assumed: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match assumed {
        Some(provider) => write!(
            f,
            "; no source states how `{provider}` seals payloads, so the form itself is assumed"
        ),
        None => Ok(()),
    }
}

impl core::error::Error for VerificationError {}

/// Why a call could not be carried out. The caller's fault: answer 500.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// No built-in provider or scheme has this name.
    UnknownProvider {
        /// What was asked for, and what there is.
        reason: String,
    },
    /// The provider has no operation of this name, or it takes no body.
    UnknownOperation {
        /// What was asked for, and what there is.
        reason: String,
    },
    /// A secret is empty, or is not written in the form that the scheme asks for.
    MalformedSecret {
        /// What was expected, without the secret.
        reason: String,
    },
    /// An argument is outside of what the function takes.
    InvalidArgument {
        /// What was found and expected.
        reason: String,
    },
    /// A provider or scheme definition does not load.
    InvalidProviderFile {
        /// Every fault, in the order of the file.
        faults: Vec<Fault>,
    },
}

impl ConfigurationError {
    pub(crate) fn unknown(kind: &str, name: &str, known: &[&str]) -> Self {
        let (found, known) = (excerpt(name.as_bytes()), one_of(Some(name), known));
        Self::UnknownProvider { reason: format!("unknown {kind} {found}, {known}") }
    }

    /// The stable name of this kind of error, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownProvider { .. } => "unknown_provider",
            Self::UnknownOperation { .. } => "unknown_operation",
            Self::MalformedSecret { .. } => "malformed_secret",
            Self::InvalidArgument { .. } => "invalid_argument",
            Self::InvalidProviderFile { .. } => "invalid_provider_file",
        }
    }
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownProvider { reason }
            | Self::UnknownOperation { reason }
            | Self::MalformedSecret { reason }
            | Self::InvalidArgument { reason } => f.write_str(reason),
            Self::InvalidProviderFile { faults } => {
                let (count, noun) = (faults.len(), plural(faults.len(), "fault", "faults"));
                write!(f, "the definition has {count} {noun}")?;
                for (index, fault) in faults.iter().enumerate() {
                    let separator = if index == 0 { ": " } else { "; " };
                    write!(f, "{separator}{fault}")?;
                }
                Ok(())
            }
        }
    }
}

impl core::error::Error for ConfigurationError {}

/// One fault of a definition: where, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the definition, as a JSON Pointer (RFC 6901).
    pub path: String,
    /// What was found and expected.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.path {
            "" => write!(f, "it {}", self.message),
            path => write!(f, "`{path}` {}", self.message),
        }
    }
}

/// Foreign text as a message may quote it: at most 40 characters, control characters escaped, so
/// that no header can forge a log line or fill a disk.
pub(crate) fn excerpt(text: &[u8]) -> String {
    const LONGEST: usize = 40;
    let mut shown = String::from("`");
    let mut count = 0;
    for chunk in text.get(..4 * LONGEST).unwrap_or(text).utf8_chunks() {
        let replacement = if chunk.invalid().is_empty() { "" } else { "\u{fffd}" };
        for character in chunk.valid().chars().chain(replacement.chars()) {
            if count == LONGEST {
                shown.push_str("…`");
                return shown;
            }
            count += 1;
            if character.is_control() || is_hidden(character) {
                shown.extend(character.escape_unicode());
            } else {
                shown.push(character);
            }
        }
    }
    shown.push('`');
    shown
}

/// Whether a character hides, turns around or ends the text that it stands in.
fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '`' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// Names as a message lists them.
pub(crate) fn list(names: &[&str]) -> String {
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        text.push_str(if index == 0 { "`" } else { ", `" });
        text.push_str(name);
        text.push('`');
    }
    text
}

pub(crate) fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}
