//! What the five providers' APIs take, their events, ids and secrets.

use super::{compact, expect, long, run, sorted, text};
use anyhook::{
    ConfigurationError, ExampleOptions, Message, Mode, Provider, VerifyOptions, Webhook, provider,
};
use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;

/// How many of each kind are made to see that they are good.
const MANY: usize = 200;

pub(crate) const NOW: i64 = 1_795_242_457;

/// Random enough to tell texts apart, and the same at each run.
pub(crate) fn fill() -> impl FnMut(&mut [u8]) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move |bytes: &mut [u8]| {
        for byte in bytes {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = (state >> 24) as u8;
        }
    }
}

fn provider_of(case: &Value) -> Result<Arc<Provider>, String> {
    provider(&text(&case["provider"])).map_err(|error| error.to_string())
}

/// Says which case it is, since many have no name of their own.
pub(crate) fn run_all(file: &str, check: impl Fn(&Value) -> Result<(), String>) {
    run(file, |case| {
        check(case).map_err(|error| {
            let shown = ["provider", "operation", "kind", "mode"].map(|key| text(&case[key]));
            format!("{} {error}\n    {:.300}", shown.join(" "), case.to_string())
        })
    });
}

/// A value in which texts that are too long for the file are written out.
fn expanded(value: &Value) -> Value {
    match value {
        Value::Object(entries) if entries.contains_key("repeat") => json!(long(value)),
        Value::Object(entries) => {
            entries.iter().map(|(key, value)| (key.clone(), expanded(value))).collect()
        }
        Value::Array(items) => items.iter().map(expanded).collect(),
        value => value.clone(),
    }
}

fn body_of(case: &Value) -> Vec<u8> {
    if let Some(bytes) = case.get("bodyBase64") {
        return Base64::decode_vec(&text(bytes)).expect("the body is base64");
    }
    match case.get("text") {
        Some(text) => long(text).into_bytes(),
        None => expanded(&case["body"]).to_string().into_bytes(),
    }
}

#[test]
fn validate() {
    run_all("validate.json", |case| {
        let (body, operation) = (body_of(case), text(&case["operation"]));
        let mode = if case.get("mode").is_some() { Mode::Open } else { Mode::Strict };
        let validator =
            provider(&text(&case["provider"])).and_then(|found| found.validator(&operation));
        let validator = match validator {
            Ok(validator) => validator,
            Err(error) => return expect(&json!({ "code": error.code() }), &only(case, "code")),
        };
        let found = match validator.validate(&body, mode) {
            Ok(value) => json!({ "value": serde_json::from_str::<Value>(&value).unwrap() }),
            Err(violations) => {
                let pairs: Vec<_> =
                    violations.iter().map(|one| json!([one.path, one.code])).collect();
                json!({ "violations": sorted(json!(pairs)) })
            }
        };
        let wanted = match (case.get("violations"), case.get("value"), case.get("code")) {
            (Some(violations), ..) => json!({ "violations": sorted(violations.clone()) }),
            (None, Some(value), _) => json!({ "value": value }),
            (None, None, None) => {
                json!({ "value": serde_json::from_slice::<Value>(&body).unwrap() })
            }
            (None, None, Some(code)) => json!({ "code": code }),
        };
        expect(&found, &wanted)?;
        expect(&json!(validator.is_valid(&body, mode)), &json!(wanted.get("value").is_some()))
    });
}

/// The case's value under a key, if it has one.
fn only(case: &Value, key: &str) -> Value {
    compact(json!({ key: case.get(key) }))
}

