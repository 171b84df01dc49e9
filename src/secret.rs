//! Signing secrets: how they are written, and how keys come of them.

use crate::alphabet::BASE64;
use crate::error::ConfigurationError;
use crate::generator::{Generator, GeneratorForm};
use crate::provider::reader::{Faults, Node};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;
use core::fmt;
use hmac::{Hmac, KeyInit};
use sha2::Sha256;
use zeroize::Zeroizing;

/// How a scheme's secrets are written.
#[derive(Debug, Clone)]
pub(crate) struct SecretForm {
    pub(crate) encoding: SecretEncoding,
    /// What a new secret starts with; a base64 secret may be given without it.
    pub(crate) prefix: Box<str>,
    pub(crate) generator: Generator,
}

/// How a secret's text becomes the bytes of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretEncoding {
    /// The whole text as it stands, prefix included, as UTF-8.
    Utf8,
    /// The base64 text behind the prefix.
    Base64,
}

impl SecretForm {
    pub(crate) fn read(node: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        let encoding = node.need_word("encoding", &["utf8", "base64"], faults);
        let generator =
            node.need("generate", faults).and_then(|node| Generator::read(&node, faults));
        let encoding = match encoding? {
            "base64" => SecretEncoding::Base64,
            _ => SecretEncoding::Utf8,
        };
        let generator = generator?;
        if generator.form == GeneratorForm::Ksuid {
            let message = "must not make a `ksuid`, which starts with the time that it is made at";
            node.fault_of("generate", message, faults);
        }
        if encoding == SecretEncoding::Base64
            && !matches!(generator.form, GeneratorForm::Base64 { .. })
        {
            let message = "must make base64, since `encoding` reads base64";
            node.fault_of("generate", message, faults);
        }
        Some(Self { encoding, prefix: generator.prefix.clone(), generator })
    }

    /// The key that a secret's text stands for.
    pub(crate) fn key(&self, secret: &[u8]) -> Result<Key, ConfigurationError> {
        Key::new(&self.key_bytes(secret)?)
    }

    pub(crate) fn key_bytes(
        &self,
        secret: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, ConfigurationError> {
        const LONGEST: usize = 4096;
        let malformed = |reason| Err(ConfigurationError::MalformedSecret { reason });
        if secret.len() > LONGEST {
            return malformed(format!("the secret is longer than {LONGEST} bytes"));
        }
        let key = match self.encoding {
            SecretEncoding::Utf8 => Some(Zeroizing::new(secret.to_vec())),
            SecretEncoding::Base64 => {
                BASE64.decode(secret.strip_prefix(self.prefix.as_bytes()).unwrap_or(secret))
            }
        };
        match key {
            Some(key) if !key.is_empty() => Ok(key),
            Some(_) => malformed("the secret is empty".to_owned()),
            None => malformed(format!(
                "the secret is not padded base64, with or without `{}` before it",
                self.prefix
            )),
        }
    }
}

/// A secret made ready: the hash states behind HMAC's two pads. Zeroized when dropped.
#[derive(Clone)]
pub(crate) struct Key(Hmac<Sha256>);

impl Key {
    pub(crate) fn new(key: &[u8]) -> Result<Self, ConfigurationError> {
        let refused = "HMAC does not take the secret"; // it takes any length; its trait's type is wider
        Hmac::new_from_slice(key)
            .map(Self)
            .map_err(|_| ConfigurationError::MalformedSecret { reason: refused.to_owned() })
    }

    /// A computation that starts with this key.
    pub(crate) fn mac(&self) -> Hmac<Sha256> {
        self.0.clone()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}
