//! The list of entries: words, filters and distance, and that none of them tells what the caller may not see.

use reqwest::Method;
use serde_json::{Value, json};

use super::{all, entry};
use crate::support::{App, Client, client};

/// The names of what a query finds, in its order.
async fn names(client: &Client, query: &str) -> Vec<String> {
    let rows = all(client, &format!("/v1/organizations?{query}")).await;
    rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

async fn import(caller: &Client, list: String) {
    let request = caller.request(Method::POST, "/v1/organizations/import").header("content-type", "text/csv");
    let told = client::send(request.body(list)).await.expect(200);
    assert_eq!(told.body["failed"], 0, "{}", told.text);
}

#[tokio::test]
async fn a_word_in_the_name_ranks_above_the_same_word_in_the_description() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    for (name, description) in
        [("First", "zither"), ("Zither Society", "music"), ("Last", "zither zither"), ("Zithers", "zither")]
    {
        let body = json!({"name": name, "description": description});
        coordinator.post("/v1/organizations", body).await.expect(201);
    }
    let found = names(&coordinator, "q=zithers").await;
    assert_eq!((found.len(), found[0].as_str(), found[1].as_str()), (4, "Zithers", "Zither Society"));
    assert_eq!(names(&coordinator, "q=zithers&sort=-name").await[0], "Zithers");
    assert_eq!(names(&coordinator, "q=zithers&sort=name").await[0], "First");
    let (oldest, newest) = ("q=zithers&sort=created_at", "q=zithers&sort=-created_at");
    assert_eq!(names(&coordinator, oldest).await[0], "First");
    assert_eq!(names(&coordinator, newest).await[0], "Zithers");
}

#[tokio::test]
async fn a_list_by_a_facet_is_in_the_order_of_names_page_by_page_also_after_a_new_name() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let mut expected = Vec::new();
    for (place, name) in ["Écluse", "delta", "Zenith", "Echo", "echo", "Alder"].into_iter().enumerate() {
        let needs = if place % 2 == 0 { json!(["marketing"]) } else { json!([]) };
        let body = json!({"name": name, "offers": ["equipment"], "needs": needs});
        let made = coordinator.post("/v1/organizations", body).await.expect(201);
        expected.push((name.to_owned(), made.id()));
    }
    let new_name = json!({"name": "Yarrow"});
    coordinator.patch(&format!("/v1/organizations/{}", expected[5].1), new_name).await.expect(200);
    let known: Vec<_> = expected.into_iter().map(|(_, id)| id).collect();
    let found = async |query: &str| {
        let (mut names, mut cursor) = (Vec::new(), String::new());
        loop {
            let page =
                coordinator.get(&format!("/v1/organizations?limit=2&{query}{cursor}")).await.expect(200);
            let rows = page.body["items"].as_array().unwrap().clone();
            let own = rows.iter().filter(|row| known.iter().any(|id| row["id"] == id.as_str()));
            names.extend(own.map(|row| row["name"].as_str().unwrap().to_owned()));
            match page.body["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return names,
            }
        }
    };
    let order = ["delta", "Echo", "echo", "Écluse", "Yarrow", "Zenith"];
    assert_eq!(found("offer=equipment").await, order);
    let backwards: Vec<_> = order.into_iter().rev().collect();
    assert_eq!(found("offer=equipment&sort=-name").await, backwards);
    assert_eq!(found("offer=equipment&need=marketing").await, ["echo", "Écluse", "Zenith"]);
    assert_eq!(found("offer=equipment&sort=-created_at").await[0], "Yarrow");
}

#[tokio::test]
async fn a_ranked_list_gives_each_entry_once_and_ends_at_a_thousand() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let rows: String = (0..1_010).map(|place| format!("Oboe {place},48.5,{}\n", place % 170)).collect();
    import(&coordinator, format!("name,latitude,longitude\n{rows}")).await;
    for query in ["q=oboe", "near=48.5,0"] {
        let mut found = names(&coordinator, query).await;
        assert_eq!(found.len(), 1_000, "{query}");
        found.sort();
        found.dedup();
        assert_eq!(found.len(), 1_000, "{query}");
    }
    assert_eq!(names(&coordinator, "q=oboe&sort=name").await.len(), 1_010);
    let counted = coordinator.get("/v1/organizations?q=oboe&limit=1&include_total=true").await.expect(200);
    assert_eq!(counted.body["total"], 1_010);
    let cursor = counted.body["next_cursor"].as_str().unwrap();
    for query in ["near=48.5,0", "q=oboe&sort=name"] {
        coordinator.get(&format!("/v1/organizations?{query}&cursor={cursor}")).await.expect(400);
    }
}

