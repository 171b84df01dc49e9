//! What an operation answers to what it refuses.

use super::operations::Operation;
use super::out::Out;
use super::samples::Sample;
use super::values::Place;
use super::{Api, component_name};
use crate::json::Json;
use crate::provider::errors::Situation;
use crate::provider::operations::OperationKind;
use crate::schema::Violation;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// A case of the file that an operation can come to.
struct Refusal<'a> {
    name: &'static str,
    case: Json<'a>,
    status: u16,
    violations: Vec<Violation>,
}

impl<'a> Api<'a> {
    /// The responses to what is refused, in the order of their status.
    pub(super) fn write_refusals(&self, operation: &Operation<'a>, out: &mut Out<'a>) {
        let refusals = self.refusals(operation);
        for status in 400..600 {
            let same: Vec<&Refusal<'a>> =
                refusals.iter().filter(|one| one.status == status).collect();
            if same.is_empty() {
                continue;
            }
            let response = out.aside(&mut |out| self.write_response(operation, status, &same, out));
            let name = share(response, &same, &mut out.responses);
            out.key(&format!("{status}")).open('{');
            out.refer_to("responses", &name);
            out.json().close('}');
        }
    }

    fn refusals(&self, operation: &Operation<'a>) -> Vec<Refusal<'a>> {
        let Operation { kind, file, .. } = *operation;
        let rule = |name| self.file.get("rules").and_then(|rules| rules.get(name)).is_some();
        let has_field = |field| {
            let name = self.field_name(field);
            let fields = file.pointer("/body/properties");
            name.zip(fields).and_then(|(name, fields)| fields.get(name)).is_some()
        };
        let has_body = self.reads_body(operation);
        let is_new = kind == OperationKind::Create;
        let in_path = operation.path.contains("{id}");
        let of_one = in_path || file.get("id").is_some();
        let changes_url = (is_new || kind == OperationKind::Update) && has_field("url");
        let id = file.pointer("/id/body").and_then(Json::as_str);
        let mut refusals: Vec<Refusal<'a>> = Vec::new();
        for (is_possible, situation) in [
            (true, Situation::Unauthenticated),
            (file.get("scope").is_some(), Situation::Forbidden),
            (self.file.pointer("/limits/requestsPerHour").is_some(), Situation::RateLimited),
            (has_body, Situation::UnsupportedMediaType),
            (has_body, Situation::BodyTooLarge),
            (has_body, Situation::MalformedBody),
            (has_body, Situation::InvalidBody),
            (has_body && has_field("url"), Situation::InvalidUrl),
            (has_body && has_field("events"), Situation::InvalidEvents),
            (
                self.reads_query(operation) || file.pointer("/id/query").is_some(),
                Situation::InvalidQuery,
            ),
            (of_one, Situation::InvalidId),
            (of_one, Situation::NotFound),
            (changes_url && rule("uniqueUrl"), Situation::DuplicateUrl),
            (is_new && rule("maxWebhooks"), Situation::TooManyWebhooks),
            (is_new && rule("idempotency"), Situation::IdempotencyMismatch),
            (true, Situation::Internal),
            (true, Situation::Unavailable),
        ] {
            let Some((situation, case)) = self.case(situation).filter(|_| is_possible) else {
                continue;
            };
            let name = situation.name();
            let violations = match situation {
                Situation::InvalidBody => self.sample_violations(file, None, "{}"),
                Situation::InvalidUrl => {
                    self.sample_violations(file, self.field_name("url"), "\"/webhooks\"")
                }
                Situation::InvalidEvents => {
                    self.sample_violations(file, self.field_name("events"), "[\"all\"]")
                }
                Situation::InvalidId => self.sample_violations(file, id, "\"1\""),
                Situation::MalformedBody => {
                    vec![violation("malformed_json", "is not JSON: found nothing")]
                }
                Situation::InvalidQuery => self.sample_of_query(file),
                _ => Vec::new(),
            };
            let status = case.get("status").and_then(Json::as_number);
            let status = status.and_then(|status| status.parse().ok()).unwrap_or(500);
            if refusals.iter().all(|known| known.name != name) {
                refusals.push(Refusal { name, case, status, violations });
            }
            if situation == Situation::MalformedBody {
                let violations = vec![violation("body_timeout", "did not arrive in time")];
                refusals.push(Refusal { name: "body_timeout", case, status: 408, violations });
            }
        }
        refusals
    }

    /// The case of a situation, or of the broader one that it belongs to.
    fn case(&self, situation: Situation) -> Option<(Situation, Json<'a>)> {
        let cases = self.file.pointer("/errors/cases")?;
        [situation, situation.broader()]
            .into_iter()
            .find_map(|one| Some((one, cases.get(one.name())?)))
    }

    /// What is wrong with a body that says this of a field, or with one that says nothing.
    fn sample_violations(
        &self,
        operation: Json<'a>,
        field: Option<&str>,
        said: &str,
    ) -> Vec<Violation> {
        let Some(field) = field else {
            let mut found = self.violations(operation, said);
            found.retain(|violation| !self.is_told_apart(operation, &violation.path));
            return if found.is_empty() { self.violations(operation, "[]") } else { found };
        };
        let mut body = crate::json::Writer::default();
        body.open('{');
        body.key(field).literal(said);
        body.close('}');
        let mut found = self.violations(operation, &body.finish());
        found.retain(|violation| violation.code != "required");
        found
    }

    /// Whether what is wrong here has a case of its own.
    fn is_told_apart(&self, operation: Json<'a>, path: &str) -> bool {
        let id = operation.pointer("/id/body").and_then(Json::as_str);
        [
            (Situation::InvalidUrl, self.field_name("url")),
            (Situation::InvalidEvents, self.field_name("events")),
            (Situation::InvalidId, id),
        ]
        .into_iter()
        .any(|(situation, field)| {
            let is_own = self.case(situation).is_some_and(|(found, _)| found == situation);
            is_own && field.is_some() && path.strip_prefix('/') == field
        })
    }

    fn sample_of_query(&self, operation: Json<'a>) -> Vec<Violation> {
        let parameters = operation.pointer("/query/properties");
        let mut names = parameters.into_iter().flat_map(Json::entries).map(|(name, _)| name);
        let id = operation.pointer("/id/query").and_then(Json::as_str);
        let Some(name) = id.or_else(|| names.next()) else { return Vec::new() };
        let repeated = violation("repeated_parameter", "occurs more than once");
        vec![Violation { path: format!("/{name}"), ..repeated }]
    }

    /// Whether an answer of this status can tell violations.
    pub(super) fn tells_violations(&self, status: u16) -> bool {
        status == 408
            || [
                Situation::MalformedBody,
                Situation::InvalidBody,
                Situation::InvalidUrl,
                Situation::InvalidEvents,
                Situation::InvalidId,
                Situation::InvalidQuery,
            ]
            .into_iter()
            .filter_map(|situation| self.case(situation)?.1.get("status")?.as_number())
            .any(|text| text.parse() == Ok(status))
    }

    fn write_response(
        &self,
        operation: &Operation<'a>,
        status: u16,
        refusals: &[&Refusal<'a>],
        out: &mut Out<'a>,
    ) {
        let cases: Vec<Json<'a>> = refusals.iter().map(|one| one.case).collect();
        let object = out.begin(&cases);
        let messages: Vec<&str> =
            cases.iter().filter_map(|case| case.get("message")?.as_str()).collect();
        let messages = if status == 408 {
            "The body did not arrive in time".to_owned()
        } else {
            messages.join("; or: ")
        };
        out.text("description", &messages);
        let mut headers = vec!["X-Request-Id"];
        headers.extend(self.limit_headers().into_iter().filter(|_| !matches!(status, 401 | 403)));
        match status {
            401 => headers.push("WWW-Authenticate"),
            429 | 503 => headers.push("Retry-After"),
            _ => {}
        }
        self.write_headers(&headers, out);
        out.key("content").open('{');
        let media_type = self.file.pointer("/errors/contentType").and_then(Json::as_str);
        out.key(media_type.unwrap_or("application/json")).open('{');
        out.key("schema");
        let body = self.file.pointer("/errors/body");
        if cases.iter().any(|case| case.get("members").is_some()) && cases.len() > 1 {
            out.json().open('{');
            out.key("anyOf").open('[');
            for case in &cases {
                self.write_error_schema(operation, status, &[*case], body, out);
            }
            out.json().close(']');
            out.json().close('}');
        } else {
            self.write_error_schema(operation, status, &cases, body, out);
        }
        out.key("examples").open('{');
        let path = self.sample_path(operation);
        for refusal in refusals {
            let sample = Sample {
                api: self,
                operation: operation.file,
                fields: Vec::new(),
                path: &path,
                case: Some((status, refusal.case)),
                violations: refusal.violations.clone(),
            };
            let parts: Vec<Json<'a>> =
                body.into_iter().chain(refusal.case.get("members")).collect();
            out.key(refusal.name);
            let object = out.begin(&[refusal.case]);
            if let Some(message) = refusal.case.get("message") {
                out.note("value", message);
            }
            out.key("value").literal(&self.fill(&parts, &sample));
            out.end(object);
        }
        out.json().close('}');
        out.json().close('}');
        out.json().close('}');
        out.end(object);
    }

    fn write_error_schema(
        &self,
        operation: &Operation<'a>,
        status: u16,
        cases: &[Json<'a>],
        body: Option<Json<'a>>,
        out: &mut Out<'a>,
    ) {
        let members = cases.first().and_then(|case| case.get("members"));
        let parts: Vec<Json<'a>> = body.into_iter().chain(members).collect();
        let place = Place::Refusal { cases, status, operation: operation.file };
        let object = out.begin(body.as_slice());
        self.write_object(&parts, place, true, out);
        out.end(object);
    }
}

fn violation(code: &'static str, message: &str) -> Violation {
    Violation { path: String::new(), code, message: message.to_owned() }
}

/// Keeps a response for all operations that have it. Returns its name: that of its case, or its status.
fn share(
    response: String,
    refusals: &[&Refusal<'_>],
    responses: &mut Vec<(String, String)>,
) -> String {
    if let Some((name, _)) = responses.iter().find(|(_, known)| *known == response) {
        return name.clone();
    }
    let name = match refusals {
        [refusal] => refusal.name.to_owned(),
        _ => format!("status-{}", refusals.first().map_or(0, |one| one.status)),
    };
    let name = component_name(&name, &|name| responses.iter().any(|(known, _)| *known == *name));
    responses.push((name.clone(), response));
    name
}
