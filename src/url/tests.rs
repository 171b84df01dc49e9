use super::host::Host;

use super::rules::UrlRules;
use super::{Url, UrlViolation};
use crate::json::Document;
use crate::provider::reader::{Faults, Node};
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde_json::Value;

/// Node's reading of a URL against ours: what we take is taken as it stands.
#[test]
fn takes_what_node_takes_as_it_stands() {
    let cases: Value = serde_json::from_str(include_str!("../../tests/vectors/url.json")).unwrap();
    let mut failures = Vec::new();
    for case in cases.as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        let found = Url::parse(text).map(|url| {
            let host = match url.host {
                Host::Domain(name) => name.to_ascii_lowercase(),
                Host::Ipv4(address) => address.to_string(),
                Host::Ipv6(address) => address.to_string(),
            };
            (if url.is_https { "https:" } else { "http:" }, host)
        });
        let expected = case["parts"].as_array().map(|parts| {
            let host = parts[1].as_str().unwrap();
            let host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
                Some(address) => address.parse::<core::net::Ipv6Addr>().unwrap().to_string(),
                None => host.to_owned(),
            };
            (parts[0].as_str().unwrap(), host)
        });
        if found.clone().ok() != expected {
            failures.push(format!("{text:?}: found {found:?}, Node {case}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn follows_punycode_without_judging_characters() {
    for (label, taken) in [
        ("xn--bcher-kva", true),
        ("xn--mnchen-3ya", true),
        ("xn--fiqs8s", true),
        ("xn--p1ai", true),
        ("xn--mgberp4a5d4ar", true),
        ("xn--vermgensberatung-pwb", true),
        ("xn--a", true), // a control character, which other parsers refuse
        ("xn--", false),
        ("xn--a-", false),
        ("xn---a", false),
        ("xn--0", false),
        ("xn--99999999", false),
        ("xn--ls8h0000", false),
        ("xn--a_b", false),
    ] {
        let text = format!("https://{label}.example/");
        assert_eq!(Url::parse(&text).is_ok(), taken, "{text}");
    }
}

fn rules(json: &str) -> UrlRules {
    read(json).unwrap()
}

fn read(text: &str) -> Result<UrlRules, Vec<String>> {
    let document = Document::parse(text.as_bytes()).unwrap();
    let mut faults = Faults::default();
    let rules = UrlRules::read(&Node::root(document.root()), &mut faults);
    faults.or(rules).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn refusal(rules: &UrlRules, text: &str, open: bool) -> (&'static str, String) {
    let UrlViolation { code, message } = rules.check(text, open).unwrap_err();
    (code, message)
}

#[test]
fn answers_every_hostile_form_with_its_code() {
    let rules = rules(r#"{ "schemes": ["https"] }"#);
    for text in ["https://example.com", "HTTPS://Example.com:443/a?b", "https://127.0.0.1/"] {
        assert_eq!(rules.check(text, false), Ok(()), "{text}");
    }
    let long = "https://example.com/".to_owned() + &"a".repeat(3000);
    let encoded = "holds a character that must be percent-encoded";
    let dots = "holds a `.` or `..` segment";
    let number = "has a host that ends in a number and is no plain IPv4 address";
    let address = "has a host in brackets that is no IPv6 address";
    let port = "has a port that is no plain number from 0 to 65535";
    let length = "has a host whose name is longer than 253 characters, or holds a label of none or more than 63";
    for (text, code, message) in [
        ("", "url_malformed", "is not an absolute URL, which starts with `https://`"),
        ("example.com", "url_malformed", "is not an absolute URL, which starts with `https://`"),
        ("//example.com", "url_malformed", "is not an absolute URL, which starts with `https://`"),
        (" https://a", "url_malformed", "holds white space or a control character"),
        ("https://a/\t", "url_malformed", "holds white space or a control character"),
        ("java\nscript:x", "url_malformed", "holds white space or a control character"),
        ("https://\u{e9} ", "url_malformed", "holds white space or a control character"),
        ("https:example.com", "url_malformed", "must have `//` behind the scheme"),
        ("https:/example.com", "url_malformed", "must have `//` behind the scheme"),
        ("https:\\\\a", "url_malformed", "must have `//` behind the scheme"),
        ("https://a\\@b", "url_malformed", "holds a `\\`, which stands for `/` in some programs"),
        ("https://a:65536", "url_malformed", port),
        ("https://a:", "url_malformed", port),
        ("https://a:+80", "url_malformed", port),
        ("https://a:080", "url_malformed", port),
        ("https://a/<", "url_malformed", encoded),
        ("https://a/\u{e9}", "url_malformed", encoded),
        ("https://a?'", "url_malformed", encoded),
        ("https://a/../b", "url_malformed", dots),
        ("https://a/.%2E", "url_malformed", dots),
        ("http://example.com", "url_scheme", "must start with `https://`"),
        ("http://localhost", "url_scheme", "must start with `https://`"),
        ("javascript:alert(1)", "url_scheme", "must start with `https://`"),
        ("localhost:3000/hook", "url_scheme", "must start with `https://`"),
        ("https://user:password@a", "url_credentials", "holds credentials, which a URL may not"),
        ("https://@a", "url_credentials", "holds credentials, which a URL may not"),
        ("https://a#", "url_fragment", "holds a fragment, which is never sent"),
        (&long, "url_too_long", "is longer than 2048 characters"),
        ("https://", "url_host", "has no host"),
        ("https:///a", "url_host", "has no host"),
        ("https://./", "url_host", "has no host"),
        ("https://user@/", "url_host", "has no host"),
        ("https://a..b", "url_host", length),
        ("https://127.1", "url_host", number),
        ("https://127.0.0.1.", "url_host", number),
        ("https://0x7f.0.0.1", "url_host", number),
        ("https://2130706433", "url_host", number),
        ("https://0177.0.0.1", "url_host", number),
        ("https://[::1", "url_host", address),
        ("https://[::1%25eth0]", "url_host", address),
        (
            "https://b\u{fc}cher.example",
            "url_host",
            "has a host with letters beyond ASCII: write it in punycode, as in `xn--bcher-kva.example`",
        ),
        (
            "https://a%2eb",
            "url_host",
            "has a host with other characters than letters, digits, `-`, `_` and `.`",
        ),
        ("https://xn--", "url_host", "has a host with an `xn--` label that is no punycode"),
    ] {
        assert_eq!(refusal(&rules, text, false), (code, message.to_owned()), "{text:?}");
    }
}

#[test]
fn takes_plain_http_where_it_is_allowed() {
    let both = rules("{}");
    assert_eq!(both.check("http://example.com", false), Ok(()));
    let message = "must start with `https://` or `http://`";
    assert_eq!(refusal(&both, "ftp://a", true), ("url_scheme", message.to_owned()));

    let https = rules(r#"{ "schemes": ["https"] }"#);
    for host in ["localhost:3000", "LOCALHOST", "a.b.localhost", "127.0.0.1", "127.9.9.9", "[::1]"]
    {
        let text = format!("http://{host}/hook");
        assert_eq!(https.check(&text, true), Ok(()), "{text}");
        assert_eq!(refusal(&https, &text, false).0, "url_scheme", "{text}");
    }
    let message = "must start with `https://`, or with `http://` and a loopback host";
    for host in ["localhost.example.com", "mylocalhost", "128.0.0.1", "[::2]", "[::ffff:127.0.0.1]"]
    {
        let text = format!("http://{host}/hook");
        assert_eq!(refusal(&https, &text, true), ("url_scheme", message.to_owned()), "{text}");
    }
    assert_eq!(refusal(&https, "http://user@localhost", true).0, "url_credentials");
}

#[test]
fn reads_rules_with_every_fault() {
    for (text, faults) in [
        (r#"{ "schemes": ["http"] }"#, &["`/schemes` must hold `https`"][..]),
        (r#"{ "schemes": [] }"#, &["`/schemes` must hold `https`"]),
        (
            r#"{ "schemes": ["https", "ftp"], "maxLength": 0, "maxlength": 1 }"#,
            &[
                "`/maxlength` is unknown here; did you mean `maxLength`?",
                "`/schemes/1` is `ftp`, expected one of `https`, `http`",
                "`/maxLength` is a number, expected a whole number from 16 to 65536",
            ],
        ),
    ] {
        assert_eq!(read(text).unwrap_err(), faults);
    }
    let short = rules(r#"{ "schemes": ["http", "https"], "maxLength": 20 }"#);
    assert_eq!(short.check("http://example.com/a", false), Ok(()));
    assert_eq!(refusal(&short, "http://example.com/ab", false).0, "url_too_long");
}

#[test]
fn quotes_no_credentials() {
    let rules = rules(r#"{ "schemes": ["https"] }"#);
    for text in [
        "https://us3r:pa55w0rd@a",
        "https://us3r:pa55w0rd@",
        "https://us3r:pa55w0rd@[",
        "https://us3r:pa55w0rd/@a",
        "https://pa55w0rd%/@a",
        "https://pa55w0rd\u{e9}/@a",
        "https://us3r:pa55 w0rd@a",
        "http://us3r:pa55w0rd@a",
        "us3r:pa55w0rd@a",
        "us3r!:pa55w0rd@a",
    ] {
        for open in [false, true] {
            let (code, message) = refusal(&rules, text, open);
            assert!(!message.contains("us3r") && !message.contains("pa55"), "{code}: {message}");
        }
    }
}
