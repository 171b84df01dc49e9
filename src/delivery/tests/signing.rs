//! That receivers take what is sent.

use super::courier::OK;
use super::*;
use crate::delivery::Outgoing;
use crate::service::tests::host::value;
use crate::{VerifyOptions, Webhook, provider};
use alloc::vec::Vec;

fn verify(id: &str, secret: &str, outgoing: &Outgoing, now: i64) -> Option<usize> {
    let scheme = provider(id).unwrap().scheme().clone();
    let webhook = Webhook::new(scheme, &[secret]).unwrap();
    let options = VerifyOptions::at(now / 1000);
    let verified = webhook.verify(&outgoing.headers, &outgoing.body, options);
    verified.ok().map(|verified| verified.secret_index)
}

fn header<'o>(outgoing: &'o Outgoing, name: &str) -> Option<&'o str> {
    let found = outgoing.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, value)| &**value)
}

/// The secret that an answer tells.
fn secret_of(body: &str) -> Option<String> {
    ["/signing_secret", "/secret", "/data/signature"].iter().find_map(|at| value(body, at))
}

#[test]
fn every_attempt_is_signed_as_the_provider_signs() {
    for sample in &SAMPLES {
        let mut courier = Courier::new(sample.id, Access::Open, true);
        let (_, body) = courier.host.call("POST", sample.path, sample.webhook);
        let secret = match sample.id {
            "spritz" => {
                let path = "/v1/integrator/webhook-secret";
                courier.host.call("POST", path, r#"{"secret":"a secret"}"#);
                "a secret".to_owned()
            }
            "conduit" => {
                let at = sample.at(&value(&body, "/id").unwrap());
                secret_of(&courier.host.call("GET", &at, "").1).unwrap()
            }
            _ => secret_of(&body).unwrap(),
        };
        let id = courier.publish(sample.event, Some(r#"{"id":"7","userId":"8","n":1.50}"#));
        let mut bodies = Vec::new();
        for _ in 0..2 {
            let sent = courier.outgoing();
            let [outgoing] = &*sent else { panic!("{}: {}", sample.id, sent.len()) };
            let now = courier.host.now;
            assert_eq!(verify(sample.id, &secret, outgoing, now), Some(0), "{}", sample.id);
            assert_eq!(verify(sample.id, "another secret", outgoing, now), None);
            assert_eq!(header(outgoing, "content-type"), Some("application/json"));
            bodies.push(outgoing.body.clone());
            courier.settle(outgoing, Reply { status: Some(500), ..OK });
            courier.host.now = courier.next().unwrap();
        }
        assert_eq!(bodies[0], bodies[1]);
        let body = str::from_utf8(&bodies[0]).unwrap();
        if sample.id == "conduit" {
            assert_eq!(value(body, "/version").as_deref(), Some("1.0"));
        }
        let expected = match sample.id {
            "spritz" => "7",
            "conduit" => continue,
            _ => &id,
        };
        assert_eq!(value(body, "/id").as_deref(), Some(expected));
        if sample.id != "spritz" {
            assert!(body.contains(r#""n":1.50"#));
        }
    }
}

#[test]
fn conduits_deliveries_have_their_id_in_a_header_once() {
    let sample = Sample::of("conduit");
    let (mut courier, _) = sample.start(Access::Open, true);
    let id = courier.publish(sample.event, None);
    let sent = courier.outgoing();
    let name = "conduit-webhook-idempotency-key";
    assert_eq!(header(&sent[0], name), Some(&*id));
    let count = sent[0].headers.iter().filter(|(other, _)| other == name).count();
    assert_eq!(count, 1);
}

#[test]
fn spritz_signs_nothing_while_no_secret_is_set() {
    let sample = Sample::of("spritz");
    let (mut courier, _) = sample.start(Access::Open, true);
    courier.publish(sample.event, None);
    assert_eq!(header(&courier.outgoing()[0], "signature"), None);
}

#[test]
fn a_secret_that_is_replaced_signs_beside_the_new_one_for_a_day() {
    for keys in [None, Some("5v8MHF6mAs8YwlRRkcDRoPV0nkeQTSnPvb+qXQZ7nDc=")] {
        let sample = Sample::of("devdraft");
        let mut courier = Courier::new(sample.id, Access::Open, true);
        if let Some(keys) = keys {
            let service = Service::new(provider("devdraft").unwrap(), Access::Open, true).unwrap();
            let keys = crate::MasterKeys::parse(keys).unwrap();
            courier.host.service = service.with_master_keys(keys);
        }
        let secret = |letter: &str| letter.repeat(32);
        let [old, new, newest] = ["a", "b", "c"].map(secret);
        let body =
            format!(r#"{{"name":"abc","url":"https://a.example/","signing_secret":"{old}"}}"#);
        let id = courier.host.create(sample.path, &body);
        let rotate = |courier: &mut Courier, secret: &str| {
            let body = format!(r#"{{"signing_secret":"{secret}"}}"#);
            assert_eq!(courier.host.call("PATCH", &sample.at(&id), &body).0, 200);
        };
        let signed_by = |courier: &mut Courier| {
            courier.publish(sample.event, None);
            let sent = courier.outgoing();
            let now = courier.host.now;
            courier.settle(&sent[0], OK);
            let all = [&old, &new, &newest];
            all.map(|secret| verify(sample.id, secret, &sent[0], now).is_some())
        };
        assert_eq!(signed_by(&mut courier), [true, false, false]);
        rotate(&mut courier, &new);
        // Setting what is set already replaces nothing.
        rotate(&mut courier, &new);
        assert_eq!(signed_by(&mut courier), [true, true, false]);
        courier.wait(43_200_000);
        rotate(&mut courier, &newest);
        assert_eq!(signed_by(&mut courier), [true, true, true]);
        courier.wait(43_200_000);
        assert_eq!(signed_by(&mut courier), [false, true, true]);
        courier.wait(43_200_000);
        assert_eq!(signed_by(&mut courier), [false, false, true]);
        if keys.is_some() {
            let all = courier.host.records.values();
            assert!(all.into_iter().all(|record| {
                let text = String::from_utf8_lossy(record);
                ![&old, &new, &newest].iter().any(|secret| text.contains(&***secret))
            }));
        }
    }
}

#[test]
fn strict_mode_sends_nothing_into_private_networks() {
    let sample = Sample::of("conduit");
    let (mut courier, _) = sample.start(Access::Open, true);
    let service = Service::new(provider("conduit").unwrap(), Access::Keys, true).unwrap();
    courier.host.service = service;
    let all = courier.host.records.clone();
    for (key, value) in all.into_iter().filter(|(key, _)| key.starts_with("s/")) {
        let record = String::from_utf8(value).unwrap();
        let record = record.replace("https://a.example/1", "https://169.254.169.254/");
        courier.host.records.insert(key, record.into_bytes());
    }
    courier.publish(sample.event, None);
    assert_eq!(courier.outgoing().len(), 0);
    let delivery = courier.deliveries().pop().unwrap();
    assert_eq!(delivery.attempts.len(), 1);
    assert_eq!(delivery.attempts[0].error.as_deref(), Some("forbidden_target"));
    assert!(courier.next().is_some());
}
