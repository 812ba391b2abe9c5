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
