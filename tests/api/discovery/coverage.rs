//! In which kinds of organizations a library has partners, and who could fill the gaps.

use ligature::domain::directory::builtin::{taxonomy_id, term_id};
use serde_json::{Value, json};

use crate::support::{App, Client};

async fn entry(client: &Client, name: &str, terms: &[uuid::Uuid], visibility: &str) -> String {
    let entry = json!({"name": name, "terms": terms, "visibility": visibility});
    client.post("/v1/organizations", entry).await.expect(201).id()
}

async fn prospect(client: &Client, organization: &str) -> String {
    client.post("/v1/prospects", json!({"organization_id": organization})).await.expect(201).id()
}

async fn go(client: &Client, prospect: &str, stage: &str) {
    let to = json!({"stage": stage, "reason": "x"});
    client.post(&format!("/v1/prospects/{prospect}/move"), to).await.expect(200);
}

async fn place(client: &Client, organization: &str, latitude: f64) {
    let place = json!({"organization_id": organization, "latitude": latitude, "longitude": 10.0});
    client.post("/v1/locations", place).await.expect(201);
}

/// The line of a term.
async fn line(client: &Client, query: &str, code: &str) -> Value {
    let matrix = client.get(&format!("/v1/coverage{query}")).await.expect(200);
    let lines = matrix.body["lines"].as_array().unwrap();
    lines
        .iter()
        .find(|line| line["term"]["code"] == code)
        .unwrap_or_else(|| panic!("{}", matrix.text))
        .clone()
}

fn names(line: &Value) -> Vec<&str> {
    let candidates = line["candidates"].as_array().unwrap();
    candidates.iter().map(|candidate| candidate["organization"]["name"].as_str().unwrap()).collect()
}

const RADIO: &str = "media-representatives.radio";
const MEDIA: &str = "media-representatives";
const LEGAL_AID: &str = "legal-organizations.legal-aid";
const LEGAL: &str = "legal-organizations";

#[tokio::test]
async fn a_kind_goes_from_gap_to_prospect_and_back_when_it_declines() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let aid =
        entry(&coordinator, "AAA Legal Aid", &[term_id("community-partners", LEGAL_AID)], "partners").await;
    let gap = line(&coordinator, "", LEGAL).await;
    assert_eq!((&gap["state"], &gap["prospects"]), (&json!("none"), &json!(0)));
    assert_eq!(names(&gap), ["AAA Legal Aid", "Lake Valley Legal Aid"], "by name");
    assert_eq!(gap["candidates"][0]["relation"], "none");
    let id = prospect(&coordinator, &aid).await;
    let on_the_way = line(&app.library().viewer().await, "", LEGAL).await;
    assert_eq!((&on_the_way["state"], &on_the_way["prospects"]), (&json!("prospect"), &json!(1)));
    assert_eq!(on_the_way["candidates"], json!([]), "it is no gap");
    // The same in the sectors of another taxonomy would need a link; the other library sees its own coverage.
    assert_eq!(line(&app.other_library().viewer().await, "", LEGAL).await["state"], "none");
    go(&coordinator, &id, "won").await;
    assert_eq!(line(&coordinator, "", LEGAL).await["state"], "prospect");
    go(&coordinator, &id, "declined").await;
    let declined = line(&coordinator, "", LEGAL).await;
    assert_eq!((&declined["state"], &declined["prospects"]), (&json!("none"), &json!(0)));
    assert_eq!(declined["candidates"][0]["relation"], "declined");
    coordinator.delete(&format!("/v1/prospects/{id}")).await.expect(204);
    assert_eq!(line(&coordinator, "", LEGAL).await["candidates"][0]["relation"], "none");
}

#[tokio::test]
async fn a_partnership_is_on_its_way_until_it_is_active_and_then_until_it_ends() {
    let app = App::new().await;
    let (coordinator, admin) = (app.library().coordinator().await, app.library().admin().await);
    let aid =
        entry(&coordinator, "AAA Legal Aid", &[term_id("community-partners", LEGAL_AID)], "partners").await;
    let counts = async |library: &Client| {
        let line = line(library, "", LEGAL).await;
        ["prospects", "active", "ended"].map(|state| line[state].as_u64().unwrap())
    };
    assert_eq!(counts(&coordinator).await, [0, 0, 0]);
    let terms = json!({"purposes": ["planning"], "statement": "Advice at the library."});
    let draft = json!({"name": "Advice", "parties": [{"organization_id": aid}], "terms": terms});
    let path =
        format!("/v1/partnerships/{}", coordinator.post("/v1/partnerships", draft).await.expect(201).id());
    assert_eq!(counts(&coordinator).await, [1, 0, 0]);
    coordinator
        .post(&format!("{path}/propose"), json!({"terms_version": 1, "reason": "x"}))
        .await
        .expect(200);
    let paper = json!({"organization_id": aid, "signer": "Ines Falk", "signed_on": "2026-01-04", "document": "Letter"});
    let accept = json!({"terms_version": 1, "reason": "x", "for_party": paper});
    admin.post(&format!("{path}/accept"), accept).await.expect(200);
    assert_eq!(counts(&coordinator).await, [0, 1, 0]);
    assert_eq!(line(&coordinator, "", LEGAL).await["state"], "active");
    let end = json!({"terms_version": 1, "reason": "x", "lessons": "Once a month is enough."});
    admin.post(&format!("{path}/end"), end).await.expect(200);
    assert_eq!(counts(&coordinator).await, [0, 0, 1]);
    let ended = line(&coordinator, "", LEGAL).await;
    assert_eq!(ended["state"], "ended");
    let candidates = ended["candidates"].as_array().unwrap();
    let former = candidates.iter().find(|found| found["organization"]["id"] == json!(aid)).unwrap();
    assert_eq!(former["relation"], "ended", "a gap again, for which the former partner is one candidate");
    assert_eq!(counts(&app.other_library().viewer().await).await, [0, 0, 0]);
}

