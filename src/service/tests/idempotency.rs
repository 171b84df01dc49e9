//! Requests that are sent again.

use super::super::{Access, Answer};
use super::CREATIONS;
use super::host::{Host, value};
use alloc::format;
use alloc::string::ToString as _;

const DAY: i64 = 86_400_000;

fn create(host: &mut Host, account: &str, key: &str, body: &str) -> Answer {
    let headers =
        [("x-client-key", account), ("x-client-secret", account), ("Idempotency-Key", key)];
    let answer = host.send("POST", CREATIONS[4].1, &headers, body);
    host.commit(&answer);
    answer
}

#[test]
fn the_same_key_gives_the_first_answer_again() {
    for atomic in [true, false] {
        let mut host = Host::new("devdraft", Access::Open, atomic);
        let body = CREATIONS[4].2;
        let first = create(&mut host, "a", "one", body);
        assert_eq!(first.status, 201);
        let again = create(&mut host, "a", "one", body);
        assert_eq!((again.status, &again.body), (201, &first.body));
        assert!(again.puts.is_empty() && again.deletes.is_empty());
        let is_replay = |answer: &Answer| {
            answer.headers.contains(&("idempotency-replayed", "true".to_string()))
        };
        assert_eq!((is_replay(&first), is_replay(&again)), (false, true));
        let other = create(&mut host, "a", "one", &body.replace("abc", "abcd"));
        assert_eq!((other.status, other.error), (422, Some("idempotency_mismatch")));
        for (account, key) in [("a", "two"), ("b", "one")] {
            let answer = create(&mut host, account, key, body);
            assert_eq!(answer.status, 201);
            assert_ne!(answer.body, first.body);
        }
        host.now += DAY;
        let later = create(&mut host, "a", "one", body);
        assert_eq!((later.status, is_replay(&later)), (201, false));
        assert_ne!(later.body, first.body);
        assert!(is_replay(&create(&mut host, "a", "one", body)));
    }
}

#[test]
fn what_is_refused_is_not_kept() {
    let mut host = Host::open("devdraft");
    let body = CREATIONS[4].2;
    assert_eq!(create(&mut host, "a", "one", "{}").status, 400);
    assert_eq!(create(&mut host, "a", "one", body).status, 201);
    for key in ["", "a b", "a, b", "é", &"a".repeat(256)] {
        let answer = create(&mut host, "a", key, body);
        let code = value(answer.body.as_ref().unwrap(), "/details/0/code");
        assert_eq!(
            (answer.status, code.as_deref()),
            (400, Some("invalid_idempotency_key")),
            "{key}"
        );
    }
    assert_eq!(create(&mut host, "a", &"a".repeat(255), body).status, 201);
}

#[test]
fn what_has_expired_does_not_pile_up() {
    for atomic in [true, false] {
        let mut host = Host::new("devdraft", Access::Open, atomic);
        let count = |host: &Host, prefix: &str| {
            host.records.keys().filter(|key| key.starts_with(prefix)).count()
        };
        for key in 0..6 {
            create(&mut host, "a", &format!("key{key}"), CREATIONS[4].2);
        }
        assert_eq!((count(&host, "d/"), count(&host, "e/")), (6, 6));
        host.now += DAY;
        for (key, left) in
            [("key0", 5), ("key0", 5), ("new", 4), ("newer", 3), ("newest", 4), ("last", 5)]
        {
            create(&mut host, "a", key, CREATIONS[4].2);
            assert_eq!((count(&host, "d/"), count(&host, "e/")), (left, left), "{key}");
        }
    }
}

#[test]
fn a_record_that_no_service_wrote_is_not_counted_on() {
    let mut host = Host::open("devdraft");
    create(&mut host, "a", "one", CREATIONS[4].2);
    let key = host.records.keys().find(|key| key.starts_with("d/")).unwrap().clone();
    for value in [
        "",
        "{}",
        r#"{"v":2}"#,
        r#"{"v":1,"request":"","status":99999,"expires":9e99,"secret":""}"#,
    ] {
        host.records.insert(key.clone(), value.into());
        let answer = create(&mut host, "a", "one", CREATIONS[4].2);
        assert_eq!((answer.status, answer.cause.is_some()), (500, true), "{value}");
    }
}
