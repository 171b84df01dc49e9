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
    is_plain(text) || Url::parse(text).is_ok_and(|url| url.host.is_public())
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
