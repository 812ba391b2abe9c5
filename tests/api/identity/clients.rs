//! API clients: how they ask for tokens, what these allow, and when they end.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, App, Client, Clock, client};

/// A client made by an admin of Riverside.
struct Made {
    id: String,
    secret: String,
}

impl Made {
    async fn with(admin: &Client, role: &str, scopes: &[&str]) -> Self {
        let input = json!({"name": "Tester", "role": role, "scopes": scopes});
        let made = admin.post("/v1/clients", input).await.expect(201);
        Self { id: made.id(), secret: made.body["client_secret"].as_str().unwrap().to_owned() }
    }

    fn form(&self) -> String {
        format!("grant_type=client_credentials&client_id={}&client_secret={}", self.id, self.secret)
    }

    async fn caller(&self, app: &App) -> Client {
        let answer = app.token(&self.form()).await.expect(200);
        app.bearer(answer.body["access_token"].as_str().unwrap())
    }
}

/// A request for a token with the credentials in the header.
async fn basic(app: &App, credentials: &str, form: &str) -> Answer {
    let request = app
        .nobody()
        .request(Method::POST, "/oauth/token")
        .header("authorization", format!("Basic {}", STANDARD.encode(credentials)))
        .header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    client::send(request.body(form.to_owned())).await
}

#[tokio::test]
async fn a_token_is_asked_for_by_header_or_form_as_the_standard_says() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let made = Made::with(&admin, "coordinator", &["evaluation:read", "directory:read"]).await;
    let answer = app.token(&made.form()).await.expect(200);
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["expires_in"], 900);
    assert_eq!(answer.body["scope"], "directory:read evaluation:read");
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
    let Made { id, secret } = &made;
    let grant = "grant_type=client_credentials";
    let answer = basic(&app, &format!("{id}:{secret}"), &format!("{grant}&scope=directory:read")).await;
    assert_eq!(answer.expect(200).body["scope"], "directory:read");
    // Both halves are form-encoded first (RFC 6749, 2.3.1); an empty parameter counts as left out.
    let encoded = secret.replace('-', "%2D").replace('_', "%5F");
    basic(&app, &format!("{id}:{encoded}"), &format!("{grant}&scope=&client_secret=")).await.expect(200);

    let form = made.form();
    for (form, status, error) in [
        (form.replace(secret.as_str(), "other"), 401, "invalid_client"),
        (form.replace(id.as_str(), "019b8d62-7a80-7292-8000-000000000001"), 401, "invalid_client"),
        (form.replace(id.as_str(), "nobody"), 401, "invalid_client"),
        (grant.to_owned(), 401, "invalid_client"),
        (form.replace("client_credentials", "password"), 400, "unsupported_grant_type"),
        (form.replace("grant_type=client_credentials&", ""), 400, "invalid_request"),
        (format!("{form}&client_id={id}"), 400, "invalid_request"),
        (format!("{form}&scope=directory:write"), 400, "invalid_scope"),
        (format!("{form}&scope=directory:read+everything"), 400, "invalid_scope"),
    ] {
        let answer = app.token(&form).await.expect(status);
        assert_eq!(answer.body["error"], error, "{form}");
        assert_eq!(answer.header("www-authenticate").starts_with("Basic"), status == 401, "{form}");
    }
    let more = app.token(&format!("{form}&scope=directory:write")).await.expect(400);
    let told = more.body["error_description"].as_str().unwrap();
    assert!(
        told.ends_with(&format!(": {}", app.token(&form).await.expect(200).body["scope"].as_str().unwrap())),
        "{told}"
    );
    let twice = basic(&app, &format!("{id}:{secret}"), &form).await.expect(400);
    assert_eq!(twice.body["error"], "invalid_request");
    let broken = basic(&app, "no colon", grant).await.expect(401);
    assert_eq!(broken.body["error"], "invalid_client");
    let as_json = app.nobody().post("/oauth/token", json!({"grant_type": "client_credentials"})).await;
    assert_eq!(as_json.expect(400).body["error"], "invalid_request");
    app.token(&"x".repeat(20_000)).await.expect(413);
}

#[tokio::test]
async fn the_metadata_lead_to_the_endpoint_and_its_keys() {
    let app = App::new().await;
    let metadata = app.nobody().get("/.well-known/oauth-authorization-server").await.expect(200).body;
    assert_eq!(metadata["issuer"], app.base);
    assert_eq!(metadata["token_endpoint"], format!("{}/oauth/token", app.base));
    let keys = metadata["jwks_uri"].as_str().unwrap().trim_start_matches(&app.base).to_owned();
    app.nobody().get(&keys).await.expect(200);
    assert!(metadata["scopes_supported"].as_array().unwrap().contains(&json!("directory:read")));
}

