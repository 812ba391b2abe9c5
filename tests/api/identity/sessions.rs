//! Signing in and out.

use std::sync::Arc;

use chrono::TimeDelta;
use ligature::access::Permit;
use ligature::access::identity::sessions::Create;
use ligature::demo::PASSWORD;
use ligature::error::Error;
use ligature::store::identity::people::{self, Credentials};
use ligature::store::identity::sessions::{Opened, Origin, create};
use serde_json::json;

use super::{JOINED, caller, invite, join_too, membership_id, newcomer, person_id, sign_in};
use crate::support::{Answer, App, Client, Clock};

const EMAIL: &str = "viewer@riverside.example";

#[tokio::test]
async fn who_signs_in_gets_tokens_for_the_only_organization() {
    let app = App::new().await;
    let body = json!({"email": "Coordinator@Riverside.example", "password": PASSWORD});
    let answer = app.nobody().post("/v1/sessions", body).await.expect(201);
    assert_eq!(answer.body["expires_in"], 900);
    assert_eq!(answer.body["organization"]["name"], "Riverside Public Library");
    let me = app.bearer(answer.body["access_token"].as_str().unwrap()).get("/v1/me").await.expect(200);
    assert_eq!(me.body["email"], "coordinator@riverside.example");
}

#[tokio::test]
async fn a_refresh_token_that_is_used_twice_ends_the_session() {
    let app = App::new().await;
    let body = json!({"email": "viewer@riverside.example", "password": PASSWORD});
    let first = app.nobody().post("/v1/sessions", body).await.expect(201);
    let token = json!({"refresh_token": first.body["refresh_token"]});
    let second = app.nobody().post("/v1/sessions/refresh", token.clone()).await.expect(200);
    let caller = app.bearer(second.body["access_token"].as_str().unwrap());
    caller.get("/v1/me").await.expect(200);
    app.nobody().post("/v1/sessions/refresh", token).await.expect(401);
    caller.get("/v1/me").await.expect(401);
    let next = json!({"refresh_token": second.body["refresh_token"]});
    app.nobody().post("/v1/sessions/refresh", next).await.expect(401);
}

#[tokio::test]
async fn ten_wrong_passwords_lock_the_account_for_the_address() {
    let app = App::new().await;
    let wrong = json!({"email": "admin@riverside.example", "password": "wrong"});
    for _ in 0..10 {
        app.nobody().post("/v1/sessions", wrong.clone()).await.expect(401);
    }
    let right = json!({"email": "admin@riverside.example", "password": PASSWORD});
    let locked = app.nobody().post("/v1/sessions", right).await.expect(429);
    assert!(locked.header("retry-after").parse::<u64>().unwrap() <= 901);
    app.sign_in("coordinator@riverside.example").await;
}

/// The account as a sign-in knows it that has checked the password and not opened its session yet.
async fn checked(app: &App) -> Credentials {
    people::credentials(&app.store, &Permit::<Create>::system(), EMAIL).await.unwrap().unwrap()
}

/// The second half of that sign-in.
async fn open(app: &App, checked: &Credentials) -> ligature::error::Result<Opened> {
    let permit = Permit::<Create>::system().in_the_name_of(checked.person_id);
    let origin = Origin::default();
    app.store.write(async |unit| create(unit, &permit, checked, None, &origin).await).await
}

#[tokio::test]
async fn a_password_that_was_changed_after_it_was_checked_opens_no_session() {
    const NEW: &str = "a longer passphrase";
    let app = App::new().await;
    let viewer = app.sign_in(EMAIL).await;
    let before = checked(&app).await;
    let change = json!({"current_password": PASSWORD, "new_password": NEW});
    viewer.post("/v1/me/password", change).await.expect(200);
    let refused = open(&app, &before).await.unwrap_err();
    assert!(matches!(refused, Error::Unauthenticated(_)), "{refused:?}");
    assert_eq!(viewer.get("/v1/sessions").await.body["items"].as_array().unwrap().len(), 1);

    let before = checked(&app).await;
    let body = json!({"person_id": person_id(&viewer).await});
    let made = app.library().admin().await.post("/v1/password-resets", body).await.expect(201);
    let body = json!({"secret": made.body["secret"], "new_password": PASSWORD});
    app.nobody().post("/v1/password-resets/use", body).await.expect(204);
    let refused = open(&app, &before).await.unwrap_err();
    assert!(matches!(refused, Error::Unauthenticated(_)), "{refused:?}");
    open(&app, &checked(&app).await).await.unwrap();
}

