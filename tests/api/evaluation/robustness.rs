//! How far the order of partners depends on weights.

use std::time::Duration;

use serde_json::{Value, json};

use super::{CONSIDERATIONS, ITEMS, PERSPECTIVES, all, close, code, demo_round, open, open_with, rate};
use crate::support::wait::until;
use crate::support::{App, Client};

const ROLES: [&str; 3] = ["contributor", "coordinator", "admin"];

/// A closed round in which all three rate the items of the first factors so, and all others otherwise.
async fn rated(app: &App, first: i32, rest: i32) -> String {
    let round = open(app).await;
    let early = |item: &str| ["1", "2"].iter().any(|factor| item.starts_with(factor));
    let sheet: Value = ITEMS
        .iter()
        .map(|item| json!({"item": item, "value": if early(item) { first } else { rest }}))
        .collect();
    for role in ROLES {
        rate(&app.library().person(role).await, &round, sheet.clone()).await;
    }
    close(app, &round).await;
    round
}

async fn robustness(caller: &Client, rounds: &[&str], query: &str) -> Value {
    let rounds: Vec<_> = rounds.iter().map(|round| format!("round_id={round}")).collect();
    let path = format!("/v1/comparisons/robustness?{}{query}", rounds.join("&"));
    caller.get(&path).await.expect(200).body
}

#[tokio::test]
async fn two_partners_win_where_their_factors_weigh() {
    let app = App::new().await;
    let (early, late) = (rated(&app, 5, 3).await, rated(&app, 2, 4).await);
    let seen = robustness(&app.library().viewer().await, &[&late, &early], "&iterations=20000&seed=5").await;
    let places: Vec<_> = seen["alternatives"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["round_id"].as_str().unwrap(), row["place"].as_u64().unwrap()))
        .collect();
    assert_eq!(places, [(early.as_str(), 1), (late.as_str(), 2)]);
    assert_eq!(seen["criteria"].as_array().unwrap().len(), 6);
    // Ahead by 3 at two factors, behind by 1 at four: the share of weights is known.
    let exact = seen["pairwise_winning"][0][1].as_f64().unwrap();
    let drawn = seen["rank_acceptability"][0][0].as_f64().unwrap();
    let error = seen["standard_error"][0][0].as_f64().unwrap();
    assert!((exact - drawn).abs() < 5.0 * error && error < 0.004, "{exact} {drawn} {error}");
    assert_eq!(seen["pairwise_standard_error"], Value::Null);
    // By equal weights ahead by (2 * 3 - 4) / 6, and each step moves 4.
    let change = &seen["smallest_change"];
    assert!((change["distance"].as_f64().unwrap() - 1.0 / 12.0).abs() < 1e-9, "{change}");
    assert_eq!((&change["winner"], &change["challenger"]), (&json!(0), &json!(1)));
    let again = robustness(&app.library().viewer().await, &[&late, &early], "&iterations=20000&seed=5").await;
    assert_eq!(again, seen, "the same seed");
    let other = robustness(&app.library().admin().await, &[&late, &early], "&iterations=20000&seed=6").await;
    assert_ne!(other["rank_acceptability"], seen["rank_acceptability"]);
}

#[tokio::test]
async fn scores_drawn_from_sheets_are_for_those_who_see_them() {
    let app = App::new().await;
    let one = open(&app).await;
    for (role, value) in ROLES.into_iter().zip([1, 4, 5]) {
        rate(&app.library().person(role).await, &one, all(value)).await;
    }
    close(&app, &one).await;
    let other = rated(&app, 3, 3).await;
    let coordinator = app.library().coordinator().await;
    let seen = robustness(&coordinator, &[&one, &other], "&scores=sheets&iterations=20000").await;
    // Of 27 draws of three sheets the sum of ten is above 9, of one it is 9: 1, 4 and 4.
    let first = seen["rank_acceptability"][0][0].as_f64().unwrap();
    let (above, level) = ((1..=27).map(|draw| [draw % 3, draw / 3 % 3, draw / 9 % 3]), 9);
    let sums: Vec<i32> =
        above.map(|draw| draw.iter().map(|sheet| [1, 4, 5][*sheet as usize]).sum()).collect();
    let exact = sums.iter().filter(|sum| **sum >= level).count() as f64 / 27.0;
    assert!((first - exact).abs() < 0.02, "{first} {exact}");
    assert!(seen["pairwise_standard_error"].is_array());
    let confidence = seen["confidence_factors"][0].as_f64().unwrap();
    assert!(
        (confidence - exact).abs() < 0.02,
        "all factors are alike, so any weights give the same: {confidence}"
    );
    for role in ["viewer", "contributor"] {
        let path = format!("/v1/comparisons/robustness?round_id={one}&round_id={other}");
        let caller = app.library().person(role).await;
        caller.get(&format!("{path}&scores=sheets")).await.expect(403);
        caller.get(&path).await.expect(200);
    }
}