#[tokio::test]
async fn a_program_does_what_its_scopes_and_its_role_allow_and_no_more() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let reader = Made::with(&admin, "coordinator", &["directory:read"]).await.caller(&app).await;
    reader.get("/v1/organizations").await.expect(200);
    let refused = reader.post("/v1/organizations", json!({"name": "Chess club"})).await.expect(403);
    assert_eq!(refused.body["type"], "/problems#scope-needed");
    let challenge = refused.header("www-authenticate");
    assert_eq!(challenge, "Bearer error=\"insufficient_scope\", scope=\"directory:write\"");
    reader.get("/v1/rounds").await.expect(403);

    let scopes = ["directory:read", "directory:write", "identity:read"];
    let writer = Made::with(&admin, "coordinator", &scopes).await.caller(&app).await;
    let entry = writer.post("/v1/organizations", json!({"name": "Chess club"})).await.expect(201);
    let path = format!("/v1/organizations/{}", entry.id());
    assert_eq!(admin.get(&path).await.expect(200).body["steward"]["name"], "Riverside Public Library");
    // By the role: a coordinator does not delete; the actions say the same.
    assert_eq!(entry.body["actions"], json!(["update_organization"]));
    writer.delete(&path).await.expect(403);
    let viewer = Made::with(&admin, "viewer", &scopes).await.caller(&app).await;
    assert_eq!(viewer.get(&path).await.expect(200).body["actions"], json!([]));
    viewer.post("/v1/organizations", json!({"name": "Go club"})).await.expect(403);

    // What only people do.
    for path in ["/v1/me", "/v1/sessions", "/v1/clients", "/v1/invitations"] {
        let refused = writer.get(path).await.expect(403);
        assert_eq!(refused.body["type"], "/problems#forbidden", "{path}");
    }
    let invitation = json!({"email": "robot@example.org", "role": "viewer"});
    writer.post("/v1/invitations", invitation).await.expect(403);
    let nested = json!({"name": "Another", "role": "admin", "scopes": ["directory:write"]});
    writer.post("/v1/clients", nested).await.expect(403);
}

#[tokio::test]
async fn a_program_rates_nobody_and_sees_no_round_that_is_open() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let scopes = ["evaluation:read", "evaluation:write"];
    let program = Made::with(&admin, "admin", &scopes).await.caller(&app).await;
    let id = |rounds: &Answer| rounds.body["items"][0]["id"].as_str().unwrap().to_owned();
    let closed = id(&program.get("/v1/rounds?status=closed").await.expect(200));
    program.get(&format!("/v1/rounds/{closed}/score")).await.expect(200);
    let sheets = program.get(&format!("/v1/evaluations?round_id={closed}")).await.expect(200);
    assert!(!sheets.body["items"].as_array().unwrap().is_empty());
    let open = id(&program.get("/v1/rounds?status=open").await.expect(200));
    let refused = program.get(&format!("/v1/rounds/{open}/score")).await.expect(409);
    assert_eq!(refused.body["code"], "round_open");
    let sheets = program.get(&format!("/v1/evaluations?round_id={open}")).await.expect(200);
    assert_eq!(sheets.body["items"], json!([]));
    program.post("/v1/evaluations", json!({"round_id": open})).await.expect(403);
}

#[tokio::test]
async fn tokens_end_with_their_client_their_secret_and_the_right_of_who_answers_for_it() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let made = Made::with(&admin, "coordinator", &["directory:read", "directory:write"]).await;
    let path = format!("/v1/clients/{}", made.id);
    let caller = made.caller(&app).await;
    let list = "/v1/organizations?limit=1";

    // Fewer scopes hold for tokens that are out, too.
    admin.patch(&path, json!({"scopes": ["directory:read"]})).await.expect(200);
    caller.get(list).await.expect(200);
    caller.post("/v1/organizations", json!({"name": "Chess club"})).await.expect(403);

    admin.patch(&path, json!({"enabled": false})).await.expect(200);
    caller.get(list).await.expect(401);
    app.token(&made.form()).await.expect(401);
    admin.patch(&path, json!({"enabled": true})).await.expect(200);
    caller.get(list).await.expect(200);
    admin.patch(&path, json!({"expires_at": "2020-01-01T00:00:00Z"})).await.expect(200);
    caller.get(list).await.expect(401);
    app.token(&made.form()).await.expect(401);
    admin.patch(&path, json!({"expires_at": null})).await.expect(200);

    // Two secrets at once, and no third.
    let wanted = json!({"client_id": made.id});
    let second = admin.post("/v1/client-secrets", wanted.clone()).await.expect(201);
    assert_eq!(admin.post("/v1/client-secrets", wanted).await.expect(409).body["code"], "two_secrets");
    let secret = second.body["client_secret"].as_str().unwrap().to_owned();
    let next = Made { id: made.id.clone(), secret };
    let other = next.caller(&app).await;
    let found = admin.get(&format!("/v1/client-secrets?client_id={}", made.id)).await.expect(200);
    let first = found.body["items"].as_array().unwrap().iter().find(|item| item["id"] != second.body["id"]);
    let first = first.unwrap()["id"].as_str().unwrap();
    assert!(found.body["items"].as_array().unwrap().iter().all(|item| item["client_secret"] == Value::Null));
    admin.delete(&format!("/v1/client-secrets/{first}")).await.expect(204);
    caller.get(list).await.expect(401);
    app.token(&made.form()).await.expect(401);
    other.get(list).await.expect(200);

    admin.delete(&path).await.expect(204);
    other.get(list).await.expect(401);
    app.token(&next.form()).await.expect(401);
}

