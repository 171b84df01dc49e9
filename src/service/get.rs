//! One webhook.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::run::{Call, Run};
use super::values::Success;
use crate::json::Json;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let query = run.query(call)?;
    let id = run.id(call)?;
    let record = run.record(call, &id)?;
    let include = call.file.pointer("/recentEvents/include").and_then(Json::as_str);
    let include = include.and_then(|parameter| query.root().get(parameter));
    let has_events = include.and_then(Json::as_bool) == Some(true);
    let values = Success { record: Some(&record), has_events, ..run.values() };
    Ok(run.service.succeed(call.file, &values, Changes::default()))
}
