//! The database being away.

use serde_json::json;

use crate::support::wait::until;
use crate::support::{Answer, App};

fn refused(answer: Answer) {
    let answer = answer.expect(503);
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let told = answer.text.to_lowercase();
    for cause in ["sql", "postgres", "pool", "lock", "connection", "select"] {
        assert!(!told.contains(cause), "{told}");
    }
}

#[tokio::test]
async fn while_the_database_is_away_answers_are_503_and_afterwards_all_is_well() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let input = json!({"name": "Lantern Theatre"});
    let away = app.database.take_away().await;
    refused(coordinator.post("/v1/organizations", input.clone()).await);
    if app.database.on_server() {
        refused(coordinator.get("/v1/organizations").await);
        app.nobody().get("/health/ready").await.expect(503);
    }
    app.nobody().get("/health/live").await.expect(200);
    away.end().await;
    // The connections that were cut are found out one by one.
    let found = async || coordinator.get("/v1/organizations?q=lantern").await;
    until("the database is back", async || found().await.status == 200).await;
    let found = found().await.expect(200);
    assert_eq!(found.body["items"], json!([]));
    coordinator.post("/v1/organizations", input).await.expect(201);
    app.nobody().get("/health/ready").await.expect(200);
}
