//! Events, deliveries and items of the queue as they are stored: JSON, with the version of their form.

use super::keys;
use crate::json::{Document, Json, Writer};
use crate::service::record::VERSION;
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

/// Something that happened, accepted to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// As the provider has it in its deliveries.
    pub(crate) id: String,
    pub(crate) r#type: String,
    /// In Unix milliseconds.
    pub(crate) created_at: i64,
    /// Whose webhooks it is for; everyone's, where there is none.
    pub(crate) account: Option<String>,
    /// JSON text.
    pub(crate) data: String,
}

impl Event {
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        let document = Document::parse(json).ok()?;
        let root = ours(&document)?;
        Some(Self {
            id: text(root, "id")?,
            r#type: text(root, "type")?,
            created_at: number(root, "createdAt")?,
            account: text(root, "account"),
            data: root.get("data")?.raw().to_owned(),
        })
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut json = Writer::with_room(self.data.len() + 256);
        json.open('{');
        json.key("v").number(VERSION);
        json.key("id").string(&self.id);
        json.key("type").string(&self.r#type);
        json.key("createdAt").number(self.created_at);
        if let Some(account) = &self.account {
            json.key("account").string(account);
        }
        json.key("data").literal(&self.data);
        json.close('}');
        json.finish().into_bytes()
    }
}

/// How far a delivery has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It is in the queue.
    Pending,
    /// Its webhook is disabled; it goes out when that is enabled.
    Held,
    Succeeded,
    /// There are no attempts left.
    Failed,
    /// Its webhook or its event is gone, or drops what is pending when it is disabled.
    Cancelled,
}

impl State {
    pub(crate) const ALL: [Self; 5] =
        [Self::Pending, Self::Held, Self::Succeeded, Self::Failed, Self::Cancelled];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Held => "held",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| *state.name() == *name)
    }
}

/// An event for one subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delivery {
    /// The key of the event's record.
    pub(crate) event: String,
    pub(crate) event_id: String,
    pub(crate) event_type: String,
    pub(crate) account: String,
    pub(crate) webhook: String,
    /// Where it went last, or will go.
    pub(crate) url: String,
    pub(crate) state: State,
    /// When the event was accepted.
    pub(crate) created_at: i64,
    /// When it is tried next, while it is pending.
    pub(crate) next: Option<i64>,
    /// Attempts since it came into the queue at first, or was sent again by hand: its place in the
    /// schedule.
    pub(crate) tries: i64,
    /// The last ones.
    pub(crate) attempts: Vec<Attempted>,
}

/// One request that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempted {
    /// In Unix milliseconds.
    pub(crate) at: i64,
    /// In milliseconds.
    pub(crate) duration: i64,
    /// What the endpoint answered.
    pub(crate) status: Option<u16>,
    /// Why there was no answer, or none that counts.
    pub(crate) error: Option<String>,
    /// The beginning of what it answered.
    pub(crate) body: Option<String>,
}

/// As many attempts are kept.
const MOST_ATTEMPTS: usize = 20;

