//! Accepting an invitation.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;

use super::{JOINED, acceptance, caller, invite, join_too, sign_in};
use crate::support::{App, Clock, client::send};

const ACCEPT: &str = "/v1/invitations/accept";

#[tokio::test]
async fn a_new_address_becomes_an_account_and_a_member() {
    let app = App::new().await;
    let made = invite(&app.partner().coordinator().await, "Noor@new.example", "contributor").await;
    let member = app.nobody().post(ACCEPT, acceptance(&made.body["secret"])).await.expect(200);
    assert_eq!(member.body["role"], "contributor");
    assert_eq!(member.body["person"]["name"], "Noor Rahman");
    assert_eq!(member.body["organization"]["name"], "Lakeshore Museum");
    let signed_in = sign_in(&app, "noor@NEW.example", JOINED, None).await.expect(201);
    assert_eq!(signed_in.body["organization"]["role"], "contributor");
    let me = caller(&app, &signed_in).get("/v1/me").await.expect(200);
    assert_eq!((&me.body["email"], &me.body["operator"]), (&json!("Noor@new.example"), &json!(false)));
}

#[tokio::test]
async fn a_new_account_needs_a_name_and_a_good_password() {
    let app = App::new().await;
    let secret =
        invite(&app.library().admin().await, "noor@new.example", "viewer").await.body["secret"].clone();
    for (more, pointers) in [
        (json!({}), vec!["/name", "/password"]),
        (json!({"name": "N"}), vec!["/password"]),
        (json!({"name": " ", "password": "1234567"}), vec!["/name", "/password"]),
        (json!({"name": "N", "password": "x".repeat(1_001)}), vec!["/password"]),
        (json!({"name": "N", "password": "NOOR@new.example"}), vec!["/password"]),
    ] {
        let mut body = json!({"secret": secret});
        json_patch::merge(&mut body, &more);
        assert_eq!(app.nobody().post(ACCEPT, body).await.expect(422).pointers(), pointers);
    }
    // Nothing of that used the invitation up.
    app.nobody().post(ACCEPT, acceptance(&secret)).await.expect(200);
}

#[tokio::test]
async fn an_address_with_an_account_is_accepted_only_by_that_account_signed_in() {
    let app = App::new().await;
    let email = "viewer@hillside.example";
    let secret = invite(&app.library().admin().await, email, "coordinator").await.body["secret"].clone();
    let with_password = acceptance(&secret);
    app.nobody().post(ACCEPT, with_password.clone()).await.expect(401);
    app.bearer("nonsense").post(ACCEPT, with_password.clone()).await.expect(401);
    app.library().admin().await.post(ACCEPT, with_password.clone()).await.expect(403);
    let own = app.sign_in(email).await;
    let member = own.post(ACCEPT, json!({"secret": secret})).await.expect(200);
    assert_eq!(member.body["role"], "coordinator");
    own.post(ACCEPT, json!({"secret": secret})).await.expect(404);
    // The password is the one from before, and two organizations are there to choose from.
    sign_in(&app, email, JOINED, None).await.expect(401);
    sign_in(&app, email, ligature::demo::PASSWORD, None).await.expect(422);
}

#[tokio::test]
async fn who_is_a_member_already_is_told_so() {
    let app = App::new().await;
    let email = "viewer@hillside.example";
    // Accepted twice by way of two invitations: the second was made before the first was accepted elsewhere.
    let operator = app.operator().await;
    let body = json!({"organization": {"name": "New Library"}, "side": "library", "admin_email": email});
    let first = operator.post("/v1/tenants", body).await.expect(201);
    let own = app.sign_in(email).await;
    let member = own.post(ACCEPT, json!({"secret": first.body["invitation"]["secret"]})).await.expect(200);
    let new = member.body["organization"]["id"].as_str().unwrap();
    let admin = caller(&app, &sign_in(&app, email, ligature::demo::PASSWORD, Some(new)).await.expect(201));
    let again = json!({"email": email, "role": "viewer"});
    assert_eq!(admin.post("/v1/invitations", again).await.expect(409).body["code"], "already_member");
}

