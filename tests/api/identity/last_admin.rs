//! An organization keeps at least one admin.

use serde_json::json;

use super::{caller, join_too, membership_id, newcomer, sign_in};
use crate::support::App;

#[tokio::test]
async fn the_last_admin_neither_leaves_nor_steps_down() {
    let app = App::new().await;
    for tenant in [app.library(), app.partner()] {
        let admin = tenant.admin().await;
        let path = format!("/v1/members/{}", membership_id(&admin).await);
        let row = admin.get(&path).await.expect(200);
        assert_eq!(row.body["last_admin"], true);
        assert_eq!(row.body["actions"], json!(["update_member"]));
        assert_eq!(admin.delete(&path).await.expect(409).body["code"], "last_admin");
        assert_eq!(
            admin.patch(&path, json!({"role": "viewer"})).await.expect(409).body["code"],
            "last_admin"
        );
        admin.patch(&path, json!({"role": "admin"})).await.expect(200);
        admin.get("/v1/members").await.expect(200);
    }
}

#[tokio::test]
async fn one_of_two_admins_may_go() {
    let app = App::new().await;
    let first = app.library().admin().await;
    let second = newcomer(&app, &first, "second@new.example", "admin").await;
    let (one, two) = (membership_id(&first).await, membership_id(&second).await);
    first.patch(&format!("/v1/members/{one}"), json!({"role": "viewer"})).await.expect(200);
    first.patch(&format!("/v1/members/{two}"), json!({"role": "viewer"})).await.expect(404);
    assert_eq!(second.delete(&format!("/v1/members/{two}")).await.expect(409).body["code"], "last_admin");
}

#[tokio::test]
async fn of_two_admins_who_go_at_once_one_stays() {
    for round in 0..4 {
        let app = App::new().await;
        let first = app.library().admin().await;
        let second = newcomer(&app, &first, "second@new.example", "admin").await;
        let one = format!("/v1/members/{}", membership_id(&first).await);
        let two = format!("/v1/members/{}", membership_id(&second).await);
        let (left, right) = match round % 2 {
            0 => tokio::join!(first.delete(&one), second.delete(&two)),
            _ => tokio::join!(first.delete(&one), second.patch(&two, json!({"role": "viewer"}))),
        };
        let refused = [&left, &right].into_iter().filter(|answer| answer.status == 409).count();
        assert_eq!(refused, 1, "{} and {}", left.text, right.text);
        let remaining = if left.status == 409 { first } else { second };
        remaining.get("/v1/members").await.expect(200);
    }
}

#[tokio::test]
async fn an_admin_of_one_organization_who_acts_for_another_is_the_last_there_too() {
    let app = App::new().await;
    let email = "admin@hillside.example";
    join_too(&app, &app.library().admin().await, email, "viewer").await;
    let me = app.other_library().viewer().await.get("/v1/me").await;
    let hillside = me.body["organization"]["id"].as_str().unwrap();
    let riverside = app.library().viewer().await.get("/v1/me").await.body["organization"]["id"].clone();
    let signed_in = sign_in(&app, email, ligature::demo::PASSWORD, riverside.as_str()).await.expect(201);
    let client = caller(&app, &signed_in);
    let me = client.get("/v1/me").await.expect(200);
    let own = me.body["memberships"].as_array().unwrap().iter().find(|row| row["id"] == hillside).unwrap();
    let path = format!("/v1/members/{}", own["membership_id"].as_str().unwrap());
    assert_eq!(client.delete(&path).await.expect(409).body["code"], "last_admin");
}
