//! How far raters agree, and who may know it.

use serde_json::{Value, json};

use super::{ITEMS, all, begin, close, code, demo_round, open, rate, write};
use crate::support::{App, Client};

const ROLES: [&str; 3] = ["contributor", "coordinator", "admin"];

/// All items with the ratings of three people, one list of 20 each.
fn sheet(ratings: &[i32]) -> Value {
    ITEMS.iter().zip(ratings).map(|(item, value)| json!({"item": item, "value": value})).collect()
}

/// A closed round in which the raters agree but on item 3c.
async fn disputed(app: &App) -> String {
    let round = open(app).await;
    for (role, last) in ROLES.into_iter().zip([1, 5, 3]) {
        let mut ratings: Vec<i32> = (0..20).map(|item| 1 + item % 5).collect();
        ratings[9] = last;
        rate(&app.library().person(role).await, &round, sheet(&ratings)).await;
    }
    close(app, &round).await;
    round
}

async fn agreement(caller: &Client, round: &str, query: &str) -> Value {
    caller.get(&format!("/v1/rounds/{round}/agreement{query}")).await.expect(200).body
}

#[tokio::test]
async fn a_coordinator_sees_alpha_and_the_item_in_dispute_with_who_differs() {
    let app = App::new().await;
    let round = disputed(&app).await;
    let seen = agreement(&app.library().coordinator().await, &round, "?seed=7").await;
    let of = &seen["agreement"];
    assert_eq!((&of["observers"], &of["units"], &of["pairable_values"]), (&json!(3), &json!(20), &json!(60)));
    let alpha = of["alpha"].as_f64().unwrap();
    assert!(alpha > 0.8 && alpha < 1.0, "{alpha}");
    assert_eq!((&of["level"], &of["seed"], &of["resamples"]), (&json!("ordinal"), &json!(7), &json!(1000)));
    assert_eq!(seen["disputes"].as_array().unwrap().len(), 1);
    let dispute = &seen["disputes"][0];
    assert_eq!(
        (&dispute["item"], &dispute["mean"], &dispute["sd"]),
        (&json!("3c"), &json!(3.0), &json!(2.0))
    );
    let who: Vec<_> = dispute["ratings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rating| (rating["rater"]["name"].as_str().unwrap(), rating["difference"].as_f64().unwrap()))
        .collect();
    assert_eq!(who, [("Carlos Reyes", -2.0), ("Dana Okafor", 2.0), ("Amina Haddad", 0.0)]);
    let factor = &seen["factors"][2];
    assert_eq!((&factor["code"], &factor["n_raters"]), (&json!("3"), &json!(3)));
    assert!(factor["sd"].as_f64().unwrap() > 0.0);
    let nominal = agreement(&app.library().admin().await, &round, "?level=nominal").await;
    assert_ne!(nominal["agreement"]["alpha"], of["alpha"]);
    // What the sheets say is what any ratings would say.
    let mut rows: Vec<Vec<i32>> = Vec::new();
    for last in [1, 5, 3] {
        let mut ratings: Vec<i32> = (0..20).map(|item| 1 + item % 5).collect();
        ratings[9] = last;
        rows.push(ratings);
    }
    let anybody = app.partner().viewer().await;
    let computed = anybody.post("/v1/compute/agreement", json!({"ratings": rows, "seed": 7})).await;
    assert_eq!(&computed.expect(200).body, of);
}

#[tokio::test]
async fn nobody_learns_of_it_who_may_not_see_raters() {
    let app = App::new().await;
    let round = disputed(&app).await;
    let museum = demo_round(&app, "Lakeshore Museum").await;
    for role in ["viewer", "contributor"] {
        let caller = app.library().person(role).await;
        for path in [
            format!("/v1/rounds/{round}/agreement"),
            format!("/v1/comparisons/agreement?round_id={round}&round_id={museum}"),
        ] {
            let refused = caller.get(&path).await.expect(403);
            assert!(!refused.text.contains("alpha") && !refused.text.contains("Dana"), "{}", refused.text);
        }
    }
    for caller in [app.other_library().admin().await, app.partner().admin().await, app.operator().await] {
        caller.get(&format!("/v1/rounds/{round}/agreement")).await.expect(404);
    }
}

#[tokio::test]
async fn of_an_open_round_it_is_seen_after_submitting_and_drafts_do_not_count() {
    let app = App::new().await;
    let round = open(&app).await;
    let (contributor, coordinator) = (app.library().contributor().await, app.library().coordinator().await);
    rate(&contributor, &round, all(4)).await;
    let path = format!("/v1/rounds/{round}/agreement");
    assert_eq!(code(&coordinator.get(&path).await.expect(409)), "submit_first");
    rate(&coordinator, &round, all(4)).await;
    let admin = app.library().admin().await;
    let draft = begin(&admin, &round).await;
    write(&admin, &draft, all(1)).await;
    let seen = agreement(&coordinator, &round, "").await;
    assert_eq!((&seen["agreement"]["alpha"], &seen["agreement"]["interval"]), (&json!(null), &json!(null)));
    assert_eq!(seen["agreement"]["reason"], "all_ratings_equal");
    assert_eq!((&seen["agreement"]["observers"], &seen["disputes"]), (&json!(2), &json!([])));
    // Of a single rater nothing is pairable.
    let lonely = open(&app).await;
    rate(&coordinator, &lonely, all(4)).await;
    let seen = agreement(&coordinator, &lonely, "").await;
    assert_eq!(seen["agreement"]["reason"], "nothing_pairable");
    assert_eq!(seen["dropped"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn over_a_comparison_a_unit_is_an_item_of_a_round() {
    let app = App::new().await;
    let (one, other) = (disputed(&app).await, disputed(&app).await);
    let coordinator = app.library().coordinator().await;
    let path = |query: &str| format!("/v1/comparisons/agreement?round_id={one}&round_id={other}{query}");
    let seen = coordinator.get(&path("")).await.expect(200).body;
    assert_eq!((&seen["agreement"]["units"], &seen["agreement"]["observers"]), (&json!(40), &json!(3)));
    let disputes: Vec<_> = seen["disputes"].as_array().unwrap().iter().map(|row| &row["round_id"]).collect();
    assert_eq!(disputes, [&json!(one), &json!(other)]);
    assert_eq!(seen["factors"].as_array().unwrap().len(), 12);
    for (query, pointer) in [("&level=exact", "level"), ("&colour=1", "colour")] {
        assert_eq!(coordinator.get(&path(query)).await.expect(422).pointers(), [pointer]);
    }
}

#[tokio::test]
async fn ratings_that_cannot_be_are_told_and_the_largest_are_answered() {
    let app = App::new().await;
    let caller = app.library().viewer().await;
    let compute = async |input: Value| caller.post("/v1/compute/agreement", input).await;
    let bad = compute(json!({"ratings": [[1, 2], [1]], "level": "ratio", "seed": -1})).await.expect(422);
    assert_eq!(bad.pointers(), ["/seed"], "the shape is looked at first");
    let bad = compute(json!({"ratings": [[1, -2], [1]], "level": "ratio"})).await.expect(422);
    assert_eq!(bad.pointers(), ["/ratings/0/1", "/ratings/1"]);
    assert_eq!(compute(json!({"ratings": [["1"]]})).await.expect(422).pointers(), ["/ratings/0/0"]);
    let wide = |units: usize| json!({"ratings": vec![vec![3; units], vec![4; units]]});
    let most = compute(wide(50_000)).await.expect(200);
    assert_eq!((&most.body["pairable_values"], &most.body["interval"]), (&json!(100_000), &json!(null)));
    assert_eq!(compute(wide(50_001)).await.expect(422).pointers(), ["/ratings"]);
}
