//! Prospects and the stages through which they go.

use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{code, entry};
use crate::support::{App, Client, Clock};

async fn prospect(client: &Client, organization: &str, initiative: Option<&str>) -> String {
    let made = json!({"organization_id": organization, "initiative_id": initiative});
    client.post("/v1/prospects", made).await.expect(201).id()
}

async fn go(client: &Client, id: &str, stage: &str) -> crate::support::Answer {
    client.post(&format!("/v1/prospects/{id}/move"), json!({"stage": stage, "reason": "x"})).await
}

async fn initiative(client: &Client) -> String {
    client.post("/v1/initiatives", json!({"name": "x", "cause": "x"})).await.expect(201).id()
}

#[tokio::test]
async fn nobody_but_the_library_sees_its_prospects() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Kite Club").await;
    let made = json!({"organization_id": organization, "next_step": "canary-step"});
    let made = coordinator.post("/v1/prospects", made).await.expect(201);
    let path = made.header("location").to_owned();
    app.library().viewer().await.get(&path).await.expect(200);
    for client in [
        app.partner().admin().await,
        app.other_partner().coordinator().await,
        app.other_library().admin().await,
        app.operator().await,
    ] {
        client.get(&path).await.expect(404);
        client.get(&format!("{path}/moves")).await.expect(404);
        client.patch(&path, json!({"next_step": "x"})).await.expect(404);
        client.post(&format!("{path}/move"), json!({"stage": "won", "reason": "x"})).await.expect(404);
        client.delete(&path).await.expect(404);
        let list = client.get("/v1/prospects?limit=200&include_total=true").await.expect(200);
        assert!(!list.text.contains("canary-step"), "{}", list.text);
        assert!(!client.get("/v1/prospects/board?per_stage=50").await.text.contains("canary-step"));
    }
}

