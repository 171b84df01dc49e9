//! Any bytes as a definition: it loads, and then signs what it verifies, or every fault is told.
#![no_main]

use anyhook::{ConfigurationError, Message, Scheme, VerifyOptions, Webhook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &[u8]| match Scheme::from_json(json) {
    Err(ConfigurationError::InvalidProviderFile { faults }) => assert!(!faults.is_empty()),
    Err(error) => panic!("{error}"),
    Ok(scheme) => {
        let secret = scheme.generate_secret(|bytes| bytes.fill(1));
        let webhook = Webhook::new(scheme, &[secret]).expect("a generated secret is taken");
        let message = Message { body: b"{}", timestamp: Some(1), id: Some("id") };
        let headers = webhook.sign(&message).expect("it signs");
        webhook.verify(&headers, b"{}", VerifyOptions::at(1)).expect("and verifies");
    }
});
