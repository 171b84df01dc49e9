//! A webhook that changes.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::record::{Previous, Record};
use super::refusal::{Refusal, Situation};
use super::run::{Call, Run};
use crate::delivery::release;
use crate::json::Json;
use crate::seal::rest::Secret;
use subtle::ConstantTimeEq as _;

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
    let secret = subscription.find("secret", call.fields(), body.root()).and_then(Json::as_str);
    if let Some(secret) = secret {
        run.keep_signing(call, secret, &before, &mut record);
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
    if record.active && !before.active {
        let provider = run.service.provider.id();
        let (keys, now) = (&call.keys, run.now);
        release::enqueue(provider, keys, &record.id, now, run.fill, &mut changes);
    }
    run.announce(call, &record, &mut changes);
    Ok(run.tell(call, &record, changes))
}

/// As many secrets sign beside the newest one at most.
const MOST_PREVIOUS: usize = 4;

impl Run<'_> {
    /// Keeps the secret that `text` has replaced, for as long as it goes on signing.
    fn keep_signing(&self, call: &Call<'_>, text: &str, before: &Record, record: &mut Record) {
        let Some((grace, secret)) = self.service.deliveries.grace.zip(before.secret.clone()) else {
            return;
        };
        let place = call.keys.subscription(&record.id);
        let is_new = |secret: &Secret| {
            let opened = secret.open(&self.service.master_keys, &place);
            opened.is_ok_and(|old| old.as_bytes().ct_eq(text.as_bytes()).into())
        };
        let now = self.now;
        record.previous.retain(|previous| previous.until > now && !is_new(&previous.secret));
        if !is_new(&secret) {
            record.previous.insert(0, Previous { secret, until: now.saturating_add(grace) });
            record.previous.truncate(MOST_PREVIOUS);
        }
    }
}
