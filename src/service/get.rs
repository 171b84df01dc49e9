//! One webhook.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::run::{Call, Run};

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    run.query(call)?;
    let id = run.id(call)?;
    let record = run.record(call, id)?;
    Ok(run.tell(call, &record, false, Changes::default()))
}
