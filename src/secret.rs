//! Signing secrets: how they are written, how keys come of them, how new ones are made.

use crate::alphabet::{BASE64, BASE64_URL};
use crate::error::ConfigurationError;
use crate::provider::reader::{Faults, Node};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
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

/// How a new secret or id is made from random bytes.
#[derive(Debug, Clone)]
pub(crate) struct Generator {
    prefix: Box<str>,
    form: GeneratorForm,
}

#[derive(Debug, Clone)]
enum GeneratorForm {
    Base64 { bytes: usize },
    Base64Url { bytes: usize },
    Characters { alphabet: Box<str>, length: usize },
}

impl SecretForm {
    pub(crate) fn read(node: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        node.object(&["encoding", "generate"], faults)?;
        let encoding = node.need_word("encoding", &["utf8", "base64"], faults);
        let generator =
            node.need("generate", faults).and_then(|node| Generator::read(&node, faults));
        let encoding = match encoding? {
            "base64" => SecretEncoding::Base64,
            _ => SecretEncoding::Utf8,
        };
        let generator = generator?;
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

impl Generator {
    pub(crate) fn read(node: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        node.object(&["prefix", "form", "bytes", "alphabet", "length"], faults)?;
        let prefix = node.get_string("prefix", faults).unwrap_or_default();
        if !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            node.fault_of("prefix", "must be made of letters, digits, `_` and `-`", faults);
        }
        let form = node.need_word("form", &["base64", "base64url", "characters"], faults)?;
        let needed: &[&str] =
            if form == "characters" { &["alphabet", "length"] } else { &["bytes"] };
        for key in ["bytes", "alphabet", "length"] {
            if node.get(key).is_some() && !needed.contains(&key) {
                node.fault_of(key, "has no meaning for this `form`", faults);
            }
        }
        let form = match form {
            "characters" => {
                let alphabet = node.need_string("alphabet", faults);
                if alphabet.is_some_and(|alphabet| !is_alphabet(alphabet)) {
                    let message = "must be two or more ASCII characters, each once";
                    node.fault_of("alphabet", message, faults);
                }
                let length = read_size(node, "length", faults)?;
                GeneratorForm::Characters { alphabet: alphabet?.into(), length }
            }
            "base64" => GeneratorForm::Base64 { bytes: read_size(node, "bytes", faults)? },
            _ => GeneratorForm::Base64Url { bytes: read_size(node, "bytes", faults)? },
        };
        Some(Self { prefix: prefix.into(), form })
    }

    /// Makes a new text from `fill`, which must fill a buffer with fresh random bytes.
    pub(crate) fn generate(&self, mut fill: impl FnMut(&mut [u8])) -> String {
        let mut text = String::from(&*self.prefix);
        match &self.form {
            GeneratorForm::Base64 { bytes } | GeneratorForm::Base64Url { bytes } => {
                let mut random = Zeroizing::new(vec![0; *bytes]);
                fill(&mut random);
                let alphabet = match self.form {
                    GeneratorForm::Base64 { .. } => BASE64,
                    _ => BASE64_URL,
                };
                text.push_str(&alphabet.encode(&random));
            }
            GeneratorForm::Characters { alphabet, length } => {
                // A byte beyond the last whole round of the alphabet is drawn again: a remainder
                // alone would favour the alphabet's first characters.
                let fair = 256 - 256 % alphabet.len();
                let mut random = Zeroizing::new([0; 64]);
                let mut left = *length;
                while left > 0 {
                    fill(&mut *random);
                    let drawn = random
                        .iter()
                        .map(|byte| usize::from(*byte))
                        .filter(|byte| *byte < fair)
                        .filter_map(|byte| alphabet.as_bytes().get(byte % alphabet.len()));
                    for character in drawn.take(left) {
                        text.push(char::from(*character));
                        left -= 1;
                    }
                }
            }
        }
        text
    }
}

fn read_size(node: &Node<'_>, key: &str, faults: &mut Faults) -> Option<usize> {
    usize::try_from(node.need(key, faults)?.integer(1, 256, faults)?).ok()
}

fn is_alphabet(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        if others.contains(first) {
            return false;
        }
        rest = others;
    }
    text.len() >= 2 && text.is_ascii()
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
