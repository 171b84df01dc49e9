//! A signature scheme as data: which headers carry what, what is signed, and how it is written.

use crate::alphabet::{Alphabet, BASE64, HEX};
use crate::event::EventRules;
use crate::provider::reader::{Faults, Node, Object};
use crate::secret::{Generator, SecretForm};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
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
    pub(crate) const WORDS: [(&'static str, Self); 2] =
        [("hex", Self::Hex), ("base64", Self::Base64)];

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
    pub(crate) fn read(root: &Object<'_>, faults: &mut Faults) -> Option<Self> {
        let id = root.need("id", faults).and_then(|node| {
            let id = node.string(faults)?;
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            let fits = id.len() <= 64 && id.starts_with(|first: char| first.is_ascii_lowercase());
            if !fits || !id.bytes().all(|byte| plain(byte) || byte == b'-') {
                faults.add(node.path, "must match `^[a-z][a-z0-9-]{0,63}$`");
            }
            Some(id)
        });
        let name = root.need("name", faults).and_then(|node| node.string(faults));
        let sources = match root.get("sources") {
            Some(node) => read_sources(&node, faults),
            None => Vec::new(),
        };
        Some(Self { id: id?.into(), name: name?.into(), sources })
    }
}

fn read_sources(node: &Node<'_>, faults: &mut Faults) -> Vec<Source> {
    let items = node.items(faults).unwrap_or_default();
    let sources = items.iter().filter_map(|item| {
        let source = item.object(&["title", "url", "checkedOn"], faults)?;
        let title = source.need("title", faults).and_then(|node| node.string(faults));
        let url = source.get("url").and_then(|node| node.string(faults)).map(str::to_owned);
        let checked_on = source.need("checkedOn", faults).and_then(|node| node.string(faults));
        Some(Source { title: title?.to_owned(), url, checked_on: checked_on?.to_owned() })
    });
    sources.collect()
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
        let keys = ["content", "encoding", "headers", "separator", "tolerance"];
        let form = node.object(&keys, faults)?;

        let separator = form
            .get("separator")
            .and_then(|node| node.word(&[(",", ','), (" ", ' '), (";", ';')], faults));
        let encoding =
            form.need("encoding", faults).and_then(|node| node.word(&Encoding::WORDS, faults));
        let tolerance =
            form.get("tolerance").and_then(|node| node.integer(1, 86_400 * 365, faults));
        let content = form.need("content", faults).and_then(|node| read_content(&node, faults));
        let headers =
            form.need("headers", faults).and_then(|node| read_headers(&node, separator, faults));

        let loaded = Self {
            content: content?,
            encoding: encoding?,
            headers: headers?,
            separator,
            tolerance,
        };
        loaded.check(&form, faults);
        Some(loaded)
    }

    /// What no single key can show: that headers, content and tolerance fit one another.
    fn check(&self, form: &Object<'_>, faults: &mut Faults) {
        let carried = |slot| {
            let items = self.headers.iter().flat_map(|header| &header.items);
            items.filter(|(_, held)| *held == slot).count()
        };
        if carried(Slot::Signature) != 1 {
            faults.add(form.path_of("headers"), "must hold `{signature}` exactly once");
        }
        for (slot, part, word) in [
            (Slot::Id, ContentPart::Id, "{id}"),
            (Slot::Timestamp, ContentPart::Timestamp, "{timestamp}"),
        ] {
            let signed = self.content.contains(&part);
            match carried(slot) {
                0 if signed => faults.add(
                    form.path_of("headers"),
                    format!("must hold `{word}`, since `content` signs it"),
                ),
                1 if !signed => faults.add(
                    form.path_of("content"),
                    format!("must sign `{word}`, since a header carries it"),
                ),
                0 | 1 => {}
                _ => {
                    faults.add(form.path_of("headers"), format!("must hold `{word}` at most once"))
                }
            }
        }
        match (self.tolerance, self.content.contains(&ContentPart::Timestamp)) {
            (None, true) => faults.add(form.path_of("tolerance"), "is missing"),
            (Some(_), false) => faults.add(
                form.path_of("tolerance"),
                "has no meaning, since `content` signs no `{timestamp}`",
            ),
            _ => {}
        }
    }
}

