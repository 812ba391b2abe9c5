//! Every example of the document is tried on the demonstration, with the account that the operation names.
//!
//! The demonstration's ids and the clock of these tests are fixed, so that the answers are the same each time.
//! `UPDATE_EXAMPLES=1 cargo test --test api examples` writes the answers into `openapi/examples.json`.

use std::collections::BTreeSet;
use std::sync::Arc;

use ligature::demo::{self, Fixed};
use serde_json::{Value, json};

use crate::support::document::{operation, operations, read};
use crate::support::{App, client};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/examples.json");

/// Operations whose input is a secret, so that no example of them can work.
const SECRET_INPUT: [&str; 5] =
    ["refresh_session", "accept_invitation", "use_password_reset", "create_token", "get_calendar"];

#[test]
fn every_read_and_every_create_has_an_example_that_is_tried() {
    let examples = read(PATH);
    let document = ligature::api::document();
    let known: BTreeSet<String> = operations(&document)
        .map(|(operation, ..)| operation["operationId"].as_str().unwrap().to_owned())
        .collect();
    let tried: BTreeSet<String> = examples.as_object().unwrap().keys().cloned().collect();
    let missing: Vec<_> = known.difference(&tried).collect();
    assert!(missing.is_empty(), "without example: {missing:?}");
    let unknown: Vec<_> = tried.difference(&known).collect();
    assert!(unknown.is_empty(), "examples of no operation: {unknown:?}");
}

#[tokio::test]
async fn every_example_is_answered_as_documented() {
    let mut examples = read(PATH);
    let document = ligature::api::document();
    let update = std::env::var("UPDATE_EXAMPLES").is_ok();
    let mut faults = Vec::new();
    for (id, example) in examples.as_object_mut().unwrap() {
        if SECRET_INPUT.contains(&id.as_str()) {
            continue;
        }
        let Some((described, method, path)) = operation(&document, id) else { continue };
        // The id of a session is another each time.
        if path.contains("{id}") && example["parameters"].is_null() {
            continue;
        }
        let (status, answer) = attempt(&method, path, example).await;
        let documented = described["responses"].get(&status).is_some();
        if !status.starts_with('2') || !documented {
            faults.push(format!("{id}: {status} {answer}"));
        } else if update {
            example["answer"] = answer;
        } else if example["answer"] != answer {
            faults.push(format!("{id} answers {answer}, not {}", example["answer"]));
        }
    }
    if update {
        std::fs::write(PATH, serde_json::to_string_pretty(&examples).unwrap() + "\n").unwrap();
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Tries an example on a fresh demonstration: the status, and the answer without its secrets.
async fn attempt(method: &str, path: &str, example: &Value) -> (String, Value) {
    let app = App::with(Arc::new(Fixed::after(1_000_000))).await;
    let caller = match example["as"].as_str() {
        Some(email) => {
            let account = demo::account(email).unwrap_or_else(|| panic!("no account {email}"));
            app.bearer(&demo::sign_in(&app.store, &app.tokens, account).await.unwrap())
        }
        None => app.nobody(),
    };
    let answer = client::attempt(&caller, method, path, example).await;
    let body = match answer.body {
        Value::Null if !answer.text.is_empty() => Value::String(answer.text),
        // The port is another each time.
        body => serde_json::from_str(&body.to_string().replace(&app.base, "http://127.0.0.1:8080")).unwrap(),
    };
    (answer.status.to_string(), without_secrets(body))
}

/// The answer with its secrets, which differ each time, replaced.
fn without_secrets(mut answer: Value) -> Value {
    match &mut answer {
        Value::Object(members) => {
            for (name, member) in members {
                *member = match name.as_str() {
                    "access_token" | "refresh_token" | "client_secret" | "secret" | "link" | "x"
                        if member.is_string() =>
                    {
                        json!("(differs each time)")
                    }
                    _ => without_secrets(member.take()),
                };
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without_secrets(item.take())),
        _ => {}
    }
    answer
}
