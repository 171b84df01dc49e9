//! What a provider's API accepts: the bodies of its operations, checked whole.

use super::Provider;
use super::reader::{Faults, Node};
use crate::error::{ConfigurationError, excerpt};
use crate::json::{Document, Json, Tape, Writer};
use crate::schema::{Mode, Problem, Rule, Schema, Violation, one_of};
use crate::url::UrlRules;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

/// Checks the bodies of one operation: a handle for many of them.
///
/// ```
/// use anyhook::{Mode, provider};
///
/// let validator = provider("conduit")?.validator("create")?;
/// let body = br#"{ "url": "https://example.com/hook", "events": ["customer.active"] }"#;
/// let value = validator.validate(body, Mode::Strict).expect("it keeps every rule");
/// assert!(value.ends_with(r#""status":"enabled"}"#), "the default is filled in");
///
/// let violations = validator.validate(br#"{ "events": [] }"#, Mode::Strict).unwrap_err();
/// let found: Vec<_> = violations.iter().map(|one| (&*one.path, one.code)).collect();
/// assert_eq!(found, [("/events", "min_items"), ("/url", "required")]);
/// # Ok::<(), anyhook::ConfigurationError>(())
/// ```
#[derive(Debug)]
pub struct Validator {
    provider: Arc<Provider>,
    schema: Schema,
    /// The most bytes that a body may have.
    largest: usize,
}

/// Where the provider's file does not say how large a body may be.
const LARGEST_BODY: usize = 64 << 10;

impl Provider {
    /// What checks the bodies of an operation, such as `create` or `update`.
    ///
    /// # Errors
    ///
    /// `unknown_operation`, with the operations that take a body.
    pub fn validator(self: &Arc<Self>, operation: &str) -> Result<Validator, ConfigurationError> {
        let mut faults = Faults::default();
        let root = Node::root(self.file());
        let node = root.get("operations");
        let node = node.as_ref().and_then(|all| all.get(operation));
        let Some(body) = node.as_ref().and_then(|operation| operation.get("body")) else {
            return Err(self.unknown_operation(operation));
        };
        let schema = compile(&body, self, &mut faults);
        let schema = faults
            .or(Some(schema))
            .map_err(|faults| ConfigurationError::InvalidProviderFile { faults })?;
        let largest = self.file().pointer("/limits/body").and_then(Json::as_number);
        let largest = largest.and_then(|text| text.parse().ok()).unwrap_or(LARGEST_BODY);
        Ok(Validator { provider: Arc::clone(self), schema, largest })
    }

    fn unknown_operation(&self, operation: &str) -> ConfigurationError {
        let all = self.file().get("operations");
        let all = all.iter().flat_map(|all| all.entries());
        let with_body = all.filter(|(_, one)| one.get("body").is_some()).map(|(name, _)| name);
        let known = one_of(Some(operation), &with_body.collect::<Vec<_>>());
        let (found, id) = (excerpt(operation.as_bytes()), self.id());
        let reason = format!("{found} is no operation of `{id}` that takes a body, {known}");
        ConfigurationError::UnknownOperation { reason }
    }
}

impl Validator {
    /// A valid body as JSON text, with the schema's defaults where it says nothing; or everything
    /// that is wrong with it, up to a hundred violations.
    ///
    /// # Errors
    ///
    /// The violations. Text that is not JSON, or that other readers might understand differently,
    /// is one of them.
    pub fn validate(&self, body: &[u8], mode: Mode) -> Result<String, Vec<Violation>> {
        let body = self.read(body, &mut Tape::default())?;
        let violations = self.schema.check(&self.provider.file, body.root(), mode);
        if !violations.is_empty() {
            return Err(violations);
        }
        let mut json = Writer::default();
        self.schema.write_filled(&self.provider.file, body.root(), &mut json);
        Ok(json.finish())
    }

    /// Whether a body keeps every rule: the verdict alone, which is faster.
    pub fn is_valid(&self, body: &[u8], mode: Mode) -> bool {
        self.accepts(body, mode, &mut Tape::default())
    }

