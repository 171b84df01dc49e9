//! What a verified delivery tells: the event's type, its data, and the id to tell it apart by.

use crate::error::{ConfigurationError, VerificationError};
use crate::json::{Document, Json};
use crate::provider::reader::{Faults, Node};
use crate::signature::{Verified, VerifyOptions, Webhook};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What is read of a longer body takes more memory than the wasm module has.
pub(crate) const LARGEST_EVENT: usize = 8 << 20;

/// Where a receiver finds type, data and id.
#[derive(Debug)]
pub(crate) struct EventRules {
    /// JSON Pointer of the event's type in the body.
    pub(crate) r#type: Box<str>,
    /// JSON Pointer of the event's data in the body; empty for the whole body.
    pub(crate) data: Box<str>,
    pub(crate) id: Option<IdRule>,
    /// The types that the provider lists. Others are delivered all the same, as not known.
    pub(crate) types: Vec<Box<str>>,
}

/// Where an id is found, and what it names.
#[derive(Debug)]
pub(crate) enum IdRule {
    /// JSON Pointer of the delivery's id in the signed body.
    Delivery(Box<str>),
    /// JSON Pointer of an id that names the resource: no key to tell deliveries apart by.
    Resource(Box<str>),
    /// A header that the signature does not cover.
    UnsignedHeader(Box<str>),
}

impl EventRules {
    pub(crate) fn read(receive: &Node<'_>, events: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        let types = read_types(events, faults);
        receive.object(&["type", "data", "id"], faults)?;
        let r#type = read_pointer(receive, "type", faults);
        let data = read_pointer(receive, "data", faults);
        let id = receive.get("id").and_then(|node| IdRule::read(&node, faults));
        Some(Self { r#type: r#type?, data: data?, id, types: types? })
    }

    pub(crate) fn unsigned_id_header(&self) -> Option<&str> {
        match &self.id {
            Some(IdRule::UnsignedHeader(name)) => Some(name),
            _ => None,
        }
    }
}

impl IdRule {
    fn read(node: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        node.object(&["pointer", "header", "names"], faults)?;
        let names = node.get("names").and_then(|node| node.word(&["delivery", "resource"], faults));
        match (node.get("pointer"), node.get("header")) {
            (Some(_), None) => {
                let pointer = read_pointer(node, "pointer", faults)?;
                Some(match names {
                    Some("resource") => Self::Resource(pointer),
                    _ => Self::Delivery(pointer),
                })
            }
            (None, Some(header)) => {
                let name = header.string(faults)?;
                header.header_name(name, faults);
                Some(Self::UnsignedHeader(name.into()))
            }
            _ => {
                node.fault("must have one of `pointer` and `header`", faults);
                None
            }
        }
    }
}

fn read_types(events: &Node<'_>, faults: &mut Faults) -> Option<Vec<Box<str>>> {
    let types = events.need("types", faults)?;
    types.entries(faults)?;
    Some(types.members(faults).into_iter().map(|(name, _)| name.into()).collect())
}

/// A JSON Pointer of the definition; the empty one means the whole body.
fn read_pointer(rules: &Node<'_>, key: &str, faults: &mut Faults) -> Option<Box<str>> {
    match rules.need(key, faults)?.value.as_str() {
        Some(pointer) if pointer.is_empty() || pointer.starts_with('/') => Some(pointer.into()),
        _ => {
            rules.fault_of(key, "must be a JSON Pointer such as `/data/type`", faults);
            None
        }
    }
}

/// A verified delivery, read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The event's type, such as `payment.completed`.
    pub r#type: String,
    /// Whether the provider's pages list this type.
    pub known: bool,
    /// The delivery's id, covered by the signature: the same on every retry.
    pub id: Option<String>,
    /// The delivery's id from a header that the signature does not cover: whoever captured a
    /// delivery can change it.
    pub unsigned_id: Option<String>,
    /// The id of the resource that the event is about: many deliveries share it.
    pub resource_id: Option<String>,
    /// The bytes that the body held sealed, where it did: what the event was read from.
    pub payload: Option<Vec<u8>>,
    /// The event's data, as JSON text for a parser of your own; `null` where there is none.
    pub data: String,
    /// What the signature tells.
    pub verified: Verified,
}

/// Why a delivery cannot be received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiveError {
    /// The sender's fault: answer 400 or 401.
    Verification(VerificationError),
    /// The caller's fault: answer 500.
    Configuration(ConfigurationError),
}

impl core::fmt::Display for ReceiveError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Verification(error) => error.fmt(f),
            Self::Configuration(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ReceiveError {}

impl From<VerificationError> for ReceiveError {
    fn from(error: VerificationError) -> Self {
        Self::Verification(error)
    }
}

impl Webhook {
    /// Verifies a delivery, opens it where its payload is sealed, then reads it as the provider's event.
    ///
    /// # Errors
    ///
    /// As [`Webhook::verify`]; as [`Webhook::open_payload`] where the payload is sealed; `malformed_body`
    /// where it is not the JSON that the provider sends; `unknown_provider` where the scheme is no
    /// provider's.
    pub fn receive<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: &[(N, V)],
        body: &[u8],
        options: VerifyOptions,
    ) -> Result<Event, ReceiveError> {
        let Some(rules) = &self.scheme().events else {
            let reason = format!(
                "`{}` is a signature scheme without a provider: verify it, then read the body",
                self.scheme().id()
            );
            return Err(ReceiveError::Configuration(ConfigurationError::UnknownProvider {
                reason,
            }));
        };
        let verified = self.verify(headers, body, options)?;
        let malformed = |reason: String| VerificationError::MalformedBody { reason };
        if body.len() > LARGEST_EVENT {
            return Err(malformed(format!("is larger than {LARGEST_EVENT} bytes")).into());
        }
        let document = Document::parse(body)
            .map_err(|error| malformed(format!("is not JSON: found {error}")))?;
        let opened = self.open_event(document.root())?.map(|opened| opened.body);
        let (document, was_opened) = match &opened {
            Some(bytes) => {
                let document = Document::parse(bytes).map_err(|error| {
                    malformed(format!("was opened, and is not JSON: found {error}"))
                })?;
                (document, "was opened, and ")
            }
            None => (document, ""),
        };
        let event = document.root();
        let text = |pointer: &str| event.pointer(pointer).and_then(Json::as_str);
        let Some(r#type) = text(&rules.r#type).map(str::to_owned) else {
            let reason = format!("{was_opened}has no string at `{}`", rules.r#type);
            return Err(malformed(reason).into());
        };
        let (mut id, mut unsigned_id, mut resource_id) = (verified.id.clone(), None, None);
        match &rules.id {
            Some(IdRule::Delivery(pointer)) => id = text(pointer).map(str::to_owned),
            Some(IdRule::Resource(pointer)) => resource_id = text(pointer).map(str::to_owned),
            Some(IdRule::UnsignedHeader(name)) => {
                let mut values =
                    headers.iter().filter(|(other, _)| other.as_ref().eq_ignore_ascii_case(name));
                if let (Some((_, value)), None) = (values.next(), values.next()) {
                    unsigned_id = str::from_utf8(value.as_ref()).ok().map(str::to_owned);
                }
            }
            None => {}
        }
        let known = rules.types.iter().any(|listed| **listed == r#type);
        let data = event.pointer(&rules.data).map_or_else(|| "null".to_owned(), Json::to_json);
        drop(document); // it may refer to what was opened
        Ok(Event { r#type, known, id, unsigned_id, resource_id, payload: opened, data, verified })
    }
}
