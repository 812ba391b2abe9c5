//! Members of an organization: seen, changed, removed.

use serde_json::json;

use super::{acceptance, invite, join_too, membership_id, newcomer, person_id};
use crate::support::App;

#[tokio::test]
async fn coordinators_see_the_members_of_their_organization_and_nobody_elses() {
    let app = App::new().await;
    let page = app.library().coordinator().await.get("/v1/members?include_total=true").await.expect(200);
    assert_eq!(page.body["total"], 4);
    assert_eq!(page.body["items"][0]["person"]["email"], "viewer@riverside.example");
    assert!(!page.text.contains("hillside.example"));
    for tenant in [app.library(), app.partner()] {
        tenant.viewer().await.get("/v1/members").await.expect(403);
        tenant.contributor().await.get("/v1/members").await.expect(403);
    }
    app.nobody().get("/v1/members").await.expect(401);
    let all = app.operator().await.get("/v1/members?include_total=true").await.expect(200);
    assert_eq!(all.body["total"], 16);
}

#[tokio::test]
async fn a_membership_is_read_by_coordinators_and_by_its_person() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let path = format!("/v1/members/{}", membership_id(&viewer).await);
    assert_eq!(viewer.get(&path).await.expect(200).body["actions"], json!(["delete_member"]));
    let admin = app.library().admin().await;
    assert_eq!(admin.get(&path).await.expect(200).body["actions"], json!(["update_member", "delete_member"]));
    assert_eq!(app.library().coordinator().await.get(&path).await.expect(200).body["actions"], json!([]));
    assert_eq!(app.operator().await.get(&path).await.expect(200).body["actions"], json!([]));
    app.library().contributor().await.get(&path).await.expect(404);
    app.other_library().admin().await.get(&path).await.expect(404);
}

#[tokio::test]
async fn only_an_admin_of_the_tenant_changes_and_removes_others() {
    let app = App::new().await;
    let contributor = app.library().contributor().await;
    let path = format!("/v1/members/{}", membership_id(&contributor).await);
    let body = json!({"role": "admin"});
    for (client, status) in [
        (app.library().viewer().await, 404),
        (app.library().coordinator().await, 403),
        (app.other_library().admin().await, 404),
        (app.partner().admin().await, 404),
        (app.operator().await, 403),
    ] {
        client.patch(&path, body.clone()).await.expect(status);
        client.delete(&path).await.expect(status);
    }
    contributor.patch(&path, body).await.expect(403);
    contributor.get("/v1/me").await.expect(200);
}

#[tokio::test]
async fn a_changed_role_takes_effect_at_once() {
    let app = App::new().await;
    let (admin, viewer) = (app.library().admin().await, app.library().viewer().await);
    let path = format!("/v1/members/{}", membership_id(&viewer).await);
    viewer.get("/v1/members").await.expect(403);
    let changed = admin.patch(&path, json!({"role": "coordinator"})).await.expect(200);
    assert_eq!(changed.body["role"], "coordinator");
    viewer.get("/v1/members").await.expect(200);
    admin.patch(&path, json!({"role": "viewer"})).await.expect(200);
    viewer.get("/v1/members").await.expect(403);
}

#[tokio::test]
async fn a_removed_member_is_out_at_once_and_can_be_invited_again() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let member = newcomer(&app, &admin, "noor@new.example", "contributor").await;
    let path = format!("/v1/members/{}", membership_id(&member).await);
    member.get("/v1/organizations").await.expect(200);
    admin.delete(&path).await.expect(204);
    member.get("/v1/organizations").await.expect(401);
    admin.get(&path).await.expect(404);
    // The account is still there and belongs nowhere: it sees nothing, and can accept another invitation.
    let signed_in = super::sign_in(&app, "noor@new.example", super::JOINED, None).await.expect(201);
    assert_eq!(signed_in.body["organization"], json!(null));
    let nowhere = super::caller(&app, &signed_in);
    assert_eq!(nowhere.get("/v1/organizations").await.expect(200).body["items"], json!([]));
    nowhere.get("/v1/members").await.expect(403);
    nowhere.post("/v1/organizations", json!({"name": "A"})).await.expect(403);
    let again = invite(&admin, "noor@new.example", "viewer").await;
    app.nobody().post("/v1/invitations/accept", acceptance(&again.body["secret"])).await.expect(401);
    nowhere.post("/v1/invitations/accept", json!({"secret": again.body["secret"]})).await.expect(200);
    let riverside = json!({"organization_id": again.body["organization"]["id"]});
    let switched = nowhere.post("/v1/sessions/switch", riverside).await.expect(200);
    assert_eq!(switched.body["organization"]["role"], "viewer");
}

#[tokio::test]
async fn a_person_leaves_and_keeps_what_is_elsewhere() {
    let app = App::new().await;
    let email = "viewer@hillside.example";
    join_too(&app, &app.library().admin().await, email, "viewer").await;
    let me = app.other_library().coordinator().await;
    let hillside = me.get("/v1/me").await.body["organization"]["id"].clone();
    let signed_in =
        super::sign_in(&app, email, ligature::demo::PASSWORD, hillside.as_str()).await.expect(201);
    let client = super::caller(&app, &signed_in);
    client.delete(&format!("/v1/members/{}", membership_id(&client).await)).await.expect(204);
    client.get("/v1/me").await.expect(401);
    let signed_in = super::sign_in(&app, email, ligature::demo::PASSWORD, None).await.expect(201);
    assert_eq!(signed_in.body["organization"]["name"], "Riverside Public Library");
}

#[tokio::test]
async fn an_edit_of_a_row_that_changed_meanwhile_is_refused() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let path = format!("/v1/members/{}", membership_id(&app.library().viewer().await).await);
    let etag = admin.get(&path).await.header("etag").to_owned();
    let patch = |role: &str| {
        let request = admin.request(reqwest::Method::PATCH, &path).header("If-Match", &etag);
        crate::support::client::send(request.json(&json!({"role": role})))
    };
    patch("contributor").await.expect(200);
    patch("coordinator").await.expect(412);
    assert_eq!(admin.get(&path).await.body["role"], "contributor");
}

#[tokio::test]
async fn names_are_changed_by_their_owner() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let me = viewer.patch("/v1/me", json!({"name": "Vera L."})).await.expect(200);
    assert_eq!(me.body["name"], "Vera L.");
    assert_eq!(me.body["actions"], json!(["update_me", "change_password"]));
    assert_eq!(viewer.patch("/v1/me", json!({"name": " "})).await.expect(422).pointers(), ["/name"]);
    assert_eq!(viewer.patch("/v1/me", json!({"operator": true})).await.expect(422).pointers(), ["/operator"]);
    let person = person_id(&viewer).await;
    let seen = app.library().admin().await.get("/v1/members").await.expect(200);
    let row =
        seen.body["items"].as_array().unwrap().iter().find(|row| row["person"]["id"] == person.as_str());
    assert_eq!(row.unwrap()["person"]["name"], "Vera L.");
}
