//! What is answered is what the OpenAPI document says: to its own examples, and to what is refused.

use super::Host;
use crate::openapi::tests::check::faults;
use crate::schema::Mode;
use crate::service::{Access, Answer, Failure, Request, Step};
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use serde_json::{Map, Value, json};

/// What takes strict mode, a count or other headers to come to: other tests do.
const ELSEWHERE: [&str; 4] =
    ["forbidden", "rate_limited", "unsupported_media_type", "idempotency_mismatch"];

#[test]
fn answers_are_what_the_document_says() {
    for id in ["connect", "conduit", "spritz", "cryptofuse", "devdraft"] {
        hold(Host::new(id, Access::Open, true));
    }
    hold(Host::own(&[]));
}

fn hold(mut host: Host) {
    let text = crate::openapi(&Arc::clone(host.service.provider()), "/", Mode::Open);
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut operations: Vec<Operation<'_>> = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, said) in methods.as_object().unwrap() {
            let method = method.to_uppercase();
            operations.push(Operation { document: &document, path, method, said });
        }
    }
    let create = operations.iter().find(|one| one.is("createWebhook")).unwrap();
    for operation in &operations {
        for (name, body) in operation.bodies() {
            host.records.clear();
            let mut id = String::new();
            if !operation.is("createWebhook") {
                let told = create.send(&mut host, create.path, &create.full());
                id = told["id"].as_str().or(told["data"]["id"].as_str()).unwrap().to_owned();
            }
            let body = body.replace(operation.sample_id(), &id);
            let told = operation.send(&mut host, &operation.path.replace("{id}", &id), &body);
            alike(
                &told,
                &operation.success()["content"]["application/json"]["examples"][&*name]["value"],
            );
        }
        host.records.clear();
        let refused = operation.refuse(&mut host);
        for (status, response) in operation.said["responses"].as_object().unwrap() {
            let contents = operation.resolve(response)["content"].as_object().into_iter().flatten();
            let examples =
                contents.flat_map(|(_, content)| content["examples"].as_object().unwrap());
            for (name, _) in examples.filter(|_| &**status >= "400") {
                let came = refused.contains(name) || ELSEWHERE.contains(&&**name);
                assert!(came, "{} {}: {name} never came", operation.method, operation.path);
            }
        }
    }
}

/// An operation of a document.
struct Operation<'d> {
    document: &'d Value,
    path: &'d str,
    method: String,
    said: &'d Value,
}

impl<'d> Operation<'d> {
    fn is(&self, id: &str) -> bool {
        self.said["operationId"] == id
    }

    fn resolve(&self, value: &'d Value) -> &'d Value {
        match value["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
            None => value,
        }
    }

    fn success(&self) -> &'d Value {
        let mut responses = self.said["responses"].as_object().unwrap().iter();
        responses.find(|(status, _)| &***status < "300").unwrap().1
    }

