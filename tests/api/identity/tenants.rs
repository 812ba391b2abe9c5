//! Organizations get a side and a first admin.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{acceptance, caller, sign_in};
use crate::support::{App, Client, Clock, client::send};

/// A new partner to be.
fn new_partner(name: &str, email: &str) -> Value {
    json!({"organization": {"name": name}, "side": "partner", "admin_email": email})
}

/// An entry of the directory, made by the caller.
async fn entry(client: &Client, body: Value) -> String {
    client.post("/v1/organizations", body).await.expect(201).id()
}

#[tokio::test]
async fn the_entry_gets_its_side_when_its_first_admin_accepts() {
    for side in ["library", "partner"] {
        let app = App::new().await;
        let operator = app.operator().await;
        let id = entry(&operator, json!({"name": "Harbor Story House"})).await;
        let body = json!({"organization_id": id, "side": side, "admin_email": "head@harbor.example"});
        let invited = operator.post("/v1/tenants", body).await.expect(201);
        assert_eq!(invited.id(), id);
        assert_eq!(invited.header("location"), format!("/v1/tenants/{id}"));
        assert_eq!(invited.body["status"], "invited");
        assert_eq!(invited.body["side"], Value::Null);
        assert_eq!(invited.body["invitation"]["side"], side);
        assert_eq!(invited.body["invitation"]["role"], "admin");
        let entry_path = format!("/v1/organizations/{id}");
        assert_eq!(operator.get(&entry_path).await.expect(200).body["side"], Value::Null);

        let secret = &invited.body["invitation"]["secret"];
        let joined = app.nobody().post("/v1/invitations/accept", acceptance(secret)).await.expect(200);
        assert_eq!(joined.body["role"], "admin");
        assert_eq!(joined.body["organization"]["id"], id);
        let found = operator.get(&format!("/v1/tenants/{id}")).await.expect(200);
        assert_eq!(found.body["status"], "active");
        assert_eq!(found.body["side"], side);
        assert_eq!(found.body["invitation"], Value::Null);

        let signed_in = sign_in(&app, "head@harbor.example", super::JOINED, None).await.expect(201);
        assert_eq!(signed_in.body["organization"]["side"], side);
        let own = caller(&app, &signed_in).get(&entry_path).await.expect(200);
        assert_eq!(own.body["steward"]["id"], id);
        assert!(own.body["actions"].as_array().unwrap().contains(&json!("update_organization")));
    }
}

#[tokio::test]
async fn the_link_holds_the_secret_in_its_fragment_and_is_shown_once() {
    let app = App::new().await;
    let operator = app.operator().await;
    let made =
        operator.post("/v1/tenants", new_partner("Lantern Theatre", "a@lantern.example")).await.expect(201);
    let (link, secret) = (&made.body["invitation"]["link"], &made.body["invitation"]["secret"]);
    let (page, fragment) = link.as_str().unwrap().split_once('#').unwrap();
    assert!(page.starts_with(&app.base), "{page}");
    assert!(fragment.ends_with(secret.as_str().unwrap()));
    assert_eq!(made.header("cache-control"), "no-store");
    for path in [format!("/v1/tenants/{}", made.id()), "/v1/tenants".to_owned(), "/v1/invitations".to_owned()]
    {
        let again = operator.get(&path).await.expect(200);
        assert!(again.text.contains("a@lantern.example"), "{path}");
        assert!(!again.text.contains(secret.as_str().unwrap()), "{path}");
    }
}

#[tokio::test]
async fn a_key_sent_twice_makes_one_tenant_and_hides_its_secret() {
    let app = App::new().await;
    let operator = app.operator().await;
    let request = || {
        let request =
            operator.request(reqwest::Method::POST, "/v1/tenants").header("Idempotency-Key", "once");
        send(request.json(&new_partner("Lantern Theatre", "a@lantern.example")))
    };
    let made = request().await.expect(201);
    let again = request().await.expect(409);
    assert_eq!(again.body["code"], "already_done");
    assert_eq!(again.body["id"], made.body["id"]);
}

