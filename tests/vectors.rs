//! Runs `tests/vectors/*.json`, which every JavaScript runtime runs too.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::string_slice, clippy::unwrap_used)] // a test fails so

#[path = "vectors/payloads.rs"]
mod payloads;
#[path = "vectors/provider_files.rs"]
mod provider_files;
#[path = "vectors/providers.rs"]
mod providers;

use anyhook::{
    ANY_AGE, ConfigurationError, Message, ReceiveError, Scheme, VerifyOptions, Webhook, scheme,
};
use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};

/// Reads a file of cases, runs each, and reports all that fail.
fn run(file: &str, check: impl Fn(&Value) -> Result<(), String>) {
    let path = format!("{}/tests/vectors/{file}", env!("CARGO_MANIFEST_DIR"));
    let cases: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the file is there"))
            .expect("the file is JSON");
    assert!(!cases.is_empty());
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|case| check(case).err().map(|error| format!("{}: {error}", case["name"])))
        .collect();
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
}

fn expect(found: &Value, wanted: &Value) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("found {found}, expected {wanted}")) }
}

fn text(value: &Value) -> String {
    value.as_str().map(str::to_owned).unwrap_or_default()
}

/// A text, or one that is too long for the file.
fn long(value: &Value) -> String {
    match value {
        Value::Object(parts) => {
            let times = parts["times"].as_u64().unwrap_or_default() as usize;
            text(&parts["first"]) + &text(&parts["repeat"]).repeat(times) + &text(&parts["last"])
        }
        _ => text(value),
    }
}

fn headers(case: &Value) -> Vec<(String, String)> {
    let pairs = case["headers"].as_array().expect("headers are pairs");
    pairs.iter().map(|pair| (text(&pair[0]), long(&pair[1]))).collect()
}

fn body(case: &Value) -> Vec<u8> {
    match case.get("bodyBase64") {
        Some(body) => Base64::decode_vec(&text(body)).expect("the body is base64"),
        None => text(&case["body"]).into_bytes(),
    }
}

fn secrets(case: &Value) -> Vec<String> {
    case["secrets"].as_array().expect("secrets are a list").iter().map(text).collect()
}

fn options(case: &Value) -> VerifyOptions {
    let now = case["now"].as_f64().unwrap_or_default().floor() as i64;
    let tolerance = match case.get("tolerance") {
        Some(Value::String(_)) => Some(ANY_AGE),
        tolerance => tolerance.and_then(Value::as_u64),
    };
    VerifyOptions { now, tolerance }
}

fn webhook(case: &Value) -> Result<Webhook, ConfigurationError> {
    Webhook::new(scheme(&text(&case["scheme"]))?, &secrets(case))
}

/// An object without the entries that are null.
fn compact(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            entries.into_iter().filter(|(_, value)| !value.is_null()).collect()
        }
        value => value,
    }
}

#[test]
fn verify() {
    run("verify.json", |case| {
        let found = match webhook(case) {
            Err(error) => json!({ "code": error.code() }),
            Ok(webhook) => match webhook.verify(&headers(case), &body(case), options(case)) {
                Err(error) => json!({ "code": error.code() }),
                Ok(verified) => json!({ "valid": compact(json!({
                    "timestamp": verified.timestamp,
                    "id": verified.id,
                    "secretIndex": verified.secret_index,
                    "assumed": verified.assumed,
                })) }),
            },
        };
        let wanted = json!({ "code": case.get("code"), "valid": case.get("valid") });
        expect(&found, &compact(wanted))
    });
}

#[test]
fn sign() {
    run("sign.json", |case| {
        let webhook = webhook(case).map_err(|error| error.to_string())?;
        let (body, id) = (body(case), text(&case["id"]));
        let timestamp = case["timestamp"].as_i64();
        let message = Message { body: &body, timestamp, id: Some(&id) };
        let found = webhook.sign(&message).map_err(|error| error.to_string())?;
        expect(&json!(found), &case["headers"])
    });
}

