//! Keys: issued, listed, revoked.

use super::Run;
use super::problem::answer;
use crate::json::{Document, Json, Writer, sort};
use crate::provider::Provider;
use crate::schema::{Violation, one_of};
use crate::service::answer::Answer;
use crate::service::facts::{Pause, Read};
use crate::service::issued::{
    Environment, IssuedKey, PREFIX, id_of, new_texts, place, place_of, scopes_of, texts,
    write_credentials,
};
use crate::service::query::violation;
use crate::service::refusal::{Refusal, Situation};
use crate::service::run::unreadable;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// The most bytes that a request for a key may have.
const LARGEST_BODY: usize = 64 << 10;

impl<'a> Run<'a> {
    pub(super) fn create_key(&mut self) -> Result<Answer, Pause> {
        let body = self.body(LARGEST_BODY)?;
        let (provider, mut key) = self.read(&body)?;
        let texts = new_texts(provider, self.fill);
        let place = place(provider.id(), texts.iter().map(|text| text.as_str()));
        key.id = id_of(&place);
        let mut json = Writer::with_room(512);
        key.open(&mut json);
        write_credentials(provider, &texts, json.key("credentials"));
        json.close('}');
        Ok(Answer { puts: vec![(place, key.to_json())], ..answer(201, json.finish()) })
    }

    /// The key that a body asks for, if it may be.
    fn read(&self, body: &Document<'_>) -> Result<(&'a Provider, IssuedKey), Refusal> {
        let mut violations = self.check("key", body)?;
        let body = body.root();
        let text = |name| body.get(name).and_then(Json::as_str);
        let scopes = body.get("scopes").and_then(texts);
        let provider = text("provider").and_then(|id| self.provider(id, &mut violations));
        let known = provider.map(scopes_of).unwrap_or_default();
        for (index, scope) in scopes.iter().flatten().enumerate() {
            if provider.is_none() || known.contains(&&**scope) {
                continue;
            }
            let message = match known.is_empty() {
                true => "the provider has no scopes: leave `scopes` out".to_owned(),
                false => one_of(Some(scope), &known),
            };
            violations.push(violation(&format!("scopes/{index}"), "unknown_scope", &message));
        }
        let Some(provider) = provider.filter(|_| violations.is_empty()) else {
            return Err(Refusal::violated(Situation::InvalidBody, violations));
        };
        let key = IssuedKey {
            id: String::new(),
            provider: provider.id().to_owned(),
            account: text("account").unwrap_or_default().to_owned(),
            scopes,
            environment: text("environment").and_then(Environment::named).unwrap_or_default(),
            description: text("description").map(str::to_owned),
            created_at: self.now,
        };
        Ok((provider, key))
    }

    /// A provider that is served.
    fn provider(&self, id: &str, violations: &mut Vec<Violation>) -> Option<&'a Provider> {
        let found = self.control.provider(id);
        if found.is_none() {
            let names: Vec<&str> = self.control.providers.iter().map(|one| one.id()).collect();
            let message = one_of(Some(id), &names);
            violations.push(violation("provider", "unknown_provider", &message));
        }
        found.map(|provider| &**provider)
    }

    /// The keys in the order in which they were made, of one provider or account if that was asked for.
    pub(super) fn list_keys(&mut self) -> Result<Answer, Pause> {
        let refusal = |found| Refusal::violated(Situation::InvalidQuery, found);
        let asked = self.query("keys")?;
        let asked = |name| asked.root().get(name).and_then(Json::as_str);
        let (provider, account) = (asked("provider"), asked("account"));
        let mut violations = Vec::new();
        if provider.is_some_and(|id| self.provider(id, &mut violations).is_none()) {
            return Err(refusal(violations).into());
        }
        let fits = |asked: Option<&str>, found: &str| asked.is_none_or(|asked| *asked == *found);
        let mut keys = Vec::new();
        for (_, value) in self.facts.take_list(|| all(PREFIX.to_owned()))? {
            let key = IssuedKey::read(value).ok_or_else(unreadable)?;
            if fits(provider, &key.provider) && fits(account, &key.account) {
                keys.push(key);
            }
        }
        let at = |position: u32| {
            keys.get(position as usize).map(|key: &IssuedKey| (key.created_at, &key.id))
        };
        let mut order: Vec<u32> = (0..).take(keys.len()).collect();
        sort(&mut order, &|one, other| at(one) < at(other));
        let mut json = Writer::with_room(64 + 256 * keys.len());
        json.open('{');
        json.key("data").open('[');
        for key in order.iter().filter_map(|position| keys.get(*position as usize)) {
            key.open(&mut json);
            json.close('}');
        }
        json.close(']');
        json.close('}');
        Ok(answer(200, json.finish()))
    }

    pub(super) fn revoke_key(&mut self, id: &str) -> Result<Answer, Pause> {
        let not_found =
            || Refusal::not_found(Situation::NotFound, id).with_hint("no key has it".to_owned());
        let prefix = place_of(id).ok_or_else(not_found)?;
        let found = self.facts.take_list(|| all(prefix))?;
        let (place, _) = found.first().ok_or_else(not_found)?;
        let place = str::from_utf8(place).map_err(|_| unreadable())?.to_owned();
        let none = Answer { headers: Vec::new(), body: None, ..answer(204, String::new()) };
        Ok(Answer { deletes: vec![place], ..none })
    }
}

fn all(prefix: String) -> Read {
    Read::List { prefix, after: None, skip: 0, limit: None, follow: false, lock: None }
}
