//! What bodies and queries must be, and their reading.

use super::Run;
use crate::json::Document;
use crate::provider::reader::{Faults, Node};
use crate::schema::{Mode, Schema, Violation};
use crate::service::facts::Pause;
use crate::service::refusal::{Refusal, Situation};
use crate::service::{body, query};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

const DEFINITIONS: &str = r#"{
    "key": {
        "type": "object",
        "properties": {
            "provider": { "type": "string" },
            "account": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" },
            "scopes": { "type": "array", "items": { "type": "string" }, "minItems": 1, "uniqueItems": true },
            "environment": { "enum": ["production", "development"] },
            "description": { "type": "string", "maxLength": 200 }
        },
        "required": ["provider", "account"],
        "additionalProperties": false
    },
    "keys": {
        "type": "object",
        "properties": {
            "provider": { "type": "string" },
            "account": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" }
        }
    },
    "event": {
        "type": "object",
        "properties": {
            "type": { "type": "string" },
            "account": { "type": "string" },
            "data": { "type": "object" }
        },
        "required": ["type"],
        "additionalProperties": false
    },
    "deliveries": {
        "type": "object",
        "properties": {
            "account": { "type": "string" },
            "webhook": { "type": "string" },
            "event": { "type": "string" },
            "status": { "enum": ["pending", "held", "succeeded", "failed", "cancelled"] },
            "since": { "type": "string" },
            "limit": { "type": "integer", "minimum": 1, "maximum": 100, "default": 20 },
            "cursor": { "type": "string" }
        }
    },
    "advance": {
        "type": "object",
        "properties": { "advance": { "type": ["string", "integer"] } },
        "required": ["advance"],
        "additionalProperties": false
    }
}"#;

/// What is declared, and what checks it.
#[derive(Debug)]
pub(super) struct Definitions {
    document: Document<'static>,
    schemas: Vec<Schema>,
}

impl Definitions {
    pub(super) fn read() -> Option<Self> {
        let document = Document::parse(DEFINITIONS.as_bytes()).ok()?;
        let mut faults = Faults::default();
        let root = Node::root(document.root());
        let all = root.all_members(&mut faults).into_iter();
        let schemas = all.map(|(_, node)| Schema::compile(&node, &|_| None, &mut faults)).collect();
        faults.or(Some(Self { document, schemas })).ok()
    }
}

impl<'a> Run<'a> {
    fn definition(
        &self,
        name: &str,
    ) -> Result<(&'a Document<'static>, usize, &'a Schema), Refusal> {
        let found =
            self.control.definitions.as_ref().and_then(|Definitions { document, schemas }| {
                let at = document.root().entries().position(|(key, _)| *key == *name)?;
                Some((document, at, schemas.get(at)?))
            });
        found.ok_or_else(|| Refusal::internal("the schemas of the control API do not compile"))
    }

    /// The body, which is JSON.
    pub(super) fn body(&mut self, limit: usize) -> Result<Document<'a>, Pause> {
        let bytes = body::read(&mut self.facts, self.request, limit)?;
        let malformed = |error| {
            Refusal::violated(Situation::MalformedBody, vec![Violation::from(error)]).into()
        };
        Document::parse(bytes).map_err(malformed)
    }

    /// What is wrong with a body of this name.
    pub(super) fn check(&self, name: &str, body: &Document<'_>) -> Result<Vec<Violation>, Refusal> {
        let (document, _, schema) = self.definition(name)?;
        Ok(schema.check(document, body.root(), Mode::Strict))
    }

    /// The parameters of a query of this name.
    pub(super) fn query(&self, name: &str) -> Result<Document<'static>, Refusal> {
        let (document, at, schema) = self.definition(name)?;
        let declared = document.root().entries().nth(at).map_or(document.root(), |(_, one)| one);
        let asked: Result<String, _> = query::read(self.request.query, schema, declared, document);
        let asked = asked.map_err(|found| Refusal::violated(Situation::InvalidQuery, found))?;
        let read = Document::parse(asked.as_bytes()).map(Document::into_owned);
        read.map_err(|_| Refusal::internal("what was written cannot be read"))
    }
}

/// A parameter of the query that is not as its schema could say.
pub(super) fn invalid_parameter(name: &str, code: &'static str, message: &str) -> Refusal {
    let found = query::violation(name, code, message);
    Refusal::violated(Situation::InvalidQuery, vec![found])
}
