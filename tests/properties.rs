//! What holds for every input.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test fails so

use anyhook::{ANY_AGE, Message, ReceiveError, Scheme, VerifyOptions, Webhook, provider, schemes};
use proptest::prelude::*;
use std::sync::Arc;

const NOW: i64 = 1_700_000_000;
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn any_scheme() -> impl Strategy<Value = Arc<Scheme>> {
    (0..schemes().len()).prop_map(|index| schemes()[index].clone())
}

fn any_body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        r#"\{"[a-z]{1,9}": ?("[^"\\]{0,20}"|[0-9]{1,9}|\[1, 2\])\}"#.prop_map(String::into_bytes),
    ]
}

/// Headers that look like something: what a parser gets wrong is never plain noise.
fn any_value() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        "t=",
        "v1=",
        "v1,",
        "v0=",
        "sha256=",
        ",",
        " ",
        ", ",
        "=",
        "1700000000",
        "0",
        "-1",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "é",
        "\n",
        "\0",
        "msg_1",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ]);
    let made = prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat().into_bytes());
    prop_oneof![made, prop::collection::vec(any::<u8>(), 0..80)]
}

fn sign(webhook: &Webhook, body: &[u8]) -> Vec<(String, String)> {
    let message = Message { body, timestamp: Some(NOW), id: Some("msg_1") };
    webhook.sign(&message).expect("it signs")
}

fn devdraft(secrets: &[&[u8]]) -> Webhook {
    let scheme = provider("devdraft").expect("it is built in").scheme().clone();
    Webhook::new(scheme, secrets).expect("the secrets are taken")
}

