//! The paths, and their operations.

use super::out::Out;
use super::samples::{Sample, path_of};
use super::values::Place;
use super::{Api, bodies};
use crate::json::{Document, Json};
use crate::provider::operations::OperationKind;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// What files do not say of an operation: its name for programs, and what comes of it.
pub(super) fn words(kind: OperationKind) -> (&'static str, &'static str) {
    match kind {
        OperationKind::Create => ("createWebhook", "The new webhook."),
        OperationKind::List => ("listWebhooks", "The webhooks."),
        OperationKind::Get => ("getWebhook", "The webhook."),
        OperationKind::Update => ("updateWebhook", "The webhook as it is now."),
        OperationKind::Delete => ("deleteWebhook", "The webhook is deleted."),
        OperationKind::Secret => ("setSecret", "The secret is set."),
        OperationKind::Deliveries => ("listDeliveries", "The deliveries."),
    }
}

/// An operation of the file.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) kind: OperationKind,
    pub(super) file: Json<'a>,
    pub(super) path: &'a str,
}

/// A named example of a body.
type Example = (&'static str, String);

impl<'a> Api<'a> {
    pub(super) fn operations(&self) -> Vec<Operation<'a>> {
        let all = self.file.get("operations");
        let read = |kind: OperationKind| {
            let file = all?.get(kind.name())?;
            Some(Operation { kind, file, path: file.get("path")?.as_str()? })
        };
        OperationKind::ALL.into_iter().filter_map(read).collect()
    }

    pub(super) fn write_paths(&self, out: &mut Out<'a>) {
        let operations = self.operations();
        out.key("paths").open('{');
        for (index, first) in operations.iter().enumerate() {
            if operations.iter().take(index).any(|other| other.path == first.path) {
                continue;
            }
            out.key(first.path).open('{');
            for operation in operations.iter().filter(|other| other.path == first.path) {
                self.write_methods(operation, out);
            }
            out.json().close('}');
        }
        out.json().close('}');
    }

    fn write_methods(&self, operation: &Operation<'a>, out: &mut Out<'a>) {
        let method = operation.file.get("method");
        let others = operation.file.get("alternatives").into_iter().flat_map(Json::items);
        for (index, method) in method.into_iter().chain(others).enumerate() {
            let method = method.as_str().unwrap_or_default().to_ascii_lowercase();
            let mut id = words(operation.kind).0.to_owned();
            if index > 0 {
                id = [&id, "_", &*method].concat();
            }
            out.key(&method);
            let object = out.begin(&[operation.file]);
            out.text("operationId", &id);
            self.write_operation(operation, out);
            out.end(object);
        }
    }

    fn write_operation(&self, operation: &Operation<'a>, out: &mut Out<'a>) {
        let Operation { kind, file, .. } = *operation;
        let is_of_deliveries = kind == OperationKind::Deliveries;
        out.key("tags")
            .strings([if is_of_deliveries { "Deliveries" } else { "Webhooks" }].into_iter());
        out.copy("summary", file.get("summary"));
        let scope = file.get("scope");
        let needs = scope.map(|scope| {
            format!("The key needs the scope `{}`.", scope.as_str().unwrap_or_default())
        });
        // Two parameters of which one is needed are nothing that a document can say.
        let elsewhere = file.pointer("/id/query").filter(|_| self.id_in_query(operation).is_none());
        let other = elsewhere.and_then(Json::as_str).map(|name| {
            format!("The id may be in the query parameter `{name}` instead, without a body.")
        });
        if let Some(name) = elsewhere {
            out.note("description", name);
        }
        let described = file.get("description").and_then(Json::as_str);
        let texts: Vec<&str> =
            described.into_iter().chain(needs.as_deref()).chain(other.as_deref()).collect();
        if !texts.is_empty() {
            out.text("description", &texts.join("\n\n"));
        }
        if let Some(scope) = scope.and_then(Json::as_str) {
            out.key("x-scopes").strings([scope].into_iter());
            self.write_security(&[scope], out);
        }
        self.write_parameters(operation, out);
        let examples = self.examples(operation);
        if let Some(schema) = file.get("body").filter(|_| self.reads_body(operation)) {
            self.write_request_body(operation, schema, &examples, out);
        }
        out.key("responses").open('{');
        self.write_success(operation, &examples, out);
        self.write_refusals(operation, out);
        out.json().close('}');
    }

    /// Whether a body is read at all.
    pub(super) fn reads_body(&self, operation: &Operation<'a>) -> bool {
        operation.file.get("body").is_some()
            && (operation.kind.writes() || operation.file.pointer("/id/body").is_some())
    }

    /// Whether the parameters of the query are read.
    pub(super) fn reads_query(&self, operation: &Operation<'a>) -> bool {
        operation.file.get("query").is_some() && !operation.kind.writes()
    }

    /// The parameter of the query that the id is in, where the body has none.
    pub(super) fn id_in_query(&self, operation: &Operation<'a>) -> Option<Json<'a>> {
        let file = operation.file;
        file.pointer("/id/query").filter(|_| file.pointer("/id/body").is_none())
    }

    fn write_parameters(&self, operation: &Operation<'a>, out: &mut Out<'a>) {
        let file = operation.file;
        let in_path = operation.path.contains("{id}");
        let in_query = self.id_in_query(operation);
        let idempotency = self.idempotency(operation);
        let query = file.get("query").filter(|_| self.reads_query(operation));
        if !in_path && in_query.is_none() && idempotency.is_none() && query.is_none() {
            return;
        }
        out.key("parameters").open('[');
        if in_path || in_query.is_some() {
            let object = out.begin(in_query.as_slice());
            out.text("name", in_query.and_then(Json::as_str).unwrap_or("id"));
            out.text("in", if in_path { "path" } else { "query" });
            out.key("required").boolean(in_path);
            out.text("description", "The webhook's id.");
            out.key("schema").open('{');
            out.refer("schemas", "WebhookId");
            out.json().close('}');
            out.text("example", &self.sample_id("webhook").unwrap_or_default());
            out.end(object);
        }
        for (name, property) in
            query.and_then(|query| query.get("properties")).into_iter().flat_map(Json::entries)
        {
            self.write_parameter(file, query, (name, property), out);
        }
        if let Some(header) = idempotency {
            let rule = self.file.pointer("/rules/idempotency");
            let seconds = self.file.pointer("/rules/idempotency/seconds").map_or("", Json::raw);
            let object = out.begin(rule.as_slice());
            out.text("name", header);
            out.text("in", "header");
            out.text(
                "description",
                &format!(
                    "The first successful answer to a request with this key is given again for \
                     {seconds} seconds, if the body is the same one."
                ),
            );
            out.members(
                "\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":255,\
                 \"pattern\":\"^[!-~]+$\"}",
            );
            out.end(object);
        }
        out.json().close(']');
    }

    /// The header that makes a creation one that can be repeated.
    pub(super) fn idempotency(&self, operation: &Operation<'a>) -> Option<&'a str> {
        let header = self.file.pointer("/rules/idempotency/header")?;
        header.as_str().filter(|_| operation.kind == OperationKind::Create)
    }

    fn write_parameter(
        &self,
        operation: Json<'a>,
        query: Option<Json<'a>>,
        (name, property): (&'a str, Json<'a>),
        out: &mut Out<'a>,
    ) {
        let required = query.and_then(|query| query.get("required"));
        let mut required = required.into_iter().flat_map(Json::items);
        let object = out.begin(&[property]);
        out.text("name", name);
        out.text("in", "query");
        out.key("required").boolean(required.any(|one| one.as_str() == Some(name)));
        out.copy("description", property.get("description"));
        out.key("schema");
        let is_cursor = operation.pointer("/paging/cursor").and_then(Json::as_str) == Some(name);
        let also = is_cursor.then_some("Cursor");
        bodies::write(property, &|_| None, also, "description", out);
        out.end(object);
    }

    /// Examples of the body, one for each way in which the operation is called.
    fn examples(&self, operation: &Operation<'a>) -> Vec<Example> {
        let mut examples: Vec<Example> = Vec::new();
        let active = self.field_name("active").filter(|_| operation.kind == OperationKind::Update);
        for name in ["least", "active", "full"] {
            let is_wanted =
                |field: &str| name == "full" || name == "active" && active == Some(field);
            let body = self.sample_body(operation.file, &is_wanted).filter(|body| body != "{}");
            let Some(body) = body.filter(|_| self.reads_body(operation)) else { continue };
            if !examples.iter().any(|(_, other)| *other == body) {
                examples.push((name, body));
            }
        }
        examples
    }

    fn write_request_body(
        &self,
        operation: &Operation<'a>,
        schema: Json<'a>,
        examples: &[Example],
        out: &mut Out<'a>,
    ) {
        out.key("requestBody");
        let object = out.begin(&[schema]);
        let largest = self.provider.largest_body();
        out.text("description", &format!("JSON of at most {largest} bytes."));
        out.key("required").boolean(true);
        out.key("content").open('{');
        out.key("application/json").open('{');
        out.key("schema");
        self.write_body_schema(operation.file, schema, out);
        write_examples(examples, out);
        out.json().close('}');
        out.json().close('}');
        out.end(object);
    }

    fn write_success(&self, operation: &Operation<'a>, examples: &[Example], out: &mut Out<'a>) {
        let file = operation.file;
        let success = file.get("success");
        let status = success.and_then(|success| success.get("status"));
        out.key(status.map_or("200", Json::raw));
        let object = out.begin(success.as_slice());
        out.text("description", words(operation.kind).1);
        if let Some(status) = status {
            out.note("status", status);
        }
        let mut headers = vec!["X-Request-Id"];
        headers.extend(self.limit_headers());
        if self.idempotency(operation).is_some() {
            headers.push("Idempotency-Replayed");
        }
        self.write_headers(&headers, out);
        if let Some(template) = success.and_then(|success| success.get("body")) {
            out.key("content").open('{');
            out.key("application/json").open('{');
            out.key("schema");
            self.write_template(template, Place::Answer { operation: file }, out);
            let answers = self.answers(operation, template, examples);
            write_examples(&answers, out);
            out.json().close('}');
            out.json().close('}');
            self.write_links(operation, template, out);
        }
        out.end(object);
    }

    /// What is answered to each of the examples; to what has none, as it is with the webhook that the example
    /// of `create` makes.
    fn answers(
        &self,
        operation: &Operation<'a>,
        template: Json<'a>,
        examples: &[Example],
    ) -> Vec<Example> {
        let create = self.operations().into_iter().find(|one| one.kind == OperationKind::Create);
        let created = create.and_then(|create| {
            let (_, body) = self.examples(&create).pop()?;
            Some(self.filled(create.file, &body))
        });
        // What is created is no more than its body says.
        let created = created.filter(|_| operation.kind != OperationKind::Create);
        let none = [("one", "{}".to_owned())];
        let bodies = if examples.is_empty() { &none } else { examples };
        let answer = |(name, body): &Example| {
            let body = self.filled(operation.file, body);
            let documents = created.iter().chain([&body]);
            let documents: Vec<Document<'_>> =
                documents.filter_map(|text| Document::parse(text.as_bytes()).ok()).collect();
            let sample = Sample {
                api: self,
                operation: operation.file,
                fields: documents.iter().map(Document::root).collect(),
                path: operation.path,
                case: None,
                violations: Vec::new(),
            };
            (*name, self.fill(&[template], &sample))
        };
        bodies.iter().map(answer).collect()
    }

    pub(super) fn sample_path(&self, operation: &Operation<'a>) -> String {
        path_of(operation.path, &self.sample_id("webhook").unwrap_or_default())
    }
}

/// Examples, each JSON text.
pub(super) fn write_examples(examples: &[Example], out: &mut Out<'_>) {
    if examples.is_empty() {
        return;
    }
    out.key("examples").open('{');
    for (name, json) in examples {
        out.key(name).open('{');
        out.key("value").literal(json);
        out.json().close('}');
    }
    out.json().close('}');
}
