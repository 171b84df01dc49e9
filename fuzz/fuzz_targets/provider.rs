//! Any bytes as a provider file: it loads, and then every function works on it, or every fault is
//! told.
#![no_main]

use anyhook::{ConfigurationError, ExampleOptions, Mode, Provider};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &[u8]| match Provider::from_json(json) {
    Err(ConfigurationError::InvalidProviderFile { faults }) => assert!(!faults.is_empty()),
    Err(error) => panic!("{error}"),
    Ok(provider) => {
        let secret = provider.scheme().generate_secret(|bytes| bytes.fill(1));
        assert!(provider.is_secret(&secret), "a generated secret is taken");
        assert_ne!(provider.mask_secret(&secret), secret);
        let kinds: Vec<String> = provider.id_kinds().map(str::to_owned).collect();
        for kind in kinds {
            let id = provider.generate_id(&kind, 1, |bytes| bytes.fill(1)).expect("a known kind");
            assert_eq!(provider.is_id(&kind, &id), Ok(true));
        }
        let has_body = provider.definition().contains("\"body\"");
        for event in provider.event_types() {
            if event.selector {
                provider.matches(&[&event.r#type], "other");
            } else {
                assert!(provider.matches(&[&event.r#type], &event.r#type));
                let example = provider.example_event(&event.r#type, &ExampleOptions::default());
                assert!(example.is_ok() || !has_body, "{example:?}");
            }
        }
        for operation in ["create", "update", "secret", "get", "delete", "list"] {
            match provider.validator(operation) {
                Ok(validator) => drop(validator.validate(b"{}", Mode::Strict)),
                Err(ConfigurationError::UnknownOperation { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
});
