//! Two processes on one database, behind a client that takes turns.

use std::time::Duration;

use futures_util::future::join_all;
use ligature::demo::PASSWORD;
use reqwest::Method;
use serde_json::json;

use crate::support::database::{self, Database};
use crate::support::program::{Running, complaint, run, serve};
use crate::support::wait::until;
use crate::support::{Answer, Client, client};

/// Two running services, and the database that they share.
struct Two {
    bases: [String; 2],
    database: Database,
    _processes: [Running; 2],
}

impl Two {
    async fn new() -> Self {
        let database = database::filled().await;
        let [(one, here), (two, there)] = [serve(&database.url), serve(&database.url)];
        Self { bases: [here, there], database, _processes: [one, two] }
    }

    /// The same caller at both.
    fn callers(&self, token: Option<&str>) -> [Client; 2] {
        let caller =
            |base: &String| Client::new(reqwest::Client::new(), base.clone(), token.map(str::to_owned));
        [caller(&self.bases[0]), caller(&self.bases[1])]
    }

    async fn sign_in(&self, process: usize, email: &str, password: &str) -> Answer {
        let body = json!({"email": email, "password": password});
        self.callers(None)[process].post("/v1/sessions", body).await
    }

    /// Somebody who signed in at the first.
    async fn signed_in(&self, email: &str) -> [Client; 2] {
        let answer = self.sign_in(0, email, PASSWORD).await.expect(201);
        self.callers(answer.body["access_token"].as_str())
    }
}

/// What is true within a second of something that was done in another process.
async fn within_a_second(caller: &Client, path: &str, status: u16) {
    tokio::time::sleep(Duration::from_secs(1)).await;
    caller.get(path).await.expect(status);
}

#[tokio::test]
async fn a_session_holds_at_both_and_its_end_and_a_lost_role_are_known_within_a_second() {
    let two = Two::new().await;
    let [here, there] = two.signed_in("coordinator@riverside.example").await;
    for caller in [&here, &there, &here, &there] {
        caller.get("/v1/me").await.expect(200);
    }
    let session = here.get("/v1/sessions").await.expect(200);
    let current = session.body["items"].as_array().unwrap().iter().find(|session| session["current"] == true);
    let path = format!("/v1/sessions/{}", current.unwrap()["id"].as_str().unwrap());
    here.delete(&path).await.expect(204);
    here.get("/v1/me").await.expect(401);
    within_a_second(&there, "/v1/me", 401).await;

    let [admin, _] = two.signed_in("admin@riverside.example").await;
    let [_, member] = two.signed_in("coordinator@riverside.example").await;
    member.get("/v1/members").await.expect(200);
    let me = member.get("/v1/me").await.body["organization"]["membership_id"].as_str().unwrap().to_owned();
    admin.patch(&format!("/v1/members/{me}"), json!({"role": "viewer"})).await.expect(200);
    within_a_second(&member, "/v1/members", 403).await;
}

#[tokio::test]
async fn a_client_that_is_disabled_or_a_key_that_is_retired_is_refused_by_the_other_within_a_second() {
    let two = Two::new().await;
    let [admin, _] = two.signed_in("admin@riverside.example").await;
    let input = json!({"name": "Tester", "role": "viewer", "scopes": ["directory:read"]});
    let made = admin.post("/v1/clients", input).await.expect(201);
    let secret = made.body["client_secret"].as_str().unwrap();
    let form = format!("grant_type=client_credentials&client_id={}&client_secret={secret}", made.id());
    let request = two.callers(None)[1].request(Method::POST, "/oauth/token");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
    let token = client::send(request).await.expect(200).body["access_token"].as_str().unwrap().to_owned();
    let [_, program] = two.callers(Some(&token));
    program.get("/v1/organizations").await.expect(200);
    admin.patch(&format!("/v1/clients/{}", made.id()), json!({"enabled": false})).await.expect(200);
    within_a_second(&program, "/v1/organizations", 401).await;

    let [here, there] = two.signed_in("viewer@riverside.example").await;
    for caller in [&here, &there] {
        caller.get("/v1/me").await.expect(200);
    }
    let rotated = run(&["keys", "rotate", "--at-once"], &two.database.url);
    assert!(rotated.status.success(), "{}", complaint(&rotated));
    for caller in [here, there] {
        // Each process reads the keys once a second.
        until("the keys are read", async || caller.get("/v1/me").await.status != 200).await;
        caller.get("/v1/me").await.expect(401);
    }
    let [here, there] = two.signed_in("viewer@riverside.example").await;
    for caller in [here, there] {
        caller.get("/v1/me").await.expect(200);
    }
}

#[tokio::test]
async fn failed_sign_ins_count_together() {
    let two = Two::new().await;
    let email = "viewer@riverside.example";
    for attempt in 0..10 {
        two.sign_in(attempt % 2, email, "wrong password").await.expect(401);
    }
    for process in 0..2 {
        two.sign_in(process, email, PASSWORD).await.expect(429);
    }
}

#[tokio::test]
async fn one_key_twenty_times_at_both_makes_one_row() {
    let two = Two::new().await;
    let callers = two.signed_in("coordinator@riverside.example").await;
    let body = json!({"name": "Twenty Calls Choir"});
    let calls = (0..20).map(|call| {
        let request = callers[call % 2].request(Method::POST, "/v1/organizations");
        client::send(request.header("idempotency-key", "\"twenty\"").json(&body))
    });
    let answers = join_all(calls).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).map(Answer::id).collect();
    assert!(!made.is_empty());
    assert!(made.iter().all(|id| *id == made[0]), "{made:?}");
    let running = answers.iter().filter(|answer| answer.status != 201);
    for answer in running {
        assert_eq!((answer.status, &answer.body["code"]), (409, &json!("still_running")), "{}", answer.text);
    }
    let found = callers[1].get("/v1/organizations?q=choir").await.expect(200);
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refresh_token_used_at_both_at_once_renews_once_and_ends_the_session() {
    let two = Two::new().await;
    let signed_in = two.sign_in(0, "viewer@riverside.example", PASSWORD).await.expect(201);
    let body = json!({"refresh_token": signed_in.body["refresh_token"]});
    let callers = two.callers(None);
    let calls = (0..6).map(|call| callers[call % 2].post("/v1/sessions/refresh", body.clone()));
    let answers = join_all(calls).await;
    let renewed: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(renewed.len(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| [200, 401].contains(&answer.status)), "{answers:?}");
    // It was used a second time: whoever holds the new one may be the thief.
    let [_, there] = two.callers(renewed[0].body["access_token"].as_str());
    within_a_second(&there, "/v1/me", 401).await;
}
