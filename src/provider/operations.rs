//! The checks of a provider's operations.

use super::events;
use super::reader::{Faults, Node};
use super::template::{List, Scope, Templates};
use crate::json::Json;
use crate::text::{count, holds, split};
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What the API can answer about a subscription.
const RECORD: &[&str] = &[
    "record.id",
    "record.url",
    "record.events",
    "record.active",
    "record.name",
    "record.description",
    "record.client",
    "record.encrypted",
    "record.createdAt",
    "record.updatedAt",
    "record.failureCount",
    "record.lastTriggeredAt",
    "record.totalEvents",
    "record.successfulDeliveries",
    "record.failedDeliveries",
    "record.lastDelivery",
];

const SECRET: &[&str] = &["record.secret"];

const REQUEST: &[&str] = &["request.id"];

const PAGE: &[&str] = &["page.next", "page.number", "page.limit", "page.total", "page.hasMore"];

const EVENT: &[&str] = &["event.id", "event.type", "event.createdAt", "event.data"];

const DELIVERY: &[&str] = &[
    "delivery.event",
    "delivery.url",
    "delivery.payload",
    "delivery.success",
    "delivery.status",
    "delivery.error",
    "delivery.at",
];

const ONE_WEBHOOK: Scope = Scope {
    place: "an operation on one webhook",
    values: &[RECORD, SECRET, REQUEST],
    lists: &[List { name: "events", item: &[EVENT], is_value: false }],
};

const WEBHOOKS: Scope = Scope {
    place: "a list of webhooks",
    values: &[REQUEST, PAGE],
    lists: &[List { name: "records", item: &[RECORD, SECRET], is_value: false }],
};

const ACCOUNT: Scope = Scope { place: "an account", values: &[REQUEST], lists: &[] };

const DELIVERIES: Scope = Scope {
    place: "a list of deliveries",
    values: &[REQUEST, PAGE],
    lists: &[List { name: "deliveries", item: &[DELIVERY], is_value: false }],
};

/// What the answer to a creation can also tell.
const CREATED: Scope = Scope {
    place: "the creation of a webhook",
    values: &[RECORD, SECRET, REQUEST, &["record.generatedSecret"]],
    lists: &[],
};

/// An event goes to every webhook that selects it, so it holds no secret.
const PUBLISHED: Scope =
    Scope { place: "an event of the API itself", values: &[RECORD], lists: &[] };

/// An operation that the service knows to perform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OperationKind {
    Create,
    List,
    Get,
    Update,
    Delete,
    Secret,
    Deliveries,
}

impl OperationKind {
    pub(crate) const ALL: [Self; 7] = [
        Self::Create,
        Self::List,
        Self::Get,
        Self::Update,
        Self::Delete,
        Self::Secret,
        Self::Deliveries,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::List => "list",
            Self::Get => "get",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Secret => "secret",
            Self::Deliveries => "deliveries",
        }
    }

    fn scope(self) -> &'static Scope {
        match self {
            Self::Create => &CREATED,
            Self::List => &WEBHOOKS,
            Self::Get | Self::Update | Self::Delete => &ONE_WEBHOOK,
            Self::Secret => &ACCOUNT,
            Self::Deliveries => &DELIVERIES,
        }
    }

    /// Whether it is about the webhook of an id.
    fn takes_id(self) -> bool {
        matches!(self, Self::Get | Self::Update | Self::Delete)
    }

    /// Whether it changes what is stored.
    pub(crate) fn writes(self) -> bool {
        !matches!(self, Self::List | Self::Get | Self::Deliveries)
    }

    /// Whether it is nothing without a body.
    fn takes_body(self) -> bool {
        matches!(self, Self::Create | Self::Update | Self::Secret)
    }
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

pub(super) fn check(
    operations: &Node<'_>,
    types: Option<Node<'_>>,
    templates: &mut Templates<'_>,
    faults: &mut Faults,
) {
    operations.object(&OperationKind::ALL.map(OperationKind::name), faults);
    let mut routes = Vec::new();
    for operation in OperationKind::ALL {
        let node = match operation {
            // What not every provider has; the others must be there.
            OperationKind::Secret | OperationKind::Deliveries => operations.get(operation.name()),
            _ => operations.need(operation.name(), faults),
        };
        if let Some(node) = node {
            operation.check(&node, &mut routes, types.as_ref(), templates, faults);
        }
    }
}

