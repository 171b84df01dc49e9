//! A webhook that goes.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::record::Index;
use super::run::{Call, Run};
use crate::delivery::release;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    if call.id.is_some() && call.operation.body.is_some() {
        run.body(call)?;
    }
    let id = run.id(call)?;
    let record = run.record(call, &id)?;
    let mut changes = Changes::default();
    run.service.remove(&call.keys, &record, &mut changes);
    if !record.active {
        // What waits for it to be enabled waits no more.
        let provider = run.service.provider.id();
        release::enqueue(provider, &call.keys, &record.id, run.now, run.fill, &mut changes);
    }
    if run.service.atomic {
        let index = run.index(call)?;
        let index = Index { count: (index.count - 1).max(0), ..index };
        changes.puts.push((call.keys.index(), index.to_json()));
    }
    Ok(run.tell(call, &record, changes))
}