#[tokio::test]
async fn one_classification_serves_linked_taxonomies_and_kinds_below() {
    let app = App::new().await;
    let coordinator = app.other_library().coordinator().await;
    let shelter = "womens-centers-service-organizations.battered-womens-shelters";
    let house =
        entry(&coordinator, "Safe House", &[term_id("community-partners", shelter)], "partners").await;
    let sectors = format!("?taxonomy_id={}", taxonomy_id("edge-sectors"));
    let before =
        line(&coordinator, &sectors, "government-or-social-service").await["prospects"].as_u64().unwrap();
    prospect(&coordinator, &house).await;
    let sector = line(&coordinator, &sectors, "government-or-social-service").await;
    assert_eq!(sector["prospects"], before + 1);
    // Below the group: the kinds themselves.
    let group = term_id("community-partners", "womens-centers-service-organizations");
    let below = format!("?term_id={group}");
    assert_eq!(line(&coordinator, &below, shelter).await["state"], "prospect");
    let other = "womens-centers-service-organizations.ywca";
    assert_eq!(line(&coordinator, &below, other).await["state"], "none");
    // A kind without further ones is a line by itself.
    let alone = format!("/v1/coverage?term_id={}", term_id("community-partners", shelter));
    let alone = coordinator.get(&alone).await.expect(200);
    assert_eq!(alone.body["lines"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&alone.body["lines"][0]["prospects"], &alone.body["term"]["code"]),
        (&json!(1), &json!(shelter))
    );
    let all = coordinator.get("/v1/coverage").await.expect(200);
    assert_eq!(all.body["lines"].as_array().unwrap().len(), 23);
    assert_eq!(all.body["library"]["name"], "Hillside County Library");
}

#[tokio::test]
async fn what_a_library_says_in_its_own_view_counts_for_that_library() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let club = entry(&coordinator, "Kite Club", &[], "partners").await;
    let taxonomy = json!({"code": "shelves", "name": "Shelves"});
    let taxonomy = coordinator.post("/v1/taxonomies", taxonomy).await.expect(201).id();
    let term = json!({"taxonomy_id": taxonomy, "code": "low", "name": "Low"});
    let term = coordinator.post("/v1/terms", term).await.expect(201).id();
    let give = async |term: &str| {
        let own = json!({"organization_id": club, "term_id": term});
        coordinator.post("/v1/own-terms", own).await.expect(201);
    };
    give(&term).await;
    let radio = term_id("community-partners", RADIO).to_string();
    give(&radio).await;
    let own = format!("?taxonomy_id={taxonomy}");
    let gap = line(&coordinator, &own, "low").await;
    assert_eq!((&gap["state"], names(&gap)), (&json!("none"), vec!["Kite Club"]));
    prospect(&coordinator, &club).await;
    assert_eq!(line(&coordinator, &own, "low").await["state"], "prospect");
    assert_eq!(line(&coordinator, "", MEDIA).await["state"], "prospect", "a shared kind, too");
    let foreign = app.other_library().coordinator().await;
    foreign.get(&format!("/v1/coverage{own}")).await.expect(422);
    foreign.get(&format!("/v1/coverage?term_id={term}")).await.expect(422);
    let other = format!("/v1/coverage?taxonomy_id={}&term_id={term}", taxonomy_id("edge-sectors"));
    assert_eq!(coordinator.get(&other).await.expect(422).pointers(), ["term_id"]);
}

#[tokio::test]
async fn a_circle_counts_only_what_has_a_place_in_it_and_the_nearest_come_first() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let radio = [term_id("community-partners", RADIO)];
    let near = entry(&coordinator, "Near Radio", &radio, "partners").await;
    let far = entry(&coordinator, "Far Radio", &radio, "partners").await;
    let nowhere = entry(&coordinator, "Nowhere Radio", &radio, "partners").await;
    place(&coordinator, &near, 50.01).await;
    place(&coordinator, &far, 51.0).await;
    let around = |km: u32| format!("?near=50.0,10.0&within_km={km}");
    let gap = line(&coordinator, &around(500), MEDIA).await;
    assert_eq!(names(&gap), ["Near Radio", "Far Radio"]);
    assert!(gap["candidates"][1]["distance_km"].as_f64().unwrap() > 100.0);
    assert_eq!(names(&line(&coordinator, &around(20), MEDIA).await), ["Near Radio"]);
    prospect(&coordinator, &far).await;
    prospect(&coordinator, &nowhere).await;
    assert_eq!(line(&coordinator, &around(20), MEDIA).await["state"], "none");
    let line = line(&coordinator, &around(500), MEDIA).await;
    assert_eq!((&line["state"], &line["prospects"]), (&json!("prospect"), &json!(1)));
}

