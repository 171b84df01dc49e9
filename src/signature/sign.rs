//! From a message to the headers to send with it.

use super::Webhook;
use super::header::{SIGNATURE_LENGTH, encode_all};
use super::scheme::{ContentPart, Scheme, Slot, is_visible};
use crate::error::{ConfigurationError, excerpt};
use crate::secret::Key;
use crate::text::holds;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use hmac::digest::FixedOutput as _;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What is signed: the body, and what the scheme signs beside it.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The body's bytes, exactly as they are sent.
    pub body: &'a [u8],
    /// When the delivery is sent, in Unix seconds; left alone where the scheme carries none.
    pub timestamp: Option<i64>,
    /// The delivery's id; left alone where the scheme carries none.
    pub id: Option<&'a str>,
}

/// A message's parts beside its body, checked: the scheme's own are there and well-formed.
pub(crate) struct Envelope {
    id: String,
    timestamp: String,
}

impl Envelope {
    pub(crate) fn new(
        scheme: &Scheme,
        id: Option<&str>,
        timestamp: Option<i64>,
    ) -> Result<Self, ConfigurationError> {
        let invalid = |reason: String| ConfigurationError::InvalidArgument { reason };
        let id = match (id, scheme.signs(&ContentPart::Id)) {
            (None, true) => {
                let reason = format!(
                    "`{}` signs an id: give one, or say in `ids.delivery` how one is made",
                    scheme.id
                );
                return Err(invalid(reason));
            }
            (Some(id), _) if id.is_empty() || id.len() > 256 || !id.bytes().all(is_visible) => {
                let found = excerpt(id.as_bytes());
                return Err(invalid(format!(
                    "the id is {found}, expected 1 to 256 visible ASCII characters"
                )));
            }
            (id, _) => id.unwrap_or_default().to_owned(),
        };
        if let Some(end) = scheme.id_end().filter(|end| holds(&id, end)) {
            let found = excerpt(id.as_bytes());
            return Err(invalid(format!("the id is {found}, expected no `{end}` in it")));
        }
        let timestamp = match (timestamp, scheme.signs(&ContentPart::Timestamp)) {
            (None, true) => return Err(invalid(format!("`{}` signs a timestamp", scheme.id))),
            (Some(seconds), true) if !(0..=999_999_999_999_999).contains(&seconds) => {
                return Err(invalid(format!(
                    "the timestamp is {seconds}, expected Unix seconds of at most 15 digits"
                )));
            }
            (seconds, _) => format!("{}", seconds.unwrap_or_default()),
        };
        Ok(Self { id, timestamp })
    }

    /// The text of the signed content before the body, and behind it.
    pub(crate) fn around_body(&self, scheme: &Scheme) -> (String, String) {
        around_body(scheme, &self.id, &self.timestamp)
    }

    /// The headers to send, with one signature for each of `signatures`.
    pub(crate) fn headers(
        &self,
        scheme: &Scheme,
        signatures: &[[u8; SIGNATURE_LENGTH]],
    ) -> Vec<(String, String)> {
        // Without a separator a header has room for one signature: the newest secret's.
        let room = if scheme.separator.is_some() { signatures.len() } else { 1 };
        let signatures = encode_all(signatures.get(..room).unwrap_or_default(), scheme.encoding);
        let one = |text| core::slice::from_ref(text);
        let mut headers = Vec::new();
        for form in &scheme.headers {
            let mut value = String::new();
            for (prefix, slot) in &form.items {
                let texts = match slot {
                    Slot::Id => one(&self.id),
                    Slot::Timestamp => one(&self.timestamp),
                    Slot::Signature => &signatures,
                };
                for text in texts {
                    if let Some(separator) = scheme.separator.filter(|_| !value.is_empty()) {
                        value.push(separator);
                    }
                    value.push_str(prefix);
                    value.push_str(text);
                }
            }
            headers.push(((*form.name).to_owned(), value));
        }
        let unsigned = scheme.events.as_ref().and_then(|events| events.unsigned_id_header());
        if let Some(name) = unsigned.filter(|_| !self.id.is_empty()) {
            headers.push((name.to_owned(), self.id.clone()));
        }
        headers
    }
}

/// The signed content is text, the body, and text again; most schemes have nothing behind the body.
pub(crate) fn around_body(scheme: &Scheme, id: &str, timestamp: &str) -> (String, String) {
    // Room for what most schemes put between the two.
    let mut before = String::with_capacity(id.len() + timestamp.len() + 8);
    let mut behind = String::new();
    let mut text = &mut before;
    for part in &scheme.content {
        match part {
            ContentPart::Literal(literal) => text.push_str(literal),
            ContentPart::Id => text.push_str(id),
            ContentPart::Timestamp => text.push_str(timestamp),
            ContentPart::Body => text = &mut behind,
        }
    }
    (before, behind)
}

/// The computations of one content under several keys.
pub(crate) struct Macs(Vec<Hmac<Sha256>>);

impl Macs {
    pub(crate) fn new(keys: &[Key], before: &str) -> Self {
        let mut macs = Self(keys.iter().map(Key::mac).collect());
        macs.update(before.as_bytes());
        macs
    }

    pub(crate) fn update(&mut self, chunk: &[u8]) {
        for mac in &mut self.0 {
            mac.update(chunk);
        }
    }

    pub(crate) fn finish(mut self, behind: &str) -> Vec<[u8; SIGNATURE_LENGTH]> {
        self.update(behind.as_bytes());
        let mut signatures = Vec::with_capacity(self.0.len());
        for mac in self.0 {
            let mut signature = [0; SIGNATURE_LENGTH];
            mac.finalize_into((&mut signature).into());
            signatures.push(signature);
        }
        signatures
    }
}

impl Webhook {
    /// The headers to send with the message, in the scheme's order.
    ///
    /// # Errors
    ///
    /// `invalid_argument` when the scheme signs an id or a timestamp and the message has none, or
    /// one that no header can carry.
    pub fn sign(&self, message: &Message<'_>) -> Result<Vec<(String, String)>, ConfigurationError> {
        let mut signing = self.begin_signing(message.id, message.timestamp)?;
        signing.update(message.body);
        Ok(signing.finish())
    }

    pub(crate) fn begin_signing(
        &self,
        id: Option<&str>,
        timestamp: Option<i64>,
    ) -> Result<Signing, ConfigurationError> {
        let envelope = Envelope::new(&self.scheme, id, timestamp)?;
        let (before, behind) = envelope.around_body(&self.scheme);
        let (scheme, macs) = (Arc::clone(&self.scheme), Macs::new(&self.keys, &before));
        Ok(Signing { scheme, macs, behind, envelope })
    }
}

/// A signature in the making, for bodies that come in pieces.
pub(crate) struct Signing {
    scheme: Arc<Scheme>,
    envelope: Envelope,
    macs: Macs,
    behind: String,
}

impl Signing {
    pub(crate) fn update(&mut self, chunk: &[u8]) {
        self.macs.update(chunk);
    }

    pub(crate) fn finish(self) -> Vec<(String, String)> {
        self.envelope.headers(&self.scheme, &self.macs.finish(&self.behind))
    }
}

impl Scheme {
    /// The bytes that the signature of this message is computed over.
    ///
    /// # Errors
    ///
    /// `invalid_argument`, as for [`Webhook::sign`].
    pub fn signed_content(&self, message: &Message<'_>) -> Result<Vec<u8>, ConfigurationError> {
        let envelope = Envelope::new(self, message.id, message.timestamp)?;
        let (before, behind) = envelope.around_body(self);
        Ok([before.as_bytes(), message.body, behind.as_bytes()].concat())
    }
}
