//! What the control API publishes, tells and sends again.

use super::courier::{Courier, OK, REFUSED, TIMEOUT};
use super::*;
use crate::delivery::record::Delivery;
use crate::service::tests::host::value;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use serde_json::{Value, json};

const ADMIN: [(&str, &str); 1] = [("authorization", "Bearer admin_token")];

impl Courier {
    /// Asks the control API, and writes. The path is that below `/_/`.
    fn ask_control(&mut self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let answer = self.host.send(method, &format!("/_/{path}"), &[], body);
        self.host.commit(&answer);
        (answer.status, serde_json::from_str(&answer.body.unwrap()).unwrap())
    }

    fn list(&mut self, query: &str) -> Value {
        let id = self.host.service.provider().id().to_string();
        let (status, body) = self.ask_control("GET", &format!("{id}/deliveries{query}"), "");
        assert_eq!(status, 200, "{body}");
        body
    }

    /// The ids of deliveries that a query finds.
    fn found(&mut self, query: &str) -> Vec<String> {
        let ids = |body: Value| -> Vec<String> {
            let data = body["data"].as_array().unwrap().clone();
            data.iter().map(|one| one["id"].as_str().unwrap().to_string()).collect()
        };
        ids(self.list(query))
    }

    /// Sends a delivery again. Returns the status, and the code or the delivery's state.
    fn resend(&mut self, id: &str) -> (u16, String) {
        let provider = self.host.service.provider().id().to_string();
        let path = format!("{provider}/deliveries/{id}/resend");
        let (status, body) = self.ask_control("POST", &path, "");
        let told = if status == 202 { &body["status"] } else { &body["violations"][0]["code"] };
        (status, told.as_str().unwrap_or_default().to_string())
    }

    fn first(&mut self) -> (String, Delivery) {
        (self.found("").swap_remove(0), self.deliveries().swap_remove(0))
    }

    /// How many items of deliveries the queue has.
    fn queued(&self) -> usize {
        self.count("q")
    }
}

fn conduit() -> (Courier, String) {
    Sample::of("conduit").start(Access::Open, true)
}

#[test]
fn an_event_is_published_and_its_delivery_told() {
    for sample in &SAMPLES {
        let (mut courier, webhook) = sample.start(Access::Open, true);
        courier.deliver(OK); // what the provider itself tells of its creation
        let before = courier.found("").len();
        let body = json!({ "type": sample.event, "data": { "id": "p_1", "n": 1.50 } }).to_string();
        let (status, published) =
            courier.ask_control("POST", &format!("{}/events", sample.id), &body);
        assert_eq!(status, 202, "{}: {published}", sample.id);
        courier.wait(5);
        courier.deliver(REFUSED);
        let listed = courier.list(&format!("?event={}", sample.event));
        let told = &listed["data"][0];
        assert_eq!(listed["data"].as_array().unwrap().len() + before, courier.found("").len());
        assert_eq!(told["event"], json!({ "id": published["id"], "type": sample.event }));
        assert_eq!((&told["webhook"], &told["status"]), (&json!(webhook), &json!("pending")));
        assert_eq!(told["url"], "https://a.example/1");
        let id = told["id"].as_str().unwrap();
        let (status, shown) =
            courier.ask_control("GET", &format!("{}/deliveries/{id}", sample.id), "");
        assert_eq!((status, &shown["event"]["data"]["id"]), (200, &json!("p_1")));
        let attempt = &shown["attempts"][0];
        assert_eq!(
            (&attempt["status"], &attempt["duration"], &attempt["response"]),
            (&json!(500), &json!(5), &json!("ok"))
        );
        assert!(attempt["at"].as_str().unwrap().ends_with('Z') && attempt["error"].is_null());
        // Lists are shorter.
        let in_list = &told["attempts"][0];
        assert_eq!((&in_list["status"], &in_list["response"]), (&json!(500), &Value::Null));
        assert!(shown["nextAttemptAt"].as_str().unwrap() > shown["createdAt"].as_str().unwrap());
        let account = told["account"].as_str().unwrap().to_string();
        courier.wait(3_600_000);
        courier.deliver(OK);
        let (_, shown) = courier.ask_control("GET", &format!("{}/deliveries/{id}", sample.id), "");
        assert_eq!(
            (&shown["status"], &shown["nextAttemptAt"]),
            (&json!("succeeded"), &Value::Null)
        );
        assert_eq!(shown["attempts"].as_array().unwrap().len(), 2);
        // An event for one account goes to no other.
        for (account, expected) in [(&*account, 1), ("another", 0)] {
            let body = json!({ "type": sample.event, "account": account }).to_string();
            let (status, published) =
                courier.ask_control("POST", &format!("{}/events", sample.id), &body);
            assert_eq!(status, 202);
            courier.wait(1);
            courier.deliver(OK);
            let event = published["id"].as_str().unwrap();
            assert_eq!(courier.found(&format!("?event={event}")).len(), expected, "{account}");
        }
    }
}

