//! What was delivered: nothing yet, since the service sends no deliveries so far.

use super::answer::{Answer, Changes};
use super::facts::Pause;
use super::paging::Asked;
use super::run::{Call, Run};
use alloc::vec::Vec;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let query = run.query(call)?;
    let asked = Asked::read(call, query.root())?;
    let (_, page) = asked.cut(call, Vec::new(), None);
    Ok(run.tell_all(call, &[], page, Changes::default()))
}
