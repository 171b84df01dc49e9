//! Schemes for JavaScript: what they are, their secrets and ids, and explanations.

use super::{Exchange, Texts, answers};
use crate::json::Writer;
use crate::signature::{ANY_AGE, Message, Scheme, VerifyOptions};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    pub(super) fn random(bytes: &mut [u8]);
}

/// Unix seconds of a clock that JavaScript gives as a number.
#[expect(clippy::cast_possible_truncation, reason = "a double's range saturates")]
pub(super) fn seconds(number: f64) -> i64 {
    let whole = number as i64;
    if number < whole as f64 { whole.saturating_sub(1) } else { whole }
}

/// `tolerance` is NaN for the scheme's own, and infinite for none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
pub(super) fn options(now: f64, tolerance: f64) -> VerifyOptions {
    let tolerance = match tolerance {
        tolerance if tolerance.is_nan() => None,
        tolerance if tolerance.is_infinite() => Some(ANY_AGE),
        tolerance => Some(tolerance as u64),
    };
    VerifyOptions { now: seconds(now), tolerance }
}

#[wasm_bindgen]
pub struct SchemeHandle(pub(super) Arc<Scheme>);

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
