//! A request that is sent twice is carried out once.

use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::tables::Tables;
use crate::support::{Answer, App, Client, Clock, client};

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
    // What the query says is a part of what is asked.
    let request = caller.request(Method::POST, "/v1/organizations?allow_duplicate=true");
    let request = request.header("Idempotency-Key", "a").json(&json!({"name": "One"}));
    assert_eq!(client::send(request).await.expect(422).body["type"], "/problems#key-reused");
    let second = create(&caller, "b", &json!({"name": "Two"})).await.expect(201).id();
    let admin = app.library().admin().await;
    for id in [first.id(), second] {
        let path = format!("/v1/organizations/{id}");
        let claim = json!({"organization_id": id, "reason": "It is ours."});
        caller.patch(&path, json!({"visibility": "partners"})).await.expect(200);
        let claim = app.partner().admin().await.post("/v1/claims", claim).await.expect(201).id();
        let request = admin.request(Method::POST, &format!("/v1/claims/{claim}/decline"));
        let request = request.header("Idempotency-Key", "a").json(&json!({"reason": "It is not."}));
        assert_eq!(client::send(request).await.expect(200).id(), claim);
    }
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

#[tokio::test]
async fn an_answer_is_not_repeated_to_a_caller_whose_role_was_lowered() {
    let app = App::new().await;
    let (coordinator, admin) = (app.library().coordinator().await, app.library().admin().await);
    let entry = json!({"name": "Lantern Theatre", "visibility": "partners"});
    let entry = coordinator.post("/v1/organizations", entry).await.expect(201).id();
    let claim = json!({"organization_id": entry, "reason": "It is ours."});
    let claim = app.partner().admin().await.post("/v1/claims", claim).await.expect(201);
    let approve = || {
        let path = format!("{}/approve", claim.header("location"));
        let request = coordinator.request(Method::POST, &path).header("Idempotency-Key", "a");
        client::send(request.json(&json!({})))
    };
    let first = approve().await.expect(200);
    assert_eq!(approve().await.expect(200).text, first.text);
    let me = coordinator.get("/v1/me").await.expect(200);
    let path = format!("/v1/members/{}", me.body["memberships"][0]["membership_id"].as_str().unwrap());
    admin.patch(&path, json!({"role": "contributor"})).await.expect(200);
    approve().await.expect(403);
}

#[tokio::test]
async fn two_who_have_no_token_and_choose_the_same_key_do_not_meet() {
    let app = App::new().await;
    let (admin, nobody) = (app.library().admin().await, app.nobody());
    for email in ["one@new.example", "two@new.example"] {
        let invitation = json!({"email": email, "role": "viewer"});
        let made = admin.post("/v1/invitations", invitation).await.expect(201);
        let body = json!({"secret": made.body["secret"], "name": "N", "password": "correct horse battery"});
        let request = nobody.request(Method::POST, "/v1/invitations/accept").header("Idempotency-Key", "a");
        let joined = client::send(request.json(&body)).await.expect(200);
        assert_eq!(joined.body["person"]["email"], email);
    }
}

#[tokio::test]
async fn an_answer_is_kept_for_a_day() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let body = json!({"name": "Once A Day"});
    let first = create(&app.library().coordinator().await, "a", &body).await.expect(201).id();
    clock.advance(TimeDelta::hours(23));
    let again = create(&app.library().coordinator().await, "a", &body).await.expect(201).id();
    assert_eq!(again, first);
    assert!(Tables::of(&app).await.holding(&first).contains(&"idempotency"));
    clock.advance(TimeDelta::hours(2));
    let next = create(&app.library().coordinator().await, "a", &body).await.expect(201).id();
    assert_ne!(next, first);
    assert!(!Tables::of(&app).await.holding(&first).contains(&"idempotency"));
}
