//! Providers for JavaScript: validation, events, ids and secrets.

use super::{Exchange, SchemeHandle, random, seconds, thrown};
use crate::json::{Document, Tape, Writer};
use crate::provider::{ExampleOptions, Provider, Validator};
use crate::schema::Mode;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// The ids of the built-in providers.
#[wasm_bindgen(js_name = providerIds)]
pub fn provider_ids() -> Vec<String> {
    crate::providers().iter().map(|provider| provider.id().into()).collect()
}

#[wasm_bindgen]
pub struct ProviderHandle(Arc<Provider>);

#[wasm_bindgen]
impl ProviderHandle {
    /// A built-in provider.
    pub fn named(id: &str) -> Result<ProviderHandle, JsValue> {
        crate::provider(id).map(Self).map_err(thrown)
    }

    /// A user's own.
    pub fn define(json: &[u8]) -> Result<ProviderHandle, JsValue> {
        Provider::from_json(json).map(Self).map_err(thrown)
    }

    pub fn scheme(&self) -> SchemeHandle {
        SchemeHandle(Arc::clone(self.0.scheme()))
    }

    pub fn definition(&self) -> String {
        self.0.definition().into()
    }

    pub fn validator(&self, operation: &str) -> Result<ValidatorHandle, JsValue> {
        let validator = self.0.validator(operation).map_err(thrown)?;
        Ok(ValidatorHandle { validator, tape: Tape::default() })
    }

    pub fn matches(&self, selectors: Vec<String>, r#type: &str) -> bool {
        self.0.matches(&selectors, r#type)
    }

    /// `created_at` is in Unix milliseconds; an id is made where none is given.
    #[wasm_bindgen(js_name = exampleEvent)]
    pub fn example_event(
        &self,
        r#type: &str,
        created_at: f64,
        id: Option<String>,
        data: Option<String>,
    ) -> Result<String, JsValue> {
        let id = match id {
            Some(id) => id,
            // A provider whose deliveries have no id of their own has no such kind.
            None => self.generate_id("delivery", created_at / 1000.0).unwrap_or_default(),
        };
        let data = data.as_ref().map(String::as_bytes);
        let options = ExampleOptions { created_at: seconds(created_at), id: &id, data };
        self.0.example_event(r#type, &options).map_err(thrown)
    }

    #[wasm_bindgen(js_name = isId)]
    pub fn is_id(&self, kind: &str, id: &str) -> Result<bool, JsValue> {
        self.0.is_id(kind, id).map_err(thrown)
    }

    #[wasm_bindgen(js_name = generateId)]
    pub fn generate_id(&self, kind: &str, now: f64) -> Result<String, JsValue> {
        self.0.generate_id(kind, seconds(now), random).map_err(thrown)
    }

    #[wasm_bindgen(js_name = isSecret)]
    pub fn is_secret(&self, secret: String) -> bool {
        self.0.is_secret(&Zeroizing::new(secret))
    }

    #[wasm_bindgen(js_name = maskSecret)]
    pub fn mask_secret(&self, secret: String) -> String {
        self.0.mask_secret(&Zeroizing::new(secret))
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

    /// The rules that the body in the buffer breaks, as JSON.
    pub fn violations(&mut self, exchange: &Exchange, length: usize, open: bool) -> String {
        // What has no room in the buffer is larger than any body may be.
        let violations = match exchange.buffer.get(..length) {
            Some(body) => self.validator.validate(body, mode(open)).err().unwrap_or_default(),
            None => vec![self.validator.too_large()],
        };
        let mut json = Writer::default();
        json.open('[');
        for violation in &violations {
            json.open('{');
            json.key("path").string(&violation.path);
            json.key("code").string(violation.code);
            json.key("message").string(&violation.message);
            json.close('}');
        }
        json.close(']');
        json.finish()
    }

    /// What is filled in where a body says nothing, as JSON.
    pub fn defaults(&self) -> Option<String> {
        self.validator.defaults()
    }
}

fn mode(open: bool) -> Mode {
    if open { Mode::Open } else { Mode::Strict }
}

/// What is wrong with a text as strict JSON, if anything.
#[wasm_bindgen(js_name = jsonFault)]
pub fn json_fault(text: &[u8]) -> Option<String> {
    Document::parse(text).err().map(|error| alloc::format!("{error}"))
}
