//! Payloads on their way: a body sealed for those who know the signing secret.
//!
//! No source states the form; it is anyhook's own, `anyhook-v1` in a provider's file.

use super::envelope::{Envelope, Fault, KID, associated, envelope_length};
use super::{Key, NONCE, TAG};
use crate::alphabet::BASE64_URL;
use crate::error::{ConfigurationError, VerificationError};
use crate::event::{LARGEST_EVENT, ReceiveError};
use crate::json::{Document, Json};
use crate::signature::{Scheme, Webhook};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// How a provider seals its payloads, which it does in one form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Encryption {
    /// Whether no source states it.
    pub(crate) assumed: bool,
}

/// The key that a signing secret stands for.
pub(crate) struct PayloadKey {
    key: Key,
    /// Tells which key has sealed a payload.
    kid: String,
}

/// What a sealed payload held.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Opened {
    /// The bytes that were sealed.
    pub body: Vec<u8>,
    /// Which of the secrets they were sealed with.
    pub secret_index: usize,
    /// Whether the form of the envelope is anyhook's assumption, stated by no source.
    pub assumed: bool,
}

/// Seals a body with a signing secret, as the text that is sent and signed in its place. `fill` must fill a
/// buffer with fresh random bytes.
#[cfg(feature = "service")]
pub(crate) fn seal(secret: &str, body: &[u8], fill: &mut dyn FnMut(&mut [u8])) -> String {
    let key = PayloadKey::derive(secret.as_bytes());
    // What never fails would send an empty body, rather than one that everybody can read.
    key.and_then(|key| key.seal(body, fill)).unwrap_or_default()
}

impl PayloadKey {
    pub(crate) fn derive(secret: &[u8]) -> Option<Self> {
        let key = Key::derive(secret, b"anyhook payload v1")?;
        let kid = BASE64_URL.encode(&key.id::<KID>());
        Some(Self { key, kid })
    }

    fn seal(&self, body: &[u8], fill: &mut dyn FnMut(&mut [u8])) -> Option<String> {
        let mut nonce = [0; NONCE];
        fill(&mut nonce);
        let mut sealed = Vec::with_capacity(body.len() + TAG);
        sealed.extend_from_slice(body);
        super::seal(&self.key.cipher(), nonce, &associated(&self.kid), &mut sealed)?;
        Some(Envelope { kid: &self.kid, nonce, sealed }.write())
    }
}

impl fmt::Debug for PayloadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PayloadKey(…)")
    }
}

impl Webhook {
    /// Seals a body with the first secret, which is the newest: returns the envelope that is sent, and
    /// [signed](Webhook::sign), in its place. `fill` must fill a buffer with fresh bytes of the operating
    /// system's randomness.
    ///
    /// The form is AES-256-GCM under a key that HKDF makes of the secret. No source states how a
    /// provider seals its payloads: it is anyhook's own.
    ///
    /// ```
    /// use anyhook::{Webhook, provider};
    ///
    /// let scheme = provider("devdraft")?.scheme().clone();
    /// let webhook = Webhook::new(scheme, &["b1946ac92492d2347c6235b4d2611184"])?;
    /// // A program takes the operating system's randomness instead of this.
    /// let envelope = webhook.seal_payload(br#"{"type":"payment.completed"}"#, |bytes| bytes.fill(7))?;
    /// assert!(envelope.starts_with(r#"{"v":1,"alg":"A256GCM","kid":""#));
    /// assert_eq!(webhook.open_payload(envelope.as_bytes())?.body, br#"{"type":"payment.completed"}"#);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a provider that seals no payloads, and for a body whose envelope would be
    /// larger than the 8 MiB that receivers read.
    pub fn seal_payload(
        &self,
        body: &[u8],
        mut fill: impl FnMut(&mut [u8]),
    ) -> Result<String, ConfigurationError> {
        self.encryption()?;
        let refused = |reason: String| ConfigurationError::InvalidArgument { reason };
        let length = envelope_length(body.len());
        if length > LARGEST_EVENT {
            let reason = format!(
                "the body would be sealed as {length} bytes, and receivers read {LARGEST_EVENT}"
            );
            return Err(refused(reason));
        }
        let sealed = self.payload_keys.first().and_then(|key| key.seal(body, &mut fill));
        sealed.ok_or_else(|| refused("no secret was given".to_owned()))
    }

