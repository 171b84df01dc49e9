//! What becomes of deliveries that fail.

use super::courier::{OK, REFUSED, TIMEOUT};
use super::*;
use crate::delivery::record::State;
use crate::service::tests::host::{Host, value};

/// What the API tells of a webhook.
fn told(courier: &mut Courier, sample: &Sample, webhook: &str, pointer: &str) -> Option<String> {
    let body = courier.host.call("GET", &sample.at(webhook), "").1;
    value(&body, pointer)
}

#[test]
fn what_succeeds_is_done() {
    for sample in &SAMPLES {
        for atomic in [true, false] {
            let (mut courier, _) = sample.start(Access::Open, atomic);
            courier.deliver(OK);
            courier.publish(sample.event, None);
            let settled = courier.deliver(OK);
            let states: alloc::vec::Vec<_> = settled.iter().map(|one| one.state).collect();
            assert_eq!(states, ["succeeded"], "{}", sample.id);
            assert_eq!((courier.next(), courier.count("q")), (None, 0));
        }
    }
}

#[test]
fn what_fails_is_sent_again_by_the_schedule_and_then_no_more() {
    for sample in &SAMPLES {
        // Those that disable webhooks have tests of their own.
        if sample.id == "cryptofuse" {
            continue;
        }
        let (mut courier, _) = sample.start(Access::Open, true);
        courier.publish(sample.event, None);
        let retries = if sample.id == "conduit" { 10 } else { 5 };
        let mut attempts = 0;
        let id = courier.outgoing().first().map(|outgoing| outgoing.delivery.clone());
        courier.wait(LEASE);
        loop {
            let settled = courier.deliver(TIMEOUT);
            let [settled] = &*settled else { panic!("{settled:?}") };
            attempts += 1;
            assert_eq!(Some(&settled.delivery), id.as_ref());
            assert_eq!((settled.attempt, settled.disabled), (attempts, false));
            let Some(next) = settled.next else {
                assert_eq!(settled.state, "failed");
                break;
            };
            assert_eq!((settled.state, courier.next()), ("pending", Some(next)));
            assert!(courier.due().is_empty());
            courier.host.now = next;
        }
        assert_eq!(attempts, retries + 1, "{}", sample.id);
        assert_eq!((courier.next(), courier.count("q")), (None, 0));
        let delivery = courier.deliveries().pop().unwrap();
        assert_eq!(delivery.attempts.len(), usize::try_from(attempts).unwrap());
        assert!(delivery.attempts.iter().all(|one| one.error.as_deref() == Some("timeout")));
    }
}

#[test]
fn a_retry_that_is_due_when_its_lease_would_end_stays_in_the_queue() {
    let sample = Sample::of("cryptofuse");
    let (mut courier, _) = sample.start(Access::Open, true);
    courier.publish(sample.event, None);
    let later = Reply { status: Some(429), retry_after: Some("60"), ..OK };
    let settled = courier.deliver(later).pop().unwrap();
    assert_eq!(settled.next, Some(courier.host.now + LEASE));
    courier.wait(LEASE);
    let states: alloc::vec::Vec<_> = courier.deliver(OK).iter().map(|one| one.state).collect();
    assert_eq!(states, ["succeeded"]);
}

#[test]
fn a_webhook_is_disabled_as_its_provider_says_and_what_is_pending_is_held() {
    for (id, after) in [("cryptofuse", 5), ("spritz", 10)] {
        let sample = Sample::of(id);
        let (mut courier, webhook) = sample.start(Access::Open, true);
        let (mut attempts, mut disabled) = (0, false);
        while !disabled {
            courier.publish(sample.event, None);
            for settled in courier.deliver(REFUSED) {
                attempts += 1;
                disabled |= settled.disabled;
                assert_eq!(disabled, attempts >= after, "{id}: {attempts}");
            }
            courier.wait(5_600);
        }
        let total = courier.count("l");
        // Disabled ones get no new events; what is in the queue finds out when it is due.
        courier.publish(sample.event, None);
        courier.deliver(OK);
        courier.wait(3_600_000 * 2);
        assert_eq!(courier.deliver(OK), []);
        let held = courier.deliveries().iter().filter(|one| one.state == State::Held).count();
        assert_eq!((courier.count("l"), courier.count("h")), (total, held));
        assert!(held > 0 && courier.count("q") == 0);
        let name = if id == "spritz" { "/failureCount" } else { "/failure_count" };
        let (status, _) = courier.host.call("PATCH", &sample.at(&webhook), sample.enabled);
        assert_eq!(status, 200);
        if id == "spritz" {
            assert_eq!(told(&mut courier, sample, &webhook, name).as_deref(), Some("0"));
        }
        let settled = courier.deliver(OK);
        assert_eq!(settled.len(), held);
        assert!(settled.iter().all(|one| one.state == "succeeded"));
        assert_eq!((courier.count("h"), courier.count("q")), (0, 0));
    }
}

#[test]
fn success_starts_the_count_of_failures_anew() {
    let sample = Sample::of("cryptofuse");
    let (mut courier, _) = sample.start(Access::Open, true);
    for _ in 0..3 {
        for _ in 0..4 {
            courier.publish(sample.event, None);
            let requests = courier.outgoing();
            let settled = courier.settle(requests.last().unwrap(), REFUSED);
            assert!(!settled.disabled);
            courier.wait(1);
        }
        courier.publish(sample.event, None);
        let requests = courier.outgoing();
        courier.settle(requests.last().unwrap(), OK);
    }
}

