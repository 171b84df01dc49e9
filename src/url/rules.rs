//! What a provider demands of a subscription's URL.

use super::{ANY_SCHEME, Url, UrlViolation};
use crate::provider::reader::{Faults, Node};
use alloc::format;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UrlRules {
    https_alone: bool,
    max_length: usize,
}

impl Default for UrlRules {
    fn default() -> Self {
        Self { https_alone: false, max_length: 2048 }
    }
}

impl UrlRules {
    pub(crate) fn read(node: &Node<'_>, faults: &mut Faults) -> Option<Self> {
        node.object(&["schemes", "maxLength"], faults)?;
        let mut rules = Self::default();
        if let Some(schemes) = node.get("schemes") {
            let (mut http, mut https) = (false, false);
            for item in schemes.items(faults) {
                match item.word(&["https", "http"], faults) {
                    Some("https") => https = true,
                    found => http |= found.is_some(),
                }
            }
            if !https {
                schemes.fault("must hold `https`", faults);
            }
            rules.https_alone = !http;
        }
        if let Some(length) = node.get("maxLength") {
            rules.max_length = usize::try_from(length.integer(16, 65_536, faults)?).ok()?;
        }
        Some(rules)
    }

    /// Whether a subscription may have this URL. In open mode `http:` is also taken for a host
    /// that is this machine.
    pub(crate) fn check(&self, text: &str, open: bool) -> Result<(), UrlViolation> {
        let refuse = |code, message| Err(UrlViolation::new(code, message));
        if text.len() > self.max_length {
            let message = format!("is longer than {} characters", self.max_length);
            return refuse("url_too_long", &message);
        }
        if is_plain(text) {
            return Ok(());
        }
        let foreign = || match (self.https_alone, open) {
            (false, _) => refuse("url_scheme", ANY_SCHEME),
            (true, false) => refuse("url_scheme", "must start with `https://`"),
            (true, true) => {
                let message = "must start with `https://`, or with `http://` and a loopback host";
                refuse("url_scheme", message)
            }
        };
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(violation) if violation.code == "url_scheme" => return foreign(),
            Err(violation) => return Err(violation),
        };
        if url.has_credentials {
            return refuse("url_credentials", "holds credentials, which a URL may not");
        }
        if url.has_fragment {
            return refuse("url_fragment", "holds a fragment, which is never sent");
        }
        if !url.is_https && self.https_alone && !(open && url.host.is_loopback()) {
            return foreign();
        }
        Ok(())
    }
}

/// Whether a URL is one of the many that need no second look: `https`, a name of lower-case labels
/// that start with a letter (and are no punycode), and a path of letters, digits, `-`, `_` and `/`.
/// What it takes, [`Url::parse`] takes; telling so costs a quarter of that.
fn is_plain(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let (mut label, mut host) = (0, 0);
    for byte in rest.bytes() {
        match byte {
            b'a'..=b'w' | b'y' | b'z' => label += 1,
            b'x' | b'0'..=b'9' | b'-' if label > 0 => label += 1,
            b'.' if label > 0 => label = 0,
            b'/' if label > 0 => break,
            _ => return false,
        }
        if label > 63 {
            return false;
        }
        host += 1;
    }
    let path = rest.as_bytes().get(host..).unwrap_or_default();
    let is_path = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_');
    label > 0 && host <= 253 && path.iter().all(is_path)
}