#[tokio::test]
async fn a_total_is_counted_to_ten_thousand_unless_the_exact_one_is_asked_for() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let total = async |query: &str| {
        let found = coordinator.get(&format!("/v1/organizations?limit=1&{query}")).await.expect(200);
        (found.body["total"].clone(), found.body["total_relation"].clone())
    };
    let (few, relation) = total("include_total=true").await;
    assert_eq!(relation, "exact");
    let rows: String = (0..10_000).map(|number| format!("Oboe circle {number}\n")).collect();
    import(&coordinator, format!("name\n{rows}")).await;
    let at_least = (json!(10_000), json!("at_least"));
    assert_eq!(total("include_total=true").await, at_least);
    let all = few.as_u64().unwrap() + 10_000;
    assert_eq!(total("include_total=exact").await, (json!(all), json!("exact")));
    // As many as are counted at most are still an exact number.
    assert_eq!(total("q=oboe&include_total=true").await, (json!(10_000), json!("exact")));
    coordinator.post("/v1/organizations", json!({"name": "Oboe choir"})).await.expect(201);
    for query in ["q=oboe", "q=oboe&sort=name"] {
        assert_eq!(total(&format!("{query}&include_total=true")).await, at_least);
        assert_eq!(total(&format!("{query}&include_total=exact")).await, (json!(10_001), json!("exact")));
    }
    assert_eq!(total("include_total=false").await, (json!(null), json!(null)));
    coordinator.get("/v1/organizations?include_total=perhaps").await.expect(422);
}

/// The great-circle distance by the haversine formula, another way than the service's chord.
fn haversine_km(one: (f64, f64), other: (f64, f64)) -> f64 {
    let [phi, other_phi] = [one.0, other.0].map(f64::to_radians);
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let a = half(other_phi - phi) + phi.cos() * other_phi.cos() * half((other.1 - one.1).to_radians());
    2.0 * 6371.0088 * a.sqrt().min(1.0).asin()
}

#[tokio::test]
async fn near_agrees_with_the_haversine_formula_also_at_the_poles_and_the_date_line() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let mut points =
        vec![(90.0, 0.0), (-90.0, 10.0), (89.9, 179.0), (89.9, -1.0), (0.0, 180.0), (0.0, -180.0)];
    for place in 0..150_i32 {
        let (latitude, longitude) =
            (f64::from(place * 67 % 179) - 89.0, f64::from(place * 131 % 360) - 180.0);
        points.push((latitude, longitude));
    }
    let rows: String =
        (0..).zip(&points).map(|(place, point)| format!("Point {place},{},{}\n", point.0, point.1)).collect();
    import(&coordinator, format!("name,latitude,longitude\n{rows}")).await;
    let middles = [(89.5, 0.0), (-89.0, 77.0), (12.0, 179.5), (-33.0, -179.9), (0.0, 0.0), (52.5, 13.4)];
    for middle in middles {
        for km in [150.0, 1_200.0, 9_000.0, 20_040.0] {
            let query = format!("near={},{}&within_km={km}", middle.0, middle.1);
            let found = all(&coordinator, &format!("/v1/organizations?{query}")).await;
            let told: Vec<_> = found.iter().map(|row| row["distance_km"].as_f64().unwrap()).collect();
            assert!(told.is_sorted(), "{query}: {told:?}");
            let of_ours = |row: &Value| row["name"].as_str()?.strip_prefix("Point ")?.parse::<usize>().ok();
            let ours: Vec<_> =
                found.iter().zip(&told).filter_map(|(row, km)| Some((of_ours(row)?, *km))).collect();
            for (place, told) in &ours {
                let expected = haversine_km(middle, points[*place]);
                assert!((told - expected).abs() < 0.001, "{query}: {told}, not {expected}");
            }
            let within = points.iter().filter(|point| haversine_km(middle, **point) <= km).count();
            assert_eq!(ours.len(), within, "{query}");
        }
    }
}