#[test]
fn what_was_disabled_by_hand_is_held_and_released_for_every_provider() {
    for sample in &SAMPLES {
        let (mut courier, webhook) = sample.start(Access::Open, true);
        courier.publish(sample.event, None);
        courier.deliver(REFUSED);
        if sample.disabled.is_empty() {
            continue;
        }
        let path = sample.at(&webhook);
        assert_eq!(courier.host.call("PATCH", &path, sample.disabled).0, 200, "{}", sample.id);
        courier.wait(6_000 * 6);
        assert_eq!(courier.deliver(OK), []);
        assert_eq!((courier.count("h"), courier.count("q")), (1, 0));
        assert_eq!(courier.host.call("PATCH", &path, sample.enabled).0, 200);
        let settled = courier.deliver(OK);
        let found = settled.iter().any(|one| one.event == sample.event && one.attempt == 2);
        assert!(found, "{settled:?}");
        assert_eq!(courier.count("h"), 0);
    }
}

#[test]
fn an_endpoint_that_is_gone_disables_its_webhook_at_once() {
    for sample in &SAMPLES {
        let (mut courier, webhook) = sample.start(Access::Open, true);
        courier.publish(sample.event, None);
        let gone = Reply { status: Some(410), ..OK };
        let settled = courier.deliver(gone);
        let [settled] = &*settled else { panic!("{settled:?}") };
        assert_eq!((settled.state, settled.disabled), ("held", true), "{}", sample.id);
        courier.host.call("PATCH", &sample.at(&webhook), sample.enabled);
        assert!(courier.deliver(OK).iter().any(|one| one.state == "succeeded"));
    }
}

#[test]
fn an_endpoint_may_ask_for_time_where_its_provider_lets_it() {
    for (id, expected) in [("cryptofuse", 90_000), ("connect", 5_000)] {
        let sample = Sample::of(id);
        let (mut courier, _) = sample.start(Access::Open, true);
        courier.publish(sample.event, None);
        let busy = Reply { status: Some(503), retry_after: Some("90"), ..OK };
        let settled = courier.deliver(busy);
        let wait = settled[0].next.unwrap() - courier.host.now;
        assert!((expected..=expected * 11 / 10).contains(&wait), "{id}: {wait}");
    }
}

#[test]
fn counts_what_was_delivered() {
    let sample = Sample::of("devdraft");
    let (mut courier, webhook) = sample.start(Access::Open, true);
    courier.publish(sample.event, None);
    courier.deliver(OK);
    courier.publish(sample.event, None);
    for _ in 0..6 {
        courier.deliver(REFUSED);
        courier.host.now = courier.next().unwrap_or(courier.host.now);
    }
    for (name, expected) in
        [("total_events", "2"), ("successful_deliveries", "1"), ("failed_deliveries", "1")]
    {
        let pointer = format!("/delivery_stats/{name}");
        assert_eq!(told(&mut courier, sample, &webhook, &pointer).as_deref(), Some(expected));
    }
    assert!(told(&mut courier, sample, &webhook, "/delivery_stats/last_delivery").is_some());
}

#[test]
fn what_belongs_to_a_deleted_webhook_is_cancelled() {
    let sample = Sample::of("conduit");
    let (mut courier, webhook) = sample.start(Access::Open, true);
    for _ in 0..2 {
        courier.publish(sample.event, None);
    }
    let requests = courier.outgoing();
    assert_eq!(courier.host.call("DELETE", &sample.at(&webhook), "").0, 204);
    assert_eq!(courier.settle(&requests[0], REFUSED).state, "cancelled");
    assert_eq!(courier.settle(&requests[1], OK).state, "succeeded");
    assert_eq!(courier.count("q"), 0);
}

#[test]
fn what_is_held_for_a_webhook_that_is_deleted_is_cancelled() {
    let sample = Sample::of("conduit");
    let (mut courier, webhook) = sample.start(Access::Open, true);
    courier.publish(sample.event, None);
    courier.deliver(Reply { status: Some(410), ..OK });
    assert_eq!(courier.count("h"), 1);
    assert_eq!(courier.host.call("DELETE", &sample.at(&webhook), "").0, 204);
    assert_eq!(courier.deliver(OK), []);
    assert_eq!((courier.count("h"), courier.count("q")), (0, 0));
    assert_eq!(courier.deliveries()[0].state, State::Cancelled);
}

#[test]
fn what_is_held_is_released_whatever_the_provider_is_called() {
    let mut courier = Courier::new("conduit", Access::Open, true);
    courier.host = Host::own(&[("\"id\": \"acme\"", "\"id\": \"h\"")]);
    let body = r#"{"url":"https://a.example/1","events":["order.placed"]}"#;
    let webhook = courier.host.create("/v1/hooks", body);
    courier.publish("order.placed", None);
    courier.deliver(Reply { status: Some(410), ..OK });
    assert_eq!(courier.count("h"), 1);
    let path = format!("/v1/hooks/{webhook}");
    assert_eq!(courier.host.call("PATCH", &path, r#"{"status":"enabled"}"#).0, 200);
    assert_eq!(courier.deliver(OK).len(), 1);
}

#[test]
fn counts_once_a_minute_where_a_store_takes_no_more() {
    let sample = Sample::of("cryptofuse");
    let (mut courier, _) = sample.start(Access::Open, false);
    let mut written = 0;
    for _ in 0..10 {
        courier.publish(sample.event, None);
        for outgoing in courier.outgoing() {
            let reply = Reply { started: courier.host.now, ..OK };
            let (_, puts, _) = courier.ask(&Job::Settle { key: &outgoing.key, reply });
            written += puts.keys().filter(|key| key.starts_with("s/")).count();
            courier.work(&Job::Settle { key: &outgoing.key, reply });
        }
        courier.wait(1000);
    }
    assert_eq!(written, 1);
}