/// A method and a path, in which every `{id}` is alike.
type Route = (&'static str, String);

impl OperationKind {
    fn check(
        self,
        node: &Node<'_>,
        routes: &mut Vec<Route>,
        types: Option<&Node<'_>>,
        templates: &mut Templates<'_>,
        faults: &mut Faults,
    ) {
        let keys = [
            "summary",
            "description",
            "method",
            "alternatives",
            "path",
            "scope",
            "id",
            "query",
            "paging",
            "filter",
            "recentEvents",
            "body",
            "success",
            "publishes",
        ];
        node.object(&keys, faults);
        for key in ["summary", "description", "scope"] {
            node.get_string(key, faults);
        }
        let path = node.need("path", faults).and_then(|path| check_path(&path, faults));
        let mut methods: Vec<&'static str> = Vec::new();
        methods.extend(node.need_word("method", &METHODS, faults));
        let mut alternatives = node.get("alternatives");
        alternatives.take_if(|all| !all.holds_at_most(METHODS.len() - 1, faults));
        for item in Node::items_of(alternatives.as_ref(), faults) {
            methods.extend(item.word(&METHODS, faults));
        }
        if self.writes() && methods.contains(&"GET") {
            let message = "changes something, which `GET` must not (RFC 9110, 9.2.1)";
            node.fault_of("method", message, faults);
        }
        for method in methods {
            let Some(path) = &path else { break };
            let route = (method, path.clone());
            if routes.contains(&route) {
                let message = format!("is `{method} {path}`, which is another operation's route");
                node.fault_of("path", &message, faults);
            }
            routes.push(route);
        }
        self.check_id(node, path.as_deref(), faults);
        let body = match self.takes_body() {
            true => node.need("body", faults),
            false => node.get("body"),
        };
        if let Some(body) = body
            && body.value.get("type").and_then(Json::as_str) != Some("object")
        {
            body.fault_of("type", "must be `object`: the service reads fields", faults);
        }
        self.check_query(node, faults);
        if let Some(publishes) = node.get("publishes") {
            publishes.object(&["type", "data"], faults);
            if let Some(r#type) = publishes.need("type", faults) {
                let is_known = |name: &str| types.is_none_or(|types| types.get(name).is_some());
                events::check_type(&r#type, &is_known, faults);
            }
            if let Some(data) = publishes.need("data", faults) {
                templates.check(&data, &PUBLISHED, faults);
            }
        }
        if let Some(success) = node.need("success", faults) {
            success.object(&["status", "body"], faults);
            let status = success.need("status", faults);
            let status = status.and_then(|status| status.integer(200, 299, faults));
            if let Some(body) = success.get("body") {
                if matches!(status, Some(204 | 205)) {
                    body.fault("has no meaning: an answer of this status has no body", faults);
                }
                templates.check(&body, self.scope(), faults);
            }
        }
    }

    /// An operation on one webhook has its id in the path, or says where else it is.
    fn check_id(self, node: &Node<'_>, path: Option<&str>, faults: &mut Faults) {
        let in_path = path.is_some_and(|path| holds(path, "{id}"));
        match (node.get("id"), in_path) {
            (Some(id), false) if self.takes_id() => {
                id.object(&["body", "query"], faults);
                if id.get("body").is_none() && id.get("query").is_none() {
                    id.fault("must have one of `body` and `query`", faults);
                }
                id.get_string("query", faults);
                let field = id.get_string("body", faults);
                let schema = node.get("body");
                let properties = schema.as_ref().and_then(|schema| schema.get("properties"));
                if field.is_some_and(|field| properties.is_none_or(|all| all.get(field).is_none()))
                {
                    id.fault_of("body", "names a field that `body` does not have", faults);
                }
            }
            (Some(id), _) => id.fault("has no meaning here", faults),
            (None, in_path) if path.is_some() && in_path != self.takes_id() => {
                let message = match in_path {
                    true => "holds `{id}`, and the operation is on no webhook in particular",
                    false => "must hold `{id}`, or `id` must say where the webhook's id is",
                };
                node.fault_of("path", message, faults);
            }
            (None, _) => {}
        }
    }

    /// What parameters of the query mean: each that is named must be there.
    fn check_query(self, node: &Node<'_>, faults: &mut Faults) {
        let query = node.get("query");
        if let Some(query) = &query
            && query.value.get("type").and_then(Json::as_str) != Some("object")
        {
            query.fault_of("type", "must be `object`: its properties are the parameters", faults);
        }
        let parameters = query.as_ref().and_then(|query| query.get("properties"));
        let is_parameter = |name: &str| parameters.is_some_and(|all| all.get(name).is_some());
        let unknown = "names a parameter that `query` does not have";
        if let Some(paging) = only(node, "paging", self.scope().values.contains(&PAGE), faults) {
            let form = paging.need_word("form", &["page", "cursor"], faults);
            let keys = form.map_or(["page", "cursor"], |form| [form, form]);
            paging.object(&["form", keys[0], keys[1], "limit"], faults);
            for key in form.into_iter().chain(["limit"]) {
                let name = paging.need_string(key, faults);
                if name.is_some_and(|name| !is_parameter(name)) {
                    paging.fault_of(key, unknown, faults);
                }
            }
        }
        if let Some(filter) = only(node, "filter", self == Self::List, faults) {
            for (name, field) in filter.members(faults) {
                field.word(&["active", "name", "client", "encrypted"], faults);
                if !is_parameter(name) {
                    field.fault(unknown, faults);
                }
            }
        }
        if let Some(recent) = only(node, "recentEvents", self == Self::Get, faults) {
            recent.object(&["include", "limit"], faults);
            for key in ["include", "limit"] {
                if recent.need_string(key, faults).is_some_and(|name| !is_parameter(name)) {
                    recent.fault_of(key, unknown, faults);
                }
            }
        }
    }
}

/// What stands under a key that means something for some operations alone.
fn only<'a>(
    node: &'a Node<'a>,
    key: &'static str,
    fits: bool,
    faults: &mut Faults,
) -> Option<Node<'a>> {
    let found = node.get(key)?;
    if !fits {
        found.fault("has no meaning here", faults);
        return None;
    }
    Some(found)
}

/// A path of plain segments, of which one may be `{id}`.
fn check_path(node: &Node<'_>, faults: &mut Faults) -> Option<String> {
    let path = node.string(faults)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let is_segment = |segment: &str| {
        let dots = matches!(segment, "" | "." | "..");
        segment == "{id}" || !dots && segment.bytes().all(is_plain)
    };
    let segments = path.strip_prefix('/').filter(|_| path.len() <= 256);
    let fits = segments.is_some_and(|all| split(all, Some('/')).all(is_segment));
    if !fits || count(path, "{id}") > 1 {
        let message = "must be made of segments such as `/v1/webhooks/{id}`, \
                       each of letters, digits, `-`, `.`, `_` and `~`";
        node.fault(message, faults);
        return None;
    }
    Some(path.to_owned())
}