#[tokio::test]
async fn a_place_that_the_caller_may_not_see_answers_no_question() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    for (visibility, latitude, city) in [("internal", 10.0, "Hiddenford"), ("partners", 40.0, "Openham")] {
        let address = json!({"city": city, "postal_code": format!("{city} 1"), "country": "AQ"});
        let body = json!({"organization_id": organization, "visibility": visibility, "latitude": latitude,
            "longitude": 170.0, "addresses": [address]});
        coordinator.post("/v1/locations", body).await.expect(201);
    }
    let hidden = [
        "near=10,170&within_km=50",
        "city=hiddenford",
        "postal_code=HIDDENFORD1",
        "city=Openham&postal_code=Hiddenford1",
    ];
    for foreign in [app.partner().admin().await, app.other_library().admin().await, app.operator().await] {
        for query in hidden {
            let told =
                foreign.get(&format!("/v1/organizations?{query}&include_total=true")).await.expect(200);
            assert_eq!((&told.body["items"], &told.body["total"]), (&json!([]), &json!(0)), "{query}");
        }
        let far = foreign.get("/v1/organizations?near=10,170&q=lantern").await.expect(200);
        let distance = far.body["items"][0]["distance_km"].as_f64().unwrap();
        assert!((distance - haversine_km((10.0, 170.0), (40.0, 170.0))).abs() < 0.01, "{distance}");
        for query in ["city=openham", "postal_code=openham-1&country=aq", "near=40,170&within_km=1"] {
            assert_eq!(names(&foreign, query).await, ["Lantern Theatre"], "{query}");
        }
    }
    for query in &hidden[..3] {
        assert_eq!(names(&coordinator, query).await, ["Lantern Theatre"], "{query}");
    }
    assert_eq!(names(&coordinator, hidden[3]).await, [""; 0]);
    let near = coordinator.get("/v1/organizations?near=10,170&q=lantern").await.expect(200);
    assert_eq!(near.body["items"][0]["distance_km"], 0.0);
}

#[tokio::test]
async fn an_internal_entry_is_found_by_nobody_else() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let made = coordinator
        .post(
            "/v1/organizations",
            json!({"name": "Canary Club", "visibility": "internal", "description": "canaria"}),
        )
        .await
        .expect(201);
    let location = json!({"organization_id": made.id(), "latitude": -60.0, "longitude": -120.0,
        "addresses": [{"city": "Canaryville"}]});
    coordinator.post("/v1/locations", location).await.expect(201);
    for query in ["q=canary", "q=canaria", "near=-60,-120&within_km=5", "city=canaryville"] {
        assert_eq!(names(&app.library().viewer().await, query).await, ["Canary Club"], "{query}");
        for foreign in [app.partner().admin().await, app.other_library().admin().await, app.operator().await]
        {
            let told =
                foreign.get(&format!("/v1/organizations?{query}&include_total=true")).await.expect(200);
            assert_eq!(told.body["total"], 0, "{query}");
            assert!(!told.text.contains(&made.id()), "{query}");
        }
    }
}

#[tokio::test]
async fn a_term_finds_what_is_below_it_and_a_sector_what_is_linked_to_it() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let taxonomies = all(&coordinator, "/v1/taxonomies").await;
    let sectors = taxonomies.iter().find(|row| row["code"] == "edge-sectors").unwrap();
    let terms =
        all(&coordinator, &format!("/v1/terms?taxonomy_id={}", sectors["id"].as_str().unwrap())).await;
    let sector = terms.iter().find(|term| term["code"] == "education").unwrap();
    let linked = sector["linked_terms"][0]["id"].as_str().unwrap();
    let below = all(&coordinator, &format!("/v1/terms?parent_id={linked}")).await.remove(0);
    let body = json!({"name": "Reading School", "terms": [below["id"]], "offers": ["equipment"], "needs": ["expertise"]});
    let made = coordinator.post("/v1/organizations", body).await.expect(201);
    let parent = all(&coordinator, &format!("/v1/organizations?term_id={linked}")).await;
    assert!(parent.iter().any(|row| row["id"] == made.body["id"]));
    let own = format!("/v1/organizations?term_id={}", below["id"].as_str().unwrap());
    assert!(
        all(&coordinator, &own)
            .await
            .iter()
            .all(|row| row["terms"].to_string().contains(below["id"].as_str().unwrap()))
    );
    let in_sector = all(&coordinator, "/v1/organizations?sector=education").await;
    assert!(in_sector.iter().any(|row| row["id"] == made.body["id"]));
    for (query, found) in [
        ("offer=equipment", true),
        ("offer=expertise", false),
        ("need=expertise", true),
        ("need=equipment", false),
        ("sector=health", false),
        ("sector=education&offer=equipment&need=expertise&q=reading", true),
        ("sector=education&need=equipment&q=reading", false),
    ] {
        let rows = all(&coordinator, &format!("/v1/organizations?{query}")).await;
        assert_eq!(rows.iter().any(|row| row["id"] == made.body["id"]), found, "{query}");
    }
    let refused = coordinator.get("/v1/organizations?sector=nonsense").await.expect(422);
    assert_eq!(refused.pointers(), ["sector"]);
}