impl Attempted {
    pub(crate) fn is_success(&self) -> bool {
        self.error.is_none() && self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

impl Delivery {
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        let document = Document::parse(json).ok()?;
        let root = ours(&document)?;
        let attempts = root.get("attempts")?.items().map(|attempt| {
            Some(Attempted {
                at: number(attempt, "at")?,
                duration: number(attempt, "ms")?,
                status: number(attempt, "status").and_then(|status| status.try_into().ok()),
                error: text(attempt, "error"),
                body: text(attempt, "body"),
            })
        });
        Some(Self {
            event: text(root, "event")?,
            event_id: text(root, "eventId")?,
            event_type: text(root, "type")?,
            account: text(root, "account")?,
            webhook: text(root, "webhook")?,
            url: text(root, "url")?,
            state: State::named(root.get("state")?.as_str()?)?,
            created_at: number(root, "createdAt")?,
            next: number(root, "next"),
            tries: number(root, "tries")?,
            attempts: attempts.collect::<Option<_>>()?,
        })
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut json = Writer::with_room(512);
        json.open('{');
        json.key("v").number(VERSION);
        json.key("event").string(&self.event);
        json.key("eventId").string(&self.event_id);
        json.key("type").string(&self.event_type);
        json.key("account").string(&self.account);
        json.key("webhook").string(&self.webhook);
        json.key("url").string(&self.url);
        json.key("state").string(self.state.name());
        json.key("createdAt").number(self.created_at);
        if let Some(next) = self.next {
            json.key("next").number(next);
        }
        json.key("tries").number(self.tries);
        json.key("attempts").open('[');
        for attempt in &self.attempts {
            json.open('{');
            json.key("at").number(attempt.at);
            json.key("ms").number(attempt.duration);
            if let Some(status) = attempt.status {
                json.key("status").number(status.into());
            }
            for (key, text) in [("error", &attempt.error), ("body", &attempt.body)] {
                if let Some(text) = text {
                    json.key(key).string(text);
                }
            }
            json.close('}');
        }
        json.close(']');
        json.close('}');
        json.finish().into_bytes()
    }

    /// Adds an attempt; the oldest make room.
    pub(crate) fn push(&mut self, attempt: Attempted) {
        self.attempts.push(attempt);
        let surplus = self.attempts.len().saturating_sub(MOST_ATTEMPTS);
        self.attempts.drain(..surplus);
    }
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// Make deliveries of an event, for the subscriptions behind a key.
    Expand { event: String, after: Option<String> },
    /// Send a delivery.
    Deliver { delivery: String, lane: String },
    /// Send what is held of a webhook: what their keys start with.
    Release { prefix: String },
}

impl Item {
    pub(crate) fn read(json: &[u8]) -> Option<Self> {
        let document = Document::parse(json).ok()?;
        let root = ours(&document)?;
        if let Some(event) = text(root, "expand") {
            return Some(Self::Expand { event, after: text(root, "after") });
        }
        if let Some(delivery) = text(root, "deliver") {
            return Some(Self::Deliver { delivery, lane: text(root, "lane")? });
        }
        Some(Self::Release { prefix: text(root, "release")? })
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut json = Writer::with_room(192);
        json.open('{');
        json.key("v").number(VERSION);
        match self {
            Self::Expand { event, after } => {
                json.key("expand").string(event);
                if let Some(after) = after {
                    json.key("after").string(after);
                }
            }
            Self::Deliver { delivery, lane } => {
                json.key("deliver").string(delivery);
                json.key("lane").string(lane);
            }
            Self::Release { prefix } => json.key("release").string(prefix),
        }
        json.close('}');
        json.finish().into_bytes()
    }

    /// A delivery's item, and its place in the queue.
    pub(crate) fn of_delivery(provider: &str, id: &str, url: &str, due: i64) -> (String, Vec<u8>) {
        let delivery = keys::delivery(provider, id);
        let item = Self::Deliver { delivery, lane: keys::lane(url) };
        (keys::queued(provider, due, id), item.to_json())
    }
}

/// A record of this version's form.
fn ours<'d>(document: &'d Document<'_>) -> Option<Json<'d>> {
    let root = document.root();
    (number(root, "v") == Some(VERSION)).then_some(root)
}

fn text(of: Json<'_>, key: &str) -> Option<String> {
    of.get(key)?.as_str().map(str::to_owned)
}

fn number(of: Json<'_>, key: &str) -> Option<i64> {
    of.get(key)?.as_number()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn reads_what_it_writes() {
        for account in [None, Some("acme".to_owned())] {
            let event = Event {
                id: "evt_1".to_owned(),
                r#type: "a \"type\"".to_owned(),
                created_at: 7,
                account,
                data: r#"{"a":[1.50,null]}"#.to_owned(),
            };
            assert_eq!(Event::read(&event.to_json()), Some(event));
        }
        let failed = Attempted {
            at: 5,
            duration: 10_000,
            status: None,
            error: Some("timeout".to_owned()),
            body: None,
        };
        let answered = Attempted {
            status: Some(200),
            error: None,
            body: Some("\u{0}ok".to_owned()),
            ..failed.clone()
        };
        assert!(answered.is_success() && !failed.is_success());
        for state in State::ALL {
            let mut delivery = Delivery {
                event: "v/a/1".to_owned(),
                event_id: "evt_1".to_owned(),
                event_type: "t".to_owned(),
                account: "acme".to_owned(),
                webhook: "whk_1".to_owned(),
                url: "https://example.com/".to_owned(),
                state,
                created_at: 3,
                next: (state == State::Pending).then_some(9),
                tries: 2,
                attempts: vec![failed.clone(), answered.clone()],
            };
            assert_eq!(Delivery::read(&delivery.to_json()), Some(delivery.clone()));
            for _ in 0..30 {
                delivery.push(failed.clone());
            }
            assert_eq!(delivery.attempts.len(), MOST_ATTEMPTS);
        }
        for item in [
            Item::Expand { event: "v/a/1".to_owned(), after: None },
            Item::Expand { event: "v/a/1".to_owned(), after: Some("s/a/b/c".to_owned()) },
            Item::Deliver { delivery: "l/a/1".to_owned(), lane: "00".to_owned() },
            Item::Release { prefix: "h/a/b/c/".to_owned() },
        ] {
            assert_eq!(Item::read(&item.to_json()), Some(item));
        }
        assert_eq!(Item::read(br#"{"v":2,"release":"h/a/b/c/"}"#), None);
    }
}
