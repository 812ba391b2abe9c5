//! What callers who may not see raters get of closed rounds.

use serde_json::{Value, json};

use super::{WORKSHEET, all, close, demo_round, open, rate};
use crate::support::{App, Client};

const FEW: &str = "fewer_than_three_raters";

async fn score(caller: &Client, round: &str) -> Value {
    caller.get(&format!("/v1/rounds/{round}/score")).await.expect(200).body
}

/// A closed round with these sheets, by contributor, coordinator and admin.
async fn closed(app: &App, sheets: &[Value]) -> String {
    let round = open(app).await;
    for (role, sheet) in ["contributor", "coordinator", "admin"].iter().zip(sheets) {
        rate(&app.library().person(role).await, &round, sheet.clone()).await;
    }
    close(app, &round).await;
    round
}

/// The means, counts and shares that stand anywhere in a score; weights and minimums are the instrument's own.
fn numbers(value: &Value) -> Vec<String> {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "weight" | "minimum"))
            .flat_map(|(name, member)| match member {
                Value::Number(number) => vec![format!("{name} {number}")],
                _ => numbers(member),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn of_one_or_two_raters_no_number_is_shown() {
    let app = App::new().await;
    for sheets in [vec![], vec![all(4)], vec![all(4), all(5)], vec![all(4), all(5), json!([])]] {
        let round = closed(&app, &sheets).await;
        for caller in [app.library().viewer().await, app.library().contributor().await] {
            let seen = score(&caller, &round).await;
            assert_eq!(
                (&seen["withheld"], &seen["status"]),
                (&json!(FEW), &json!(null)),
                "{} sheets",
                sheets.len()
            );
            assert_eq!(numbers(&seen), Vec::<String>::new(), "{} sheets", sheets.len());
            assert_eq!((&seen["raters"], &seen["excluded"]), (&json!(null), &json!(null)));
        }
        let full = score(&app.library().coordinator().await, &round).await;
        assert_eq!(
            (&full["withheld"], full["raters"].as_array().unwrap().len()),
            (&json!(null), sheets.len())
        );
    }
}

#[tokio::test]
async fn of_three_raters_means_bands_counts_and_coverage_are_shown() {
    let app = App::new().await;
    let round = closed(&app, &[all(3), all(4), all(5)]).await;
    let seen = score(&app.library().viewer().await, &round).await;
    assert_eq!((&seen["withheld"], &seen["overall"]["mean"]), (&json!(null), &json!(4.0)));
    assert_eq!((&seen["status"], &seen["coverage"]["value"]), (&json!("clear"), &json!(1.0)));
    let item = &seen["factors"][0]["items"][0];
    assert_eq!(
        (&item["mean"], &item["band"], &item["n_raters"]),
        (&json!(4.0), &json!("strength"), &json!(3))
    );
    for hidden in ["sd", "min", "max", "n_unknown", "n_blank", "n_not_applicable"] {
        assert_eq!(item[hidden], json!(null), "{hidden}");
    }
    assert_eq!((&seen["raters"], &seen["excluded"]), (&json!(null), &json!(null)));
    let full = score(&app.library().admin().await, &round).await;
    assert_eq!(
        (&full["factors"][0]["items"][0]["sd"], full["raters"][0]["name"].as_str()),
        (&json!(1.0), Some("Carlos Reyes"))
    );
}

#[tokio::test]
async fn an_item_with_fewer_ratings_is_withheld_with_its_neighbour() {
    let app = App::new().await;
    let mut two = all(5);
    two[0]["value"] = json!("unknown");
    let round = closed(&app, &[two, all(4), all(3)]).await;
    let seen = score(&app.library().viewer().await, &round).await;
    let withheld: Vec<_> =
        seen["factors"][0]["items"].as_array().unwrap().iter().map(|item| item["withheld"] == FEW).collect();
    assert_eq!(withheld, [true, true, false]);
    let means: Vec<_> =
        seen["factors"][0]["items"].as_array().unwrap().iter().map(|item| &item["mean"]).collect();
    assert_eq!(means, [&json!(null), &json!(null), &json!(4.0)]);
    assert!(seen["factors"][0]["mean"].is_number());
    assert!(seen["overall"]["mean"].is_number());
}

/// A round whose mean of item `1a` can be told from two raters only, and one of two raters, whose mean is like no other.
async fn with_secrets(app: &App) -> (String, String) {
    let mut gap = all(4);
    gap[0]["value"] = json!("unknown");
    let mut other = all(4);
    other[0]["value"] = json!(1);
    (closed(app, &[gap, other, all(4)]).await, closed(app, &[all(2), all(1)]).await)
}

/// What a reader of the document sees, without its tags, whose measures are numbers as well.
fn words(document: &str) -> String {
    document.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
}

#[tokio::test]
async fn a_comparison_shows_nothing_that_the_scores_withhold() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let (one, two) = with_secrets(&app).await;
    let museum = demo_round(&app, "Lakeshore Museum").await;
    let query = format!("round_id={one}&round_id={two}&round_id={museum}");
    let seen = viewer.get(&format!("/v1/comparisons?{query}")).await.expect(200).body;
    for partner in seen["partners"].as_array().unwrap() {
        let round = partner["round_id"].as_str().unwrap();
        assert_eq!(partner["score"], score(&viewer, round).await, "the score is the round's own");
    }
    let small =
        seen["partners"].as_array().unwrap().iter().find(|row| row["round_id"] == json!(two)).unwrap();
    assert_eq!((&small["place"], &small["compared_mean"]), (&json!(null), &json!(null)));
    for factor in seen["factors"].as_array().unwrap() {
        let items = factor["items"].as_array().unwrap().iter();
        for value in items.chain([factor]).flat_map(|row| row["values"].as_array().unwrap()) {
            if value["round_id"] == json!(two) {
                assert_eq!(numbers(value), Vec::<String>::new());
            }
        }
    }
    let item = &seen["factors"][0]["items"][0]["values"];
    let value = item.as_array().unwrap().iter().find(|value| value["round_id"] == json!(one)).unwrap();
    assert_eq!((&value["mean"], &value["withheld"]), (&json!(null), &json!(FEW)));
    // 1.5 is the mean of the two raters' round, 2.5 that of item 1a: the coordinator sees both, the viewer neither.
    let coordinator = app.library().coordinator().await;
    for (format, shown) in [(".csv", "1.5"), (".svg", "1.50"), (".html", "1.50"), ("/report.html", "1.50")] {
        let path = format!("/v1/comparisons{format}?{query}");
        let full = words(&coordinator.get(&path).await.expect(200).text);
        let seen = words(&viewer.get(&path).await.expect(200).text);
        assert!(full.contains(shown), "{format}: {full}");
        for secret in [shown, "2.5", "Carlos", "Dana", "Amina"] {
            assert!(!seen.contains(secret), "{format} shows {secret}: {seen}");
        }
        assert!(seen.contains("withheld"), "{format}: {seen}");
    }
    let csv = coordinator.get(&format!("/v1/comparisons.csv?{query}")).await.text;
    assert!(csv.lines().any(|line| line.starts_with("item,1a,") && line.contains("2.5")), "{csv}");
}

#[tokio::test]
async fn a_closed_rounds_aggregate_is_the_one_written_at_closing() {
    let app = App::new().await;
    let round = demo_round(&app, "Riverside Job Center").await;
    let (viewer, coordinator) = (app.library().viewer().await, app.library().coordinator().await);
    let full = score(&coordinator, &round).await;
    let seen = score(&viewer, &round).await;
    for (factor, shown) in full["factors"].as_array().unwrap().iter().zip(seen["factors"].as_array().unwrap())
    {
        assert_eq!(factor["mean"], shown["mean"]);
        for (item, shown) in
            factor["items"].as_array().unwrap().iter().zip(shown["items"].as_array().unwrap())
        {
            let few = item["n_ratings"].as_u64() < Some(3);
            assert!(shown["mean"] == item["mean"] && !few || shown["withheld"] == FEW, "{item} {shown}");
        }
    }
    let instrument = coordinator.get(&format!("/v1/instruments/{WORKSHEET}")).await.expect(200);
    assert_eq!(
        instrument.body["factors"].as_array().unwrap().len(),
        seen["factors"].as_array().unwrap().len()
    );
}

/// The numbers with decimals that stand in a text.
fn decimals(text: &str) -> Vec<String> {
    let apart = text.split(|character: char| !character.is_ascii_digit() && character != '.');
    let number = |part: &&str| part.contains('.') && part.parse::<f64>().is_ok();
    apart.map(|part| part.trim_matches('.')).filter(number).map(str::to_owned).collect()
}

#[tokio::test]
async fn tables_and_pictures_hold_no_number_that_is_not_in_the_answer() {
    let app = App::new().await;
    let (one, two) = with_secrets(&app).await;
    let museum = demo_round(&app, "Lakeshore Museum").await;
    let query = format!("round_id={one}&round_id={two}&round_id={museum}");
    for caller in [app.library().viewer().await, app.library().coordinator().await] {
        let answer = caller.get(&format!("/v1/comparisons?{query}")).await.expect(200).body;
        let exact: Vec<f64> =
            numbers(&answer).iter().map(|told| told.rsplit(' ').next().unwrap().parse().unwrap()).collect();
        let rounded: Vec<String> = exact.iter().map(|number| format!("{number:.2}")).collect();
        let table = caller.get(&format!("/v1/comparisons.csv?{query}")).await.expect(200).text;
        let told = decimals(&table);
        assert!(told.len() > 20, "{table}");
        for number in told {
            assert!(exact.contains(&number.parse().unwrap()), "{number} is in the table alone: {table}");
        }
        for picture in [".svg", ".html"] {
            let page =
                words(&caller.get(&format!("/v1/comparisons{picture}?{query}")).await.expect(200).text);
            // Of the style and the method's name only the version is a number.
            let page = page.split("Method:").next().unwrap().replace("font: 15px/1.4", "").replace("1.0", "");
            for number in
                decimals(&page).into_iter().filter(|number| number.rsplit('.').next().unwrap().len() == 2)
            {
                assert!(rounded.contains(&number), "{number} is in {picture} alone: {page}");
            }
        }
    }
}

#[tokio::test]
async fn nothing_of_an_evaluation_is_found_by_the_search_or_told_as_an_event() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let theatre =
        coordinator.post("/v1/organizations", json!({"name": "Quince Theatre"})).await.expect(201).id();
    let round = json!({"organization_id": theatre, "instrument_id": WORKSHEET, "name": "canaryround"});
    let round = coordinator.post("/v1/rounds", round).await.expect(201).id();
    rate(&app.library().contributor().await, &round, all(1)).await;
    close(&app, &round).await;
    for caller in [&app.library().viewer().await, &app.partner().admin().await, &app.operator().await] {
        for word in ["canaryround", "disagree", "Carlos"] {
            let found =
                caller.get(&format!("/v1/organizations?q={word}&include_total=true")).await.expect(200);
            assert_eq!((&found.body["items"], &found.body["total"]), (&json!([]), &json!(0)), "{word}");
        }
        let told = caller.get(&format!("/v1/events?limit=200&resource_id={round}")).await;
        assert!(
            told.status == 403 || told.status == 200 && !told.text.contains("canaryround"),
            "{}",
            told.text
        );
    }
    // It is the words that are not there, not the search.
    let found = coordinator.get("/v1/organizations?q=quince").await.expect(200);
    assert_eq!(found.body["items"][0]["id"], json!(theatre));
    let told = app
        .library()
        .admin()
        .await
        .get(&format!("/v1/events?limit=200&resource_id={round}"))
        .await
        .expect(200);
    assert!(told.text.contains("canaryround"), "the library's own admin reads it: {}", told.text);
}
