//! What all rows that hang on a partnership have in common.

use serde_json::{Value, json};

use super::{draft, path, step, step_of, tenant, three};
use crate::support::{App, Client};

/// The resources, each with the least that makes a row of it and a text to change.
pub(super) fn resources(id: &str) -> Vec<(&'static str, Value, &'static str)> {
    let of = |mut input: Value| {
        input["partnership_id"] = json!(id);
        input
    };
    vec![
        ("goals", of(json!({"title": "A"})), "title"),
        ("roles", of(json!({"organization_id": tenant(1), "title": "A"})), "title"),
        (
            "decisions",
            of(json!({"title": "A", "reason": "R", "decided_by": [tenant(0)], "decided_on": "2026-01-01"})),
            "reason",
        ),
        ("challenges", of(json!({"kind": "manpower", "title": "A", "likelihood": 1, "impact": 5})), "title"),
        ("agreements", of(json!({"title": "A"})), "title"),
        (
            "meetings",
            of(
                json!({"title": "A", "starts_at": "2026-03-03T17:00:00", "time_zone": "UTC", "duration_minutes": 60}),
            ),
            "agenda",
        ),
        ("action-items", of(json!({"title": "A", "owner_id": tenant(1), "due_on": "2026-01-01"})), "title"),
        ("milestones", of(json!({"title": "A", "due_on": "2026-01-01"})), "title"),
    ]
}

#[tokio::test]
async fn coordinators_of_all_parties_write_what_all_parties_see_and_nobody_else() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, jobs) = (app.library().coordinator().await, app.other_partner().coordinator().await);
    for (resource, input, text) in resources(&id) {
        let list = format!("/v1/{resource}");
        let made = jobs.post(&list, input.clone()).await.expect(201);
        let row = made.header("location").to_owned();
        assert_eq!(made.body["partnership"], json!({"id": id, "name": "Kites"}), "{resource}");
        let before =
            app.other_library().viewer().await.get(&path(&id)).await.expect(200).body["updated_at"].clone();
        let changed = lead.patch(&row, json!({text: "B"})).await.expect(200);
        assert_eq!(changed.body[text], "B", "{resource}");
        let after =
            app.other_library().viewer().await.get(&path(&id)).await.expect(200).body["updated_at"].clone();
        assert_ne!(before, after, "{resource}: a write to it is one to the partnership");
        let viewer = app.other_library().viewer().await;
        let seen = viewer.get(&row).await.expect(200);
        assert_eq!(seen.body["actions"], json!([]));
        viewer.patch(&row, json!({text: "C"})).await.expect(403);
        viewer.delete(&row).await.expect(403);
        viewer.post(&list, input.clone()).await.expect(403);
        for stranger in [app.partner().admin().await, app.operator().await] {
            stranger.get(&row).await.expect(404);
            stranger.patch(&row, json!({text: "C"})).await.expect(404);
            stranger.delete(&row).await.expect(404);
            let listed = stranger.get(&format!("{list}?limit=200")).await.expect(200);
            assert!(!listed.text.contains(&id), "{resource}");
            let own = stranger.post(&list, input.clone()).await;
            assert!(matches!(own.status, 403 | 422), "{resource}: {}", own.text);
        }
        let moved = lead
            .patch(&row, json!({"partnership_id": "019b8d62-7a80-7fff-8000-0000000003e7"}))
            .await
            .expect(422);
        assert_eq!(moved.pointers(), ["/partnership_id"], "{resource}");
        assert_eq!(lead.patch(&row, json!({text: " "})).await.expect(422).pointers(), [format!("/{text}")]);
        jobs.delete(&row).await.expect(204);
        lead.get(&row).await.expect(404);
    }
}

