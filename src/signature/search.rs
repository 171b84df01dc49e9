//! What would have matched: the search behind [`explain`](super::Scheme::explain).
//!
//! Mistakes are few and well known: another provider's scheme, a secret decoded or not, a body
//! written anew. Each is tried alone first, then two and three together, within a fixed amount of
//! hashing, until one gives a signature that the request carries.

use super::header::SIGNATURE_LENGTH;
use super::restyle;
use super::scheme::{ContentPart, Encoding, Scheme};
use super::sign::Macs;
use super::verify::{ANY_AGE, VerifyOptions};
use super::{Webhook, header};
use crate::alphabet::{ANY_BASE64, ANY_HEX};
use crate::error::excerpt;
use crate::json::{self, Value};
use crate::provider::schemes;
use crate::secret::Key;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// The largest body that is searched, in bytes.
pub(crate) const LARGEST_BODY: usize = 1 << 20;

/// How many bytes a search hashes at most.
const BUDGET: usize = 32 << 20;

/// A change under which the delivery's signature would match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What differs from the scheme, one entry or several.
    pub differences: Vec<Difference>,
    /// The same in a sentence.
    pub message: String,
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
    pub(crate) fn to_value(&self) -> Value {
        json::object([
            ("differences", Some(json::array(&self.differences, Difference::to_value))),
            ("message", Some((*self.message).into())),
        ])
    }
}

impl Difference {
    fn to_value(&self) -> Value {
        let (kind, form) = match self {
            Self::Scheme { form } => ("scheme", form),
            Self::Secret { form } => ("secret", form),
            Self::Encoding { form } => ("encoding", form),
            Self::Content { form } => ("content", form),
            Self::Body { form } => ("body", form),
        };
        json::object([("kind", Some(kind.into())), ("form", Some((**form).into()))])
    }

    fn sentence(&self) -> String {
        match self {
            Self::Scheme { form } => format!("verify it with the scheme `{form}`"),
            Self::Secret { form } => format!("read the secret {form}"),
            Self::Encoding { form } => format!("the signature is written {form}"),
            Self::Content { form } => format!("what was signed is `{form}`"),
            Self::Body { form } => {
                format!(
                    "the body was signed {form}: verify the raw bytes, before anything parses \
                     them and writes them anew"
                )
            }
        }
    }
}

/// A delivery as a search sees it: nothing in it need be well-formed.
pub(crate) struct Delivery<'a, N, V> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) secrets: &'a [&'a [u8]],
    pub(crate) headers: &'a [(N, V)],
    pub(crate) body: &'a [u8],
    /// The signatures, where their header is well-formed.
    pub(crate) signatures: Vec<[u8; SIGNATURE_LENGTH]>,
    /// The texts of the scheme's own headers, as far as they are there.
    pub(crate) signature: &'a [u8],
    pub(crate) timestamp: &'a str,
    pub(crate) id: &'a str,
}

/// A way to read the secret; `None` for the scheme's own.
type KeyForm = (Key, Option<String>);

impl<N: AsRef<str>, V: AsRef<[u8]>> Delivery<'_, N, V> {
    /// The smallest changes under which the signature would match; none when nothing helps.
    pub(crate) fn alternatives(&self) -> Vec<Alternative> {
        let mut found = self.other_schemes();
        if found.is_empty() {
            found.extend(self.other_forms());
        }
        found
    }

    fn other_schemes(&self) -> Vec<Alternative> {
        let others = schemes().into_iter().filter(|other| other.id != self.scheme.id);
        let matching = others.filter(|other| {
            let options = VerifyOptions { now: 0, tolerance: Some(ANY_AGE) };
            let webhook = Webhook::new(other.clone(), self.secrets);
            webhook.is_ok_and(|webhook| webhook.verify(self.headers, self.body, options).is_ok())
        });
        matching
            .map(|other| alternative(vec![Difference::Scheme { form: other.id.to_string() }]))
            .collect()
    }

    fn other_forms(&self) -> Option<Alternative> {
        let received: Vec<(Option<String>, _)> = match &*self.signatures {
            [] => lenient_signatures(self.signature, self.scheme.encoding),
            signatures => signatures.iter().map(|signature| (None, *signature)).collect(),
        };
        let keys: Vec<KeyForm> =
            self.secrets.iter().flat_map(|secret| key_forms(self.scheme, secret)).collect();
        if received.is_empty() {
            return None;
        }
        let contents = self.contents();
        let restyled = restyle::variants(self.body);
        let mut bodies: Vec<(&[u8], Option<&str>)> = vec![(self.body, None)];
        bodies.extend(restyled.iter().map(|one| (&*one.bytes, Some(&*one.name))));

        let mut budget = BUDGET;
        for changes in 0..=3 {
            for (key, key_form) in &keys {
                for (before, behind, content_form) in &contents {
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
                        let hit = received.iter().find(|(_, one)| computed == Some(*one));
                        let Some((encoding_form, _)) = hit else { continue };
                        let body_form = body_form.map(str::to_owned);
                        let differences = [
                            encoding_form.clone().map(|form| Difference::Encoding { form }),
                            key_form.clone().map(|form| Difference::Secret { form }),
                            content_form.clone().map(|form| Difference::Content { form }),
                            body_form.map(|form| Difference::Body { form }),
                        ];
                        return Some(alternative(differences.into_iter().flatten().collect()));
                    }
                }
            }
        }
        None
    }

    /// The scheme's own content first, then those of the others that the headers can fill.
    fn contents(&self) -> Vec<(String, String, Option<String>)> {
        let fill = |scheme: &Scheme| super::sign::around_body(scheme, self.id, self.timestamp);
        let (before, behind) = fill(self.scheme);
        let mut contents = vec![(before, behind, None)];
        for other in schemes() {
            let fillable = (!other.signs(&ContentPart::Id) || !self.id.is_empty())
                && (!other.signs(&ContentPart::Timestamp) || !self.timestamp.is_empty());
            let (before, behind) = fill(&other);
            if fillable && !contents.iter().any(|(known, _, _)| *known == before) {
                contents.push((before, behind, Some(other.content_template())));
            }
        }
        contents
    }
}

