//! A signature scheme as data: which headers carry what, what is signed, and how it is written.

use crate::alphabet::{Alphabet, BASE64, HEX};
use crate::event::EventRules;
use crate::generator::Generator;
use crate::seal::payload::Encryption;
use crate::secret::SecretForm;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// How a sender signs its deliveries.
///
/// A scheme is read from a provider file or from `schemes.json`; none is code of its own. See
/// [`Scheme::from_json`] for the form.
#[derive(Debug)]
pub struct Scheme {
    pub(crate) id: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) sources: Vec<Source>,
    pub(crate) assumed: bool,
    pub(crate) content: Vec<ContentPart>,
    pub(crate) encoding: Encoding,
    pub(crate) headers: Vec<HeaderForm>,
    pub(crate) separator: Option<char>,
    pub(crate) tolerance: Option<u64>,
    pub(crate) secret: SecretForm,
    pub(crate) id_generator: Option<Generator>,
    /// Where a receiver finds type, data and id; a provider has it, a bare scheme has not.
    pub(crate) events: Option<EventRules>,
    /// How payloads are sealed, where the provider does.
    pub(crate) encryption: Option<Encryption>,
}

/// Where a fact was read, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What the page calls itself.
    pub title: String,
    /// Where it stands, if it is public.
    pub url: Option<String>,
    /// The day it was read, as `YYYY-MM-DD`.
    pub checked_on: String,
}

/// How a signature is written in its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Lower-case hexadecimal.
    Hex,
    /// Standard base64 with padding, in its one canonical form.
    Base64,
}

impl Encoding {
    /// The word that a definition uses for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hex => "hex",
            Self::Base64 => "base64",
        }
    }

    pub(crate) fn alphabet(self) -> &'static Alphabet {
        match self {
            Self::Hex => &HEX,
            Self::Base64 => &BASE64,
        }
    }
}

/// A part of the signed content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ContentPart {
    Literal(Box<str>),
    Id,
    Timestamp,
    Body,
}

/// What a header item holds behind its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Id,
    Timestamp,
    Signature,
}

/// One header of a scheme: its items, each a fixed prefix and one value.
#[derive(Debug)]
pub(crate) struct HeaderForm {
    pub(crate) name: Box<str>,
    pub(crate) items: Vec<(Box<str>, Slot)>,
}

impl HeaderForm {
    pub(crate) fn holds(&self, slot: Slot) -> bool {
        self.items.iter().any(|(_, held)| *held == slot)
    }
}

impl Scheme {
    /// The name that every function takes.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name that a person reads.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether no source states how this scheme signs, so that it is anyhook's own assumption.
    pub fn is_assumed(&self) -> bool {
        self.assumed
    }

    /// The headers that carry the signature, the timestamp and the id.
    pub fn header_names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(|header| &*header.name)
    }

    /// How far a delivery's timestamp may lie from the clock, in seconds; `None` where the scheme
    /// signs no timestamp, and so cannot stop a replay.
    pub fn tolerance(&self) -> Option<u64> {
        self.tolerance
    }

    /// Where the scheme was read, and when.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Makes a new secret of the scheme's form. `fill` must fill a buffer with fresh bytes of the
    /// operating system's randomness.
    pub fn generate_secret(&self, mut fill: impl FnMut(&mut [u8])) -> String {
        self.secret.generator.generate(0, &mut fill) // no form of a secret holds the time
    }

    /// Makes a new delivery id, where the scheme signs one. `now`, in Unix seconds, is what an id
    /// that sorts by time starts with; `fill` as for [`generate_secret`](Self::generate_secret).
    pub fn generate_id(&self, now: i64, mut fill: impl FnMut(&mut [u8])) -> Option<String> {
        self.id_generator.as_ref().map(|generator| generator.generate(now, &mut fill))
    }

    pub(crate) fn signs(&self, part: &ContentPart) -> bool {
        self.content.contains(part)
    }

    /// The text that ends the id in the signed content: an id that held it could be made to seem
    /// another id, with another body.
    pub(crate) fn id_end(&self) -> Option<&str> {
        let mut parts = self.content.iter().skip_while(|part| **part != ContentPart::Id).skip(1);
        match parts.next() {
            Some(ContentPart::Literal(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn signature_header(&self) -> &str {
        let header = self.headers.iter().find(|header| header.holds(Slot::Signature));
        header.map_or("", |header| &header.name)
    }

    /// The template of the signed content, as in the definition.
    pub(crate) fn content_template(&self) -> String {
        self.content
            .iter()
            .map(|part| match part {
                ContentPart::Literal(text) => text,
                ContentPart::Id => "{id}",
                ContentPart::Timestamp => "{timestamp}",
                ContentPart::Body => "{body}",
            })
            .collect()
    }
}

pub(crate) fn is_visible(byte: u8) -> bool {
    (0x21..=0x7e).contains(&byte)
}
