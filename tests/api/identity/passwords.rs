//! Changing one's password.

use ligature::demo::PASSWORD;
use serde_json::json;

use super::{caller, sign_in};
use crate::support::{App, client::send};

const EMAIL: &str = "viewer@riverside.example";
const PATH: &str = "/v1/me/password";
const NEW: &str = "a longer passphrase";

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let app = App::new().await;
    let (here, there) = (app.sign_in(EMAIL).await, app.sign_in(EMAIL).await);
    let refresh = sign_in(&app, EMAIL, PASSWORD, None).await.expect(201).body["refresh_token"].clone();
    there.get("/v1/me").await.expect(200);
    let body = json!({"current_password": PASSWORD, "new_password": NEW});
    assert_eq!(here.post(PATH, body).await.expect(200).body["email"], EMAIL);
    here.get("/v1/me").await.expect(200);
    there.get("/v1/me").await.expect(401);
    app.nobody().post("/v1/sessions/refresh", json!({"refresh_token": refresh})).await.expect(401);
    assert_eq!(here.get("/v1/sessions").await.body["items"].as_array().unwrap().len(), 1);
    sign_in(&app, EMAIL, PASSWORD, None).await.expect(401);
    sign_in(&app, EMAIL, NEW, None).await.expect(201);
}

#[tokio::test]
async fn a_password_has_a_length_and_is_not_the_address() {
    let app = App::new().await;
    let viewer = app.sign_in(EMAIL).await;
    for (new, status) in [
        ("1234567".to_owned(), 422),
        ("x".repeat(1_001), 422),
        (EMAIL.to_uppercase(), 422),
        ("öäüß1234".to_owned(), 200),
    ] {
        let answer = viewer
            .post(PATH, json!({"current_password": PASSWORD, "new_password": new}))
            .await
            .expect(status);
        if status == 422 {
            assert_eq!(answer.pointers(), ["/new_password"]);
        }
    }
    let answer = viewer.post(PATH, json!({"current_password": "", "new_password": ""})).await.expect(422);
    assert_eq!(answer.pointers(), ["/current_password", "/new_password"]);
    app.nobody().post(PATH, json!({"current_password": PASSWORD, "new_password": NEW})).await.expect(401);
}

#[tokio::test]
async fn wrong_current_passwords_count_as_failed_sign_ins() {
    let app = App::new().await;
    let viewer = app.sign_in(EMAIL).await;
    let wrong = json!({"current_password": "wrong", "new_password": NEW});
    for _ in 0..10 {
        let answer = viewer.post(PATH, wrong.clone()).await.expect(422);
        assert_eq!(answer.pointers(), ["/current_password"]);
    }
    let right = json!({"current_password": PASSWORD, "new_password": NEW});
    let locked = viewer.post(PATH, right.clone()).await.expect(429);
    assert!(locked.header("retry-after").parse::<u64>().unwrap() > 0);
    sign_in(&app, EMAIL, PASSWORD, None).await.expect(429);
    let elsewhere = viewer.request(reqwest::Method::POST, PATH).header("X-Forwarded-For", "192.0.2.7");
    send(elsewhere.json(&right)).await.expect(200);
}

#[tokio::test]
async fn a_change_sent_again_with_its_key_is_answered_again() {
    let app = App::new().await;
    let viewer = app.sign_in(EMAIL).await;
    let request = |current: &str| {
        let request = viewer.request(reqwest::Method::POST, PATH).header("Idempotency-Key", "once");
        send(request.json(&json!({"current_password": current, "new_password": NEW})))
    };
    let first = request(PASSWORD).await.expect(200);
    assert_eq!(request(PASSWORD).await.expect(200).body, first.body);
    request("another body").await.expect(422);
}

#[tokio::test]
async fn of_two_changes_at_once_one_wins() {
    let app = App::new().await;
    let (one, two) = (app.sign_in(EMAIL).await, app.sign_in(EMAIL).await);
    let change = |new: &str| json!({"current_password": PASSWORD, "new_password": new});
    let (left, right) =
        tokio::join!(one.post(PATH, change("first passphrase")), two.post(PATH, change("second passphrase")));
    let won: Vec<_> = [(&left, "first passphrase"), (&right, "second passphrase")]
        .into_iter()
        .filter(|(answer, _)| answer.status == 200)
        .collect();
    assert_eq!(won.len(), 1, "{} and {}", left.text, right.text);
    let signed_in = sign_in(&app, EMAIL, won[0].1, None).await.expect(201);
    caller(&app, &signed_in).get("/v1/me").await.expect(200);
}
