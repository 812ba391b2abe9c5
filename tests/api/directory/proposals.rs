//! Proposals: others than the steward propose changes of an entry.

use serde_json::{Value, json};

use super::entry;
use crate::support::App;

#[expect(clippy::needless_pass_by_value, reason = "json! makes it on the spot")]
fn proposal(organization: &str, patch: Value) -> Value {
    json!({"organization_id": organization, "patch": patch, "reason": "canary-proposal"})
}

#[tokio::test]
async fn an_accepted_proposal_changes_the_entry_as_it_is_by_then() {
    let app = App::new().await;
    let steward = app.library().coordinator().await;
    let organization = entry(&steward, "Lantern Theatre", "partners").await;
    let patch = json!({"website": "https://lantern.example", "email": null});
    let partner = app.partner().coordinator().await;
    let made = partner.post("/v1/proposals", proposal(&organization, patch.clone())).await.expect(201);
    assert_eq!((&made.body["patch"], &made.body["status"]), (&patch, &json!("open")));
    let path = format!("/v1/organizations/{organization}");
    steward.patch(&path, json!({"name": "Lantern Stage"})).await.expect(200);
    let accept = format!("{}/accept", made.header("location"));
    partner.post(&accept, json!({})).await.expect(403);
    app.library().contributor().await.post(&accept, json!({})).await.expect(403);
    assert_eq!(steward.post(&accept, json!({})).await.expect(200).body["status"], "accepted");
    let changed = steward.get(&path).await.body;
    assert_eq!(
        (&changed["name"], &changed["website"]),
        (&json!("Lantern Stage"), &json!("https://lantern.example"))
    );
    assert_eq!(steward.post(&accept, json!({})).await.expect(409).body["code"], "already_decided");
    let found = partner.get("/v1/organizations?q=lantern+stage").await;
    assert_eq!(found.body["items"][0]["id"], organization.as_str());
}

#[tokio::test]
async fn a_declined_proposal_changes_nothing() {
    let app = App::new().await;
    let steward = app.library().coordinator().await;
    let organization = entry(&steward, "Lantern Theatre", "partners").await;
    let path = format!("/v1/organizations/{organization}");
    let before = steward.get(&path).await.body;
    let made = app.other_library().coordinator().await;
    let made = made.post("/v1/proposals", proposal(&organization, json!({"name": "x"}))).await.expect(201);
    let decline = format!("{}/decline", made.header("location"));
    let declined = steward.post(&decline, json!({"reason": "No."})).await.expect(200);
    assert_eq!(declined.body["decision_reason"], "No.");
    assert_eq!(steward.get(&path).await.body, before);
}

#[tokio::test]
async fn a_proposal_has_to_lead_to_an_organization() {
    let app = App::new().await;
    let steward = app.library().coordinator().await;
    let organization = entry(&steward, "Lantern Theatre", "partners").await;
    let partner = app.partner().coordinator().await;
    for (patch, pointer) in [
        (json!({}), "/patch"),
        (json!({"name": ""}), "/patch/name"),
        (json!({"email": "x"}), "/patch/email"),
        (json!({"name": 5}), "/patch/name"),
        (json!({"steward_id": organization}), "/patch/steward_id"),
        (json!({"terms": [uuid::Uuid::nil()]}), "/patch/terms/0"),
    ] {
        let refused = partner.post("/v1/proposals", proposal(&organization, patch.clone())).await.expect(422);
        assert_eq!(refused.pointers(), [pointer], "{patch}");
    }
    let website = json!({"additional_websites": [{"url": "https://a.example"}]});
    let made = partner.post("/v1/proposals", proposal(&organization, website)).await.expect(201);
    assert_eq!(made.body["proposer"]["name"], "Lakeshore Museum");
}

#[tokio::test]
async fn who_proposes_and_who_sees_it() {
    let app = App::new().await;
    let steward = app.library().coordinator().await;
    let organization = entry(&steward, "Lantern Theatre", "partners").await;
    let hidden = entry(&steward, "Hidden", "internal").await;
    let body = proposal(&organization, json!({"name": "x"}));
    assert_eq!(steward.post("/v1/proposals", body.clone()).await.expect(409).body["code"], "own_entry");
    app.partner().contributor().await.post("/v1/proposals", body.clone()).await.expect(403);
    app.operator().await.post("/v1/proposals", body.clone()).await.expect(403);
    let partner = app.partner().coordinator().await;
    let refused = partner.post("/v1/proposals", proposal(&hidden, json!({"name": "x"}))).await;
    assert_eq!(refused.expect(422).pointers(), ["/organization_id"]);
    let path = partner.post("/v1/proposals", body).await.expect(201).header("location").to_owned();
    for client in [app.partner().viewer().await, app.library().viewer().await] {
        client.get(&path).await.expect(200);
        let list = format!("/v1/proposals?organization_id={organization}&status=open");
        assert_eq!(client.get(&list).await.expect(200).body["items"].as_array().unwrap().len(), 1);
    }
    for client in [app.other_partner().admin().await, app.other_library().admin().await, app.operator().await]
    {
        client.get(&path).await.expect(404);
        client.post(&format!("{path}/accept"), json!({})).await.expect(404);
        assert!(!client.get("/v1/proposals").await.expect(200).text.contains("canary-proposal"));
    }
}

#[tokio::test]
async fn the_operator_decides_where_an_entry_has_no_steward() {
    let app = App::new().await;
    let operator = app.operator().await;
    let organization = entry(&operator, "Lantern Theatre", "partners").await;
    let library = app.library().coordinator().await;
    let body = proposal(&organization, json!({"name": "Lantern Stage"}));
    let path = library.post("/v1/proposals", body).await.expect(201).header("location").to_owned();
    library.post(&format!("{path}/accept"), json!({})).await.expect(403);
    operator.post(&format!("{path}/accept"), json!({})).await.expect(200);
    let path = format!("/v1/organizations/{organization}");
    assert_eq!(library.get(&path).await.body["name"], "Lantern Stage");
}