#[tokio::test]
async fn wrong_used_revoked_and_expired_secrets_are_answered_alike() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let admin = app.library().admin().await;
    let used = invite(&admin, "used@new.example", "viewer").await;
    let revoked = invite(&admin, "revoked@new.example", "viewer").await;
    let expired = invite(&admin, "expired@new.example", "viewer").await;
    app.nobody().post(ACCEPT, acceptance(&used.body["secret"])).await.expect(200);
    admin.delete(revoked.header("location")).await.expect(204);
    clock.advance(TimeDelta::days(7) - TimeDelta::minutes(1));
    let still_good = super::is_open(&app, &expired.body["secret"]).await;
    assert!(still_good, "a minute before the end");
    clock.advance(TimeDelta::minutes(2));
    let mut answers = Vec::new();
    for secret in [&json!("wrong"), &used.body["secret"], &revoked.body["secret"], &expired.body["secret"]] {
        let mut answer = app.nobody().post(ACCEPT, acceptance(secret)).await.expect(404);
        answer.body["instance"] = json!(null);
        answers.push(answer.body);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    let admin = app.library().admin().await;
    assert_eq!(admin.get(expired.header("location")).await.expect(200).body["status"], "expired");
}

#[tokio::test]
async fn of_many_acceptances_at_once_one_wins() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let secret = invite(&admin, "noor@new.example", "viewer").await.body["secret"].clone();
    let nobody = app.nobody();
    let answers =
        futures_util::future::join_all((0..8).map(|_| nobody.post(ACCEPT, acceptance(&secret)))).await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404, 404, 404, 404, 404, 404, 404]);
    let members = admin.get("/v1/members").await.expect(200);
    assert_eq!(members.text.matches("noor@new.example").count(), 1);
}

#[tokio::test]
async fn a_key_sent_twice_is_accepted_once() {
    let app = App::new().await;
    let made = invite(&app.library().admin().await, "noor@new.example", "viewer").await;
    let nobody = app.nobody();
    let request = || {
        let request = nobody.request(reqwest::Method::POST, ACCEPT).header("Idempotency-Key", "once");
        send(request.json(&acceptance(&made.body["secret"])))
    };
    let first = request().await.expect(200);
    assert_eq!(request().await.expect(200).body, first.body);
}

#[tokio::test]
async fn a_person_of_two_organizations_chooses_and_switches() {
    let app = App::new().await;
    let email = "viewer@hillside.example";
    join_too(&app, &app.library().admin().await, email, "coordinator").await;
    let choose = sign_in(&app, email, ligature::demo::PASSWORD, None).await.expect(422);
    assert_eq!(choose.body["code"], "choose_organization");
    let names: Vec<_> = choose.body["organizations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|choice| choice["name"].clone())
        .collect();
    assert_eq!(names, ["Hillside County Library", "Riverside Public Library"]);
    assert!(!choose.text.contains("access_token"));

    let (home, away) =
        (choose.body["organizations"][0]["id"].clone(), choose.body["organizations"][1]["id"].clone());
    let opened = sign_in(&app, email, ligature::demo::PASSWORD, home.as_str()).await.expect(201);
    assert_eq!(opened.body["organization"]["role"], "viewer");
    let client = caller(&app, &opened);
    client.get("/v1/members").await.expect(403);
    let switched = client.post("/v1/sessions/switch", json!({"organization_id": away})).await.expect(200);
    assert_eq!(switched.body["organization"]["role"], "coordinator");
    let members = caller(&app, &switched).get("/v1/members").await.expect(200);
    assert!(members.text.contains("viewer@riverside.example"));
    // The refresh token from before was for the other organization.
    let before = json!({"refresh_token": opened.body["refresh_token"]});
    app.nobody().post("/v1/sessions/refresh", before).await.expect(401);
}

#[tokio::test]
async fn nobody_switches_to_an_organization_of_others() {
    let app = App::new().await;
    let foreign = app.partner().viewer().await.get("/v1/me").await.body["organization"]["id"].clone();
    let viewer = app.library().viewer().await;
    let answer = viewer.post("/v1/sessions/switch", json!({"organization_id": foreign})).await.expect(422);
    assert_eq!(answer.pointers(), ["/organization_id"]);
    let body = sign_in(&app, "viewer@riverside.example", ligature::demo::PASSWORD, foreign.as_str())
        .await
        .expect(422);
    assert_eq!(body.pointers(), ["/organization_id"]);
}
