//! How an organization was rated over time.

use serde_json::{Value, json};

use super::{WORKSHEET, all, close, demo_round, rate};
use crate::support::{App, Client};

const ROLES: [&str; 3] = ["contributor", "coordinator", "admin"];
const CODE: &str = "potential-partners-worksheet";

/// A closed round on this organization by so many raters.
async fn rated(app: &App, organization: &str, instrument: &str, values: &[i32]) -> String {
    let coordinator = app.library().coordinator().await;
    let input = json!({"organization_id": organization, "instrument_id": instrument});
    let round = coordinator.post("/v1/rounds", input).await.expect(201).id();
    for (role, value) in ROLES.into_iter().zip(values) {
        rate(&app.library().person(role).await, &round, all(*value)).await;
    }
    close(app, &round).await;
    round
}

async fn entry(app: &App) -> String {
    let coordinator = app.library().coordinator().await;
    coordinator.post("/v1/organizations", json!({"name": "Lantern Theatre"})).await.expect(201).id()
}

async fn trend(caller: &Client, organization: &str) -> Value {
    caller.get(&format!("/v1/trend?organization_id={organization}&instrument={CODE}")).await.expect(200).body
}

#[tokio::test]
async fn rounds_stand_in_the_order_of_closing_with_what_changed() {
    let app = App::new().await;
    let organization = entry(&app).await;
    let first = rated(&app, &organization, WORKSHEET, &[3, 3, 4]).await;
    let second = rated(&app, &organization, WORKSHEET, &[4, 4, 5]).await;
    let coordinator = app.library().coordinator().await;
    let seen = trend(&coordinator, &organization).await;
    let rounds = seen["rounds"].as_array().unwrap();
    assert_eq!(
        rounds.iter().map(|round| &round["round_id"]).collect::<Vec<_>>(),
        [&json!(first), &json!(second)]
    );
    let point = &seen["factors"][0]["points"][1];
    assert!((point["change"].as_f64().unwrap() - 1.0).abs() < 1e-12);
    assert_eq!((&point["band_before"], &point["band"]), (&json!("borderline"), &json!("strength")));
    assert!(point["sd"].as_f64().unwrap() > 0.5);
    // An open round, another instrument and another organization are not there.
    let open = json!({"organization_id": organization, "instrument_id": WORKSHEET});
    coordinator.post("/v1/rounds", open).await.expect(201);
    assert_eq!(trend(&coordinator, &organization).await, seen);
    let path = format!("/v1/trend.svg?organization_id={organization}&instrument={CODE}");
    let chart = coordinator.get(&path).await.expect(200).text;
    for word in ["Lantern Theatre", "Environment", "4.33", "+1.00"] {
        assert!(chart.contains(word), "{word}: {chart}");
    }
    let page = coordinator.get(&path.replace(".svg", ".html")).await.expect(200);
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    for told in [
        "<h1>Lantern Theatre: Potential Partners Worksheet</h1>",
        "4.33 \u{b1}0.58 (+1.00) ",
        "<svg",
        "mean_by_round",
    ] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    for forbidden in ["<script", "Reyes", "Okafor"] {
        assert!(!page.text.contains(forbidden), "{forbidden}");
    }
    let viewer = app.library().viewer().await.get(&path.replace(".svg", ".html")).await.expect(200);
    assert!(viewer.text.contains("4.33 (+1.00)") && !viewer.text.contains('\u{b1}'), "no spread for viewers");
}

#[tokio::test]
async fn versions_of_a_librarys_own_instrument_are_one_line_where_items_stay() {
    let app = App::new().await;
    let (organization, admin) = (entry(&app).await, app.library().admin().await);
    rated(&app, &organization, WORKSHEET, &[3, 3, 3]).await;
    let copy = admin.post(&format!("/v1/instruments/{WORKSHEET}/copy"), json!({})).await.expect(201);
    let mut factors = copy.body["factors"].clone();
    factors[0]["items"][0]["name"] = json!("Asked otherwise");
    admin.patch(&format!("/v1/instruments/{}", copy.id()), json!({"factors": factors})).await.expect(200);
    admin.post(&format!("/v1/instruments/{}/publish", copy.id()), json!({})).await.expect(200);
    rated(&app, &organization, &copy.id(), &[4, 4, 4]).await;
    let seen = trend(&app.library().viewer().await, &organization).await;
    assert_eq!(seen["versions"][0]["changed"], json!([{"item": "1a", "change": "renamed"}]));
    let changes: Vec<_> = (0..2).map(|factor| &seen["factors"][factor]["points"][1]["change"]).collect();
    assert_eq!(changes, [&json!(null), &json!(1.0)]);
}

