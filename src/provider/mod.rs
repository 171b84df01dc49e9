//! Definitions: the built-in providers and schemes, and a user's own.

pub(crate) mod form;
pub(crate) mod reader;

use crate::error::{ConfigurationError, Fault};
use crate::event::EventRules;
use crate::generator::Generator;
use crate::json::Document;
use crate::secret::SecretForm;
use crate::signature::Scheme;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use form::{Identity, SignatureForm};
use reader::{Faults, Node};

macro_rules! files {
    ($($id:literal),*) => {
        [$(($id, include_bytes!(concat!("../../providers/", $id, ".json")))),*]
    };
}

/// The built-in providers' files.
const PROVIDERS: [(&str, &[u8]); 5] =
    files!["connect", "conduit", "spritz", "cryptofuse", "devdraft"];

/// The signature schemes that belong to no provider of ours.
const SCHEMES: &[u8] = include_bytes!("../../providers/schemes.json");

/// The built-in scheme of this name: a provider's, or one of `schemes.json`.
///
/// It is read anew at each call, in some ten microseconds: keep it.
///
/// # Errors
///
/// `unknown_provider`, with the names there are.
pub fn scheme(id: &str) -> Result<Arc<Scheme>, ConfigurationError> {
    let found = match PROVIDERS.iter().find(|(name, _)| *name == id) {
        Some((_, file)) => parse(file, read_provider).ok().map(Arc::new),
        None => bare_schemes().into_iter().find(|scheme| scheme.id() == id),
    };
    found.ok_or_else(|| {
        let all = schemes();
        let known: Vec<&str> = all.iter().map(|scheme| scheme.id()).collect();
        ConfigurationError::unknown("scheme", id, &known)
    })
}

/// Every built-in scheme: the providers' first.
pub fn schemes() -> Vec<Arc<Scheme>> {
    let mut schemes = Vec::new();
    // A test loads every file: none is left out in a release.
    for (_, file) in &PROVIDERS {
        schemes.extend(parse(file, read_provider).ok().map(Arc::new));
    }
    schemes.extend(bare_schemes());
    schemes
}

fn bare_schemes() -> Vec<Arc<Scheme>> {
    parse(SCHEMES, read_schemes).unwrap_or_default()
}

impl Scheme {
    /// Reads a scheme of one's own, in the form of an entry of `schemes.json`, or a provider file.
    ///
    /// ```
    /// let acme = anyhook::Scheme::from_json(br#"{
    ///     "id": "acme",
    ///     "name": "Acme",
    ///     "secret": { "encoding": "utf8", "generate": { "form": "base64url", "bytes": 32 } },
    ///     "signature": {
    ///         "headers": { "X-Acme-Signature": "t={timestamp},v1={signature}" },
    ///         "separator": ",",
    ///         "content": "{timestamp}.{body}",
    ///         "encoding": "hex",
    ///         "tolerance": 300
    ///     }
    /// }"#)?;
    /// assert_eq!(acme.id(), "acme");
    /// # Ok::<(), anyhook::ConfigurationError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `invalid_provider_file`, with every fault and where it stands.
    pub fn from_json(json: &[u8]) -> Result<Arc<Self>, ConfigurationError> {
        const LARGEST: usize = 64 << 10;
        let invalid = |message: String| {
            let faults = vec![Fault { path: String::new(), message }];
            ConfigurationError::InvalidProviderFile { faults }
        };
        if json.len() > LARGEST {
            return Err(invalid(format!("is larger than {LARGEST} bytes")));
        }
        parse(json, |root, faults| {
            let is_provider = root.value.get("delivery").is_some();
            if is_provider { read_provider(root, faults) } else { read_scheme(root, faults) }
        })
        .map(Arc::new)
        .map_err(|faults| ConfigurationError::InvalidProviderFile { faults })
    }
}

