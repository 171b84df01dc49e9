//! The grammar of the headers: strict, and bounded in work whatever is sent.
//!
//! A header is one item, or several joined by the scheme's separator; an item is a fixed prefix and
//! a value. Items with a prefix that the scheme does not name are left alone, so that a sender can
//! add a version (`v2=…`) without breaking a receiver.

use super::scheme::{Encoding, HeaderForm, Scheme, Slot, is_visible};
use crate::error::{VerificationError, excerpt, plural};
use crate::text::{holds, split};
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The longest header that is read. HTTP servers allow less than twice that for all headers.
pub(crate) const LONGEST_HEADER: usize = 8192;

/// The most digits of a timestamp: enough for thirty million years, and exact in a double.
const LONGEST_TIMESTAMP: usize = 15;

/// The length of an HMAC-SHA256 signature, in bytes.
pub(crate) const SIGNATURE_LENGTH: usize = 32;

/// What a request holds under a header's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    Missing,
    Repeated,
    One(&'a [u8]),
}

/// What the headers of a delivery say.
#[derive(Debug, Default)]
pub(crate) struct Received<'a> {
    pub(crate) id: Option<&'a str>,
    /// The timestamp as it stands in the header, which is what was signed, and its value.
    pub(crate) timestamp: Option<(&'a str, i64)>,
    pub(crate) signatures: Vec<[u8; SIGNATURE_LENGTH]>,
}

impl<'a> Received<'a> {
    /// Reads the headers, given in the order of the scheme's own.
    pub(crate) fn read(scheme: &Scheme, found: &[Found<'a>]) -> Result<Self, VerificationError> {
        let mut received = Self::default();
        for (index, form) in scheme.headers.iter().enumerate() {
            let found = found.get(index).unwrap_or(&Found::Missing);
            let read = received.read_header(scheme, form, found);
            read.map_err(|flaw| flaw.of(form.name.clone()))?;
        }
        Ok(received)
    }

    fn read_header(
        &mut self,
        scheme: &Scheme,
        form: &HeaderForm,
        found: &Found<'a>,
    ) -> Result<(), Flaw> {
        let value = match *found {
            Found::Missing | Found::One([]) => return Err(Flaw::Missing),
            Found::Repeated => return Err(Flaw::Repeated),
            Found::One(value) => value,
        };
        if value.len() > LONGEST_HEADER {
            return Err(Flaw::Header(format!("is longer than {LONGEST_HEADER} bytes")));
        }
        let (mut previous, mut ascii) = (0, true);
        for byte in value {
            // What a `Headers` object and Node make of a header that was sent twice.
            if (previous, *byte) == (b',', b' ') {
                return Err(Flaw::Repeated);
            }
            ascii &= byte.is_ascii();
            previous = *byte;
        }
        let not_text =
            || Flaw::Header(format!("is {}, expected visible ASCII text", excerpt(value)));
        let Some(text) = str::from_utf8(value).ok().filter(|_| ascii) else {
            return Err(match form.items.first() {
                Some((prefix, Slot::Timestamp)) if prefix.is_empty() => {
                    Flaw::Timestamp(read_timestamp(value).err().unwrap_or_default())
                }
                _ => not_text(),
            });
        };
        // A header without signatures is one value, whatever it holds.
        let separator = scheme.separator.filter(|_| form.holds(Slot::Signature));
        let (mut timestamps, mut signatures) = (0_usize, 0_usize);
        for item in split(text, separator) {
            let mut forms = form.items.iter();
            let Some((value, slot)) = forms
                .find_map(|(prefix, slot)| item.strip_prefix(&**prefix).map(|value| (value, slot)))
            else {
                continue;
            };
            match slot {
                Slot::Signature => {
                    signatures += 1;
                    let signature = decode(value, scheme.encoding).map_err(Flaw::Header)?;
                    self.signatures.push(signature);
                }
                Slot::Timestamp => {
                    timestamps += 1;
                    let seconds = read_timestamp(value.as_bytes()).map_err(Flaw::Timestamp)?;
                    self.timestamp = Some((value, seconds));
                }
                Slot::Id if !text.bytes().all(is_visible) => return Err(not_text()),
                Slot::Id => {
                    if let Some(end) = scheme.id_end().filter(|end| holds(text, end)) {
                        let found = excerpt(text.as_bytes());
                        return Err(Flaw::Header(format!("is {found}, expected no `{end}` in it")));
                    }
                    self.id = Some(text);
                }
            }
        }
        for (prefix, slot) in &form.items {
            let count = match slot {
                Slot::Signature if signatures == 0 => 0,
                Slot::Timestamp if timestamps != 1 => timestamps,
                _ => continue,
            };
            let found = excerpt(value);
            return Err(Flaw::Header(match (separator, count) {
                (None, _) => format!("is {found}, expected `{prefix}` before the value"),
                (_, 0) => format!("is {found}, expected a `{prefix}` item"),
                (_, count) => format!("has {count} `{prefix}` items, expected 1"),
            }));
        }
        Ok(())
    }
}

/// What is wrong with a header.
enum Flaw {
    Missing,
    Repeated,
    Header(String),
    Timestamp(String),
}

impl Flaw {
    fn of(self, header: Box<str>) -> VerificationError {
        match self {
            Self::Missing => VerificationError::MissingHeader { header },
            Self::Repeated => VerificationError::RepeatedHeader { header },
            Self::Header(reason) => VerificationError::MalformedHeader { header, reason },
            Self::Timestamp(reason) => VerificationError::MalformedTimestamp { header, reason },
        }
    }
}

/// A timestamp as senders write it: decimal digits of Unix seconds, and nothing that a lenient
/// parser would also take.
pub(crate) fn read_timestamp(text: &[u8]) -> Result<i64, String> {
    let digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    if !digits || (text.len() > 1 && text.starts_with(b"0")) {
        let found = excerpt(text);
        return Err(format!("holds the timestamp {found}, expected Unix seconds in plain digits"));
    }
    if text.len() > LONGEST_TIMESTAMP {
        let found = text.len();
        return Err(format!(
            "holds a timestamp of {found} digits, expected at most {LONGEST_TIMESTAMP}"
        ));
    }
    Ok(text.iter().fold(0, |seconds, digit| seconds * 10 + i64::from(digit - b'0')))
}

/// The signature's bytes, if it is written in its one accepted form.
pub(crate) fn decode(text: &str, encoding: Encoding) -> Result<[u8; SIGNATURE_LENGTH], String> {
    let expected = match encoding {
        Encoding::Hex => SIGNATURE_LENGTH * 2,
        Encoding::Base64 => SIGNATURE_LENGTH.div_ceil(3) * 4,
    };
    if text.len() != expected {
        let (found, noun) = (text.len(), plural(text.len(), "character", "characters"));
        return Err(format!("holds a signature of {found} {noun}, expected {expected}"));
    }
    let mut signature = [0; SIGNATURE_LENGTH];
    let length = encoding.alphabet().decode_public(text.as_bytes(), &mut signature);
    length.filter(|length| *length == SIGNATURE_LENGTH).map(|_| signature).ok_or_else(|| {
        let found = excerpt(text.as_bytes());
        let form = match encoding {
            Encoding::Hex => "lower-case hexadecimal",
            Encoding::Base64 => "canonical base64",
        };
        format!("holds the signature {found}, expected {form}")
    })
}

/// The signatures in the form that the scheme gives them.
pub(crate) fn encode_all(signatures: &[[u8; SIGNATURE_LENGTH]], encoding: Encoding) -> Vec<String> {
    signatures.iter().map(|signature| encoding.alphabet().encode(signature)).collect()
}
