//! No secret stands in an event or in an export.

use serde_json::{Value, json};

use super::history;
use crate::support::App;
use crate::support::tables::{Tables, texts};

#[tokio::test]
async fn no_secret_stands_in_the_history_or_in_an_export() {
    let app = App::new().await;
    let (admin, operator) = (app.library().admin().await, app.operator().await);
    let mut secrets: Vec<String> = vec![ligature::demo::PASSWORD.to_owned()];
    let mut keep = |value: &Value| secrets.push(value.as_str().unwrap().to_owned());

    let invited = json!({"email": "noor@riverside.example", "role": "contributor"});
    let invited = admin.post("/v1/invitations", invited).await.expect(201);
    keep(&invited.body["secret"]);
    let accepted =
        json!({"secret": invited.body["secret"], "name": "Noor Rahman", "password": "the first of three"});
    let member = app.nobody().post("/v1/invitations/accept", accepted).await.expect(200);
    keep(&json!("the first of three"));
    let sign_in = json!({"email": "noor@riverside.example", "password": "the first of three"});
    let session = app.nobody().post("/v1/sessions", sign_in).await.expect(201);
    let renewed = json!({"refresh_token": session.body["refresh_token"]});
    let renewed = app.nobody().post("/v1/sessions/refresh", renewed).await.expect(200);
    for tokens in [&session, &renewed] {
        keep(&tokens.body["access_token"]);
        keep(&tokens.body["refresh_token"]);
    }
    let noor = app.bearer(renewed.body["access_token"].as_str().unwrap());
    let password = json!({"current_password": "the first of three", "new_password": "the second of three"});
    noor.post("/v1/me/password", password).await.expect(200);
    keep(&json!("the second of three"));
    let person = member.body["person"]["id"].clone();
    let reset = operator.post("/v1/password-resets", json!({"person_id": person})).await.expect(201);
    keep(&reset.body["secret"]);
    let client = json!({"name": "Tester", "role": "admin", "scopes": ["audit:read"]});
    let client = admin.post("/v1/clients", client).await.expect(201);
    keep(&client.body["client_secret"]);
    let second = json!({"client_id": client.body["id"]});
    let second = admin.post("/v1/client-secrets", second).await.expect(201);
    keep(&second.body["client_secret"]);
    let database = sea_orm::Database::connect(&app.database.url).await.unwrap();
    for sql in [
        "SELECT password_hash AS name FROM person",
        "SELECT secret_hash AS name FROM invitation",
        "SELECT secret_hash AS name FROM password_reset",
        "SELECT hash AS name FROM client_secret",
        "SELECT hash AS name FROM refresh_token",
    ] {
        let hashes = texts(&database, sql).await;
        assert!(!hashes.is_empty(), "{sql}");
        secrets.extend(hashes);
    }
    database.close().await.unwrap();

    let export = noor.get("/v1/me/export").await.expect(200).text;
    let person = person.as_str().unwrap();
    let by_operator = operator.get(&format!("/v1/people/{person}/export")).await.expect(200).text;
    let read = json!([history(&admin, "").await, history(&operator, "").await]).to_string();
    assert!(read.contains("noor@riverside.example") && export.contains("change_password"));
    let tables = Tables::of(&app).await;
    assert!(tables.holding("noor@riverside.example").contains(&"event"));
    for secret in secrets {
        assert!(!tables.holding(&secret).contains(&"event"), "{secret}");
        for text in [&read, &export, &by_operator] {
            assert!(!text.contains(&secret), "{secret} in {text}");
        }
    }
}
