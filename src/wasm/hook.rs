//! Signing and verifying for JavaScript: payloads stand in the buffer, and numbers come back.

use super::scheme::{SchemeHandle, options, random, seconds};
use super::{Exchange, answers, failure};
use crate::event::ReceiveError;
use crate::signature::{Found, Pending, Signing, Webhook};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;
use zeroize::Zeroize;

const FAILED: i32 = -1;
const MORE: i32 = -2;
const NOT_SEALED: i32 = -3;

fn fail(exchange: &mut Exchange, failure: String) -> i32 {
    exchange.answers = vec![Some(failure.into())];
    FAILED
}

#[wasm_bindgen]
pub struct Hook {
    webhook: Webhook,
    pending: Option<Pending>,
    signing: Option<Signing>,
    timestamp: f64,
}

#[wasm_bindgen]
impl Hook {
    #[wasm_bindgen(constructor)]
    pub fn new(scheme: &SchemeHandle) -> Hook {
        let webhook = Webhook::without_secrets(Arc::clone(&scheme.0));
        Hook { webhook, pending: None, signing: None, timestamp: f64::NAN }
    }

    /// Takes a secret from the buffer's first `length` bytes, and wipes them. Returns `false` for
    /// one that the scheme does not take.
    #[wasm_bindgen(js_name = addSecret)]
    pub fn add_secret(&mut self, exchange: &mut Exchange, length: usize) -> bool {
        let secret = exchange.buffer.get_mut(..length).unwrap_or_default();
        let added = self.webhook.add_secret(secret);
        secret.zeroize();
        exchange.settle(added.map(|()| Vec::new()))
    }

    /// Verifies what stands in the buffer: the scheme's headers one after another, then the body.
    ///
    /// A header's length is -1 where it is missing, and -2 where it is repeated. Returns the index
    /// of the secret that matched, `FAILED`, or, when `more` of the body is to come, `MORE`.
    #[expect(clippy::too_many_arguments, reason = "numbers are the cheapest way across")]
    pub fn verify(
        &mut self,
        exchange: &mut Exchange,
        first: i32,
        second: i32,
        third: i32,
        body: usize,
        more: bool,
        now: f64,
        tolerance: f64,
    ) -> i32 {
        let mut rest: &[u8] = &exchange.buffer;
        let mut take = |length: usize| {
            let (taken, left) = rest.split_at_checked(length).unwrap_or_default();
            rest = left;
            taken
        };
        let found = [first, second, third].map(|length| match usize::try_from(length) {
            Ok(length) => Found::One(take(length)),
            Err(_) if length == -2 => Found::Repeated,
            Err(_) => Found::Missing,
        });
        let mut pending = match self.webhook.begin(&found, options(now, tolerance)) {
            Ok(pending) => pending,
            Err(error) => return fail(exchange, answers::verification(&error)),
        };
        pending.update(take(body));
        self.pending = Some(pending);
        if more { MORE } else { self.finish(exchange) }
    }

    /// Takes the body's next `length` bytes from the buffer.
    pub fn update(&mut self, exchange: &Exchange, length: usize) {
        let chunk = exchange.buffer.get(..length).unwrap_or_default();
        self.pending.iter_mut().for_each(|pending| pending.update(chunk));
        self.signing.iter_mut().for_each(|signing| signing.update(chunk));
    }

    /// The verdict on the body that was given: as [`Hook::verify`] returns it.
    pub fn finish(&mut self, exchange: &mut Exchange) -> i32 {
        let Some(pending) = self.pending.take() else { return FAILED };
        self.timestamp = pending.timestamp.map_or(f64::NAN, |seconds| seconds as f64);
        match pending.finish() {
            Ok(secret_index) => i32::try_from(secret_index).unwrap_or(FAILED),
            Err(error) => fail(exchange, answers::verification(&error)),
        }
    }

    /// The timestamp of the delivery that was verified last, NaN where there is none.
    pub fn timestamp(&self) -> f64 {
        self.timestamp
    }

    /// Signs what stands in the buffer: the id (length -1 where there is none), then the body.
    /// Returns what [`Hook::finish_signing`] returns, or, when `more` of the body is to come,
    /// `MORE`.
    pub fn sign(
        &mut self,
        exchange: &mut Exchange,
        id: i32,
        timestamp: f64,
        body: usize,
        more: bool,
    ) -> i32 {
        let length = usize::try_from(id).ok();
        let (id, rest) = exchange.buffer.split_at_checked(length.unwrap_or(0)).unwrap_or_default();
        // An id of bytes that are no text is refused as an empty one is.
        let id = length.map(|_| str::from_utf8(id).unwrap_or_default());
        let timestamp = (!timestamp.is_nan()).then(|| seconds(timestamp));
        match self.webhook.begin_signing(id, timestamp) {
            Ok(mut signing) => {
                signing.update(rest.get(..body).unwrap_or_default());
                self.signing = Some(signing);
            }
            Err(error) => return fail(exchange, failure(&error)),
        }
        if more { MORE } else { self.finish_signing(exchange) }
    }

    /// Leaves the headers in the buffer as lines, a name and a value by turns, and returns their
    /// length, or `FAILED`.
    #[wasm_bindgen(js_name = finishSigning)]
    pub fn finish_signing(&mut self, exchange: &mut Exchange) -> i32 {
        let Some(signing) = self.signing.take() else { return FAILED };
        let mut lines = String::new();
        for (name, value) in signing.finish() {
            for text in [name, value] {
                lines.push_str(&text);
                lines.push('\n');
            }
        }
        match exchange.buffer.get_mut(..lines.len()) {
            Some(room) => {
                room.copy_from_slice(lines.as_bytes());
                i32::try_from(lines.len()).unwrap_or(FAILED)
            }
            None => FAILED,
        }
    }

    /// Leaves the envelope of a body behind, or the failure: then it returns `false`.
    #[wasm_bindgen(js_name = sealPayload)]
    pub fn seal_payload(&self, exchange: &mut Exchange, body: &[u8]) -> bool {
        exchange.settle(self.webhook.seal_payload(body, random).map(String::into_bytes))
    }

    /// Leaves what an envelope holds behind, and returns the index of its secret, or `FAILED`. Of an event
    /// that came as it is, if it `may_be_open`, it leaves nothing, and returns `NOT_SEALED`.
    #[wasm_bindgen(js_name = openPayload)]
    pub fn open_payload(&self, exchange: &mut Exchange, body: &[u8], may_be_open: bool) -> i32 {
        let opened = match may_be_open {
            true => self.webhook.open_if_sealed(body).map_err(ReceiveError::Verification),
            false => self.webhook.open_payload(body).map(Some),
        };
        match opened {
            Ok(Some(opened)) => {
                exchange.answers = vec![Some(opened.body)];
                i32::try_from(opened.secret_index).unwrap_or(FAILED)
            }
            Ok(None) => NOT_SEALED,
            Err(ReceiveError::Verification(error)) => fail(exchange, answers::verification(&error)),
            Err(ReceiveError::Configuration(error)) => fail(exchange, failure(&error)),
        }
    }
}