fn read_content(node: &Node<'_>, faults: &mut Faults) -> Option<Vec<ContentPart>> {
    let text = node.string(faults)?;
    let mut parts = Vec::new();
    for piece in pieces(text) {
        parts.push(match piece {
            Piece::Literal(literal) if literal.bytes().all(is_visible) => {
                ContentPart::Literal(literal.into())
            }
            Piece::Slot("id") => ContentPart::Id,
            Piece::Slot("timestamp") => ContentPart::Timestamp,
            Piece::Slot("body") => ContentPart::Body,
            Piece::Literal(_) | Piece::Slot(_) | Piece::Unclosed => {
                faults.add(
                    &node.path,
                    "must be made of `{id}`, `{timestamp}`, `{body}` and visible ASCII text",
                );
                return None;
            }
        });
    }
    let count = |wanted| parts.iter().filter(|part| **part == wanted).count();
    if count(ContentPart::Body) != 1 {
        faults.add(&node.path, "must hold `{body}` exactly once");
    }
    if count(ContentPart::Id) > 1 || count(ContentPart::Timestamp) > 1 {
        faults.add(&node.path, "must hold `{id}` and `{timestamp}` at most once each");
    }
    Some(parts)
}

fn read_headers(
    node: &Node<'_>,
    separator: Option<char>,
    faults: &mut Faults,
) -> Option<Vec<HeaderForm>> {
    let mut headers: Vec<HeaderForm> = Vec::new();
    for (name, node) in node.entries(faults)?.iter() {
        if name.len() > 64 || name.is_empty() || !name.bytes().all(is_token) {
            faults.add(&node.path, "is not a header name of at most 64 characters");
        }
        if headers.iter().any(|other| other.name.eq_ignore_ascii_case(name)) {
            faults.add(&node.path, "names a header twice, since case has no meaning");
        }
        let Some(template) = node.string(faults) else { continue };
        let Some(items) = read_items(template, separator) else {
            faults.add(
                &node.path,
                "must be a prefix and one of `{id}`, `{timestamp}`, `{signature}`, or several such \
                 items joined by the `separator`",
            );
            continue;
        };
        let ambiguous = items.iter().enumerate().any(|(index, (prefix, _))| {
            let others = items.iter().enumerate().filter(|(other, _)| *other != index);
            others.into_iter().any(|(_, (other, _))| other.starts_with(&**prefix))
        });
        if ambiguous {
            faults.add(&node.path, "has two items that start alike");
        }
        if items.iter().any(|(prefix, slot)| *slot == Slot::Id && !prefix.is_empty())
            || (items.len() > 1 && items.iter().any(|(_, slot)| *slot == Slot::Id))
        {
            faults.add(&node.path, "must be `{id}` alone, since an id is a whole header");
        }
        headers.push(HeaderForm { name: name.into(), items });
    }
    Some(headers)
}

fn read_items(template: &str, separator: Option<char>) -> Option<Vec<(Box<str>, Slot)>> {
    let items: Vec<&str> = match separator {
        Some(separator) => template.split(separator).collect(),
        None => vec![template],
    };
    let items = items.into_iter().map(|item| {
        let mut prefix = "";
        let mut pieces = pieces(item);
        let mut piece = pieces.next()?;
        if let Piece::Literal(literal) = piece {
            prefix = literal;
            piece = pieces.next()?;
        }
        let slot = match piece {
            Piece::Slot("id") => Slot::Id,
            Piece::Slot("timestamp") => Slot::Timestamp,
            Piece::Slot("signature") => Slot::Signature,
            _ => return None,
        };
        let whole = pieces.next().is_none() && prefix.bytes().all(is_visible);
        whole.then(|| (prefix.into(), slot))
    });
    items.collect()
}

/// A piece of a template such as `v1={signature}`.
enum Piece<'a> {
    Literal(&'a str),
    Slot(&'a str),
    Unclosed,
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(open) = rest.strip_prefix('{') {
            let Some((slot, after)) = open.split_once('}') else {
                rest = "";
                return Some(Piece::Unclosed);
            };
            rest = after;
            return Some(Piece::Slot(slot));
        }
        let (literal, after) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
        rest = after;
        Some(Piece::Literal(literal))
    })
}

pub(crate) fn is_visible(byte: u8) -> bool {
    (0x21..=0x7e).contains(&byte)
}

/// A character of a header's name (RFC 9110, `tchar`).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