fn alternative(differences: Vec<Difference>) -> Alternative {
    let sentences: Vec<String> = differences.iter().map(Difference::sentence).collect();
    Alternative { message: sentences.join("; "), differences }
}

fn compute(key: &Key, before: &str, body: &[u8], behind: &str) -> Option<[u8; SIGNATURE_LENGTH]> {
    let mut macs = Macs::new(core::slice::from_ref(key), before);
    macs.update(body);
    macs.finish(behind).next()
}

/// Every key that people have been seen to make of a secret's text, the scheme's own first.
fn key_forms(scheme: &Scheme, secret: &[u8]) -> Vec<KeyForm> {
    let mut forms: Vec<(Zeroizing<Vec<u8>>, Option<String>)> = Vec::new();
    forms.extend(scheme.secret.key_bytes(secret).ok().map(|key| (key, None)));
    let mut add = |key: Zeroizing<Vec<u8>>, form: String| {
        if !key.is_empty() && !forms.iter().any(|(known, _)| *known == key) {
            forms.push((key, Some(form)));
        }
    };
    let trimmed = secret.trim_ascii();
    let around =
        if trimmed.len() == secret.len() { "" } else { " without the white space around it" };
    // `whsec_…`, `whsk_…`: what stands before the first underscore may be no part of the key.
    let bare = trimmed.iter().position(|byte| *byte == b'_').and_then(|at| trimmed.get(at + 1..));
    let texts = [(Some(trimmed), ""), (bare, " without its prefix")];
    for (text, prefix) in texts.into_iter().filter_map(|(text, prefix)| Some((text?, prefix))) {
        let plain = Zeroizing::new(text.to_vec());
        let readings = [
            ("as plain text", Some(plain)),
            ("as base64", lenient_base64(text)),
            ("as hexadecimal", ANY_HEX.decode(text)),
        ];
        for (form, key) in readings {
            key.into_iter().for_each(|key| add(key, format!("{form}{prefix}{around}")));
        }
    }
    forms.into_iter().filter_map(|(key, form)| Some((Key::new(&key).ok()?, form))).collect()
}

/// Whatever in a signature header decodes to 32 bytes, and how it is written where that is not the
/// scheme's way.
fn lenient_signatures(
    value: &[u8],
    encoding: Encoding,
) -> Vec<(Option<String>, [u8; SIGNATURE_LENGTH])> {
    const MOST: usize = 16;
    let text = String::from_utf8_lossy(value.get(..header::LONGEST_HEADER).unwrap_or(value));
    let whole: String = text.chars().filter(|one| !matches!(one, ' ' | ':' | '-')).collect();
    let tokens = text.split([' ', ',', ';', '"', '\'']).chain([&*whole]);
    let mut found: Vec<(Option<String>, [u8; SIGNATURE_LENGTH])> = Vec::new();
    for token in tokens.filter(|token| token.len() >= 43) {
        let value = match token.split_once('=') {
            Some((label, value)) if label.len() < 16 && value.len() >= 43 => value,
            _ => token,
        };
        let hex = ANY_HEX.decode(value.as_bytes());
        let form = match hex {
            Some(_) if value.bytes().any(|byte| byte.is_ascii_uppercase()) => "in upper case",
            Some(_) => "in hexadecimal",
            None if value.contains(['-', '_']) => "in base64url",
            None => "in base64",
        };
        let bytes = hex.or_else(|| lenient_base64(value.as_bytes()));
        let Some(bytes) =
            bytes.and_then(|bytes| <[u8; SIGNATURE_LENGTH]>::try_from(bytes.as_slice()).ok())
        else {
            continue;
        };
        let usual = header::encode(&bytes, encoding) == value;
        let form = match usual {
            true => format!("as {}", excerpt(text.as_bytes())),
            false => form.to_owned(),
        };
        if found.len() < MOST && !found.iter().any(|(_, known)| *known == bytes) {
            found.push((Some(form), bytes));
        }
    }
    found
}

fn lenient_base64(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bare = text;
    while let Some(shorter) = bare.strip_suffix(b"=") {
        bare = shorter;
    }
    ANY_BASE64.decode(bare)
}
