//! Which operation a method and a path mean.

use super::refusal::{Refusal, Situation};
use crate::json::Json;
use crate::provider::Provider;
use crate::provider::operations::OperationKind;
use crate::schema::{Schema, one_of};
use crate::text::{holds, split};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// An operation, made ready.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) kind: OperationKind,
    path: Box<str>,
    methods: Vec<Box<str>>,
    /// Where in the file it stands.
    at: u32,
    /// What bodies and queries are checked by, where it takes them.
    pub(super) body: Option<Schema>,
    pub(super) query: Option<Schema>,
    /// Whether its answer may tell a secret, in full or in part.
    pub(super) tells_secret: bool,
}

pub(super) fn read(provider: &Provider, operations: Json<'_>) -> Vec<Operation> {
    let shared = provider.file().get("templates").map_or("", Json::raw);
    let read = |kind: OperationKind| {
        let operation = operations.get(kind.name())?;
        let success = operation.get("success").map_or("", Json::raw);
        let tells = |template| holds(template, "\"record.secret\"");
        let path = operation.get("path")?.as_str()?;
        let others = operation.get("alternatives").into_iter().flat_map(|all| all.items());
        let methods = operation.get("method").into_iter().chain(others);
        Some(Operation {
            kind,
            path: path.into(),
            methods: methods.filter_map(|method| Some(method.as_str()?.into())).collect(),
            at: operation.position(),
            body: provider.schema(operation, "body"),
            query: provider.schema(operation, "query"),
            tells_secret: tells(success) || holds(success, "\"$use\"") && tells(shared),
        })
    };
    let mut all: Vec<Operation> = OperationKind::ALL.into_iter().filter_map(read).collect();
    // A path that is there literally is no id.
    all.sort_by_key(|operation| holds(&operation.path, "{id}"));
    all
}

impl Operation {
    /// What the file says of it.
    pub(super) fn file<'a>(&self, provider: &'a Provider) -> Json<'a> {
        provider.file().document().at(self.at)
    }
}

/// Finds the operation, and the id that the path holds.
///
/// Segments are compared byte for byte: what is written with `%` is another path, as for the signature
/// of a request it would be.
pub(super) fn find<'s, 'r>(
    operations: &'s [Operation],
    method: &str,
    path: &'r str,
) -> Result<(&'s Operation, Option<&'r str>), Refusal> {
    let mut allowed: Vec<&str> = Vec::new();
    let mut paths: Vec<&str> = Vec::new();
    let mut matched: Option<&Box<str>> = None;
    let method = if method == "HEAD" { "GET" } else { method };
    for operation in operations {
        let Some(id) = match_path(&operation.path, path) else {
            paths.push(&operation.path);
            continue;
        };
        if *matched.get_or_insert(&operation.path) != &operation.path {
            continue; // what is behind a literal path is not an id of that name
        }
        if operation.methods.iter().any(|one| **one == *method) {
            return Ok((operation, id));
        }
        allowed.extend(operation.methods.iter().map(|one| &**one));
    }
    if allowed.is_empty() {
        paths.dedup();
        return Err(Refusal::new(Situation::UnknownPath).with_hint(one_of(Some(path), &paths)));
    }
    if allowed.contains(&"GET") {
        allowed.push("HEAD");
    }
    let refusal = Refusal::new(Situation::MethodNotAllowed).with_hint(one_of(None, &allowed));
    Err(refusal.with_header("allow", allowed.join(", ")))
}

/// The id of a path that fits, if the pattern has one.
fn match_path<'r>(pattern: &str, path: &'r str) -> Option<Option<&'r str>> {
    let mut id = None;
    let mut segments = split(path, Some('/'));
    for expected in split(pattern, Some('/')) {
        let segment = segments.next()?;
        match expected {
            "{id}" if !segment.is_empty() => id = Some(segment),
            _ if expected == segment => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(id)
}

/// A path as answers may tell it.
pub(super) fn shown(path: &str) -> String {
    const LONGEST: usize = 256;
    let shown = path.char_indices().take_while(|(at, _)| *at < LONGEST).last();
    let end = shown.map_or(0, |(at, character)| at + character.len_utf8());
    path.get(..end).unwrap_or_default().to_owned()
}
