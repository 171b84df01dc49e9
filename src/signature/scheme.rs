//! A signature scheme as data: which headers carry what, what is signed, and how it is written.

use crate::alphabet::{Alphabet, BASE64, HEX};
use crate::event::EventRules;
use crate::provider::reader::{Faults, Node};
use crate::secret::{Generator, SecretForm};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
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
    pub fn generate_secret(&self, fill: impl FnMut(&mut [u8])) -> String {
        self.secret.generator.generate(fill)
    }

    /// Makes a new delivery id, where the scheme signs one. `fill` as for
    /// [`generate_secret`](Self::generate_secret).
    pub fn generate_id(&self, fill: impl FnMut(&mut [u8])) -> Option<String> {
        self.id_generator.as_ref().map(|generator| generator.generate(fill))
    }

    pub(crate) fn signs(&self, part: &ContentPart) -> bool {
        self.content.contains(part)
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

/// What a definition says of itself before its signature: the keys that schemes and providers share.
pub(crate) struct Identity {
    pub(crate) id: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) sources: Vec<Source>,
}

impl Identity {
    pub(crate) fn read(root: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        let id = root.need_string("id", faults);
        if id.is_some_and(|id| !is_id(id)) {
            root.fault_of("id", "must match `^[a-z][a-z0-9-]{0,63}$`", faults);
        }
        let name = root.need_string("name", faults);
        let mut sources = Vec::new();
        if let Some(node) = root.get("sources") {
            for item in node.items(faults) {
                sources.extend(Source::read(&item, faults));
            }
        }
        Some(Self { id: id?.into(), name: name?.into(), sources })
    }
}

