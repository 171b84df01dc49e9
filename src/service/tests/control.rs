//! What stands beside the providers.

use super::super::Access;
use super::host::{Host, value};
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

const ADMIN: [(&str, &str); 1] = [("Authorization", "Bearer admin_token")];

fn ask(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let mut host = Host::new("conduit", Access::Keys, true);
    let answer = host.send(method, target, headers, body);
    assert!(answer.puts.is_empty() || answer.status == 201);
    (answer.status, answer.body.unwrap_or_default())
}

#[test]
fn tells_what_is_served() {
    assert_eq!(ask("GET", "/_/health", &[], ""), (200, r#"{"status":"ok"}"#.to_string()));
    let (status, body) = ask("GET", "/_/providers", &[], "");
    assert_eq!((status, &*value(&body, "/providers/1/id").unwrap()), (200, "conduit"));
    for (pointer, expected) in [
        ("/basePath", "/conduit"),
        ("/openapi", "/_/conduit/openapi.json"),
        ("/operations/0/id", "create"),
        ("/operations/0/method", "POST"),
        ("/operations/0/path", "/conduit/webhooks"),
    ] {
        assert_eq!(value(&body, &format!("/providers/1{pointer}")).unwrap(), expected);
    }
}

#[test]
fn other_paths_and_methods_are_refused() {
    for (method, path, status) in [
        ("GET", "/", 404),
        ("GET", "", 404),
        ("GET", "/_", 404),
        ("GET", "/_/", 404),
        ("GET", "/conduits/webhooks", 404),
        ("GET", "/_/healthy", 404),
        ("GET", "/_/health/", 404),
        ("GET", "/_/nothing/openapi.json", 404),
        ("GET", "/_/a/b/openapi.json", 404),
        ("DELETE", "/_/keys/", 404),
        ("DELETE", "/_/keys/a/b", 404),
        ("POST", "/_/health", 405),
        ("PUT", "/_/keys", 405),
        ("GET", "/_/keys/an_id", 405),
        ("POST", "/_/conduit/openapi.json", 405),
    ] {
        let mut host = Host::new("conduit", Access::Keys, true);
        let control = &host.control;
        let request = super::Request {
            method,
            path,
            query: None,
            id: None,
            content_type: None,
            headers: &[None],
        };
        let step = control.decide(&request, &[], 0, &mut |_| {}).step;
        let super::Step::Answer(answer) = step else { panic!("{path} reads") };
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.headers.iter().any(|(name, _)| *name == "allow"), status == 405);
        assert_eq!(value(answer.body.as_ref().unwrap(), "/status").unwrap(), status.to_string());
        host.reads.clear();
    }
}

#[test]
fn keys_are_the_admins_alone() {
    for (headers, status) in [
        (&[][..], 401),
        (&[("authorization", "admin_token")], 401),
        (&[("authorization", "Bearer admin_tokem")], 401),
        (&[("authorization", "Bearer admin_token2")], 401),
        (&[("authorization", "Bearer ")], 401),
        (&[("authorization", "Bearer admin_token, Bearer admin_token")], 401),
        (&ADMIN, 200),
    ] {
        let (found, body) = ask("GET", "/_/keys", headers, "");
        assert_eq!(found, status, "{headers:?}");
        assert!(!body.contains("admin_token"));
    }
    let mut host = Host::new("conduit", Access::Keys, true);
    host.control = super::super::Control::new(Vec::new(), Access::Open, None);
    assert_eq!(host.send("GET", "/_/keys", &ADMIN, "").status, 403);
}

#[test]
fn every_fault_of_a_request_for_a_key_is_told() {
    for (body, violations) in [
        ("[]", &[""][..]),
        ("{}", &["/provider", "/account"]),
        (r#"{"provider":7,"account":""}"#, &["/provider", "/account"]),
        (r#"{"provider":"conduits","account":"a"}"#, &["/provider"]),
        (r#"{"provider":"conduit","account":".."}"#, &["/account"]),
        (r#"{"provider":"conduit","account":"a/b"}"#, &["/account"]),
        (r#"{"provider":"conduit","account":"a","scopes":["webhook:read"]}"#, &["/scopes/0"]),
        (r#"{"provider":"devdraft","account":"a","scopes":["webhook:reed"]}"#, &["/scopes/0"]),
        (r#"{"provider":"devdraft","account":"a","scopes":[]}"#, &["/scopes"]),
        (r#"{"provider":"devdraft","account":"a","environment":"test"}"#, &["/environment"]),
        (r#"{"provider":"devdraft","account":"a","more":1}"#, &["/more"]),
        (r#"{"provider":"devdraft","account":"a","account":"b"}"#, &[""]),
        ("nothing", &[""]),
    ] {
        let (status, answer) = ask("POST", "/_/keys", &ADMIN, body);
        assert_eq!(status, 400, "{body}");
        let paths: Vec<String> = (0..9)
            .map_while(|index| value(&answer, &format!("/violations/{index}/path")))
            .collect();
        assert_eq!(paths, violations, "{body}: {answer}");
    }
}

#[test]
fn keys_are_listed_in_order_and_revoked_once() {
    let mut host = Host::new("conduit", Access::Keys, true);
    let issued = [("conduit", "a"), ("devdraft", "a"), ("conduit", "b"), ("conduit", "a")].map(
        |(provider, account)| {
            host.issue(&format!(r#"{{"provider":"{provider}","account":"{account}"}}"#))
        },
    );
    let list = |host: &mut Host, query: &str| {
        let body = host.send("GET", &format!("/_/keys{query}"), &ADMIN, "").body.unwrap();
        for (_, headers) in &issued {
            assert!(headers.iter().all(|(_, text)| !body.contains(&**text)), "{body}");
        }
        let ids = (0..).map_while(|index| value(&body, &format!("/data/{index}/id")));
        ids.map(|id| issued.iter().position(|(issued, _)| *issued == id).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(list(&mut host, ""), [0, 1, 2, 3]);
    assert_eq!(list(&mut host, "?provider=conduit"), [0, 2, 3]);
    assert_eq!(list(&mut host, "?provider=conduit&account=a"), [0, 3]);
    assert_eq!(list(&mut host, "?account=c"), [0; 0]);
    for query in ["account=a&account=b", "account=a+b", "provider=nothing", "provider="] {
        let answer = host.send("GET", &format!("/_/keys?{query}"), &ADMIN, "");
        assert_eq!((answer.status, answer.error), (400, Some("invalid_query")), "{query}");
    }
    let target = format!("/_/keys/{}", issued[0].0);
    for status in [204, 404] {
        let answer = host.send("DELETE", &target, &ADMIN, "");
        host.commit(&answer);
        assert_eq!(answer.status, status);
    }
    assert_eq!(list(&mut host, ""), [1, 2, 3]);
    for id in
        ["key_", "key_00", "key_000000000000000000000000", "", "k/", "key_ZZ0000000000000000000000"]
    {
        assert_eq!(host.send("DELETE", &format!("/_/keys/{id}"), &ADMIN, "").status, 404, "{id}");
    }
}
