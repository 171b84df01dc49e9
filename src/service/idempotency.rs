//! Requests that may be sent again: who names one by a key gets the first answer once more.

use super::answer::Answer;
use super::facts::{Pause, Read};
use super::keys::hash;
use super::record::VERSION;
use super::refusal::{Refusal, Situation};
use super::run::{Call, Run, unreadable};
use crate::alphabet::HEX;
use crate::json::{Document, Json, Writer};
use crate::seal::rest::{SECRET, Secret};
use alloc::borrow::ToOwned as _;
use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;

/// What a file says of it.
#[derive(Debug)]
pub(super) struct Idempotency {
    /// The header that holds the key, in lower case.
    pub(super) header: String,
    /// How long an answer is kept.
    milliseconds: i64,
}

impl Idempotency {
    pub(super) fn read(rule: Json<'_>) -> Option<Self> {
        let header = rule.get("header")?.as_str()?.to_ascii_lowercase();
        let seconds: i64 = rule.get("seconds")?.as_number()?.parse().ok()?;
        Some(Self { header, milliseconds: seconds.saturating_mul(1000) })
    }
}

/// As many answers that have expired are deleted with each that is kept, so that they never pile up.
const SWEPT: u32 = 2;

/// Decides a request, unless it has a key whose answer is kept. Only what succeeded is kept: what was
/// refused has changed nothing, and may be mended and sent again.
pub(super) fn once<'a>(
    run: &mut Run<'a>,
    call: &Call<'a>,
    decide: impl FnOnce(&mut Run<'a>, &Call<'a>) -> Result<Answer, Pause>,
) -> Result<Answer, Pause> {
    let Some(rule) = &run.service.rules.idempotency else { return decide(run, call) };
    let header = run.request.headers.last().copied().flatten();
    let Some(key) = header else { return decide(run, call) };
    run.body(call)?; // a body that is refused would be refused again
    if !is_key(key) {
        let message = "the idempotency key is not 1 to 255 visible ASCII characters";
        return Err(
            Refusal::because(Situation::InvalidBody, "invalid_idempotency_key", message).into()
        );
    }
    let name = HEX.encode(hash(&[key.as_bytes()]).get(..16).unwrap_or_default());
    let place = call.keys.first_answer(&name);
    let request = HEX.encode(&hash(&[run.bytes()?]));
    let [found] = run.get(call, [place.clone()])?;
    let mut deletes = Vec::new();
    if let Some(found) = found {
        let kept = Kept::read(found).ok_or_else(unreadable)?;
        if kept.expires > run.now {
            if kept.request != request {
                return Err(Refusal::new(Situation::IdempotencyMismatch).into());
            }
            return Ok(kept.answer(run, &place)?);
        }
        deletes.push(call.keys.expiry(kept.expires, &name));
    }
    deletes.extend(expired(run, call, &place)?);
    let mut answer = decide(run, call)?;
    let expires = run.now.saturating_add(rule.milliseconds);
    let body = answer.body.as_deref().unwrap_or_default();
    let kept = Kept { request, status: answer.status, expires, body: run.seal(body, &place) };
    let reference = call.keys.expiry(expires, &name);
    deletes.retain(|key| *key != reference);
    answer.puts.push((reference, place.clone().into_bytes()));
    answer.puts.push((place, kept.to_json()));
    answer.deletes.extend(deletes);
    Ok(answer)
}

/// Two headers of one name arrive with a comma and a blank between them, and so are none.
fn is_key(text: &str) -> bool {
    const LONGEST: usize = 255;
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The keys of some answers that have expired, and of their places in the order, other than that which is
/// written anyway.
fn expired<'a>(run: &mut Run<'a>, call: &Call<'a>, written: &str) -> Result<Vec<String>, Pause> {
    let prefix = call.keys.expiries();
    let entries = run.list(|| Read::List {
        prefix: prefix.clone(),
        after: None,
        skip: 0,
        limit: Some(SWEPT),
        follow: false,
        lock: call.lock(),
    })?;
    let mut deletes = Vec::new();
    for (key, place) in entries {
        let (key, place) = (str::from_utf8(key), str::from_utf8(place));
        let (Ok(key), Ok(place)) = (key, place) else { return Err(unreadable().into()) };
        let time = key.strip_prefix(&*prefix).and_then(|rest| rest.get(..16));
        let time = time.and_then(|time| i64::from_str_radix(time, 16).ok());
        if time.is_none_or(|time| time > run.now) || place == written {
            continue;
        }
        // Read, so that the commit checks it: who has used the key again meanwhile keeps the answer.
        let [found] = run.get(call, [place.to_owned()])?;
        let kept = found.and_then(Kept::read);
        if kept.is_none_or(|kept| kept.expires <= run.now) {
            deletes.push(place.to_owned());
        }
        deletes.push(key.to_owned());
    }
    Ok(deletes)
}

/// An answer that is kept.
struct Kept {
    /// A hash of the request's body.
    request: String,
    status: u16,
    /// In Unix milliseconds.
    expires: i64,
    /// It may tell a secret.
    body: Secret,
}

impl Kept {
    fn read(json: &[u8]) -> Option<Self> {
        let document = Document::parse(json).ok()?;
        let root = document.root();
        let number = |key| root.get(key).and_then(Json::as_number);
        let is_ours = number("v")? == VERSION.to_string();
        is_ours.then_some(())?;
        Some(Self {
            request: root.get("request")?.as_str()?.to_owned(),
            status: number("status")?.parse().ok()?,
            expires: number("expires")?.parse().ok()?,
            body: Secret::read(root.get(SECRET)?)?,
        })
    }

    fn to_json(&self) -> Vec<u8> {
        let mut json = Writer::with_room(1024);
        json.open('{');
        json.key("v").number(VERSION);
        json.key("request").string(&self.request);
        json.key("status").number(self.status.into());
        json.key("expires").number(self.expires);
        self.body.write(json.key(SECRET));
        json.close('}');
        json.finish().into_bytes()
    }

    fn answer(&self, run: &Run<'_>, place: &str) -> Result<Answer, Refusal> {
        let opened = self.body.open(&run.service.master_keys, place);
        let body = opened.map_err(Refusal::internal)?.to_string();
        Ok(Answer {
            status: self.status,
            headers: vec![
                ("content-type", "application/json".to_owned()),
                ("idempotency-replayed", "true".to_owned()),
            ],
            body: Some(body),
            error: None,
            cause: None,
            puts: Vec::new(),
            deletes: Vec::new(),
        })
    }
}
