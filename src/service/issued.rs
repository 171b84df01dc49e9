//! Keys that are issued: what strict mode lets in.

use super::keys::hash;
use super::record::VERSION;
use crate::alphabet::{BASE64_URL, HEX};
use crate::json::{Document, Json, Writer};
use crate::provider::Provider;
use crate::text::cut;
use crate::time::iso8601;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// What a key is for. Limits differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Environment {
    #[default]
    Production,
    Development,
}

impl Environment {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "production" => Some(Self::Production),
            "development" => Some(Self::Development),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Development => "development",
        }
    }
}

/// What is stored of a key: everything but its text.
#[derive(Debug, Clone, Default)]
pub(super) struct IssuedKey {
    pub(super) id: String,
    pub(super) provider: String,
    pub(super) account: String,
    /// What it may do; everything, where it says nothing.
    pub(super) scopes: Option<Vec<String>>,
    pub(super) environment: Environment,
    pub(super) description: Option<String>,
    /// In Unix milliseconds.
    pub(super) created_at: i64,
}

/// Where the keys stand in the store: behind it comes the hash of a key's texts.
pub(super) const PREFIX: &str = "k/";

/// What the id of a key begins with: behind it come as many digits of the hash.
const ID_PREFIX: &str = "key_";
const ID_DIGITS: usize = 24;

/// Where a key of these texts stands. Nobody finds a text by its hash: it has 32 random bytes.
pub(super) fn place<'t>(provider: &'t str, texts: impl Iterator<Item = &'t str>) -> String {
    let mut parts: Vec<&[u8]> = vec![b"key", provider.as_bytes()];
    parts.extend(texts.map(str::as_bytes));
    format!("{PREFIX}{}", HEX.encode(&hash(&parts)))
}

/// The id of the key that stands there.
pub(super) fn id_of(place: &str) -> String {
    let digits = place.strip_prefix(PREFIX).and_then(|hash| hash.get(..ID_DIGITS));
    format!("{ID_PREFIX}{}", digits.unwrap_or_default())
}

/// What the place of a key with this id begins with, if it is one.
pub(super) fn place_of(id: &str) -> Option<String> {
    let digits = id.strip_prefix(ID_PREFIX)?;
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_id = digits.len() == ID_DIGITS && digits.bytes().all(is_digit);
    is_id.then(|| format!("{PREFIX}{digits}"))
}

/// New texts: one for each header of a credential. What they begin with tells what they are to whoever
/// finds one where it does not belong.
pub(super) fn new_texts(
    provider: &Provider,
    fill: &mut dyn FnMut(&mut [u8]),
) -> Vec<Zeroizing<String>> {
    let first = provider.file().pointer("/auth/anyOf").and_then(|all| all.items().next());
    let headers = first.and_then(|first| first.get("headers"));
    let count = headers.map_or(1, |headers| headers.entries().count());
    let mut bytes = Zeroizing::new([0; 32]);
    let mut text = |index: usize| {
        fill(&mut *bytes);
        let prefix = if index == 0 { "ahk_" } else { "ahs_" };
        Zeroizing::new(format!("{prefix}{}", BASE64_URL.encode(&*bytes)))
    };
    (0..count).map(&mut text).collect()
}

/// The headers to send a key's texts in: each alternative of the provider's that takes as many.
pub(super) fn write_credentials(
    provider: &Provider,
    texts: &[Zeroizing<String>],
    json: &mut Writer,
) {
    json.open('[');
    let alternatives = provider.file().pointer("/auth/anyOf");
    for alternative in alternatives.into_iter().flat_map(|all| all.items()) {
        let Some(headers) = alternative.get("headers") else { continue };
        if headers.entries().count() != texts.len() {
            continue;
        }
        let mut secrets = texts.iter().skip(1);
        json.open('{');
        for (name, value) in headers.entries() {
            let (before, rest) = cut(value.as_str().unwrap_or_default(), Some('{'));
            let (slot, after) = cut(rest.unwrap_or_default(), Some('}'));
            let text = if slot == "secret" { secrets.next() } else { texts.first() };
            let text = text.map_or("", |text| text.as_str());
            let value = Zeroizing::new([before, text, after.unwrap_or_default()].concat());
            json.key(name).string(&value);
        }
        json.close('}');
    }
    json.close(']');
}

impl IssuedKey {
    pub(super) fn read(json: &[u8]) -> Option<Self> {
        let document = Document::parse(json).ok()?;
        let mut key = Self::default();
        let mut version = None;
        for (name, value) in document.root().entries() {
            let text = || value.as_str().map(str::to_owned);
            match name {
                "v" => version = value.as_number()?.parse().ok(),
                "id" => key.id = text()?,
                "provider" => key.provider = text()?,
                "account" => key.account = text()?,
                "scopes" => key.scopes = Some(texts(value)?),
                "environment" => key.environment = Environment::named(value.as_str()?)?,
                "description" => key.description = Some(text()?),
                "createdAt" => key.created_at = value.as_number()?.parse().ok()?,
                _ => return None,
            }
        }
        (version == Some(VERSION) && !key.account.is_empty()).then_some(key)
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut json = Writer::with_room(256);
        json.open('{');
        json.key("v").number(VERSION);
        self.write_members(&mut json);
        json.key("createdAt").number(self.created_at);
        json.close('}');
        json.finish().into_bytes()
    }

    /// As the control API tells it, without the closing bracket.
    pub(super) fn open(&self, json: &mut Writer) {
        json.open('{');
        self.write_members(json);
        json.key("createdAt").string(&iso8601(self.created_at));
    }

    fn write_members(&self, json: &mut Writer) {
        json.key("id").string(&self.id);
        json.key("provider").string(&self.provider);
        json.key("account").string(&self.account);
        if let Some(scopes) = &self.scopes {
            json.key("scopes").strings(scopes.iter().map(|scope| &**scope));
        }
        json.key("environment").string(self.environment.name());
        if let Some(description) = &self.description {
            json.key("description").string(description);
        }
    }

    /// Whether it may do what needs this scope.
    pub(super) fn may(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|one| *one == *scope))
    }
}

pub(super) fn texts(list: Json<'_>) -> Option<Vec<String>> {
    list.items().map(|item| item.as_str().map(str::to_owned)).collect()
}

/// The scopes that the provider's operations need, each once.
pub(super) fn scopes_of(provider: &Provider) -> Vec<&str> {
    let operations = provider.file().get("operations");
    let mut scopes: Vec<&str> = Vec::new();
    for (_, operation) in operations.into_iter().flat_map(|all| all.entries()) {
        let scope = operation.get("scope").and_then(Json::as_str);
        scopes.extend(scope.filter(|scope| !scopes.contains(scope)));
    }
    scopes
}
