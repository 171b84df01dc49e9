//! A webhook that changes.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::keys::canonical;
use super::record::Record;
use super::refusal::{Refusal, Situation};
use super::run::{Call, Run};
use alloc::vec::Vec;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let body = run.body(call)?;
    let subscription = &run.service.subscription;
    let id = run.id(call)?;
    let before = run.record(call, &id)?;
    let mut record = before.clone();
    subscription.apply(call.fields(), body.root(), &mut record);
    let says_active = subscription.find("active", call.fields(), body.root()).is_some();
    if run.service.rules.update_enables && !says_active {
        record.active = true;
    }
    // Who enables a webhook says that its endpoint works again.
    let is_enabled = record.active && (says_active || !before.active);
    if is_enabled {
        record.deliveries.failures = 0;
    }
    record.updated_at = run.now.max(before.updated_at);
    let mut changes = Changes::default();
    if run.service.rules.unique_url && canonical(&record.url) != canonical(&before.url) {
        free_url(run, call, &record)?;
        if run.service.atomic {
            changes.deletes.push(call.keys.url(&before.url));
        }
    }
    let mut puts = Vec::new();
    run.service.put(&call.keys, &record, Some(&before), &mut puts);
    Ok(run.tell(call, &record, Changes { puts, ..changes }))
}

/// Checks that no other webhook of the account has the URL.
fn free_url<'a>(run: &mut Run<'a>, call: &Call<'a>, record: &Record) -> Result<(), Pause> {
    let is_taken = if run.service.atomic {
        let [taken] = run.get(call, [call.keys.url(&record.url)], true)?;
        taken.is_some()
    } else {
        let url = canonical(&record.url);
        let is_same = |other: &Record| other.id != record.id && canonical(&other.url) == url;
        run.all(call, true)?.iter().any(is_same)
    };
    if is_taken { Err(Refusal::new(Situation::DuplicateUrl).into()) } else { Ok(()) }
}
