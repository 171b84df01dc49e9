//! From a delivery to a verdict.

use super::Webhook;
use super::header::{Found, Received, SIGNATURE_LENGTH};
use super::scheme::{Scheme, Slot};
use super::sign::{Macs, around_body};
use crate::error::VerificationError;
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// A tolerance that lets a timestamp of any age pass.
pub const ANY_AGE: u64 = u64::MAX;

/// What a verdict depends on beside the delivery and the secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyOptions {
    /// The receiver's clock, in Unix seconds.
    pub now: i64,
    /// How far the timestamp may lie from `now`, in seconds; the scheme's own when absent,
    /// [`ANY_AGE`] to accept every age.
    pub tolerance: Option<u64>,
}

impl VerifyOptions {
    /// The scheme's own tolerance around this clock, in Unix seconds.
    pub fn at(now: i64) -> Self {
        Self { now, tolerance: None }
    }
}

/// What a genuine delivery says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// When it was signed, in Unix seconds; `None` where the scheme signs no timestamp.
    pub timestamp: Option<i64>,
    /// The delivery's id; `None` where the scheme signs none.
    pub id: Option<String>,
    /// Which of the secrets signed it.
    pub secret_index: usize,
    /// Whether the scheme itself is anyhook's assumption, stated by no source.
    pub assumed: bool,
}

impl Webhook {
    /// Tells whether a delivery is genuine: signed with one of the secrets, and within the
    /// tolerance.
    ///
    /// `headers` are the request's, in any case and order; `body` is its bytes as they came.
    /// Signatures are compared in constant time.
    ///
    /// # Errors
    ///
    /// A [`VerificationError`], the first that applies of: a header missing, repeated or malformed;
    /// a timestamp malformed, too old or too new; no signature that matches.
    pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: &[(N, V)],
        body: &[u8],
        options: VerifyOptions,
    ) -> Result<Verified, VerificationError> {
        let found = self.scheme.find(headers);
        let mut pending = self.begin(&found, options)?;
        pending.update(body);
        let timestamp = pending.timestamp;
        let secret_index = pending.finish()?;
        // The headers held a moment ago, so reading them for the id does not fail.
        let id = self.scheme.headers.iter().zip(&found).find_map(|(form, found)| match found {
            Found::One(id) if form.holds(Slot::Id) => str::from_utf8(id).ok().map(str::to_owned),
            _ => None,
        });
        Ok(Verified { timestamp, id, secret_index, assumed: self.scheme.assumed })
    }

    /// Reads the headers, and stands ready for the body in pieces.
    pub(crate) fn begin(
        &self,
        found: &[Found<'_>],
        options: VerifyOptions,
    ) -> Result<Pending, VerificationError> {
        let received = Received::read(&self.scheme, found)?;
        let timestamp = received.timestamp.map(|(_, seconds)| seconds);
        check_age(&self.scheme, timestamp, options)?;
        let (before, behind) = received.around_body(&self.scheme);
        Ok(Pending {
            timestamp,
            scheme: Arc::clone(&self.scheme),
            secrets: self.keys.len(),
            signatures: received.signatures,
            macs: Macs::new(&self.keys, &before),
            behind,
        })
    }
}

/// A verdict in the making.
pub(crate) struct Pending {
    scheme: Arc<Scheme>,
    secrets: usize,
    /// In Unix seconds, where the scheme signs one.
    pub(crate) timestamp: Option<i64>,
    signatures: Vec<[u8; SIGNATURE_LENGTH]>,
    macs: Macs,
    behind: String,
}

impl Pending {
    pub(crate) fn update(&mut self, chunk: &[u8]) {
        self.macs.update(chunk);
    }

    /// The index of the secret that signed the body.
    pub(crate) fn finish(self) -> Result<usize, VerificationError> {
        matching(&self.macs.finish(&self.behind), &self.signatures)
            .ok_or_else(|| self.scheme.refusal(self.signatures.len(), self.secrets))
    }
}

/// The first computed signature that is among the received ones. Every pair is compared, each in
/// constant time: how long it takes tells how many there are, and nothing of what they hold.
pub(crate) fn matching(
    computed: &[[u8; SIGNATURE_LENGTH]],
    received: &[[u8; SIGNATURE_LENGTH]],
) -> Option<usize> {
    let mut found = Choice::from(0);
    let mut index = 0_u64;
    for (candidate, computed) in (0_u64..).zip(computed) {
        let mut equal = Choice::from(0);
        for signature in received {
            equal |= computed.ct_eq(signature);
        }
        index.conditional_assign(&candidate, equal & !found);
        found |= equal;
    }
    if bool::from(found) { usize::try_from(index).ok() } else { None }
}

pub(crate) fn check_age(
    scheme: &Scheme,
    timestamp: Option<i64>,
    options: VerifyOptions,
) -> Result<(), VerificationError> {
    let (Some(timestamp), Some(default)) = (timestamp, scheme.tolerance) else { return Ok(()) };
    let tolerance = options.tolerance.unwrap_or(default);
    let age = options.now.saturating_sub(timestamp);
    if age.unsigned_abs() <= tolerance {
        return Ok(());
    }
    Err(if age > 0 {
        VerificationError::TimestampTooOld { timestamp, age, tolerance }
    } else {
        VerificationError::TimestampTooNew { timestamp, ahead: age.saturating_neg(), tolerance }
    })
}

impl Received<'_> {
    pub(crate) fn around_body(&self, scheme: &Scheme) -> (String, String) {
        let timestamp = self.timestamp.map_or("", |(text, _)| text);
        around_body(scheme, self.id.unwrap_or_default(), timestamp)
    }
}

impl Scheme {
    /// The scheme's own headers among a request's, whatever their case.
    pub(crate) fn find<'a, N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: &'a [(N, V)],
    ) -> Vec<Found<'a>> {
        let found = self.headers.iter().map(|form| find(&form.name, headers));
        found.collect()
    }

    pub(crate) fn refusal(&self, found: usize, secrets: usize) -> VerificationError {
        VerificationError::NoMatchingSignature {
            header: self.signature_header().into(),
            found,
            secrets,
            assumed: self.assumed.then(|| self.id.clone()),
        }
    }
}

pub(crate) fn find<'a, N: AsRef<str>, V: AsRef<[u8]>>(
    name: &str,
    headers: &'a [(N, V)],
) -> Found<'a> {
    let mut values = headers.iter().filter(|(other, _)| other.as_ref().eq_ignore_ascii_case(name));
    match (values.next(), values.next()) {
        (None, _) => Found::Missing,
        (Some((_, value)), None) => Found::One(value.as_ref()),
        (Some(_), Some(_)) => Found::Repeated,
    }
}
