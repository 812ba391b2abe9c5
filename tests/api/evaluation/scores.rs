//! Scores of rounds and of ratings that are not stored.

use serde_json::{Value, json};

use super::{
    ITEMS, PERSPECTIVES, WORKSHEET, all, begin, close, code, demo_round, open, open_with, rate, write,
};
use crate::support::{App, Client};

async fn score(caller: &Client, round: &str) -> crate::support::Answer {
    caller.get(&format!("/v1/rounds/{round}/score")).await
}

#[tokio::test]
async fn the_score_of_an_open_round_is_for_those_who_have_rated() {
    let app = App::new().await;
    let round = open(&app).await;
    let (contributor, coordinator) = (app.library().contributor().await, app.library().coordinator().await);
    rate(&contributor, &round, all(4)).await;
    for caller in [&app.library().viewer().await, &contributor] {
        assert_eq!(code(&score(caller, &round).await.expect(409)), "round_open");
    }
    assert_eq!(code(&score(&coordinator, &round).await.expect(409)), "submit_first");
    let own = begin(&coordinator, &round).await;
    assert_eq!(code(&score(&coordinator, &round).await.expect(409)), "submit_first");
    super::submit(&coordinator, &own).await;
    let seen = score(&coordinator, &round).await.expect(200);
    assert_eq!((&seen.body["overall"]["mean"], &seen.body["overall"]["n_raters"]), (&json!(4.0), &json!(1)));
    assert_eq!(code(&score(&app.library().admin().await, &round).await.expect(409)), "submit_first");
    for caller in [app.partner().admin().await, app.other_library().admin().await, app.operator().await] {
        score(&caller, &round).await.expect(404);
    }
}

#[tokio::test]
async fn only_submitted_sheets_enter_and_the_others_are_listed() {
    let app = App::new().await;
    let round = open(&app).await;
    let (contributor, coordinator) = (app.library().contributor().await, app.library().coordinator().await);
    let admin = app.library().admin().await;
    let reopened = rate(&contributor, &round, all(5)).await;
    contributor.post(&format!("/v1/evaluations/{reopened}/reopen"), json!({"reason": "x"})).await.expect(200);
    let draft = begin(&coordinator, &round).await;
    write(&coordinator, &draft, all(1)).await;
    let again = rate(&admin, &round, all(3)).await;
    let one = json!([{"item": "1a", "value": 3}, {"item": "1b", "value": "unknown"}]);
    close(&app, &round).await;
    let seen = score(&coordinator, &round).await.expect(200);
    assert_eq!(seen.body["overall"]["mean"], 3.0);
    assert_eq!(
        seen.body["excluded"],
        json!([
            {"rater": seen.body["raters"][0].as_object().map(rater), "item": null, "reason": "reopened"},
            {"rater": seen.body["raters"][1].as_object().map(rater), "item": null, "reason": "draft"},
        ])
    );
    let flags: Vec<_> = seen.body["raters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rater| (rater["name"].as_str().unwrap(), rater["counted"] == true, rater["reopened"] == true))
        .collect();
    assert_eq!(
        flags,
        [("Carlos Reyes", false, true), ("Dana Okafor", false, false), ("Amina Haddad", true, false)]
    );
    let late = admin.patch(&format!("/v1/evaluations/{again}"), json!({"ratings": one})).await.expect(409);
    assert_eq!(code(&late), "round_closed");
}

fn rater(rater: &serde_json::Map<String, Value>) -> Value {
    json!({"id": rater["id"], "name": rater["name"]})
}

#[tokio::test]
async fn a_failed_deal_breaker_blocks_whatever_the_mean() {
    let app = App::new().await;
    let (contributor, coordinator) = (app.library().contributor().await, app.library().coordinator().await);
    let round = open_with(&app, PERSPECTIVES, json!(null)).await;
    rate(&contributor, &round, json!([{"item": "1a", "value": 1}, {"item": "1b", "value": 1}])).await;
    rate(&coordinator, &round, json!([{"item": "1a", "value": 1}, {"item": "1b", "value": 0}])).await;
    let seen = score(&coordinator, &round).await.expect(200);
    assert_eq!((&seen.body["status"], &seen.body["overall"]["mean"]), (&json!("blocked"), &json!(0.75)));
    assert_eq!(
        (&seen.body["blocked_by"][0]["code"], &seen.body["blocked_by"][0]["mean"]),
        (&json!("1b"), &json!(0.5))
    );
}

/// The ratings of the round's sheets, as `compute_score` takes them.
async fn ratings(caller: &Client, round: &str) -> Value {
    let sheets = caller.get(&format!("/v1/evaluations?round_id={round}")).await.expect(200);
    let sheets = sheets.body["items"].as_array().unwrap();
    let entries = sheets.iter().flat_map(|sheet| {
        let entries = sheet["ratings"].as_array().unwrap().iter();
        entries.map(
            |entry| json!({"rater": sheet["rater"]["name"], "item": entry["item"], "value": entry["value"]}),
        )
    });
    entries.collect()
}

#[tokio::test]
async fn computing_gives_what_the_round_has() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    for organization in ["Lakeshore Museum", "Riverside Job Center"] {
        let round = demo_round(&app, organization).await;
        let stored = score(&admin, &round).await.expect(200).body;
        let input = json!({"instrument_id": WORKSHEET, "ratings": ratings(&admin, &round).await});
        for caller in [app.partner().viewer().await, app.operator().await] {
            let computed = caller.post("/v1/compute/score", input.clone()).await.expect(200).body;
            for member in ["method", "overall", "factors", "coverage", "status", "blocked_by", "withheld"] {
                assert_eq!(computed[member], stored[member], "{organization}: {member}");
            }
            assert_eq!(computed["raters"][0]["id"], json!(null));
        }
    }
}

