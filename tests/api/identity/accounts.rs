//! Accounts, for the operator.

use ligature::demo::PASSWORD;
use ligature::store::identity::people::{NewPerson, create_operator};
use serde_json::json;

use super::{JOINED, newcomer, person_id, sign_in};
use crate::support::App;

#[tokio::test]
async fn the_operator_finds_people_with_their_memberships() {
    let app = App::new().await;
    let operator = app.operator().await;
    let all = operator.get("/v1/people?include_total=true&limit=5").await.expect(200);
    assert_eq!(all.body["total"], 17);
    let found = operator.get("/v1/people?email=ADMIN@riverside.example").await.expect(200);
    let items = found.body["items"].as_array().unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0]["memberships"][0]["name"], "Riverside Public Library");
    assert_eq!(items[0]["memberships"][0]["role"], "admin");
    assert!(!found.text.contains("argon2"));
    let one = operator.get(&format!("/v1/people/{}", items[0]["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(one.body["email"], "admin@riverside.example");
}

#[tokio::test]
async fn nobody_else_sees_accounts_but_the_own() {
    let app = App::new().await;
    let other = person_id(&app.library().viewer().await).await;
    for client in
        [app.library().admin().await, app.partner().admin().await, app.library().contributor().await]
    {
        client.get("/v1/people").await.expect(403);
        client.get(&format!("/v1/people/{other}")).await.expect(404);
        client.get(&format!("/v1/people/{}", person_id(&client).await)).await.expect(200);
    }
    app.nobody().get("/v1/people").await.expect(401);
}

#[tokio::test]
async fn an_operator_is_made_once_and_acts_for_nobody() {
    let app = App::new().await;
    let new = |email: &str, password_hash: String| NewPerson {
        email: email.to_owned(),
        name: "Second".to_owned(),
        password_hash,
        operator: true,
    };
    let hash = crate::support::database::passwords().hash(PASSWORD).await.unwrap();
    create_operator(&app.store, new("second@ligature.example", hash.clone())).await.unwrap();
    let taken = create_operator(&app.store, new("Second@Ligature.example", hash)).await.unwrap_err();
    assert!(matches!(
        taken,
        ligature::error::Error::Conflict { code: ligature::error::Code::EmailTaken, .. }
    ));
    let signed_in = sign_in(&app, "second@ligature.example", PASSWORD, None).await.expect(201);
    assert_eq!(signed_in.body["organization"], json!(null));
    let me = super::caller(&app, &signed_in).get("/v1/me").await.expect(200);
    assert_eq!((&me.body["operator"], &me.body["organization"]), (&json!(true), &json!(null)));
}

#[tokio::test]
async fn addresses_that_differ_in_an_accent_are_two_accounts_and_in_case_one() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let plain = person_id(&newcomer(&app, &admin, "jose@new.example", "viewer").await).await;
    let accented = person_id(&newcomer(&app, &admin, "josé@new.example", "viewer").await).await;
    assert_ne!(plain, accented);
    for (spelled, person) in [
        ("JOSE@new.example", &plain),
        ("JOSÉ@New.Example", &accented),
        // The same letter, written as two characters.
        ("Jose\u{301}@new.example", &accented),
    ] {
        let signed_in = sign_in(&app, spelled, JOINED, None).await.expect(201);
        assert_eq!(&person_id(&super::caller(&app, &signed_in)).await, person, "{spelled}");
    }
    let again = json!({"email": "JOSÉ@new.example", "role": "viewer"});
    assert_eq!(admin.post("/v1/invitations", again).await.expect(409).body["code"], "already_member");
}
