//! What evaluations say against proposing a partnership, and how an admin overrides that.

use serde_json::{Value, json};

use super::{code, draft, path, step, tenant};
use crate::support::{App, Client};

const PERSPECTIVES: &str = "01900000-0000-7000-8000-0000000e0003";
pub(super) const CONSIDERATIONS: &str = "01900000-0000-7000-8000-0000000e0002";

/// A closed round of the caller's library, everything rated so, or nothing.
pub(super) async fn round(
    coordinator: &Client,
    organization: &str,
    instrument: &str,
    rating: Option<u8>,
) -> String {
    let round = json!({"organization_id": organization, "instrument_id": instrument});
    let round = coordinator.post("/v1/rounds", round).await.expect(201).id();
    if let Some(rating) = rating {
        let content = coordinator.get(&format!("/v1/instruments/{instrument}")).await.expect(200).body;
        let items = content["factors"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|factor| factor["items"].as_array().unwrap());
        let ratings: Vec<Value> = items.map(|item| json!({"item": item["code"], "value": rating})).collect();
        let sheet = coordinator.post("/v1/evaluations", json!({"round_id": round})).await.expect(201).id();
        coordinator.patch(&format!("/v1/evaluations/{sheet}"), json!({"ratings": ratings})).await.expect(200);
        coordinator.post(&format!("/v1/evaluations/{sheet}/submit"), json!({})).await.expect(200);
    }
    coordinator.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    round
}

#[tokio::test]
async fn the_latest_closed_round_blocks_a_proposal_until_an_admin_overrides_it() {
    let app = App::new().await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let kites = lead.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let id = draft(&lead, &[&kites, &tenant(1)]).await;
    let none = admin.post(&format!("{}/override", path(&id)), json!({"reason": "x"})).await.expect(409);
    assert_eq!(code(&none), "nothing_to_override");
    let blocked = round(&lead, &kites, PERSPECTIVES, Some(0)).await;
    let refused = step(&lead, &id, "propose").await.expect(409);
    assert_eq!((code(&refused), &refused.body["id"]), ("deal_breaker", &json!(blocked)));
    assert!(refused.body["detail"].as_str().unwrap().contains("Kite Club"), "{}", refused.text);
    let reason = json!({"reason": "canary of the reason"});
    lead.post(&format!("{}/override", path(&id)), reason.clone()).await.expect(403);
    let waived = admin.post(&format!("{}/override", path(&id)), reason).await.expect(200);
    assert_eq!(waived.body["waiver"]["round_ids"], json!([blocked]));
    let export = admin.get("/v1/me/export").await.expect(200).body;
    let waived = &export["partnerships"]["waivers"][0];
    assert_eq!((&waived["id"], &waived["text"]), (&json!(id), &json!("canary of the reason")));
    let seen = app.library().viewer().await.get(&path(&id)).await.expect(200);
    assert_eq!(
        seen.body["waiver"]["round_ids"],
        json!(null),
        "they are blocked, which their scores withhold"
    );
    // A later round that speaks against it is another matter, even without any rating.
    let undetermined = round(&lead, &kites, PERSPECTIVES, None).await;
    let refused = step(&lead, &id, "propose").await.expect(409);
    assert_eq!((code(&refused), &refused.body["id"]), ("deal_breaker", &json!(undetermined)));
    // A later round that is clear takes it back.
    round(&lead, &kites, PERSPECTIVES, Some(1)).await;
    let proposed = step(&lead, &id, "propose").await.expect(200);
    assert_eq!(proposed.body["waiver"]["reason"], "canary of the reason");
    let other = app.other_library().admin().await;
    let seen = other.get(&path(&id)).await.expect(200);
    assert_eq!(seen.body["waiver"], json!(null));
    let events = other.get("/v1/events?limit=200&sort=-created_at").await.expect(200).text;
    assert!(!events.contains("canary of the reason"));
    assert!(!other.get("/v1/events?resource=waiver").await.expect(200).text.contains("canary"));
}

#[tokio::test]
async fn what_does_not_block() {
    let app = App::new().await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().coordinator().await);
    let kites = json!({"name": "Kite Club", "visibility": "partners"});
    let kites = lead.post("/v1/organizations", kites).await.expect(201).id();
    // Another library's round, an open one, and one by an instrument without deal-breakers.
    round(&other, &kites, PERSPECTIVES, Some(0)).await;
    round(&lead, &kites, CONSIDERATIONS, Some(1)).await;
    lead.post("/v1/rounds", json!({"organization_id": kites, "instrument_id": PERSPECTIVES}))
        .await
        .expect(201);
    let id = draft(&lead, &[&kites]).await;
    step(&lead, &id, "propose").await.expect(200);
}

#[tokio::test]
async fn each_instrument_with_deal_breakers_blocks_for_itself() {
    let app = App::new().await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let insurance = json!({
        "name": "Insurance", "scale": {"labels": [{"value": 0, "label": "no"}, {"value": 1, "label": "yes"}]},
        "factors": [{"code": "1", "name": "Cover", "items": [{"code": "1a", "name": "Insured", "minimum": 1}]}],
    });
    let insurance = admin.post("/v1/instruments", insurance).await.expect(201).id();
    admin.post(&format!("/v1/instruments/{insurance}/publish"), json!({})).await.expect(200);
    let kites = lead.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let id = draft(&lead, &[&kites]).await;
    let uninsured = round(&lead, &kites, &insurance, Some(0)).await;
    // A later round by the other instrument, which is clear, takes nothing back.
    round(&lead, &kites, PERSPECTIVES, Some(1)).await;
    let refused = step(&lead, &id, "propose").await.expect(409);
    assert_eq!((code(&refused), &refused.body["id"]), ("deal_breaker", &json!(uninsured)));
    let detail = refused.body["detail"].as_str().unwrap();
    assert!(detail.contains("insurance") && !detail.contains("perspectives"), "{detail}");
    // With both against it both are told, and overridden at once.
    let blocked = round(&lead, &kites, PERSPECTIVES, Some(0)).await;
    let refused = step(&lead, &id, "propose").await.expect(409);
    let detail = refused.body["detail"].as_str().unwrap();
    assert!(detail.contains("insurance") && detail.contains("perspectives"), "{detail}");
    let reason = json!({"reason": "The county insures them."});
    let waived = admin.post(&format!("{}/override", path(&id)), reason.clone()).await.expect(200);
    assert_eq!(waived.body["waiver"]["round_ids"], json!([uninsured, blocked]));
    // A new round by one of them is not overridden.
    let again = round(&lead, &kites, &insurance, Some(0)).await;
    let refused = step(&lead, &id, "propose").await.expect(409);
    assert_eq!(refused.body["id"], json!(again));
    let detail = refused.body["detail"].as_str().unwrap();
    assert!(detail.contains("insurance") && !detail.contains("perspectives"), "{detail}");
    round(&lead, &kites, &insurance, Some(1)).await;
    step(&lead, &id, "propose").await.expect(200);
}