#[test]
fn receive() {
    run("receive.json", |case| {
        let webhook = webhook(case).map_err(|error| error.to_string())?;
        let found = match webhook.receive(&headers(case), &body(case), options(case)) {
            Err(ReceiveError::Verification(error)) => json!({ "code": error.code() }),
            Err(ReceiveError::Configuration(error)) => json!({ "code": error.code() }),
            Ok(event) => {
                let data: Value = serde_json::from_str(&event.data).expect("the data is JSON");
                json!({ "event": compact(json!({
                    "type": event.r#type,
                    "known": event.known,
                    "id": event.id,
                    "unsignedId": event.unsigned_id,
                    "resourceId": event.resource_id,
                    "data": data,
                    "payload": event.payload.map(|bytes| String::from_utf8(bytes).unwrap()),
                })) })
            }
        };
        let wanted = json!({ "code": case.get("code"), "event": case.get("event") });
        expect(&found, &compact(wanted))
    });
}

#[test]
fn explain() {
    run("explain.json", |case| {
        let scheme = scheme(&text(&case["scheme"])).map_err(|error| error.to_string())?;
        let explanation =
            scheme.explain(&secrets(case), &headers(case), &body(case), options(case));
        let json = explanation.to_json();
        let mut found: Value = serde_json::from_str(&json).map_err(|error| error.to_string())?;
        found["differences"] = match &found["alternatives"][0] {
            Value::Null => json!([]),
            alternative => alternative["differences"].clone(),
        };
        for (key, wanted) in case["expected"].as_object().expect("expected is an object") {
            expect(&found[key], wanted).map_err(|error| format!("{key}: {error}"))?;
        }
        Ok(())
    });
}

#[test]
fn hmac() {
    let definition = json!({
        "id": "mac",
        "name": "HMAC-SHA256 of the body",
        "secret": { "encoding": "base64", "generate": { "form": "base64", "bytes": 32 } },
        "signature": { "headers": { "mac": "{signature}" }, "content": "{body}", "encoding": "hex" },
    });
    let scheme = Scheme::from_json(definition.to_string().as_bytes()).expect("it loads");
    run("hmac.json", |case| {
        let bytes = |key: &str| base16ct::lower::decode_vec(text(&case[key])).expect("it is hex");
        let (key, data, mac) = (bytes("key"), bytes("data"), text(&case["mac"]));
        let webhook = Webhook::new(scheme.clone(), &[Base64::encode_string(&key)])
            .map_err(|error| error.to_string())?;
        let message = Message { body: &data, timestamp: None, id: None };
        let signed = webhook.sign(&message).map_err(|error| error.to_string())?;
        let verdict = webhook.verify(&[("mac", &mac)], &data, VerifyOptions::at(0));
        let found = json!({
            "signs": signed[0].1.starts_with(&mac),
            "verifies": verdict.map_or_else(|error| error.code(), |_| "genuine"),
        });
        // RFC 4231 truncates one of its codes: it is the start of ours, and not accepted.
        let verifies = if mac.len() < 64 { "malformed_header" } else { "genuine" };
        expect(&found, &json!({ "signs": true, "verifies": verifies }))
    });
}

#[test]
fn define() {
    run("define.json", |case| {
        let loaded = Scheme::from_json(case["definition"].to_string().as_bytes());
        let found = match loaded {
            Ok(_) => Vec::new(),
            Err(ConfigurationError::InvalidProviderFile { faults }) => {
                faults.into_iter().map(|fault| fault.path).collect()
            }
            Err(error) => return Err(error.to_string()),
        };
        expect(&sorted(json!(found)), &sorted(case["faults"].clone()))
    });
}

fn sorted(mut paths: Value) -> Value {
    if let Some(paths) = paths.as_array_mut() {
        paths.sort_by_key(Value::to_string);
    }
    paths
}
