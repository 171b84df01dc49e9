//! Whole requests. What each provider answers is checked over HTTP, in tests/api.

mod control;
pub(crate) mod host;
mod idempotency;
mod openapi;
mod sealing;
mod strict;

use super::keys::hash;
use super::{Access, Failure, Request, Step};
use crate::alphabet::BASE64_URL;
use crate::json::Document;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use host::{Host, value};

/// A path and a body for each provider.
const CREATIONS: [(&str, &str, &str); 5] = [
    (
        "connect",
        "/webhooks",
        r#"{"name":"a","url":"https://a.example/N","subscribedEventTypes":["WEBHOOK_CREATED"]}"#,
    ),
    ("conduit", "/webhooks", r#"{"url":"https://a.example/N","events":["customer.active"]}"#),
    ("spritz", "/v1/integrator/webhooks", r#"{"url":"https://a.example/N"}"#),
    ("cryptofuse", "/user/webhooks", r#"{"url":"https://a.example/N"}"#),
    ("devdraft", "/api/v0/webhooks", r#"{"name":"abc","url":"https://a.example/N"}"#),
];

#[test]
fn what_is_created_is_found_changed_and_deleted() {
    for (id, path, body) in CREATIONS {
        for atomic in [true, false] {
            let mut host = Host::new(id, Access::Open, atomic);
            let first = host.create(path, &body.replace('N', "1"));
            let second = host.create(path, &body.replace('N', "2"));
            let listed = host.call("GET", path, "").1;
            let place = |id: &str| listed.find(id).unwrap();
            assert!(place(&first) < place(&second), "{id}: {listed}");
            assert_eq!(host.call("GET", &format!("{path}/{first}"), "").0, 200, "{id}");
            assert_eq!(host.call("PATCH", &format!("{path}/{first}"), "{}").0, 200, "{id}");
            let (target, body) = match id {
                "cryptofuse" => (path.to_string(), format!(r#"{{"webhook_id":"{first}"}}"#)),
                _ => (format!("{path}/{first}"), String::new()),
            };
            assert!(host.call("DELETE", &target, &body).0 < 300, "{id}");
            assert_eq!(host.call("DELETE", &target, &body).0, 404, "{id}");
            assert!(!host.call("GET", path, "").1.contains(&first), "{id}");
            let answer = host.answer("GET", &format!("{path}/{second}"), "another", "");
            assert_eq!(answer.error, Some("not_found"), "{id}");
        }
    }
}

#[test]
fn nothing_is_left_of_what_is_deleted() {
    for (id, path, body) in CREATIONS {
        let mut host = Host::open(id);
        let created = host.create(path, body);
        let target = match id {
            "cryptofuse" => format!("{path}?webhook_id={created}"),
            _ => format!("{path}/{created}"),
        };
        assert!(host.call("DELETE", &target, "").0 < 300);
        // An event that tells of it is kept until it is told, and then for as long as events are.
        let is_event = |key: &&String| key.starts_with("v/") || key.starts_with("q/");
        let left: Vec<&String> = host.records.keys().filter(|key| !is_event(key)).collect();
        assert!(matches!(&*left, [index] if index.starts_with("i/")), "{left:?}");
    }
}

#[test]
fn a_field_that_an_operation_does_not_take_is_ignored() {
    for (index, other) in [
        (2, r#"{"url":"https://other.example/"}"#),
        (1, r#"{"clientId":"https://other.example/","secret":"another"}"#),
    ] {
        let (id, path, body) = CREATIONS[index];
        let mut host = Host::open(id);
        let target = format!("{path}/{}", host.create(path, body));
        let before = host.call("GET", &target, "");
        assert_eq!(host.call("PATCH", &target, other).0, 200);
        assert_eq!(host.call("GET", &target, ""), before);
    }
}

#[test]
fn recent_events_are_told_if_they_are_asked_for() {
    let (_, path, body) = CREATIONS[4];
    let mut host = Host::open("devdraft");
    let target = format!("{path}/{}", host.create(path, body));
    for (query, told) in
        [("", None), ("?include_events=false", None), ("?include_events=true", Some("[]"))]
    {
        let (_, answer) = host.call("GET", &format!("{target}{query}"), "");
        assert_eq!(value(&answer, "/recent_events").as_deref(), told, "{query}");
    }
}

#[test]
fn every_operation_on_a_webhook_may_have_its_id_elsewhere() {
    let get = r#""summary": "Get a webhook",
      "method": "GET",
      "path": "/v1/hooks/{id}","#;
    let update = r#""method": "PATCH",
      "path": "/v1/hooks/{id}",
      "body": {
        "type": "object",
        "properties": {"#;
    let at =
        |text: &str, id: &str| text.replace("/v1/hooks/{id}\",", &format!("/v1/hook\", {id},"));
    let mut host = Host::own(&[
        (get, &at(get, r#""id": { "query": "hook" }"#)),
        (update, &(at(update, r#""id": { "body": "hook" }"#) + r#""hook": { "type": "string" },"#)),
    ]);
    let id = host.create("/v1/hooks", r#"{"url":"https://a.example/","events":["order.*"]}"#);
    let get = format!("/v1/hook?hook={id}");
    assert_eq!(host.call("GET", &get, "").0, 200);
    let update = format!(r#"{{"hook":"{id}","note":"a note"}}"#);
    assert_eq!(host.call("PATCH", "/v1/hook", &update).0, 200);
    assert_eq!(value(&host.call("GET", &get, "").1, "/note").as_deref(), Some("a note"));
    assert_eq!(host.call("PATCH", "/v1/hook", "{}").0, 404);
    assert_eq!(host.call("GET", "/v1/hook", "").0, 404);
}

#[test]
fn an_id_may_stand_in_the_body_in_the_query_or_in_both() {
    let (_, path, body) = CREATIONS[3];
    let mut host = Host::open("cryptofuse");
    for (target, field) in [("?webhook_id=ID", ""), ("", "ID"), ("?webhook_id=ID", "ID")] {
        let id = host.create(path, body);
        let target = format!("{path}{target}").replace("ID", &id);
        let sent = format!(r#"{{"webhook_id":"{field}"}}"#).replace("ID", &id);
        let other = r#"{"webhook_id":"wh_00000000000000000000000000000000"}"#;
        if target.contains('?') {
            assert_eq!(host.call("DELETE", &target, other).0, 400);
            assert_eq!(host.call("DELETE", &format!("{target}&webhook_id="), "").0, 400);
        }
        let sent = if field.is_empty() { "" } else { &*sent };
        assert_eq!(host.call("DELETE", &target, sent).0, 200, "{target} {sent}");
    }
    let (status, answer) = host.call("DELETE", path, "");
    assert_eq!((status, &*value(&answer, "/error/code").unwrap()), (400, "malformed_body"));
}

#[test]
fn reads_no_more_than_it_needs() {
    let mut host = Host::open("conduit");
    let (_, path, body) = CREATIONS[1];
    let id = host.create(path, body);
    assert_eq!(host.reads, ["body", "get to write"]);
    host.call("GET", &format!("{path}/{id}"), "");
    assert_eq!(host.reads, ["get"]);
    host.call("GET", path, "");
    assert_eq!(host.reads, ["list"]);
    for (method, target, key) in
        [("GET", "/nothing", "a_key"), ("PUT", path, "a_key"), ("POST", path, "")]
    {
        assert!(host.answer(method, target, key, body).error.is_some());
        assert_eq!(host.reads, [""; 0]);
    }
}

#[test]
fn a_cursor_that_is_forged_asks_the_store_for_no_odd_key() {
    let mut host = Host::open("conduit");
    host.call("POST", CREATIONS[1].1, CREATIONS[1].2);
    let owner = host.records.keys().find_map(|key| key.strip_prefix("i/")).unwrap().to_owned();
    // Whoever has the source can make the check.
    for (position, status) in [
        ("0000000000000000whk_1", 200),
        ("", 200),
        ("\n", 400),
        ("é", 400),
        (&*"0".repeat(257), 400),
    ] {
        let check = hash(&[b"cursor", b"list", owner.as_bytes(), position.as_bytes()]);
        let cursor = BASE64_URL.encode(&[&check[..8], position.as_bytes()].concat());
        let target = format!("/webhooks?cursor={cursor}");
        assert_eq!(host.call("GET", &target, "").0, status, "{position:?}");
    }
}

#[test]
fn an_index_that_no_service_wrote_is_not_counted_on() {
    for (next, count) in [(i64::MAX, 1), (-1, 1), (1, -1), (1, i64::MAX)] {
        let mut host = Host::open("conduit");
        let id = host.create(CREATIONS[1].1, CREATIONS[1].2);
        let key = host.records.keys().find(|key| key.starts_with("i/")).unwrap().clone();
        let index = format!(r#"{{"v":1,"next":{next},"count":{count}}}"#);
        host.records.insert(key, index.into_bytes());
        assert_eq!(host.call("POST", CREATIONS[1].1, CREATIONS[1].2).0, 500);
        assert_eq!(host.call("DELETE", &format!("/webhooks/{id}"), "").0, 500);
    }
}

#[test]
fn a_cursor_belongs_to_its_list_and_account() {
    let mut host = Host::open("conduit");
    let (_, path, body) = CREATIONS[1];
    let ids: Vec<String> = (0..5).map(|_| host.create(path, body)).collect();
    for atomic in [true, false] {
        host.service.atomic = atomic;
        let mut found = Vec::new();
        let mut target = format!("{path}?limit=2");
        loop {
            let page = host.call("GET", &target, "").1;
            found.extend((0..2).filter_map(|index| value(&page, &format!("/data/{index}/id"))));
            let next = value(&page, "/nextCursor").filter(|next| next != "null");
            let Some(next) = next else { break };
            target = format!("{path}?limit=2&cursor={next}");
        }
        assert_eq!(found, ids);
        let other = host.answer("GET", &target, "another", "");
        assert_eq!(other.error, Some("invalid_query"));
        let mut tampered = target.clone();
        let last = tampered.pop().unwrap();
        tampered.push(if last == 'A' { 'Q' } else { 'A' });
        assert_eq!(host.call("GET", &tampered, "").0, 400);
    }
}

#[test]
fn a_refusal_says_what_would_have_been_right() {
    for (index, method, target, key, hint) in [
        (
            1,
            "GET",
            "/webhoks",
            "a_key",
            "expected one of `/webhooks`, `/webhooks/{id}`; did you mean `/webhooks`?",
        ),
        (1, "PUT", "/webhooks/an_id", "a_key", "expected one of `GET`, `PATCH`, `DELETE`, `HEAD`"),
        (1, "GET", "/webhooks", "", "send `X-API-Key` and `X-API-Secret`"),
        (2, "GET", "/v1/integrator/webhooks", "", "send `Authorization`, or `X-Integrator-Key`"),
    ] {
        let answer = Host::open(CREATIONS[index].0).answer(method, target, key, "");
        let detail = value(&answer.body.unwrap(), "/detail").unwrap();
        assert_eq!(detail.split_once(": ").unwrap().1, hint);
    }
}

#[test]
fn a_page_beyond_the_last_is_empty_and_tells_what_was_asked_for() {
    let mut host = Host::open("devdraft");
    let (_, path, body) = CREATIONS[4];
    host.create(path, body);
    for (page, told) in [
        ("2", "2"),
        ("4294967296", "4294967296"),
        ("9223372036854775807", "9223372036854775807"),
        ("99999999999999999999", "9223372036854775807"),
    ] {
        for atomic in [true, false] {
            host.service.atomic = atomic;
            let (status, answer) = host.call("GET", &format!("{path}?page={page}&limit=100"), "");
            let parts = ["/data", "/page", "/total"].map(|part| value(&answer, part).unwrap());
            assert_eq!((status, parts), (200, ["[]", told, "1"].map(str::to_owned)));
        }
    }
}

#[test]
fn caps_and_unique_urls_hold_with_and_without_an_index() {
    let (_, path, body) = CREATIONS[3];
    for atomic in [true, false] {
        let mut host = Host::new("cryptofuse", Access::Open, atomic);
        let ids: Vec<String> =
            (0..10).map(|n| host.create(path, &body.replace('N', &n.to_string()))).collect();
        let code = |answer: (u16, String)| value(&answer.1, "/error/code").unwrap();
        let same = host.call("POST", path, &body.replace("a.example/N", "A.EXAMPLE:443/3"));
        assert_eq!(code(same), "url_already_exists");
        assert_eq!(code(host.call("POST", path, body)), "webhook_limit_reached");
        let patched = host.call("PATCH", &format!("{path}/{}", ids[0]), &body.replace('N', "1"));
        assert_eq!(code(patched), "url_already_exists");
        assert_eq!(host.call("PATCH", &format!("{path}/{}", ids[0]), body).0, 200);
        // The URL that it had is free again.
        host.call("DELETE", &format!("{path}?webhook_id={}", ids[1]), "");
        host.create(path, &body.replace('N', "0"));
    }
}

#[test]
fn what_nobody_can_read_is_no_fault_of_the_client() {
    let mut host = Host::open("devdraft");
    let (_, path, body) = CREATIONS[4];
    let id = host.create(path, body);
    for value in host.records.values_mut() {
        *value = b"{\"v\":99}".to_vec();
    }
    for (method, target, body) in [
        ("GET", format!("{path}/{id}"), ""),
        ("GET", path.to_owned(), ""),
        ("POST", path.to_owned(), body),
    ] {
        let answer = host.answer(method, &target, "a_key", body);
        assert_eq!((answer.status, answer.error), (500, Some("internal")), "{method}");
        assert!(answer.cause.is_some_and(|cause| !answer.body.unwrap().contains(cause)));
        assert!(answer.puts.is_empty());
    }
}

#[test]
fn every_failure_of_a_host_has_an_answer() {
    for (failure, status) in [
        (Failure::Internal, 500),
        (Failure::Unavailable, 503),
        (Failure::BodyTooLarge, 413),
        (Failure::BodyIncomplete, 400),
        (Failure::BodyTimeout, 408),
    ] {
        for (id, path, _) in CREATIONS {
            let service = Host::open(id).service;
            let request = Request {
                method: "POST",
                path,
                query: None,
                id: Some("an_id"),
                content_type: None,
                headers: &[],
            };
            let decision = service.fail(&request, failure, &mut |_| {});
            let Step::Answer(answer) = decision.step else { panic!("it reads") };
            assert_eq!((answer.status, decision.operation), (status, Some("create")), "{id}");
            assert!(Document::parse(answer.body.unwrap().as_bytes()).is_ok());
        }
    }
}
