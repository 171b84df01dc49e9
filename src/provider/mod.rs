//! Definitions: the built-in providers and schemes, and a user's own.

mod api;
pub(crate) mod assumed;
mod bounds;
mod builtin;
mod catalogue;
pub(crate) mod errors;
mod events;
mod form;
pub(crate) mod operations;
pub(crate) mod reader;
pub(crate) mod render;
mod subscription;
mod template;
mod tokens;
mod validator;

#[cfg(feature = "service")]
pub(crate) use builtin::is_built_in;
pub use builtin::{provider, providers, scheme, schemes};
pub use catalogue::{EventType, ExampleOptions};
pub use validator::Validator;

#[cfg(feature = "binding")]
pub(crate) use api::LARGEST_BODY;

use crate::error::{ConfigurationError, Fault};
use crate::event::EventRules;
use crate::generator::Generator;
use crate::id::{self, IdKind};
use crate::json::{Document, Json};
use crate::seal::payload::Encryption;
use crate::secret::SecretForm;
use crate::signature::Scheme;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use form::{Identity, SignatureForm};
use reader::{Faults, Node};
use template::Templates;
use tokens::SecretRules;
use validator::Fields;

/// A provider: its webhook API, its events, ids and secrets, and how it signs.
///
/// The built-in ones go by [their names](provider()); [`Provider::from_json`] reads your own.
#[derive(Debug)]
pub struct Provider {
    file: Document<'static>,
    scheme: Arc<Scheme>,
    secret: SecretRules,
    ids: Vec<(Box<str>, IdKind)>,
}

/// How much of a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// What the functions need, of a built-in file, whose every part is checked by a test.
    Needed,
    /// All of it, as whoever wrote it wants to know.
    Whole,
}

impl Provider {
    /// Reads a provider of one's own, in the form that `provider.schema.json` describes: at most 256 KiB,
    /// in which no list is longer than 1,000 members, no key than 256 bytes, and all patterns together
    /// need at most 16,384 steps.
    ///
    /// # Errors
    ///
    /// `invalid_provider_file`, with every fault and where it stands.
    pub fn from_json(json: &[u8]) -> Result<Arc<Self>, ConfigurationError> {
        let file = own(json).and_then(|file| {
            let provider = Self::read(file, Reading::Whole)?;
            provider.check_deliveries()?;
            Ok(Arc::new(provider))
        });
        file.map_err(|faults| ConfigurationError::InvalidProviderFile { faults })
    }

    fn read(file: Document<'static>, reading: Reading) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let root = Node::root(file.root());
        let scheme = read_scheme_of_provider(&root, &mut faults);
        let ids = root.get("ids").map(|ids| tokens::read_ids(&ids, &mut faults));
        let ids = ids.unwrap_or_default();
        let form = scheme.as_ref().map(|scheme| &scheme.secret);
        let secret = root.get("secret").map(|node| SecretRules::read(&node, form, &mut faults));
        if reading == Reading::Whole {
            builtin::refuse_names(&root, &mut faults);
            check(&root, &mut faults);
            check_webhook_ids(&root, &ids, &mut faults);
            let fields = Fields { file: file.root(), ids: &ids, secret: secret.as_ref() };
            validator::check(&root, &fields, &mut faults);
        }
        let (scheme, secret) = faults.or(scheme.zip(secret))?;
        Ok(Self { file, scheme: Arc::new(scheme), secret, ids })
    }

    /// The name that every function takes.
    pub fn id(&self) -> &str {
        self.scheme.id()
    }

    /// The name that a person reads.
    pub fn name(&self) -> &str {
        self.scheme.name()
    }

    /// How the provider signs its deliveries.
    pub fn scheme(&self) -> &Arc<Scheme> {
        &self.scheme
    }

    /// The provider's file, as JSON text: operations, errors, limits and all that is known of it.
    pub fn definition(&self) -> &str {
        self.file().raw()
    }

    pub(crate) fn file(&self) -> Json<'_> {
        self.file.root()
    }
}

impl Scheme {
    /// Reads a scheme of one's own, in the form of an entry of `schemes.json`.
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
        let scheme = own(json).and_then(|file| {
            let mut faults = Faults::default();
            let root = Node::root(file.root());
            let scheme = read_scheme(&root, &mut faults);
            assumed::check(&root, &mut faults);
            faults.or(scheme.map(Arc::new))
        });
        scheme.map_err(|faults| ConfigurationError::InvalidProviderFile { faults })
    }
}

/// The text of a user's own definition, if it is JSON of a size that makes sense.
fn own(json: &[u8]) -> Result<Document<'static>, Vec<Fault>> {
    const LARGEST: usize = 256 << 10;
    let fault = |message: String| vec![Fault { path: String::new(), message }];
    if json.len() > LARGEST {
        return Err(fault(format!("is larger than {LARGEST} bytes")));
    }
    let document = Document::parse(json);
    let document = document.map_err(|error| fault(format!("is not JSON: found {error}")))?;
    let mut faults = Faults::default();
    bounds::check(&Node::root(document.root()), &mut faults);
    faults.or(Some(document.into_owned()))
}

