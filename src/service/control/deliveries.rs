//! Deliveries, and what has become of them.

use super::Run;
use super::given::invalid_parameter;
use super::problem::answer;
use super::time::duration;
use crate::delivery::keys;
use crate::delivery::record::{Attempted, Delivery, Event, Item};
use crate::json::{Json, Writer};
use crate::provider::Provider;
use crate::service::answer::Answer;
use crate::service::facts::{Pause, Read};
use crate::service::paging::{self, List};
use crate::service::refusal::{Refusal, Situation};
use crate::service::run::unreadable;
use crate::time::{iso8601, read_iso8601};
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

/// As many records are looked at for one request: a part of the list may be shorter than was asked for, and
/// go on all the same.
const MOST: usize = 1000;

/// As many of them are read at once, and as many bytes of them are read in all.
const AT_ONCE: u32 = 100;
const MOST_BYTES: usize = 4 << 20;

impl<'a> Run<'a> {
    /// The newest first.
    pub(super) fn list_deliveries(&mut self, provider: &Provider) -> Result<Answer, Pause> {
        let query = self.query("deliveries")?;
        let asked = |name| query.root().get(name);
        let filter = Filter::read(query.root(), self.now)?;
        let limit = asked("limit").and_then(Json::as_number).and_then(|text| text.parse().ok());
        let limit: u32 = limit.unwrap_or(20);
        let list: List<'_> = ["deliveries", provider.id()];
        let mut last = match asked("cursor").and_then(Json::as_str) {
            Some(cursor) => Some(paging::position(list, cursor).ok_or_else(|| {
                invalid_parameter("cursor", "cursor", "is not one that this list has given")
            })?),
            None => None,
        };
        // Before the deliveries: so there is none that is made between the two.
        let is_expanding = match filter.event {
            Some(_) => Some(self.is_expanding(provider)?),
            None => None,
        };
        let prefix = keys::deliveries(provider.id());
        let count = if filter.is_empty() { limit + 1 } else { AT_ONCE };
        let mut found: Vec<(String, Delivery)> = Vec::new();
        let (mut seen, mut bytes) = (0, 0);
        let has_more = 'all: loop {
            let entries = self.facts.take_list(|| Read::List {
                prefix: prefix.clone(),
                after: last.as_ref().map(|last| [&*prefix, last].concat()),
                skip: 0,
                limit: Some(count),
                follow: false,
                lock: None,
            })?;
            seen += entries.len();
            let is_end = entries.len() < count as usize;
            for (key, value) in entries {
                let key = str::from_utf8(key).map_err(|_| unreadable())?;
                let id = keys::last(key);
                if filter.is_too_old(id) {
                    break 'all false;
                }
                if found.len() == limit as usize {
                    break 'all true;
                }
                let delivery = Delivery::read(value).ok_or_else(unreadable)?;
                if filter.fits(&delivery) {
                    found.push((keys::id_of(key), delivery));
                }
                last = Some(id.to_owned());
                bytes += value.len();
            }
            if is_end || seen >= MOST || bytes >= MOST_BYTES {
                break !is_end;
            }
        };
        let mut json = Writer::with_room(64 + 512 * found.len());
        json.open('{');
        json.key("data").open('[');
        for (id, delivery) in &found {
            write(id, delivery, None, &mut json);
        }
        json.close(']');
        if let Some(is_expanding) = is_expanding {
            json.key("expanding").boolean(is_expanding);
        }
        if let Some(last) = last.filter(|_| has_more) {
            json.key("nextCursor").string(&paging::cursor(list, &last));
        }
        json.close('}');
        Ok(answer(200, json.finish()))
    }

    /// Whether there may be events that are still to become deliveries: who waits for one's deliveries knows
    /// by it when there will be no more.
    fn is_expanding(&mut self, provider: &Provider) -> Result<bool, Pause> {
        let prefix = keys::queue(provider.id());
        let entries = self.facts.take_list(|| Read::List {
            prefix: prefix.clone(),
            after: None,
            skip: 0,
            limit: Some(AT_ONCE),
            follow: false,
            lock: None,
        })?;
        for (key, value) in &entries {
            let due = str::from_utf8(key).ok().and_then(|key| keys::read_time(keys::last(key)));
            if due.is_some_and(|due| due > self.now) {
                return Ok(false);
            }
            if matches!(Item::read(value), Some(Item::Expand { .. })) {
                return Ok(true);
            }
        }
        Ok(entries.len() == AT_ONCE as usize)
    }

    pub(super) fn show_delivery(&mut self, provider: &Provider, id: &str) -> Result<Answer, Pause> {
        let place = place_of(provider, id)?;
        let found = self.facts.get_all([place].into(), true)?;
        let delivery = self.delivery(found.first().copied().flatten(), id)?;
        let event = self.facts.get_all([delivery.event.clone()].into(), true)?;
        let event = event.first().copied().flatten().and_then(Event::read);
        Ok(tell(200, id, &delivery, Some(event.as_ref())))
    }

    /// A delivery of the store.
    pub(super) fn delivery(&self, found: Option<&'a [u8]>, id: &str) -> Result<Delivery, Refusal> {
        let value = found.ok_or_else(|| unknown(id))?;
        Delivery::read(value).ok_or_else(unreadable)
    }
}

