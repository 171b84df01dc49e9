//! Sealed payloads: the vectors, and every bit that can be flipped.

use super::{body, compact, expect, run, secrets, text};
use anyhook::{ConfigurationError, Opened, ReceiveError, Webhook, provider};
use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};

fn webhook(name: &str, secrets: &[String]) -> Result<Webhook, ConfigurationError> {
    Webhook::new(provider(name)?.scheme().clone(), secrets)
}

fn open(name: &str, secrets: &[String], body: &[u8]) -> Result<Opened, (&'static str, String)> {
    let told = |code, error: &dyn ToString| (code, error.to_string());
    let webhook = webhook(name, secrets).map_err(|error| told(error.code(), &error))?;
    webhook.open_payload(body).map_err(|error| match error {
        ReceiveError::Verification(error) => told(error.code(), &error),
        ReceiveError::Configuration(error) => told(error.code(), &error),
    })
}

#[test]
fn payloads() {
    run("payloads.json", |case| {
        let (name, secrets) = (text(&case["provider"]), secrets(case));
        let found = match open(&name, &secrets, &body(case)) {
            Ok(opened) => {
                assert!(opened.assumed);
                json!({
                    "opened": Base64::encode_string(&opened.body),
                    "secretIndex": opened.secret_index,
                })
            }
            Err((code, message)) => {
                let told = secrets.iter().any(|one| !one.is_empty() && message.contains(one));
                assert!(!told && message.len() < 400, "{message}");
                assert!(
                    !code.contains("envelope") || message.contains("the form itself is assumed")
                );
                json!({ "code": code })
            }
        };
        let [code, opened, index] = ["code", "opened", "secretIndex"].map(|key| case.get(key));
        let wanted = json!({ "code": code, "opened": opened, "secretIndex": index });
        expect(&found, &compact(wanted))?;

        let Some(Value::String(nonce)) = case.get("nonce") else { return Ok(()) };
        let nonce = base16ct::lower::decode_vec(nonce).unwrap();
        let payload = Base64::decode_vec(&text(&case["opened"])).unwrap();
        let webhook = webhook(&name, &secrets).unwrap();
        let sealed = webhook.seal_payload(&payload, |bytes| bytes.copy_from_slice(&nonce));
        expect(&json!(sealed.unwrap()), &case["body"])
    });
}

#[test]
fn a_flipped_bit_of_any_member_is_refused() {
    let secrets = ["a signing secret of plain text, 0123456789".to_owned()];
    let webhook = webhook("devdraft", &secrets).unwrap();
    let sealed = webhook.seal_payload(b"{\"type\":\"a\"}", |bytes| bytes.fill(7)).unwrap();
    let mut codes = std::collections::BTreeMap::new();
    for bit in 0..sealed.len() * 8 {
        let mut flipped = sealed.clone().into_bytes();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let (code, _) = open("devdraft", &secrets, &flipped).expect_err(&format!("bit {bit}"));
        // The member that the bit belongs to: what stands in front of it names it.
        let before = &sealed[..bit / 8];
        let member =
            ["\"tag\":\"", "\"ciphertext\":\"", "\"iv\":\"", "\"kid\":\"", "\"alg\":\"", "\"v\":"]
                .into_iter()
                .find(|member| before.contains(member))
                .filter(|member| {
                    !before[before.rfind(member).unwrap() + member.len()..].contains(['"', ','])
                });
        let expected: &[&str] = match member {
            Some("\"v\":" | "\"alg\":\"") => &["unsupported_envelope", "malformed_envelope"],
            Some("\"kid\":\"") => &["no_matching_key", "malformed_envelope"],
            Some(_) => &["tampered_envelope", "malformed_envelope"],
            None => &["malformed_envelope"],
        };
        assert!(expected.contains(&code), "bit {bit} of {member:?}: {code}");
        *codes.entry(code).or_insert(0) += 1;
    }
    assert_eq!(codes.len(), 4, "{codes:?}");
}

#[test]
fn a_body_is_not_sealed_longer_than_receivers_read() {
    let secrets = ["a signing secret of plain text, 0123456789".to_owned()];
    let webhook = webhook("devdraft", &secrets).unwrap();
    let around = webhook.seal_payload(b"", |_| ()).unwrap().len();
    for length in 0..40 {
        let sealed = webhook.seal_payload(&vec![b' '; length], |_| ()).unwrap();
        assert_eq!(sealed.len(), around + (length * 4).div_ceil(3));
    }
    // What is as long as may be, the suite of the hosts seals, in a tenth of the time.
    let too_long = ((8 << 20) - around) / 4 * 3 + 3;
    let error = webhook.seal_payload(&vec![b' '; too_long], |_| ()).unwrap_err();
    assert_eq!(error.code(), "invalid_argument");
    let (code, _) = open("devdraft", &secrets, &vec![b' '; (8 << 20) + 1]).unwrap_err();
    assert_eq!(code, "malformed_envelope");
}