#[tokio::test]
async fn a_librarys_admin_invites_partners_whose_entries_the_library_keeps() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let kept =
        entry(&app.library().coordinator().await, json!({"name": "Kept", "visibility": "internal"})).await;
    let invite = |id: &str, side: &str| {
        let body = json!({"organization_id": id, "side": side, "admin_email": "head@kept.example"});
        let admin = admin.clone();
        async move { admin.post("/v1/tenants", body).await }
    };
    invite(&kept, "library").await.expect(403);
    let made = invite(&kept, "partner").await.expect(201);
    admin.get(made.header("location")).await.expect(200);
    let secret = &made.body["invitation"]["secret"];
    app.nobody().post("/v1/invitations/accept", acceptance(secret)).await.expect(200);
    let own = caller(&app, &sign_in(&app, "head@kept.example", super::JOINED, None).await.expect(201));
    assert_eq!(own.get(&format!("/v1/organizations/{kept}")).await.expect(200).body["steward"]["id"], kept);
    // The entry is the partner's now, and internal to it.
    admin.get(&format!("/v1/organizations/{kept}")).await.expect(404);
    admin.get(made.header("location")).await.expect(404);
    app.operator().await.get(made.header("location")).await.expect(200);

    admin.post("/v1/tenants", new_partner("Made anew", "head@new.example")).await.expect(201);
}

#[tokio::test]
async fn nobody_else_makes_tenants() {
    let app = App::new().await;
    let (library, partner) = (app.library(), app.partner());
    for role in ["viewer", "contributor", "coordinator"] {
        let client = library.person(role).await;
        client.post("/v1/tenants", new_partner("A", "a@a.example")).await.expect(403);
        client.get("/v1/tenants").await.expect(403);
    }
    for role in ["viewer", "contributor", "coordinator", "admin"] {
        let client = partner.person(role).await;
        client.post("/v1/tenants", new_partner("A", "a@a.example")).await.expect(403);
        client.get("/v1/tenants").await.expect(403);
    }
    app.nobody().post("/v1/tenants", new_partner("A", "a@a.example")).await.expect(401);
}

#[tokio::test]
async fn a_librarys_admin_leaves_entries_of_others_alone() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let others = app.other_library().coordinator().await;
    let shown = entry(&others, json!({"name": "Shown"})).await;
    let hidden = entry(&others, json!({"name": "Hidden", "visibility": "internal"})).await;
    let of = |id: &str| json!({"organization_id": id, "side": "partner", "admin_email": "a@a.example"});
    admin.post("/v1/tenants", of(&shown)).await.expect(403);
    let answer = admin.post("/v1/tenants", of(&hidden)).await.expect(422);
    assert_eq!(answer.pointers(), ["/organization_id"]);
    let unknown = admin.post("/v1/tenants", of("019b76da-a800-7000-8000-00000000dead")).await.expect(422);
    assert_eq!(answer.body["errors"], unknown.body["errors"]);
    // What was refused left nothing behind: there is the library itself, no more.
    let seen = admin.get("/v1/tenants?include_total=true").await.expect(200);
    assert_eq!(
        (&seen.body["total"], &seen.body["items"][0]["name"]),
        (&json!(1), &json!("Riverside Public Library"))
    );
}

