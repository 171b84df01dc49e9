//! Definitions: the built-in providers and schemes, and a user's own.

mod api;
mod assumed;
mod builtin;
mod catalogue;
mod errors;
mod events;
pub(crate) mod form;
pub(crate) mod reader;
mod render;
mod template;
mod tokens;
mod validator;

pub use builtin::{provider, providers, scheme, schemes};
pub use catalogue::{EventType, ExampleOptions};
pub use validator::Validator;

use crate::error::{ConfigurationError, Fault};
use crate::event::EventRules;
use crate::generator::Generator;
use crate::id::IdKind;
use crate::json::{Document, Json};
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

impl Provider {
    /// Reads a provider of one's own, in the form that `provider.schema.json` describes.
    ///
    /// # Errors
    ///
    /// `invalid_provider_file`, with every fault and where it stands.
    pub fn from_json(json: &[u8]) -> Result<Arc<Self>, ConfigurationError> {
        let file = own(json).and_then(|file| {
            let provider = Self::read(file, |root, faults| {
                builtin::refuse_names(root, faults);
                check(root, faults);
            })?;
            provider.check_against_itself()?;
            Ok(Arc::new(provider))
        });
        file.map_err(|faults| ConfigurationError::InvalidProviderFile { faults })
    }

    /// Reads what the functions of a provider need; whether the rest is sound is for `check`.
    fn read(
        file: Document<'static>,
        check: fn(&Node<'_>, &mut Faults),
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let root = Node::root(file.root());
        check(&root, &mut faults);
        let scheme = read_scheme_of_provider(&root, &mut faults);
        let ids = root.get("ids").map(|ids| tokens::read_ids(&ids, &mut faults));
        let secret = root.get("secret").zip(scheme.as_ref());
        let secret =
            secret.map(|(node, scheme)| SecretRules::read(&node, &scheme.secret, &mut faults));
        let (scheme, secret, ids) = faults.or(scheme
            .zip(secret)
            .map(|(scheme, secret)| (Arc::new(scheme), secret, ids.unwrap_or_default())))?;
        Ok(Self { file, scheme, secret, ids })
    }

    /// What only a provider that works can show: that its schemas compile, and that `receive` finds
    /// an event's type in the body that the provider is said to send.
    fn check_against_itself(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        let root = Node::root(self.file());
        validator::check_all(self, &root, &mut faults);
        if let Some(r#type) =
            self.event_types().first().filter(|_| root.value.pointer("/delivery/body").is_some())
        {
            let body = self.example_event(&r#type.r#type, &ExampleOptions::default());
            let body = body.unwrap_or_default();
            let found = Document::parse(body.as_bytes());
            let pointer = self.scheme.events.as_ref().map_or("", |rules| &*rules.r#type);
            let found = found.as_ref().ok().and_then(|body| body.root().pointer(pointer)?.as_str());
            if found != Some(&*r#type.r#type) {
                let message = "points to no event type in what `/delivery/body` makes";
                faults.add("/delivery/receive/type".into(), message);
            }
        }
        faults.or(Some(()))
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

    fn file(&self) -> Json<'_> {
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
            let scheme = read_scheme(&Node::root(file.root()), &mut faults);
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
    match Document::parse(json) {
        Ok(document) => Ok(document.into_owned()),
        Err(error) => Err(fault(format!("is not JSON: found {error}"))),
    }
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
    assemble(root, root, id_generator, None, faults)
}

fn read_scheme_of_provider(root: &Node<'_>, faults: &mut Faults) -> Option<Scheme> {
    root.entries(faults)?;
    let events = root.need("events", faults);
    let delivery = root.need("delivery", faults)?;
    let receive = delivery.need("receive", faults);
    let rules = EventRules::read(&receive?, &events?, faults)?;
    assemble(root, &delivery, None, Some(rules), faults)
}

/// Checks what [`Provider::read`] takes on trust, since the service is what executes it.
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
    root.get_string("$schema", faults);
    root.get_string("description", faults);
    let events = root.get("events");
    let examples = events.as_ref().and_then(|events| events.get("examples"));
    let mut templates = Templates::read(root.get("templates"), examples);
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

/// What bare schemes and providers have in common; `holder` is the object with the `signature`.
fn assemble(
    root: &Node<'_>,
    holder: &Node<'_>,
    id_generator: Option<Generator>,
    events: Option<EventRules>,
    faults: &mut Faults,
) -> Option<Scheme> {
    let identity = Identity::read(root, faults);
    let assumed = assumed::read(root, &holder.path_of("signature"), faults);
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
