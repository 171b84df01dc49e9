//! Definitions: the built-in providers and schemes, and a user's own.

pub(crate) mod reader;

use crate::error::{ConfigurationError, Fault};
use crate::event::EventRules;
use crate::json;
use crate::secret::{Generator, SecretForm};
use crate::signature::Scheme;
use crate::signature::scheme::{Identity, SignatureForm};
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use reader::{Faults, Node, Object};

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
    let provider = PROVIDERS.iter().find(|(name, _)| *name == id);
    let found = match provider {
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
    for (_, file) in PROVIDERS {
        // A test loads every file: none is left out in a release.
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
        const LARGEST: usize = 1 << 20;
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

fn parse<T>(
    text: &[u8],
    read: impl FnOnce(&Node<'_>, &mut Faults) -> Option<T>,
) -> Result<T, Vec<Fault>> {
    let mut faults = Faults::default();
    match json::parse(text) {
        Ok(root) => {
            let loaded = read(&Node::root(&root), &mut faults);
            faults.or(loaded)
        }
        Err(error) => {
            faults.add("", format!("is not JSON: found {error}"));
            faults.or(None)
        }
    }
}

fn read_schemes(root: &Node<'_>, faults: &mut Faults) -> Option<Vec<Arc<Scheme>>> {
    let file = root.object(&["$schema", "format", "schemes"], faults)?;
    read_format(&file, faults);
    let items = file.need("schemes", faults)?.items(faults)?;
    items.iter().map(|item| read_scheme(item, faults).map(Arc::new)).collect()
}

fn read_scheme(root: &Node<'_>, faults: &mut Faults) -> Option<Scheme> {
    let keys = ["id", "name", "sources", "assumed", "secret", "ids", "signature"];
    let file = root.object(&keys, faults)?;
    let id_generator = file.get("ids").and_then(|node| {
        let delivery = node.object(&["delivery"], faults)?.need("delivery", faults)?;
        let generate = delivery.object(&["generate"], faults)?.need("generate", faults)?;
        Generator::read(&generate, faults)
    });
    assemble(root, &file, &file, id_generator, None, faults)
}

fn read_provider(root: &Node<'_>, faults: &mut Faults) -> Option<Scheme> {
    let keys =
        ["$schema", "format", "id", "name", "sources", "assumed", "secret", "events", "delivery"];
    let file = root.object(&keys, faults)?;
    read_format(&file, faults);
    let events = file.need("events", faults);
    let delivery = file.need("delivery", faults)?.object(&["signature", "receive"], faults)?;
    let receive = delivery.need("receive", faults);
    let rules = EventRules::read(&receive?, &events?, faults)?;
    assemble(root, &file, &delivery, None, Some(rules), faults)
}

/// What bare schemes and providers have in common; `holder` is the object with the `signature`.
fn assemble(
    root: &Node<'_>,
    file: &Object<'_>,
    holder: &Object<'_>,
    id_generator: Option<Generator>,
    events: Option<EventRules>,
    faults: &mut Faults,
) -> Option<Scheme> {
    let identity = Identity::read(file, faults);
    let assumed = read_assumed(root, file, faults);
    let secret = file.need("secret", faults).and_then(|node| SecretForm::read(&node, faults));
    let form = holder.need("signature", faults).and_then(|node| SignatureForm::read(&node, faults));
    let (identity, form) = (identity?, form?);
    Some(Scheme {
        id: identity.id,
        name: identity.name,
        sources: identity.sources,
        assumed: rests_on(&assumed, &holder.path_of("signature")),
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

fn read_format(file: &Object<'_>, faults: &mut Faults) {
    file.need("format", faults).and_then(|node| node.integer(1, 1, faults));
}

/// The JSON Pointers of everything in the file that no source states.
fn read_assumed<'a>(root: &Node<'a>, file: &Object<'a>, faults: &mut Faults) -> Vec<&'a str> {
    let Some(node) = file.get("assumed") else { return Vec::new() };
    let items = node.items(faults).unwrap_or_default();
    let pointers = items.iter().filter_map(|item| {
        let pointer = item.string(faults)?;
        if root.value.pointer(pointer).is_none() {
            faults.add(&item.path, "points to nothing in this file");
        }
        Some(pointer)
    });
    pointers.collect()
}

/// Whether what stands at `pointer` is assumed, in whole or in part.
fn rests_on(assumed: &[&str], pointer: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    assumed.iter().any(|other| within(other, pointer) || within(pointer, other))
}
