//! The signing secret of an account whose webhooks have one in common.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::run::{Call, Run};
use super::values::Page;
use crate::json::{Json, Writer};
use alloc::vec;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let body = run.body(call)?;
    let secret =
        run.service.subscription.find("secret", call.fields(), body.root()).and_then(Json::as_str);
    let mut json = Writer::default();
    json.open('{');
    json.key("v").number(1);
    json.key("secret").string(secret.unwrap_or_default());
    json.key("updatedAt").number(run.now);
    json.close('}');
    let puts = vec![(call.keys.account(), json.finish().into_bytes())];
    Ok(run.tell_all(call, &[], Page::default(), Changes { puts, ..Changes::default() }))
}
