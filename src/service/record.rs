//! A subscription as it is stored: JSON, with the version of its form.

use super::keys::canonical;
use crate::json::{Document, Json, Tape, Writer};
use crate::seal::rest::{PREVIOUS, SECRET, Secret};
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

/// The form's version. A record of another one is not read: it would be written back without what it
/// has more.
pub(crate) const VERSION: i64 = 1;

/// What is known of a subscription. Times are in Unix milliseconds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    pub(crate) id: String,
    /// Its place in the order of creation.
    pub(crate) number: i64,
    pub(crate) url: String,
    /// What it selects; every event, where the provider's webhooks select none.
    pub(crate) events: Option<Vec<String>>,
    pub(crate) active: bool,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) client: Option<String>,
    pub(crate) encrypted: bool,
    pub(crate) secret: Option<Secret>,
    /// The secrets before this one, while they still sign; the newest first.
    pub(crate) previous: Vec<Previous>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) deliveries: Deliveries,
}

/// A secret that was replaced.
#[derive(Debug, Clone)]
pub(crate) struct Previous {
    pub(crate) secret: Secret,
    /// Until when it signs beside the newer ones, in Unix milliseconds.
    pub(crate) until: i64,
}

/// What has become of the subscription's deliveries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Deliveries {
    /// Attempts that failed, one after the other.
    pub(crate) failures: i64,
    pub(crate) total: i64,
    pub(crate) successful: i64,
    pub(crate) failed: i64,
    pub(crate) last: Option<i64>,
}

impl Record {
    /// Reads what [`Record::to_json`] has written, and nothing else. The tape serves one after the other.
    pub(crate) fn read(json: &[u8], tape: &mut Tape) -> Option<Self> {
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
                PREVIOUS => {
                    let previous = value.items().map(|previous| {
                        let secret = Secret::read(previous.get(SECRET)?)?;
                        Some(Previous { secret, until: integer(previous.get("until")?)? })
                    });
                    record.previous = previous.collect::<Option<_>>()?;
                }
                "createdAt" => record.created_at = integer(value)?,
                "updatedAt" => record.updated_at = integer(value)?,
                "deliveries" => record.deliveries = Deliveries::read(value)?,
                _ => return None,
            }
        }
        (version == Some(VERSION) && !record.id.is_empty()).then_some(record)
    }

    /// What is as it is by default is left out: most subscriptions are read far more often than anything
    /// happens to them.
    pub(crate) fn to_json(&self) -> Vec<u8> {
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
        if let Some(secret) = &self.secret {
            secret.write(json.key(SECRET));
        }
        if !self.previous.is_empty() {
            json.key(PREVIOUS).open('[');
            for Previous { secret, until } in &self.previous {
                json.open('{');
                secret.write(json.key(SECRET));
                json.key("until").number(*until);
                json.close('}');
            }
            json.close(']');
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
    pub(crate) fn has_url(&self, url: &str) -> bool {
        canonical(&self.url) == canonical(url)
    }

    /// Its place in lists: texts that sort as it does.
    pub(crate) fn position(&self) -> String {
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
pub(crate) fn account_json(secret: &Secret, updated_at: i64) -> Vec<u8> {
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
pub(crate) struct Index {
    pub(crate) next: i64,
    pub(crate) count: i64,
}

impl Index {
    pub(crate) fn read(json: Option<&[u8]>) -> Option<Self> {
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

    pub(crate) fn to_json(self) -> Vec<u8> {
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
            previous: vec![Previous {
                secret: Secret::Plain(Zeroizing::new("whsec_0".to_string())),
                until: 1_795_242_457_099,
            }],
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
            let read = Record::read(&record.to_json(), &mut Tape::default()).unwrap();
            assert_eq!(format!("{read:?}"), format!("{record:?}"));
        }
    }

    fn least() -> Record {
        Record { id: "wh_2".to_string(), ..Record::default() }
    }

    #[test]
    fn reads_no_other_version() {
        let json = String::from_utf8(least().to_json()).unwrap();
        for other in
            [json.replace("\"v\":1", "\"v\":2"), json.replace("url", "uri"), "{}".to_string()]
        {
            assert!(Record::read(other.as_bytes(), &mut Tape::default()).is_none(), "{other}");
        }
    }
}
