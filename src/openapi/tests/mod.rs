//! The documents of the built-in providers and of the starter file.

pub(crate) mod check;

use super::openapi;
use crate::provider::{Provider, providers};
use crate::schema::Mode;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec::Vec;
use check::faults;
use serde_json::Value;

extern crate std;

/// The built-in providers, and the file that new ones are begun with.
fn all() -> Vec<Arc<Provider>> {
    let starter = include_bytes!("../../../providers/starter.json");
    providers().into_iter().chain([Provider::from_json(starter).unwrap()]).collect()
}

fn document(provider: &Provider) -> Value {
    serde_json::from_str(&openapi(provider, "/base", Mode::Strict)).unwrap()
}

/// Calls with every object of a document.
fn visit<'v>(value: &'v Value, each: &mut dyn FnMut(&'v serde_json::Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, each)),
        Value::Object(members) => {
            each(members);
            members.values().for_each(|member| visit(member, each));
        }
        _ => {}
    }
}

/// Writes the documents to where `OPENAPI_DIR` says, for the tools that read them.
#[test]
#[ignore = "writes files"]
fn writes_documents() {
    let directory = std::env::var("OPENAPI_DIR").unwrap_or_else(|_| "target/openapi".to_string());
    std::fs::create_dir_all(&directory).unwrap();
    for provider in all() {
        let text = openapi(&provider, &format!("/{}", provider.id()), Mode::Strict);
        std::fs::write(format!("{directory}/{}.json", provider.id()), text).unwrap();
    }
}

#[test]
fn every_reference_leads_somewhere_and_no_component_is_left_over() {
    for provider in all() {
        let document = document(&provider);
        let mut referred: Vec<&str> = Vec::new();
        visit(&document, &mut |object| {
            referred.extend(object.get("$ref").and_then(Value::as_str));
        });
        for reference in &referred {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{}: {reference}", provider.id());
        }
        for (kind, components) in document["components"].as_object().unwrap() {
            for name in components.as_object().unwrap().keys().filter(|_| kind != "securitySchemes")
            {
                let reference = format!("#/components/{kind}/{name}");
                assert!(referred.contains(&&*reference), "{}: {reference}", provider.id());
            }
        }
    }
}

#[test]
fn has_every_operation_and_event() {
    for provider in all() {
        let document = document(&provider);
        let file: Value = serde_json::from_str(provider.definition()).unwrap();
        let mut count = 0;
        for (name, operation) in file["operations"].as_object().unwrap() {
            if name == "$comment" {
                continue;
            }
            let others = operation["alternatives"].as_array().into_iter().flatten();
            for method in others.chain([&operation["method"]]) {
                let method = method.as_str().unwrap().to_ascii_lowercase();
                let found = &document["paths"][operation["path"].as_str().unwrap()][method];
                assert_eq!(found["summary"], operation["summary"], "{}: {name}", provider.id());
                let status = operation["success"]["status"].to_string();
                assert!(found["responses"][status].is_object(), "{}: {name}", provider.id());
                count += 1;
            }
        }
        let paths = document["paths"].as_object().unwrap().values();
        assert_eq!(paths.map(|path| path.as_object().unwrap().len()).sum::<usize>(), count);
        let events = provider.event_types().into_iter().filter(|one| !one.selector);
        for event in events {
            let delivery = &document["webhooks"][&event.r#type]["post"];
            assert_eq!(delivery["summary"], event.description.as_str());
        }
    }
}

#[test]
fn names_every_operation_once() {
    for provider in all() {
        let mut ids: Vec<String> = Vec::new();
        visit(&document(&provider), &mut |object| {
            // Those of links name one that is somewhere else.
            let id = object.get("operationId").filter(|_| object.contains_key("responses"));
            ids.extend(id.and_then(Value::as_str).map(String::from));
        });
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}

#[test]
fn every_example_keeps_its_schema() {
    for provider in all() {
        let document = document(&provider);
        let mut count = 0;
        visit(&document, &mut |object| {
            let (Some(schema), Some(examples)) = (object.get("schema"), object.get("examples"))
            else {
                return;
            };
            for (name, example) in examples.as_object().unwrap() {
                let found = faults(&document, schema, &example["value"]);
                assert_eq!(found, [""; 0], "{}: {name} {example}", provider.id());
                count += 1;
            }
        });
        assert!(count > 20, "{}: {count}", provider.id());
    }
}

#[test]
fn what_is_created_is_linked_to_what_can_be_done_with_it() {
    for provider in all() {
        let document = document(&provider);
        let mut linked = Vec::new();
        visit(&document["paths"], &mut |object| {
            linked.extend(object.contains_key("links").then_some(object));
        });
        let [success] = *linked else { panic!("{}: {} links", provider.id(), linked.len()) };
        assert_eq!(success["links"].as_object().unwrap().len(), 3);
        for (name, link) in success["links"].as_object().unwrap() {
            assert_eq!(link["operationId"], **name);
            let told = [&link["parameters"], &link["requestBody"]];
            let mut told = told.iter().filter_map(|one| one.as_object()?.values().next()?.as_str());
            let pointer = told.next().unwrap().strip_prefix("$response.body#").unwrap();
            let content = &success["content"]["application/json"];
            for (_, example) in content["examples"].as_object().unwrap() {
                let id = example["value"].pointer(pointer).unwrap();
                let sample = &document["components"]["schemas"]["WebhookId"]["examples"][0];
                assert_eq!(id, sample, "{}: {name}", provider.id());
            }
        }
    }
}
