//! Any headers, body and secret, for any scheme: `verify` and `explain` answer, and agree.
#![no_main]

use anyhook::{VerifyOptions, Webhook, schemes};
use libfuzzer_sys::fuzz_target;

#[derive(arbitrary::Arbitrary, Debug)]
struct Input {
    scheme: u8,
    secret: Vec<u8>,
    values: Vec<(u8, Vec<u8>)>,
    body: Vec<u8>,
    now: i64,
    tolerance: Option<u64>,
}

fuzz_target!(|input: Input| {
    let schemes = schemes();
    let scheme = &schemes[usize::from(input.scheme) % schemes.len()];
    let names: Vec<&str> = scheme.header_names().collect();
    let headers: Vec<(&str, &[u8])> = input
        .values
        .iter()
        .map(|(name, value)| (names[usize::from(*name) % names.len()], value.as_slice()))
        .collect();
    let options = VerifyOptions { now: input.now, tolerance: input.tolerance };
    let secrets = [&input.secret];
    let explanation = scheme.explain(&secrets, &headers, &input.body, options);
    match Webhook::new(scheme.clone(), &secrets) {
        Err(error) => assert_eq!(explanation.code, Some(error.code())),
        Ok(webhook) => {
            let verdict = webhook.verify(&headers, &input.body, options);
            assert_eq!(explanation.code, verdict.err().map(|error| error.code()));
            let _ = webhook.receive(&headers, &input.body, options);
        }
    }
});
