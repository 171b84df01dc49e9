//! Every check of a verification with its outcome, and the likely cause when one fails.

use super::header::{Found, Received, encode_all};
use super::scheme::{HeaderForm, Scheme, Slot};
use super::search::{Alternative, Delivery, LARGEST_BODY};
use super::sign::Macs;
use super::verify::{VerifyOptions, check_age, find, matching};
use crate::error::{list, plural};
use crate::json::Writer;
use crate::provider::schemes;
use crate::secret::Key;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::Display;

/// What [`Scheme::explain`] found out about a delivery.
///
/// It holds the signatures that would be right, so it is for the receiver's own eyes: never send it
/// back to whoever made the request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// Whether [`Webhook::verify`](super::Webhook::verify) accepts the delivery.
    pub valid: bool,
    /// The scheme's id.
    pub scheme: String,
    /// Whether the scheme is anyhook's assumption, stated by no source.
    pub assumed: bool,
    /// The code that a verification fails with.
    pub code: Option<&'static str>,
    /// The likely cause, in a sentence.
    pub cause: String,
    /// Every check, in the order of a verification.
    pub checks: Vec<Check>,
    /// Whether the signature is good, whatever the clock says.
    pub signature_matches: bool,
    /// Which of the secrets signed it.
    pub secret_index: Option<usize>,
    /// The delivery's timestamp, in Unix seconds.
    pub timestamp: Option<i64>,
    /// How long before the receiver's clock that is, in seconds; negative when it lies ahead.
    pub age: Option<i64>,
    /// The bytes that the signature is computed over, when the headers tell them.
    pub signed_content: Option<Vec<u8>>,
    /// The signatures that the request carries, as they are written in its header.
    pub found: Vec<String>,
    /// The signature that each secret gives, written in the same way.
    pub computed: Vec<String>,
    /// Changes under which the signature would match, the smallest first.
    pub alternatives: Vec<Alternative>,
}

/// One check of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked: `secret`, `headers`, `timestamp` or `signature`.
    pub name: &'static str,
    /// How it went.
    pub outcome: Outcome,
    /// The error's code, where it failed.
    pub code: Option<&'static str>,
    /// What was found and expected.
    pub message: String,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// It could not be made, since one before it failed, or the scheme has no such thing.
    Skipped,
}

impl Explanation {
    /// The explanation as JSON text, without the signed content. Keys are in camel case.
    pub fn to_json(&self) -> String {
        let mut json = Writer::default();
        json.open('{');
        json.key("valid").boolean(self.valid);
        json.key("scheme").string(&self.scheme);
        json.key("assumed").boolean(self.assumed);
        if let Some(code) = self.code {
            json.key("code").string(code);
        }
        json.key("cause").string(&self.cause);
        json.key("checks").open('[');
        self.checks.iter().for_each(|check| check.write(&mut json));
        json.close(']');
        json.key("signatureMatches").boolean(self.signature_matches);
        if let Some(index) = self.secret_index.and_then(|index| i64::try_from(index).ok()) {
            json.key("secretIndex").number(index);
        }
        if let Some(timestamp) = self.timestamp {
            json.key("timestamp").number(timestamp);
        }
        if let Some(age) = self.age {
            json.key("age").number(age);
        }
        json.key("found").strings(self.found.iter().map(String::as_str));
        json.key("computed").strings(self.computed.iter().map(String::as_str));
        json.key("alternatives").open('[');
        self.alternatives.iter().for_each(|alternative| alternative.write(&mut json));
        json.close(']');
        json.close('}');
        json.finish()
    }
}

impl Outcome {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

impl Check {
    fn write(&self, json: &mut Writer) {
        json.open('{');
        json.key("name").string(self.name);
        json.key("outcome").string(self.outcome.as_str());
        if let Some(code) = self.code {
            json.key("code").string(code);
        }
        json.key("message").string(&self.message);
        json.close('}');
    }

