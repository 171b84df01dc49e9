//! What the control API sends again, and how it sets the time forward.

use super::control::conduit;
use super::courier::{OK, REFUSED};
use super::*;
use alloc::string::ToString as _;
use serde_json::json;

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
