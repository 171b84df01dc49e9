//! The signing secret of an account whose webhooks have one in common.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::record::account_json;
use super::run::{Call, Run};
use super::values::Page;
use crate::json::Json;
use alloc::vec;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let body = run.body(call)?;
    let secret =
        run.service.subscription.find("secret", call.fields(), body.root()).and_then(Json::as_str);
    let account = account_json(secret.unwrap_or_default(), run.now);
    let puts = vec![(call.keys.account(), account)];
    Ok(run.tell_all(call, &[], Page::default(), Changes { puts, ..Changes::default() }))
}