    fn passed(name: &'static str, message: &str) -> Self {
        Self { name, outcome: Outcome::Passed, code: None, message: message.to_owned() }
    }

    fn skipped(name: &'static str, message: &str) -> Self {
        Self { name, outcome: Outcome::Skipped, code: None, message: message.to_owned() }
    }

    fn failed(name: &'static str, code: &'static str, error: &dyn Display) -> Self {
        Self { name, outcome: Outcome::Failed, code: Some(code), message: format!("{error}") }
    }
}

impl Scheme {
    /// Makes every check of a verification, and tells the likely cause when one fails.
    ///
    /// It does not fail: whatever is wrong with the request or with the secrets is the answer.
    /// Bodies up to 256 KiB are searched for a form in which they would match.
    pub fn explain<S: AsRef<[u8]>, N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        secrets: &[S],
        headers: &[(N, V)],
        body: &[u8],
        options: VerifyOptions,
    ) -> Explanation {
        let secrets: Vec<&[u8]> = secrets.iter().map(AsRef::as_ref).collect();
        let headers: Vec<(&str, &[u8])> =
            headers.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
        self.explain_request(&secrets, &headers, body, options)
    }

    fn explain_request(
        &self,
        secrets: &[&[u8]],
        headers: &[(&str, &[u8])],
        body: &[u8],
        options: VerifyOptions,
    ) -> Explanation {
        let found = self.find(headers);
        let received = Received::read(self, &found);
        let (keys, secret_check) = self.check_secrets(secrets);
        let headers_hold = received.is_ok();
        let (received, header_check) = match received {
            Ok(received) => {
                (received, Check::passed("headers", "every header is there and well-formed"))
            }
            Err(error) => (Received::default(), Check::failed("headers", error.code(), &error)),
        };
        let timestamp = received.timestamp.map(|(_, seconds)| seconds);
        let timestamp_check = self.check_timestamp(timestamp, options);

        let (before, behind) = received.around_body(self);
        let mut macs = Macs::new(if headers_hold { &keys } else { &[] }, &before);
        macs.update(body);
        let computed = macs.finish(&behind);
        let secret_index = matching(&computed, &received.signatures);
        let signature_check = if computed.is_empty() {
            Check::skipped("signature", "not compared, since a check before this one failed")
        } else if secret_index.is_some() {
            Check::passed("signature", "the signature is good")
        } else {
            let refusal = self.refusal(received.signatures.len(), computed.len());
            Check::failed("signature", refusal.code(), &refusal)
        };

        let checks = vec![secret_check, header_check, timestamp_check, signature_check];
        let failed = checks.iter().find(|check| check.outcome == Outcome::Failed);
        let mut explanation = Explanation {
            valid: failed.is_none(),
            scheme: (*self.id).to_owned(),
            assumed: self.assumed,
            code: failed.and_then(|check| check.code),
            cause: failed.map_or("the delivery is genuine".to_owned(), |one| one.message.clone()),
            signature_matches: secret_index.is_some(),
            secret_index,
            timestamp,
            age: timestamp.map(|timestamp| options.now.saturating_sub(timestamp)),
            signed_content: headers_hold
                .then(|| [before.as_bytes(), body, behind.as_bytes()].concat()),
            found: encode_all(&received.signatures, self.encoding),
            computed: encode_all(&computed, self.encoding),
            alternatives: Vec::new(),
            checks,
        };
        if !explanation.valid && secret_index.is_none() && body.len() <= LARGEST_BODY {
            let delivery = Delivery {
                scheme: self,
                secrets,
                headers,
                body,
                signature: self.text_of(Slot::Signature, &found),
                timestamp: match received.timestamp {
                    Some((text, _)) => text,
                    None => {
                        str::from_utf8(self.text_of(Slot::Timestamp, &found)).unwrap_or_default()
                    }
                },
                id: received.id.unwrap_or_default(),
                signatures: received.signatures,
            };
            explanation.alternatives = delivery.alternatives();
        }
        if let Some(cause) = self.likely_cause(&explanation, headers, body) {
            explanation.cause = cause;
        }
        explanation
    }