#[tokio::test]
async fn rounds_about_a_partnership_have_a_trend_of_their_own() {
    let app = App::new().await;
    let (museum, partnership) =
        ("019b8d62-7a80-7aba-8000-000000000003", "019b8d62-7a80-789d-8000-000000000001");
    let coordinator = app.library().coordinator().await;
    let before = trend(&coordinator, museum).await["rounds"].as_array().unwrap().len();
    rated(&app, museum, WORKSHEET, &[3, 3, 3]).await;
    let about = json!({"organization_id": museum, "instrument_id": WORKSHEET, "partnership_id": partnership});
    let round = coordinator.post("/v1/rounds", about).await.expect(201).id();
    rate(&coordinator, &round, all(4)).await;
    close(&app, &round).await;
    assert_eq!(trend(&coordinator, museum).await["rounds"].as_array().unwrap().len(), before + 2);
    let path = |id: &str| format!("/v1/trend?organization_id={museum}&instrument={CODE}&partnership_id={id}");
    let seen = coordinator.get(&path(partnership)).await.expect(200);
    let rounds: Vec<_> =
        seen.body["rounds"].as_array().unwrap().iter().map(|round| &round["round_id"]).collect();
    assert_eq!(rounds, [&json!(round)]);
    // One of Hillside and the job center.
    let foreign = coordinator.get(&path("019b8d62-7a80-789d-8000-000000000008")).await.expect(422);
    assert_eq!(foreign.pointers(), ["partnership_id"]);
}

#[tokio::test]
async fn who_may_not_see_raters_gets_what_the_scores_show() {
    let app = App::new().await;
    let organization = entry(&app).await;
    for values in [&[3, 4, 5][..], &[1, 2][..], &[4, 4, 4][..]] {
        rated(&app, &organization, WORKSHEET, values).await;
    }
    for caller in [app.library().viewer().await, app.library().contributor().await] {
        let seen = trend(&caller, &organization).await;
        for (place, round) in seen["rounds"].as_array().unwrap().iter().enumerate() {
            let path = format!("/v1/rounds/{}/score", round["round_id"].as_str().unwrap());
            let score = caller.get(&path).await.expect(200).body;
            assert_eq!(round["overall"]["mean"], score["overall"]["mean"]);
            for (factor, own) in
                seen["factors"].as_array().unwrap().iter().zip(score["factors"].as_array().unwrap())
            {
                let point = &factor["points"][place];
                assert_eq!((&point["mean"], &point["sd"]), (&own["mean"], &Value::Null));
                assert_eq!((&point["withheld"], &point["n_raters"]), (&own["withheld"], &own["n_raters"]));
            }
        }
        let changes = seen["factors"][0]["points"].as_array().unwrap().iter().map(|point| &point["change"]);
        assert!(changes.into_iter().all(Value::is_null), "{seen}");
        let chart =
            caller.get(&format!("/v1/trend.svg?organization_id={organization}&instrument={CODE}")).await;
        assert!(!chart.expect(200).text.contains("1.50"), "the mean of two");
    }
    let full = app.library().coordinator().await;
    let full = full.get(&format!("/v1/trend.svg?organization_id={organization}&instrument={CODE}")).await;
    assert!(full.expect(200).text.contains("1.50"));
}

#[tokio::test]
async fn what_others_rated_is_no_part_of_it_and_unknown_names_are_told() {
    let app = App::new().await;
    let caller = app.library().viewer().await;
    let round = demo_round(&app, "Lakeshore Museum").await;
    let museum = caller.get(&format!("/v1/rounds/{round}")).await.expect(200);
    let museum = museum.body["organization"]["id"].as_str().unwrap().to_owned();
    assert_eq!(trend(&app.library().viewer().await, &museum).await["rounds"].as_array().unwrap().len(), 1);
    for caller in [app.other_library().admin().await, app.other_partner().admin().await] {
        let seen = trend(&caller, &museum).await;
        assert_eq!((&seen["rounds"], &seen["instrument"]), (&json!([]), &Value::Null));
    }
    for (query, pointer) in [
        (format!("organization_id={museum}&instrument=nowhere"), "instrument"),
        (
            format!("organization_id=01900000-0000-7000-8000-00000000ffff&instrument={CODE}"),
            "organization_id",
        ),
        (format!("organization_id={museum}"), "instrument"),
        (format!("organization_id={museum}&instrument={CODE}&sort=x"), "sort"),
    ] {
        assert_eq!(
            caller.get(&format!("/v1/trend?{query}")).await.expect(422).pointers(),
            [pointer],
            "{query}"
        );
    }
}
