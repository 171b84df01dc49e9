//! The JavaScript binding: moves bytes and numbers, decides nothing.
//!
//! Payloads cross in one fixed buffer, which JavaScript fills and reads in place: a `&str` or a
//! `Vec<u8>` argument would cost more than the hash of a small body. Bodies beyond it come in
//! pieces, so memory stays bounded. Structured answers cross as JSON text: `JSON.parse` is part of
//! every host, and a serializer that builds JavaScript objects is 10 KB of module.
#![allow(unsafe_code)] // what #[wasm_bindgen] expands to
#![allow(missing_docs)] // documented where users meet it: pkg/src

// The two modules that are built of the crate share what is here: one has the functions, the other
// the service.
#[cfg(feature = "wasm")]
mod answers;
#[cfg(feature = "wasm")]
pub mod hook;
#[cfg(feature = "wasm")]
pub mod provider;
#[cfg(feature = "wasm")]
pub mod scheme;
#[cfg(feature = "wasm-service")]
pub mod service;

use crate::error::ConfigurationError;
use crate::json::Writer;
use crate::provider::LARGEST_BODY;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;

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
        let answer = answer.unwrap_or_else(|error| failure(&error).into());
        self.answers = vec![Some(answer)];
        is_answered
    }

    /// A handle, or the failure.
    fn settle_handle<T>(&mut self, handle: Result<T, ConfigurationError>) -> Option<T> {
        handle.map_err(|error| self.settle(Err(error))).ok()
    }
}

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

    /// All that are left.
    #[cfg(feature = "wasm-service")]
    fn rest(&mut self) -> Vec<Option<&'a [u8]>> {
        let mut rest = Vec::with_capacity(self.lengths.len());
        while !self.lengths.is_empty() {
            rest.push(self.next_bytes());
        }
        rest
    }

    /// The next text, where there is one in any case.
    fn take(&mut self) -> &'a str {
        self.next().unwrap_or_default()
    }
}

/// A failure as JSON, in the shape that pkg/src reads.
fn failure(error: &ConfigurationError) -> String {
    let mut json = Writer::default();
    json.open('{');
    json.key("kind").string("configuration");
    json.key("code").string(error.code());
    json.key("message").string(&format!("{error}"));
    json.key("faults").open('[');
    if let ConfigurationError::InvalidProviderFile { faults } = error {
        for fault in faults {
            json.open('{');
            json.key("path").string(&fault.path);
            json.key("message").string(&fault.message);
            json.close('}');
        }
    }
    json.close(']');
    json.close('}');
    json.finish()
}
