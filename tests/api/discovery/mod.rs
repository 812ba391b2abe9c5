//! Initiatives, prospects, coverage, matches, interviews and interactions.

mod checklist;
mod coverage;
mod initiatives;
mod interviews;
mod many_matches;
mod matches;
mod prospects;
mod reasons;

use serde_json::json;

use crate::support::Client;

/// The id of a new entry.
async fn entry(client: &Client, name: &str) -> String {
    client.post("/v1/organizations", json!({"name": name})).await.expect(201).id()
}

fn code(answer: &crate::support::Answer) -> &str {
    answer.body["code"].as_str().unwrap_or_default()
}