fn read_scheme(root: &Node<'_>, faults: &mut Faults) -> Option<Scheme> {
    let keys = ["id", "name", "sources", "assumed", "secret", "ids", "signature"];
    root.object(&keys, faults)?;
    if let Some(secret) = root.get("secret") {
        secret.object(&["encoding", "generate"], faults);
    }
    let id_generator = root.get("ids").and_then(|ids| {
        ids.object(&["delivery"], faults)?;
        let delivery = ids.need("delivery", faults)?;
        delivery.object(&["generate"], faults)?;
        Generator::read(&delivery.need("generate", faults)?, faults)
    });
    assemble(root, Some(root), id_generator, None, faults)
}

fn read_scheme_of_provider(root: &Node<'_>, faults: &mut Faults) -> Option<Scheme> {
    root.entries(faults)?;
    let events = root.need("events", faults);
    let delivery = root.need("delivery", faults);
    let receive = delivery.as_ref().and_then(|delivery| delivery.need("receive", faults));
    let rules = receive.as_ref().zip(events.as_ref());
    let rules = rules.and_then(|(receive, events)| EventRules::read(receive, events, faults));
    let ids = root.get("ids");
    let generate = ids.as_ref().and_then(|ids| ids.get("delivery"));
    let generate = generate.as_ref().and_then(|delivery| delivery.get("generate"));
    // Its faults are told where all kinds of ids are read.
    let id_generator = generate.and_then(|node| Generator::read(&node, &mut Faults::default()));
    assemble(root, delivery.as_ref(), id_generator, rules, faults)
}

/// Checks what no function of a provider needs, since the service is what executes it.
fn check(root: &Node<'_>, faults: &mut Faults) {
    let keys = [
        "$schema",
        "format",
        "id",
        "name",
        "description",
        "sources",
        "assumed",
        "auth",
        "ids",
        "secret",
        "events",
        "subscription",
        "urls",
        "operations",
        "templates",
        "errors",
        "delivery",
        "limits",
        "rules",
    ];
    if root.object(&keys, faults).is_none() {
        return;
    }
    read_format(root, faults);
    assumed::check(root, faults);
    root.get_string("$schema", faults);
    root.get_string("description", faults);
    let events = root.get("events");
    let examples = events.as_ref().and_then(|events| events.get("examples"));
    let shared = root.get("templates");
    if shared.as_ref().is_some_and(|shared| !shared.holds_at_most(64, faults)) {
        return;
    }
    let mut templates = Templates::read(shared, examples);
    if let Some(events) = &events {
        events::check(events, faults);
    }
    if let Some(delivery) = root.get("delivery") {
        events::check_delivery(&delivery, &mut templates, faults);
        if root.get("operations").is_some() {
            delivery.need("body", faults);
        }
    }
    if root.get("operations").is_some() {
        if let Some(ids) = root.need("ids", faults) {
            ids.need("webhook", faults);
        }
        api::check(root, &mut templates, faults);
    } else {
        for key in ["auth", "subscription", "urls", "templates", "errors", "limits", "rules"] {
            if root.get(key).is_some() {
                root.fault_of(key, "has no meaning without `operations`", faults);
            }
        }
    }
    templates.finish(faults);
}

/// Ids that the service makes are found again by a path, and are no other webhook's.
fn check_webhook_ids(root: &Node<'_>, ids: &[(Box<str>, IdKind)], faults: &mut Faults) {
    let Some((_, webhook)) = ids.iter().find(|(kind, _)| **kind == *"webhook") else { return };
    if root.get("operations").is_none() {
        return;
    }
    if !webhook.makes_segments() {
        let message = format!(
            "must make ids of at most {} letters, digits, `-`, `.`, `_` and `~`: they stand in paths",
            id::LONGEST
        );
        faults.add("/ids/webhook/generate".into(), &message);
    }
    if !webhook.generator.is_unique() {
        let message = "must make 2^48 different ids or more: one that comes twice would replace \
                       a webhook by another";
        faults.add("/ids/webhook/generate".into(), message);
    }
}

/// What bare schemes and providers have in common; `holder` is the object with the `signature`.
fn assemble(
    root: &Node<'_>,
    holder: Option<&Node<'_>>,
    id_generator: Option<Generator>,
    events: Option<EventRules>,
    faults: &mut Faults,
) -> Option<Scheme> {
    let identity = Identity::read(root, faults);
    let place = holder.map_or_else(String::new, |holder| holder.path_of("signature"));
    let assumed = assumed::holds(root.value, &place);
    let secret = root.need("secret", faults).and_then(|node| SecretForm::read(&node, faults));
    let holder = holder?;
    let form = holder.need("signature", faults).and_then(|node| SignatureForm::read(&node, faults));
    let encryption = holder
        .get("encryption")
        .map(|_| Encryption { assumed: assumed::holds(root.value, &holder.path_of("encryption")) });
    let (identity, form) = (identity?, form?);
    let unsigned = events.as_ref().and_then(EventRules::unsigned_id_header);
    let is_taken = |name: &str| form.headers.iter().any(|one| one.name.eq_ignore_ascii_case(name));
    if unsigned.is_some_and(is_taken) {
        let message = "takes its id from a header of the signature: leave `id` out, since what is \
                       signed as `{id}` is the delivery's";
        holder.fault_of("receive", message, faults);
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
        encryption,
    })
}

fn read_format(root: &Node<'_>, faults: &mut Faults) {
    root.need("format", faults).and_then(|node| node.integer(1, 1, faults));
}
