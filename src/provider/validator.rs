//! What a provider's API accepts: the bodies of its operations, checked whole.

use super::Provider;
use super::catalogue::listed;
use super::reader::{Faults, Node};
use super::tokens::SecretRules;
use crate::error::{ConfigurationError, excerpt};
use crate::id::IdKind;
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
        let Some(node) = node.filter(|operation| operation.get("body").is_some()) else {
            return Err(self.unknown_operation(operation));
        };
        let fields = Fields { file: self.file(), ids: &self.ids, secret: Some(&self.secret) };
        let schema = fields.compile(&node, "body", &mut faults);
        let schema = faults
            .or(Some(schema))
            .map_err(|faults| ConfigurationError::InvalidProviderFile { faults })?;
        Ok(Validator { provider: Arc::clone(self), schema, largest: self.largest_body() })
    }

    /// The most bytes that a body may have.
    pub(crate) fn largest_body(&self) -> usize {
        let largest = self.file().pointer("/limits/body").and_then(Json::as_number);
        largest.and_then(|text| text.parse().ok()).unwrap_or(LARGEST_BODY)
    }

    /// What an operation's bodies (`body`) or queries (`query`) are checked by, if it takes them.
    #[cfg(feature = "service")]
    pub(crate) fn schema(&self, operation: Json<'_>, key: &'static str) -> Option<Schema> {
        operation.get(key)?;
        let fields = Fields { file: self.file(), ids: &self.ids, secret: Some(&self.secret) };
        Some(fields.compile(&Node::root(operation), key, &mut Faults::default()))
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
    /// Numbers are compared digit for digit: a reader that rounds to doubles may find two of them
    /// equal that are none here. Where matching the texts of a body with patterns would take long,
    /// the rest of them does not match.
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
    /// `{"properties": {KEY: {"default": VALUE, …}}}`, where there are any.
    pub fn defaults(&self) -> Option<String> {
        self.schema.plan(&self.provider.file)
    }
}

/// What the fields of bodies are checked by.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) file: Json<'a>,
    pub(super) ids: &'a [(Box<str>, IdKind)],
    pub(super) secret: Option<&'a SecretRules>,
}

/// Compiles the schemas of all operations, for their faults.
pub(super) fn check(root: &Node<'_>, fields: &Fields<'_>, faults: &mut Faults) {
    if let Some(urls) = root.get("urls") {
        UrlRules::read(&urls, faults);
    }
    let operations = root.get("operations");
    for (_, operation) in Node::members_of(operations.as_ref(), faults) {
        for key in ["body", "query"] {
            if operation.get(key).is_some() {
                fields.compile(&operation, key, faults);
            }
        }
    }
}

impl Fields<'_> {
    /// A schema of an operation, with the rules of the fields that bodies call by these names.
    fn compile(&self, operation: &Node<'_>, key: &'static str, faults: &mut Faults) -> Schema {
        let id = operation.value.pointer("/id/body").and_then(Json::as_str);
        let rule = |name: &str| match id == Some(name) {
            true => self.id("webhook"),
            false => self.rule(name),
        };
        operation.get(key).map(|schema| Schema::compile(&schema, &rule, faults)).unwrap_or_default()
    }

    /// What a field of a subscription is asked beyond its schema.
    fn rule(&self, name: &str) -> Option<Rule> {
        let mut fields = self.file.get("subscription")?.entries();
        let (field, _) = fields.find(|(_, wire)| wire.as_str() == Some(name))?;
        match field {
            "url" => Some(self.url()),
            "events" => Some(self.events()),
            "client" => self.id("client"),
            "secret" => self.secret(),
            _ => None,
        }
    }

    fn url(&self) -> Rule {
        let root = Node::root(self.file);
        let urls = root.get("urls");
        let rules = urls.and_then(|urls| UrlRules::read(&urls, &mut Faults::default()));
        let rules = rules.unwrap_or_default();
        Rule::new(move |url, mode, _| {
            let violation = rules.check(url, mode == Mode::Open).err()?;
            Some(Problem { code: violation.code, message: violation.message })
        })
    }

    fn events(&self) -> Rule {
        let known = listed(self.file).map(|(name, ..)| (fingerprint(name), name.into()));
        let known: Vec<(u32, Box<str>)> = known.collect();
        Rule::new(move |r#type, _, suggest| {
            let found = fingerprint(r#type);
            let is_known = known.iter().any(|(print, name)| *print == found && **name == *r#type);
            (!is_known).then(|| unknown_event_type(r#type, &known, suggest))
        })
    }

    fn id(&self, kind: &'static str) -> Option<Rule> {
        let (_, rules) = self.ids.iter().find(|(name, _)| **name == *kind)?;
        let pattern = rules.pattern.clone();
        Some(Rule::new(move |id, _, _| {
            (!pattern.is_match(id)).then(|| {
                let message = format!("is {}, which is no {kind} id", excerpt(id.as_bytes()));
                Problem { code: "pattern", message }
            })
        }))
    }

    fn secret(&self) -> Option<Rule> {
        let rules = self.secret?.clone();
        let rule = Rule::new(move |secret, _, _| {
            let message = "is not of the form that the provider's secrets have".into();
            (!rules.accepts(secret)).then_some(Problem { code: "pattern", message })
        });
        Some(Rule { secret: true, ..rule })
    }
}

/// What tells most names apart: comparing numbers is cheaper than comparing texts.
#[inline(always)]
fn fingerprint(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let length = bytes.len();
    let at = |index: usize| u32::from(bytes.get(index).copied().unwrap_or_default());
    (length as u32 & 0xff) << 24
        | at(length / 2) << 16
        | at(length.wrapping_sub(3)) << 8
        | at(length.wrapping_sub(1))
}

fn unknown_event_type(found: &str, known: &[(u32, Box<str>)], suggest: bool) -> Problem {
    let names: Vec<&str> = known.iter().map(|(_, name)| &**name).collect();
    let message =
        format!("is {}, {}", excerpt(found.as_bytes()), one_of(suggest.then_some(found), &names));
    Problem { code: "unknown_event_type", message }
}
