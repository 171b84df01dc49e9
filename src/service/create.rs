//! A new webhook.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::record::{Index, Record};
use super::refusal::{Refusal, Situation};
use super::run::{Call, Run};
use super::values::Success;
use crate::json::Json;
use crate::seal::rest::Secret;
use zeroize::Zeroizing;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let body = run.body(call)?;
    let subscription = &run.service.subscription;
    let url = subscription
        .find("url", call.fields(), body.root())
        .and_then(Json::as_str)
        .unwrap_or_default();
    let index = admit_webhook(run, call, url)?;
    let mut record = Record {
        id: run.new_id()?,
        // Where nothing counts, the time does.
        number: index.map_or(run.now, |index| index.next),
        active: true,
        created_at: run.now,
        updated_at: run.now,
        ..Record::default()
    };
    subscription.apply(call.fields(), body.root(), &mut record);
    let is_generated = record.secret.is_none() && !run.service.rules.account_secret;
    if is_generated {
        record.secret = Some(Secret::Plain(Zeroizing::new(run.new_secret())));
    }
    let mut changes = Changes::default();
    run.put(&call.keys, &record, None, &mut changes);
    if let Some(Index { next, count }) = index {
        changes
            .puts
            .push((call.keys.index(), Index { next: next + 1, count: count + 1 }.to_json()));
    }
    run.announce(call, &record, &mut changes);
    let values = Success { record: Some(&record), is_generated, ..run.values() };
    Ok(run.service.succeed(call.file, &values, changes))
}

/// Checks the rules for one more webhook. Returns the index, where there is one.
fn admit_webhook<'a>(
    run: &mut Run<'a>,
    call: &Call<'a>,
    url: &str,
) -> Result<Option<Index>, Pause> {
    let rules = &run.service.rules;
    let (index, count, is_taken) = if run.service.atomic {
        let index = run.index(call)?;
        let is_taken = rules.unique_url && run.has_url(call, url)?;
        (Some(index), usize::try_from(index.count).unwrap_or(0), is_taken)
    } else if rules.unique_url || rules.most_webhooks.is_some() {
        let all = run.all(call)?;
        (None, all.len(), all.iter().any(|record| record.has_url(url)))
    } else {
        (None, 0, false)
    };
    if rules.unique_url && is_taken {
        return Err(Refusal::new(Situation::DuplicateUrl).into());
    }
    if rules.most_webhooks.is_some_and(|most| count >= most) {
        return Err(Refusal::new(Situation::TooManyWebhooks).into());
    }
    Ok(index)
}
