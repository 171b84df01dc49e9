//! What would have matched: the search behind [`explain`](super::Scheme::explain).
//!
//! Mistakes are few and well known: another provider's scheme, a secret decoded or not, a body
//! written anew. Each is tried alone first, then two and three together, within a fixed amount of
//! hashing, until one gives a signature that the request carries.

use super::header::SIGNATURE_LENGTH;
use super::restyle;
use super::scheme::{ContentPart, Encoding, Scheme};
use super::sign::{Macs, around_body};
use super::verify::{ANY_AGE, VerifyOptions};
use super::{Webhook, header};
use crate::alphabet::{ANY_BASE64, ANY_HEX};
use crate::error::excerpt;
use crate::json::Writer;
use crate::provider::schemes;
use crate::secret::Key;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// The largest body that is searched, in bytes.
pub(crate) const LARGEST_BODY: usize = 256 << 10;

/// How many bytes a search hashes at most.
const BUDGET: usize = 16 << 20;

/// A change under which the delivery's signature would match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What differs from the scheme, one entry or several.
    pub differences: Vec<Difference>,
    /// The same in a sentence.
    pub message: String,
    /// The body as it was signed, where it is the body that differs.
    pub body: Option<Vec<u8>>,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// Another built-in scheme verifies the delivery as it stands.
    Scheme {
        /// That scheme's id.
        form: String,
    },
    /// The secret stands for another key than the scheme makes of it.
    Secret {
        /// How the secret has to be read.
        form: String,
    },
    /// The signature is right, and written in another form.
    Encoding {
        /// How the signature is written.
        form: String,
    },
    /// Something else than the scheme's content was signed.
    Content {
        /// The content, as a template.
        form: String,
    },
    /// The body was signed in another form, and written anew on its way.
    Body {
        /// How the body was written when it was signed.
        form: String,
    },
}

impl Alternative {
    fn new(differences: Vec<Difference>, body: Option<Vec<u8>>) -> Self {
        let mut message = String::new();
        for difference in &differences {
            if !message.is_empty() {
                message.push_str("; ");
            }
            message.push_str(&difference.sentence());
        }
        Self { differences, message, body }
    }

    pub(crate) fn write(&self, json: &mut Writer) {
        json.open('{');
        json.key("differences").open('[');
        for difference in &self.differences {
            let (kind, form) = difference.parts();
            json.open('{');
            json.key("kind").string(kind);
            json.key("form").string(form);
            json.close('}');
        }
        json.close(']');
        json.key("message").string(&self.message);
        json.close('}');
    }
}

impl Difference {
    fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Scheme { form } => ("scheme", form),
            Self::Secret { form } => ("secret", form),
            Self::Encoding { form } => ("encoding", form),
            Self::Content { form } => ("content", form),
            Self::Body { form } => ("body", form),
        }
    }

    fn sentence(&self) -> String {
        let (_, form) = self.parts();
        let (before, behind) = match self {
            Self::Scheme { .. } => ("verify it with the scheme `", "`"),
            Self::Secret { .. } => ("read the secret ", ""),
            Self::Encoding { .. } => ("the signature is written ", ""),
            Self::Content { .. } => ("what was signed is `", "`"),
            Self::Body { .. } => (
                "the body was signed ",
                ": verify the raw bytes, before anything parses them and writes them anew",
            ),
        };
        format!("{before}{form}{behind}")
    }
}

/// A delivery as a search sees it: nothing in it need be well-formed.
pub(crate) struct Delivery<'a> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) secrets: &'a [&'a [u8]],
    pub(crate) headers: &'a [(&'a str, &'a [u8])],
    pub(crate) body: &'a [u8],
    /// The signatures, where their header is well-formed.
    pub(crate) signatures: Vec<[u8; SIGNATURE_LENGTH]>,
    /// The texts of the scheme's own headers, as far as they are there.
    pub(crate) signature: &'a [u8],
    pub(crate) timestamp: &'a str,
    pub(crate) id: &'a str,
}

/// Something to try, and how it differs from the scheme's own way; `None` for that way itself.
pub(crate) type Form<T> = (T, Option<Difference>);

