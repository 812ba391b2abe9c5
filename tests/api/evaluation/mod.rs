//! Instruments, their documents and empty sheets, rounds, sheets, scores and comparisons.

mod agreement;
mod comparisons;
mod concurrency;
mod evaluations;
mod instrument_documents;
mod instruments;
mod robustness;
mod rounds;
mod scores;
mod sharing;
mod sight;
mod trends;
mod withholding;
mod worksheets;

use serde_json::{Value, json};

use crate::support::{App, Client};

const WORKSHEET: &str = "01900000-0000-7000-8000-0000000e0001";
const CONSIDERATIONS: &str = "01900000-0000-7000-8000-0000000e0002";
const PERSPECTIVES: &str = "01900000-0000-7000-8000-0000000e0003";

/// The codes of the worksheet's items.
const ITEMS: [&str; 20] = [
    "1a", "1b", "1c", "2a", "2b", "2c", "2d", "3a", "3b", "3c", "3d", "3e", "3f", "4a", "4b", "5a", "5b",
    "5c", "6a", "6b",
];

/// A round that the library opens on a new organization, everybody of it rating with the worksheet.
async fn open(app: &App) -> String {
    open_with(app, WORKSHEET, json!(null)).await
}

async fn open_with(app: &App, instrument: &str, rater_ids: Value) -> String {
    let coordinator = app.library().coordinator().await;
    let organization =
        coordinator.post("/v1/organizations", json!({"name": "Lantern Theatre"})).await.expect(201);
    let round =
        json!({"organization_id": organization.id(), "instrument_id": instrument, "rater_ids": rater_ids});
    coordinator.post("/v1/rounds", round).await.expect(201).id()
}

/// A sheet that its rater has begun.
async fn begin(rater: &Client, round: &str) -> String {
    rater.post("/v1/evaluations", json!({"round_id": round})).await.expect(201).id()
}

async fn write(rater: &Client, sheet: &str, ratings: Value) {
    rater.patch(&format!("/v1/evaluations/{sheet}"), json!({"ratings": ratings})).await.expect(200);
}

async fn submit(rater: &Client, sheet: &str) {
    rater.post(&format!("/v1/evaluations/{sheet}/submit"), json!({})).await.expect(200);
}

/// A submitted sheet.
async fn rate(rater: &Client, round: &str, ratings: Value) -> String {
    let sheet = begin(rater, round).await;
    write(rater, &sheet, ratings).await;
    submit(rater, &sheet).await;
    sheet
}

async fn close(app: &App, round: &str) {
    let coordinator = app.library().coordinator().await;
    coordinator.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
}

/// The same rating for every item of the worksheet.
fn all(value: i32) -> Value {
    ITEMS.iter().map(|item| json!({"item": item, "value": value})).collect()
}

/// The library's round of the demonstration on this organization.
async fn demo_round(app: &App, organization: &str) -> String {
    let rounds = app.library().viewer().await.get("/v1/rounds").await.expect(200);
    let rounds = rounds.body["items"].as_array().unwrap();
    let found = rounds.iter().find(|round| round["organization"]["name"] == organization);
    found.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn person_id(client: &Client) -> String {
    client.get("/v1/me").await.expect(200).id()
}

fn code(answer: &crate::support::Answer) -> &str {
    answer.body["code"].as_str().unwrap_or_default()
}
