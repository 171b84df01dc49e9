//! The parts of a definition that say how deliveries are signed.

use super::reader::{Faults, Node};
use crate::signature::scheme::{ContentPart, Encoding, HeaderForm, Slot, Source, is_visible};
use crate::text::{cut, split};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;

/// What a definition says of itself before its signature: the keys that schemes and providers share.
pub(super) struct Identity {
    pub(super) id: Box<str>,
    pub(super) name: Box<str>,
    pub(super) sources: Vec<Source>,
}

impl Identity {
    pub(super) fn read(root: &Node<'_>, faults: &mut Faults) -> Option<Self> {
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
pub(super) struct SignatureForm {
    pub(super) content: Vec<ContentPart>,
    pub(super) encoding: Encoding,
    pub(super) headers: Vec<HeaderForm>,
    pub(super) separator: Option<char>,
    pub(super) tolerance: Option<u64>,
}

impl SignatureForm {
    pub(super) fn read(node: &Node<'_>, faults: &mut Faults) -> Option<Self> {
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
    for pair in parts.windows(2) {
        let blurred = match pair {
            [ContentPart::Literal(_), _] => false,
            [ContentPart::Timestamp, ContentPart::Literal(text)] => {
                text.starts_with(|first: char| first.is_ascii_digit())
            }
            [_, next] => !matches!(next, ContentPart::Literal(_)),
            _ => false,
        };
        if blurred {
            node.fault("must have text between two slots, to tell where one ends", faults);
        }
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
    node.holds_at_most(64, faults);
    node.entries(faults)?;
    for (name, header) in node.members(faults) {
        header.header_name(name, faults);
        if headers.iter().any(|other| other.name.eq_ignore_ascii_case(name)) {
            node.fault_of(name, "names a header twice, since case has no meaning", faults);
        }
        let Some(template) = header.string(faults) else { continue };
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
        headers.push(HeaderForm { name: name.into(), items });
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

/// The longest template of a header: each of its items is compared with all others.
const LONGEST_TEMPLATE: usize = 1024;

fn read_items(template: &str, separator: Option<char>) -> Option<Vec<(Box<str>, Slot)>> {
    let mut read = Vec::new();
    if template.len() > LONGEST_TEMPLATE {
        return None;
    }
    for mut rest in split(template, separator) {
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
        if !rest.is_empty() || prefix.len() > 64 || !prefix.bytes().all(is_visible) {
            return None;
        }
        read.push((prefix.into(), slot));
    }
    Some(read)
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
        Some(open) => match cut(open, Some('}')) {
            (slot, Some(after)) => (Piece::Slot(slot), after),
            (_, None) => (Piece::Unclosed, ""),
        },
        None => {
            let (literal, _) = cut(text, Some('{'));
            (Piece::Literal(literal), text.get(literal.len()..)?)
        }
    };
    *rest = after;
    (!text.is_empty()).then_some(piece)
}
