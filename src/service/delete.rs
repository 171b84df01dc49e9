//! A webhook that goes.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::record::Index;
use super::refusal::{Refusal, Situation};
use super::run::{Call, Run, stored, unreadable};
use crate::json::Tape;
use alloc::vec;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    if call.id.is_some() && call.operation.body.is_some() {
        run.body(call)?;
    }
    let id = run.id(call)?;
    let mut changes = Changes { deletes: vec![call.keys.subscription(&id)], ..Changes::default() };
    if !run.service.atomic {
        let record = run.record(call, &id)?;
        return Ok(run.tell(call, &record, changes));
    }
    let keys = [call.keys.subscription(&id), call.keys.index()];
    let [found, index] = run.get(call, keys, true)?;
    let Some(found) = found else {
        return Err(Refusal::not_found(Situation::NotFound, &id).into());
    };
    let record = stored(found, &mut Tape::default())?;
    let index = Index::read(index).ok_or_else(unreadable)?;
    let index = Index { count: (index.count - 1).max(0), ..index };
    changes.puts.push((call.keys.index(), index.to_json()));
    changes.deletes.push(call.keys.order(&record.position()));
    if run.service.rules.unique_url {
        changes.deletes.push(call.keys.url(&record.url));
    }
    Ok(run.tell(call, &record, changes))
}
