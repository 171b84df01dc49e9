//! A subscription as it is stored: JSON, with the version of its form.

use crate::json::{Document, Json, Writer};
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// The form's version. A record of another one is not read: it would be written back without what it
/// has more.
const VERSION: i64 = 1;

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
    pub(super) secret: Option<Zeroizing<String>>,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    pub(super) deliveries: Deliveries,
}

/// What has become of the subscription's deliveries.
#[derive(Debug, Clone, Default)]
pub(super) struct Deliveries {
    /// Attempts that failed, one after the other.
    pub(super) failures: i64,
    pub(super) total: i64,
    pub(super) successful: i64,
    pub(super) failed: i64,
    pub(super) last: Option<i64>,
}

impl Record {
    /// Reads what [`Record::to_json`] has written, and nothing else.
    pub(super) fn read(json: &[u8]) -> Option<Self> {
        let document = Document::parse(json).ok()?;
        let root = document.root();
        if number(root, "v")? != VERSION {
            return None;
        }
        let text = |key| root.get(key).and_then(Json::as_str).map(str::to_owned);
        let flag = |key| root.get(key).and_then(Json::as_bool);
        let strings = |json: Json<'_>| {
            json.items().filter_map(|item| Some(item.as_str()?.to_owned())).collect()
        };
        let deliveries = root.get("deliveries")?;
        Some(Self {
            id: text("id")?,
            number: number(root, "number")?,
            url: text("url")?,
            events: root.get("events").map(strings),
            active: flag("active")?,
            name: text("name"),
            description: text("description"),
            client: text("client"),
            encrypted: flag("encrypted")?,
            secret: text("secret").map(Zeroizing::new),
            created_at: number(root, "createdAt")?,
            updated_at: number(root, "updatedAt")?,
            deliveries: Deliveries {
                failures: number(deliveries, "failures")?,
                total: number(deliveries, "total")?,
                successful: number(deliveries, "successful")?,
                failed: number(deliveries, "failed")?,
                last: number(deliveries, "last"),
            },
        })
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut json = Writer::default();
        json.open('{');
        json.key("v").number(VERSION);
        json.key("id").string(&self.id);
        json.key("number").number(self.number);
        json.key("url").string(&self.url);
        if let Some(events) = &self.events {
            json.key("events").strings(events.iter().map(|name| &**name));
        }
        json.key("active").boolean(self.active);
        let secret = self.secret.as_deref();
        for (key, text) in [
            ("name", self.name.as_ref()),
            ("description", self.description.as_ref()),
            ("client", self.client.as_ref()),
            ("secret", secret),
        ] {
            if let Some(text) = text {
                json.key(key).string(text);
            }
        }
        json.key("encrypted").boolean(self.encrypted);
        json.key("createdAt").number(self.created_at);
        json.key("updatedAt").number(self.updated_at);
        json.key("deliveries").open('{');
        json.key("failures").number(self.deliveries.failures);
        json.key("total").number(self.deliveries.total);
        json.key("successful").number(self.deliveries.successful);
        json.key("failed").number(self.deliveries.failed);
        if let Some(last) = self.deliveries.last {
            json.key("last").number(last);
        }
        json.close('}');
        json.close('}');
        json.finish().into_bytes()
    }

    /// Its place in lists: texts that sort as it does.
    pub(super) fn position(&self) -> String {
        position(self.number, &self.id)
    }
}

pub(super) fn position(number: i64, id: &str) -> String {
    alloc::format!("{number:016x}{id}")
}

fn number(object: Json<'_>, key: &str) -> Option<i64> {
    object.get(key)?.as_number()?.parse().ok()
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
        let is_ours = number(root, "v") == Some(VERSION);
        let index = Self { next: number(root, "next")?, count: number(root, "count")? };
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
            secret: Some(Zeroizing::new("whsec_1".to_string())),
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
        for record in [full, Record::default()] {
            let read = Record::read(&record.to_json()).unwrap();
            assert_eq!(format!("{read:?}"), format!("{record:?}"));
        }
    }

    #[test]
    fn reads_no_other_version() {
        let json = String::from_utf8(Record::default().to_json()).unwrap();
        assert!(Record::read(json.replace("\"v\":1", "\"v\":2").as_bytes()).is_none());
        assert!(Record::read(b"{}").is_none() && Record::read(b"\xff").is_none());
    }
}
