//! Which webhook a request is about.

use super::facts::Pause;
use super::query::{single, violation};
use super::refusal::{Refusal, Situation};
use super::run::{Call, Run};
use crate::id;
use crate::json::Json;
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec;

impl<'a> Run<'a> {
    /// The id in the path, in the query or in the body, which must have the form of one.
    pub(super) fn id(&mut self, call: &Call<'a>) -> Result<String, Pause> {
        let found = match call.id {
            Some(id) => id.to_owned(),
            None => self.given_id(call)?,
        };
        let is_id = found.len() <= id::LONGEST
            && found.bytes().all(|byte| byte.is_ascii_graphic())
            && self.service.provider.is_id("webhook", &found) == Ok(true);
        match is_id {
            true => Ok(found),
            false => Err(Refusal::not_found(Situation::InvalidId, &found).into()),
        }
    }

    /// The id of the query or the body. Where both have one, it is the same one.
    fn given_id(&mut self, call: &Call<'a>) -> Result<String, Pause> {
        let place = call.file.get("id");
        let name = |key| place.and_then(|place| place.get(key)).and_then(Json::as_str);
        let given = match name("query") {
            Some(name) => single(self.request.query, name)
                .map_err(|found| Refusal::violated(Situation::InvalidQuery, vec![found]))?,
            None => None,
        };
        let id = match (name("body"), given) {
            (None, given) => given,
            (Some(_), Some(id)) if self.bytes()?.is_empty() => Some(id),
            (Some(field), given) => {
                let body = self.body(call)?;
                let id = body.root().get(field).and_then(Json::as_str).map(str::to_owned);
                if given.is_some() && id.is_some() && given != id {
                    let found =
                        violation(field, "ambiguous_id", "is not the id that the query has");
                    return Err(Refusal::violated(Situation::InvalidBody, vec![found]).into());
                }
                id.or(given)
            }
        };
        Ok(id.unwrap_or_default())
    }
}
