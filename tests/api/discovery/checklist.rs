//! The checklist of strategies: what shows them, and marks by hand.

use serde_json::{Value, json};

use super::entry;
use crate::support::{App, Client};

async fn strategies(client: &Client) -> Vec<Value> {
    client.get("/v1/checklist").await.expect(200).body["strategies"].as_array().unwrap().clone()
}

async fn strategy(client: &Client, name: &str) -> Value {
    strategies(client).await.into_iter().find(|item| item["strategy"] == name).unwrap()
}

#[tokio::test]
async fn strategies_are_met_by_what_is_written_down() {
    let app = App::new().await;
    let coordinator = app.other_library().coordinator().await;
    let found = strategies(&coordinator).await;
    assert_eq!(found.len(), 9);
    assert!(found.iter().all(|item| item["source"] == "Community Partnership and Collaboration Guide"));
    let club = entry(&coordinator, "Kite Club").await;
    let leaders = ligature::domain::discovery::guide::COMMUNITY_LEADERS;
    let librarians = ligature::domain::discovery::guide::LIBRARIANS;
    for (name, path, other, shows) in [
        (
            "conversation",
            "/v1/interactions",
            None,
            json!({"organization_id": club, "kind": "call", "happened_on": "2026-01-05", "summary": "x"}),
        ),
        (
            "leader_interviews",
            "/v1/interviews",
            Some(json!({"organization_id": club, "guide_id": librarians, "held_on": "2026-01-02"})),
            json!({"organization_id": club, "guide_id": leaders, "held_on": "2026-01-02"}),
        ),
        ("library_story", "/v1/talking-points", None, json!({"text": "x"})),
        (
            "cause_and_people",
            "/v1/initiatives",
            Some(json!({"name": "x", "cause": "x"})),
            json!({"name": "x", "cause": "x", "target_groups": ["y"]}),
        ),
    ] {
        let before = strategy(&coordinator, name).await["records"]["count"].as_i64().unwrap();
        if let Some(other) = other {
            coordinator.post(path, other).await.expect(201);
            assert_eq!(strategy(&coordinator, name).await["records"]["count"], before, "{name}");
        }
        let made = coordinator.post(path, shows).await.expect(201).id();
        let after = strategy(&coordinator, name).await;
        assert_eq!((&after["met"], &after["records"]["count"]), (&json!(true), &json!(before + 1)), "{name}");
        assert_eq!(after["records"]["ids"][0], made, "{name}: the latest comes first");
        coordinator.delete(&format!("{path}/{made}")).await.expect(204);
        assert_eq!(strategy(&coordinator, name).await["records"]["count"], before, "{name}");
    }
    // An interview that is still to come shows nothing yet.
    let guide = json!({"name": "x", "interviewed": "community_leader", "questions": ["y"]});
    let guide = coordinator.post("/v1/guides", guide).await.expect(201);
    let held = json!({"organization_id": club, "guide_id": guide.id(), "held_on": "2026-01-02"});
    coordinator.post("/v1/interviews", held).await.expect(201);
    let before = strategy(&coordinator, "leader_interviews").await;
    coordinator.delete(guide.header("location")).await.expect(204);
    assert_eq!(
        strategy(&coordinator, "leader_interviews").await,
        before,
        "it was held by a guide that was there"
    );
    let later = json!({"organization_id": club, "guide_id": leaders, "held_on": "2999-01-02"});
    let before = strategy(&coordinator, "leader_interviews").await;
    coordinator.post("/v1/interviews", later).await.expect(201);
    assert_eq!(strategy(&coordinator, "leader_interviews").await, before);
}

