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
            let contents = response["content"].as_object().filter(|_| status.starts_with('2'));
            for (media_type, content) in contents.into_iter().flatten() {
                assert!(
                    !content["example"].is_null(),
                    "{method} {path}: {id} has no example of {media_type}"
                );
            }
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

fn parameters_of(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

#[tokio::test]
async fn every_order_that_a_list_names_is_taken_and_no_other() {
    let app = crate::support::App::new().await;
    let (operator, admin) = (app.operator().await, app.library().admin().await);
    let document = ligature::api::document();
    for (operation, _, path) in operations(&document) {
        let Some(sort) = parameters_of(operation).find(|parameter| parameter["name"] == "sort") else {
            continue;
        };
        let caller = if path == "/v1/people" { &operator } else { &admin };
        let example = parameters_of(operation).find(|parameter| parameter["name"] == "id");
        let id = example.and_then(|parameter| parameter["example"].as_str()).unwrap_or_default();
        let path = path.replace("{id}", id);
        for order in sort["schema"]["enum"].as_array().unwrap() {
            caller.get(&format!("{path}?sort={}", order.as_str().unwrap())).await.expect(200);
        }
        for order in ["name", "code", "created_at", "id"] {
            let named = sort["schema"]["enum"].to_string().contains(order);
            assert_eq!(
                caller.get(&format!("{path}?sort={order}")).await.status == 200,
                named,
                "{path} {order}"
            );
        }
    }
}

#[test]
fn answers_say_that_their_members_are_there() {
    let document = ligature::api::document();
    let required = |name: &str| document["components"]["schemas"][name]["required"].to_string();
    assert!(
        required("Score").contains("excluded") && required("Figures").contains("coverage"),
        "{}",
        required("Score")
    );
    assert!(!required("OrganizationInput").contains("website"));
    assert!(!required("Problem").contains("code"));
}

#[test]
fn the_import_names_every_field_that_a_column_can_hold() {
    let document = ligature::api::document();
    let told = document["paths"]["/v1/organizations/import"]["post"]["description"].as_str().unwrap();
    for field in ligature::domain::directory::import::mapping::Field::ALL {
        assert!(told.contains(&format!("`{}`", field.name())), "{}", field.name());
    }
}

#[tokio::test]
async fn the_page_of_problems_names_every_kind_and_code() {
    let page = crate::support::App::new().await.nobody().get("/problems").await.text;
    for (code, _) in ligature::error::Code::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.word());
        assert!(page.contains(&format!("<code>{code}</code>")), "{code}");
    }
}

#[test]
fn the_scopes_of_programs_name_operations_and_fit_their_methods() {
    let document = ligature::api::document();
    for name in ligature::access::scopes::operations() {
        let found = crate::support::document::operation(&document, name);
        let (operation, method, _) = found.unwrap_or_else(|| panic!("there is no operation {name}"));
        let scope = operation["security"][1]["oauth2"][0].as_str().unwrap();
        // What is computed from a body is not stored.
        let reads = method == "GET" || name.starts_with("compute_");
        assert_eq!(scope.ends_with(":read"), reads, "{name} needs {scope}");
    }
}

#[test]
fn what_is_nested_in_an_answer_has_all_its_members() {
    let document = ligature::api::document();
    let schema =
        |reference: &Value| document.pointer(reference.as_str().unwrap().trim_start_matches('#')).unwrap();
    let named = |name: &str| &document["components"]["schemas"][name];
    let terms = schema(&named("Partnership")["properties"]["terms"]["$ref"]);
    assert_eq!(terms["required"].as_array().unwrap().len(), 5);
    assert_eq!(terms["required"].as_array().unwrap().len(), terms["properties"].as_object().unwrap().len());
    let section = schema(&named("Agreement")["properties"]["sections"]["items"]["$ref"]);
    assert!(section["required"].as_array().unwrap().contains(&Value::from("text")), "{section}");
    assert!(
        named("PartnershipInput")["properties"]["terms"]["$ref"]
            != named("Partnership")["properties"]["terms"]["$ref"]
    );
    assert!(
        !named("Section")["required"].as_array().unwrap().contains(&Value::from("text")),
        "a body may leave it out"
    );
}
