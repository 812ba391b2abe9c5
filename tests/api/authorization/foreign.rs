//! An id of somebody else's row says nothing: wherever it is put, the answer is that to an id of no row.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::EXAMPLES;
use crate::support::document::{operation, operations, read};
use crate::support::{Answer, App, Client, client};

/// An id that no row has.
const NOWHERE: &str = "019b8d62-7a80-7fff-8000-0000000003e7";

/// Those who try the ids of Riverside: other tenants' most powerful people, and a viewer of its own.
const CALLERS: [&str; 5] = [
    "admin@hillside.example",
    "coordinator@hillside.example",
    "admin@lakeshore.example",
    "admin@jobs.example",
    "viewer@riverside.example",
];

fn ids(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if uuid::Uuid::try_parse(text).is_ok() => drop(found.insert(text.clone())),
        Value::Array(items) => items.iter().for_each(|item| ids(item, found)),
        Value::Object(members) => members.values().for_each(|member| ids(member, found)),
        _ => {}
    }
}

/// Every id that the caller is told by lists.
async fn seen(caller: &Client, document: &Value) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for (operation, _, path) in operations(document) {
        if operation["operationId"].as_str().unwrap().starts_with("list_") {
            ids(&caller.get(&format!("{path}?limit=200")).await.body, &mut seen);
        }
    }
    ids(&caller.get("/v1/me").await.body, &mut seen);
    seen
}

/// What a caller could compare.
fn told(answer: &Answer) -> (u16, Value, Vec<String>) {
    let mut body = answer.body.clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("instance");
    }
    let headers = ["etag", "link", "location", "retry-after", "www-authenticate"];
    (answer.status, body, headers.map(|name| answer.header(name).to_owned()).to_vec())
}

/// The example with one id replaced.
fn with(example: &Value, id: &str, other: &str) -> Value {
    let text = json!({"parameters": example["parameters"], "body": example["body"]}).to_string();
    serde_json::from_str(&text.replace(id, other)).unwrap()
}

#[tokio::test]
async fn an_id_that_one_may_not_see_is_answered_as_one_of_no_row_wherever_it_stands() {
    let (examples, document) = (read(EXAMPLES), ligature::api::document());
    let mut tried = 0;
    for email in CALLERS {
        let mut app = App::new().await;
        let mut caller = app.sign_in(email).await;
        let seen = seen(&caller, &document).await;
        for (id, example) in examples.as_object().unwrap() {
            let Some((_, method, path)) = operation(&document, id) else { continue };
            let mut named = BTreeSet::new();
            ids(&example["parameters"], &mut named);
            ids(&example["body"], &mut named);
            for foreign in named.iter().filter(|named| !seen.contains(*named)) {
                let asked = with(example, foreign, foreign);
                let nowhere = with(example, foreign, NOWHERE);
                let answer = client::attempt(&caller, &method, path, &asked).await;
                let other = client::attempt(&caller, &method, path, &nowhere).await;
                let (answer, other) = (told(&answer), told(&other));
                let echoed = serde_json::from_str(&other.1.to_string().replace(NOWHERE, foreign)).unwrap();
                assert_eq!(
                    (answer.0, &answer.1, answer.2),
                    (other.0, &echoed, other.2),
                    "{email} learns of {foreign} by {id}"
                );
                tried += 1;
                if method != "GET" && answer.0 < 300 {
                    app = App::new().await;
                    caller = app.sign_in(email).await;
                }
            }
        }
    }
    assert!(tried > 200, "only {tried}");
}

/// An id of each kind of row that a library lists and a caller does not see.
async fn unseen(library: &Client, document: &Value, seen: &BTreeSet<String>) -> Vec<String> {
    let mut unseen = Vec::new();
    for (operation, _, path) in operations(document) {
        if operation["operationId"].as_str().unwrap().starts_with("list_") {
            let rows = library.get(&format!("{path}?limit=200")).await.body;
            let rows = rows["items"].as_array().into_iter().flatten();
            let mut ids = rows.filter_map(|row| row["id"].as_str());
            unseen.extend(ids.find(|id| !seen.contains(*id)).map(str::to_owned));
        }
    }
    unseen
}

#[tokio::test]
async fn no_query_parameter_tells_a_foreign_id_from_one_of_no_row() {
    let (examples, document, app) = (read(EXAMPLES), ligature::api::document(), App::new().await);
    let library = app.library().admin().await;
    let mut tried = 0;
    for email in ["admin@hillside.example", "coordinator@lakeshore.example"] {
        let caller = app.sign_in(email).await;
        let foreign = unseen(&library, &document, &seen(&caller, &document).await).await;
        assert!(foreign.len() > 20, "{foreign:?}");
        for (operation, method, path) in operations(&document) {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let of_ids = |parameter: &&Value| {
                let schema = &parameter["schema"];
                let format = schema.get("items").unwrap_or(schema)["format"].as_str();
                parameter["in"] == "query" && format == Some("uuid")
            };
            for parameter in parameters.filter(of_ids).filter(|_| method == "GET") {
                let name = parameter["name"].as_str().unwrap();
                let mut example = examples[operation["operationId"].as_str().unwrap()].clone();
                let mut ask = async |id: &str| {
                    example["parameters"][name] = json!(id);
                    told(&client::attempt(&caller, &method, path, &example).await)
                };
                let nowhere = ask(NOWHERE).await;
                for id in &foreign {
                    let answer = format!("{:?}", ask(id).await);
                    let nowhere = format!("{nowhere:?}").replace(NOWHERE, id);
                    assert_eq!(answer, nowhere, "{email} learns of {id} by {name} of {path}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 2_000, "only {tried}");
}

#[tokio::test]
async fn filters_totals_and_search_count_only_what_one_sees() {
    let app = App::new().await;
    let document = ligature::api::document();
    for email in CALLERS {
        let caller = app.sign_in(email).await;
        for (operation, _, path) in operations(&document) {
            if !operation["operationId"].as_str().unwrap().starts_with("list_") {
                continue;
            }
            let all = caller.get(&format!("{path}?limit=200&include_total=exact")).await;
            if all.status != 200 {
                continue;
            }
            assert_eq!(all.body["total"], all.body["items"].as_array().unwrap().len(), "{email} {path}");
            let sorts = operation["parameters"].as_array().into_iter().flatten();
            let sort = sorts.into_iter().find(|parameter| parameter["name"] == "sort");
            for order in sort.into_iter().flat_map(|sort| sort["schema"]["enum"].as_array().unwrap()) {
                let list = format!("{path}?limit=200&include_total=exact&sort={}", order.as_str().unwrap());
                let sorted = caller.get(&list).await.expect(200);
                assert_eq!(sorted.body["total"], all.body["total"], "{email} {list}");
            }
        }
        // Words that stand only in what the caller may not see find nothing.
        for word in ["Vantongeren", "0199", "quiet", "neighbourhoods"] {
            let list = format!("/v1/organizations?q={word}&include_total=exact");
            let found = caller.get(&list).await.expect(200);
            assert_eq!(
                (&found.body["items"], &found.body["total"]),
                (&json!([]), &json!(0)),
                "{email} {word}"
            );
        }
    }
}
