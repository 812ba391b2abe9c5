//! Who sees what of a partnership: party, other party, invited, former, stranger; for whom a token acts.

use serde_json::{Value, json};

use super::{draft, path, step, tenant, three};
use crate::support::{App, Client};

async fn names(caller: &Client, query: &str) -> Vec<String> {
    let listed = caller.get(&format!("/v1/partnerships?limit=200{query}")).await.expect(200);
    let name = |row: &Value| row["name"].as_str().unwrap().to_owned();
    listed.body["items"].as_array().unwrap().iter().map(name).collect()
}

async fn history(caller: &Client, id: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for resource in ["partnership", "party", "partnership_step", "goal", "partnership_note", "waiver"] {
        let listed = caller
            .get(&format!("/v1/events?limit=200&sort=created_at&resource={resource}"))
            .await
            .expect(200);
        all.extend(listed.body["items"].as_array().unwrap().clone());
    }
    all.retain(|event| event.to_string().contains(id));
    all
}

#[tokio::test]
async fn a_draft_is_the_leads_alone_and_so_is_its_history() {
    let app = App::new().await;
    let lead = app.library().coordinator().await;
    let id = draft(&lead, &[&tenant(1)]).await;
    let canary = json!({"terms": {"statement": "canary of the first draft"}});
    lead.patch(&path(&id), canary).await.expect(200);
    lead.patch(&path(&id), json!({"terms": {"statement": "What is proposed."}})).await.expect(200);
    let goal = json!({"partnership_id": id, "title": "canary of a goal"});
    let goal = lead.post("/v1/goals", goal).await.expect(201);
    lead.delete(goal.header("location")).await.expect(204);
    let invited = app.other_library().admin().await;
    for other in [&invited, &app.partner().admin().await, &app.operator().await] {
        other.get(&path(&id)).await.expect(404);
        step(other, &id, "accept").await.expect(404);
        assert!(!names(other, "").await.contains(&"Kites".to_owned()));
        other.get(&format!("/v1/goals?partnership_id={id}")).await.expect(422);
        other
            .post("/v1/goals", json!({"partnership_id": id, "title": "x"}))
            .await
            .expect(if other.get("/v1/me").await.body["operator"] == json!(true) { 403 } else { 422 });
    }
    assert_eq!(history(&invited, &id).await.len(), 0);
    step(&lead, &id, "propose").await.expect(200);
    invited.get(&path(&id)).await.expect(200);
    let told = json!(history(&invited, &id).await).to_string();
    assert!(told.contains("propose_partnership"), "{told}");
    assert!(!told.contains("canary") && !told.contains("create_partnership"), "{told}");
    let own = json!(history(&app.library().admin().await, &id).await).to_string();
    assert!(own.contains("canary of the first draft") && own.contains("canary of a goal"), "{own}");
    let stranger = app.partner().admin().await;
    stranger.get(&path(&id)).await.expect(404);
    assert_eq!(history(&stranger, &id).await.len(), 0);
}

#[tokio::test]
async fn notes_are_of_one_side_alone() {
    let app = App::new().await;
    let id = three(&app).await;
    let ours = app.library().contributor().await;
    let note = json!({"partnership_id": id, "text": "canary of our side"});
    let note = ours.post("/v1/partnership-notes", note).await.expect(201);
    app.library().viewer().await.get(note.header("location")).await.expect(200);
    let before = app.other_partner().viewer().await.get(&path(&id)).await.expect(200);
    ours.patch(note.header("location"), json!({"text": "canary of our side, twice"})).await.expect(200);
    let after = app.other_partner().viewer().await.get(&path(&id)).await.expect(200);
    assert_eq!(before.text, after.text, "a note moves nothing that others see");
    for other in [app.other_library().admin().await, app.other_partner().admin().await, app.operator().await]
    {
        other.get(note.header("location")).await.expect(404);
        other.delete(note.header("location")).await.expect(404);
        assert!(!other.get("/v1/partnership-notes").await.expect(200).text.contains("canary of our side"));
        assert!(!json!(history(&other, &id).await).to_string().contains("canary of our side"));
    }
    let viewer = app.library().viewer().await;
    viewer.post("/v1/partnership-notes", json!({"partnership_id": id, "text": "x"})).await.expect(403);
    let unknown = json!({"partnership_id": uuid::Uuid::nil(), "text": "x"});
    assert_eq!(ours.post("/v1/partnership-notes", unknown).await.expect(422).pointers(), ["/partnership_id"]);
}

#[tokio::test]
async fn who_belongs_to_two_parties_acts_for_the_one_of_the_token() {
    let app = App::new().await;
    let lead = app.library().coordinator().await;
    let id = draft(&lead, &[&tenant(1)]).await;
    step(&lead, &id, "propose").await.expect(200);
    // The admin of the other party joins the lead as a viewer.
    let invitation = json!({"email": "admin@hillside.example", "role": "viewer"});
    let invited = app.library().admin().await.post("/v1/invitations", invitation).await.expect(201);
    let hillside = app.other_library().admin().await;
    hillside.post("/v1/invitations/accept", json!({"secret": invited.body["secret"]})).await.expect(200);
    let sign_in = |organization: String| json!({"email": "admin@hillside.example", "password": ligature::demo::PASSWORD, "organization_id": organization});
    let token = |answer: crate::support::Answer| answer.body["access_token"].as_str().unwrap().to_owned();
    let for_lead = token(app.nobody().post("/v1/sessions", sign_in(tenant(0))).await.expect(201));
    let for_lead = app.bearer(&for_lead);
    let for_other = token(app.nobody().post("/v1/sessions", sign_in(tenant(1))).await.expect(201));
    let for_other = app.bearer(&for_other);
    let as_lead = for_lead.get(&path(&id)).await.expect(200);
    assert_eq!((&as_lead.body["standing"], &as_lead.body["actions"]), (&json!("lead"), &json!([])));
    step(&for_lead, &id, "accept").await.expect(403);
    let as_other = for_other.get(&path(&id)).await.expect(200);
    assert_eq!(as_other.body["standing"], "party");
    assert_eq!(step(&for_other, &id, "accept").await.expect(200).body["state"], "active");
}

#[tokio::test]
async fn lists_are_filtered_by_state_and_party() {
    let app = App::new().await;
    let (lead, stranger) = (app.library().coordinator().await, app.partner().coordinator().await);
    let id = draft(&lead, &[&tenant(1)]).await;
    let named = |names: Vec<String>| names.contains(&"Kites".to_owned());
    assert!(named(names(&lead, "&state=draft").await));
    assert!(!named(names(&lead, "&state=proposed").await));
    assert!(named(names(&lead, &format!("&organization_id={}", tenant(1))).await));
    assert!(!named(names(&lead, &format!("&organization_id={}", tenant(3))).await));
    lead.get("/v1/partnerships?state=none").await.expect(422);
    step(&lead, &id, "propose").await.expect(200);
    assert!(named(names(&lead, "&state=proposed").await));
    let theirs = names(&stranger, &format!("&organization_id={}", tenant(1))).await;
    assert!(!named(theirs.clone()), "{theirs:?}");
}
