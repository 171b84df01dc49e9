//! Where what is stored stands.
//!
//! | key | value |
//! |---|---|
//! | `s/{provider}/{account}/{id}` | a subscription |
//! | `o/{provider}/{account}/{number}{id}` | the subscription's key: the order of creation, which lists choose by |
//! | `i/{provider}/{account}` | the next number, and how many subscriptions there are |
//! | `u/{provider}/{account}/{hash}` | the id of the subscription that has this URL |
//! | `a/{provider}/{account}` | the account's own signing secret |
//! | `d/{provider}/{account}/{hash}` | the first answer to an idempotency key |
//! | `e/{provider}/{account}/{time}{hash}` | the key of that: the order in which they expire |
//! | `k/{hash}` | a key that was issued |
//!
//! A store whose commits check nothing has no `o/`, `i/` and `u/`: what stands twice could differ there,
//! so that is found by listing the subscriptions.

use super::Service;
use super::answer::Changes;
use super::record::Record;
use super::run::Run;
use crate::alphabet::HEX;
use crate::seal::rest::Secret;
use alloc::format;
use alloc::string::String;
use sha2::{Digest as _, Sha256};

/// The keys of one account at one provider.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    /// `{provider}/{account}`
    pub(crate) owner: String,
}

impl Keys {
    /// Whose they are.
    pub(crate) fn account_name(&self) -> &str {
        crate::delivery::keys::last(&self.owner)
    }

    pub(crate) fn subscriptions(&self) -> String {
        format!("s/{}/", self.owner)
    }

    pub(crate) fn subscription(&self, id: &str) -> String {
        format!("s/{}/{id}", self.owner)
    }

    pub(crate) fn orders(&self) -> String {
        format!("o/{}/", self.owner)
    }

    pub(crate) fn order(&self, position: &str) -> String {
        format!("o/{}/{position}", self.owner)
    }

    pub(crate) fn index(&self) -> String {
        format!("i/{}", self.owner)
    }

    pub(crate) fn url(&self, url: &str) -> String {
        let hash = hash(&[canonical(url).as_bytes()]);
        format!("u/{}/{}", self.owner, HEX.encode(hash.get(..16).unwrap_or(&hash)))
    }

    pub(crate) fn account(&self) -> String {
        format!("a/{}", self.owner)
    }

    pub(crate) fn first_answer(&self, hash: &str) -> String {
        format!("d/{}/{hash}", self.owner)
    }

    pub(crate) fn expiries(&self) -> String {
        format!("e/{}/", self.owner)
    }

    pub(crate) fn expiry(&self, time: i64, hash: &str) -> String {
        format!("e/{}/{time:016x}{hash}", self.owner)
    }
}

impl Run<'_> {
    /// Writes a subscription, and its entries in the indexes, as far as they are other than before.
    pub(crate) fn put(
        &mut self,
        keys: &Keys,
        record: &Record,
        before: Option<&Record>,
        changes: &mut Changes,
    ) {
        let service = self.service;
        let subscription = keys.subscription(&record.id);
        if service.atomic && before.is_none() {
            let order = keys.order(&record.position());
            changes.puts.push((order, subscription.clone().into_bytes()));
        }
        let mut stored = record.clone();
        let previous = stored.previous.iter_mut().map(|previous| &mut previous.secret);
        for secret in stored.secret.iter_mut().chain(previous) {
            if let Secret::Plain(text) = secret {
                *secret = self.seal(text, &subscription);
            }
        }
        changes.puts.push((subscription, stored.to_json()));
        if !service.indexes_urls() {
            return;
        }
        let had = before.map(|before| keys.url(&before.url));
        let url = keys.url(&record.url);
        if had.as_ref() != Some(&url) {
            changes.puts.push((url, record.id.as_bytes().to_vec()));
            changes.deletes.extend(had);
        }
    }

    /// A text as it is kept in the record at this key.
    pub(crate) fn seal(&mut self, text: &str, place: &str) -> Secret {
        Secret::seal(text, &self.service.master_keys, place, &mut *self.fill)
    }
}

impl Service {
    /// Deletes what [`Run::put`] has written.
    pub(crate) fn remove(&self, keys: &Keys, record: &Record, changes: &mut Changes) {
        changes.deletes.push(keys.subscription(&record.id));
        if self.atomic {
            changes.deletes.push(keys.order(&record.position()));
        }
        if self.indexes_urls() {
            changes.deletes.push(keys.url(&record.url));
        }
    }

    fn indexes_urls(&self) -> bool {
        self.atomic && self.rules.unique_url
    }
}

/// A hash of texts that hold no zero bytes.
pub(crate) fn hash(texts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text);
        hash.update([0]);
    }
    hash.finalize().into()
}

/// What two URLs have in common that lead to the same place, of those that subscriptions may have: they
/// can differ in the case of scheme and host, in a default port and in an empty path.
pub(crate) fn canonical(url: &str) -> String {
    let start = url.bytes().position(|byte| byte == b'/').map_or(0, |slash| slash + 2);
    let is_end = |byte: u8| matches!(byte, b'/' | b'?' | b'#');
    let rest = url.as_bytes().get(start..).unwrap_or_default();
    let end = rest.iter().position(|byte| is_end(*byte)).map_or(url.len(), |at| start + at);
    let (origin, path) = url.split_at_checked(end).unwrap_or((url, ""));
    let mut canonical = origin.to_ascii_lowercase();
    let default_port = if canonical.starts_with("https") { ":443" } else { ":80" };
    if canonical.ends_with(default_port) {
        canonical.truncate(canonical.len() - default_port.len());
    }
    if !path.starts_with('/') {
        canonical.push('/');
    }
    canonical.push_str(path);
    canonical
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn finds_the_same_url_in_another_writing() {
        for (url, expected) in [
            ("https://example.com/a", "https://example.com/a"),
            ("HTTPS://Example.COM:443", "https://example.com/"),
            ("http://example.com:80?A=B", "http://example.com/?A=B"),
            ("http://example.com:443/A", "http://example.com:443/A"),
            ("https://[::1]:8443/", "https://[::1]:8443/"),
            ("http://[2001:db8::80]", "http://[2001:db8::80]/"),
        ] {
            assert_eq!(canonical(url), expected);
        }
    }
}
