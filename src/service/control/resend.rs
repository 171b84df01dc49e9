//! A delivery that is sent again.

use super::Run;
use super::deliveries::{place_of, tell};
use super::problem::conflict;
use crate::delivery::keys;
use crate::delivery::record::{Item, State};
use crate::json::Tape;
use crate::provider::Provider;
use crate::service::answer::Answer;
use crate::service::facts::Pause;
use crate::service::keys::Keys;
use crate::service::run::stored;
use alloc::format;
use alloc::vec::Vec;

impl Run<'_> {
    /// What is pending or held goes out now; what is done with comes into the queue anew. All that it stands
    /// on is read to be checked, so that two at once do not put it there twice.
    pub(super) fn resend(&mut self, provider: &Provider, id: &str) -> Result<Answer, Pause> {
        let provider_id = provider.id();
        let place = place_of(provider, id)?;
        let [found] = self.facts.get([place.clone()], None)?;
        let mut delivery = self.delivery(found, id)?;
        let name = keys::last(&place);
        let of = Keys { owner: format!("{provider_id}/{}", delivery.account) };
        let [found] = self.facts.get([of.subscription(&delivery.webhook)], None)?;
        let record = found.map(|value| stored(value, &mut Tape::default())).transpose()?;
        let Some(record) = record else {
            return Err(conflict("webhook_gone", "its webhook was deleted").into());
        };
        if !record.active {
            let message = "its webhook is disabled: what is held goes out when it is enabled";
            return Err(conflict("webhook_disabled", message).into());
        }
        let mut due = self.now;
        let mut deletes = Vec::new();
        match delivery.state {
            State::Pending => {
                let next = delivery.next.unwrap_or(due);
                let item = keys::queued(provider_id, next, name);
                let [found] = self.facts.get([item.clone()], None)?;
                if found.is_none() {
                    return Err(conflict("in_flight", "an attempt is under way").into());
                }
                // What is due already is not put off.
                due = due.min(next);
                deletes.push(item);
            }
            State::Held => {
                let Keys { owner } = &of;
                deletes.push(format!("h/{owner}/{}/{name}", delivery.webhook));
            }
            State::Succeeded | State::Failed | State::Cancelled => {
                let [event] = self.facts.get([delivery.event.clone()], None)?;
                if event.is_none() {
                    return Err(conflict("event_gone", "its event is no longer stored").into());
                }
                delivery.tries = 0;
            }
        }
        delivery.state = State::Pending;
        delivery.next = Some(due);
        let item = Item::of_delivery(provider_id, name, &record.url, due);
        // A commit would not know what is meant by a key that it both writes and deletes.
        deletes.retain(|key| *key != item.0);
        let answer = tell(202, id, &delivery, None);
        Ok(Answer { puts: [item, (place, delivery.to_json())].into(), deletes, ..answer })
    }
}
