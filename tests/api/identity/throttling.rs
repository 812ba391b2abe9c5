//! Passwords cannot be guessed.

use std::sync::Arc;

use chrono::TimeDelta;
use ligature::demo::PASSWORD;
use serde_json::json;

use crate::support::{Answer, App, Clock, client::send};

/// Tries to sign in from an address.
async fn attempt(app: &App, email: &str, password: &str, address: &str) -> Answer {
    let request =
        app.nobody().request(reqwest::Method::POST, "/v1/sessions").header("X-Forwarded-For", address);
    send(request.json(&json!({"email": email, "password": password}))).await
}

const KNOWN: &str = "viewer@riverside.example";
const UNKNOWN: &str = "nobody@riverside.example";
const HERE: &str = "192.0.2.1";

#[tokio::test]
async fn ten_failures_lock_an_account_for_an_address_known_or_not() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    for email in [KNOWN, UNKNOWN] {
        for _ in 0..10 {
            attempt(&app, email, "wrong", HERE).await.expect(401);
        }
        let locked = attempt(&app, email, PASSWORD, HERE).await.expect(429);
        let seconds = locked.header("retry-after").parse::<u64>().unwrap();
        assert!((800..=901).contains(&seconds), "{seconds}");
        attempt(&app, &email.to_uppercase(), PASSWORD, HERE).await.expect(429);
    }
    // Others from here, and the account from elsewhere.
    attempt(&app, "contributor@riverside.example", PASSWORD, HERE).await.expect(201);
    attempt(&app, KNOWN, PASSWORD, "192.0.2.2").await.expect(201);
    clock.advance(TimeDelta::minutes(15));
    attempt(&app, KNOWN, PASSWORD, HERE).await.expect(201);
}

#[tokio::test]
async fn successes_neither_count_nor_forgive() {
    let app = App::new().await;
    for _ in 0..12 {
        attempt(&app, KNOWN, PASSWORD, HERE).await.expect(201);
    }
    for _ in 0..9 {
        attempt(&app, KNOWN, "wrong", HERE).await.expect(401);
    }
    attempt(&app, KNOWN, PASSWORD, HERE).await.expect(201);
    attempt(&app, KNOWN, "wrong", HERE).await.expect(401);
    attempt(&app, KNOWN, PASSWORD, HERE).await.expect(429);
}

#[tokio::test]
async fn a_hundred_failures_lock_an_address() {
    let app = App::new().await;
    for number in 0..100 {
        attempt(&app, &format!("guess{number}@riverside.example"), "wrong", HERE).await.expect(401);
    }
    attempt(&app, KNOWN, PASSWORD, HERE).await.expect(429);
    attempt(&app, KNOWN, PASSWORD, "192.0.2.2").await.expect(201);
}

#[tokio::test]
async fn a_locked_request_looks_at_no_password() {
    let app = App::new().await;
    for _ in 0..10 {
        attempt(&app, KNOWN, "wrong", HERE).await.expect(401);
    }
    // The same answer for the right and a wrong password, and refused attempts do not lengthen the wait.
    let first = attempt(&app, KNOWN, "wrong", HERE).await.expect(429);
    for _ in 0..5 {
        attempt(&app, KNOWN, "wrong", HERE).await.expect(429);
    }
    let last = attempt(&app, KNOWN, PASSWORD, HERE).await.expect(429);
    let seconds = |answer: &Answer| answer.header("retry-after").parse::<u64>().unwrap();
    assert!(seconds(&last) <= seconds(&first));
    assert_eq!(first.body["title"], last.body["title"]);
}

#[tokio::test]
async fn unknown_accounts_and_wrong_passwords_are_answered_alike() {
    let app = App::new().await;
    let mut answers = Vec::new();
    for (email, password) in [(KNOWN, "wrong"), (UNKNOWN, "wrong"), (UNKNOWN, PASSWORD)] {
        let mut answer = attempt(&app, email, password, HERE).await.expect(401);
        answer.body["instance"] = json!(null);
        let headers: Vec<_> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
        answers.push((answer.body, headers));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

#[tokio::test]
async fn a_proxy_that_is_not_trusted_names_no_address() {
    let app = App::new().await;
    // The last address is the one that the trusted proxy saw; what stands before it anybody can write.
    for number in 0..10 {
        attempt(&app, KNOWN, "wrong", &format!("198.51.100.{number}, {HERE}")).await.expect(401);
    }
    attempt(&app, KNOWN, PASSWORD, &format!("198.51.100.77, {HERE}")).await.expect(429);
}

#[tokio::test]
async fn of_many_wrong_passwords_at_once_no_more_are_looked_at_than_one_after_the_other() {
    let app = App::new().await;
    let attempts = (0..20).map(|_| attempt(&app, KNOWN, "wrong", HERE));
    let answers = futures_util::future::join_all(attempts).await;
    let with = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((with(401), with(429)), (10, 10));
}

#[tokio::test]
async fn of_several_lines_of_forwarded_addresses_the_last_counts() {
    let app = App::new().await;
    let attempt = |password: &str, lines: [&str; 2]| {
        let request = app.nobody().request(reqwest::Method::POST, "/v1/sessions");
        let request = request.header("X-Forwarded-For", lines[0]).header("X-Forwarded-For", lines[1]);
        send(request.json(&json!({"email": KNOWN, "password": password})))
    };
    for number in 0..10 {
        attempt("wrong", [&format!("198.51.100.{number}"), HERE]).await.expect(401);
    }
    attempt(PASSWORD, ["198.51.100.77", HERE]).await.expect(429);
    attempt(PASSWORD, [HERE, "198.51.100.77"]).await.expect(201);
    // A line of a trusted proxy that stands behind a trusted proxy.
    attempt(PASSWORD, [&format!("198.51.100.77, {HERE}"), "127.0.0.1"]).await.expect(429);
}

#[tokio::test]
async fn an_address_is_the_same_with_a_port_and_mapped_to_six_bytes_more() {
    let app = App::new().await;
    let spellings = ["192.0.2.1", "192.0.2.1:4711", "::ffff:192.0.2.1", "[::ffff:192.0.2.1]:4712"];
    for number in 0..10 {
        attempt(&app, KNOWN, "wrong", spellings[number % 4]).await.expect(401);
    }
    for spelling in spellings {
        attempt(&app, KNOWN, PASSWORD, spelling).await.expect(429);
    }
    attempt(&app, KNOWN, PASSWORD, "192.0.2.2:4711").await.expect(201);
}

#[tokio::test]
async fn a_peer_that_is_no_trusted_proxy_is_counted_itself() {
    let app = App::new().await;
    let client = super::elsewhere(&app, None);
    let attempt = |password: &str, address: &str| {
        let request = client.request(reqwest::Method::POST, "/v1/sessions");
        let body = json!({"email": KNOWN, "password": password});
        send(request.header("X-Forwarded-For", address).json(&body))
    };
    for number in 0..10 {
        attempt("wrong", &format!("198.51.100.{number}")).await.expect(401);
    }
    attempt(PASSWORD, HERE).await.expect(429);
}
