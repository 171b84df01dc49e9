//! A webhook that changes.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::refusal::{Refusal, Situation};
use super::run::{Call, Run};

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
    if run.service.rules.unique_url && !before.has_url(&record.url) {
        let is_taken = match run.service.atomic {
            true => run.has_url(call, &record.url)?,
            false => run.all(call)?.iter().any(|other| other.has_url(&record.url)),
        };
        if is_taken {
            return Err(Refusal::new(Situation::DuplicateUrl).into());
        }
    }
    let mut changes = Changes::default();
    run.put(&call.keys, &record, Some(&before), &mut changes);
    Ok(run.tell(call, &record, changes))
}
