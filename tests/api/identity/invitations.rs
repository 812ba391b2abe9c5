//! Who invites whom, and who sees and revokes invitations.

use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};

use super::{acceptance, elsewhere, invite, is_open, membership_id, newcomer, sign_in};
use crate::support::{App, client::send};

#[tokio::test]
async fn a_coordinator_invites_up_to_contributor_and_an_admin_to_every_role() {
    let app = App::new().await;
    for tenant in [app.library(), app.partner()] {
        for (inviter, highest) in [("viewer", 0), ("contributor", 0), ("coordinator", 2), ("admin", 4)] {
            let client = tenant.person(inviter).await;
            for (rank, role) in ["viewer", "contributor", "coordinator", "admin"].into_iter().enumerate() {
                let body = json!({"email": format!("{role}.by.{inviter}@new.example"), "role": role});
                let expected = if rank < highest { 201 } else { 403 };
                client.post("/v1/invitations", body).await.expect(expected);
            }
        }
    }
    let body = json!({"email": "a@a.example", "role": "viewer"});
    app.operator().await.post("/v1/invitations", body.clone()).await.expect(403);
    app.nobody().post("/v1/invitations", body).await.expect(401);
}

#[tokio::test]
async fn an_invitation_tells_all_but_its_secret() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let made = invite(&admin, "new@new.example", "viewer").await;
    let secret = made.body["secret"].as_str().unwrap();
    assert!(made.body["link"].as_str().unwrap().split_once('#').unwrap().1.ends_with(secret));
    let read = admin.get(made.header("location")).await.expect(200);
    assert_eq!(read.body["email"], "new@new.example");
    assert_eq!(read.body["organization"]["name"], "Riverside Public Library");
    assert_eq!(read.body["invited_by"]["name"], "Amina Haddad");
    assert_eq!(read.body["status"], "open");
    assert_eq!(read.body["actions"], json!(["delete_invitation"]));
    assert_eq!((&read.body["link"], &read.body["secret"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn the_secret_is_stored_nowhere() {
    let app = App::new().await;
    let secret =
        invite(&app.library().admin().await, "new@new.example", "viewer").await.body["secret"].clone();
    let database = Database::connect(&app.database.url).await.unwrap();
    let backend = database.get_database_backend();
    for sql in [
        "SELECT secret_hash AS found FROM invitation",
        "SELECT CAST(after AS text) AS found FROM event WHERE resource = 'invitation'",
    ] {
        let rows = database.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
        // The demonstration's invitation and this one.
        assert_eq!(rows.len(), 2, "{sql}");
        for row in rows {
            let found: String = row.try_get("", "found").unwrap();
            assert!(!found.contains(secret.as_str().unwrap()), "{found}");
        }
    }
}

#[tokio::test]
async fn invitations_are_seen_by_coordinators_of_the_tenant_alone() {
    let app = App::new().await;
    let made = invite(&app.library().admin().await, "new@new.example", "viewer").await;
    let path = made.header("location");
    for (client, one, list) in [
        (app.library().coordinator().await, 200, 200),
        (app.library().contributor().await, 404, 403),
        (app.library().viewer().await, 404, 403),
        (app.other_library().admin().await, 404, 200),
        (app.partner().admin().await, 404, 200),
        (app.operator().await, 200, 200),
    ] {
        client.get(path).await.expect(one);
        let page = client.get("/v1/invitations").await.expect(list);
        assert_eq!(page.text.contains("new@new.example"), one == 200);
        if one == 404 {
            client.delete(path).await.expect(404);
        }
    }
}

#[tokio::test]
async fn an_admin_revokes_every_invitation_a_coordinator_only_the_own() {
    let app = App::new().await;
    let (coordinator, admin) = (app.library().coordinator().await, app.library().admin().await);
    let by_admin = invite(&admin, "one@new.example", "viewer").await;
    let by_coordinator = invite(&coordinator, "two@new.example", "viewer").await;
    let also_by_coordinator = invite(&coordinator, "three@new.example", "viewer").await;
    coordinator.delete(by_admin.header("location")).await.expect(403);
    app.operator().await.delete(by_admin.header("location")).await.expect(403);
    coordinator.delete(by_coordinator.header("location")).await.expect(204);
    admin.delete(also_by_coordinator.header("location")).await.expect(204);
    coordinator.get(by_coordinator.header("location")).await.expect(404);
    let late = acceptance(&by_coordinator.body["secret"]);
    app.nobody().post("/v1/invitations/accept", late).await.expect(404);
    sign_in(&app, "two@new.example", super::JOINED, None).await.expect(401);
}

#[tokio::test]
async fn an_accepted_invitation_is_no_longer_revoked() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let made = invite(&admin, "new@new.example", "viewer").await;
    app.nobody().post("/v1/invitations/accept", acceptance(&made.body["secret"])).await.expect(200);
    assert_eq!(admin.delete(made.header("location")).await.expect(409).body["code"], "already_accepted");
    let read = admin.get(made.header("location")).await.expect(200);
    assert_eq!(read.body["status"], "accepted");
    assert_eq!(read.body["actions"], json!([]));
}

#[tokio::test]
async fn members_and_those_who_were_invited_are_not_invited_again() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let member = json!({"email": "VIEWER@riverside.example", "role": "admin"});
    assert_eq!(admin.post("/v1/invitations", member).await.expect(409).body["code"], "already_member");
    let first = invite(&admin, "new@new.example", "viewer").await;
    let again = json!({"email": "New@New.example", "role": "contributor"});
    let refused = admin.post("/v1/invitations", again.clone()).await.expect(409);
    assert_eq!(refused.body["code"], "already_invited");
    assert_eq!(refused.body["id"], first.body["id"]);
    admin.delete(first.header("location")).await.expect(204);
    admin.post("/v1/invitations", again).await.expect(201);
    // Another tenant neither knows nor minds.
    invite(&app.partner().admin().await, "new@new.example", "viewer").await;
}

#[tokio::test]
async fn faults_of_an_invitation_are_told() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    for (body, pointer) in [
        (json!({"email": "nobody", "role": "viewer"}), "/email"),
        (json!({"email": "a@a.example", "role": "owner"}), "/role"),
        (json!({"email": "a@a.example"}), "/role"),
        (json!({"email": "a@a.example", "role": "viewer", "side": "library"}), "/side"),
    ] {
        assert_eq!(admin.post("/v1/invitations", body).await.expect(422).pointers(), [pointer]);
    }
}

