//! What bodies say of a subscription.

use super::facts::{Facts, Pause, Read};
use super::record::Record;
use super::refusal::{Refusal, Situation};
use super::route::Operation;
use super::{Request, Service};
use crate::json::{Document, Json, Writer, pointer_token};
use crate::schema::Violation;
use crate::seal::rest::Secret;
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// The provider's names for what a subscription consists of.
#[derive(Debug, Default)]
pub(super) struct Subscription {
    /// Ours, and the provider's.
    fields: Vec<(Box<str>, Box<str>)>,
    /// What a body says for active and inactive, as JSON text, where those are no booleans.
    active: Option<[Box<str>; 2]>,
}

impl Subscription {
    pub(super) fn read(file: Json<'_>) -> Self {
        let mut subscription = Self::default();
        for (field, wire) in file.get("subscription").iter().flat_map(|all| all.entries()) {
            let Some(name) = wire.get("field").unwrap_or(wire).as_str() else { continue };
            subscription.fields.push((field.into(), name.into()));
            let pairs = wire.get("values").map(|pairs| {
                [true, false].map(|meaning| {
                    let said = pairs.items().find_map(|pair| {
                        let mut pair = pair.items();
                        let said = pair.next()?;
                        (pair.next()?.as_bool() == Some(meaning)).then_some(said)
                    });
                    said.map(|said| said.to_json().into()).unwrap_or_default()
                })
            });
            subscription.active = pairs.or(subscription.active);
        }
        subscription
    }

    /// What a body says of one of our fields, if it is among those that the operation takes: of others
    /// nothing is known, and they are ignored.
    pub(super) fn find<'b>(
        &self,
        field: &str,
        taken: Option<Json<'_>>,
        body: Json<'b>,
    ) -> Option<Json<'b>> {
        let name = self.name_of(field)?;
        taken?.get(name)?;
        body.get(name)
    }

    /// The provider's name for one of our fields.
    fn name_of(&self, field: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(ours, _)| **ours == *field);
        found.map(|(_, wire)| &**wire)
    }

    /// Puts what a valid body says into the record.
    pub(super) fn apply(&self, taken: Option<Json<'_>>, body: Json<'_>, record: &mut Record) {
        let find = |field| self.find(field, taken, body);
        let text = |field| find(field).and_then(Json::as_str).map(str::to_owned);
        if let Some(url) = text("url") {
            record.url = url;
        }
        if let Some(events) = find("events") {
            let names = events.items().filter_map(|name| Some(name.as_str()?.to_owned()));
            record.events = Some(names.collect());
        }
        if let Some(active) = find("active") {
            record.active = self.is_active(active);
        }
        for (field, kept) in [
            ("name", &mut record.name),
            ("description", &mut record.description),
            ("client", &mut record.client),
        ] {
            if let Some(text) = text(field) {
                *kept = Some(text);
            }
        }
        if let Some(encrypted) = find("encrypted").and_then(Json::as_bool) {
            record.encrypted = encrypted;
        }
        if let Some(secret) = text("secret") {
            record.secret = Some(Secret::Plain(Zeroizing::new(secret)));
        }
    }

    /// Whether this is what the provider says for active.
    pub(super) fn is_active(&self, said: Json<'_>) -> bool {
        match &self.active {
            Some([word, _]) => *said.to_json() == **word,
            None => said.as_bool() == Some(true),
        }
    }

    /// What an answer says for active or inactive, where that is no boolean.
    pub(super) fn active_word(&self, active: bool) -> Option<&str> {
        let [yes, no] = self.active.as_ref()?;
        Some(if active { yes } else { no })
    }
}

/// The bytes of a request's body. What it is said to be is checked before it is read.
pub(super) fn read<'a>(
    facts: &mut Facts<'a>,
    request: &Request<'_>,
    limit: usize,
) -> Result<&'a [u8], Pause> {
    let refusal = || Refusal::new(Situation::UnsupportedMediaType);
    if request.content_type.is_some_and(|content_type| !is_json(content_type)) {
        return Err(refusal().into());
    }
    let bytes = facts.take(1, || Read::Body { limit })?;
    let bytes = bytes.first().copied().flatten().unwrap_or_default();
    if request.content_type.is_none() && !bytes.is_empty() {
        return Err(refusal().into());
    }
    Ok(bytes)
}

/// Whether a media type, with or without parameters, is that of JSON.
fn is_json(content_type: &str) -> bool {
    let (media_type, _) = crate::text::cut(content_type, Some(';'));
    media_type.trim_ascii().eq_ignore_ascii_case("application/json")
}

impl Service {
    /// A body that keeps every rule, with the defaults of what it leaves out, as JSON text.
    pub(super) fn check_body(&self, operation: &Operation, body: &[u8]) -> Result<String, Refusal> {
        let parsed = Document::parse(body);
        let document = parsed.map_err(|error| {
            Refusal::violated(Situation::MalformedBody, [Violation::from(error)].into())
        })?;
        let (Some(schema), file) = (&operation.body, self.provider.file().document()) else {
            return Ok("{}".to_owned());
        };
        let mut violations = schema.check(file, document.root(), self.access.mode());
        violations.extend(self.private_url(operation, document.root(), &violations));
        if !violations.is_empty() {
            let situation = self.situation_of(operation, &violations);
            return Err(Refusal::violated(situation, violations));
        }
        let mut json = Writer::default();
        schema.write_filled(file, document.root(), &mut json);
        Ok(json.finish())
    }

    /// A URL that leads to this machine or into a private network. What providers take says nothing of that:
    /// it is where a service that others can reach sends nothing to.
    fn private_url(
        &self,
        operation: &Operation,
        body: Json<'_>,
        found: &[Violation],
    ) -> Option<Violation> {
        let taken = operation.file(&self.provider).pointer("/body/properties");
        let url = self.subscription.find("url", taken, body).and_then(Json::as_str)?;
        if self.access == super::Access::Open || crate::url::is_public(url) {
            return None;
        }
        let path = format!("/{}", pointer_token(self.subscription.name_of("url")?));
        let message = "leads to this machine or into a private network, where nothing is sent to";
        let violation = Violation { path, code: "url_private", message: message.to_owned() };
        // Of one that is none, that is told.
        found.iter().all(|known| known.path != violation.path).then_some(violation)
    }

    /// What a body with these violations is refused for: the first that a provider tells apart.
    fn situation_of(&self, operation: &Operation, violations: &[Violation]) -> Situation {
        let id = operation.file(&self.provider).pointer("/id/body").and_then(Json::as_str);
        let specific = [
            (Situation::InvalidUrl, self.subscription.name_of("url")),
            (Situation::InvalidEvents, self.subscription.name_of("events")),
            (Situation::InvalidId, id),
        ];
        let of = |violation: &Violation| {
            specific.iter().find_map(|(situation, name)| {
                let path = format!("/{}", pointer_token((*name)?));
                let rest = violation.path.strip_prefix(&*path)?;
                (rest.is_empty() || rest.starts_with('/')).then_some(*situation)
            })
        };
        violations.iter().find_map(of).unwrap_or(Situation::InvalidBody)
    }
}