fn parse<T>(text: &[u8], read: fn(&Node<'_>, &mut Faults) -> Option<T>) -> Result<T, Vec<Fault>> {
    let mut faults = Faults::default();
    match Document::parse(text) {
        Ok(document) => {
            let loaded = read(&Node::root(document.root()), &mut faults);
            faults.or(loaded)
        }
        Err(error) => {
            faults.add(String::new(), &format!("is not JSON: found {error}"));
            faults.or(None)
        }
    }
}

fn read_schemes(root: &Node<'_>, faults: &mut Faults) -> Option<Vec<Arc<Scheme>>> {
    root.object(&["$schema", "format", "schemes"], faults)?;
    read_format(root, faults);
    let mut schemes = Vec::new();
    for item in root.need("schemes", faults)?.items(faults) {
        schemes.push(Arc::new(read_scheme(&item, faults)?));
    }
    Some(schemes)
}

fn read_scheme(root: &Node<'_>, faults: &mut Faults) -> Option<Scheme> {
    let keys = ["id", "name", "sources", "assumed", "secret", "ids", "signature"];
    root.object(&keys, faults)?;
    let id_generator = root.get("ids").and_then(|ids| read_ids(&ids, faults));
    assemble(root, root, id_generator, None, faults)
}

fn read_ids(ids: &Node<'_>, faults: &mut Faults) -> Option<Generator> {
    ids.object(&["delivery"], faults)?;
    let delivery = ids.need("delivery", faults)?;
    delivery.object(&["generate"], faults)?;
    Generator::read(&delivery.need("generate", faults)?, faults)
}

fn read_provider(root: &Node<'_>, faults: &mut Faults) -> Option<Scheme> {
    let keys =
        ["$schema", "format", "id", "name", "sources", "assumed", "secret", "events", "delivery"];
    root.object(&keys, faults)?;
    read_format(root, faults);
    let events = root.need("events", faults);
    let delivery = root.need("delivery", faults)?;
    delivery.object(&["signature", "receive"], faults)?;
    let receive = delivery.need("receive", faults);
    let rules = EventRules::read(&receive?, &events?, faults)?;
    assemble(root, &delivery, None, Some(rules), faults)
}

/// What bare schemes and providers have in common; `holder` is the object with the `signature`.
fn assemble(
    root: &Node<'_>,
    holder: &Node<'_>,
    id_generator: Option<Generator>,
    events: Option<EventRules>,
    faults: &mut Faults,
) -> Option<Scheme> {
    let identity = Identity::read(root, faults);
    let assumed = read_assumed(root, &holder.path_of("signature"), faults);
    let secret = root.need("secret", faults).and_then(|node| SecretForm::read(&node, faults));
    let form = holder.need("signature", faults).and_then(|node| SignatureForm::read(&node, faults));
    let (identity, form) = (identity?, form?);
    let unsigned = events.as_ref().and_then(EventRules::unsigned_id_header);
    let is_taken = |name: &str| form.headers.iter().any(|one| one.name.eq_ignore_ascii_case(name));
    if unsigned.is_some_and(is_taken) {
        holder.fault_of("receive", "takes its id from a header of the signature", faults);
    }
    Some(Scheme {
        id: identity.id,
        name: identity.name,
        sources: identity.sources,
        assumed,
        content: form.content,
        encoding: form.encoding,
        headers: form.headers,
        separator: form.separator,
        tolerance: form.tolerance,
        secret: secret?,
        id_generator,
        events,
    })
}

fn read_format(root: &Node<'_>, faults: &mut Faults) {
    root.need("format", faults).and_then(|node| node.integer(1, 1, faults));
}

/// Whether what stands at `signature` is among what no source states, in whole or in part.
fn read_assumed(root: &Node<'_>, signature: &str, faults: &mut Faults) -> bool {
    let Some(node) = root.get("assumed") else { return false };
    let mut assumed = false;
    for item in node.items(faults) {
        let Some(pointer) = item.string(faults) else { continue };
        if root.value.pointer(pointer).is_none() {
            item.fault("points to nothing in this file", faults);
        }
        assumed |= is_within(pointer, signature) || is_within(signature, pointer);
    }
    assumed
}

fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
