//! The history: what it tells, to whom, and what it never tells; and work that goes on after the request which asked for it.

mod event_sight;
mod events;
mod following;
mod jobs;
mod left;
mod notices;
mod secrets;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{App, Client, client};

/// All events of a list, page by page of seven.
async fn history(caller: &Client, query: &str) -> Vec<Value> {
    client::all_by(caller, &format!("/v1/events?{}", query.trim_start_matches('&')), 7).await
}

fn told(events: &[Value], member: &str) -> BTreeSet<String> {
    events.iter().map(|event| event[member].as_str().unwrap().to_owned()).collect()
}

/// A program of Riverside with these scopes.
async fn program(app: &App, role: &str, scopes: &[&str]) -> Client {
    let input = serde_json::json!({"name": "Log collector", "role": role, "scopes": scopes});
    let made = app.library().admin().await.post("/v1/clients", input).await.expect(201);
    let (id, secret) = (made.id(), made.body["client_secret"].as_str().unwrap().to_owned());
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let token = app.token(&form).await.expect(200);
    app.bearer(token.body["access_token"].as_str().unwrap())
}
