//! Links with which somebody chooses a new password.

use std::sync::Arc;

use chrono::TimeDelta;
use ligature::demo::PASSWORD;
use serde_json::{Value, json};

use super::{JOINED, join_too, membership_id, newcomer, person_id, sign_in};
use crate::support::{Answer, App, Client, Clock};

const PATH: &str = "/v1/password-resets";
const NEW: &str = "a longer passphrase";

async fn reset(maker: &Client, person_id: &str) -> Answer {
    maker.post(PATH, json!({"person_id": person_id})).await
}

async fn put_to_use(app: &App, secret: &Value) -> Answer {
    app.nobody().post("/v1/password-resets/use", json!({"secret": secret, "new_password": NEW})).await
}

#[tokio::test]
async fn a_link_gives_a_new_password_once_and_ends_all_sessions() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let admin = app.library().admin().await;
    let made = reset(&admin, &person_id(&viewer).await).await.expect(201);
    let secret = &made.body["secret"];
    assert!(
        made.body["link"].as_str().unwrap().split_once('#').unwrap().1.ends_with(secret.as_str().unwrap())
    );
    assert_eq!(made.header("cache-control"), "no-store");
    put_to_use(&app, secret).await.expect(204);
    viewer.get("/v1/me").await.expect(401);
    sign_in(&app, "viewer@riverside.example", PASSWORD, None).await.expect(401);
    sign_in(&app, "viewer@riverside.example", NEW, None).await.expect(201);
    put_to_use(&app, secret).await.expect(404);
    let read = admin.get(made.header("location")).await.expect(200);
    assert!(read.body["used_at"].is_string());
    assert_eq!((&read.body["link"], &read.body["secret"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn the_operator_resets_everybody_else() {
    let app = App::new().await;
    let operator = app.operator().await;
    for client in [app.partner().admin().await, app.library().viewer().await] {
        let made = reset(&operator, &person_id(&client).await).await.expect(201);
        put_to_use(&app, &made.body["secret"]).await.expect(204);
        client.get("/v1/me").await.expect(401);
    }
}

#[tokio::test]
async fn nobody_resets_the_own_password_without_knowing_it() {
    let app = App::new().await;
    for client in [app.operator().await, app.library().admin().await] {
        reset(&client, &person_id(&client).await).await.expect(403);
    }
}

#[tokio::test]
async fn an_admin_resets_members_of_the_own_tenant_only() {
    let app = App::new().await;
    let own = person_id(&app.library().viewer().await).await;
    let foreign = person_id(&app.partner().viewer().await).await;
    let operator = person_id(&app.operator().await).await;
    let admin = app.library().admin().await;
    for hidden in [foreign.as_str(), operator.as_str(), "019b76da-a800-7000-8000-00000000dead"] {
        assert_eq!(reset(&admin, hidden).await.expect(422).pointers(), ["/person_id"]);
    }
    for role in ["viewer", "contributor", "coordinator"] {
        reset(&app.library().person(role).await, &own).await.expect(403);
    }
    app.nobody().post(PATH, json!({"person_id": own})).await.expect(401);
    let made = reset(&admin, &own).await.expect(201);
    for other in [app.partner().admin().await, app.library().coordinator().await] {
        other.get(made.header("location")).await.expect(404);
    }
    app.operator().await.get(made.header("location")).await.expect(200);
}

#[tokio::test]
async fn an_admin_never_resets_who_is_or_was_a_member_elsewhere_or_operates() {
    let app = App::new().await;
    let (admin, partner) = (app.library().admin().await, app.partner().admin().await);
    let both = person_id(&app.sign_in("viewer@hillside.example").await).await;
    join_too(&app, &admin, "viewer@hillside.example", "viewer").await;
    reset(&admin, &both).await.expect(403);
    reset(&app.other_library().admin().await, &both).await.expect(403);

    // Left the museum before joining the library: still nobody for the library's admin.
    let guest = newcomer(&app, &partner, "guest@new.example", "viewer").await;
    join_in(&app, &admin, &guest, "guest@new.example").await;
    guest.delete(&format!("/v1/members/{}", membership_id(&guest).await)).await.expect(204);
    let signed_in = sign_in(&app, "guest@new.example", JOINED, None).await.expect(201);
    let guest = super::caller(&app, &signed_in);
    reset(&admin, &person_id(&guest).await).await.expect(403);

    join_too(&app, &admin, "operator@ligature.example", "viewer").await;
    reset(&admin, &person_id(&app.operator().await).await).await.expect(403);
    reset(&app.operator().await, &both).await.expect(201);
}

#[tokio::test]
async fn an_admins_link_opens_nothing_that_came_after_it() {
    let app = App::new().await;
    let (admin, partner) = (app.library().admin().await, app.partner().admin().await);
    let member = newcomer(&app, &admin, "guest@new.example", "viewer").await;
    let person = person_id(&member).await;
    let by_admin = reset(&admin, &person).await.expect(201);
    join_in(&app, &partner, &member, "guest@new.example").await;
    put_to_use(&app, &by_admin.body["secret"]).await.expect(404);
    let by_operator = reset(&app.operator().await, &person).await.expect(201);
    put_to_use(&app, &by_operator.body["secret"]).await.expect(204);
}

/// Makes a person who is signed in a member of the inviter's organization, too.
async fn join_in(app: &App, inviter: &Client, person: &Client, email: &str) {
    let invited = super::invite(inviter, email, "viewer").await;
    let body = json!({"secret": invited.body["secret"]});
    app.bearer(person.token.as_ref().unwrap()).post("/v1/invitations/accept", body).await.expect(200);
}

#[tokio::test]
async fn wrong_used_voided_and_expired_secrets_are_answered_alike() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let operator = app.operator().await;
    let mut secrets = vec![json!("wrong")];
    let person = person_id(&app.library().viewer().await).await;
    let voided = reset(&operator, &person).await.expect(201);
    let used = reset(&operator, &person).await.expect(201);
    operator.get(voided.header("location")).await.expect(404);
    secrets.push(voided.body["secret"].clone());
    put_to_use(&app, &used.body["secret"]).await.expect(204);
    secrets.push(used.body["secret"].clone());
    let early = reset(&operator, &person_id(&app.library().contributor().await).await).await.expect(201);
    let late = reset(&operator, &person_id(&app.library().coordinator().await).await).await.expect(201);
    clock.advance(TimeDelta::hours(24) - TimeDelta::minutes(1));
    put_to_use(&app, &early.body["secret"]).await.expect(204);
    clock.advance(TimeDelta::minutes(2));
    secrets.push(late.body["secret"].clone());
    let mut answers = Vec::new();
    for secret in &secrets {
        let mut answer = put_to_use(&app, secret).await.expect(404);
        answer.body["instance"] = json!(null);
        answers.push(answer.body);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

#[tokio::test]
async fn of_many_uses_at_once_one_wins() {
    let app = App::new().await;
    let person = person_id(&app.library().viewer().await).await;
    let made = reset(&app.operator().await, &person).await.expect(201);
    let uses = (0..6).map(|_| put_to_use(&app, &made.body["secret"]));
    let answers = futures_util::future::join_all(uses).await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404, 404, 404, 404, 404]);
}

#[tokio::test]
async fn a_reset_password_has_a_length_and_is_not_the_address() {
    let app = App::new().await;
    let person = person_id(&app.library().viewer().await).await;
    let made = reset(&app.operator().await, &person).await.expect(201);
    for new in ["1234567", "viewer@riverside.example"] {
        let body = json!({"secret": made.body["secret"], "new_password": new});
        let answer = app.nobody().post("/v1/password-resets/use", body).await.expect(422);
        assert_eq!(answer.pointers(), ["/new_password"]);
    }
    put_to_use(&app, &made.body["secret"]).await.expect(204);
}

#[tokio::test]
async fn making_and_using_a_link_are_events() {
    use sea_orm::{ConnectionTrait, Database, Statement};
    let app = App::new().await;
    let person = person_id(&app.library().viewer().await).await;
    let made = reset(&app.library().admin().await, &person).await.expect(201);
    put_to_use(&app, &made.body["secret"]).await.expect(204);
    let database = Database::connect(&app.database.url).await.unwrap();
    let sql = "SELECT DISTINCT operation, resource FROM event WHERE operation LIKE '%password_reset' \
        ORDER BY operation, resource";
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(statement).await.unwrap();
    let found: Vec<(String, String)> = rows
        .iter()
        .map(|row| (row.try_get("", "operation").unwrap(), row.try_get("", "resource").unwrap()))
        .collect();
    let expected = [
        ("create_password_reset", "password_reset"),
        ("use_password_reset", "password_reset"),
        ("use_password_reset", "person"),
        ("use_password_reset", "session"),
    ];
    assert_eq!(found, expected.map(|(operation, resource)| (operation.to_owned(), resource.to_owned())));
}

#[tokio::test]
async fn a_link_ends_with_the_rights_of_whoever_made_it() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let viewer = person_id(&app.library().viewer().await).await;
    for (who, demoted) in [("first@new.example", true), ("second@new.example", false)] {
        let maker = newcomer(&app, &admin, who, "admin").await;
        let made = reset(&maker, &viewer).await.expect(201);
        let path = format!("/v1/members/{}", membership_id(&maker).await);
        match demoted {
            true => admin.patch(&path, json!({"role": "coordinator"})).await.expect(200),
            false => admin.delete(&path).await.expect(204),
        };
        put_to_use(&app, &made.body["secret"]).await.expect(404);
    }
    let made = reset(&app.operator().await, &viewer).await.expect(201);
    demote_operator(&app).await;
    put_to_use(&app, &made.body["secret"]).await.expect(404);
    sign_in(&app, "viewer@riverside.example", PASSWORD, None).await.expect(201);
}

/// No request does this; whoever has the database can.
async fn demote_operator(app: &App) {
    use sea_orm::{ConnectionTrait, Database};
    let database = Database::connect(&app.database.url).await.unwrap();
    let sql = "UPDATE person SET operator = FALSE WHERE email = 'operator@ligature.example'";
    assert_eq!(database.execute_unprepared(sql).await.unwrap().rows_affected(), 1);
    database.close().await.unwrap();
}
