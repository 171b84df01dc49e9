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
use crate::json::Writer;
use crate::provider::LARGEST_BODY;
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
const _: () = assert!(BUFFER_SIZE as u64 >= LARGEST_BODY);

/// The bytes that JavaScript and the module share, and what the last call leaves behind.
#[wasm_bindgen]
pub struct Exchange {
    buffer: Box<[u8]>,
    /// The first of them comes last; `None` stands for one that there is not.
    answers: Vec<Option<Vec<u8>>>,
}

#[wasm_bindgen]
impl Exchange {
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "for JavaScript alone")]
    pub fn new() -> Exchange {
        Exchange { buffer: vec![0; BUFFER_SIZE].into_boxed_slice(), answers: Vec::new() }
    }

    /// Where the buffer starts. It does not move as long as the exchange lives.
    pub fn start(&self) -> usize {
        self.buffer.as_ptr() as usize
    }

    pub fn size(&self) -> usize {
        self.buffer.len()
    }

    /// Takes what the last call left behind: texts, or bytes. A failure is one, as JSON.
    pub fn answer(&mut self) -> Option<Vec<u8>> {
        self.answers.pop().flatten()
    }

    /// Leaves an answer behind, or the failure: then it returns `false`.
    fn settle(&mut self, answer: Result<Vec<u8>, ConfigurationError>) -> bool {
        let is_answered = answer.is_ok();
        let answer = answer.unwrap_or_else(|error| answers::configuration(&error).into());
        self.answers = vec![Some(answer)];
        is_answered
    }

    /// A handle, or the failure.
    fn settle_handle<T>(&mut self, handle: Result<T, ConfigurationError>) -> Option<T> {
        handle.map_err(|error| self.settle(Err(error))).ok()
    }

    fn fail(&mut self, failure: String) -> i32 {
        self.answers = vec![Some(failure.into())];
        FAILED
    }
}

const FAILED: i32 = -1;
const MORE: i32 = -2;

/// The texts of a question, one behind the other. A `Vec<String>` would cost a kilobyte for each
/// function that takes one.
struct Texts<'a> {
    bytes: &'a [u8],
    /// How long each is; -1 for one that is missing.
    lengths: &'a [i32],
}

impl<'a> Texts<'a> {
    fn next_bytes(&mut self) -> Option<&'a [u8]> {
        let (length, lengths) = self.lengths.split_first()?;
        self.lengths = lengths;
        let (bytes, rest) = self.bytes.split_at_checked(usize::try_from(*length).ok()?)?;
        self.bytes = rest;
        Some(bytes)
    }

    fn next(&mut self) -> Option<&'a str> {
        self.next_bytes().and_then(|bytes| str::from_utf8(bytes).ok()) // JavaScript encodes no other
    }

    /// The next text, where there is one in any case.
    fn take(&mut self) -> &'a str {
        self.next().unwrap_or_default()
    }
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

/// What a scheme can be asked, and which texts and number it takes.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum SchemeQuestion {
    /// What JavaScript needs to know of it, as JSON.
    Info,
    GenerateSecret,
    /// The clock. Leaves an empty answer where the scheme has no ids.
    GenerateId,
    /// The id, if there is one, and the body; the timestamp, NaN where there is none.
    SignedContent,
}

#[wasm_bindgen]
impl SchemeHandle {
    /// A built-in scheme's name, or a user's own definition.
    pub fn open(exchange: &mut Exchange, text: &[u8], is_name: bool) -> Option<SchemeHandle> {
        let found = match is_name {
            true => crate::scheme(str::from_utf8(text).unwrap_or_default()),
            false => Scheme::from_json(text),
        };
        exchange.settle_handle(found.map(Self))
    }

    /// Leaves the answer behind, or the failure: then it returns `false`.
    pub fn ask(
        &self,
        exchange: &mut Exchange,
        question: SchemeQuestion,
        texts: &[u8],
        lengths: &[i32],
        time: f64,
    ) -> bool {
        let mut texts = Texts { bytes: texts, lengths };
        let answer = match question {
            SchemeQuestion::Info => Ok(answers::info(&self.0).into()),
            SchemeQuestion::GenerateSecret => Ok(self.0.generate_secret(random).into()),
            SchemeQuestion::GenerateId => {
                Ok(self.0.generate_id(seconds(time), random).unwrap_or_default().into())
            }
            SchemeQuestion::SignedContent => {
                let (id, body) = (texts.next(), texts.next_bytes().unwrap_or_default());
                let timestamp = (!time.is_nan()).then(|| seconds(time));
                self.0.signed_content(&Message { body, timestamp, id })
            }
        };
        exchange.settle(answer)
    }

    /// Leaves the explanation behind as JSON, then the signed content and the body of the
    /// alternative that has one, if there is one. The texts are the body, `secrets`
    /// secrets, then the headers' names and values by turns; they are wiped.
    pub fn explain(
        &self,
        exchange: &mut Exchange,
        texts: Vec<u8>,
        lengths: &[i32],
        secrets: usize,
        now: f64,
        tolerance: f64,
    ) {
        let texts = Zeroizing::new(texts);
        let mut texts = Texts { bytes: &texts, lengths };
        let body = texts.next_bytes().unwrap_or_default();
        let secrets: Vec<&str> = (0..secrets).map(|_| texts.take()).collect();
        let mut headers = Vec::new();
        while let Some(name) = texts.next() {
            headers.push((name, texts.take()));
        }
        let explanation = self.0.explain(&secrets, &headers, body, options(now, tolerance));
        let json = explanation.to_json().into();
        let signed_body = explanation.alternatives.into_iter().find_map(|one| one.body);
        exchange.answers = vec![signed_body, explanation.signed_content, Some(json)];
    }
}

/// Leaves the ids of the built-in schemes behind, or those of the providers, as JSON.
#[wasm_bindgen]
pub fn names(exchange: &mut Exchange, providers: bool) {
    let mut json = Writer::default();
    let schemes = crate::schemes();
    let listed = schemes.iter().filter(|scheme| !providers || scheme.events.is_some());
    json.strings(listed.map(|scheme| scheme.id()));
    exchange.settle(Ok(json.finish().into()));
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
