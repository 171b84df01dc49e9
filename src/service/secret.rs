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
    let key = call.keys.account();
    let secret = run.seal(secret.unwrap_or_default(), &key);
    let puts = vec![(key, account_json(&secret, run.now))];
    Ok(run.tell_all(call, &[], Page::default(), Changes { puts, ..Changes::default() }))
}
