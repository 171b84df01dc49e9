//! Secrets at rest.

use super::super::Access;
use super::CREATIONS;
use super::host::{Host, value};
use crate::alphabet::BASE64;
use crate::seal::rest::MasterKeys;
use alloc::format;
use alloc::string::{String, ToString as _};

fn keys(bytes: &[u8]) -> MasterKeys {
    let texts: alloc::vec::Vec<String> =
        bytes.iter().map(|byte| BASE64.encode(&[*byte; 32])).collect();
    MasterKeys::parse(&texts.join(",")).unwrap()
}

fn sealed(id: &str, bytes: &[u8]) -> Host {
    let mut host = Host::open(id);
    host.service = host.service.with_master_keys(keys(bytes));
    host
}

/// Whether a text stands in a record.
fn stands(host: &Host, text: &str) -> bool {
    host.records.values().any(|value| String::from_utf8_lossy(value).contains(text))
}

#[test]
fn no_record_tells_a_secret() {
    let mut host = sealed("conduit", &[1]);
    let (_, path, body) = CREATIONS[1];
    let id = host.create(path, body);
    let target = format!("{path}/{id}");
    let secret = value(&host.call("GET", &target, "").1, "/secret").unwrap();
    assert!(!stands(&host, &secret));
    host.call("PATCH", &target, r#"{"status":"disabled"}"#);
    assert!(!stands(&host, &secret));
    // Another key in front, then the first one gone.
    host.service = host.service.with_master_keys(keys(&[2, 1]));
    assert_eq!(value(&host.call("GET", &target, "").1, "/secret").unwrap(), secret);
    host.service = host.service.with_master_keys(keys(&[2]));
    let answer = host.answer("GET", &target, "a_key", "");
    assert_eq!((answer.status, answer.error), (500, Some("internal")));
    assert!(answer.cause.unwrap().contains("ANYHOOK_MASTER_KEY"));
    // What does not tell the secret goes on.
    assert_eq!(host.call("GET", path, "").0, 200);
    assert_eq!(host.call("DELETE", &target, "").0, 204);
}

#[test]
fn the_secrets_of_accounts_and_of_kept_answers_are_sealed() {
    let mut host = sealed("spritz", &[1]);
    let path = "/v1/integrator/webhook-secret";
    assert_eq!(host.call("POST", path, r#"{"secret":"tell_nobody"}"#).0, 200);
    assert!(!stands(&host, "tell_nobody"));

    let mut host = sealed("devdraft", &[1]);
    let headers = [("x-client-key", "a"), ("x-client-secret", "a"), ("idempotency-key", "one")];
    let mut first = String::new();
    for _ in 0..2 {
        let answer = host.send("POST", CREATIONS[4].1, &headers, CREATIONS[4].2);
        host.commit(&answer);
        let secret = value(answer.body.as_ref().unwrap(), "/signing_secret").unwrap();
        assert!(first.is_empty() || first == secret);
        assert!(!stands(&host, &secret));
        first = secret;
    }
}

#[test]
fn a_secret_that_is_moved_to_another_webhook_does_not_open() {
    let mut host = sealed("cryptofuse", &[1]);
    let (_, path, body) = CREATIONS[3];
    let ids = ["1", "2"].map(|n| host.create(path, &body.replace('N', n)));
    let place = |host: &Host, id: &str| {
        host.records.keys().find(|key| key.starts_with("s/") && key.ends_with(id)).unwrap().clone()
    };
    let [one, other] = [place(&host, &ids[0]), place(&host, &ids[1])];
    let text = String::from_utf8(host.records[&one].clone()).unwrap();
    host.records.insert(other, text.replace(&ids[0], &ids[1]).into_bytes());
    assert_eq!(host.call("GET", path, "").0, 500);
}

#[test]
fn what_was_stored_in_plain_text_is_read_and_sealed_when_it_is_written() {
    let mut host = Host::new("conduit", Access::Open, true);
    let (_, path, body) = CREATIONS[1];
    let target = format!("{path}/{}", host.create(path, body));
    let secret = value(&host.call("GET", &target, "").1, "/secret").unwrap();
    assert!(stands(&host, &secret));
    host.service = host.service.with_master_keys(keys(&[1]));
    assert_eq!(value(&host.call("GET", &target, "").1, "/secret").unwrap(), secret.to_string());
    host.call("PATCH", &target, "{}");
    assert!(!stands(&host, &secret));
    assert_eq!(value(&host.call("GET", &target, "").1, "/secret").unwrap(), secret);
}
