//! Partnerships: their life, who sees what of them, and what hangs on them.

pub mod agreements;
mod attached;
mod blocking;
mod calendars;
mod community;
mod concurrency;
mod contributions;
mod erasure;
mod health;
mod leaving;
mod libraries;
mod life;
mod meetings;
mod minutes;
mod sight;
mod size;
mod strategies;

use ligature::demo;
use serde_json::{Value, json};

use crate::support::{Answer, App, Client};

/// The Riverside School Board, which has no accounts.
pub const SCHOOLS: &str = "019b8d62-7a80-7aba-8000-000000000009";

/// The organization of a tenant of the demonstration.
pub fn tenant(place: usize) -> String {
    demo::TENANTS[place].id().to_string()
}

/// A draft of Riverside with these others.
pub async fn draft(coordinator: &Client, others: &[&str]) -> String {
    let parties: Vec<Value> = others.iter().map(|id| json!({"organization_id": id})).collect();
    let input = json!({
        "name": "Kites", "parties": parties,
        "terms": {"purposes": ["planning"], "statement": "Kites over the lake."}
    });
    coordinator.post("/v1/partnerships", input).await.expect(201).id()
}

/// Takes a step, of the first version of the terms.
pub async fn step(caller: &Client, id: &str, verb: &str) -> Answer {
    step_of(caller, id, verb, 1).await
}

async fn step_of(caller: &Client, id: &str, verb: &str, terms_version: i32) -> Answer {
    let mut body = json!({"terms_version": terms_version, "reason": "So be it."});
    if verb == "end" {
        body["lessons"] = json!("Begin earlier.");
    }
    if verb == "counter" {
        body["terms"] = json!({"purposes": ["advocacy"], "statement": "Kites over the hill."});
    }
    caller.post(&format!("/v1/partnerships/{id}/{verb}"), body).await
}

/// Answers for the school board, as the lead's admin does.
pub async fn answer_for_schools(caller: &Client, id: &str, verb: &str, terms_version: i32) -> Answer {
    let body = json!({
        "terms_version": terms_version, "reason": "They wrote to us.",
        "for_party": {
            "organization_id": SCHOOLS, "signer": "Ada Bergmann", "signed_on": "2026-01-04", "document": "Letter"
        }
    });
    caller.post(&format!("/v1/partnerships/{id}/{verb}"), body).await
}

/// An active partnership of Riverside, Hillside and the job center.
pub async fn three(app: &App) -> String {
    let coordinator = app.library().coordinator().await;
    let id = draft(&coordinator, &[&tenant(1), &tenant(3)]).await;
    step(&coordinator, &id, "propose").await.expect(200);
    step(&app.other_library().admin().await, &id, "accept").await.expect(200);
    let active = step(&app.other_partner().admin().await, &id, "accept").await.expect(200);
    assert_eq!(active.body["state"], "active");
    id
}

fn status_of(answer: &Answer, organization: &str) -> Value {
    let parties = answer.body["parties"].as_array().unwrap();
    let party = parties.iter().find(|party| party["organization"]["id"] == organization);
    party.map(|party| party["status"].clone()).unwrap_or_default()
}

fn code(answer: &Answer) -> &str {
    answer.body["code"].as_str().unwrap_or_default()
}

pub fn path(id: &str) -> String {
    format!("/v1/partnerships/{id}")
}
