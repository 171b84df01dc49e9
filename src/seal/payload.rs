//! Payloads on their way: a body sealed for those who know the signing secret.
//!
//! No source states the form; it is anyhook's own, `anyhook-v1` in a provider's file.

use super::{Key, NONCE, TAG};
use crate::alphabet::BASE64_URL;
use crate::json::Writer;
use alloc::string::String;
use alloc::vec::Vec;

const VERSION: &str = "1";
const ALGORITHM: &str = "A256GCM";
const KID: usize = 8;

/// Seals a body with a signing secret, as the text that is sent and signed in its place. `fill` must fill a
/// buffer with fresh random bytes.
pub(crate) fn seal(secret: &str, body: &[u8], fill: &mut dyn FnMut(&mut [u8])) -> String {
    let key = PayloadKey::derive(secret.as_bytes());
    // What never happens sends an empty body, rather than one that everybody reads.
    key.and_then(|key| key.seal(body, fill)).unwrap_or_default()
}

/// The key that a signing secret stands for.
pub(crate) struct PayloadKey {
    key: Key,
    /// Tells which key has sealed a payload.
    kid: String,
}

impl PayloadKey {
    pub(crate) fn derive(secret: &[u8]) -> Option<Self> {
        let key = Key::derive(secret, "anyhook payload v1")?;
        let kid = BASE64_URL.encode(&key.id::<KID>());
        Some(Self { key, kid })
    }

    pub(crate) fn seal(&self, body: &[u8], fill: &mut dyn FnMut(&mut [u8])) -> Option<String> {
        let mut nonce = [0; NONCE];
        fill(&mut nonce);
        let mut sealed = Vec::with_capacity(body.len() + TAG);
        sealed.extend_from_slice(body);
        super::seal(&self.key.cipher(), nonce, &associated(&self.kid), &mut sealed)?;
        let (ciphertext, tag) = sealed.split_at_checked(body.len())?;
        let mut json = Writer::with_room(body.len().div_ceil(3) * 4 + 128);
        json.open('{');
        json.key("v").literal(VERSION);
        json.key("alg").string(ALGORITHM);
        json.key("kid").string(&self.kid);
        json.key("iv").string(&BASE64_URL.encode(&nonce));
        json.key("ciphertext").string(&BASE64_URL.encode(ciphertext));
        json.key("tag").string(&BASE64_URL.encode(tag));
        json.close('}');
        Some(json.finish())
    }
}

/// What is authentic with the ciphertext: whatever else the envelope says.
fn associated(kid: &str) -> Vec<u8> {
    [VERSION, ".", ALGORITHM, ".", kid].concat().into_bytes()
}