#[tokio::test]
async fn nothing_was_done_on_a_day_to_come() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let meeting = json!({"partnership_id": id, "title": "A", "starts_at": "2099-03-03T17:00:00", "time_zone": "UTC", "duration_minutes": 60});
    let meeting = lead.post("/v1/meetings", meeting).await.expect(201).id();
    let own = json!([{"organization_id": tenant(0)}]);
    let minutes =
        json!({"meeting_id": meeting, "occurs_at": "2099-03-03T17:00:00", "text": "A", "attendance": own});
    let pledge = json!({"from_id": tenant(0), "kind": "expertise", "form": "hours", "title": "A", "pledged": 60, "pledged_on": "2099-01-01"});
    for (resource, mut input, pointers) in [
        (
            "milestones",
            json!({"title": "A", "due_on": "2099-01-02", "done_on": "2099-01-01"}),
            vec!["/done_on"],
        ),
        (
            "action-items",
            json!({"title": "A", "owner_id": tenant(1), "due_on": "2026-01-01", "done_on": "2099-01-01"}),
            vec!["/done_on"],
        ),
        (
            "decisions",
            json!({"title": "A", "reason": "R", "decided_by": [tenant(0)], "decided_on": "2099-01-01"}),
            vec!["/decided_on"],
        ),
        ("contributions", pledge, vec!["/pledged_on"]),
        ("minutes", minutes, vec!["/text", "/attendance"]),
    ] {
        input["partnership_id"] = json!(id);
        let refused = lead.post(&format!("/v1/{resource}"), input).await.expect(422);
        assert_eq!(refused.pointers(), pointers, "{resource}: {}", refused.text);
        assert!(refused.text.contains("in_future"), "{resource}");
    }
    let agenda = json!({"partnership_id": id, "meeting_id": meeting, "occurs_at": "2099-03-03T17:00:00", "agenda": "A"});
    lead.post("/v1/minutes", agenda).await.expect(201);
    let met =
        json!({"organization_id": tenant(3), "kind": "visit", "happened_on": "2099-01-01", "summary": "A"});
    assert_eq!(lead.post("/v1/interactions", met.clone()).await.expect(422).pointers(), ["/happened_on"]);
    let mut today = met;
    today["happened_on"] = json!("2026-01-01");
    let made = lead.post("/v1/interactions", today).await.expect(201);
    let later = lead.patch(made.header("location"), json!({"happened_on": "2099-01-01"})).await.expect(422);
    assert_eq!(later.pointers(), ["/happened_on"]);
}

#[tokio::test]
async fn nothing_is_written_about_what_is_over() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let mut rows = Vec::new();
    for (resource, input, text) in resources(&id) {
        let made = lead.post(&format!("/v1/{resource}"), input.clone()).await.expect(201);
        rows.push((resource, input, text, made.header("location").to_owned()));
    }
    step(&app.library().admin().await, &id, "end").await.expect(200);
    for (resource, input, text, row) in rows {
        assert_eq!(lead.get(&row).await.expect(200).body["actions"], json!([]));
        for refused in [
            lead.post(&format!("/v1/{resource}"), input).await,
            lead.patch(&row, json!({text: "C"})).await,
            lead.delete(&row).await,
        ] {
            assert_eq!(refused.expect(409).body["code"], "partnership_over", "{resource}");
        }
    }
}

async fn version(caller: &Client, id: &str) -> Value {
    caller.get(&path(id)).await.expect(200).body["terms_version"].clone()
}

#[tokio::test]
async fn a_goal_that_is_written_while_a_proposal_is_answered_asks_everybody_anew() {
    let app = App::new().await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().admin().await);
    let id = draft(&lead, &[&tenant(1)]).await;
    lead.post("/v1/goals", json!({"partnership_id": id, "title": "A"})).await.expect(201);
    assert_eq!(version(&lead, &id).await, 1);
    step(&lead, &id, "propose").await.expect(200);
    let goal = other.post("/v1/goals", json!({"partnership_id": id, "title": "B"})).await.expect(201);
    assert_eq!(version(&lead, &id).await, 2);
    step(&other, &id, "accept").await.expect(409);
    step_of(&other, &id, "accept", 2).await.expect(200);
    step_of(&app.library().admin().await, &id, "accept", 2).await.expect(200);
    other.patch(goal.header("location"), json!({"status": "met"})).await.expect(200);
    let now = lead.get(&path(&id)).await.expect(200);
    assert_eq!((&now.body["state"], &now.body["terms_version"]), (&json!("active"), &json!(2)));
}