#[tokio::test]
async fn a_prospect_goes_from_stage_to_stage_and_its_history_tells_who_and_why() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let id = prospect(&coordinator, &entry(&coordinator, "Kite Club").await, None).await;
    let path = format!("/v1/prospects/{id}");
    let begun = coordinator.get(&path).await.expect(200);
    assert_eq!(begun.body["stage"], json!({"code": "identified", "name": "Identified", "meaning": "open"}));
    assert_eq!(begun.body["days_in_stage"], 0);
    assert_eq!(begun.body["actions"], json!(["update_prospect", "move_prospect", "delete_prospect"]));
    app.library()
        .contributor()
        .await
        .post(&format!("{path}/move"), json!({"stage": "won", "reason": "x"}))
        .await
        .expect(403);
    let to = json!({"stage": "interviewed", "reason": "They are for it."});
    let moved = coordinator.post(&format!("{path}/move"), to).await.expect(200);
    assert_eq!(moved.body["stage"]["code"], "interviewed");
    assert!(moved.body["stage_since"].as_str() > begun.body["stage_since"].as_str());
    let again = go(&coordinator, &id, "interviewed").await.expect(409);
    assert_eq!(code(&again), "same_stage");
    let nowhere = go(&coordinator, &id, "nowhere").await.expect(422);
    assert_eq!(nowhere.pointers(), ["/stage"]);
    assert!(nowhere.text.contains("must be one of identified, contacted, interviewed,"), "{}", nowhere.text);
    let without = coordinator.post(&format!("{path}/move"), json!({"stage": "won"})).await.expect(422);
    assert_eq!(without.pointers(), ["/reason"]);
    go(&coordinator, &id, "won").await.expect(200);
    let moves = app.library().viewer().await.get(&format!("{path}/moves")).await.expect(200);
    let told = |field: &str| -> Vec<Value> {
        moves.body["items"].as_array().unwrap().iter().map(|row| row[field].clone()).collect()
    };
    assert_eq!(told("from_stage"), [json!(null), json!("identified"), json!("interviewed")]);
    assert_eq!(told("to_stage"), ["identified", "interviewed", "won"]);
    assert_eq!(told("reason"), [json!(null), json!("They are for it."), json!("x")]);
    assert_eq!(told("days_in_stage"), [json!(null), json!(0), json!(0)]);
    assert!(told("person").iter().all(|person| person["name"] == "Dana Okafor"));
    let history = app.library().admin().await;
    let events =
        history.get(&format!("/v1/events?resource_id={id}&operation=move_prospect")).await.expect(200);
    assert_eq!(events.body["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_days_in_a_stage_are_counted() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let coordinator = app.library().coordinator().await;
    let id = prospect(&coordinator, &entry(&coordinator, "Kite Club").await, None).await;
    let me = coordinator.get("/v1/me").await.expect(200).id();
    let path = format!("/v1/prospects/{id}");
    coordinator.patch(&path, json!({"owner_id": me})).await.expect(200);
    clock.advance(TimeDelta::hours(83));
    let coordinator = app.library().coordinator().await;
    go(&coordinator, &id, "contacted").await.expect(200);
    clock.advance(TimeDelta::days(5));
    let coordinator = app.library().coordinator().await;
    assert_eq!(coordinator.get(&path).await.expect(200).body["days_in_stage"], 5);
    let moves = coordinator.get(&format!("{path}/moves")).await.expect(200);
    let days = |row: usize| moves.body["items"][row]["days_in_stage"].clone();
    assert_eq!((days(0), days(1)), (json!(null), json!(3)), "whole days");
    let waits = coordinator.get("/v1/prospects?sort=stage_since&limit=200").await.expect(200);
    let waiting = waits.body["items"].as_array().unwrap();
    assert!(waiting.iter().all(|row| row["days_in_stage"].as_i64() >= Some(5)), "{}", waits.text);
    // By owner: hers, and nobody else's.
    let mine = coordinator.get(&format!("/v1/prospects?limit=200&owner_id={me}")).await.expect(200);
    let mine = mine.body["items"].as_array().unwrap().clone();
    assert!(mine.iter().any(|row| row["id"] == json!(id)));
    assert!(mine.iter().all(|row| row["owner"]["id"] == json!(me)));
}

#[tokio::test]
async fn an_organization_is_a_prospect_of_each_initiative_once() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Kite Club").await;
    let (one, two) = (initiative(&coordinator).await, initiative(&coordinator).await);
    let first = prospect(&coordinator, &organization, Some(&one)).await;
    let second = prospect(&coordinator, &organization, Some(&two)).await;
    let without = prospect(&coordinator, &organization, None).await;
    for initiative in [Some(&one), None] {
        let again = json!({"organization_id": organization, "initiative_id": initiative});
        let again = coordinator.post("/v1/prospects", again).await.expect(409);
        let known = if initiative.is_some() { &first } else { &without };
        assert_eq!((code(&again), &again.body["id"]), ("already_prospect", &json!(known)));
    }
    let path = format!("/v1/prospects/{first}");
    for (initiative, known) in [(json!(two), second), (json!(null), without)] {
        let taken = coordinator.patch(&path, json!({"initiative_id": initiative})).await.expect(409);
        assert_eq!((code(&taken), &taken.body["id"]), ("already_prospect", &json!(known)));
    }
    let used = coordinator.delete(&format!("/v1/initiatives/{one}")).await.expect(409);
    assert_eq!(code(&used), "in_use");
    coordinator.delete(&path).await.expect(204);
    coordinator.delete(&format!("/v1/initiatives/{one}")).await.expect(204);
    let other = app.other_library().coordinator().await;
    prospect(&other, &organization, None).await;
}

#[tokio::test]
async fn of_several_who_make_the_same_prospect_at_once_one_does() {
    let app = App::new().await;
    let coordinator = app.other_library().coordinator().await;
    let organization = entry(&coordinator, "Kite Club").await;
    let body = json!({"organization_id": organization});
    let answers = join_all((0..4).map(|_| coordinator.post("/v1/prospects", body.clone()))).await;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
}

#[tokio::test]
async fn owners_are_members_and_references_are_seen() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Kite Club").await;
    let foreign = app.other_library().coordinator().await;
    let owner = foreign.get("/v1/me").await.expect(200).id();
    let hidden = initiative(&foreign).await;
    for (member, value) in [("owner_id", owner), ("initiative_id", hidden)] {
        let mut body = json!({"organization_id": organization});
        body[member] = json!(value);
        let refused = coordinator.post("/v1/prospects", body).await.expect(422);
        assert_eq!(refused.pointers(), [format!("/{member}")]);
    }
    let secret = json!({"name": "Hidden Club", "visibility": "internal"});
    let secret = foreign.post("/v1/organizations", secret).await.expect(201).id();
    let refused = coordinator.post("/v1/prospects", json!({"organization_id": secret})).await.expect(422);
    assert_eq!(refused.pointers(), ["/organization_id"]);
    let owner = coordinator.get("/v1/me").await.expect(200).id();
    let made = json!({"organization_id": organization, "owner_id": owner, "next_step_on": "2026-03-01"});
    assert_eq!(coordinator.post("/v1/prospects", made).await.expect(422).pointers(), ["/next_step"]);
    let made = json!({"organization_id": organization, "owner_id": owner, "next_step": "Call.", "next_step_on": "2026-03-01"});
    let made = coordinator.post("/v1/prospects", made).await.expect(201);
    assert_eq!(made.body["owner"]["name"], "Dana Okafor");
    let other = entry(&coordinator, "Other Club").await;
    let moved = coordinator.patch(made.header("location"), json!({"organization_id": other})).await;
    assert_eq!(moved.expect(422).pointers(), ["/organization_id"]);
    for (filter, found) in [
        (format!("owner_id={owner}&next_step_before=2026-03-02&organization_id={organization}"), 1),
        (format!("next_step_before=2026-03-01&organization_id={organization}"), 0),
        (format!("meaning=won&organization_id={organization}"), 0),
        (format!("stage=identified&meaning=open&organization_id={organization}"), 1),
    ] {
        let list = coordinator.get(&format!("/v1/prospects?{filter}")).await.expect(200);
        assert_eq!(list.body["items"].as_array().unwrap().len(), found, "{filter}");
    }
}