#[test]
fn events() {
    run_all("events.json", |case| {
        let provider = provider_of(case)?;
        let all = provider.event_types();
        let named = |selector| {
            let chosen = all.iter().filter(move |one| one.selector == selector);
            chosen.map(|one| one.r#type.as_str()).collect::<Vec<_>>()
        };
        if let Some(types) = case.get("types") {
            let file: Value = serde_json::from_str(provider.definition()).unwrap();
            expect(&json!(file["events"]["open"] == true), &case["open"])?;
            expect(&json!(named(false)), types)?;
            return expect(&sorted(json!(named(true))), &sorted(case["selectors"].clone()));
        }
        let listed: Vec<String> = serde_json::from_value(case["listed"].clone()).unwrap();
        let selected: Vec<_> =
            named(false).into_iter().filter(|name| provider.matches(&listed, name)).collect();
        expect(&json!(selected), &case["selected"])?;
        for (name, wanted) in case["others"].as_object().unwrap() {
            expect(&json!([name, provider.matches(&listed, name)]), &json!([name, wanted]))?;
        }
        Ok(())
    });
}

#[test]
fn facts() {
    run_all("facts.json", |case| {
        let file: Value = serde_json::from_str(provider_of(case)?.definition()).unwrap();
        for (pointer, wanted) in case["facts"].as_object().unwrap() {
            let found = file.pointer(pointer).unwrap_or(&Value::Null);
            expect(found, wanted).map_err(|error| format!("{pointer}: {error}"))?;
        }
        Ok(())
    });
}

#[test]
fn every_event_type_says_what_it_is() {
    for provider in anyhook::providers() {
        for event in provider.event_types() {
            assert!(event.description.len() > 5, "{}: {event:?}", provider.id());
        }
    }
}

/// Makes an example, signs it, and receives it.
pub(crate) fn example(
    provider: &Arc<Provider>,
    r#type: &str,
    options: &ExampleOptions<'_>,
) -> Value {
    let body = provider.example_event(r#type, options).unwrap();
    let secret = provider.scheme().generate_secret(fill());
    let webhook = Webhook::new(Arc::clone(provider.scheme()), &[secret]).unwrap();
    let message = Message { body: body.as_bytes(), timestamp: Some(NOW), id: None };
    let headers = webhook.sign(&message).unwrap();
    let event = webhook.receive(&headers, body.as_bytes(), VerifyOptions::at(NOW)).unwrap();
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    compact(json!({
        "body": parse(&body),
        "type": event.r#type,
        "known": event.known,
        "id": event.id,
        "resourceId": event.resource_id,
        "data": parse(&event.data),
    }))
}

#[test]
fn examples() {
    run_all("examples.json", |case| {
        let provider = provider_of(case)?;
        let Some(types) = case.get("types") else {
            return one_example(&provider, case);
        };
        let id = text(&case["id"]);
        for name in types.as_array().unwrap().iter().map(text) {
            let options = ExampleOptions { created_at: NOW * 1000 + 89, id: &id, data: None };
            let event = example(&provider, &name, &options);
            let body = event["body"].as_object().unwrap();
            let data = match &*text(&case["data"]) {
                "" => &event["body"],
                key => &body[key],
            };
            expect(
                &json!([event["type"], event["known"], event["data"]]),
                &json!([name, true, data]),
            )?;
            assert!(!data.as_object().unwrap().is_empty(), "{name}");
            let mut rest = body.clone();
            for key in case["omits"].as_array().unwrap() {
                let value =
                    rest.remove(&text(key)).ok_or_else(|| format!("{name} has no {key}"))?;
                // Spritz's ids are those of resources.
                if case.get("resource").is_some() {
                    assert_eq!(provider.is_id("webhook", &text(&value)), Ok(true), "{name} {key}");
                }
            }
            let wanted = case["body"].to_string().replace("{type}", &name).replace("{id}", &id);
            expect(&json!(rest), &serde_json::from_str(&wanted).unwrap())?;
            let ids = [event.get("id"), event.get("resourceId")];
            let resource = case.get("resource").map(|key| &body[&*text(key)]);
            expect(&json!(ids), &json!([case.get("receives"), resource]))?;
            if case.get("family").is_some() {
                let families: Vec<_> = data.as_object().unwrap().keys().collect();
                expect(&json!(families), &json!([name.split('.').next()]))?;
            }
        }
        Ok(())
    });
}

/// An example with data of one's own, or of a type that there is not.
fn one_example(provider: &Arc<Provider>, case: &Value) -> Result<(), String> {
    let (name, patch) = (text(&case["type"]), case.get("data").map(Value::to_string));
    let data = patch.as_ref().map(String::as_bytes);
    let options = ExampleOptions { created_at: NOW * 1000, id: "evt_1", data };
    if let Some(code) = case.get("code") {
        let found = provider.example_event(&name, &options);
        return expect(&json!(found.err().map(|error| error.code())), code);
    }
    let event = example(provider, &name, &options);
    for (pointer, wanted) in case["expect"].as_object().unwrap() {
        expect(event["data"].pointer(pointer).unwrap_or(&Value::Null), wanted)?;
    }
    Ok(())
}

#[test]
fn ids() {
    run_all("ids.json", |case| {
        let found = provider_of(case)?.is_id(&text(&case["kind"]), &text(&case["id"]));
        let wanted = json!([case.get("valid"), case.get("code")]);
        let code = found.as_ref().err().map(ConfigurationError::code);
        expect(&json!([found.as_ref().ok(), code]), &wanted)
    });
}

/// Base 62, and the 20 bytes that a KSUID is: seconds since 2014-05-13, then what is random.
fn ksuid_time(text: &str) -> Option<i64> {
    const DIGITS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut words = [0_u64; 5]; // 32 bits each, the last ones first
    for digit in text.chars() {
        let mut carry = DIGITS.find(digit)? as u64;
        for word in &mut words {
            carry += *word * 62;
            *word = carry & 0xffff_ffff;
            carry >>= 32;
        }
        if carry > 0 {
            return None;
        }
    }
    (text.len() == 27).then_some(words[4] as i64 + 1_400_000_000)
}

#[test]
fn generated_ids_are_ids() {
    let mut fill = fill();
    for provider in anyhook::providers() {
        let kinds: Vec<_> = provider.id_kinds().map(str::to_owned).collect();
        assert!(kinds.iter().any(|kind| kind == "webhook"), "{}", provider.id());
        assert_eq!(kinds.iter().any(|kind| kind == "client"), provider.id() == "conduit");
        for kind in kinds {
            let mut seen = HashSet::new();
            for _ in 0..MANY {
                let id = provider.generate_id(&kind, NOW, &mut fill).unwrap();
                assert!(provider.is_id(&kind, &id).unwrap(), "{} {kind} {id}", provider.id());
                if provider.id() == "conduit" {
                    let (_, ksuid) = id.split_once('_').unwrap();
                    assert_eq!(ksuid_time(ksuid), Some(NOW), "{id}");
                }
                if provider.id() == "devdraft" && kind == "webhook" {
                    assert!(id.starts_with("wh_"), "{id}");
                }
                for wrong in [&format!("{id}\n"), &format!("x{id}"), &format!("{id}-"), &id[1..]] {
                    assert!(!provider.is_id(&kind, wrong).unwrap(), "{} {wrong}", provider.id());
                }
                assert!(seen.insert(id));
            }
        }
    }
    let error = provider("conduit").unwrap().generate_id("nothing", NOW, &mut fill).unwrap_err();
    assert_eq!(error.code(), "invalid_argument");
}

#[test]
fn secrets() {
    run_all("secrets.json", |case| {
        let (provider, secret) = (provider_of(case)?, text(&case["secret"]));
        match case.get("masked") {
            Some(masked) => expect(&json!(provider.mask_secret(&secret)), masked),
            None => expect(&json!(provider.is_secret(&secret)), &case["valid"]),
        }
    });
}

#[test]
fn generated_secrets_are_secrets_and_masks_hide_them() {
    let mut fill = fill();
    for provider in anyhook::providers() {
        let (prefix, length, stars) = match provider.id() {
            "cryptofuse" => ("whsk_", 25, 28),
            _ => ("", 43, 8),
        };
        let mut seen = HashSet::new();
        for _ in 0..MANY {
            let secret = provider.scheme().generate_secret(&mut fill);
            assert!(provider.is_secret(&secret), "{}", provider.id());
            let own = secret.strip_prefix(prefix).unwrap();
            assert_eq!(own.len(), length, "{}", provider.id());
            let fits = |one: char| match prefix {
                "" => one.is_ascii_alphanumeric() || "-_".contains(one),
                _ => one.is_ascii_digit() || one.is_ascii_uppercase(),
            };
            assert!(own.chars().all(fits), "{}", provider.id());
            let (first, last) = (&own[..2], &own[own.len() - 2..]);
            let masked = format!("{prefix}{first}{}{last}", "*".repeat(stars));
            assert_eq!(provider.mask_secret(&secret), masked);
            assert!(seen.insert(secret));
        }
    }
}