    fn content(&self) -> &'d Value {
        &self.said["requestBody"]["content"]["application/json"]
    }

    /// The bodies that it has examples of; none, where it takes none.
    fn bodies(&self) -> Vec<(String, String)> {
        let Some(examples) = self.content()["examples"].as_object() else {
            return vec![("one".to_owned(), String::new())];
        };
        let body =
            |(name, example): (&String, &Value)| (name.clone(), example["value"].to_string());
        examples.iter().map(body).collect()
    }

    fn full(&self) -> String {
        self.bodies().into_iter().map(|(_, body)| body).max_by_key(String::len).unwrap()
    }

    /// The id of the document's examples.
    fn sample_id(&self) -> &'d str {
        self.document["components"]["schemas"]["WebhookId"]["examples"][0].as_str().unwrap()
    }

    /// Holds an answer to what the document says of its status. Returns its body.
    fn check(&self, answer: &Answer) -> Value {
        let place = format!("{} {} {}", self.method, self.path, answer.status);
        let response = self.resolve(&self.said["responses"][answer.status.to_string()]);
        assert!(response.is_object(), "{place}: {answer:?}");
        for (header, _) in &answer.headers {
            let mut known = response["headers"].as_object().unwrap().keys();
            let is_known = known.any(|name| name.eq_ignore_ascii_case(header));
            assert!(is_known || *header == "content-type", "{place}: {header}");
        }
        let Some(body) = &answer.body else {
            assert_eq!(response["content"], Value::Null, "{place}");
            return Value::Null;
        };
        let body: Value = serde_json::from_str(body).unwrap();
        let media_type = answer.headers.iter().find(|(name, _)| *name == "content-type").unwrap();
        let schema = &response["content"][&media_type.1]["schema"];
        assert_eq!(faults(self.document, schema, &body), [""; 0], "{place}: {body}");
        body
    }

    fn send(&self, host: &mut Host, target: &str, body: &str) -> Value {
        let answer = host.answer(&self.method, target, "key", body);
        host.commit(&answer);
        self.check(&answer)
    }

    /// Sends what is refused. Returns what the refusals are called.
    fn refuse(&self, host: &mut Host) -> Vec<String> {
        let target = self.path.replace("{id}", self.sample_id());
        let mut refused = Vec::new();
        let mut answers = vec![host.answer(&self.method, &target, "", "")];
        for body in self.bad_bodies() {
            answers.push(host.answer(&self.method, &target, "key", &body));
        }
        if target != self.path {
            answers.push(host.answer(&self.method, &self.path.replace("{id}", "1"), "key", "{}"));
        }
        let parameters = self.said["parameters"].as_array().into_iter().flatten();
        let in_query = parameters.filter(|one| one["in"] == "query");
        let mut names: Vec<&str> = in_query.filter_map(|one| one["name"].as_str()).collect();
        if self.is("deleteWebhook") {
            // An id of the body may be in the query instead.
            let fields = self.content()["schema"]["properties"].as_object().map(Map::keys);
            names.extend(fields.into_iter().flatten().map(String::as_str));
        }
        for name in names {
            let target = format!("{target}?{name}=a&{name}=a");
            answers.push(host.answer(&self.method, &target, "key", ""));
        }
        answers.extend(self.repeated(host, &target));
        for answer in answers.iter().filter(|answer| answer.error.is_some()) {
            self.check(answer);
            refused.extend(answer.error.map(str::to_owned));
        }
        for failure in
            [Failure::Internal, Failure::Unavailable, Failure::BodyTooLarge, Failure::BodyTimeout]
        {
            if !matches!(failure, Failure::BodyTooLarge | Failure::BodyTimeout)
                || !self.content().is_null()
            {
                let answer = fail(host, &self.method, &target, failure);
                self.check(&answer);
                let timeout = (answer.status == 408).then_some("body_timeout");
                refused.extend(timeout.or(answer.error).map(str::to_owned));
            }
        }
        refused
    }

    /// Bodies that are wrong as a whole, or in a field; and one that is right, of which others may not be.
    fn bad_bodies(&self) -> Vec<String> {
        let fields = self.content()["schema"]["properties"].as_object().map(Map::keys);
        let wrong = fields.into_iter().flatten().flat_map(|name| {
            [json!({ (name): ["all"] }), json!({ (name): "1" })].map(|body| body.to_string())
        });
        let whole = ["", "{", "{}", "[]"].map(String::from);
        let right = (!self.content().is_null()).then(|| self.full());
        whole.into_iter().chain(wrong).chain(right).collect()
    }

    /// Creates more and more webhooks, each twice; makes two of one URL.
    fn repeated(&self, host: &mut Host, target: &str) -> Vec<Answer> {
        let mut answers = Vec::new();
        let create =
            self.document["paths"].as_object().unwrap().iter().find_map(|(path, methods)| {
                Some((path, methods.get("post")?))
                    .filter(|(_, post)| post["operationId"] == "createWebhook")
            });
        let (path, said) = create.unwrap();
        let create = Operation { document: self.document, path, method: "POST".to_owned(), said };
        let body = |number: usize| create.full().replace("/webhooks\"", &format!("/{number}\""));
        if self.is("createWebhook") {
            for number in 0..42 {
                let answer = host.answer("POST", target, "key", &body(number / 2));
                host.commit(&answer);
                answers.push(answer);
            }
        } else if self.is("updateWebhook") {
            let ids = [0, 1].map(|number| {
                let told = create.send(host, path, &body(number));
                told["id"].as_str().or(told["data"]["id"].as_str()).unwrap().to_owned()
            });
            let body = json!({ "url": "https://example.com/1" }).to_string();
            answers.push(host.answer(
                &self.method,
                &self.path.replace("{id}", &ids[0]),
                "key",
                &body,
            ));
        }
        answers
    }
}

fn fail(host: &Host, method: &str, path: &str, failure: Failure) -> Answer {
    let request = Request { method, path, query: None, id: None, content_type: None, headers: &[] };
    match host.service.fail(&request, failure, &mut |bytes| bytes.fill(1)).step {
        Step::Answer(answer) => answer,
        step => panic!("{step:?}"),
    }
}

/// Compares two answers but for what is new each time.
fn alike(one: &Value, other: &Value) {
    let [mut found, mut wanted] = [Vec::new(), Vec::new()];
    parts(one, "", &mut found);
    parts(other, "", &mut wanted);
    assert_eq!(found, wanted);
}

fn parts(value: &Value, path: &str, found: &mut Vec<String>) {
    let is_new = |text: &str| text.len() > 20 && !text.contains(' ');
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| parts(member, &format!("{path}/{key}"), found));
        }
        Value::Array(items) => items.iter().for_each(|item| parts(item, path, found)),
        Value::String(text) if is_new(text) => found.push(path.to_owned()),
        other => found.push(format!("{path}: {other}")),
    }
}
