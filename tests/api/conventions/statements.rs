//! No list sends a query per row.

use std::sync::Arc;

use ligature::demo::{self, Fixed};

use crate::support::{App, Client};

/// Statements that a request sends, once its caller is known. That is forgotten after a second, which a request may
/// take on a busy machine: the least of some counts.
async fn statements(app: &App, caller: &Client, path: &str) -> u64 {
    let mut least = u64::MAX;
    for _ in 0..4 {
        let before = app.store.statements();
        caller.get(path).await.expect(200);
        least = least.min(app.store.statements() - before);
    }
    least
}

#[tokio::test]
async fn a_comparison_of_many_takes_as_many_statements_as_one_of_two() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let closed = caller.get("/v1/rounds?status=closed").await.expect(200);
    let rounds = closed.body["items"].as_array().unwrap();
    let worksheet = "01900000-0000-7000-8000-0000000e0001";
    let mut ids: Vec<_> = rounds
        .iter()
        .filter(|round| round["instrument"]["id"] == worksheet)
        .map(|round| round["id"].as_str().unwrap().to_owned())
        .collect();
    let path = |ids: &[String]| {
        let query: Vec<_> = ids.iter().map(|id| format!("round_id={id}")).collect();
        format!("/v1/comparisons?{}", query.join("&"))
    };
    let two = statements(&app, &caller, &path(&ids[..2])).await;
    for number in 0..10 {
        let name = serde_json::json!({"name": format!("Candidate {number}")});
        let entry = caller.post("/v1/organizations", name).await.expect(201).id();
        let round = serde_json::json!({"organization_id": entry, "instrument_id": worksheet});
        let round = caller.post("/v1/rounds", round).await.expect(201).id();
        caller.post(&format!("/v1/rounds/{round}/close"), serde_json::json!({})).await.expect(200);
        ids.push(round);
    }
    assert!(ids.len() >= 12);
    assert_eq!(statements(&app, &caller, &path(&ids)).await, two);
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
            if !id.starts_with("list_") || caller.get(&path).await.status != 200 {
                continue;
            }
            let short = statements(&app, &caller, &format!("{path}?limit=1")).await;
            let long = statements(&app, &caller, &format!("{path}?limit=200")).await;
            assert!(short > 0, "{id} sends nothing");
            // One more for names that the first row happens to do without.
            if long > short + 1 {
                growing.push(format!("{id}: {short} for one row, {long} for a page"));
            }
        }
    }
    assert!(growing.is_empty(), "{growing:#?}");
}