#[tokio::test]
async fn computing_names_every_fault_and_stores_nothing() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let before = viewer.get("/v1/rounds?include_total=true").await.body;
    let input = json!({
        "instrument_id": WORKSHEET,
        "weights": {"1": -1, "9": 1},
        "ratings": [
            {"rater": "Ana", "item": "1a", "value": 4},
            {"rater": "Ana", "item": "1a", "value": 4},
            {"rater": "", "item": "1b", "value": 0},
            {"rater": "Ben", "item": "9z", "value": 4},
        ],
    });
    let refused = viewer.post("/v1/compute/score", input).await.expect(422);
    assert_eq!(
        refused.pointers(),
        [
            "/weights/1",
            "/weights/9",
            "/ratings/1/item",
            "/ratings/2/rater",
            "/ratings/2/value",
            "/ratings/3/item"
        ]
    );
    let none = json!({"instrument_id": "01900000-0000-7000-8000-00000000ffff", "ratings": []});
    assert_eq!(viewer.post("/v1/compute/score", none).await.expect(422).pointers(), ["/instrument_id"]);
    let weights: Value =
        ["1", "2", "3", "4", "5", "6"].iter().map(|code| ((*code).to_owned(), json!(0))).collect();
    let zero = json!({"instrument_id": WORKSHEET, "weights": weights, "ratings": []});
    assert_eq!(viewer.post("/v1/compute/score", zero).await.expect(422).pointers(), ["/weights"]);
    let drafts = app.library().admin().await.get("/v1/instruments?status=draft").await.expect(200);
    let draft = json!({"instrument_id": drafts.body["items"][0]["id"], "ratings": []});
    assert_eq!(code(&viewer.post("/v1/compute/score", draft.clone()).await.expect(409)), "instrument_draft");
    let foreign = app.partner().admin().await.post("/v1/compute/score", draft).await.expect(422);
    assert_eq!(foreign.pointers(), ["/instrument_id"]);
    app.nobody().post("/v1/compute/score", json!({})).await.expect(401);
    assert_eq!(viewer.get("/v1/rounds?include_total=true").await.body, before);
}

#[tokio::test]
async fn computing_ignores_idempotency_keys_and_weighs_factors() {
    let app = App::new().await;
    let viewer = app.partner().viewer().await;
    let compute = async |weights: Value| {
        let ratings: Vec<Value> = ITEMS
            .iter()
            .map(|item| json!({"rater": "Ana", "item": item, "value": if item.starts_with('1') { 5 } else { 3 }}))
            .collect();
        let body = json!({"instrument_id": WORKSHEET, "weights": weights, "ratings": ratings});
        let request =
            viewer.request(reqwest::Method::POST, "/v1/compute/score").header("Idempotency-Key", "same");
        crate::support::client::send(request.json(&body)).await.expect(200).body["overall"]["mean"].clone()
    };
    assert_eq!(compute(json!({"1": 5})).await, 4.0);
    assert_eq!(compute(json!({"1": 0})).await, 3.0);
}
