//! Whom the directory has for an initiative, ranked and explained.

use ligature::domain::directory::builtin::term_id;
use serde_json::{Value, json};

use super::prospects::failed_round;
use crate::support::{App, Client};

const MUSEUMS: &str = "cultural-programs.museums";
const GALLERIES: &str = "cultural-programs.art-galleries";

async fn entry(client: &Client, name: &str, kind: Option<&str>, offers: &[&str]) -> String {
    let terms: Vec<_> = kind.map(|kind| term_id("digitization-partners", kind)).into_iter().collect();
    let entry = json!({"name": name, "terms": terms, "offers": offers});
    client.post("/v1/organizations", entry).await.expect(201).id()
}

async fn initiative(client: &Client, mut input: Value) -> String {
    input["name"] = json!("x");
    input["cause"] = json!("x");
    client.post("/v1/initiatives", input).await.expect(201).id()
}

async fn matches(client: &Client, initiative: &str, query: &str) -> Vec<Value> {
    let path = format!("/v1/initiatives/{initiative}/matches?limit=200&{query}");
    client.get(&path).await.expect(200).body["items"].as_array().unwrap().clone()
}

fn of<'a>(found: &'a [Value], name: &str) -> &'a Value {
    found.iter().find(|row| row["organization"]["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

fn value(row: &Value, part: &str) -> Value {
    let parts = row["parts"].as_array().unwrap();
    parts.iter().find(|found| found["name"] == part).unwrap()["value"].clone()
}

/// An initiative for museums that needs two things, and four organizations.
async fn stage(app: &App) -> (Client, String) {
    let coordinator = app.library().coordinator().await;
    entry(&coordinator, "Zz Museum", Some(MUSEUMS), &["student_talent", "workspace"]).await;
    entry(&coordinator, "Zz Gallery", Some(GALLERIES), &["workspace", "funding"]).await;
    entry(&coordinator, "Zz Offers", None, &["student_talent", "workspace"]).await;
    entry(&coordinator, "Zz Nothing", None, &["funding"]).await;
    let input = json!({"needs": ["student_talent", "workspace"], "terms": [term_id("digitization-partners", MUSEUMS)]});
    let id = initiative(&coordinator, input).await;
    (coordinator, id)
}

#[tokio::test]
async fn every_part_of_a_rank_is_told_with_its_weight() {
    let app = App::new().await;
    let (coordinator, id) = stage(&app).await;
    let found = matches(&coordinator, &id, "").await;
    let museum = of(&found, "Zz Museum");
    assert_eq!(
        (&museum["place"], value(museum, "category"), value(museum, "offers")),
        (&json!(1), json!(1.0), json!(1.0))
    );
    assert_eq!((value(museum, "distance"), value(museum, "score")), (json!(null), json!(null)));
    // (3 + 3 + 0.25) / 7
    assert!((museum["rank"].as_f64().unwrap() - 6.25 / 7.0).abs() < 1e-12);
    assert_eq!(museum["terms"][0]["code"], MUSEUMS);
    assert_eq!(museum["offers"], json!(["student_talent", "workspace"]));
    let gallery = of(&found, "Zz Gallery");
    assert_eq!((value(gallery, "category"), value(gallery, "offers")), (json!(0.5), json!(0.5)));
    assert_eq!(
        (&gallery["terms"][0]["code"], &gallery["offers"]),
        (&json!("cultural-programs"), &json!(["workspace"]))
    );
    let offers = of(&found, "Zz Offers");
    assert_eq!((value(offers, "category"), &offers["terms"]), (json!(0.0), &json!([])));
    assert!(found.iter().all(|row| row["organization"]["name"] != "Zz Nothing"));
    assert!(
        found.iter().all(|row| row["organization"]["name"] != "Riverside Public Library"),
        "nor the library itself"
    );
    let ranks: Vec<_> = found.iter().map(|row| row["rank"].as_f64().unwrap()).collect();
    assert!(ranks.is_sorted_by(|one, other| one >= other), "{ranks:?}");
    let weights: Vec<_> =
        museum["parts"].as_array().unwrap().iter().map(|part| part["weight"].clone()).collect();
    assert_eq!(weights, [3.0, 3.0, 1.0, 2.0, 1.0]);
}

#[tokio::test]
async fn weights_come_from_the_question_then_the_initiative() {
    let app = App::new().await;
    let (coordinator, id) = stage(&app).await;
    let by_offers = matches(&coordinator, &id, "weight_category=0&weight_relation=0").await;
    let (museum, offers) = (of(&by_offers, "Zz Museum"), of(&by_offers, "Zz Offers"));
    assert_eq!((&museum["place"], &offers["place"], &offers["rank"]), (&json!(1), &json!(1), &json!(1.0)));
    let own = json!({"weights": {"category": 0, "relation": 0}});
    coordinator.patch(&format!("/v1/initiatives/{id}"), own).await.expect(200);
    assert_eq!(matches(&coordinator, &id, "").await, by_offers);
    let back = matches(&coordinator, &id, "weight_category=3&weight_relation=1").await;
    assert!(of(&back, "Zz Offers")["place"].as_u64() > Some(1));
    for (query, pointer) in [
        ("weight_category=101", "weight_category"),
        ("weight_score=0.0001", "weight_score"),
        ("weight_offers=-1", "weight_offers"),
        ("weight_offers=0&weight_distance=0&weight_score=0", "weight_category"),
        ("sort=name", "sort"),
        ("weight=1", "weight"),
    ] {
        let path = format!("/v1/initiatives/{id}/matches?{query}");
        assert_eq!(coordinator.get(&path).await.expect(422).pointers(), [pointer], "{query}");
    }
}

#[tokio::test]
async fn relations_and_blocks_are_marked() {
    let app = App::new().await;
    let (coordinator, id) = stage(&app).await;
    let found = matches(&coordinator, &id, "").await;
    let organization = |name: &str| of(&found, name)["organization"]["id"].as_str().unwrap().to_owned();
    let (museum, gallery) = (organization("Zz Museum"), organization("Zz Gallery"));
    let prospect = json!({"organization_id": gallery});
    let prospect = coordinator.post("/v1/prospects", prospect).await.expect(201).id();
    let now = matches(&coordinator, &id, "").await;
    assert_eq!(
        (&of(&now, "Zz Gallery")["relation"], value(of(&now, "Zz Gallery"), "relation")),
        (&json!("prospect"), json!(0.75))
    );
    let declined = json!({"stage": "declined", "reason": "x"});
    coordinator.post(&format!("/v1/prospects/{prospect}/move"), declined).await.expect(200);
    let now = matches(&coordinator, &id, "").await;
    assert_eq!(
        (&of(&now, "Zz Gallery")["relation"], value(of(&now, "Zz Gallery"), "relation")),
        (&json!("declined"), json!(0.0))
    );
    let round = failed_round(&app, &museum).await;
    let now = matches(&coordinator, &id, "").await;
    let blocked = of(&now, "Zz Museum");
    assert_eq!((&blocked["blocked"], &blocked["place"]), (&json!(true), &json!(null)));
    assert_eq!(blocked["blocked_by"][0]["round_id"], json!(round));
    assert_eq!(now.last().unwrap()["organization"]["name"], "Zz Museum", "blocked ones come last");
    // One 1 and one 0 on a scale from 0 to 1.
    assert_eq!(value(blocked, "score"), json!(0.5));
    let viewer = matches(&app.library().viewer().await, &id, "").await;
    let seen = of(&viewer, "Zz Museum");
    assert_eq!(
        (&seen["blocked"], &seen["place"], value(seen, "score")),
        (&json!(null), &json!(null), json!(null)),
        "one rater is withheld"
    );
    assert_eq!(
        viewer.last().unwrap()["organization"]["name"],
        "Zz Museum",
        "who may be blocked comes last, too"
    );
}

#[tokio::test]
async fn a_place_keeps_to_its_radius_and_ranks_the_nearer_higher() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    for (name, latitude) in [("Zz Near", 50.1), ("Zz Far", 50.4), ("Zz Beyond", 52.0)] {
        let id = entry(&coordinator, name, Some(MUSEUMS), &[]).await;
        let place =
            json!({"organization_id": id, "latitude": latitude, "longitude": 10.0, "visibility": "partners"});
        coordinator.post("/v1/locations", place).await.expect(201);
    }
    entry(&coordinator, "Zz Nowhere", Some(MUSEUMS), &[]).await;
    let input = json!({
        "terms": [term_id("digitization-partners", MUSEUMS)],
        "place": {"latitude": 50.0, "longitude": 10.0, "radius_km": 100.0},
    });
    let id = initiative(&coordinator, input).await;
    let found = matches(&coordinator, &id, "").await;
    let names: Vec<_> = found.iter().map(|row| row["organization"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Zz Near", "Zz Far"]);
    assert!((found[0]["distance_km"].as_f64().unwrap() - 11.12).abs() < 0.01);
    assert_eq!(value(&found[0], "distance"), json!(0.8888));
    let worst = matches(&coordinator, &id, "sort=-rank").await;
    assert_eq!(worst[0]["organization"]["name"], "Zz Far");
}

#[tokio::test]
async fn terms_of_other_taxonomies_and_of_the_library_fit_as_well() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let college = term_id("community-partners", "technology-experts.community-colleges");
    let entry_of = json!({"name": "Zz College", "terms": [college]});
    coordinator.post("/v1/organizations", entry_of).await.expect(201);
    let club = entry(&coordinator, "Zz Club", None, &[]).await;
    let taxonomy = json!({"code": "shelves", "name": "Shelves"});
    let taxonomy = coordinator.post("/v1/taxonomies", taxonomy).await.expect(201).id();
    let above = json!({"taxonomy_id": taxonomy, "code": "low", "name": "Low"});
    let above = coordinator.post("/v1/terms", above).await.expect(201).id();
    let below = json!({"taxonomy_id": taxonomy, "code": "lower", "name": "Lower", "parent_id": above});
    let below = coordinator.post("/v1/terms", below).await.expect(201).id();
    let own = json!({"organization_id": club, "term_id": below});
    coordinator.post("/v1/own-terms", own).await.expect(201);
    let terms =
        json!([term_id("digitization-partners", "educational-institutions.community-colleges"), above]);
    let id = initiative(&coordinator, json!({"terms": terms})).await;
    let found = matches(&coordinator, &id, "").await;
    for name in ["Zz College", "Zz Club"] {
        assert_eq!(value(of(&found, name), "category"), json!(1.0), "{name}");
        assert_eq!(value(of(&found, name), "offers"), json!(null), "nothing is needed");
    }
    let nothing = initiative(&coordinator, json!({})).await;
    assert_eq!(matches(&coordinator, &nothing, "").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_circle_around_all_finds_whom_the_whole_directory_has() {
    let app = App::new().await;
    let (coordinator, everywhere) = stage(&app).await;
    entry(&coordinator, "Zz Plain", Some(MUSEUMS), &[]).await;
    // One that fits by the library's own view alone, and one by nothing.
    let own = entry(&coordinator, "Zz Own", None, &[]).await;
    let own = json!({"organization_id": own, "term_id": term_id("digitization-partners", MUSEUMS)});
    coordinator.post("/v1/own-terms", own).await.expect(201);
    let entries = coordinator.get("/v1/organizations?limit=200&q=zz").await.expect(200).body;
    for (entry, km) in entries["items"].as_array().unwrap().iter().zip([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]) {
        for further in [0.0, 20.0] {
            let place = json!({"organization_id": entry["id"], "latitude": (km + further) / 111.2, "longitude": 100.0});
            coordinator.post("/v1/locations", place).await.expect(201);
        }
    }
    let within = json!({
        "needs": ["student_talent", "workspace"],
        "terms": [term_id("digitization-partners", MUSEUMS)],
        "place": {"latitude": 0.0, "longitude": 100.0, "radius_km": 100.0},
    });
    let within = initiative(&coordinator, within).await;
    let mut expected = matches(&coordinator, &everywhere, "").await;
    expected.retain(|row| row["organization"]["name"].as_str().unwrap().starts_with("Zz"));
    let found = matches(&coordinator, &within, "").await;
    assert_eq!((expected.len(), found.len()), (5, 5), "{found:?}");
    for row in &expected {
        let other = of(&found, row["organization"]["name"].as_str().unwrap());
        for member in ["terms", "offers", "relation", "blocked"] {
            assert_eq!(row[member], other[member], "{other}");
        }
        for part in ["category", "offers", "relation"] {
            assert_eq!(value(row, part), value(other, part), "{other}");
        }
        let km = other["distance_km"].as_f64().unwrap();
        assert!((0.9..6.1).contains(&km), "the nearest place counts: {other}");
    }
    let best: Vec<_> = found.iter().map(|row| row["rank"].as_f64().unwrap()).collect();
    assert!(best.is_sorted_by(|one, other| one >= other), "{best:?}");
}

#[tokio::test]
async fn pages_hold_every_match_once_and_nobody_elses_entries() {
    let app = App::new().await;
    let (coordinator, id) = stage(&app).await;
    let foreign = app.other_library().coordinator().await;
    let hidden = json!({"name": "Zz Canary", "terms": [term_id("digitization-partners", MUSEUMS)], "visibility": "internal"});
    foreign.post("/v1/organizations", hidden).await.expect(201);
    let all = matches(&coordinator, &id, "").await;
    assert!(all.iter().all(|row| row["organization"]["name"] != "Zz Canary"));
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/initiatives/{id}/matches?limit=2&include_total=true{cursor}");
        let page = coordinator.get(&path).await.expect(200);
        assert_eq!(page.body["total"], all.len());
        rows.extend(page.body["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page.body["next_cursor"].as_str() else { break };
        let other = format!("/v1/initiatives/{id}/matches?weight_score=9&cursor={next}");
        coordinator.get(&other).await.expect(400);
        cursor = format!("&cursor={next}");
    }
    assert_eq!(rows, all);
    for client in [foreign, app.partner().admin().await, app.operator().await] {
        client.get(&format!("/v1/initiatives/{id}/matches")).await.expect(404);
    }
}
