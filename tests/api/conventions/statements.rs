//! No list sends a query per row.

use std::sync::Arc;

use ligature::demo::{self, Fixed};

use crate::support::{App, Client};

#[tokio::test]
async fn a_comparison_of_many_takes_as_many_statements_as_one_of_two() {
    let app = App::with_stopped_clock().await;
    let caller = app.library().coordinator().await;
    let closed = caller.get("/v1/rounds?status=closed").await.expect(200);
    let rounds = closed.body["items"].as_array().unwrap();
    let worksheet = "01900000-0000-7000-8000-0000000e0001";
    let mut ids: Vec<_> = rounds
        .iter()
        .filter(|round| round["instrument"]["id"] == worksheet)
        .map(|round| round["id"].as_str().unwrap().to_owned())
        .collect();
    let counted = async |ids: &[String]| {
        let query: Vec<_> = ids.iter().map(|id| format!("round_id={id}")).collect();
        let mut counted = Vec::new();
        for part in ["", "/agreement", "/robustness?scores=sheets", "/report.html"] {
            let joint = if part.contains('?') { '&' } else { '?' };
            let path = format!("/v1/comparisons{part}{joint}{}", query.join("&"));
            counted.push(app.statements(&caller, &path).await);
        }
        counted
    };
    let two = counted(&ids[..2]).await;
    for number in 0..10 {
        let name = serde_json::json!({"name": format!("Candidate {number}")});
        let entry = caller.post("/v1/organizations", name).await.expect(201).id();
        let round = serde_json::json!({"organization_id": entry, "instrument_id": worksheet});
        let round = caller.post("/v1/rounds", round).await.expect(201).id();
        caller.post(&format!("/v1/rounds/{round}/close"), serde_json::json!({})).await.expect(200);
        ids.push(round);
    }
    assert!(ids.len() >= 12);
    assert_eq!(counted(&ids).await, two);
}

#[tokio::test]
async fn a_long_page_takes_as_many_statements_as_a_short_one() {
    let app = App::with(Arc::new(Fixed::after(1_000_000))).await;
    let mut growing = Vec::new();
    for email in ["admin@riverside.example", "operator@ligature.example"] {
        let account = demo::account(email).unwrap();
        let caller = app.bearer(&demo::sign_in(&app.store, &app.tokens, account).await.unwrap());
        for (operation, _, path) in crate::support::document::operations(&ligature::api::document()) {
            let id = operation["operationId"].as_str().unwrap();
            if !id.starts_with("list_") || caller.get(path).await.status != 200 {
                continue;
            }
            let short = app.statements(&caller, &format!("{path}?limit=1")).await;
            let long = app.statements(&caller, &format!("{path}?limit=200")).await;
            assert!(short > 0, "{id} sends nothing");
            // One more for names that the first row happens to do without.
            if long > short + 1 {
                growing.push(format!("{id}: {short} for one row, {long} for a page"));
            }
        }
    }
    assert!(growing.is_empty(), "{growing:#?}");
}

#[tokio::test]
async fn coverage_matches_and_board_take_as_many_statements_with_many_prospects_as_with_few() {
    let app = App::with(Arc::new(Fixed::after(1_000_000))).await;
    let account = demo::account("coordinator@riverside.example").unwrap();
    let caller = app.bearer(&demo::sign_in(&app.store, &app.tokens, account).await.unwrap());
    let initiatives = caller.get("/v1/initiatives").await.expect(200);
    let first = initiatives.body["items"][0]["id"].as_str().unwrap();
    let paths = [
        "/v1/coverage".to_owned(),
        "/v1/coverage?near=37.4753,-122.2035&within_km=50".to_owned(),
        format!("/v1/initiatives/{first}/matches?limit=200"),
        "/v1/prospects/board?per_stage=50".to_owned(),
    ];
    museums(&caller, 0..2).await;
    let mut before = Vec::new();
    for path in &paths {
        before.push(app.statements(&caller, path).await);
    }
    museums(&caller, 2..22).await;
    for (path, before) in paths.iter().zip(before) {
        assert_eq!(app.statements(&caller, path).await, before, "{path}");
    }
}

/// Museums by the river, every other one a prospect.
async fn museums(caller: &Client, numbers: std::ops::Range<u32>) {
    let museums =
        ligature::domain::directory::builtin::term_id("digitization-partners", "cultural-programs.museums");
    for number in numbers {
        let entry = serde_json::json!({"name": format!("Museum {number}"), "terms": [museums]});
        let entry = caller.post("/v1/organizations", entry).await.expect(201).id();
        let place = serde_json::json!({
            "organization_id": entry, "latitude": 37.4753, "longitude": -122.2035, "visibility": "partners",
        });
        caller.post("/v1/locations", place).await.expect(201);
        if number % 2 == 0 {
            let prospect = serde_json::json!({"organization_id": entry});
            caller.post("/v1/prospects", prospect).await.expect(201);
        }
    }
}