#[tokio::test]
async fn a_program_never_may_more_than_the_admin_who_answers_for_it() {
    let app = App::new().await;
    let (operator, admin) = (app.operator().await, app.library().admin().await);
    let coordinator = app.library().coordinator().await.get("/v1/me").await.body["id"].clone();
    let members = admin.get("/v1/members").await.expect(200);
    let member = members.body["items"].as_array().unwrap().iter().find(|m| m["person"]["id"] == coordinator);
    let member = format!("/v1/members/{}", member.unwrap()["id"].as_str().unwrap());
    admin.patch(&member, json!({"role": "admin"})).await.expect(200);
    let promoted = app.library().coordinator().await;
    let made = Made::with(&promoted, "admin", &["directory:read", "directory:write"]).await;
    let caller = made.caller(&app).await;
    let entry = async || caller.post("/v1/organizations", json!({"name": "Chess club"})).await;
    entry().await.expect(201);

    admin.patch(&member, json!({"role": "viewer"})).await.expect(200);
    caller.get("/v1/organizations").await.expect(200);
    entry().await.expect(403);
    admin.delete(&member).await.expect(204);
    caller.get("/v1/organizations").await.expect(401);

    // Whoever changes it answers for it from then on.
    let path = format!("/v1/clients/{}", made.id);
    let taken = admin.patch(&path, json!({"name": "Chess calendar"})).await.expect(200);
    assert_eq!(taken.body["responsible"]["name"], "Amina Haddad");
    entry().await.expect(201);
    operator.get(&path).await.expect(404);
}

#[tokio::test]
async fn secrets_are_shown_once_and_their_use_is_noted() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let made = Made::with(&admin, "viewer", &["directory:read"]).await;
    let path = format!("/v1/clients/{}", made.id);
    let before = admin.get(&path).await.expect(200);
    assert_eq!((&before.body["client_secret"], &before.body["last_used_at"]), (&Value::Null, &Value::Null));
    made.caller(&app).await;
    assert!(admin.get(&path).await.body["last_used_at"].is_string());
    let again = |caller: &Client, key: &str| {
        let input = json!({"name": "Once", "role": "viewer", "scopes": ["directory:read"]});
        client::send(caller.request(Method::POST, "/v1/clients").header("idempotency-key", key).json(&input))
    };
    again(&admin, "\"one\"").await.expect(201);
    assert_eq!(again(&admin, "\"one\"").await.expect(409).body["code"], "already_done");
    let faulty = json!({"name": "", "role": "viewer", "scopes": []});
    let told = admin.post("/v1/clients", faulty).await.expect(422);
    assert_eq!(told.pointers(), ["/name", "/scopes"]);
    let unknown = json!({"name": "x", "role": "viewer", "scopes": ["everything"]});
    assert_eq!(admin.post("/v1/clients", unknown).await.expect(422).pointers(), ["/scopes/0"]);
}

#[tokio::test]
async fn a_secret_ends_at_its_time_and_opens_its_own_client_only() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let admin = app.library().admin().await;
    let made = Made::with(&admin, "viewer", &["directory:read"]).await;
    let other = Made::with(&admin, "viewer", &["directory:read"]).await;
    let crossed = Made { id: made.id.clone(), secret: other.secret };
    assert_eq!(app.token(&crossed.form()).await.expect(401).body["error"], "invalid_client");

    let ends = app.store.source().now() + TimeDelta::minutes(5);
    let second = json!({"client_id": made.id, "expires_at": ends});
    let second = admin.post("/v1/client-secrets", second).await.expect(201);
    let secret = second.body["client_secret"].as_str().unwrap().to_owned();
    let short = Made { id: made.id.clone(), secret };
    let caller = short.caller(&app).await;
    clock.advance(TimeDelta::minutes(4));
    caller.get("/v1/organizations?limit=1").await.expect(200);
    app.token(&short.form()).await.expect(200);
    clock.advance(TimeDelta::minutes(2));
    caller.get("/v1/organizations?limit=1").await.expect(401);
    app.token(&short.form()).await.expect(401);
    // The client and its other secret go on, and a third takes the place of the one that ended.
    made.caller(&app).await.get("/v1/organizations?limit=1").await.expect(200);
    admin.post("/v1/client-secrets", json!({"client_id": made.id})).await.expect(201);
}