#[tokio::test]
async fn what_partners_agreed_shows_strategies_once_the_partnership_was_active() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let partnerships = coordinator.get("/v1/partnerships?limit=200").await.expect(200);
    let of_state = |state: &str| {
        let rows = partnerships.body["items"].as_array().unwrap();
        rows.iter().find(|row| row["state"] == state).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (active, draft) = (of_state("active"), of_state("draft"));
    let own = coordinator.get("/v1/me").await.expect(200).body["organization"]["id"].clone();
    for (name, path, with) in [
        ("goals_and_rewards", "/v1/goals", json!({"title": "x"})),
        (
            "open_communication",
            "/v1/meetings",
            json!({"title": "x", "starts_at": "2026-02-01T10:00:00", "time_zone": "America/Chicago", "duration_minutes": 60}),
        ),
        ("roles", "/v1/roles", json!({"title": "x", "organization_id": own, "holder": "y", "duties": "z"})),
        (
            "decisions",
            "/v1/decisions",
            json!({"title": "x", "reason": "y", "decided_by": [own], "decided_on": "2026-01-05"}),
        ),
    ] {
        let before = strategy(&coordinator, name).await["records"]["count"].as_i64().unwrap();
        for (partnership, more) in [(&draft, 0), (&active, 1)] {
            let mut row = with.clone();
            row["partnership_id"] = json!(partnership);
            coordinator.post(path, row).await.expect(201);
            assert_eq!(strategy(&coordinator, name).await["records"]["count"], before + more, "{name}");
        }
    }
    let before = strategy(&coordinator, "roles").await;
    let idle = json!({"title": "x", "organization_id": own, "holder": "y", "partnership_id": active});
    coordinator.post("/v1/roles", idle).await.expect(201);
    assert_eq!(strategy(&coordinator, "roles").await, before, "a role without duties shows nothing");
    let museum =
        json!({"name": "x", "cause": "x", "place": {"latitude": 1.0, "longitude": 1.0, "radius_km": 5.0}});
    let initiative = coordinator.post("/v1/initiatives", museum).await.expect(201).id();
    let club = entry(&coordinator, "Kite Club").await;
    let before = strategy(&coordinator, "local_partners").await["records"]["count"].as_i64().unwrap();
    coordinator.post("/v1/prospects", json!({"organization_id": club})).await.expect(201);
    assert_eq!(strategy(&coordinator, "local_partners").await["records"]["count"], before);
    let sought = json!({"organization_id": club, "initiative_id": initiative});
    coordinator.post("/v1/prospects", sought).await.expect(201);
    assert_eq!(strategy(&coordinator, "local_partners").await["records"]["count"], before + 1);
}

#[tokio::test]
async fn a_mark_by_hand_says_who_when_and_why_and_can_be_taken_back() {
    let app = App::new().await;
    let coordinator = app.other_library().coordinator().await;
    let name = "library_story";
    assert_eq!(strategy(&coordinator, name).await["met"], false);
    let note = json!({"strategy": name, "note": "canary-note"});
    app.other_library().contributor().await.post("/v1/checklist/mark", note.clone()).await.expect(403);
    app.partner().admin().await.post("/v1/checklist/mark", note.clone()).await.expect(403);
    let marked = coordinator.post("/v1/checklist/mark", note).await.expect(200);
    let item = strategy(&coordinator, name).await;
    assert_eq!((&item["met"], &item["records"]["count"]), (&json!(true), &json!(0)));
    let me = coordinator.get("/v1/me").await.expect(200);
    assert_eq!(
        (&item["mark"]["by"]["name"], &item["mark"]["note"]),
        (&me.body["name"], &json!("canary-note"))
    );
    assert!(item["mark"]["at"].is_string());
    assert_eq!(marked.body["met"].as_u64().unwrap(), {
        let found = strategies(&coordinator).await;
        found.iter().filter(|item| item["met"] == true).count() as u64
    });
    assert_eq!(
        strategy(&app.library().viewer().await, name).await["mark"],
        json!(null),
        "it is a library's own"
    );
    coordinator.post("/v1/checklist/unmark", json!({"strategy": name})).await.expect(200);
    let item = strategy(&coordinator, name).await;
    assert_eq!((&item["met"], &item["mark"]), (&json!(false), &json!(null)));
    coordinator.post("/v1/checklist/unmark", json!({"strategy": name})).await.expect(200);
    coordinator.post("/v1/checklist/mark", json!({"strategy": name})).await.expect(200);
    assert_eq!(strategy(&coordinator, name).await["mark"]["note"], json!(null));
    let refused = coordinator.post("/v1/checklist/mark", json!({"strategy": "luck"})).await.expect(422);
    assert_eq!(refused.pointers(), ["/strategy"]);
    let refused = json!({"strategy": name, "note": " "});
    assert_eq!(coordinator.post("/v1/checklist/mark", refused).await.expect(422).pointers(), ["/note"]);
}

#[tokio::test]
async fn of_two_who_mark_a_strategy_at_once_none_fails_and_one_mark_stands() {
    let app = App::new().await;
    let (one, two) = (app.other_library().coordinator().await, app.other_library().admin().await);
    let mark = |note: &str| json!({"strategy": "roles", "note": note});
    let (first, second) = tokio::join!(
        one.post("/v1/checklist/mark", mark("one")),
        two.post("/v1/checklist/mark", mark("two"))
    );
    first.expect(200);
    second.expect(200);
    let note = strategy(&one, "roles").await["mark"]["note"].clone();
    assert!(note == "one" || note == "two", "{note}");
}
