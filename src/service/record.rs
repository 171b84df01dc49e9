//! A subscription as it is stored: JSON, with the version of its form.

use super::keys::canonical;
use crate::json::{Document, Json, Tape, Writer};
use crate::seal::rest::{SECRET, Secret};
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

/// The form's version. A record of another one is not read: it would be written back without what it
/// has more.
pub(super) const VERSION: i64 = 1;

/// What is known of a subscription. Times are in Unix milliseconds.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    pub(super) id: String,
    /// Its place in the order of creation.
    pub(super) number: i64,
    pub(super) url: String,
    /// What it selects; every event, where the provider's webhooks select none.
    pub(super) events: Option<Vec<String>>,
    pub(super) active: bool,
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) client: Option<String>,
    pub(super) encrypted: bool,
    pub(super) secret: Option<Secret>,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    pub(super) deliveries: Deliveries,
}

/// What has become of the subscription's deliveries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Deliveries {
    /// Attempts that failed, one after the other.
    pub(super) failures: i64,
    pub(super) total: i64,
    pub(super) successful: i64,
    pub(super) failed: i64,
    pub(super) last: Option<i64>,
}

impl Record {
    /// Reads what [`Record::to_json`] has written, and nothing else. The tape serves one after the other.
    pub(super) fn read(json: &[u8], tape: &mut Tape) -> Option<Self> {
        let document = Document::parse_onto(tape, json).ok()?;
        let record = Self::of(document.root());
        *tape = document.into_tape();
        record
    }

    fn of(root: Json<'_>) -> Option<Self> {
        let mut record = Self::default();
        let mut version = None;
        for (key, value) in root.entries() {
            let text = || value.as_str().map(str::to_owned);
            match key {
                "v" => version = integer(value),
                "id" => record.id = text()?,
                "number" => record.number = integer(value)?,
                "url" => record.url = text()?,
                "events" => {
                    let names = value.items().map(|name| name.as_str().map(str::to_owned));
                    record.events = Some(names.collect::<Option<_>>()?);
                }
                "active" => record.active = value.as_bool()?,
                "name" => record.name = text(),
                "description" => record.description = text(),
                "client" => record.client = text(),
                "encrypted" => record.encrypted = value.as_bool()?,
                SECRET => record.secret = Some(Secret::read(value)?),
                "createdAt" => record.created_at = integer(value)?,
                "updatedAt" => record.updated_at = integer(value)?,
                "deliveries" => record.deliveries = Deliveries::read(value)?,
                _ => return None,
            }
        }
        (version == Some(VERSION) && !record.id.is_empty()).then_some(record)
    }

    /// With its secret as it is to be kept. What is as it is by default is left out: most subscriptions are
    /// read far more often than anything happens to them.
    pub(super) fn to_json(&self, secret: Option<&Secret>) -> Vec<u8> {
        let mut json = Writer::with_room(512);
        json.open('{');
        json.key("v").number(VERSION);
        json.key("id").string(&self.id);
        json.key("number").number(self.number);
        json.key("url").string(&self.url);
        if let Some(events) = &self.events {
            json.key("events").strings(events.iter().map(|name| &**name));
        }
        json.key("active").boolean(self.active);
        for (key, text) in
            [("name", &self.name), ("description", &self.description), ("client", &self.client)]
        {
            if let Some(text) = text {
                json.key(key).string(text);
            }
        }
        if let Some(secret) = secret {
            secret.write(json.key(SECRET));
        }
        if self.encrypted {
            json.key("encrypted").boolean(true);
        }
        json.key("createdAt").number(self.created_at);
        json.key("updatedAt").number(self.updated_at);
        if self.deliveries != Deliveries::default() {
            json.key("deliveries");
            self.deliveries.write(&mut json);
        }
        json.close('}');
        json.finish().into_bytes()
    }

    /// Whether its URL leads to the same place.
    pub(super) fn has_url(&self, url: &str) -> bool {
        canonical(&self.url) == canonical(url)
    }

