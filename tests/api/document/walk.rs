//! The walk of `docs/partnerships.md`, taken as it is written.

use std::collections::HashMap;

use reqwest::Method;
use serde_json::Value;

use crate::support::App;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/partnerships.md");

/// What stands between two marks.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

fn filled(text: &str, kept: &HashMap<String, String>) -> String {
    let put = |text: String, (name, value): (&String, &String)| text.replace(&format!("{{{name}}}"), value);
    kept.iter().fold(text.to_owned(), put)
}

#[tokio::test]
async fn the_walk_can_be_taken() {
    let app = App::new().await;
    let text = std::fs::read_to_string(PATH).unwrap();
    let walk = between(&text, "## A walk in ten requests", "\n## ").unwrap();
    let mut kept = HashMap::from([("password".to_owned(), ligature::demo::PASSWORD.to_owned())]);
    let mut caller = app.nobody();
    let mut taken = Vec::new();
    let parts: Vec<&str> = walk.split("```").collect();
    for step in parts.chunks_exact(2) {
        let [words, request] = step else { unreachable!() };
        let lines: Vec<&str> = request.trim_start_matches("http").trim().lines().map(str::trim).collect();
        let (method, path) = lines[0].split_once(' ').unwrap();
        let status = lines.last().unwrap().parse().unwrap();
        if let Some(email) = between(words, ", `", "`").filter(|word| word.contains('@')) {
            caller = app.sign_in(email).await;
        }
        let mut sent = caller.request(Method::from_bytes(method.as_bytes()).unwrap(), &filled(path, &kept));
        if let [_, body, _] = lines.as_slice() {
            sent = sent.json(&serde_json::from_str::<Value>(&filled(body, &kept)).unwrap());
        }
        let answer = crate::support::client::send(sent).await.expect(status);
        if let Some((member, name)) =
            words.split_once("Keep `").and_then(|(_, rest)| rest.split_once("` as `"))
        {
            let value = answer.body[member].as_str().unwrap().to_owned();
            kept.insert(name.split_once('`').unwrap().0.to_owned(), value);
        }
        if let Some(token) = kept.remove("token") {
            caller = app.nobody().bearing(&token);
        }
        taken.push(answer);
    }
    assert_eq!(taken.len(), 10);
    let lines = taken[1].body["lines"].as_array().unwrap();
    assert!(
        lines.iter().any(|line| !line["candidates"].as_array().unwrap().is_empty()),
        "a gap with candidates"
    );
    assert!(!taken[3].body["items"].as_array().unwrap().is_empty());
    assert_eq!(taken[7].body["state"], "active");
    assert_eq!((&taken[9].body["score"], &taken[9].body["known"]), (&Value::Null, &Value::from(0)));
}
