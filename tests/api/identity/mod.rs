//! Tests of people, sessions, tenants and memberships.

mod acceptance;
mod accounts;
mod clients;
mod erasure;
mod export;
mod flood;
mod invitations;
mod keys;
mod last_admin;
mod members;
mod password_resets;
mod passwords;
mod sessions;
mod tenants;
mod throttling;
mod tokens;

use serde_json::{Value, json};

use crate::support::{Answer, App, Client};

/// The password of people who join in tests.
const JOINED: &str = "correct horse battery";

/// Signs in with any password, for any organization.
async fn sign_in(app: &App, email: &str, password: &str, organization_id: Option<&str>) -> Answer {
    let body = json!({"email": email, "password": password, "organization_id": organization_id});
    app.nobody().post("/v1/sessions", body).await
}

/// A caller with the access token of the answer.
fn caller(app: &App, answer: &Answer) -> Client {
    app.bearer(answer.body["access_token"].as_str().unwrap())
}

/// Invites an address and answers the invitation.
async fn invite(inviter: &Client, email: &str, role: &str) -> Answer {
    inviter.post("/v1/invitations", json!({"email": email, "role": role})).await.expect(201)
}

/// What a newcomer sends to accept.
fn acceptance(secret: &Value) -> Value {
    json!({"secret": secret, "name": "Noor Rahman", "password": JOINED})
}

/// A newcomer who was invited, accepted and signed in.
async fn newcomer(app: &App, inviter: &Client, email: &str, role: &str) -> Client {
    let invited = invite(inviter, email, role).await;
    app.nobody().post("/v1/invitations/accept", acceptance(&invited.body["secret"])).await.expect(200);
    caller(app, &sign_in(app, email, JOINED, None).await.expect(201))
}

/// Makes an account of the demonstration a member of one more organization.
async fn join_too(app: &App, inviter: &Client, email: &str, role: &str) {
    let invited = invite(inviter, email, role).await;
    let accepting = app.sign_in(email).await;
    let body = json!({"secret": invited.body["secret"]});
    accepting.post("/v1/invitations/accept", body).await.expect(200);
}

/// The caller's person.
async fn person_id(client: &Client) -> String {
    client.get("/v1/me").await.expect(200).id()
}

/// The caller's only membership.
async fn membership_id(client: &Client) -> String {
    let me = client.get("/v1/me").await.expect(200);
    me.body["memberships"][0]["membership_id"].as_str().unwrap().to_owned()
}

/// Whether the secret of an invitation can be used: asked for without a name, which uses nothing up.
async fn is_open(app: &App, secret: &Value) -> bool {
    app.nobody().post("/v1/invitations/accept", json!({"secret": secret})).await.status == 422
}

/// The same caller on another address of this machine, which is no trusted proxy.
fn elsewhere(app: &App, token: Option<String>) -> Client {
    let address = std::net::Ipv4Addr::new(127, 0, 0, 2);
    let http = reqwest::Client::builder().local_address(Some(address.into())).build().unwrap();
    Client::new(http, app.base.clone(), token)
}
