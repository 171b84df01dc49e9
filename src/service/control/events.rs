//! Events, accepted to be told.

use super::Run;
use super::problem::answer;
use crate::delivery::publish::{self, Refused};
use crate::json::{Json, Writer};
use crate::provider::Provider;
use crate::schema::Violation;
use crate::service::answer::{Answer, Changes};
use crate::service::facts::Pause;
use crate::service::refusal::{Refusal, Situation};
use alloc::borrow::ToOwned as _;

/// The most bytes that a request has: those of the data, and some more around them.
const LARGEST_BODY: usize = 300 << 10;

impl Run<'_> {
    pub(super) fn publish(&mut self, provider: &Provider) -> Result<Answer, Pause> {
        let body = self.body(LARGEST_BODY)?;
        let mut violations = self.check("event", &body)?;
        let text = |name| body.root().get(name).and_then(Json::as_str);
        let (r#type, account) = (text("type"), text("account").map(str::to_owned));
        let data = body.root().get("data").map(|data| data.raw().as_bytes());
        let mut situation = Situation::InvalidBody;
        let read = r#type.map(|r#type| {
            publish::read(provider, account, r#type, data, self.now, &mut *self.fill)
        });
        let event = match read {
            Some(Ok(event)) => Some(event),
            None => None,
            Some(Err(Refused { status, path, code, message })) => {
                if violations.iter().all(|known| known.path != *path) {
                    violations.push(Violation { path: path.to_owned(), code, message });
                }
                if status == 413 {
                    situation = Situation::BodyTooLarge;
                }
                None
            }
        };
        let Some(event) = event.filter(|_| violations.is_empty()) else {
            return Err(Refusal::violated(situation, violations).into());
        };
        let mut changes = Changes::default();
        publish::enqueue(provider.id(), &event, &mut *self.fill, &mut changes);
        let mut json = Writer::default();
        json.open('{');
        json.key("id").string(&event.id);
        json.close('}');
        Ok(Answer { puts: changes.puts, ..answer(202, json.finish()) })
    }
}
