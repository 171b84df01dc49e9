//! Providers for JavaScript: validation, events, ids and secrets.

use super::scheme::{SchemeHandle, random, seconds};
use super::{Exchange, Texts};
use crate::error::ConfigurationError;
use crate::json::{Document, Tape, Writer};
use crate::provider::{ExampleOptions, Provider, Validator};
use crate::schema::{Mode, write_violations};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

#[wasm_bindgen]
pub struct ProviderHandle(Arc<Provider>);

/// What a provider can be asked, and which texts and time it takes. Yes is `true`, no is `false`.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum ProviderQuestion {
    /// Its file.
    Definition,
    /// An event's type, and what a subscription lists.
    Matches,
    /// An event's type, its id, which is made where none is given, and a patch of its data; when it
    /// happened, in Unix milliseconds.
    ExampleEvent,
    /// A kind of ids, and a text.
    IsId,
    /// A kind of ids; the clock.
    GenerateId,
    /// A text.
    IsSecret,
    /// A secret.
    MaskSecret,
}

#[wasm_bindgen]
impl ProviderHandle {
    /// A built-in provider's name, or a user's own definition.
    pub fn open(exchange: &mut Exchange, text: &[u8], is_name: bool) -> Option<ProviderHandle> {
        let found = match is_name {
            true => crate::provider(str::from_utf8(text).unwrap_or_default()),
            false => Provider::from_json(text),
        };
        exchange.settle_handle(found.map(Self))
    }

    pub fn scheme(&self) -> SchemeHandle {
        SchemeHandle(Arc::clone(self.0.scheme()))
    }

    pub fn validator(&self, exchange: &mut Exchange, operation: &[u8]) -> Option<ValidatorHandle> {
        let validator = self.0.validator(str::from_utf8(operation).unwrap_or_default());
        let handle =
            validator.map(|validator| ValidatorHandle { validator, tape: Tape::default() });
        exchange.settle_handle(handle)
    }

    /// Leaves the answer behind, or the failure: then it returns `false`. The texts are wiped.
    pub fn ask(
        &self,
        exchange: &mut Exchange,
        question: ProviderQuestion,
        texts: Vec<u8>,
        lengths: &[i32],
        time: f64,
    ) -> bool {
        let texts = Zeroizing::new(texts);
        let answer = self.answer(question, Texts { bytes: &texts, lengths }, time);
        exchange.settle(answer.map(String::into_bytes))
    }

    fn answer(
        &self,
        question: ProviderQuestion,
        mut texts: Texts<'_>,
        time: f64,
    ) -> Result<String, ConfigurationError> {
        let provider = &self.0;
        let first = texts.take();
        let is_so = match question {
            ProviderQuestion::Definition => return Ok(provider.definition().into()),
            ProviderQuestion::ExampleEvent => {
                let id = match texts.next() {
                    Some(id) => id.into(),
                    // A provider whose deliveries have no id of their own has no such kind.
                    None => provider
                        .generate_id("delivery", seconds(time / 1000.0), random)
                        .unwrap_or_default(),
                };
                let data = texts.next_bytes();
                let options = ExampleOptions { created_at: seconds(time), id: &id, data };
                return provider.example_event(first, &options);
            }
            ProviderQuestion::GenerateId => {
                return provider.generate_id(first, seconds(time), random);
            }
            ProviderQuestion::MaskSecret => return Ok(provider.mask_secret(first)),
            ProviderQuestion::Matches => {
                let mut selectors = Vec::new();
                while let Some(selector) = texts.next() {
                    selectors.push(selector);
                }
                provider.matches(&selectors, first)
            }
            ProviderQuestion::IsId => provider.is_id(first, texts.take())?,
            ProviderQuestion::IsSecret => provider.is_secret(first),
        };
        Ok(if is_so { "true" } else { "false" }.into())
    }
}

#[wasm_bindgen]
pub struct ValidatorHandle {
    validator: Validator,
    /// What the last body was read onto, for the next one.
    tape: Tape,
}

#[wasm_bindgen]
impl ValidatorHandle {
    /// Whether the body in the buffer's first `length` bytes keeps every rule.
    pub fn check(&mut self, exchange: &Exchange, length: usize, open: bool) -> bool {
        let body = exchange.buffer.get(..length);
        body.is_some_and(|body| self.validator.accepts(body, mode(open), &mut self.tape))
    }

    /// Leaves the rules that the body in the buffer breaks behind, as JSON.
    pub fn violations(&mut self, exchange: &mut Exchange, length: usize, open: bool) {
        // What has no room in the buffer is larger than any body may be.
        let violations = match exchange.buffer.get(..length) {
            Some(body) => self.validator.validate(body, mode(open)).err().unwrap_or_default(),
            None => vec![self.validator.too_large()],
        };
        let mut json = Writer::default();
        write_violations(&violations, &mut json);
        exchange.settle(Ok(json.finish().into()));
    }

    /// Leaves behind what is filled in where a body says nothing, as JSON; empty if nothing is.
    pub fn defaults(&self, exchange: &mut Exchange) {
        exchange.settle(Ok(self.validator.defaults().unwrap_or_default().into()));
    }
}

fn mode(open: bool) -> Mode {
    if open { Mode::Open } else { Mode::Strict }
}

/// Leaves behind what is wrong with a text as strict JSON; empty if nothing is.
#[wasm_bindgen(js_name = jsonFault)]
pub fn json_fault(exchange: &mut Exchange, text: &[u8]) {
    let fault = Document::parse(text).err().map(|error| alloc::format!("{error}"));
    exchange.settle(Ok(fault.unwrap_or_default().into()));
}
