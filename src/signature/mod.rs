//! Signing and verifying, for every scheme alike.

mod explain;
mod header;
mod restyle;
pub(crate) mod scheme;
mod search;
mod sign;
mod verify;

pub use explain::{Check, Explanation, Outcome};
pub use scheme::{Encoding, Scheme, Source};
pub use search::{Alternative, Difference};
pub use sign::Message;
pub use verify::{ANY_AGE, Verified, VerifyOptions};

#[cfg(feature = "wasm")]
pub(crate) use self::{header::Found, sign::Signing, verify::Pending};

use crate::error::ConfigurationError;
use crate::seal::payload::PayloadKey;
use crate::secret::Key;
use alloc::borrow::ToOwned as _;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// A scheme with its secrets made ready: the handle to sign and verify many deliveries with.
///
/// The secrets' texts are not kept; what is kept of them is zeroized when the handle is dropped.
///
/// ```
/// use anyhook::{Message, VerifyOptions, Webhook, scheme};
///
/// let webhook = Webhook::new(scheme("stripe")?, &["whsec_a_secret"])?;
/// let message = Message { body: b"{}", timestamp: Some(1_700_000_000), id: None };
/// let headers = webhook.sign(&message)?;
/// let verified = webhook.verify(&headers, b"{}", VerifyOptions::at(1_700_000_010))?;
/// assert_eq!(verified.timestamp, Some(1_700_000_000));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Webhook {
    scheme: Arc<Scheme>,
    keys: Vec<Key>,
    /// A key for each secret, where the provider seals payloads.
    pub(crate) payload_keys: Vec<PayloadKey>,
}

impl Webhook {
    /// Makes the secrets ready. With several, the newest comes first: deliveries are signed with
    /// each where the scheme can carry several signatures, else with the first, and verified with
    /// any.
    ///
    /// # Errors
    ///
    /// `malformed_secret` when a secret is empty or not in the scheme's form; `invalid_argument`
    /// when there is none.
    pub fn new<S: AsRef<[u8]>>(
        scheme: Arc<Scheme>,
        secrets: &[S],
    ) -> Result<Self, ConfigurationError> {
        if secrets.is_empty() {
            let reason = "no secret was given".to_owned();
            return Err(ConfigurationError::InvalidArgument { reason });
        }
        let mut webhook = Self::without_secrets(scheme);
        for secret in secrets {
            webhook.add_secret(secret.as_ref())?;
        }
        Ok(webhook)
    }

    /// A handle that signs nothing and accepts nothing until it is given a secret.
    pub(crate) fn without_secrets(scheme: Arc<Scheme>) -> Self {
        Self { scheme, keys: Vec::new(), payload_keys: Vec::new() }
    }

    pub(crate) fn add_secret(&mut self, secret: &[u8]) -> Result<(), ConfigurationError> {
        self.keys.push(self.scheme.secret.key(secret)?);
        if self.scheme.encryption.is_some() {
            let refused = "HKDF does not take the secret"; // it takes any, as HMAC does
            let key = PayloadKey::derive(secret);
            self.payload_keys.push(key.ok_or_else(|| ConfigurationError::MalformedSecret {
                reason: refused.to_owned(),
            })?);
        }
        Ok(())
    }

    /// The scheme that this handle signs and verifies with.
    pub fn scheme(&self) -> &Arc<Scheme> {
        &self.scheme
    }
}
