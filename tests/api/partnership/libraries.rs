//! Libraries with each other, and a school among them: the ordinary case of many parties.

use serde_json::json;

use super::{SCHOOLS, answer_for_schools, draft, path, status_of, step, tenant};
use crate::support::{App, Client};

/// The admin of a library that has just joined, and the library's id.
async fn third_library(app: &App) -> (Client, String) {
    let invited = json!({
        "organization": {"name": "Valley Library"}, "side": "library", "admin_email": "head@valley.example"
    });
    let invited = app.operator().await.post("/v1/tenants", invited).await.expect(201);
    let password = "correct horse battery";
    let accepted =
        json!({"secret": invited.body["invitation"]["secret"], "name": "Noor Rahman", "password": password});
    app.nobody().post("/v1/invitations/accept", accepted).await.expect(200);
    let session = json!({"email": "head@valley.example", "password": password});
    let session = app.nobody().post("/v1/sessions", session).await.expect(201);
    (app.bearer(session.body["access_token"].as_str().unwrap()), invited.id())
}

#[tokio::test]
async fn three_libraries_and_a_school_work_together() {
    let app = App::new().await;
    let (valley, third) = third_library(&app).await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let id = draft(&lead, &[&tenant(1), &third, SCHOOLS]).await;
    step(&lead, &id, "propose").await.expect(200);
    step(&valley, &id, "accept").await.expect(200);
    step(&app.other_library().admin().await, &id, "accept").await.expect(200);
    let active = answer_for_schools(&admin, &id, "accept", 1).await.expect(200);
    assert_eq!(active.body["state"], "active");
    let parts: Vec<_> =
        active.body["parties"].as_array().unwrap().iter().map(|party| party["part"].clone()).collect();
    assert_eq!(parts, ["lead", "partner", "partner", "partner"], "by its place, not by its side");
    let goal = valley.post("/v1/goals", json!({"partnership_id": id, "title": "Kites"})).await.expect(201);
    for caller in [&lead, &app.other_library().viewer().await] {
        caller.get(goal.header("location")).await.expect(200);
    }
    app.partner().admin().await.get(goal.header("location")).await.expect(404);
    // A library that is no lead does not answer for the school.
    let refused = answer_for_schools(&valley, &id, "leave", 1).await.expect(422);
    assert_eq!(refused.pointers(), ["/for_party/organization_id"]);
    let without = answer_for_schools(&admin, &id, "leave", 1).await.expect(200);
    assert_eq!((&without.body["state"], status_of(&without, SCHOOLS)), (&json!("active"), json!("left")));
    step(&valley, &id, "leave").await.expect(200);
    assert_eq!(valley.get(&path(&id)).await.expect(200).body["standing"], "former");
}

#[tokio::test]
async fn a_school_declines_on_paper() {
    let app = App::new().await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let id = draft(&lead, &[&tenant(1), SCHOOLS]).await;
    step(&lead, &id, "propose").await.expect(200);
    answer_for_schools(&app.other_library().admin().await, &id, "decline", 1).await.expect(422);
    let declined = answer_for_schools(&admin, &id, "decline", 1).await.expect(200);
    assert_eq!((&declined.body["state"], &declined.body["terms_version"]), (&json!("proposed"), &json!(2)));
    assert_eq!(status_of(&declined, SCHOOLS), "declined");
    let steps =
        lead.get(&format!("/v1/partnership-steps?partnership_id={id}&sort=-created_at")).await.expect(200);
    let last = &steps.body["items"][0];
    assert_eq!((&last["step"], &last["signer"]), (&json!("decline"), &json!("Ada Bergmann")));
    assert_eq!(last["acted_by"]["id"], json!(tenant(0)));
}