    fn check_secrets(&self, secrets: &[&[u8]]) -> (Vec<Key>, Check) {
        let mut keys = Vec::new();
        for secret in secrets {
            match self.secret.key(secret) {
                Ok(key) => keys.push(key),
                Err(error) => {
                    return (Vec::new(), Check::failed("secret", error.code(), &error));
                }
            }
        }
        let check = if keys.is_empty() {
            Check::failed("secret", "invalid_argument", &"no secret was given")
        } else {
            let (count, noun) = (keys.len(), plural(keys.len(), "secret is", "secrets are"));
            Check::passed("secret", &format!("{count} {noun} well-formed"))
        };
        (keys, check)
    }

    fn check_timestamp(&self, timestamp: Option<i64>, options: VerifyOptions) -> Check {
        if self.tolerance.is_none() {
            let none = "the scheme signs no timestamp, so it cannot tell a replay";
            return Check::skipped("timestamp", none);
        }
        match (timestamp, check_age(self, timestamp, options)) {
            (None, _) => Check::skipped("timestamp", "not read, since the headers do not hold"),
            (Some(_), Ok(())) => Check::passed("timestamp", "the timestamp is within tolerance"),
            (Some(_), Err(error)) => Check::failed("timestamp", error.code(), &error),
        }
    }

    /// The raw text of the header that holds this slot.
    fn text_of<'a>(&self, slot: Slot, found: &[Found<'a>]) -> &'a [u8] {
        let holds = |form: &HeaderForm| form.holds(slot);
        match self.headers.iter().zip(found).find(|(form, _)| holds(form)) {
            Some((_, Found::One(value))) => value,
            _ => &[],
        }
    }

    /// A better sentence than the failed check's own, where more is known.
    fn likely_cause(
        &self,
        explanation: &Explanation,
        headers: &[(&str, &[u8])],
        body: &[u8],
    ) -> Option<String> {
        if explanation.valid {
            return None;
        }
        if let Some(alternative) = explanation.alternatives.first() {
            return Some(match explanation.code? {
                // What would match is not what the verification fails at.
                "timestamp_too_old" | "timestamp_too_new" => {
                    format!("{}; and {}", explanation.cause, alternative.message)
                }
                _ => alternative.message.clone(),
            });
        }
        if explanation.signature_matches {
            return Some(format!(
                "the signature is good, but {}: it is a replay, came late, or a clock is wrong",
                explanation.cause
            ));
        }
        match explanation.code? {
            "missing_header" => {
                let schemes = schemes();
                let carried = |name: &str| matches!(find(name, headers), Found::One(_));
                let others = schemes.iter().filter(|other| other.header_names().all(carried));
                let others: Vec<&str> = others.map(|other| other.id()).collect();
                (!others.is_empty()).then(|| {
                    format!(
                        "{}, and those of {} are there: the delivery may be of another scheme",
                        explanation.cause,
                        list(&others)
                    )
                })
            }
            "no_matching_signature" => Some(self.mismatch(body)),
            _ => None,
        }
    }

    fn mismatch(&self, body: &[u8]) -> String {
        let hint = if body.is_empty() {
            "the body is empty: something may have read it before"
        } else if body.starts_with(b"[object ") {
            "the body is an object turned into a string: pass the raw bytes of the request"
        } else if body.windows(3).any(|window| window == b"\xef\xbf\xbd") {
            "the body holds replacement characters: it was decoded as text and encoded again"
        } else if self.assumed {
            "the body or the secret is not the one that was signed with, or the provider signs in \
             another way: no source states this scheme, it is assumed"
        } else {
            "the body was changed after it was signed, or it was signed with another secret"
        };
        hint.to_owned()
    }
}
