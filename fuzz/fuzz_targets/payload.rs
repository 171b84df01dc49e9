//! Any bytes as an envelope, and sealed ones with bytes that were changed: what opens is what was sealed,
//! and `receive` opens what `open_payload` does.
#![no_main]

use anyhook::{Message, ReceiveError, VerificationError, VerifyOptions, Webhook, provider};
use libfuzzer_sys::fuzz_target;

#[derive(arbitrary::Arbitrary, Debug)]
struct Input {
    payload: Vec<u8>,
    nonce: [u8; 12],
    changes: Vec<(u16, u8)>,
    /// In place of the envelope, if there is one.
    text: Option<Vec<u8>>,
}

fuzz_target!(|input: Input| {
    let scheme = provider("devdraft").unwrap().scheme().clone();
    let webhook = Webhook::new(scheme, &["a signing secret of thirty-two bytes"]).unwrap();
    let fill = |bytes: &mut [u8]| bytes.copy_from_slice(&input.nonce);
    let sealed = webhook.seal_payload(&input.payload, fill).unwrap().into_bytes();
    assert_eq!(webhook.open_payload(&sealed).unwrap().body, input.payload);

    let mut changed = input.text.unwrap_or_else(|| sealed.clone());
    let length = changed.len().max(1);
    for (at, byte) in input.changes {
        if let Some(old) = changed.get_mut(usize::from(at) % length) {
            *old = byte;
        }
    }
    let opened = webhook.open_payload(&changed);
    if let Ok(opened) = &opened {
        // Nobody else has the key: it says the same, at most in another writing.
        assert_eq!(opened.body, input.payload);
        let value = |text: &[u8]| serde_json::from_slice::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&changed), value(&sealed));
    }
    let message = Message { body: &changed, timestamp: Some(0), id: None };
    let headers = webhook.sign(&message).unwrap();
    match (webhook.receive(&headers, &changed, VerifyOptions::at(0)), opened) {
        (Ok(event), Ok(opened)) => assert_eq!(event.payload, Some(opened.body)),
        (Ok(event), Err(_)) => assert_eq!(event.payload, None),
        // What it holds is no event; or it is neither an envelope nor an event.
        (Err(ReceiveError::Verification(VerificationError::MalformedBody { .. })), _) => {}
        (Err(error), Err(other)) => assert_eq!(error, other),
        (Err(error), Ok(_)) => panic!("{error}"),
    }
});
