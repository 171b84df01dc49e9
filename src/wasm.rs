//! The JavaScript binding: moves bytes and numbers, decides nothing.
//!
//! Payloads cross in one fixed buffer, which JavaScript fills and reads in place: a `&str` or a
//! `Vec<u8>` argument would cost more than the hash of a small body. Bodies beyond it come in
//! pieces, so memory stays bounded. Structured answers cross as JSON text: `JSON.parse` is part of
//! every host, and a serializer that builds JavaScript objects is 10 KB of module.
#![allow(unsafe_code)] // what #[wasm_bindgen] expands to
#![allow(missing_docs)] // documented where users meet it: pkg/src

mod answers;
pub mod provider;

use crate::error::ConfigurationError;
use crate::signature::{ANY_AGE, Found, Message, Pending, Scheme, Signing, VerifyOptions, Webhook};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;
use zeroize::{Zeroize, Zeroizing};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The core does not panic. Should it all the same, the module traps, and the host sees it; a
/// message would bring the machinery of formatting into the module at every place that might.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn random(bytes: &mut [u8]);
}

const BUFFER_SIZE: usize = 128 << 10;

/// The bytes that JavaScript and the module share, and the failure of the last call.
#[wasm_bindgen]
pub struct Exchange {
    buffer: Box<[u8]>,
    failure: Option<String>,
}

#[wasm_bindgen]
impl Exchange {
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "for JavaScript alone")]
    pub fn new() -> Exchange {
        Exchange { buffer: vec![0; BUFFER_SIZE].into_boxed_slice(), failure: None }
    }

    /// Where the buffer starts. It does not move as long as the exchange lives.
    pub fn start(&self) -> usize {
        self.buffer.as_ptr() as usize
    }

    pub fn size(&self) -> usize {
        self.buffer.len()
    }

    /// The failure behind the last `FAILED`, as JSON.
    pub fn failure(&mut self) -> Option<String> {
        self.failure.take()
    }

    fn fail(&mut self, failure: String) -> i32 {
        self.failure = Some(failure);
        FAILED
    }
}

const FAILED: i32 = -1;
const MORE: i32 = -2;

fn thrown(error: ConfigurationError) -> JsValue {
    answers::configuration(&error).into()
}

/// Unix seconds of a clock that JavaScript gives as a number.
#[expect(clippy::cast_possible_truncation, reason = "a double's range saturates")]
fn seconds(number: f64) -> i64 {
    let whole = number as i64;
    if number < whole as f64 { whole.saturating_sub(1) } else { whole }
}

/// `tolerance` is NaN for the scheme's own, and infinite for none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
fn options(now: f64, tolerance: f64) -> VerifyOptions {
    let tolerance = match tolerance {
        tolerance if tolerance.is_nan() => None,
        tolerance if tolerance.is_infinite() => Some(ANY_AGE),
        tolerance => Some(tolerance as u64),
    };
    VerifyOptions { now: seconds(now), tolerance }
}

#[wasm_bindgen]
pub struct SchemeHandle(Arc<Scheme>);

#[wasm_bindgen]
impl SchemeHandle {
    /// A built-in scheme.
    pub fn named(id: &str) -> Result<SchemeHandle, JsValue> {
        crate::scheme(id).map(Self).map_err(thrown)
    }

    /// A user's own.
    pub fn define(json: &[u8]) -> Result<SchemeHandle, JsValue> {
        Scheme::from_json(json).map(Self).map_err(thrown)
    }

    /// What JavaScript needs to know of the scheme, as JSON.
    pub fn info(&self) -> String {
        answers::info(&self.0)
    }

    #[wasm_bindgen(js_name = generateSecret)]
    pub fn generate_secret(&self) -> String {
        self.0.generate_secret(random)
    }

    #[wasm_bindgen(js_name = generateId)]
    pub fn generate_id(&self, now: f64) -> Option<String> {
        self.0.generate_id(seconds(now), random)
    }

    /// `timestamp` is NaN where there is none.
    #[wasm_bindgen(js_name = signedContent)]
    pub fn signed_content(
        &self,
        id: Option<String>,
        timestamp: f64,
        body: &[u8],
    ) -> Result<Vec<u8>, JsValue> {
        let timestamp = (!timestamp.is_nan()).then(|| seconds(timestamp));
        let message = Message { body, timestamp, id: id.as_deref() };
        self.0.signed_content(&message).map_err(thrown)
    }

    /// `names` and `values` are the headers, pair by pair.
    pub fn explain(
        &self,
        secrets: Vec<String>,
        names: Vec<String>,
        values: Vec<String>,
        body: &[u8],
        now: f64,
        tolerance: f64,
    ) -> ExplanationHandle {
        let secrets = Zeroizing::new(secrets);
        let headers: Vec<(&String, &String)> = names.iter().zip(&values).collect();
        let explanation = self.0.explain(&secrets, &headers, body, options(now, tolerance));
        ExplanationHandle {
            json: explanation.to_json(),
            content: explanation.signed_content,
            body: explanation.alternatives.into_iter().find_map(|one| one.body),
        }
    }
}

/// An explanation in parts: bytes would only suffer as JSON.
#[wasm_bindgen]
pub struct ExplanationHandle {
    json: String,
    content: Option<Vec<u8>>,
    body: Option<Vec<u8>>,
}

#[wasm_bindgen]
impl ExplanationHandle {
    pub fn json(&mut self) -> String {
        core::mem::take(&mut self.json)
    }

    pub fn content(&mut self) -> Option<Vec<u8>> {
        self.content.take()
    }

    /// The body of the alternative that has one: there is at most one such alternative.
    pub fn body(&mut self) -> Option<Vec<u8>> {
        self.body.take()
    }
}

/// The ids of the built-in schemes.
#[wasm_bindgen(js_name = schemeIds)]
pub fn scheme_ids() -> Vec<String> {
    crate::schemes().iter().map(|scheme| scheme.id().into()).collect()
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

    /// Takes a secret from the buffer's first `length` bytes, and wipes them.
    #[wasm_bindgen(js_name = addSecret)]
    pub fn add_secret(&mut self, exchange: &mut Exchange, length: usize) -> Result<(), JsValue> {
        let secret = exchange.buffer.get_mut(..length).unwrap_or_default();
        let added = self.webhook.add_secret(secret);
        secret.zeroize();
        added.map_err(thrown)
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
            Err(error) => return exchange.fail(answers::verification(&error)),
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
            Err(error) => exchange.fail(answers::verification(&error)),
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
            Err(error) => return exchange.fail(answers::configuration(&error)),
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
}