#[tokio::test]
async fn a_prospect_rests_while_its_entry_is_hidden() {
    let app = App::new().await;
    let foreign = app.other_library().coordinator().await;
    let organization = entry(&foreign, "Lantern Theatre").await;
    let coordinator = app.library().coordinator().await;
    let id = prospect(&coordinator, &organization, None).await;
    let path = format!("/v1/organizations/{organization}");
    let hidden = json!({"visibility": "internal", "name": "canary-renamed"});
    foreign.patch(&path, hidden).await.expect(200);
    coordinator.get(&format!("/v1/prospects/{id}")).await.expect(404);
    for list in ["/v1/prospects?limit=200", "/v1/prospects/board?per_stage=50"] {
        assert!(!coordinator.get(list).await.expect(200).text.contains(&id));
    }
    foreign.patch(&path, json!({"visibility": "partners"})).await.expect(200);
    coordinator.get(&format!("/v1/prospects/{id}")).await.expect(200);
}

#[tokio::test]
async fn a_library_has_stages_of_its_own() {
    let app = App::new().await;
    let (admin, coordinator) = (app.other_library().admin().await, app.other_library().coordinator().await);
    let common = coordinator.get("/v1/pipeline").await.expect(200);
    let codes: Vec<_> =
        common.body["stages"].as_array().unwrap().iter().map(|stage| stage["code"].clone()).collect();
    let expected = ["identified", "contacted", "interviewed", "evaluated", "proposed", "won", "declined"];
    assert_eq!(codes, expected);
    let id = prospect(&coordinator, &entry(&coordinator, "Kite Club").await, None).await;
    go(&coordinator, &id, "evaluated").await.expect(200);
    let stage = |code: &str, meaning: &str| json!({"code": code, "name": code, "meaning": meaning});
    let own = json!({"stages": [stage("idea", "open"), stage("evaluated", "open"), stage("yes", "won")]});
    coordinator.patch("/v1/pipeline", own.clone()).await.expect(403);
    // The college of the demonstration waits in "contacted".
    let used = admin.patch("/v1/pipeline", own.clone()).await.expect(409);
    assert_eq!(code(&used), "in_use");
    let waiting = admin.get("/v1/prospects?stage=contacted").await.expect(200);
    for row in waiting.body["items"].as_array().unwrap() {
        go(&coordinator, row["id"].as_str().unwrap(), "evaluated").await.expect(200);
    }
    let changed = admin.patch("/v1/pipeline", own.clone()).await.expect(200);
    assert_eq!(changed.body["stages"], own["stages"]);
    let meant = json!({"stages": [stage("idea", "open"), stage("evaluated", "lost")]});
    assert_eq!(code(&admin.patch("/v1/pipeline", meant).await.expect(409)), "in_use");
    go(&coordinator, &id, "declined").await.expect(422);
    go(&coordinator, &id, "yes").await.expect(200);
    let next = prospect(&coordinator, &entry(&coordinator, "Other Club").await, None).await;
    let next = coordinator.get(&format!("/v1/prospects/{next}")).await.expect(200);
    assert_eq!(next.body["stage"]["code"], "idea");
    assert_eq!(
        app.library().viewer().await.get("/v1/pipeline").await.expect(200).body["stages"][0]["code"],
        "identified"
    );
    let bad = json!({"stages": [stage("yes", "won"), stage("A", "open"), stage("yes", "open")]});
    let bad = admin.patch("/v1/pipeline", bad).await.expect(422);
    assert_eq!(bad.pointers(), ["/stages/1/code", "/stages/2/code", "/stages/0/meaning"]);
}

