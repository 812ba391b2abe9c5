//! What the commands do, and what they refuse.

use std::io::Write;
use std::process::Stdio;

use crate::support::database;
use crate::support::program::{command, complaint, demo, run, serve};

#[tokio::test]
async fn serve_refuses_a_database_without_tables_and_names_what_to_do() {
    let database = database::empty().await;
    let refused = run(&["serve"], &database.url);
    assert!(!refused.status.success());
    let text = complaint(&refused);
    assert!(text.contains("ligature migrate up") && text.contains("ligature users create"), "{text}");
    assert!(refused.stdout.is_empty());
}

#[tokio::test]
async fn settings_may_stand_after_the_command_below_a_command() {
    let database = database::empty().await;
    let up = command(&["migrate", "up", "--database-url", &database.url]).output().unwrap();
    assert!(up.status.success(), "{}", complaint(&up));
    let help = command(&["keys", "list", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("DATABASE_URL") && help.contains("LIGATURE_SECRET"), "{help}");
}

#[tokio::test]
async fn the_first_operator_is_made_on_the_command_line_and_signs_in() {
    let database = database::empty().await;
    assert!(run(&["migrate", "up"], &database.url).status.success());
    let mut child = command(&["users", "create", "--email", "op@example.org", "--password-file", "-"])
        .env("DATABASE_URL", &database.url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"correct horse battery\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let id = String::from_utf8(output.stdout).unwrap();
    let (_running, base) = serve(&database.url);
    let body = serde_json::json!({"email": "op@example.org", "password": "correct horse battery"});
    let answer = reqwest::Client::new().post(format!("{base}/v1/sessions")).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let tokens: serde_json::Value = answer.json().await.unwrap();
    assert!(tokens["organization"].is_null());
    let token = tokens["access_token"].as_str().unwrap();
    let me = reqwest::Client::new().get(format!("{base}/v1/me")).bearer_auth(token).send().await.unwrap();
    let me: serde_json::Value = me.json().await.unwrap();
    assert_eq!((me["id"].as_str(), me["operator"].as_bool()), (Some(id.trim()), Some(true)));
}

#[tokio::test]
async fn demo_is_made_anew_and_leaves_other_databases_alone() {
    let database = database::empty().await;
    let (first, told) = demo(&database.url);
    drop(first);
    let (second, told_again) = demo(&database.url);
    drop(second);
    let ids = |told: &serde_json::Value| {
        let accounts = told["accounts"].as_array().unwrap().clone();
        accounts.into_iter().map(|account| account["organization_id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&told), ids(&told_again));
    let operator =
        told["accounts"].as_array().unwrap().iter().find(|account| account["role"] == "operator").unwrap();
    assert!(operator["side"].is_null() && operator["organization"].is_null());

    let foreign = database::empty().await;
    assert!(run(&["migrate", "up"], &foreign.url).status.success());
    let refused = run(&["demo", "--json"], &foreign.url);
    assert!(!refused.status.success());
    assert!(complaint(&refused).contains("was not made by"), "{}", complaint(&refused));
}

#[tokio::test]
async fn serve_goes_on_with_a_database_that_demo_made() {
    let database = database::empty().await;
    drop(demo(&database.url));
    let (_running, base) = serve(&database.url);
    let body = serde_json::json!({"email": "viewer@riverside.example", "password": ligature::demo::PASSWORD});
    let answer = reqwest::Client::new().post(format!("{base}/v1/sessions")).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 201);
}