    /// As [`Validator::is_valid`], on a tape that many bodies share.
    pub(crate) fn accepts(&self, body: &[u8], mode: Mode, tape: &mut Tape) -> bool {
        let Ok(body) = self.read(body, tape) else { return false };
        let accepts = self.schema.accepts(&self.provider.file, body.root(), mode);
        *tape = body.into_tape();
        accepts
    }

    fn read<'b>(&self, body: &'b [u8], tape: &mut Tape) -> Result<Document<'b>, Vec<Violation>> {
        if body.len() > self.largest {
            return Err(vec![self.too_large()]);
        }
        Document::parse_onto(tape, body).map_err(|error| vec![error.into()])
    }

    pub(crate) fn too_large(&self) -> Violation {
        let message = format!("is larger than {} bytes", self.largest);
        Violation { path: String::new(), code: "body_too_large", message }
    }

    /// Which defaults there are, as JSON, to fill objects of one's own by:
    /// `{"properties": {KEY: {"default": VALUE, …}}, "items": {…}}`, where there are any.
    pub fn defaults(&self) -> Option<String> {
        self.schema.plan(&self.provider.file)
    }
}

/// Compiles the schemas of all operations, for their faults.
pub(super) fn check_all(provider: &Provider, root: &Node<'_>, faults: &mut Faults) {
    if let Some(urls) = root.get("urls") {
        UrlRules::read(&urls, faults);
    }
    let operations = root.get("operations");
    for (_, operation) in Node::members_of(operations.as_ref(), faults) {
        for schema in [operation.get("body"), operation.get("query")].into_iter().flatten() {
            compile(&schema, provider, faults);
        }
    }
}

/// A schema with the rules of the fields that bodies call by these names.
fn compile(schema: &Node<'_>, provider: &Provider, faults: &mut Faults) -> Schema {
    Schema::compile(schema, &|name| rule(provider, name), faults)
}

/// What a field of a subscription is asked beyond its schema.
fn rule(provider: &Provider, name: &str) -> Option<Rule> {
    let file = provider.file();
    let fields = file.get("subscription")?.entries();
    let (field, _) = fields.into_iter().find(|(_, wire)| wire.as_str() == Some(name))?;
    Some(match field {
        "url" => {
            let root = Node::root(file);
            let urls = root.get("urls");
            let rules = urls.and_then(|urls| UrlRules::read(&urls, &mut Faults::default()));
            let rules = rules.unwrap_or_default();
            Rule::new(move |url, mode| {
                let violation = rules.check(url, mode == Mode::Open).err()?;
                Some(Problem { code: violation.code, message: violation.message })
            })
        }
        "events" => {
            let known: Vec<Box<str>> =
                provider.event_types().into_iter().map(|one| one.r#type.into()).collect();
            Rule::new(move |r#type, _| {
                let is_known = known.iter().any(|known| **known == *r#type);
                (!is_known).then(|| unknown_event_type(r#type, &known))
            })
        }
        "client" => {
            let pattern = provider.id_kind("client").ok()?.pattern.clone();
            Rule::new(move |id, _| {
                let message = || format!("is {}, which is no client id", excerpt(id.as_bytes()));
                (!pattern.is_match(id)).then(|| Problem { code: "pattern", message: message() })
            })
        }
        "secret" => {
            let rules = provider.secret.clone();
            let rule = Rule::new(move |secret, _| {
                let message = "is not of the form that the provider's secrets have".into();
                (!rules.accepts(secret)).then_some(Problem { code: "pattern", message })
            });
            Rule { secret: true, ..rule }
        }
        _ => return None,
    })
}

fn unknown_event_type(found: &str, known: &[Box<str>]) -> Problem {
    let names: Vec<&str> = known.iter().map(|name| &**name).collect();
    let message = format!("is {}, {}", excerpt(found.as_bytes()), one_of(Some(found), &names));
    Problem { code: "unknown_event_type", message }
}