/// Whether a URL that subscriptions may have leads to no address of this machine or of a private network, as
/// far as its text tells: what a name leads to, only its resolver knows.
#[cfg(feature = "service")]
pub(crate) fn is_public(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.host.is_public())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_plain_is_a_url(text in "https://[a-z0-9.-]{0,70}(/[a-zA-Z0-9_/.%-]{0,20})?") {
            if is_plain(&text) {
                let url = Url::parse(&text).map_err(|refused| TestCaseError::fail(refused.message))?;
                prop_assert!(url.is_https && !url.has_credentials && !url.has_fragment);
            }
        }
    }

    /// The special-purpose registries of IANA: the first and the last address of each block, and those
    /// before and behind it.
    #[test]
    #[cfg(feature = "service")]
    #[rustfmt::skip]
    fn nothing_is_sent_to_this_machine_and_to_private_networks() {
        for host in [
            "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0",
            "100.127.255.255", "127.0.0.0", "127.0.0.1", "127.255.255.255", "169.254.0.0",
            "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0",
            "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.88.99.0", "192.88.99.255",
            "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.0",
            "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0", "239.255.255.255",
            "240.0.0.0", "255.255.255.255",
            "[::]", "[::1]", "[::2]", "[::127.0.0.1]", "[::8.8.8.8]", "[::ffff:127.0.0.1]",
            "[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[::ffff:8.8.8.8]", "[::ffff:0:127.0.0.1]",
            "[64:ff9b::127.0.0.1]", "[64:ff9b::a00:1]", "[64:ff9b::8.8.8.8]", "[2002:808:808::1]", "[64:ff9b::169.254.169.254]",
            "[64:ff9b:1::]", "[64:ff9b:1::8.8.8.8]", "[64:ff9b:1:ffff:ffff:ffff:ffff:ffff]",
            "[64:ff9b::1:8.8.8.8]", "[100::]", "[100::ffff:ffff:ffff:ffff]", "[100:0:0:1::]",
            "[2001::]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[2001:2::]", "[2001:10::]",
            "[2001:20::]", "[2001:30::]", "[2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff]",
            "[2001:db8::]", "[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]", "[2002:7f00:1::]",
            "[2002:a00:1::]", "[2002:c0a8:101::1]", "[2002:a9fe:a9fe::]", "[3fff::]",
            "[3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff]", "[4000::]", "[5f00::]", "[fc00::]",
            "[fd00:ec2::254]", "[fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]", "[fe80::]",
            "[fe80::1]", "[febf::1]", "[fec0::1]", "[ff00::]", "[ff02::1]", "[ffff::]",
            "localhost", "LOCALHOST", "localhost.", "a.localhost", "a.localhost.", "a.LocalHost",
            "printer.local", "printer.local.", "local", "metadata.google.internal",
            "metadata.google.internal.", "internal", "router.home.arpa", "home.arpa", "arpa",
            "intranet", "intranet.", "Intranet",
        ] {
            for port in ["", ":8080"] {
                let text = format!("https://{host}{port}/hook");
                assert!(Url::parse(&text).is_ok(), "{text}");
                assert!(!is_public(&text), "{text}");
            }
        }
        for host in [
            "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
            "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
            "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0", "192.31.196.1",
            "192.52.193.1", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0",
            "192.175.48.1", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0",
            "203.0.112.255", "203.0.114.0", "223.255.255.255",
            "[2000::]", "[2001:200::]", "[2001:db7:ffff::]", "[2001:db9::]", "[2003::]",
            "[2606:4700::1111]", "[2620:4f:8000::1]", "[3ffe::]", "[3fff:1000::]",
            "example.com", "example.com.", "localhost.example", "local.example", "notlocalhost.com",
            "a.notlocal", "home.example", "1.in-addr.arpa", "xn--bcher-kva.example",
        ] {
            let text = format!("https://{host}/hook");
            assert!(is_public(&text), "{text}");
        }
        assert!(!is_public("nothing") && !is_public(""));
    }

    #[test]
    fn most_urls_are_plain() {
        let long = String::from("https://") + &"a".repeat(64) + ".com";
        for (text, wanted) in [
            ("https://example.com/webhooks/conduit/0", true),
            ("https://hooks.example.co.uk", true),
            ("https://example.com/a/../b", false),
            ("https://example.com.", false),
            ("https://127.0.0.1/", false),
            ("https://xn--a.com", false),
            ("https://user@example.com", false),
            ("https://example.com:443", false),
            ("https:///example.com", false),
            (&long, false),
        ] {
            assert_eq!(is_plain(text), wanted, "{text}");
        }
    }
}