    /// Opens an envelope with the secret that it was sealed with. It needs no signature to be trusted,
    /// and tells nothing of when it was sent: [`receive`](Webhook::receive) verifies a delivery and opens it.
    ///
    /// # Errors
    ///
    /// `malformed_envelope`, `unsupported_envelope`, `no_matching_key` or `tampered_envelope` where it does not
    /// open; `invalid_argument` for a provider that seals no payloads.
    pub fn open_payload(&self, envelope: &[u8]) -> Result<Opened, ReceiveError> {
        let Encryption { assumed } = self.encryption().map_err(ReceiveError::Configuration)?;
        let malformed = |reason| self.scheme().fault(Fault::Malformed(reason));
        if envelope.len() > LARGEST_EVENT {
            return Err(malformed(format!("is larger than {LARGEST_EVENT} bytes")).into());
        }
        let document = Document::parse(envelope)
            .map_err(|error| malformed(format!("is not JSON: found {error}")))?;
        Ok(self.open(document.root(), assumed)?)
    }

    /// What an event was sealed as; `None` for one that came as it is.
    pub(crate) fn open_event(&self, body: Json<'_>) -> Result<Option<Opened>, VerificationError> {
        let scheme = self.scheme();
        let (Some(Encryption { assumed }), Some(rules)) = (scheme.encryption, &scheme.events)
        else {
            return Ok(None);
        };
        // A webhook that does not ask for sealed events gets others, which may have any member.
        let is_sealed = body.get("ciphertext").is_some() && body.pointer(&rules.r#type).is_none();
        if is_sealed { self.open(body, assumed).map(Some) } else { Ok(None) }
    }

    /// The same, of a text. What is no JSON is not sealed.
    #[cfg(feature = "wasm")]
    pub(crate) fn open_if_sealed(&self, body: &[u8]) -> Result<Option<Opened>, VerificationError> {
        Document::parse(body).map_or(Ok(None), |document| self.open_event(document.root()))
    }

    fn open(&self, envelope: Json<'_>, assumed: bool) -> Result<Opened, VerificationError> {
        let scheme = self.scheme();
        let envelope = Envelope::read(envelope).map_err(|fault| scheme.fault(fault))?;
        let mut keys = self.payload_keys.iter().enumerate();
        let Some((index, key)) = keys.find(|(_, key)| key.kid == envelope.kid) else {
            return Err(VerificationError::NoMatchingKey {
                kid: envelope.kid.into(),
                secrets: self.payload_keys.len(),
                assumed: scheme.assumed_sealing(),
            });
        };
        let Envelope { kid, nonce, mut sealed } = envelope;
        match super::open(&key.key.cipher(), nonce, &associated(kid), &mut sealed) {
            Some(()) => Ok(Opened { body: sealed, secret_index: index, assumed }),
            None => Err(VerificationError::TamperedEnvelope { assumed: scheme.assumed_sealing() }),
        }
    }

    fn encryption(&self) -> Result<Encryption, ConfigurationError> {
        self.scheme().encryption.ok_or_else(|| {
            let id = self.scheme().id();
            let reason = format!("`{id}` seals no payloads: its file has no `encryption`");
            ConfigurationError::InvalidArgument { reason }
        })
    }
}

impl Scheme {
    fn fault(&self, fault: Fault) -> VerificationError {
        let assumed = self.assumed_sealing();
        match fault {
            Fault::Malformed(reason) => VerificationError::MalformedEnvelope { reason, assumed },
            Fault::Unsupported(reason) => {
                VerificationError::UnsupportedEnvelope { reason, assumed }
            }
        }
    }

    fn assumed_sealing(&self) -> Option<Box<str>> {
        self.encryption.is_some_and(|encryption| encryption.assumed).then(|| self.id.clone())
    }
}
