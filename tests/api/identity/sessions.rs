//! Signing in and out.

use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn who_signs_in_gets_tokens_for_the_only_organization() {
    let app = App::new().await;
    let body = json!({"email": "Coordinator@Riverside.example", "password": ligature::demo::PASSWORD});
    let answer = app.nobody().post("/v1/sessions", body).await.expect(201);
    assert_eq!(answer.body["expires_in"], 900);
    assert_eq!(answer.body["organization"]["name"], "Riverside Public Library");
    let me = app.bearer(answer.body["access_token"].as_str().unwrap()).get("/v1/me").await.expect(200);
    assert_eq!(me.body["email"], "coordinator@riverside.example");
}

#[tokio::test]
async fn a_refresh_token_that_is_used_twice_ends_the_session() {
    let app = App::new().await;
    let body = json!({"email": "viewer@riverside.example", "password": ligature::demo::PASSWORD});
    let first = app.nobody().post("/v1/sessions", body).await.expect(201);
    let token = json!({"refresh_token": first.body["refresh_token"]});
    let second = app.nobody().post("/v1/sessions/refresh", token.clone()).await.expect(200);
    let caller = app.bearer(second.body["access_token"].as_str().unwrap());
    caller.get("/v1/me").await.expect(200);
    app.nobody().post("/v1/sessions/refresh", token).await.expect(401);
    caller.get("/v1/me").await.expect(401);
    let next = json!({"refresh_token": second.body["refresh_token"]});
    app.nobody().post("/v1/sessions/refresh", next).await.expect(401);
}

#[tokio::test]
async fn ten_wrong_passwords_lock_the_account_for_the_address() {
    let app = App::new().await;
    let wrong = json!({"email": "admin@riverside.example", "password": "wrong"});
    for _ in 0..10 {
        app.nobody().post("/v1/sessions", wrong.clone()).await.expect(401);
    }
    let right = json!({"email": "admin@riverside.example", "password": ligature::demo::PASSWORD});
    let locked = app.nobody().post("/v1/sessions", right).await.expect(429);
    assert!(locked.header("retry-after").parse::<u64>().unwrap() <= 901);
    app.sign_in("coordinator@riverside.example").await;
}