proptest! {
    #[test]
    fn what_is_sealed_opens_with_its_secret_alone(
        body in any_body(),
        nonce in any::<[u8; 12]>(),
        secret in prop::collection::vec(any::<u8>(), 1..80),
        other in prop::collection::vec(any::<u8>(), 1..80),
    ) {
        prop_assume!(secret != other);
        let envelope = devdraft(&[&secret])
            .seal_payload(&body, |bytes| bytes.copy_from_slice(&nonce))
            .expect("it is sealed");
        let opened = devdraft(&[&other, &secret]).open_payload(envelope.as_bytes()).expect("it opens");
        prop_assert_eq!((opened.body, opened.secret_index), (body, 1));
        let error = devdraft(&[&other]).open_payload(envelope.as_bytes()).unwrap_err();
        prop_assert!(matches!(error, ReceiveError::Verification(error) if error.code() == "no_matching_key"));
    }

    #[test]
    fn any_envelope_is_answered(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "{", "}", ",", ":", "\"v\":1", "\"v\":", "\"alg\":\"A256GCM\"", "\"kid\":", "\"iv\":",
            "\"ciphertext\":", "\"tag\":", "\"\"", "\"AAAAAAAAAAA\"", "\"AAAAAAAAAAAAAAAA\"",
            "\"AAAAAAAAAAAAAAAAAAAAAA\"", "\"AAA\"", "null", "[", "é", "\0",
        ]), 0..20),
    ) {
        let text = pieces.concat();
        let ReceiveError::Verification(error) =
            devdraft(&[b"a secret"]).open_payload(text.as_bytes()).unwrap_err() else { panic!() };
        let message = error.to_string();
        prop_assert!(message.len() < 400 && !message.contains(['\n', '\0']), "{message:?}");
    }

    #[test]
    fn what_is_signed_verifies(scheme in any_scheme(), body in any_body(), now in -300..=300_i64) {
        let webhook = Webhook::new(scheme.clone(), &[SECRET]).expect("the secret is taken");
        let headers = sign(&webhook, &body);
        let options = VerifyOptions::at(NOW + now);
        prop_assert!(webhook.verify(&headers, &body, options).is_ok());
        prop_assert!(scheme.explain(&[SECRET], &headers, &body, options).valid);
    }

    #[test]
    fn a_flipped_bit_of_the_body_fails(
        scheme in any_scheme(),
        body in prop::collection::vec(any::<u8>(), 1..300),
        bit in any::<prop::sample::Index>(),
    ) {
        let webhook = Webhook::new(scheme, &[SECRET]).expect("the secret is taken");
        let headers = sign(&webhook, &body);
        let mut tampered = body;
        let bit = bit.index(tampered.len() * 8);
        tampered[bit / 8] ^= 1 << (bit % 8);
        let error = webhook.verify(&headers, &tampered, VerifyOptions::at(NOW)).unwrap_err();
        prop_assert_eq!(error.code(), "no_matching_signature");
    }

    #[test]
    fn a_flipped_bit_of_a_header_fails(
        scheme in any_scheme(),
        body in any_body(),
        header in any::<prop::sample::Index>(),
        bit in any::<prop::sample::Index>(),
    ) {
        let webhook = Webhook::new(scheme.clone(), &[SECRET]).expect("the secret is taken");
        let own = scheme.header_names().count(); // what follows is not signed
        let mut headers: Vec<(String, Vec<u8>)> = sign(&webhook, &body)
            .into_iter()
            .take(own)
            .map(|(name, value)| (name, value.into_bytes()))
            .collect();
        let header = header.index(own);
        let value = &mut headers[header].1;
        let bit = bit.index(value.len() * 8);
        value[bit / 8] ^= 1 << (bit % 8);
        let options = VerifyOptions { now: NOW, tolerance: Some(ANY_AGE) };
        prop_assert!(webhook.verify(&headers, &body, options).is_err());
    }

    #[test]
    fn hostile_headers_are_answered(
        scheme in any_scheme(),
        values in prop::collection::vec((any::<prop::sample::Index>(), any_value()), 0..6),
        body in any_body(),
    ) {
        let webhook = Webhook::new(scheme.clone(), &[SECRET]).expect("the secret is taken");
        let names: Vec<&str> = scheme.header_names().collect();
        let headers: Vec<(&str, Vec<u8>)> =
            values.into_iter().map(|(name, value)| (names[name.index(names.len())], value)).collect();
        let options = VerifyOptions::at(NOW);
        let verdict = webhook.verify(&headers, &body, options).map_err(|error| {
            let message = error.to_string();
            assert!(message.len() < 400 && !message.contains(['\n', '\0']), "{message:?}");
            assert!(!message.contains(SECRET));
            error.code()
        });
        let explanation = scheme.explain(&[SECRET], &headers, &body, options);
        prop_assert_eq!(explanation.valid, verdict.is_ok());
        prop_assert_eq!(explanation.code, verdict.err());
    }

    #[test]
    fn any_definition_is_answered(text in prop_oneof![".{0,200}", r#"[{}\[\]":,a-z0-9\\ ]{0,200}"#]) {
        prop_assert!(Scheme::from_json(text.as_bytes()).is_err());
    }

    #[test]
    fn any_secret_is_answered(scheme in any_scheme(), secret in prop::collection::vec(any::<u8>(), 0..100)) {
        match Webhook::new(scheme, &[&secret]) {
            Ok(webhook) => {
                let headers = sign(&webhook, b"hi");
                prop_assert!(webhook.verify(&headers, b"hi", VerifyOptions::at(NOW)).is_ok());
            }
            Err(error) => prop_assert_eq!(error.code(), "malformed_secret"),
        }
    }

    #[test]
    fn a_generated_secret_works(scheme in any_scheme(), seed in any::<u64>()) {
        // A linear congruential generator: a property test wants the same bytes again.
        let mut state = seed;
        let secret = scheme.generate_secret(|bytes| {
            for byte in bytes {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                *byte = (state >> 56) as u8;
            }
        });
        let webhook = Webhook::new(scheme, &[&secret]).expect("the secret is taken");
        prop_assert!(webhook.verify(&sign(&webhook, b""), b"", VerifyOptions::at(NOW)).is_ok());
        prop_assert!(secret.len() >= 30 && secret.is_ascii());
    }
}
