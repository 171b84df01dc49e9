//! A webhook that goes.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::query::{single, violation};
use super::record::Index;
use super::refusal::{Refusal, Situation};
use super::run::{Call, Run, stored};
use crate::json::{Document, Json, Tape};
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let id = match call.id {
        Some(_) => {
            if call.operation.body.is_some() {
                run.body(call)?;
            }
            run.id(call)?.to_owned()
        }
        None => find_id(run, call)?,
    };
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
    let index = Index::read(index).ok_or_else(|| Refusal::new(Situation::Internal))?;
    let index = Index { count: (index.count - 1).max(0), ..index };
    changes.puts.push((call.keys.index(), index.to_json()));
    changes.deletes.push(call.keys.order(&record.position()));
    if run.service.rules.unique_url {
        changes.deletes.push(call.keys.url(&record.url));
    }
    Ok(run.tell(call, &record, changes))
}

/// The id of a body or query. Where both have one, it is the same one.
fn find_id<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<String, Pause> {
    let place = call.file.get("id");
    let name = |key| place.and_then(|place| place.get(key)).and_then(Json::as_str);
    let given = match name("query") {
        Some(name) => single(run.request.query, name)
            .map_err(|found| Refusal::violated(Situation::InvalidQuery, vec![found]))?,
        None => None,
    };
    let id = match (name("body"), given) {
        (None, given) => given,
        (Some(_), Some(id)) if run.bytes()?.is_empty() => Some(id),
        (Some(field), given) => {
            let body = run.body(call)?;
            let body = Document::parse(body.as_bytes());
            let body = body.map_err(|_| Refusal::new(Situation::Internal))?;
            let id = body.root().get(field).and_then(Json::as_str).map(str::to_owned);
            if given.is_some() && given != id {
                let found = violation(field, "ambiguous_id", "is not the id that the query has");
                return Err(Refusal::violated(Situation::InvalidBody, vec![found]).into());
            }
            id
        }
    };
    let id = id.unwrap_or_default();
    run.check_id(&id)?;
    Ok(id)
}