/// Renews the session that was opened or renewed last.
async fn refresh(app: &App, opened: &Answer) -> Answer {
    let body = json!({"refresh_token": opened.body["refresh_token"]});
    app.nobody().post("/v1/sessions/refresh", body).await
}

/// A session of a newcomer to the library.
async fn joined(app: &App, admin: &Client) -> Answer {
    newcomer(app, admin, "noor@new.example", "viewer").await;
    sign_in(app, "noor@new.example", JOINED, None).await.expect(201)
}

async fn remove(app: &App, admin: &Client, opened: &Answer) {
    let id = membership_id(&caller(app, opened)).await;
    admin.delete(&format!("/v1/members/{id}")).await.expect(204);
}

async fn rejoin(app: &App, admin: &Client) {
    let secret = invite(admin, "noor@new.example", "viewer").await.body["secret"].clone();
    let nowhere = sign_in(app, "noor@new.example", JOINED, None).await.expect(201);
    let accepting = caller(app, &nowhere);
    accepting.post("/v1/invitations/accept", json!({"secret": secret})).await.expect(200);
}

#[tokio::test]
async fn a_membership_that_ended_refuses_a_refresh_and_leaves_its_token_unused() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let opened = joined(&app, &admin).await;
    remove(&app, &admin, &opened).await;
    let mut answers = [refresh(&app, &opened).await.expect(401), refresh(&app, &opened).await.expect(401)];
    for answer in &mut answers {
        answer.body["instance"] = json!(null);
    }
    assert_eq!(answers[0].body, answers[1].body);
    rejoin(&app, &admin).await;
    let renewed = refresh(&app, &opened).await.expect(200);
    caller(&app, &renewed).get("/v1/organizations").await.expect(200);
}

#[tokio::test]
async fn a_token_used_twice_ends_the_session_after_the_membership_too() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let opened = joined(&app, &admin).await;
    let renewed = refresh(&app, &opened).await.expect(200);
    remove(&app, &admin, &opened).await;
    refresh(&app, &opened).await.expect(401);
    rejoin(&app, &admin).await;
    refresh(&app, &renewed).await.expect(401);
    caller(&app, &renewed).get("/v1/me").await.expect(401);
}

#[tokio::test]
async fn a_session_that_is_not_renewed_for_thirty_days_is_over() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let mut opened = sign_in(&app, EMAIL, PASSWORD, None).await.expect(201);
    for _ in 0..2 {
        clock.advance(TimeDelta::days(29));
        opened = refresh(&app, &opened).await.expect(200);
    }
    clock.advance(TimeDelta::days(31));
    refresh(&app, &opened).await.expect(401);
}

#[tokio::test]
async fn a_session_that_turned_to_another_organization_is_not_renewed_for_the_one_before() {
    let app = App::new().await;
    join_too(&app, &app.other_library().admin().await, EMAIL, "viewer").await;
    let here = app.library().admin().await.get("/v1/me").await.body["organization"]["id"].clone();
    let there = app.other_library().admin().await.get("/v1/me").await.body["organization"]["id"].clone();
    let opened = sign_in(&app, EMAIL, PASSWORD, here.as_str()).await.expect(201);
    let switched = caller(&app, &opened).post("/v1/sessions/switch", json!({"organization_id": there})).await;
    let renewed = refresh(&app, &switched.expect(200)).await.expect(200);
    assert_eq!(renewed.body["organization"]["id"], there);
    refresh(&app, &opened).await.expect(401);
    refresh(&app, &renewed).await.expect(401);
}
