//! Claims: a partner asks for its own entry.

use serde_json::{Value, json};

use super::entry;
use crate::support::{App, Client, client};

fn claim(organization: &str) -> Value {
    json!({"organization_id": organization, "reason": "canary-claim"})
}

async fn claimed(client: &Client, organization: &str) -> String {
    client.post("/v1/claims", claim(organization)).await.expect(201).header("location").to_owned()
}

#[tokio::test]
async fn approval_makes_the_claimant_the_steward_and_declines_the_others() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    let contact = json!({"organization_id": organization, "name": "Ann"});
    let contact = coordinator.post("/v1/contacts", contact).await.expect(201).header("location").to_owned();
    let partner = app.partner().admin().await;
    let path = claimed(&partner, &organization).await;
    let other = claimed(&app.other_partner().admin().await, &organization).await;
    let seen = coordinator.get(&path).await.expect(200);
    assert_eq!(seen.body["claimant"]["name"], "Lakeshore Museum");
    assert_eq!(seen.body["actions"], json!(["approve_claim", "decline_claim"]));
    assert_eq!(partner.get(&path).await.expect(200).body["actions"], json!([]));

    let approve = format!("{path}/approve");
    let approved = coordinator.post(&approve, json!({"reason": "By telephone."})).await.expect(200);
    assert_eq!(
        (&approved.body["status"], &approved.body["decision_reason"]),
        (&json!("approved"), &json!("By telephone."))
    );
    let shown = partner.get(&format!("/v1/organizations/{organization}")).await.expect(200);
    assert_eq!(shown.body["steward"]["name"], "Lakeshore Museum");
    partner.get(&contact).await.expect(200);
    coordinator.get(&contact).await.expect(404);
    coordinator.patch(&format!("/v1/organizations/{organization}"), json!({"name": "x"})).await.expect(403);
    assert_eq!(coordinator.get(&path).await.expect(200).body["status"], "approved");
    let declined = app.other_partner().viewer().await.get(&other).await.expect(200);
    assert_eq!(declined.body["status"], "declined");
    let operator = app.operator().await;
    for verb in ["approve", "decline"] {
        let again = operator.post(&format!("{path}/{verb}"), json!({})).await.expect(409);
        assert_eq!(again.body["code"], "already_decided");
    }
}

#[tokio::test]
async fn claimant_steward_and_operator_see_a_claim_and_nobody_else() {
    let app = App::new().await;
    let organization = entry(&app.library().coordinator().await, "Lantern Theatre", "partners").await;
    let path = claimed(&app.partner().admin().await, &organization).await;
    for client in [app.partner().viewer().await, app.library().viewer().await, app.operator().await] {
        client.get(&path).await.expect(200);
        let list = format!("/v1/claims?organization_id={organization}&status=open&include_total=true");
        assert_eq!(client.get(&list).await.expect(200).body["total"], 1);
    }
    for client in [app.other_partner().admin().await, app.other_library().admin().await] {
        client.get(&path).await.expect(404);
        client.post(&format!("{path}/approve"), json!({})).await.expect(404);
        let list = client.get("/v1/claims?include_total=true").await.expect(200);
        assert!(!list.text.contains("canary-claim"));
    }
}

#[tokio::test]
async fn a_claim_is_decided_by_the_library_that_is_steward_or_by_the_operator() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    let path = claimed(&app.partner().admin().await, &organization).await;
    for client in [app.library().contributor().await, app.partner().admin().await] {
        client.post(&format!("{path}/approve"), json!({})).await.expect(403);
    }
    coordinator.post(&format!("{path}/decline"), json!({"reason": "Not they."})).await.expect(200);
    let path = claimed(&app.partner().admin().await, &organization).await;
    app.operator().await.post(&format!("{path}/approve"), json!({})).await.expect(200);
    // A partner that is steward does not decide about a claim to its entry.
    let path = claimed(&app.other_partner().admin().await, &organization).await;
    app.partner().admin().await.post(&format!("{path}/approve"), json!({})).await.expect(403);
    app.operator().await.post(&format!("{path}/approve"), json!({})).await.expect(200);
}

#[tokio::test]
async fn who_may_claim_what() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    let hidden = entry(&coordinator, "Hidden", "internal").await;
    for client in [app.partner().coordinator().await, app.other_library().admin().await, app.operator().await]
    {
        client.post("/v1/claims", claim(&organization)).await.expect(403);
    }
    let admin = app.partner().admin().await;
    assert_eq!(admin.post("/v1/claims", claim(&hidden)).await.expect(422).pointers(), ["/organization_id"]);
    let own = entry(&app.partner().coordinator().await, "Own", "partners").await;
    assert_eq!(admin.post("/v1/claims", claim(&own)).await.expect(409).body["code"], "already_steward");
    let tenants = admin.get("/v1/organizations?q=hillside+county").await;
    let tenant = tenants.body["items"][0]["id"].as_str().unwrap();
    assert_eq!(admin.post("/v1/claims", claim(tenant)).await.expect(409).body["code"], "has_side");
    claimed(&admin, &organization).await;
    assert_eq!(admin.post("/v1/claims", claim(&organization)).await.expect(409).body["code"], "already_open");
    let blank = json!({"organization_id": organization, "reason": ""});
    assert_eq!(admin.post("/v1/claims", blank).await.expect(422).pointers(), ["/reason"]);
}

#[tokio::test]
async fn of_claims_approved_at_once_one_wins() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    let paths = [
        claimed(&app.partner().admin().await, &organization).await,
        claimed(&app.other_partner().admin().await, &organization).await,
    ];
    let approve = |path: &String| {
        let request = coordinator.request(reqwest::Method::POST, &format!("{path}/approve"));
        client::send(request.json(&json!({})))
    };
    let (one, other) = tokio::join!(approve(&paths[0]), approve(&paths[1]));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    // The loser lost the entry before it could decide: it was declined, or the entry is not its own any more.
    assert_eq!(statuses[0], 200, "{} {}", one.text, other.text);
    assert!([403, 409].contains(&statuses[1]), "{} {}", one.text, other.text);
}

#[tokio::test]
async fn an_invitation_made_before_a_claim_was_approved_takes_nothing_from_the_claimant() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    for (number, inviter) in [app.library().admin().await, app.operator().await].into_iter().enumerate() {
        let organization = match number {
            0 => entry(&coordinator, "Lantern Theatre", "partners").await,
            _ => entry(&inviter, "Lantern Theatre", "partners").await,
        };
        let email = format!("head{number}@lantern.example");
        let tenant = json!({"organization_id": organization, "side": "partner", "admin_email": email});
        let invited = inviter.post("/v1/tenants", tenant).await.expect(201);
        let partner = app.partner().admin().await;
        let path = claimed(&partner, &organization).await;
        inviter.post(&format!("{path}/approve"), json!({})).await.expect(200);

        let secret = &invited.body["invitation"]["secret"];
        let accept = json!({"secret": secret, "name": "Head", "password": "correct horse battery"});
        app.nobody().post("/v1/invitations/accept", accept).await.expect(404);
        let path = format!("/v1/organizations/{organization}");
        let kept = partner.get(&path).await.expect(200);
        assert_eq!(kept.body["steward"]["name"], "Lakeshore Museum");
        assert_eq!(kept.body["side"], Value::Null);
        partner.patch(&path, json!({"description": "Ours."})).await.expect(200);
    }
}
