//! Secrets at rest: sealed with AES-256-GCM under master keys of whoever runs the service.

use super::{KEY, Key, NONCE, TAG};
use crate::alphabet::{ANY_BASE64, BASE64_URL, HEX};
use crate::error::ConfigurationError;
use crate::json::{Document, Json, Kind, Writer};
use crate::text::split;
use aes_gcm::Aes256Gcm;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use zeroize::Zeroizing;

/// What secrets are sealed under in the store: none, one, or several, of which the first seals and all
/// open. So a key is changed by putting the new one in front.
#[derive(Default)]
pub struct MasterKeys(Vec<MasterKey>);

struct MasterKey {
    /// Tells which key has sealed a text.
    id: String,
    cipher: Aes256Gcm,
}

/// What became of a record that is to be sealed anew.
#[derive(Debug, PartialEq, Eq)]
pub enum Resealed {
    /// It holds no secret, or one that is sealed under the newest key, or there is no key.
    Unchanged,
    /// The record as it is to be stored.
    Changed(Vec<u8>),
    /// Its secret is sealed under a key that is not there, or its seal was tampered with.
    Unopened,
    /// It is no record.
    Unreadable,
}

/// The bytes of a key's id.
const ID: usize = 4;

impl MasterKeys {
    /// Reads keys, newest first, with commas between them: each 32 bytes in base64.
    ///
    /// ```
    /// let keys = "5v8MHF6mAs8YwlRRkcDRoPV0nkeQTSnPvb+qXQZ7nDc=,sxNUMOlU6zPiqdzHP8wqgcCKGwkCb8TOtB2L5BULMTU=";
    /// assert!(anyhook::MasterKeys::parse(keys).is_ok());
    /// assert!(anyhook::MasterKeys::parse("password").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// `invalid_argument`, which does not tell the text.
    pub fn parse(text: &str) -> Result<Self, ConfigurationError> {
        let mut keys: Vec<MasterKey> = Vec::new();
        for (index, part) in split(text, Some(',')).enumerate() {
            let text = part.trim_ascii();
            let text = text.strip_suffix('=').unwrap_or(text);
            let bytes = ANY_BASE64.decode(text.as_bytes()).filter(|bytes| bytes.len() == KEY);
            let key = bytes.and_then(|bytes| MasterKey::derive(&bytes));
            let fault = match key {
                None => "is not 32 bytes in base64, as of `openssl rand -base64 32`",
                Some(key) if keys.iter().any(|other| other.id == key.id) => "is there twice",
                Some(key) => {
                    keys.push(key);
                    continue;
                }
            };
            let reason = format!("master key {} {fault}", index + 1);
            return Err(ConfigurationError::InvalidArgument { reason });
        }
        Ok(Self(keys))
    }

    /// Seals the secret of a record anew, where it is not sealed under the newest key. `key` is the
    /// record's in the store; `fill` must fill a buffer with fresh random bytes.
    pub fn reseal(&self, key: &str, value: &[u8], fill: &mut dyn FnMut(&mut [u8])) -> Resealed {
        if !matches!(key.as_bytes(), [b's' | b'a' | b'd', b'/', ..]) {
            return Resealed::Unchanged;
        }
        let document = Document::parse(value).ok();
        let Some(root) = document.as_ref().map(Document::root).filter(|root| root.is_object())
        else {
            return Resealed::Unreadable;
        };
        let previous = root.get(PREVIOUS).into_iter().flat_map(Json::items);
        let mut is_unchanged = true;
        for found in core::iter::once(root).chain(previous).filter_map(|of| of.get(SECRET)) {
            let Some(secret) = Secret::read(found) else { return Resealed::Unreadable };
            if secret.open(self, key).is_err() {
                return Resealed::Unopened;
            }
            is_unchanged &= self.0.first().is_none_or(|newest| secret.is_sealed_by(newest));
        }
        if is_unchanged {
            return Resealed::Unchanged;
        }
        let mut json = Writer::with_room(value.len() + 128);
        self.write_resealed(root, key, fill, &mut json);
        Resealed::Changed(json.finish().into_bytes())
    }

    /// Writes a record, or one of the secrets that it has replaced, with what it seals sealed anew.
    fn write_resealed(
        &self,
        record: Json<'_>,
        key: &str,
        fill: &mut dyn FnMut(&mut [u8]),
        json: &mut Writer,
    ) {
        json.open('{');
        for (name, member) in record.entries() {
            json.key(name);
            let opened = || Secret::read(member)?.open(self, key).ok();
            match name {
                SECRET => match opened() {
                    Some(text) => Secret::seal(&text, self, key, fill).write(json),
                    None => json.value(member),
                },
                PREVIOUS => {
                    json.open('[');
                    for previous in member.items() {
                        self.write_resealed(previous, key, fill, json);
                    }
                    json.close(']');
                }
                _ => json.value(member),
            }
        }
        json.close('}');
    }
}