#[tokio::test]
async fn one_first_admin_is_invited_at_a_time() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let (operator, admin) = (app.operator().await, app.library().admin().await);
    let id = entry(&app.library().coordinator().await, json!({"name": "Kept"})).await;
    let body = json!({"organization_id": id, "side": "partner", "admin_email": "a@a.example"});
    let first = admin.post("/v1/tenants", body.clone()).await.expect(201);
    let refused = operator.post("/v1/tenants", body.clone()).await.expect(409);
    assert_eq!(refused.body["code"], "already_invited");
    assert_eq!(refused.body["id"], first.body["invitation"]["id"]);

    let invitation = format!("/v1/invitations/{}", first.body["invitation"]["id"].as_str().unwrap());
    admin.delete(&invitation).await.expect(204);
    let second = operator.post("/v1/tenants", body.clone()).await.expect(201);
    assert_eq!(admin.post("/v1/tenants", body.clone()).await.expect(409).body["code"], "already_invited");

    clock.advance(TimeDelta::days(7));
    let (operator, late) = (app.operator().await, acceptance(&second.body["invitation"]["secret"]));
    app.nobody().post("/v1/invitations/accept", late).await.expect(404);
    let third = operator.post("/v1/tenants", body.clone()).await.expect(201);
    let accepted = acceptance(&third.body["invitation"]["secret"]);
    app.nobody().post("/v1/invitations/accept", accepted).await.expect(200);
    assert_eq!(operator.post("/v1/tenants", body).await.expect(409).body["code"], "has_side");
}

#[tokio::test]
async fn of_many_requests_for_one_entry_one_succeeds() {
    let app = App::new().await;
    let operator = app.operator().await;
    let id = entry(&operator, json!({"name": "Wanted"})).await;
    let body = json!({"organization_id": id, "side": "partner", "admin_email": "a@a.example"});
    let answers =
        futures_util::future::join_all((0..6).map(|_| operator.post("/v1/tenants", body.clone()))).await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}

#[tokio::test]
async fn the_operator_sees_all_tenants() {
    let app = App::new().await;
    let operator = app.operator().await;
    let page = operator.get("/v1/tenants?include_total=true").await.expect(200);
    let names: Vec<_> = page.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tenant| tenant["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["Hillside County Library", "Lakeshore Museum", "Riverside Job Center", "Riverside Public Library"]
    );
    assert_eq!(page.body["total"], 4);
    let museum = format!("/v1/tenants/{}", page.body["items"][1]["id"].as_str().unwrap());
    for client in [app.library().admin().await, app.partner().admin().await, app.partner().viewer().await] {
        client.get(&museum).await.expect(404);
    }
}

#[tokio::test]
async fn all_faults_of_a_tenant_are_told() {
    let app = App::new().await;
    let operator = app.operator().await;
    let body = json!({"side": "partner", "admin_email": "nobody"});
    let answer = operator.post("/v1/tenants", body).await.expect(422);
    assert_eq!(answer.pointers(), ["/admin_email", "/organization_id"]);
    let term = "019b76da-a800-7000-8000-00000000dead";
    let body = json!({"organization": {"name": "A", "terms": [term]}, "side": "partner", "admin_email": "a@a.example"});
    assert_eq!(operator.post("/v1/tenants", body).await.expect(422).pointers(), ["/organization/terms/0"]);
    let body = json!({"organization": {"name": ""}, "side": "partner", "admin_email": "a@a.example"});
    assert_eq!(operator.post("/v1/tenants", body).await.expect(422).pointers(), ["/organization/name"]);
    let body = json!({"organization": {"name": "A"}, "organization_id": term, "side": "partner", "admin_email": "a@a.example"});
    assert_eq!(operator.post("/v1/tenants", body).await.expect(422).pointers(), ["/organization"]);
}

#[tokio::test]
async fn a_website_is_an_address_and_no_markup() {
    let app = App::new().await;
    let operator = app.operator().await;
    for website in ["https://a.example/<script>", "https://a.example/\"onclick=", "javascript:alert(1)"] {
        let organization = json!({"name": "A", "website": website});
        let answer = operator.post("/v1/organizations", organization.clone()).await.expect(422);
        assert_eq!(answer.pointers(), ["/website"], "{website}");
        let body = json!({"organization": organization, "side": "partner", "admin_email": "a@a.example"});
        let answer = operator.post("/v1/tenants", body).await.expect(422);
        assert_eq!(answer.pointers(), ["/organization/website"], "{website}");
    }
}
