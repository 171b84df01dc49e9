//! One webhook.

use super::answer::{Answer, Changes};
use super::facts::{Pause, Read};
use super::run::{Call, Run};
use super::values::Success;
use crate::delivery::record::{Delivery, Event};
use crate::json::Json;
use alloc::vec::Vec;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let query = run.query(call)?;
    let id = run.id(call)?;
    let record = run.record(call, &id)?;
    let asked = |key| {
        let parameter = call.file.get("recentEvents")?.get(key)?.as_str()?;
        query.root().get(parameter)
    };
    let events = match asked("include").and_then(Json::as_bool) {
        Some(true) => {
            let limit = asked("limit").and_then(Json::as_number);
            Some(recent(run, call, &record.id, limit.and_then(|text| text.parse().ok()))?)
        }
        _ => None,
    };
    let values = Success { record: Some(&record), events: events.as_deref(), ..run.values() };
    Ok(run.service.succeed(call.file, &values, Changes::default()))
}

/// The events that a webhook was told of last, the newest first.
fn recent<'a>(
    run: &mut Run<'a>,
    call: &Call<'a>,
    id: &str,
    limit: Option<u32>,
) -> Result<Vec<Event>, Pause> {
    /// As many are told, where the provider's API has nothing to say it by; and the most that are.
    const FEW: u32 = 10;
    const MOST: u32 = 100;
    let prefix = alloc::format!("w/{}/{id}/", call.keys.owner);
    let deliveries = run.list(|| Read::List {
        prefix,
        after: None,
        skip: 0,
        limit: Some(limit.unwrap_or(FEW).min(MOST)),
        follow: true,
        lock: None,
    })?;
    let deliveries = deliveries.iter().filter_map(|(_, value)| Delivery::read(value));
    let events = run.events(deliveries.map(|delivery| delivery.event).collect())?;
    Ok(events.into_iter().flatten().collect())
}
