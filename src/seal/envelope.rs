//! The form of a sealed payload: read strictly, and written.

use super::{NONCE, TAG};
use crate::alphabet::{Alphabet, BASE64_URL};
use crate::error::{excerpt, list};
use crate::json::{Json, Writer};
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

const VERSION: &str = "1";
const ALGORITHM: &str = "A256GCM";
/// The bytes of a key's id.
pub(super) const KID: usize = 8;

const MEMBERS: [&str; 6] = ["v", "alg", "kid", "iv", "ciphertext", "tag"];

/// What a sealed payload consists of besides its version and algorithm, of which there is one.
pub(super) struct Envelope<'a> {
    pub(super) kid: &'a str,
    pub(super) nonce: [u8; NONCE],
    /// The ciphertext, and the tag behind it.
    pub(super) sealed: Vec<u8>,
}

/// Why a text is no envelope that can be read.
pub(super) enum Fault {
    Malformed(String),
    /// It is of another version or algorithm: a sender may come to know more than this receiver.
    Unsupported(String),
}

impl<'a> Envelope<'a> {
    pub(super) fn read(root: Json<'a>) -> Result<Self, Fault> {
        if !root.is_object() {
            return malformed(format!("is {}, expected an object", root.kind().named()));
        }
        // First what says which members there are.
        let version = member(root, "v")?;
        let Some(version) = version.as_number() else {
            return malformed(wrong_kind("v", version, "a number"));
        };
        expect("v", version, VERSION)?;
        expect("alg", text(root, "alg")?, ALGORITHM)?;
        if let Some((name, _)) = root.entries().find(|(name, _)| !MEMBERS.contains(name)) {
            let (found, known) = (excerpt(name.as_bytes()), list(&MEMBERS));
            return malformed(format!("has {found}, expected {known} alone"));
        }
        let kid = text(root, "kid")?;
        read_into(root, "kid", &mut [0; KID])?;
        let (mut nonce, mut tag) = ([0; NONCE], [0; TAG]);
        read_into(root, "iv", &mut nonce)?;
        read_into(root, "tag", &mut tag)?;
        let ciphertext = text(root, "ciphertext")?;
        let mut sealed = vec![0; decoded_length(ciphertext) + TAG];
        let Some(length) = decode(ciphertext, &mut sealed) else {
            return malformed("has a `ciphertext` that is not base64url without padding".into());
        };
        sealed.truncate(length);
        sealed.extend_from_slice(&tag);
        Ok(Self { kid, nonce, sealed })
    }

    /// The envelope as JSON, without white space.
    pub(super) fn write(&self) -> String {
        let length = self.sealed.len().saturating_sub(TAG);
        let (ciphertext, tag) = self.sealed.split_at_checked(length).unwrap_or_default();
        let mut json = Writer::with_room(envelope_length(length));
        json.open('{');
        json.key("v").literal(VERSION);
        json.key("alg").string(ALGORITHM);
        json.key("kid").string(self.kid);
        json.key("iv").string(&BASE64_URL.encode(&self.nonce));
        json.key("ciphertext").string(&BASE64_URL.encode(ciphertext));
        json.key("tag").string(&BASE64_URL.encode(tag));
        json.close('}');
        json.finish()
    }
}

/// What is authentic with the ciphertext: all that the envelope says besides.
pub(super) fn associated(kid: &str) -> Vec<u8> {
    [VERSION, ".", ALGORITHM, ".", kid].concat().into_bytes()
}

/// How long the envelope of a body of so many bytes is.
pub(super) fn envelope_length(body: usize) -> usize {
    const AROUND: usize =
        r#"{"v":1,"alg":"A256GCM","kid":"","iv":"","ciphertext":"","tag":""}"#.len();
    [KID, NONCE, body, TAG].iter().fold(AROUND, |sum, bytes| sum + (bytes * 4).div_ceil(3))
}

fn decoded_length(text: &str) -> usize {
    text.len() / 4 * 3 + 3
}

/// Nothing here is a secret.
fn decode(text: &str, bytes: &mut [u8]) -> Option<usize> {
    const ALPHABET: &Alphabet = &BASE64_URL;
    ALPHABET.decode_public(text.as_bytes(), bytes)
}

fn malformed<T>(reason: String) -> Result<T, Fault> {
    Err(Fault::Malformed(reason))
}

fn wrong_kind(name: &str, found: Json<'_>, expected: &str) -> String {
    format!("has {} as its `{name}`, expected {expected}", found.kind().named())
}

fn member<'a>(root: Json<'a>, name: &str) -> Result<Json<'a>, Fault> {
    root.get(name).map_or_else(|| malformed(format!("has no member `{name}`")), Ok)
}

fn text<'a>(root: Json<'a>, name: &str) -> Result<&'a str, Fault> {
    let found = member(root, name)?;
    found.as_str().map_or_else(|| malformed(wrong_kind(name, found, "a string")), Ok)
}

fn expect(name: &str, found: &str, expected: &str) -> Result<(), Fault> {
    if found == expected {
        return Ok(());
    }
    let found = excerpt(found.as_bytes());
    Err(Fault::Unsupported(format!("has {found} as its `{name}`, expected `{expected}`")))
}

/// Reads a member of just so many bytes.
fn read_into(root: Json<'_>, name: &str, bytes: &mut [u8]) -> Result<(), Fault> {
    let length = bytes.len();
    if decode(text(root, name)?, bytes) == Some(length) {
        return Ok(());
    }
    let expected = format!("{length} bytes in base64url without padding");
    malformed(format!("has a `{name}` that is not {expected}"))
}