fn is_id(text: &str) -> bool {
    let fits = text.len() <= 64 && text.starts_with(|first: char| first.is_ascii_lowercase());
    fits && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

impl Source {
    fn read(node: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        node.object(&["title", "url", "checkedOn"], faults)?;
        let title = node.need_string("title", faults);
        let url = node.get_string("url", faults).map(str::to_owned);
        let checked_on = node.need_string("checkedOn", faults);
        Some(Self { title: title?.to_owned(), url, checked_on: checked_on?.to_owned() })
    }
}

/// The keys of `signature`, compiled and checked against one another.
pub(crate) struct SignatureForm {
    pub(crate) content: Vec<ContentPart>,
    pub(crate) encoding: Encoding,
    pub(crate) headers: Vec<HeaderForm>,
    pub(crate) separator: Option<char>,
    pub(crate) tolerance: Option<u64>,
}

impl SignatureForm {
    pub(crate) fn read(node: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        node.object(&["content", "encoding", "headers", "separator", "tolerance"], faults)?;
        let separator = node.get("separator").and_then(|node| node.word(&[",", " ", ";"], faults));
        let separator = separator.and_then(|word| word.chars().next());
        let encoding = node.need_word("encoding", &["hex", "base64"], faults);
        let tolerance =
            node.get("tolerance").and_then(|node| node.integer(1, 86_400 * 365, faults));
        let content = node.need("content", faults).and_then(|node| read_content(&node, faults));
        let headers =
            node.need("headers", faults).and_then(|node| read_headers(&node, separator, faults));

        let (content, encoding) = (content?, encoding?);
        let encoding = if encoding == "hex" { Encoding::Hex } else { Encoding::Base64 };
        let loaded = Self { content, encoding, headers: headers?, separator, tolerance };
        loaded.check(node, faults);
        Some(loaded)
    }

    /// What no single key can show: that headers, content and tolerance fit one another.
    fn check(&self, node: &Node<'_>, faults: &mut Faults) {
        if self.count(Slot::Signature) != 1 {
            node.fault_of("headers", "must hold `{signature}` exactly once", faults);
        }
        for (slot, part, word) in [
            (Slot::Id, ContentPart::Id, "{id}"),
            (Slot::Timestamp, ContentPart::Timestamp, "{timestamp}"),
        ] {
            let signed = self.content.contains(&part);
            let (key, message) = match self.count(slot) {
                0 if signed => ("headers", format!("must hold `{word}`, since `content` signs it")),
                1 if !signed => {
                    ("content", format!("must sign `{word}`, since a header carries it"))
                }
                0 | 1 => continue,
                _ => ("headers", format!("must hold `{word}` at most once")),
            };
            node.fault_of(key, &message, faults);
        }
        match (self.tolerance, self.content.contains(&ContentPart::Timestamp)) {
            (None, true) if node.get("tolerance").is_none() => {
                node.fault_of("tolerance", "is missing", faults);
            }
            (Some(_), false) => {
                let message = "has no meaning, since `content` signs no `{timestamp}`";
                node.fault_of("tolerance", message, faults);
            }
            _ => {}
        }
    }

    /// How many header items hold this slot.
    fn count(&self, slot: Slot) -> usize {
        let mut count = 0;
        for header in &self.headers {
            count += header.items.iter().filter(|(_, held)| *held == slot).count();
        }
        count
    }
}

fn read_content(node: &Node<'_>, faults: &mut Faults) -> Option<Vec<ContentPart>> {
    let mut rest = node.string(faults)?;
    let mut parts = Vec::new();
    while let Some(piece) = next_piece(&mut rest) {
        parts.push(match piece {
            Piece::Literal(literal) if literal.bytes().all(is_visible) => {
                ContentPart::Literal(literal.into())
            }
            Piece::Slot("id") => ContentPart::Id,
            Piece::Slot("timestamp") => ContentPart::Timestamp,
            Piece::Slot("body") => ContentPart::Body,
            Piece::Literal(_) | Piece::Slot(_) | Piece::Unclosed => {
                let message =
                    "must be made of `{id}`, `{timestamp}`, `{body}` and visible ASCII text";
                node.fault(message, faults);
                return None;
            }
        });
    }
    let count = |wanted| parts.iter().filter(|part| **part == wanted).count();
    if count(ContentPart::Body) != 1 {
        node.fault("must hold `{body}` exactly once", faults);
    }
    if count(ContentPart::Id) > 1 || count(ContentPart::Timestamp) > 1 {
        node.fault("must hold `{id}` and `{timestamp}` at most once each", faults);
    }
    Some(parts)
}

fn read_headers(
    node: &Node<'_>,
    separator: Option<char>,
    faults: &mut Faults,
) -> Option<Vec<HeaderForm>> {
    let mut headers: Vec<HeaderForm> = Vec::new();
    let mut whole = true;
    for (name, _) in node.entries(faults)? {
        if name.len() > 64 || name.is_empty() || !name.bytes().all(is_token) {
            node.fault_of(name, "is not a header name of at most 64 characters", faults);
        }
        if headers.iter().any(|other| other.name.eq_ignore_ascii_case(name)) {
            node.fault_of(name, "names a header twice, since case has no meaning", faults);
        }
        let Some(template) = node.need_string(name, faults) else { continue };
        let Some(items) = read_items(template, separator) else {
            let message = "must be a prefix and one of `{id}`, `{timestamp}`, `{signature}`, or \
                           several such items joined by the `separator`";
            node.fault_of(name, message, faults);
            whole = false;
            continue;
        };
        if has_like_prefixes(&items) {
            node.fault_of(name, "has two items that start alike", faults);
        }
        let sole = items.len() == 1;
        if items.iter().any(|(prefix, slot)| *slot == Slot::Id && !(sole && prefix.is_empty())) {
            let message = "must be `{id}` alone, since an id is a whole header";
            node.fault_of(name, message, faults);
        }
        headers.push(HeaderForm { name: (**name).into(), items });
    }
    // Half of the headers would only seem to lack what the other half holds.
    whole.then_some(headers)
}

/// Whether an item could be taken for another one.
fn has_like_prefixes(items: &[(Box<str>, Slot)]) -> bool {
    for (index, (prefix, _)) in items.iter().enumerate() {
        for (other_index, (other, _)) in items.iter().enumerate() {
            if index != other_index && other.starts_with(&**prefix) {
                return true;
            }
        }
    }
    false
}

fn read_items(template: &str, separator: Option<char>) -> Option<Vec<(Box<str>, Slot)>> {
    let mut read = Vec::new();
    for mut rest in items(template, separator) {
        let mut prefix = "";
        let mut piece = next_piece(&mut rest)?;
        if let Piece::Literal(literal) = piece {
            prefix = literal;
            piece = next_piece(&mut rest)?;
        }
        let slot = match piece {
            Piece::Slot("id") => Slot::Id,
            Piece::Slot("timestamp") => Slot::Timestamp,
            Piece::Slot("signature") => Slot::Signature,
            _ => return None,
        };
        if !rest.is_empty() || !prefix.bytes().all(is_visible) {
            return None;
        }
        read.push((prefix.into(), slot));
    }
    Some(read)
}

/// The items of a header, or of its template.
pub(crate) fn items(text: &str, separator: Option<char>) -> impl Iterator<Item = &str> {
    text.split(move |character| Some(character) == separator)
}

/// A piece of a template such as `v1={signature}`.
enum Piece<'a> {
    Literal(&'a str),
    Slot(&'a str),
    Unclosed,
}

fn next_piece<'a>(rest: &mut &'a str) -> Option<Piece<'a>> {
    let text = *rest;
    let (piece, after) = match text.strip_prefix('{') {
        Some(open) => match open.split_once('}') {
            Some((slot, after)) => (Piece::Slot(slot), after),
            None => (Piece::Unclosed, ""),
        },
        None => {
            let end = text.find('{').unwrap_or(text.len());
            let (literal, after) = text.split_at_checked(end)?;
            (Piece::Literal(literal), after)
        }
    };
    *rest = after;
    (!text.is_empty()).then_some(piece)
}

pub(crate) fn is_visible(byte: u8) -> bool {
    (0x21..=0x7e).contains(&byte)
}

/// A character of a header's name (RFC 9110, `tchar`).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