#[tokio::test]
async fn the_nearest_are_found_however_far_they_are() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    // 1, 70, 200, 600 and 900 km away, and two that are beyond; the second has a nearer place than its first.
    let away = [("E", 58.1), ("B", 55.0), ("C", 48.2), ("A", 50.01), ("D", 44.6), ("F", 59.2), ("G", 40.0)];
    for (name, latitude) in away {
        let radio = entry(&coordinator, name, &[term_id("community-partners", RADIO)], "partners").await;
        place(&coordinator, &radio, latitude).await;
        if name == "B" {
            place(&coordinator, &radio, 50.63).await;
        }
    }
    let aid = entry(&coordinator, "Aid", &[term_id("community-partners", LEGAL_AID)], "partners").await;
    place(&coordinator, &aid, 54.5).await;
    let all = ["A", "B", "C", "D", "E"];
    for most in 1..=7 {
        let query = format!("?near=50.0,10.0&within_km=1000&candidates={most}");
        let found = line(&coordinator, &query, MEDIA).await;
        assert_eq!(names(&found), all[..most.min(all.len())]);
        assert_eq!(names(&line(&coordinator, &query, LEGAL).await), ["Aid"]);
        if let Some(second) = found["candidates"].get(1) {
            assert!((second["distance_km"].as_f64().unwrap() - 70.0).abs() < 1.0, "{second}");
        }
    }
}

#[tokio::test]
async fn gaps_show_no_entry_that_the_library_may_not_see() {
    let app = App::new().await;
    let foreign = app.other_library().coordinator().await;
    let radio = [term_id("community-partners", RADIO)];
    let hidden = entry(&foreign, "AAA Canary Radio", &radio, "internal").await;
    place(&foreign, &hidden, 50.0).await;
    let shown = entry(&foreign, "Canary Radio without a place for others", &[radio[0]], "partners").await;
    let place =
        json!({"organization_id": shown, "latitude": 50.0, "longitude": 10.0, "visibility": "internal"});
    foreign.post("/v1/locations", place).await.expect(201);
    for client in [app.library().coordinator().await, app.library().viewer().await] {
        for (query, canary) in
            [("?candidates=10", "AAA"), ("?candidates=10&near=50.0,10.0&within_km=10", "Canary")]
        {
            let matrix = client.get(&format!("/v1/coverage{query}")).await.expect(200);
            assert!(!matrix.text.contains(canary), "{}", matrix.text);
        }
    }
    assert_eq!(names(&line(&foreign, "?candidates=1", MEDIA).await), ["AAA Canary Radio"]);
    let around = line(&foreign, "?candidates=9&near=50.0,10.0&within_km=10", MEDIA).await;
    assert_eq!(names(&around), ["AAA Canary Radio", "Canary Radio without a place for others"]);
    assert_eq!(names(&line(&foreign, "?candidates=0", MEDIA).await), Vec::<&str>::new());
}

#[tokio::test]
async fn a_prospect_counts_only_while_the_library_sees_its_entry() {
    let app = App::new().await;
    let (foreign, own) = (app.other_library().coordinator().await, app.library().coordinator().await);
    let radio = [term_id("community-partners", RADIO)];
    let entry = entry(&foreign, "AAA Canary Radio", &radio, "partners").await;
    let id = prospect(&own, &entry).await;
    let path = format!("/v1/organizations/{entry}");
    let seen = async || {
        let prospects = line(&own, "?candidates=10", MEDIA).await["prospects"].as_u64().unwrap();
        let board = own.get("/v1/prospects/board?per_stage=50").await.expect(200);
        (prospects, board.text.contains(&id))
    };
    // The demonstration has a prospect of this group.
    assert_eq!(seen().await, (2, true));
    foreign.patch(&path, json!({"visibility": "internal"})).await.expect(200);
    assert_eq!(seen().await, (1, false), "hidden");
    foreign.patch(&path, json!({"visibility": "partners"})).await.expect(200);
    assert_eq!(seen().await, (2, true), "shown again");
    app.other_library().admin().await.delete(&path).await.expect(204);
    assert_eq!(seen().await, (1, false), "deleted");
}

#[tokio::test]
async fn what_is_asked_for_is_checked() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    for (query, pointer) in [
        ("near=1,1", "within_km"),
        ("within_km=5", "within_km"),
        ("near=x&within_km=5", "near"),
        ("near=1,1&within_km=1001", "within_km"),
        ("candidates=11", "candidates"),
        ("colour=red", "colour"),
    ] {
        let refused = viewer.get(&format!("/v1/coverage?{query}")).await.expect(422);
        assert_eq!(refused.pointers(), [pointer], "{query}");
    }
    app.partner().admin().await.get("/v1/coverage").await.expect(403);
}
