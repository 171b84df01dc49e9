//! How much a file of one's own may hold: what reads it searches its lists from end to end, and keys
//! come back in every path.

use super::reader::{Faults, Node};
use crate::json::Kind;

/// The most members of an object, and items of an array.
const MOST_MEMBERS: usize = 1000;

/// The longest key, in bytes.
const LONGEST_KEY: usize = 256;

/// The longest number, in characters: each body's is compared with it digit for digit.
const LONGEST_NUMBER: usize = 64;

pub(super) fn check(node: &Node<'_>, faults: &mut Faults) {
    match node.value.kind() {
        Kind::Number if node.value.raw().len() > LONGEST_NUMBER => {
            node.fault("is a number of more than 64 characters", faults);
        }
        Kind::Array if node.holds_at_most(MOST_MEMBERS, faults) => {
            node.items(faults).iter().for_each(|item| check(item, faults));
        }
        Kind::Object if node.holds_at_most(MOST_MEMBERS, faults) => {
            for (key, member) in node.all_members(faults) {
                if key.len() > LONGEST_KEY {
                    node.fault("has a key of more than 256 bytes", faults);
                } else {
                    check(&member, faults);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec;
    use alloc::vec::Vec;

    fn faults(text: &str) -> Vec<String> {
        let document = Document::parse(text.as_bytes()).unwrap();
        let mut faults = Faults::default();
        check(&Node::root(document.root()), &mut faults);
        let faults = faults.or(Some(())).err().unwrap_or_default();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn takes_what_is_within_bounds() {
        let (key, items) = ("k".repeat(256), "1,".repeat(999));
        let number = "1".repeat(64);
        let text = format!(r#"{{"{key}": [{items}1], "long": "{key}{key}", "number": {number}}}"#);
        assert_eq!(faults(&text), [""; 0]);
    }

    #[test]
    fn refuses_long_lists_of_each_kind() {
        let many = |count: usize, value: serde_json::Value| {
            let entries = (0..count).map(|number| (format!("n{number}"), value.clone()));
            serde_json::Value::Object(entries.collect())
        };
        let id = serde_json::json!({ "pattern": "^[0-9a-f]{8}$", "generate": { "form": "hex", "bytes": 4 } });
        let names =
            |count: usize| (0..count).map(|number| format!("n{number}")).collect::<Vec<_>>();
        let body = "/operations/create/body";
        for (place, value) in [
            ("/auth/anyOf/0/headers".into(), many(65, "{secret}".into())),
            ("/ids".into(), many(65, id)),
            ("/events/examples".into(), many(257, serde_json::json!({}))),
            ("/events/selectors".into(), many(65, serde_json::json!({ "prefix": "" }))),
            ("/events/selectors/all/types".into(), names(257).into()),
            (format!("{body}/properties"), many(257, serde_json::json!({}))),
            (format!("{body}/required"), names(257).into()),
            (format!("{body}/properties/url/enum"), names(257).into()),
            (format!("{body}/properties/url/examples"), names(65).into()),
            ("/operations/create/alternatives".into(), ["PUT"; 5].as_slice().into()),
            ("/operations/get/success/body/with".into(), many(257, 1.into())),
            ("/templates".into(), many(65, serde_json::json!({}))),
            ("/templates/webhook".into(), many(257, 1.into())),
            ("/delivery/headers".into(), many(65, "x".into())),
            ("/delivery/signature/headers".into(), many(65, "{signature}".into())),
        ] {
            let mut file = starter();
            file["events"]["selectors"]["all"] =
                serde_json::json!({ "description": "All", "types": [] });
            let (holder, key) = place.rsplit_once('/').unwrap();
            let key = key.to_string();
            file.pointer_mut(holder).unwrap()[key] = value;
            let message = refusal(&file);
            assert!(message.contains(&format!("`{place}` has ")), "{place}: {message}");
            assert!(message.contains("members, expected at most"), "{message}");
        }
    }

    #[test]
    fn refuses_patterns_of_too_many_steps_together() {
        for schema in [
            serde_json::json!({ "pattern": "^(a?){400}$" }),
            // Classes of many ranges take their room too.
            serde_json::json!({ "pattern": format!("[{}]", "ab".repeat(500)) }),
        ] {
            let properties = (0..100).map(|number| (format!("n{number}"), schema.clone()));
            let mut file = starter();
            file["operations"]["create"]["body"]["properties"] =
                serde_json::Value::Object(properties.collect());
            let message = refusal(&file);
            let wanted = "/pattern` makes the file's patterns need more than 16384 steps";
            assert!(message.contains(wanted), "{message}");
            assert!(!message.contains("/properties/n1/pattern"), "{message}");
        }
    }

    #[test]
    fn refuses_ids_that_take_long_to_match_their_pattern() {
        let slow = serde_json::json!({
            "pattern": "^([0-9a-f]?){500}$", "generate": { "form": "hex", "bytes": 250 },
        });
        let mut file = starter();
        for number in 0..30 {
            file["ids"][format!("n{number}")] = slow.clone();
        }
        let message = refusal(&file);
        assert!(message.contains("/generate` makes"), "{message}");
    }

    #[test]
    fn refuses_pointers_that_lead_everywhere() {
        let mut file = starter();
        let mut wide: Vec<_> = vec![serde_json::json!(vec![1; 100]); 100];
        wide.push(serde_json::json!([{ "last": 1 }]));
        file["events"]["examples"]["wide"] = serde_json::json!({ "all": wide });
        file["assumed"] = vec!["/events/examples/*/*/*/*/last"; 10].into();
        assert!(load(&file).is_ok());
        file["assumed"] = vec!["/events/examples/*/*/*/*/last"; 500].into();
        let message = refusal(&file);
        assert!(message.contains("`/assumed` takes too long to follow"), "{message}");
    }

    #[test]
    fn refuses_examples_that_grow_large() {
        let mut file = starter();
        let kib = "x".repeat(1 << 10);
        file["events"]["examples"]["order"]["note"] = kib.clone().into();
        file["delivery"]["body"]["all"] =
            vec![serde_json::json!({ "$": "event.data" }); 900].into();
        let provider = load(&file).unwrap();
        let example = |data: String| {
            let options =
                crate::ExampleOptions { data: Some(data.as_bytes()), ..Default::default() };
            provider.example_event("order.placed", &options).map_err(|error| error.to_string())
        };
        assert!(example(r#"{"note": ""}"#.into()).unwrap().len() > 1 << 15);
        let large = "the example is larger than 1048576 bytes";
        assert_eq!(example(format!(r#"{{"more": "{kib}"}}"#)).unwrap_err(), large);
        let patch = format!(r#"{{"more": "{}"}}"#, kib.repeat(256));
        assert_eq!(example(patch).unwrap_err(), "the data is larger than 262144 bytes");
        file["events"]["examples"]["order"]["more"] = kib.into();
        assert_eq!(
            refusal(&file),
            format!(
                "the definition has 1 fault: `/events/types/order.cancelled` has no example: {large}"
            )
        );
    }

    fn load(file: &serde_json::Value) -> Result<alloc::sync::Arc<crate::Provider>, String> {
        crate::Provider::from_json(file.to_string().as_bytes()).map_err(|error| error.to_string())
    }

    fn starter() -> serde_json::Value {
        serde_json::from_slice(include_bytes!("../../providers/starter.json")).unwrap()
    }

    fn refusal(file: &serde_json::Value) -> String {
        load(file).map(|_| ()).unwrap_err()
    }

    #[test]
    fn refuses_what_would_take_its_time() {
        let items = "1,".repeat(1000);
        assert_eq!(
            faults(&format!(r#"{{"a": {{"b": [{items}1]}}}}"#)),
            ["`/a/b` has 1001 members, expected at most 1000"]
        );
        let members: String = (0..1000).map(|number| format!(r#""{number}": 1, "#)).collect();
        assert_eq!(
            faults(&format!(r#"[{{{members}"a": 1}}]"#)),
            ["`/0` has 1001 members, expected at most 1000"]
        );
        let key = "k".repeat(257);
        assert_eq!(
            faults(&format!(r#"{{"a": {{"{key}": {{"{key}": 1}}}}}}"#)),
            ["`/a` has a key of more than 256 bytes"]
        );
        let number = "1".repeat(65);
        assert_eq!(faults(&format!("[{number}]")), ["`/0` is a number of more than 64 characters"]);
    }
}