#[test]
fn a_list_of_an_event_tells_whether_there_will_be_more() {
    let (mut courier, _) = conduit();
    let body = json!({ "type": "customer.active" }).to_string();
    courier.deliver(OK);
    for (selected, expected) in [("customer.active", 1), ("customer.created", 0)] {
        let body = body.replace("customer.active", selected);
        let (_, published) = courier.ask_control("POST", "conduit/events", &body);
        let query = format!("?event={}", published["id"].as_str().unwrap());
        let before = courier.list(&query);
        assert_eq!((&before["expanding"], &before["data"]), (&json!(true), &json!([])));
        courier.deliver(REFUSED);
        let after = courier.list(&query);
        assert_eq!(after["expanding"], json!(false));
        assert_eq!(after["data"].as_array().unwrap().len(), expected);
    }
    assert_eq!(courier.list("").get("expanding"), None);
}

#[test]
fn every_fault_of_an_event_is_told() {
    let (mut courier, _) = conduit();
    let long = "x".repeat(256 << 10);
    let large = format!(r#"{{"type":"customer.active","data":{{"a":"{long}"}}}}"#);
    for (body, status, found) in [
        ("[]", 400, &[("", "type")][..]),
        ("{}", 400, &[("/type", "required")]),
        ("", 400, &[("", "malformed_json")]),
        (r#"{"type":7}"#, 400, &[("/type", "type")]),
        (r#"{"type":"customer.activ"}"#, 400, &[("/type", "unknown_event_type")]),
        (r#"{"type":"customer.active","data":[]}"#, 400, &[("/data", "type")]),
        (r#"{"type":"customer.active","data":null}"#, 400, &[("/data", "type")]),
        (r#"{"type":"customer.active","account":"a/b"}"#, 400, &[("/account", "invalid_account")]),
        (
            r#"{"type":"nothing","dat":{},"data":"a"}"#,
            400,
            &[
                ("/dat", "additional_properties"),
                ("/data", "type"),
                ("/type", "unknown_event_type"),
            ],
        ),
        (r#"{"type":"customer.active","data":{"a":1,"a":2}}"#, 400, &[("", "duplicate_key")]),
        (&large, 413, &[("/data", "data_too_large")]),
    ] {
        let (answered, problem) = courier.ask_control("POST", "conduit/events", body);
        let body = body.get(..60).unwrap_or(body);
        assert_eq!(answered, status, "{body}: {problem}");
        let violations = problem["violations"].as_array().unwrap().iter();
        let mut codes: Vec<_> = violations
            .map(|one| (one["path"].as_str().unwrap(), one["code"].as_str().unwrap()))
            .collect();
        codes.sort_unstable();
        assert_eq!(codes, found, "{body}");
    }
    let message = |courier: &mut Courier, path: &str, body: &str| {
        courier.ask_control("POST", path, body).1["violations"][0]["message"].to_string()
    };
    let near = message(&mut courier, "conduit/events", r#"{"type":"customer.activ"}"#);
    assert!(near.contains("did you mean `customer.active`?"), "{near}");
    let selector = message(&mut courier, "cryptofuse/events", r#"{"type":"payment.all"}"#);
    assert!(selector.contains("selects events of other types"), "{selector}");
    let (status, problem) = courier.ask_control("POST", "conduits/events", "{}");
    assert_eq!(status, 404);
    assert!(problem["detail"].as_str().unwrap().contains("did you mean `conduit`?"), "{problem}");
    assert_eq!(courier.queued(), 0);
}

#[test]
fn deliveries_are_listed_newest_first_in_parts() {
    let (mut courier, webhook) = conduit();
    let types = ["customer.active", "customer.created"];
    for number in 0..50 {
        courier.publish(types[number % 2], None);
        courier.deliver(if number % 10 == 0 { TIMEOUT } else { OK });
        courier.wait(1000);
    }
    // The other type is not selected.
    let all = courier.found("?limit=100");
    assert_eq!(all.len(), 25);
    assert!(all.is_sorted(), "the newest first");
    for (query, count) in [
        ("", 20),
        ("?limit=1", 1),
        ("?limit=25", 25),
        ("?status=pending&limit=100", 5),
        ("?status=succeeded&limit=100", 20),
        ("?status=held", 0),
        ("?event=customer.created", 0),
        (&*format!("?webhook={webhook}&limit=100"), 25),
        ("?webhook=whk_another", 0),
        ("?account=another", 0),
        ("?since=21s&limit=100", 10),
        ("?since=0ms&limit=100", 0),
        ("?since=0&limit=100", 25),
        ("?since=2026-11-21T06:27:38Z&limit=100", 24),
        ("?since=9d&status=pending", 5),
        ("?more=ignored", 20),
    ] {
        assert_eq!(courier.found(query).len(), count, "{query}");
    }
    for filter in ["", "&status=pending", "&status=succeeded"] {
        let whole = courier.found(&format!("?limit=100{filter}"));
        for limit in [1, 3, 5, 24, 25, 26] {
            let (mut parts, mut cursor) = (Vec::new(), String::new());
            loop {
                let body = courier.list(&format!("?limit={limit}{filter}{cursor}"));
                let data = body["data"].as_array().unwrap();
                assert!(data.len() <= limit);
                parts.extend(data.iter().map(|one| one["id"].as_str().unwrap().to_string()));
                let Some(next) = body["nextCursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(parts, whole, "{limit}{filter}");
        }
    }
}

#[test]
fn a_list_looks_at_so_many_records_for_one_request() {
    let (mut courier, _) = conduit();
    courier.publish("customer.active", None);
    courier.deliver(OK);
    let (key, first) = {
        let found = courier.host.records.iter().find(|(key, _)| key.starts_with("l/"));
        let (key, value) = found.unwrap();
        (key.clone(), value.clone())
    };
    let (folder, id) = key.split_at(key.len() - 20);
    assert_eq!(id.len(), 20);
    for number in 0..2500_u32 {
        courier.host.records.insert(format!("{folder}{number:020x}"), first.clone());
    }
    let mut requests = 0;
    let mut cursor = String::new();
    loop {
        requests += 1;
        let body = courier.list(&format!("?status=pending{cursor}"));
        assert!(courier.host.reads.len() <= 10);
        assert_eq!(body["data"], json!([]));
        let Some(next) = body["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(requests, 3);
    courier.list("?limit=5");
    assert_eq!(courier.host.reads.len(), 1);
}

#[test]
fn queries_that_are_not_understood_are_refused() {
    let (mut courier, _) = conduit();
    for _ in 0..3 {
        courier.publish("customer.active", None);
    }
    courier.deliver(OK);
    let cursor = courier.list("?limit=1")["nextCursor"].as_str().unwrap().to_string();
    assert_eq!(courier.found(&format!("?cursor={cursor}")).len(), 2);
    let changed: String = cursor.chars().rev().collect();
    for (query, parameter) in [
        ("status=sent", "status"),
        ("status=", "status"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=a", "limit"),
        ("since=", "since"),
        ("since=yesterday", "since"),
        ("since=-1", "since"),
        ("since=1w", "since"),
        ("cursor=", "cursor"),
        ("cursor=a", "cursor"),
        (&*format!("cursor={changed}"), "cursor"),
        ("event=a&event=b", "event"),
    ] {
        let (status, problem) =
            courier.ask_control("GET", &format!("conduit/deliveries?{query}"), "");
        assert_eq!(status, 400, "{query}: {problem}");
        assert_eq!(problem["violations"][0]["path"], format!("/{parameter}"), "{query}");
    }
    // A cursor belongs to its provider.
    let (status, _) =
        courier.ask_control("GET", &format!("connect/deliveries?cursor={cursor}"), "");
    assert_eq!(status, 400);
}

#[test]
fn there_is_nothing_with_another_id() {
    let (mut courier, _) = conduit();
    courier.publish("customer.active", None);
    courier.deliver(OK);
    let (id, _) = courier.first();
    for other in [
        &*id.replace("dlv_", ""),
        &id.to_uppercase(),
        id.get(..id.len() - 1).unwrap(),
        "dlv_",
        "dlv_0000000000000000000000000000000",
        "..",
        "%2e",
    ] {
        for (method, below) in [("GET", ""), ("POST", "/resend")] {
            let path = format!("conduit/deliveries/{other}{below}");
            assert_eq!(courier.ask_control(method, &path, "").0, 404, "{path}");
        }
    }
    assert_eq!(courier.ask_control("GET", &format!("connect/deliveries/{id}"), "").0, 404);
    // What was damaged is the fault of nobody who asks.
    let key = format!("l/conduit/{}", id.trim_start_matches("dlv_"));
    courier.host.records.insert(key, b"{}".to_vec());
    let answer = courier.host.send("GET", &format!("/_/conduit/deliveries/{id}"), &[], "");
    assert_eq!((answer.status, answer.error), (500, Some("internal")));
}

#[test]
fn what_is_done_with_goes_out_anew() {
    let (mut courier, _) = conduit();
    courier.publish("customer.active", None);
    courier.deliver(OK);
    let (id, _) = courier.first();
    assert_eq!(courier.resend(&id), (202, "pending".to_string()));
    assert_eq!(courier.queued(), 1);
    assert_eq!(courier.deliveries()[0].tries, 0);
    let settled = courier.deliver(REFUSED).swap_remove(0);
    assert_eq!((settled.attempt, settled.state), (1, "pending"));
    for _ in 0..11 {
        courier.wait(40_000_000);
        courier.deliver(REFUSED);
    }
    assert_eq!((courier.queued(), courier.first().1.state.name()), (0, "failed"));
    assert_eq!(courier.resend(&id).0, 202);
    courier.deliver(OK);
    let (_, delivery) = courier.first();
    assert_eq!((delivery.state.name(), delivery.tries, courier.queued()), ("succeeded", 1, 0));
    courier.host.records.retain(|key, _| !key.starts_with("v/"));
    assert_eq!(courier.resend(&id), (409, "event_gone".to_string()));
}

#[test]
fn what_is_pending_goes_out_now_but_not_twice() {
    let (mut courier, _) = conduit();
    courier.publish("customer.active", None);
    courier.deliver(REFUSED);
    let (id, before) = courier.first();
    let next = before.next.unwrap();
    assert!(next > courier.host.now);
    assert_eq!(courier.resend(&id).0, 202);
    let now = courier.host.now;
    let (_, delivery) = courier.first();
    assert_eq!((delivery.next, delivery.tries, courier.queued()), (Some(now), 1, 1));
    // Once more: it stays where it is.
    courier.wait(5000);
    assert_eq!(courier.resend(&id).0, 202);
    assert_eq!((courier.first().1.next, courier.queued()), (delivery.next, 1));
    let outgoing = courier.outgoing().swap_remove(0);
    assert_eq!(courier.resend(&id), (409, "in_flight".to_string()));
    assert_eq!(courier.settle(&outgoing, REFUSED).attempt, 2);
    assert_eq!(courier.queued(), 1);
}

#[test]
fn what_is_held_waits_for_its_webhook() {
    let sample = Sample::of("cryptofuse");
    let (mut courier, webhook) = sample.start(Access::Open, true);
    courier.publish(sample.event, None);
    courier.deliver(REFUSED);
    let (id, _) = courier.first();
    courier.host.call("PATCH", &sample.at(&webhook), sample.disabled);
    assert_eq!(courier.resend(&id), (409, "webhook_disabled".to_string()));
    courier.wait(60_000);
    courier.deliver(OK);
    assert_eq!((courier.first().1.state.name(), courier.count("h")), ("held", 1));
    assert_eq!(courier.resend(&id), (409, "webhook_disabled".to_string()));
    courier.host.call("PATCH", &sample.at(&webhook), sample.enabled);
    // Before the release has begun.
    assert_eq!(courier.resend(&id).0, 202);
    assert_eq!((courier.count("h"), courier.first().1.tries), (0, 1));
    assert_eq!(courier.deliver(OK).len(), 1);
    assert_eq!((courier.first().1.state.name(), courier.queued()), ("succeeded", 0));
    let delete = format!(r#"{{"webhook_id":"{webhook}"}}"#);
    courier.host.call("DELETE", sample.path, &delete);
    assert_eq!(courier.resend(&id), (409, "webhook_gone".to_string()));
}

#[test]
fn two_at_once_do_not_send_it_twice() {
    let (mut courier, _) = conduit();
    courier.publish("customer.active", None);
    courier.deliver(OK);
    let (id, _) = courier.first();
    let path = format!("/_/conduit/deliveries/{id}/resend");
    let before = courier.host.records.clone();
    let first = courier.host.send("POST", &path, &[], "");
    let second = courier.host.send("POST", &path, &[], "");
    courier.host.commit(&first);
    // A store refuses the second: both have read what the first has written.
    let written = first.puts.iter().find(|(key, _)| before.contains_key(key)).unwrap();
    assert!(second.puts.iter().any(|(key, _)| *key == written.0));
    assert_eq!(courier.resend(&id).0, 202);
    assert_eq!(courier.queued(), 1);
}

#[test]
fn the_time_is_told_and_set_forward_where_it_is_set_by_hand() {
    let (mut courier, _) = conduit();
    let (status, told) = courier.ask_control("GET", "time", "");
    assert_eq!((status, &told["manual"]), (200, &json!(false)));
    let (status, problem) = courier.ask_control("POST", "time", r#"{"advance":"24h"}"#);
    assert_eq!((status, &problem["violations"][0]["code"]), (409, &json!("real_clock")));
    courier.host.is_manual = true;
    let start = courier.host.now;
    for (advance, milliseconds) in [
        (json!("24h"), 86_400_000),
        (json!(1500), 1500),
        (json!("0s"), 0),
        (json!("366d"), 31_622_400_000),
    ] {
        let before = courier.host.now;
        let body = json!({ "advance": advance }).to_string();
        let (status, told) = courier.ask_control("POST", "time", &body);
        assert_eq!((status, &told["manual"]), (200, &json!(true)), "{advance}");
        assert_eq!(courier.host.now, before + 1 + milliseconds);
        assert_eq!(told["time"], crate::time::iso8601(courier.host.now));
    }
    assert!(courier.host.now > start);
    for body in [
        "",
        "{}",
        "7",
        r#"{"advance":-1}"#,
        r#"{"advance":1.5}"#,
        r#"{"advance":true}"#,
        r#"{"advance":"yesterday"}"#,
        r#"{"advance":"-1h"}"#,
        r#"{"advance":"367d"}"#,
        r#"{"advance":31622400001}"#,
        r#"{"advance":99999999999999999999}"#,
        r#"{"advance":"1h","to":1}"#,
    ] {
        let before = courier.host.now;
        let (status, problem) = courier.ask_control("POST", "time", body);
        assert_eq!((status, courier.host.now), (400, before + 1), "{body}");
        assert!(!problem["violations"].as_array().unwrap().is_empty(), "{body}");
    }
}

#[test]
fn strict_mode_asks_for_the_admin_token() {
    let mut courier = Courier::new("conduit", Access::Keys, true);
    let id = "dlv_0000000000000000000000000000000";
    let body = r#"{"type":"customer.active"}"#;
    for (method, path, body, status) in [
        ("POST", "/_/conduit/events".to_string(), body, 202),
        ("GET", "/_/conduit/deliveries".to_string(), "", 200),
        ("GET", format!("/_/conduit/deliveries/{id}"), "", 404),
        ("POST", format!("/_/conduit/deliveries/{id}/resend"), "", 404),
        ("GET", "/_/time".to_string(), "", 200),
        ("POST", "/_/time".to_string(), r#"{"advance":0}"#, 409),
    ] {
        for headers in [&[][..], &[("authorization", "Bearer another")]] {
            let answer = courier.host.send(method, &path, headers, body);
            assert_eq!((answer.status, &*courier.host.reads), (401, &[][..]), "{path}");
        }
        let answer = courier.host.send(method, &path, &ADMIN, body);
        assert_eq!(answer.status, status, "{path}: {:?}", answer.body);
    }
    let unknown = courier.host.send("POST", "/_/nothing/events", &[], "");
    assert_eq!(unknown.status, 404);
    assert!(value(&unknown.body.unwrap(), "/detail").is_some());
}
