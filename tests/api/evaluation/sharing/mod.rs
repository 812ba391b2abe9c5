//! Both sides rate: rounds of partners, results that are shared, consents, and the gap between two views.

mod consents;
mod instruments;
mod partner_rounds;
mod perception_gaps;
mod results;

use ligature::demo;
use serde_json::{Value, json};

use super::{WORKSHEET, all};
use crate::support::app::Tenant;
use crate::support::{Answer, Client};

/// Texts that raters write; no other organization is ever told one.
const NOTES: [&str; 2] = ["canary of the note", "canary of the evidence"];

/// The organization of a tenant of the demonstration: Riverside, Hillside, the museum, the job center.
fn tenant(place: usize) -> String {
    demo::TENANTS[place].id().to_string()
}

const RIVERSIDE: usize = 0;
const HILLSIDE: usize = 1;
const MUSEUM: usize = 2;

/// A sheet that answers every item of the worksheet with the same rating, and says why.
fn said(value: i32) -> Value {
    let mut ratings = all(value);
    for rating in ratings.as_array_mut().unwrap() {
        rating["note"] = json!(NOTES[0]);
        rating["evidence"] = json!(NOTES[1]);
    }
    ratings
}

/// A round of the tenant about the organization, with sheets by its contributor, coordinator and admin.
async fn rated(side: &Tenant<'_>, input: Value, sheets: &[Value]) -> String {
    let round = side.coordinator().await.post("/v1/rounds", input).await.expect(201).id();
    for (role, sheet) in ["contributor", "coordinator", "admin"].iter().zip(sheets) {
        super::rate(&side.person(role).await, &round, sheet.clone()).await;
    }
    round
}

/// The same, closed.
async fn closed(side: &Tenant<'_>, organization: &str, sheets: &[Value]) -> String {
    let input =
        json!({"organization_id": organization, "instrument_id": WORKSHEET, "name": "canary of the name"});
    let round = rated(side, input, sheets).await;
    side.coordinator().await.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    round
}

async fn share(caller: &Client, round: &str, recipient: &str) -> Answer {
    caller.post(&format!("/v1/rounds/{round}/share"), json!({"organization_id": recipient})).await
}

async fn unshare(caller: &Client, round: &str, recipient: &str) -> Answer {
    caller.post(&format!("/v1/rounds/{round}/unshare"), json!({"organization_id": recipient})).await
}

async fn consent(caller: &Client, round: &str, agreed: bool) -> Answer {
    caller.post(&format!("/v1/rounds/{round}/consent"), json!({"agreed": agreed})).await
}

/// What the caller sees of this round among the results that are shared with it.
async fn shown(caller: &Client, round: &str) -> Option<Value> {
    let listed = caller.get("/v1/shared-results?limit=200").await.expect(200);
    let rows = listed.body["items"].as_array().unwrap();
    let row = rows.iter().find(|row| row["round"]["id"] == round)?;
    let path = format!("/v1/shared-results/{}", row["id"].as_str().unwrap());
    Some(caller.get(&path).await.expect(200).body)
}

async fn gap(caller: &Client, own: &str, other: &str) -> Answer {
    caller.get(&format!("/v1/perception-gaps?round_id={own}&other_round_id={other}")).await
}

/// Every account of a tenant.
async fn people(side: &Tenant<'_>) -> Vec<Client> {
    let mut people = Vec::new();
    for role in ["viewer", "contributor", "coordinator", "admin"] {
        people.push(side.person(role).await);
    }
    people
}

/// What of a tenant's people must be nowhere in an answer to others: their names, their ids, and what they wrote.
async fn canaries(side: &Tenant<'_>) -> Vec<String> {
    let mut canaries: Vec<String> = NOTES.map(str::to_owned).to_vec();
    canaries.push("canary of the name".to_owned());
    for person in people(side).await {
        let me = person.get("/v1/me").await.expect(200);
        canaries.extend([me.id(), me.body["name"].as_str().unwrap().to_owned()]);
    }
    canaries
}

#[track_caller]
fn tells_none(text: &str, canaries: &[String]) {
    let told: Vec<_> = canaries.iter().filter(|canary| text.contains(canary.as_str())).collect();
    assert!(told.is_empty(), "{told:?} in {text}");
}

/// All events that the caller reads about these resources.
async fn history(side: &Tenant<'_>, resource: &str) -> Vec<Value> {
    crate::support::client::all(&side.admin().await, &format!("/v1/events?resource={resource}")).await
}