#[tokio::test]
async fn blocked_partners_are_no_alternatives_and_may_be_all_there_are() {
    let app = App::new().await;
    let mut rounds = Vec::new();
    for yes in [1, 0, 1] {
        let round = open_with(&app, PERSPECTIVES, json!(null)).await;
        for role in ROLES {
            let sheet = json!([{"item": "1a", "value": yes}, {"item": "1b", "value": 1}]);
            rate(&app.library().person(role).await, &round, sheet).await;
        }
        close(&app, &round).await;
        rounds.push(round);
    }
    let viewer = app.library().viewer().await;
    let ids: Vec<&str> = rounds.iter().map(String::as_str).collect();
    let seen = robustness(&viewer, &ids, "").await;
    assert_eq!(seen["alternatives"].as_array().unwrap().len(), 2);
    assert_eq!(seen["not_ranked"][0]["round_id"], json!(rounds[1]));
    assert_eq!(seen["not_ranked"][0]["status"], "blocked");
    assert_eq!(
        (&seen["rank_acceptability"], &seen["smallest_change"]),
        (&json!([[1.0, 0.0], [1.0, 0.0]]), &Value::Null)
    );
    let blank = [open(&app).await, open(&app).await];
    for round in &blank {
        close(&app, round).await;
    }
    let seen = robustness(&viewer, &[&blank[0], &blank[1]], "").await;
    assert_eq!((&seen["alternatives"], &seen["rank_acceptability"]), (&json!([]), &json!([])));
    assert_eq!(seen["not_ranked"].as_array().unwrap().len(), 2);
    for format in ["robustness.svg", "report.html"] {
        let path = format!("/v1/comparisons/{format}?round_id={}&round_id={}", blank[0], blank[1]);
        viewer.get(&path).await.expect(200);
    }
}

#[tokio::test]
async fn bounds_are_told_with_what_is_allowed() {
    let app = App::new().await;
    let (museum, jobs) =
        (demo_round(&app, "Lakeshore Museum").await, demo_round(&app, "Riverside Job Center").await);
    let caller = app.library().coordinator().await;
    let path = format!("/v1/comparisons/robustness?round_id={museum}&round_id={jobs}");
    for (query, pointer) in [
        ("&iterations=0", "iterations"),
        ("&iterations=1000001", "iterations"),
        ("&seed=9007199254740992", "seed"),
        ("&scores=guessed", "scores"),
    ] {
        assert_eq!(caller.get(&format!("{path}{query}")).await.expect(422).pointers(), [pointer], "{query}");
    }
    caller.get(&format!("{path}&seed=x")).await.expect(400);
    let other = open_with(&app, CONSIDERATIONS, json!(null)).await;
    close(&app, &other).await;
    let differ = caller.get(&format!("/v1/comparisons/robustness?round_id={museum}&round_id={other}")).await;
    assert_eq!(differ.expect(422).body["errors"][0]["code"], "instruments_differ");
    let open = demo_round(&app, "Harbor Heritage Society").await;
    let early = app.library().admin().await;
    let early = early.get(&format!("/v1/comparisons/report.html?round_id={museum}&round_id={open}")).await;
    assert_eq!(code(&early.expect(409)), "submit_first");
    let compute = async |input: Value| caller.post("/v1/compute/robustness", input).await;
    let wide = vec![vec![1; 40]; 200];
    let told = compute(json!({"scores": wide, "iterations": 100_000})).await.expect(422);
    assert_eq!(told.pointers(), ["/iterations"]);
    assert!(told.text.contains("62500"), "{}", told.text);
    let ragged = compute(json!({"scores": [[1, 2], [3]], "weights": [1]})).await.expect(422);
    assert_eq!(ragged.pointers(), ["/scores/1", "/weights"]);
    let case =
        json!({"scores": [[5, 2, 3], [3, 4, 4], [2, 5, 1], [4, 3, 5]], "iterations": 50_000, "seed": 1});
    let found = compute(case).await.expect(200).body;
    for (row, exact) in [1.0 / 6.0, 1.0 / 8.0, 1.0 / 8.0, 7.0 / 12.0].into_iter().enumerate() {
        let share = found["rank_acceptability"][row][0].as_f64().unwrap();
        assert!((share - exact).abs() < 0.012, "{row} {share}");
    }
}

#[tokio::test]
async fn who_leaves_makes_room() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    // Some seconds of work in a build for tests.
    let rows: Vec<Vec<usize>> =
        (0..200).map(|row| (0..25).map(|column| row * column % 17).collect()).collect();
    let long = json!({"scores": rows, "iterations": 100_000});
    let mut tasks = Vec::new();
    for _ in 0..2 {
        let (caller, long) = (caller.clone(), long.clone());
        // A short one may have the turn when it comes.
        tasks.push(tokio::spawn(async move {
            while caller.post("/v1/compute/robustness", long.clone()).await.status == 503 {}
        }));
    }
    let short = json!({"scores": [[1, 2], [2, 1]], "iterations": 10});
    let asked = async || caller.post("/v1/compute/robustness", short.clone()).await;
    until("all turns are taken", async || asked().await.status != 200).await;
    let refused = asked().await;
    assert_eq!((refused.status, refused.header("retry-after").is_empty()), (503, false));
    assert!(tasks.iter().all(|task| !task.is_finished()));
    for task in tasks {
        task.abort();
        let _ = task.await;
    }
    let room = async {
        while asked().await.status != 200 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // The work itself would take three times as long.
    assert!(
        tokio::time::timeout(Duration::from_secs(12), room).await.is_ok(),
        "nobody waits for it any more"
    );
}
