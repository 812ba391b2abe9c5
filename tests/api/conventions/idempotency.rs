//! A request that is sent twice is carried out once.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, App, Client, client};

async fn create(caller: &Client, key: &str, body: &Value) -> Answer {
    client::send(caller.request(Method::POST, "/v1/organizations").header("Idempotency-Key", key).json(body))
        .await
}

#[tokio::test]
async fn the_same_key_and_body_get_the_same_answer() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let body = json!({"name": "Once Only"});
    let first = create(&caller, "a", &body).await.expect(201);
    let second = create(&caller, "a", &body).await.expect(201);
    assert_eq!(second.text, first.text);
    for header in ["location", "etag", "content-type"] {
        assert_eq!(second.header(header), first.header(header));
    }
    let found = caller.get("/v1/organizations?q=once+only").await;
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_is_good_for_one_body_one_caller_and_one_path() {
    let app = App::new().await;
    let (caller, other) = (app.library().coordinator().await, app.other_library().coordinator().await);
    let first = create(&caller, "a", &json!({"name": "One"})).await.expect(201);
    create(&caller, "a", &json!({"name": "Two"})).await.expect(422);
    let others = create(&other, "a", &json!({"name": "One"})).await.expect(201);
    assert_ne!(others.id(), first.id());
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    create(&caller, "a", &json!({"name": ""})).await.expect(422);
    create(&caller, "a", &json!({"name": "Now With A Name"})).await.expect(201);
}

#[tokio::test]
async fn one_key_twenty_times_at_once_makes_one_row() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let body = json!({"name": "Twenty Times"});
    let answers = join_all((0..20).map(|_| create(&caller, "a", &body))).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(!made.is_empty());
    assert!(made.iter().all(|answer| answer.id() == made[0].id()));
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!(
            (answer.status, answer.body["code"].as_str()),
            (409, Some("still_running")),
            "{}",
            answer.text
        );
    }
    let found = caller.get("/v1/organizations?q=twenty+times").await;
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1);
}