    /// Its place in lists: texts that sort as it does.
    pub(super) fn position(&self) -> String {
        alloc::format!("{:016x}{}", self.number, self.id)
    }
}

impl Deliveries {
    fn write(&self, json: &mut Writer) {
        json.open('{');
        json.key("failures").number(self.failures);
        json.key("total").number(self.total);
        json.key("successful").number(self.successful);
        json.key("failed").number(self.failed);
        if let Some(last) = self.last {
            json.key("last").number(last);
        }
        json.close('}');
    }

    fn read(value: Json<'_>) -> Option<Self> {
        let mut deliveries = Self::default();
        for (key, value) in value.entries() {
            let number = integer(value)?;
            match key {
                "failures" => deliveries.failures = number,
                "total" => deliveries.total = number,
                "successful" => deliveries.successful = number,
                "failed" => deliveries.failed = number,
                "last" => deliveries.last = Some(number),
                _ => return None,
            }
        }
        Some(deliveries)
    }
}

fn integer(value: Json<'_>) -> Option<i64> {
    value.as_number()?.parse().ok()
}

/// What is stored of an account whose webhooks are signed by one secret.
pub(super) fn account_json(secret: &Secret, updated_at: i64) -> Vec<u8> {
    let mut json = Writer::default();
    json.open('{');
    json.key("v").number(VERSION);
    secret.write(json.key(SECRET));
    json.key("updatedAt").number(updated_at);
    json.close('}');
    json.finish().into_bytes()
}

/// What an account's subscriptions have in common: the next one's number, and how many there are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Index {
    pub(super) next: i64,
    pub(super) count: i64,
}

impl Index {
    pub(super) fn read(json: Option<&[u8]>) -> Option<Self> {
        let Some(json) = json else { return Some(Self::default()) };
        let document = Document::parse(json).ok()?;
        let root = document.root();
        let number = |key| root.get(key).and_then(integer);
        let index = Self { next: number("next")?, count: number("count")? };
        let is_ours = number("v") == Some(VERSION)
            && (0..i64::MAX).contains(&index.next)
            && (0..i64::MAX).contains(&index.count);
        is_ours.then_some(index)
    }

    pub(super) fn to_json(self) -> Vec<u8> {
        let Self { next, count } = self;
        alloc::format!(r#"{{"v":{VERSION},"next":{next},"count":{count}}}"#).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString as _;
    use alloc::vec;
    use zeroize::Zeroizing;

    #[test]
    fn reads_what_it_writes() {
        let full = Record {
            id: "wh_1".to_string(),
            number: 7,
            url: "https://example.com/\"é".to_string(),
            events: Some(vec!["payment.all".to_string()]),
            active: true,
            name: Some("a name".to_string()),
            description: Some(String::new()),
            client: Some("client_1".to_string()),
            encrypted: true,
            secret: Some(Secret::Plain(Zeroizing::new("whsec_1".to_string()))),
            created_at: 1_795_242_457_089,
            updated_at: 1_795_242_457_090,
            deliveries: Deliveries {
                failures: 1,
                total: 5,
                successful: 2,
                failed: 3,
                last: Some(9),
            },
        };
        for record in [full, least()] {
            let read = Record::read(&record.to_json(record.secret.as_ref()), &mut Tape::default())
                .unwrap();
            assert_eq!(format!("{read:?}"), format!("{record:?}"));
        }
    }

    fn least() -> Record {
        Record { id: "wh_2".to_string(), ..Record::default() }
    }

    #[test]
    fn reads_no_other_version() {
        let json = String::from_utf8(least().to_json(None)).unwrap();
        for other in
            [json.replace("\"v\":1", "\"v\":2"), json.replace("url", "uri"), "{}".to_string()]
        {
            assert!(Record::read(other.as_bytes(), &mut Tape::default()).is_none(), "{other}");
        }
    }
}