impl Delivery<'_> {
    /// The smallest changes under which the signature would match; none when nothing helps.
    pub(crate) fn alternatives(&self) -> Vec<Alternative> {
        let mut found = self.other_schemes();
        if found.is_empty() {
            found.extend(self.other_forms());
        }
        found
    }

    fn other_schemes(&self) -> Vec<Alternative> {
        let options = VerifyOptions { now: 0, tolerance: Some(ANY_AGE) };
        let mut found = Vec::new();
        for other in schemes() {
            if other.id == self.scheme.id {
                continue;
            }
            let form = other.id().to_owned();
            let webhook = Webhook::new(other, self.secrets);
            if webhook.is_ok_and(|one| one.verify(self.headers, self.body, options).is_ok()) {
                found.push(Alternative::new(vec![Difference::Scheme { form }], None));
            }
        }
        found
    }

    fn other_forms(&self) -> Option<Alternative> {
        let mut received = Vec::new();
        for signature in &self.signatures {
            received.push((*signature, None));
        }
        if received.is_empty() {
            received = lenient_signatures(self.signature, self.scheme.encoding);
        }
        if received.is_empty() {
            return None;
        }
        let mut keys = Vec::new();
        for secret in self.secrets {
            add_key_forms(self.scheme, secret, &mut keys);
        }
        let contents = self.contents();
        let bodies = restyle::variants(self.body);

        let mut budget = BUDGET;
        for changes in 0..=3 {
            for (key, key_form) in &keys {
                for ((before, behind), content_form) in &contents {
                    for (body, body_form) in &bodies {
                        let made = usize::from(key_form.is_some())
                            + usize::from(content_form.is_some())
                            + usize::from(body_form.is_some());
                        if made != changes {
                            continue;
                        }
                        // Two compressions of 64 bytes are the least that a computation costs.
                        budget = budget.checked_sub(body.len() + 128)?;
                        let computed = compute(key, before, body, behind);
                        let hit = received.iter().find(|(one, _)| computed == Some(*one));
                        let Some((_, encoding_form)) = hit else { continue };
                        let forms = [encoding_form, key_form, content_form, body_form];
                        let differences: Vec<_> = forms.into_iter().flatten().cloned().collect();
                        // Where nothing differs, it is not the signature that is wrong.
                        let body = body_form.as_ref().map(|_| body.to_vec());
                        return (!differences.is_empty())
                            .then(|| Alternative::new(differences, body));
                    }
                }
            }
        }
        None
    }

    /// The scheme's own content first, then those of the others that the headers can fill.
    fn contents(&self) -> Vec<Form<(String, String)>> {
        let mut contents = vec![(around_body(self.scheme, self.id, self.timestamp), None)];
        for other in schemes() {
            let fillable = (!other.signs(&ContentPart::Id) || !self.id.is_empty())
                && (!other.signs(&ContentPart::Timestamp) || !self.timestamp.is_empty());
            let (before, behind) = around_body(&other, self.id, self.timestamp);
            if fillable && !contents.iter().any(|((known, _), _)| *known == before) {
                let form = other.content_template();
                contents.push(((before, behind), Some(Difference::Content { form })));
            }
        }
        contents
    }
}

fn compute(key: &Key, before: &str, body: &[u8], behind: &str) -> Option<[u8; SIGNATURE_LENGTH]> {
    let mut macs = Macs::new(core::slice::from_ref(key), before);
    macs.update(body);
    macs.finish(behind).first().copied()
}

/// Adds every key that people have been seen to make of a secret's text, the scheme's own first.
fn add_key_forms(scheme: &Scheme, secret: &[u8], keys: &mut Vec<Form<Key>>) {
    let mut tried: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    let mut add = |bytes: Option<Zeroizing<Vec<u8>>>, difference: Option<Difference>| {
        let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty() && !tried.contains(bytes)) else {
            return;
        };
        keys.extend(Key::new(&bytes).ok().map(|key| (key, difference)));
        tried.push(bytes);
    };
    add(scheme.secret.key_bytes(secret).ok(), None);
    let trimmed = secret.trim_ascii();
    let around =
        if trimmed.len() == secret.len() { "" } else { " without the white space around it" };
    // `whsec_…`, `whsk_…`: what stands before the first underscore may be no part of the key.
    let bare = trimmed.iter().position(|byte| *byte == b'_').and_then(|at| trimmed.get(at + 1..));
    for (text, prefix) in [(Some(trimmed), ""), (bare, " without its prefix")] {
        let Some(text) = text else { continue };
        let form =
            |reading: &str| Some(Difference::Secret { form: format!("{reading}{prefix}{around}") });
        add(Some(Zeroizing::new(text.to_vec())), form("as plain text"));
        add(lenient_base64(text), form("as base64"));
        add(ANY_HEX.decode(text), form("as hexadecimal"));
    }
}

/// Whatever in a signature header decodes to 32 bytes, and how it is written where that is not the
/// scheme's way.
fn lenient_signatures(value: &[u8], encoding: Encoding) -> Vec<Form<[u8; SIGNATURE_LENGTH]>> {
    const MOST: usize = 16;
    let text = value.get(..header::LONGEST_HEADER).unwrap_or(value);
    let mut whole = text.to_vec();
    whole.retain(|byte| !matches!(byte, b' ' | b':' | b'-'));
    let mut tokens: Vec<&[u8]> =
        text.split(|byte| matches!(byte, b' ' | b',' | b';' | b'"' | b'\'')).collect();
    tokens.push(&whole);
    let mut found: Vec<Form<[u8; SIGNATURE_LENGTH]>> = Vec::new();
    for token in tokens {
        // A label such as `sha256=` is no part of the value; padding at its end is.
        let label = token.iter().take(16).position(|byte| *byte == b'=');
        let labelled = label.and_then(|at| token.get(at + 1..)).filter(|value| value.len() >= 43);
        let value = labelled.unwrap_or(token);
        let Some((bytes, form)) = lenient_signature(value) else { continue };
        if found.len() < MOST && !found.iter().any(|(known, _)| *known == bytes) {
            let usual = encoding.alphabet().encode(&bytes).as_bytes() == value;
            let form = if usual { format!("as {}", excerpt(text)) } else { form.to_owned() };
            found.push((bytes, Some(Difference::Encoding { form })));
        }
    }
    found
}

fn lenient_signature(value: &[u8]) -> Option<([u8; SIGNATURE_LENGTH], &'static str)> {
    let hex = ANY_HEX.decode(value);
    let form = match hex {
        Some(_) if value.iter().any(u8::is_ascii_uppercase) => "in upper case",
        Some(_) => "in hexadecimal",
        None if value.contains(&b'-') || value.contains(&b'_') => "in base64url",
        None => "in base64",
    };
    let bytes = hex.or_else(|| lenient_base64(value))?;
    Some((bytes.as_slice().try_into().ok()?, form))
}

fn lenient_base64(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bare = text;
    while let Some(shorter) = bare.strip_suffix(b"=") {
        bare = shorter;
    }
    ANY_BASE64.decode(bare)
}