/// What records call the text that is sealed.
pub(crate) const SECRET: &str = "secret";

/// What they call the list of those that it has replaced, each with one of its own.
pub(crate) const PREVIOUS: &str = "previous";

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKeys({})", self.0.len())
    }
}

impl MasterKey {
    fn derive(bytes: &[u8]) -> Option<Self> {
        let key = Key::derive(bytes, b"anyhook secret at rest v1")?;
        Some(Self { id: HEX.encode(&key.id::<ID>()), cipher: key.cipher() })
    }
}

/// A text as a record keeps it.
#[derive(Debug, Clone)]
pub(crate) enum Secret {
    Plain(Zeroizing<String>),
    Sealed {
        /// The key's id.
        key: String,
        /// Nonce, ciphertext and tag in base64url.
        text: String,
    },
}

/// Why a secret cannot be read: told to a log, and to nobody else.
pub(crate) const UNOPENED: &str =
    "a secret is sealed under a key that ANYHOOK_MASTER_KEY does not have, or its seal is broken";

impl Secret {
    /// Seals a text for the record at this key of the store, where there is a master key: it opens in no
    /// other place.
    pub(crate) fn seal(
        text: &str,
        keys: &MasterKeys,
        place: &str,
        fill: &mut dyn FnMut(&mut [u8]),
    ) -> Self {
        let mut nonce = [0; NONCE];
        let sealed = keys.0.first().and_then(|key| {
            fill(&mut nonce);
            // The room for all of it: growing would leave a copy behind that nothing wipes.
            let mut sealed = Vec::with_capacity(text.len() + TAG);
            sealed.extend_from_slice(text.as_bytes());
            super::seal(&key.cipher, nonce, place.as_bytes(), &mut sealed)?;
            let bytes = [&nonce[..], &sealed].concat();
            Some(Self::Sealed { key: key.id.clone(), text: BASE64_URL.encode(&bytes) })
        });
        sealed.unwrap_or_else(|| Self::Plain(Zeroizing::new(text.to_owned())))
    }