#[tokio::test]
async fn the_board_shows_every_stage_and_goes_on_in_the_list() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let cause = initiative(&coordinator).await;
    let mut made = Vec::new();
    for number in 0..5 {
        let organization = entry(&coordinator, &format!("Club {number}")).await;
        made.push(prospect(&coordinator, &organization, Some(&cause)).await);
    }
    go(&coordinator, &made[0], "contacted").await.expect(200);
    let path = format!("/v1/prospects/board?initiative_id={cause}&per_stage=3");
    let board = app.library().viewer().await.get(&path).await.expect(200);
    let stages = board.body["stages"].as_array().unwrap();
    let totals: Vec<_> = stages.iter().map(|stage| stage["total"].as_u64().unwrap()).collect();
    assert_eq!(totals, [4, 1, 0, 0, 0, 0, 0]);
    let ids = |rows: &Value| -> Vec<String> {
        rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&stages[0]["items"]), made[1..4]);
    assert_eq!((ids(&stages[1]["items"]), &stages[1]["next_cursor"]), (vec![made[0].clone()], &json!(null)));
    let cursor = stages[0]["next_cursor"].as_str().unwrap();
    let rest =
        format!("/v1/prospects?initiative_id={cause}&stage=identified&sort=stage_since&cursor={cursor}");
    assert_eq!(ids(&coordinator.get(&rest).await.expect(200).body["items"]), made[4..]);
    coordinator.get("/v1/prospects/board?per_stage=51").await.expect(422);
    coordinator.get(&format!("/v1/prospects/board?initiative_id={}", made[0])).await.expect(422);
}

/// A closed round with one sheet, by which the organization does not hold libraries to be relevant.
pub(super) async fn failed_round(app: &App, organization: &str) -> String {
    let coordinator = app.library().coordinator().await;
    let perspectives = "01900000-0000-7000-8000-0000000e0003";
    let rater = app.library().contributor().await;
    let rater_id = rater.get("/v1/me").await.expect(200).id();
    let round =
        json!({"organization_id": organization, "instrument_id": perspectives, "rater_ids": [rater_id]});
    let round = coordinator.post("/v1/rounds", round).await.expect(201).id();
    let sheet = rater.post("/v1/evaluations", json!({"round_id": round})).await.expect(201).id();
    let ratings = json!({"ratings": [{"item": "1a", "value": 1}, {"item": "1b", "value": 0}]});
    rater.patch(&format!("/v1/evaluations/{sheet}"), ratings).await.expect(200);
    rater.post(&format!("/v1/evaluations/{sheet}/submit"), json!({})).await.expect(200);
    coordinator.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    round
}

#[tokio::test]
async fn a_prospect_that_a_deal_breaker_blocks_is_marked_for_those_who_may_know() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Kite Club").await;
    let path = format!("/v1/prospects/{}", prospect(&coordinator, &organization, None).await);
    assert_eq!(coordinator.get(&path).await.expect(200).body["blocked"], false);
    let round = failed_round(&app, &organization).await;
    let seen = coordinator.get(&path).await.expect(200);
    assert_eq!(seen.body["blocked"], true, "{}", seen.text);
    let by = &seen.body["blocked_by"][0];
    assert_eq!((&by["round_id"], &by["status"]), (&json!(round), &json!("blocked")));
    assert_eq!(by["instrument"], "shared-perspectives");
    // One rater is nobody's business: what is kept of the round for the others is withheld.
    let viewer = app.library().viewer().await.get(&path).await.expect(200);
    assert_eq!((&viewer.body["blocked"], &viewer.body["blocked_by"]), (&json!(null), &json!([])));
    // Another library's prospect of the same organization is not concerned.
    let other = app.other_library().coordinator().await;
    let foreign = prospect(&other, &organization, None).await;
    assert_eq!(other.get(&format!("/v1/prospects/{foreign}")).await.expect(200).body["blocked"], false);
    // A later round without any rating replaces the one that blocked: it is undetermined, which blocks as well.
    let empty =
        json!({"organization_id": organization, "instrument_id": "01900000-0000-7000-8000-0000000e0003"});
    let empty = coordinator.post("/v1/rounds", empty).await.expect(201).id();
    coordinator.post(&format!("/v1/rounds/{empty}/close"), json!({})).await.expect(200);
    let seen = coordinator.get(&path).await.expect(200);
    assert_eq!(seen.body["blocked_by"].as_array().unwrap().len(), 1);
    assert_eq!(seen.body["blocked_by"][0]["status"], "undetermined");
}