#[tokio::test]
async fn only_current_parties_are_named_in_rows() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let of = |mut input: Value| {
        input["partnership_id"] = json!(id);
        input
    };
    let milestone = of(json!({"title": "A", "due_on": "2026-01-01", "owner_id": tenant(3)}));
    let kept = lead.post("/v1/milestones", milestone.clone()).await.expect(201);
    for (resource, input, pointer) in [
        ("roles", of(json!({"organization_id": tenant(2), "title": "A"})), "/organization_id"),
        (
            "challenges",
            of(
                json!({"kind": "manpower", "title": "A", "likelihood": 1, "impact": 5, "owner_id": tenant(2)}),
            ),
            "/owner_id",
        ),
        (
            "decisions",
            of(
                json!({"title": "A", "reason": "R", "decided_by": [tenant(0), tenant(2)], "decided_on": "2026-01-01"}),
            ),
            "/decided_by/1",
        ),
    ] {
        assert_eq!(lead.post(&format!("/v1/{resource}"), input).await.expect(422).pointers(), [pointer]);
    }
    step(&app.other_partner().admin().await, &id, "leave").await.expect(200);
    assert_eq!(lead.post("/v1/milestones", milestone).await.expect(422).pointers(), ["/owner_id"]);
    // What named it before may still be changed.
    let done = lead.patch(kept.header("location"), json!({"done_on": "2026-01-02"})).await.expect(200);
    assert_eq!(done.body["owner"]["name"], "Riverside Job Center");
}

#[tokio::test]
async fn a_role_names_members_of_the_own_organization_only() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().coordinator().await);
    let (own, foreign) =
        (lead.get("/v1/me").await.body["id"].clone(), other.get("/v1/me").await.body["id"].clone());
    let role = |organization: String, person: &Value| json!({"partnership_id": id, "organization_id": organization, "person_id": person, "title": "Keeper"});
    for (organization, person) in [(tenant(0), &foreign), (tenant(1), &foreign), (tenant(1), &own)] {
        let refused = lead.post("/v1/roles", role(organization, person)).await.expect(422);
        assert_eq!(refused.pointers(), ["/person_id"]);
    }
    let made = lead.post("/v1/roles", role(tenant(0), &own)).await.expect(201);
    let row = made.header("location");
    let seen = other.patch(row, json!({"duties": "The key."})).await.expect(200);
    assert_eq!(seen.body["person"]["name"], "Dana Okafor", "parties know who does what");
    assert_eq!(other.patch(row, json!({"person_id": foreign})).await.expect(422).pointers(), ["/person_id"]);
    let two = json!({"person_id": own, "holder": "Somebody"});
    assert_eq!(lead.patch(row, two).await.expect(422).pointers(), ["/holder"]);
}

#[tokio::test]
async fn challenges_are_of_the_five_kinds_or_of_an_own_one() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let challenge = |kind: &str, own: Value, likelihood: i32| json!({"partnership_id": id, "kind": kind, "other_kind": own, "title": "A", "likelihood": likelihood, "impact": 3});
    for kind in ["logistics", "language_barrier", "manpower", "fund_management", "evaluation"] {
        let made = lead.post("/v1/challenges", challenge(kind, json!(null), 5)).await.expect(201);
        assert_eq!(made.body["risk"], 15);
        assert_eq!(
            lead.post("/v1/challenges", challenge(kind, json!("x"), 5)).await.expect(422).pointers(),
            ["/other_kind"]
        );
    }
    lead.post("/v1/challenges", challenge("other", json!("climate"), 1)).await.expect(201);
    assert_eq!(
        lead.post("/v1/challenges", challenge("other", json!(null), 1)).await.expect(422).pointers(),
        ["/other_kind"]
    );
    for likelihood in [0, 6] {
        let refused =
            lead.post("/v1/challenges", challenge("manpower", json!(null), likelihood)).await.expect(422);
        assert_eq!(refused.pointers(), ["/likelihood"]);
    }
}
