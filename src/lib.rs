//! Sign and verify webhook deliveries, explain the ones that fail, and answer as the providers'
//! webhook APIs do.
//!
//! How a provider signs is data: the built-in [`schemes`] come from JSON files, and
//! [`Scheme::from_json`] reads your own. A [`Webhook`] is a scheme with its secrets made ready; it
//! [signs](Webhook::sign), [verifies](Webhook::verify) and, for a provider whose events it knows,
//! [receives](Webhook::receive). [`Scheme::explain`] tells why a delivery fails. What a provider's API
//! accepts is data too: [`provider`] has the built-in ones, [`Provider::from_json`] reads your own.
//! With the feature `service`, `Service` answers that API's requests, for a host that reads and
//! writes.
//!
//! Everything here is a function of its arguments: no I/O, no clock, no randomness of its own, and
//! no panics.
//!
//! ```
//! use anyhook::{VerifyOptions, Webhook, scheme};
//!
//! let webhook = Webhook::new(scheme("github")?, &["It's a Secret to Everybody"])?;
//! let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
//! let headers = [("X-Hub-Signature-256", signature)];
//! let verified = webhook.verify(&headers, b"Hello, World!", VerifyOptions::at(0))?;
//! assert_eq!(verified.secret_index, 0);
//!
//! let error = webhook.verify(&headers, b"Hello, World?", VerifyOptions::at(0)).unwrap_err();
//! assert_eq!(error.code(), "no_matching_signature");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![no_std]

extern crate alloc;

mod alphabet;
#[cfg(feature = "service")]
mod delivery;
mod error;
mod event;
mod generator;
mod id;
mod json;
#[cfg(feature = "service")]
mod openapi;
mod pattern;
mod provider;
mod schema;
mod seal;
mod secret;
#[cfg(feature = "service")]
mod service;
mod signature;
mod text;
mod time;
mod url;
#[cfg(feature = "binding")]
pub mod wasm; // public for the linker alone

// The public interface.
#[cfg(feature = "service")]
pub use delivery::{Done, DueItem, Job, Outgoing, Reply, Settled, Work};
pub use error::{ConfigurationError, Fault, VerificationError};
pub use event::{Event, ReceiveError};
#[cfg(feature = "service")]
pub use openapi::openapi;
pub use provider::{
    EventType, ExampleOptions, Provider, Validator, provider, providers, scheme, schemes,
};
pub use schema::{Mode, Violation};
pub use seal::payload::Opened;
#[cfg(feature = "service")]
pub use seal::rest::{MasterKeys, Resealed};
#[cfg(feature = "service")]
pub use service::{Access, Answer, Control, Decision, Failure, Read, Request, Service, Step};
pub use signature::{
    ANY_AGE, Alternative, Check, Difference, Encoding, Explanation, Message, Outcome, Scheme,
    Source, Verified, VerifyOptions, Webhook,
};

/// The README's Rust is run with the examples of this crate.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