#[tokio::test]
async fn of_many_invitations_of_one_address_at_once_one_is_made() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let body = json!({"email": "new@new.example", "role": "viewer"});
    let answers =
        futures_util::future::join_all((0..8).map(|_| admin.post("/v1/invitations", body.clone()))).await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
}

#[tokio::test]
async fn what_a_member_who_was_removed_or_demoted_invited_is_withdrawn() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let kept = invite(&admin, "kept@new.example", "viewer").await;
    for (who, demoted) in [("first@new.example", true), ("second@new.example", false)] {
        let member = newcomer(&app, &admin, who, "coordinator").await;
        let made = invite(&member, "guest@new.example", "contributor").await;
        let elsewhere = invite(&app.partner().admin().await, who, "viewer").await;
        let path = format!("/v1/members/{}", membership_id(&member).await);
        match demoted {
            true => admin.patch(&path, json!({"role": "contributor"})).await.expect(200),
            false => admin.delete(&path).await.expect(204),
        };
        app.nobody().post("/v1/invitations/accept", acceptance(&made.body["secret"])).await.expect(404);
        admin.get(made.header("location")).await.expect(404);
        // What others invited stays open.
        assert_eq!(admin.get(kept.header("location")).await.expect(200).body["status"], "open");
        let path = elsewhere.header("location");
        assert_eq!(app.partner().admin().await.get(path).await.expect(200).body["status"], "open");
    }
    assert!(is_open(&app, &kept.body["secret"]).await);
    invite(&admin, "guest@new.example", "viewer").await;
}

#[tokio::test]
async fn only_a_trusted_proxy_says_where_a_link_leads() {
    let app = App::new().await;
    let trusted = app.library().admin().await;
    let untrusted = elsewhere(&app, trusted.token.clone());
    for (client, origin) in [(trusted, "https://library.example"), (untrusted, app.base.as_str())] {
        let request = client
            .request(reqwest::Method::POST, "/v1/invitations")
            .header("X-Forwarded-Host", "written-by-anybody.example, library.example")
            .header("X-Forwarded-Proto", "https")
            .header("Forwarded", "host=written-by-anybody.example;proto=https");
        let email = format!("at-{}@new.example", origin.len());
        let made = send(request.json(&json!({"email": email, "role": "viewer"}))).await.expect(201);
        let link = made.body["link"].as_str().unwrap();
        assert!(link.strip_prefix(origin).is_some_and(|rest| rest.starts_with('/')), "{link}");
    }
}
