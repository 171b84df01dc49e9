//! A new webhook.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::keys::canonical;
use super::record::{Index, Record};
use super::refusal::{Refusal, Situation};
use super::run::{Call, Run, unreadable};
use super::values::Success;
use crate::json::Json;
use alloc::vec::Vec;
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
        record.secret = Some(Zeroizing::new(run.new_secret()));
    }
    let mut puts = Vec::new();
    run.service.put(&call.keys, &record, None, &mut puts);
    if let Some(Index { next, count }) = index {
        puts.push((call.keys.index(), Index { next: next + 1, count: count + 1 }.to_json()));
    }
    let values = Success { record: Some(&record), is_generated, ..run.values() };
    Ok(run.service.succeed(call.file, &values, Changes { puts, deletes: Vec::new() }))
}

/// Checks the rules for one more webhook. Returns the index, where there is one.
fn admit_webhook<'a>(
    run: &mut Run<'a>,
    call: &Call<'a>,
    url: &str,
) -> Result<Option<Index>, Pause> {
    let rules = &run.service.rules;
    let (index, count, is_taken) = if run.service.atomic {
        let (index, taken) = if rules.unique_url {
            let [index, taken] = run.get(call, [call.keys.index(), call.keys.url(url)], true)?;
            (index, taken)
        } else {
            let [index] = run.get(call, [call.keys.index()], true)?;
            (index, None)
        };
        let index = Index::read(index).ok_or_else(unreadable)?;
        (Some(index), usize::try_from(index.count).unwrap_or(0), taken.is_some())
    } else if rules.unique_url || rules.most_webhooks.is_some() {
        let all = run.all(call, true)?;
        let is_same = |record: &Record| canonical(&record.url) == canonical(url);
        (None, all.len(), all.iter().any(is_same))
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
