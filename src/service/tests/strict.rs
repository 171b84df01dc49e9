//! What issued keys let in.

use super::super::Access;
use super::host::{Host, value};
use super::{CREATIONS, host};
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

fn strict(id: &str) -> Host {
    Host::new(id, Access::Keys, true)
}

fn send(
    host: &mut Host,
    headers: &[(String, String)],
    method: &str,
    target: &str,
    body: &str,
) -> (u16, String) {
    let sent: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    let answer = host.send(method, target, &sent, body);
    host.commit(&answer);
    (answer.status, answer.body.unwrap_or_default())
}

#[test]
fn a_key_is_for_its_provider_and_account() {
    for (id, path, body) in CREATIONS {
        let mut host = strict(id);
        let keys = ["acme", "acme", "other"]
            .map(|account| host.issue(&format!(r#"{{"provider":"{id}","account":"{account}"}}"#)));
        let (status, created) = send(&mut host, &keys[0].1, "POST", path, body);
        assert!(status < 300, "{id}: {created}");
        assert_eq!(host.key.as_ref(), Some(&keys[0].0));
        let webhook = value(&created, "/id").or_else(|| value(&created, "/data/id")).unwrap();
        let target = format!("{path}/{webhook}");
        assert_eq!(send(&mut host, &keys[1].1, "GET", &target, "").0, 200, "{id}");
        assert_eq!(send(&mut host, &keys[2].1, "GET", &target, "").0, 404, "{id}");
        let refused = if id == "connect" { 403 } else { 401 };
        let elsewhere = if id == "conduit" { "devdraft" } else { "conduit" };
        let foreign = host.issue(&format!(r#"{{"provider":"{elsewhere}","account":"acme"}}"#));
        let text = foreign.1[0].1.clone();
        for wrong in
            [text, keys[0].1[0].1.replace("ahk_", "ahk-"), "key".to_string(), String::new()]
        {
            let headers: Vec<_> =
                keys[0].1.iter().map(|(name, _)| (name.clone(), wrong.clone())).collect();
            assert_eq!(send(&mut host, &headers, "GET", &target, "").0, refused, "{id}: {wrong}");
            assert_eq!(host.key, None);
        }
        let admin = [("authorization", "bearer admin_token")];
        let answer = host.send("DELETE", &format!("/_/keys/{}", keys[0].0), &admin, "");
        host.commit(&answer);
        assert_eq!(send(&mut host, &keys[0].1, "GET", &target, "").0, refused, "{id}");
        assert_eq!(send(&mut host, &keys[1].1, "GET", &target, "").0, 200, "{id}");
    }
}

#[test]
fn every_part_of_a_key_is_needed_in_its_place() {
    let mut host = strict("conduit");
    let (_, headers) = host.issue(r#"{"provider":"conduit","account":"acme"}"#);
    let [(key, text), (secret, other)] = &*headers else { panic!("{headers:?}") };
    for (sent, status) in [
        (&[(key, text), (secret, other)][..], 200),
        (&[(secret, other), (key, text)], 200),
        (&[(key, other), (secret, text)], 401),
        (&[(key, text), (secret, text)], 401),
        (&[(key, text)], 401),
        (&[(secret, other)], 401),
    ] {
        let sent: Vec<_> =
            sent.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        assert_eq!(send(&mut host, &sent, "GET", "/webhooks", "").0, status, "{sent:?}");
    }
}

#[test]
fn a_key_is_sent_in_any_form_that_takes_it() {
    let mut host = strict("cryptofuse");
    let admin = [("Authorization", "Bearer admin_token")];
    let answer = host.send("POST", "/_/keys", &admin, r#"{"provider":"cryptofuse","account":"a"}"#);
    host.commit(&answer);
    let body = answer.body.unwrap();
    for (pointer, name) in [
        ("/credentials/0/X-API-Key", "x-api-key"),
        ("/credentials/1/Authorization", "authorization"),
    ] {
        let text = host::value(&body, pointer).unwrap();
        assert_eq!(host.send("GET", "/user/webhooks", &[(name, &text)], "").status, 200, "{name}");
    }
}

#[test]
fn a_scope_allows_its_operations_alone() {
    let operations = [
        ("webhook:create", "POST", "", CREATIONS[4].2),
        ("webhook:read", "GET", "", ""),
        ("webhook:read", "GET", "/ID", ""),
        ("webhook:update", "PATCH", "/ID", "{}"),
        ("webhook:delete", "DELETE", "/ID", ""),
    ];
    let path = CREATIONS[4].1;
    for granted in ["webhook:create", "webhook:read", "webhook:update", "webhook:delete"] {
        let mut host = strict("devdraft");
        let all = host.issue(r#"{"provider":"devdraft","account":"a"}"#).1;
        let body = format!(r#"{{"provider":"devdraft","account":"a","scopes":["{granted}"]}}"#);
        let some = host.issue(&body).1;
        let created = send(&mut host, &all, "POST", path, CREATIONS[4].2).1;
        let webhook = value(&created, "/id").unwrap();
        for (needed, method, below, body) in operations {
            let target = format!("{path}{}", below.replace("ID", &webhook));
            let (status, body) = send(&mut host, &some, method, &target, body);
            assert_eq!(status == 403, needed != granted, "{granted}: {method} {body}");
            if status == 403 {
                let message = value(&body, "/message").unwrap();
                assert!(message.ends_with(&format!(": needs the scope `{needed}`")), "{message}");
            }
        }
    }
}

#[test]
fn an_url_of_a_private_network_is_refused() {
    for (id, path, body) in CREATIONS {
        for (access, takes_it) in [(Access::Keys, false), (Access::Open, true)] {
            let mut host = Host::new(id, access, true);
            let headers = match access {
                Access::Open => {
                    let text = |name: &str| if name == "authorization" { "Bearer a" } else { "a" };
                    let names = host.service.auth.headers.iter();
                    names.map(|name| (name.clone(), text(name).to_string())).collect()
                }
                Access::Keys => host.issue(&format!(r#"{{"provider":"{id}","account":"acme"}}"#)).1,
            };
            let (status, created) = send(&mut host, &headers, "POST", path, body);
            assert!(status < 300, "{id}: {created}");
            let webhook = value(&created, "/id").or_else(|| value(&created, "/data/id")).unwrap();
            let target = format!("{path}/{webhook}");
            for url in ["https://127.0.0.1/", "https://localhost/a", "https://[fd00::1]/"] {
                let body = body.replace("https://a.example/N", url);
                let (status, answer) = send(&mut host, &headers, "POST", path, &body);
                assert_eq!(status < 300, takes_it, "{id}: {answer}");
                assert_eq!(answer.contains("private network"), !takes_it, "{id}: {answer}");
                if id == "spritz" {
                    continue; // whose webhooks keep their URL
                }
                // CryptoFuse takes no URL twice.
                let body = format!(r#"{{"url":"{url}?"}}"#);
                let (status, answer) = send(&mut host, &headers, "PATCH", &target, &body);
                assert_eq!(status < 300, takes_it, "{id}: {answer}");
                assert_eq!(answer.contains("private network"), !takes_it, "{id}: {answer}");
            }
            // What is no URL is told as that alone.
            let body = body.replace("https://a.example/N", "http//127.0.0.1");
            let (_, answer) = send(&mut host, &headers, "POST", path, &body);
            assert!(!answer.contains("private network"), "{id}: {answer}");
        }
    }
}

#[test]
fn requests_are_counted_by_key_and_environment() {
    let mut host = strict("devdraft");
    for (environment, limit) in [
        ("", 1000),
        (r#","environment":"production""#, 1000),
        (r#","environment":"development""#, 100),
    ] {
        let body = format!(r#"{{"provider":"devdraft","account":"a"{environment}}}"#);
        let (id, headers) = host.issue(&body);
        assert_eq!(send(&mut host, &headers, "GET", CREATIONS[4].1, "").0, 200);
        assert_eq!(host.limits.pop(), Some((id, limit)));
    }
    let mut host = Host::open("devdraft");
    host.call("GET", CREATIONS[4].1, "");
    let (name, limit) = host.limits.pop().unwrap();
    assert!(name.starts_with("devdraft/"));
    assert_eq!(limit, 100);
}
