//! What every operation of the document has.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::document::{operations, read};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let served = ligature::api::document();
    if std::env::var("UPDATE_DOCUMENT").is_ok() {
        std::fs::write(PATH, serde_json::to_string_pretty(&served).unwrap() + "\n").unwrap();
    }
    assert!(read(PATH) == served, "run: cargo run -- openapi > openapi/openapi.json");
}

#[test]
fn every_reference_resolves() {
    let document = ligature::api::document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    let dangling: Vec<_> =
        found.iter().filter(|name| document.pointer(name.trim_start_matches('#')).is_none()).collect();
    assert!(dangling.is_empty(), "{dangling:?}");
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(target) if name == "$ref" => {
                        found.insert(target.clone());
                    }
                    other => references(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_operation_says_what_it_is() {
    let document = ligature::api::document();
    let tags: BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].clone().to_string()).collect();
    let mut ids = BTreeSet::new();
    for (operation, method, path) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap().to_owned();
        assert!(ids.insert(id.clone()), "{id} stands twice");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{id} has no summary");
        assert!(tags.contains(&operation["tags"][0].to_string()), "{id} has no known tag");
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(response.get("$ref").is_some() || response["description"].is_string(), "{id} {status}");
            let json = &response["content"]["application/json"];
            let told = json.is_null() || !status.starts_with('2') || !json["example"].is_null();
            assert!(told, "{method} {path}: {id} has no example of its {status}");
        }
    }
}

#[tokio::test]
async fn the_document_is_served_without_a_token() {
    let app = crate::support::App::new().await;
    let served = app.nobody().get("/openapi.json").await.expect(200);
    assert!(served.body == ligature::api::document());
    app.nobody().get("/problems").await.expect(200);
    app.nobody().get("/docs/").await.expect(200);
}
