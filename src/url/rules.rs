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