/// Where the delivery of an id stands.
pub(super) fn place_of(provider: &Provider, id: &str) -> Result<String, Refusal> {
    const DIGITS: usize = 31;
    let digits = id.strip_prefix(keys::PREFIX).filter(|digits| {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        digits.len() == DIGITS && digits.bytes().all(is_digit)
    });
    let digits = digits.ok_or_else(|| unknown(id))?;
    Ok(keys::delivery(provider.id(), digits))
}

fn unknown(id: &str) -> Refusal {
    Refusal::not_found(Situation::NotFound, id).with_hint("no delivery has it".to_owned())
}

/// What a list is narrowed by.
struct Filter<'q> {
    account: Option<&'q str>,
    webhook: Option<&'q str>,
    /// An event's id, or a type.
    event: Option<&'q str>,
    status: Option<&'q str>,
    /// The age of the oldest, as ids begin with it.
    age: Option<String>,
}

impl<'q> Filter<'q> {
    fn read(query: Json<'q>, now: i64) -> Result<Self, Refusal> {
        let text = |name| query.get(name).and_then(Json::as_str);
        let since = text("since").map(|text| {
            let ago = || duration(text).map(|ago| now.saturating_sub(ago));
            let time = text.parse().ok().filter(|time| *time >= 0);
            time.or_else(ago).or_else(|| read_iso8601(text)).ok_or_else(|| {
                let message = "is neither a time, such as `2026-11-21T08:30:00Z` or Unix \
                               milliseconds, nor how long ago, such as `90s`, `15m`, `24h`, `7d`";
                invalid_parameter("since", "time", message)
            })
        });
        Ok(Self {
            account: text("account"),
            webhook: text("webhook"),
            event: text("event"),
            status: text("status"),
            age: since.transpose()?.map(keys::age),
        })
    }

    /// Whether it takes whatever is new enough.
    fn is_empty(&self) -> bool {
        let Self { account, webhook, event, status, age: _ } = self;
        [account, webhook, event, status].into_iter().all(Option::is_none)
    }

    fn is_too_old(&self, id: &str) -> bool {
        self.age.as_ref().is_some_and(|age| id.get(..keys::TIME) > Some(age))
    }

    fn fits(&self, delivery: &Delivery) -> bool {
        let fits = |asked: Option<&str>, found: &str| asked.is_none_or(|asked| *asked == *found);
        fits(self.account, &delivery.account)
            && fits(self.webhook, &delivery.webhook)
            && (fits(self.event, &delivery.event_id) || fits(self.event, &delivery.event_type))
            && fits(self.status, delivery.state.name())
    }
}

/// A delivery alone. `event` is there where its data are told, if there are any still.
pub(super) fn tell(
    status: u16,
    id: &str,
    delivery: &Delivery,
    event: Option<Option<&Event>>,
) -> Answer {
    let mut json = Writer::with_room(1024);
    write(id, delivery, event, &mut json);
    answer(status, json.finish())
}

/// Lists tell neither an event's data nor what endpoints have answered.
fn write(id: &str, delivery: &Delivery, event: Option<Option<&Event>>, json: &mut Writer) {
    json.open('{');
    json.key("id").string(id);
    json.key("event").open('{');
    json.key("id").string(&delivery.event_id);
    json.key("type").string(&delivery.event_type);
    if let Some(event) = event.flatten() {
        json.key("data").literal(&event.data);
    }
    json.close('}');
    json.key("account").string(&delivery.account);
    json.key("webhook").string(&delivery.webhook);
    json.key("url").string(&delivery.url);
    json.key("status").string(delivery.state.name());
    json.key("createdAt").string(&iso8601(delivery.created_at));
    if let Some(next) = delivery.next {
        json.key("nextAttemptAt").string(&iso8601(next));
    }
    json.key("attempts").open('[');
    for Attempted { at, duration, status, error, body } in &delivery.attempts {
        json.open('{');
        json.key("at").string(&iso8601(*at));
        json.key("duration").number(*duration);
        if let Some(status) = status {
            json.key("status").number((*status).into());
        }
        if let Some(error) = error {
            json.key("error").string(error);
        }
        if let Some(body) = body.as_ref().filter(|_| event.is_some()) {
            json.key("response").string(body);
        }
        json.close('}');
    }
    json.close(']');
    json.close('}');
}
