//! Any bytes as a body of any operation: the verdict alone and the violations agree, each violation
//! points to something, and what defaults were filled into is valid and has no more of them.
#![no_main]

use anyhook::{Mode, Validator, providers};
use libfuzzer_sys::fuzz_target;
use std::cell::LazyCell;

thread_local! {
    static VALIDATORS: LazyCell<Vec<Validator>> = LazyCell::new(|| {
        let every = |operation| {
            providers().into_iter().filter_map(move |one| one.validator(operation).ok())
        };
        ["create", "update", "secret", "get", "delete"].into_iter().flat_map(every).collect()
    });
}

fuzz_target!(|input: (u8, bool, &[u8])| {
    let (which, open, body) = input;
    let mode = if open { Mode::Open } else { Mode::Strict };
    VALIDATORS.with(|validators| {
        let validator = &validators[usize::from(which) % validators.len()];
        let valid = validator.is_valid(body, mode);
        match validator.validate(body, mode) {
            Ok(filled) => {
                assert!(valid);
                let again = validator.validate(filled.as_bytes(), mode);
                assert_eq!(again.as_ref(), Ok(&filled));
            }
            Err(violations) => {
                assert!(!valid && (1..=100).contains(&violations.len()));
                let json = serde_json::from_slice::<serde_json::Value>(body);
                for violation in violations {
                    let path = &violation.path;
                    let found = json.as_ref().is_ok_and(|json| json.pointer(path).is_some());
                    let missing = violation.code == "required" || json.is_err() && path.is_empty();
                    assert!(found || missing, "{violation}");
                }
            }
        }
    });
});