    /// The text, if a key opens it at this key of the store.
    pub(crate) fn open(
        &self,
        keys: &MasterKeys,
        place: &str,
    ) -> Result<Zeroizing<String>, &'static str> {
        let opened = match self {
            Self::Plain(text) => return Ok(text.clone()),
            Self::Sealed { key, text } => {
                keys.0.iter().find(|one| one.id == *key).and_then(|key| {
                    let bytes = BASE64_URL.decode(text.as_bytes())?;
                    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
                    let mut text = sealed.to_vec();
                    super::open(&key.cipher, *nonce, place.as_bytes(), &mut text)?;
                    String::from_utf8(text).ok().map(Zeroizing::new)
                })
            }
        };
        opened.ok_or(UNOPENED)
    }

    /// The text of one that is not sealed.
    pub(crate) fn opened(&self) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::Sealed { .. } => None,
        }
    }

    fn is_sealed_by(&self, newest: &MasterKey) -> bool {
        matches!(self, Self::Sealed { key, .. } if *key == newest.id)
    }

    pub(crate) fn read(json: Json<'_>) -> Option<Self> {
        if json.kind() == Kind::String {
            return json.as_str().map(|text| Self::Plain(Zeroizing::new(text.to_owned())));
        }
        let text = |name| json.get(name).and_then(Json::as_str).map(str::to_owned);
        Some(Self::Sealed { key: text("key")?, text: text("sealed")? })
    }

    pub(crate) fn write(&self, json: &mut Writer) {
        match self {
            Self::Plain(text) => json.string(text),
            Self::Sealed { key, text } => {
                json.open('{');
                json.key("key").string(key);
                json.key("sealed").string(text);
                json.close('}');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alphabet::BASE64;

    fn keys(bytes: &[u8]) -> MasterKeys {
        let texts: Vec<String> = bytes.iter().map(|byte| BASE64.encode(&[*byte; KEY])).collect();
        MasterKeys::parse(&texts.join(", ")).unwrap()
    }

    #[test]
    fn reads_keys_and_tells_none_of_a_fault() {
        let key = BASE64.encode(&[7; KEY]);
        let short = BASE64.encode(&[7; 31]);
        let twice = format!("{key},{key}");
        for (text, expected) in [
            ("", "master key 1 is not 32 bytes"),
            ("a password", "master key 1 is not 32 bytes"),
            (&short, "master key 1 is not 32 bytes"),
            (&format!("{key},"), "master key 2 is not 32 bytes"),
            (&format!("{key},{key}x"), "master key 2 is not 32 bytes"),
            (&twice, "master key 2 is there twice"),
        ] {
            let message = format!("{}", MasterKeys::parse(text).unwrap_err());
            assert!(message.contains(expected), "{message}");
            assert!(text.len() < 9 || !message.contains(text));
        }
        for text in [&*key, key.trim_end_matches('='), &format!(" {key}\n")] {
            assert_eq!(MasterKeys::parse(text).unwrap().0.len(), 1);
        }
        assert_eq!(MasterKeys::parse(&BASE64_URL.encode(&[0xfb; KEY])).unwrap().0.len(), 1);
    }

    #[test]
    fn opens_what_it_has_sealed_in_its_place_alone() {
        let (old, both, other) = (keys(&[1]), keys(&[2, 1]), keys(&[3]));
        let sealed = Secret::seal("a secret", &old, "s/a/b/1", &mut |bytes| bytes.fill(9));
        let open = |keys: &MasterKeys, place| sealed.open(keys, place).ok();
        assert_eq!(open(&old, "s/a/b/1").as_deref().map(|text| &**text), Some("a secret"));
        assert_eq!(open(&both, "s/a/b/1").as_deref().map(|text| &**text), Some("a secret"));
        assert_eq!(open(&old, "s/a/b/2"), None);
        assert_eq!(open(&other, "s/a/b/1"), None);
        assert_eq!(open(&MasterKeys::default(), "s/a/b/1"), None);
        let Secret::Sealed { key, text } = &sealed else { panic!("it is not sealed") };
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let text = String::from_utf8(changed).unwrap();
            let changed = Secret::Sealed { key: key.clone(), text };
            assert!(changed.open(&old, "s/a/b/1").is_err(), "{at}");
        }
    }

    #[test]
    fn seals_as_others_do() {
        // Of the `cryptography` package for Python: HKDF, then AESGCM with this nonce.
        let sealed = Secret::seal("a secret", &keys(&[7]), "s/conduit/acme/1", &mut |bytes| {
            bytes.fill(9);
        });
        let Secret::Sealed { key, text } = sealed else { panic!("it is not sealed") };
        assert_eq!(
            (&*key, &*text),
            ("79e44c3f", "CQkJCQkJCQkJCQkJdgOivBmsKYu0avP4KrBc9gZIWgG_WeLP")
        );
    }

    #[test]
    fn reseals_what_is_not_sealed_under_the_newest_key() {
        let mut count = 0;
        let mut fill = |bytes: &mut [u8]| {
            count += 1;
            bytes.fill(count);
        };
        let place = "s/conduit/acme/1";
        let plain = br#"{"v":1,"n":1.50,"secret":"a \"secret\"","list":[null,{"a":"b"}]}"#;
        let (old, both, new) = (keys(&[1]), keys(&[2, 1]), keys(&[2]));
        let none = MasterKeys::default();
        assert_eq!(none.reseal(place, plain, &mut fill), Resealed::Unchanged);
        let Resealed::Changed(first) = old.reseal(place, plain, &mut fill) else { panic!() };
        assert!(!String::from_utf8_lossy(&first).contains("a \\\"secret"));
        assert_eq!(old.reseal(place, &first, &mut fill), Resealed::Unchanged);
        assert_eq!(new.reseal(place, &first, &mut fill), Resealed::Unopened);
        assert_eq!(none.reseal(place, &first, &mut fill), Resealed::Unopened);
        assert_eq!(old.reseal("s/conduit/acme/2", &first, &mut fill), Resealed::Unopened);
        let Resealed::Changed(second) = both.reseal(place, &first, &mut fill) else { panic!() };
        assert_eq!(both.reseal(place, &second, &mut fill), Resealed::Unchanged);
        let document = Document::parse(&second).unwrap();
        let secret = Secret::read(document.root().get(SECRET).unwrap()).unwrap();
        assert_eq!(&**secret.open(&new, place).unwrap(), "a \"secret\"");
        assert!(String::from_utf8_lossy(&second).ends_with(r#","list":[null,{"a":"b"}]}"#));
        for (key, value, expected) in [
            ("s/a", &b"{}"[..], Resealed::Unchanged),
            ("i/a", plain, Resealed::Unchanged),
            ("s/a", b"nothing", Resealed::Unreadable),
            ("s/a", b"[]", Resealed::Unreadable),
            ("s/a", br#"{"secret":7}"#, Resealed::Unreadable),
        ] {
            assert_eq!(old.reseal(key, value, &mut fill), expected, "{key}");
        }
    }
}
