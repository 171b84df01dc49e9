//! What is sealed with AES-256-GCM: payloads on their way, and secrets at rest.

mod envelope;
pub(crate) mod payload;
#[cfg(feature = "service")]
pub(crate) mod rest;
#[cfg(test)]
mod tests;

use aes_gcm::aead::AeadInOut as _;
use aes_gcm::{Aes256Gcm, KeyInit as _};
use alloc::vec::Vec;
use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The bytes of a key, of a nonce, and of the tag behind a sealed text.
const KEY: usize = 32;
const NONCE: usize = 12;
const TAG: usize = 16;

/// A key that was made of a secret for one purpose: no two purposes share one. Zeroized when dropped.
struct Key(Zeroizing<[u8; KEY]>);

impl Key {
    /// `None` where HKDF makes no key, which it does for every secret.
    fn derive(secret: &[u8], purpose: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; KEY]);
        Hkdf::<Sha256>::new(None, secret).expand(purpose, &mut *key).ok()?;
        Some(Self(key))
    }

    /// What a key is told by: it does not lead back to the key.
    fn id<const LENGTH: usize>(&self) -> [u8; LENGTH] {
        let digest = Sha256::digest(*self.0);
        core::array::from_fn(|index| digest.get(index).copied().unwrap_or_default())
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&(*self.0).into())
    }
}

/// Seals in place, and puts the tag behind it. `None` for a text of 64 GiB, which is left open.
fn seal(
    cipher: &Aes256Gcm,
    nonce: [u8; NONCE],
    associated: &[u8],
    text: &mut Vec<u8>,
) -> Option<()> {
    let tag = cipher
        .encrypt_inout_detached(&nonce.into(), associated, text.as_mut_slice().into())
        .ok()?;
    text.extend_from_slice(&tag);
    Some(())
}

/// Opens in place what [`seal`] has left: `None`, and nothing is opened, where any of it was changed.
fn open(
    cipher: &Aes256Gcm,
    nonce: [u8; NONCE],
    associated: &[u8],
    sealed: &mut Vec<u8>,
) -> Option<()> {
    let length = sealed.len().checked_sub(TAG)?;
    let (text, tag) = sealed.split_at_mut_checked(length)?;
    let tag: [u8; TAG] = (&*tag).try_into().ok()?;
    cipher.decrypt_inout_detached(&nonce.into(), associated, text.into(), &tag.into()).ok()?;
    sealed.truncate(length);
    Some(())
}
