//! What the providers' own APIs tell of deliveries.

use super::courier::{Courier, OK, REFUSED, TIMEOUT};
use super::*;
use crate::delivery::record::State;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use serde_json::{Value, json};

const LIST: &str = "/v1/integrator/webhooks/deliveries";

/// What a provider's API answers.
fn ask(courier: &mut Courier, target: &str) -> Value {
    let (status, body) = courier.host.call("GET", target, "");
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

fn spritz(atomic: bool) -> Courier {
    Sample::of("spritz").start(Access::Open, atomic).0
}

#[test]
fn spritz_lists_the_last_attempt_of_each_delivery() {
    const REFUSED_CONNECTION: Reply<'static> = Reply { error: Some("connect"), ..TIMEOUT };
    const REDIRECT: Reply<'static> = Reply { status: Some(302), error: Some("redirect"), ..OK };
    for atomic in [true, false] {
        let mut courier = spritz(atomic);
        assert_eq!(
            ask(&mut courier, LIST),
            json!({ "data": [], "hasMore": false, "nextCursor": null })
        );
        let data = r#"{"id":"p_1","userId":"u_1"}"#;
        for (reply, status, error) in [
            (Some(OK), json!(200), Value::Null),
            (Some(REFUSED), json!(500), Value::Null),
            (Some(TIMEOUT), json!(504), json!("timeout")),
            (Some(REFUSED_CONNECTION), json!(500), json!("connect")),
            (Some(REDIRECT), json!(302), json!("redirect")),
            (None, Value::Null, Value::Null),
        ] {
            courier.publish("payment.created", Some(data));
            let outgoing = courier.outgoing();
            let sent = outgoing.first().unwrap();
            if let Some(reply) = reply {
                courier.settle(sent, reply);
            }
            let listed = ask(&mut courier, &format!("{LIST}?limit=100"));
            let told = listed["data"].as_array().unwrap().last().unwrap().clone();
            assert_eq!(
                (&told["event"], &told["webhookUrl"]),
                (&json!("payment.created"), &json!("https://a.example/1"))
            );
            let payload: Value = serde_json::from_slice(&sent.body).unwrap();
            assert_eq!(told["payload"], payload);
            assert_eq!(payload["userId"], "u_1");
            assert_eq!((&told["responseStatus"], &told["error"]), (&status, &error));
            assert_eq!(told["success"], json!(status == 200));
            assert_eq!(told["timestamp"].is_string(), reply.is_some());
            courier.wait(1);
        }
        // The last attempt counts.
        courier.wait(60_000);
        courier.deliver(OK);
        let listed = ask(&mut courier, LIST);
        assert!(listed["data"].as_array().unwrap().iter().all(|one| one["success"] == json!(true)));
        // Another account has none of them.
        let other = courier.host.answer("GET", LIST, "another", "");
        let other: Value = serde_json::from_str(&other.body.unwrap()).unwrap();
        assert_eq!(other["data"], json!([]));
    }
}

#[test]
fn spritz_lists_in_parts_and_passes_over_what_was_swept() {
    for atomic in [true, false] {
        let mut courier = spritz(atomic);
        for number in 0..7 {
            courier.publish("payment.created", Some(&format!(r#"{{"id":"p_{number}"}}"#)));
            courier.deliver(OK);
            courier.wait(1000);
        }
        let ids = |courier: &mut Courier, limit: usize| {
            let (mut found, mut cursor): (Vec<Value>, _) = (Vec::new(), String::new());
            loop {
                let body = ask(courier, &format!("{LIST}?limit={limit}{cursor}"));
                let data = body["data"].as_array().unwrap();
                found.extend(data.iter().map(|one| one["payload"]["id"].clone()));
                assert_eq!(body["hasMore"], json!(body["nextCursor"].is_string()));
                let Some(next) = body["nextCursor"].as_str() else { return found };
                assert!(data.len() <= limit);
                cursor = format!("&cursor={next}");
            }
        };
        let all: Vec<String> = (0..7).map(|number| format!("p_{number}")).collect();
        for limit in [1, 2, 6, 7, 8] {
            assert_eq!(ids(&mut courier, limit), all, "{limit}");
        }
        let body = ask(&mut courier, &format!("{LIST}?limit=2"));
        let cursor = body["nextCursor"].as_str().unwrap().to_string();
        let answer = courier.host.answer("GET", &format!("{LIST}?cursor={cursor}"), "another", "");
        assert_eq!((answer.status, answer.error), (400, Some("invalid_query")));
        // Of one only the delivery was swept so far, of another only the event.
        let swept = ["l/", "v/"].map(|folder| {
            let mut keys = courier.host.records.keys().filter(|key| key.starts_with(folder));
            keys.next_back().unwrap().clone()
        });
        courier.host.records.remove(&swept[0]);
        assert_eq!(ids(&mut courier, 3), all[1..]);
        let event = courier.host.records.keys().filter(|key| key.starts_with("v/")).nth(5).unwrap();
        let event = event.clone();
        courier.host.records.remove(&event);
        let body = ask(&mut courier, LIST);
        assert_eq!(
            (&body["data"][0]["event"], &body["data"][0]["payload"]),
            (&json!("payment.created"), &Value::Null)
        );
    }
}

#[test]
fn devdraft_tells_a_webhooks_recent_events_and_counts() {
    let sample = Sample::of("devdraft");
    for atomic in [true, false] {
        let (mut courier, webhook) = sample.start(Access::Open, atomic);
        for number in 0..12 {
            courier.publish(sample.event, Some(&format!(r#"{{"n":{number}}}"#)));
            courier.deliver(if number == 3 { REFUSED } else { OK });
            courier.wait(1000);
        }
        let target = sample.at(&webhook);
        let told = |courier: &mut Courier, query: &str| -> Option<Vec<i64>> {
            let body = ask(courier, &format!("{target}{query}"));
            let events = body["recent_events"].as_array()?;
            for event in events {
                assert_eq!((&event["type"], event["id"].is_string()), (&json!(sample.event), true));
                assert!(event["created_at"].as_str().unwrap().starts_with("2026-11-21T06:27:"));
            }
            Some(events.iter().map(|event| event["data"]["n"].as_i64().unwrap()).collect())
        };
        assert_eq!(told(&mut courier, ""), None);
        assert_eq!(told(&mut courier, "?include_events=true"), Some((2..12).rev().collect()));
        let few = told(&mut courier, "?include_events=true&events_limit=3");
        assert_eq!(few, Some([11, 10, 9].into()));
        let all = told(&mut courier, "?include_events=true&events_limit=50");
        assert_eq!(all, Some((0..12).rev().collect()));
        // None of them is told of another webhook.
        let other = courier.host.create(sample.path, &sample.webhook.replace('N', "2"));
        let other = ask(&mut courier, &format!("{}?include_events=true", sample.at(&other)));
        assert_eq!(other["recent_events"], json!([]));
        if atomic {
            let stats = &ask(&mut courier, &target)["delivery_stats"];
            assert_eq!(stats["total_events"], 12);
            assert_eq!(stats["successful_deliveries"], 12);
            assert_eq!(stats["failed_deliveries"], 0);
            assert!(stats["last_delivery"].as_str().unwrap().starts_with("2026-11-21T06:27:"));
            // One that goes on failing has no attempts left after a while.
            courier.publish(sample.event, None);
            for _ in 0..6 {
                courier.wait(4_000_000);
                courier.deliver(REFUSED);
            }
            let failed = courier.deliveries();
            let failed = failed.iter().filter(|one| one.state == State::Failed);
            assert_eq!(failed.count(), 2, "one for each webhook");
            let stats = &ask(&mut courier, &target)["delivery_stats"];
            assert_eq!(
                (&stats["total_events"], &stats["failed_deliveries"]),
                (&json!(13), &json!(1))
            );
        }
    }
}

#[test]
fn cryptofuse_counts_failures_in_a_row() {
    let sample = Sample::of("cryptofuse");
    let (mut courier, webhook) = sample.start(Access::Open, true);
    let mut counted = Vec::new();
    for reply in [REFUSED, TIMEOUT, OK, REFUSED] {
        courier.publish(sample.event, None);
        let outgoing = courier.outgoing();
        courier.settle(outgoing.last().unwrap(), reply);
        let body = ask(&mut courier, &sample.at(&webhook));
        counted.push(body["failure_count"].as_i64().unwrap());
        let triggered = body["last_triggered_at"].as_str().unwrap().to_string();
        assert_eq!(triggered, crate::time::iso8601(courier.host.now - 1), "{body}");
        courier.wait(1000);
    }
    assert_eq!(counted, [1, 2, 0, 1]);
}
