//! Rounds: opened, read and closed.

use serde_json::{Value, json};

use super::{WORKSHEET, all, begin, close, code, demo_round, open, open_with, person_id, rate};
use crate::support::App;

#[tokio::test]
async fn a_coordinator_opens_a_round_and_closes_it_for_good() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = coordinator.post("/v1/organizations", json!({"name": "Lantern Theatre"})).await.id();
    let input = json!({"organization_id": organization, "instrument_id": WORKSHEET, "name": "Spring"});
    let round = coordinator.post("/v1/rounds", input).await.expect(201);
    assert_eq!(round.body["organization"], json!({"id": organization, "name": "Lantern Theatre"}));
    assert_eq!(round.body["instrument"]["code"], "potential-partners-worksheet");
    assert_eq!((&round.body["status"], &round.body["name"]), (&json!("open"), &json!("Spring")));
    assert_eq!(round.body["actions"], json!(["close_round", "create_evaluation"]));
    let path = round.header("location").to_owned();
    assert_eq!(coordinator.get(&path).await.expect(200).body, round.body);
    let closed = coordinator.post(&format!("{path}/close"), json!({})).await.expect(200);
    assert_eq!(
        (&closed.body["status"], &closed.body["actions"]),
        (&json!("closed"), &json!(["get_round_score", "share_round"]))
    );
    assert!(closed.body["closed_at"].is_string());
    let again = coordinator.post(&format!("{path}/close"), json!({})).await.expect(409);
    assert_eq!(code(&again), "round_closed");
}

#[tokio::test]
async fn who_is_no_coordinator_opens_and_closes_none() {
    let app = App::new().await;
    let round = open(&app).await;
    let input = json!({"organization_id": round, "instrument_id": WORKSHEET});
    for caller in [
        app.library().viewer().await,
        app.library().contributor().await,
        app.partner().contributor().await,
        app.operator().await,
    ] {
        caller.post("/v1/rounds", input.clone()).await.expect(403);
    }
    for caller in [app.library().viewer().await, app.library().contributor().await] {
        caller.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(403);
    }
}

#[tokio::test]
async fn nobody_but_the_library_sees_its_rounds() {
    let app = App::new().await;
    let round = demo_round(&app, "Lakeshore Museum").await;
    let path = format!("/v1/rounds/{round}");
    for caller in [app.partner().admin().await, app.other_library().admin().await, app.operator().await] {
        caller.get(&path).await.expect(404);
        caller.get(&format!("{path}/score")).await.expect(404);
        caller.post(&format!("{path}/close"), json!({})).await.expect(404);
        let listed = caller.get("/v1/rounds").await.expect(200);
        assert!(!listed.text.contains(&round), "{}", listed.text);
    }
    let begun = app.other_library().admin().await.post("/v1/evaluations", json!({"round_id": round})).await;
    assert_eq!(begun.expect(422).pointers(), ["/round_id"]);
    app.nobody().get(&path).await.expect(401);
    for caller in [app.library().viewer().await, app.library().contributor().await] {
        caller.get(&path).await.expect(200);
    }
}

#[tokio::test]
async fn ids_that_a_round_cannot_name_are_told_by_pointer() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let nothing = "01900000-0000-7000-8000-00000000ffff";
    let organization = coordinator.post("/v1/organizations", json!({"name": "A"})).await.id();
    let pointers = async |input: Value| {
        let refused = coordinator.post("/v1/rounds", input).await.expect(422);
        let pointers = refused.pointers();
        pointers.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let input = json!({"organization_id": nothing, "instrument_id": WORKSHEET});
    assert_eq!(pointers(input).await, ["/organization_id"]);
    let input = json!({"organization_id": organization, "instrument_id": nothing});
    assert_eq!(pointers(input).await, ["/instrument_id"]);
    let own = person_id(&coordinator).await;
    let viewer = person_id(&app.library().viewer().await).await;
    let stranger = person_id(&app.other_library().contributor().await).await;
    let raters =
        |ids: Value| json!({"organization_id": organization, "instrument_id": WORKSHEET, "rater_ids": ids});
    assert_eq!(
        pointers(raters(json!([own, viewer, stranger, nothing]))).await,
        ["/rater_ids/1", "/rater_ids/2", "/rater_ids/3"]
    );
    assert_eq!(pointers(raters(json!([own, own]))).await, ["/rater_ids/1"]);
    assert_eq!(pointers(raters(json!([]))).await, ["/rater_ids"]);
    let hidden = json!({"name": "Hidden", "visibility": "internal"});
    let hidden =
        app.other_library().coordinator().await.post("/v1/organizations", hidden).await.expect(201).id();
    let input = json!({"organization_id": hidden, "instrument_id": WORKSHEET});
    assert_eq!(pointers(input).await, ["/organization_id"]);
}

#[tokio::test]
async fn who_rates_is_told_only_to_those_who_may_see_raters() {
    let app = App::new().await;
    let (contributor, admin) = (app.library().contributor().await, app.library().admin().await);
    let ids = json!([person_id(&contributor).await]);
    let round = open_with(&app, WORKSHEET, ids.clone()).await;
    let path = format!("/v1/rounds/{round}");
    let seen = admin.get(&path).await.expect(200);
    assert_eq!((&seen.body["rater_ids"], &seen.body["may_rate"]), (&ids, &json!(false)));
    let own = contributor.get(&path).await.expect(200);
    assert_eq!((&own.body["rater_ids"], &own.body["may_rate"]), (&json!(null), &json!(true)));
    assert_eq!(own.body["actions"], json!(["create_evaluation"]));
    let sheet = begin(&contributor, &round).await;
    let own = contributor.get(&path).await.expect(200);
    assert_eq!(own.body["own_evaluation"], json!({"id": sheet, "status": "draft"}));
    let viewer = app.library().viewer().await;
    for seen in [viewer.get(&path).await, viewer.get("/v1/rounds").await] {
        assert!(
            !seen.text.contains(&sheet) && !seen.text.contains(ids[0].as_str().unwrap()),
            "{}",
            seen.text
        );
    }
    let tag = viewer.get(&path).await.header("etag").to_owned();
    rate_on(&contributor, &sheet).await;
    assert_eq!(viewer.get(&path).await.header("etag"), tag, "a sheet does not move the round");
}

async fn rate_on(rater: &crate::support::Client, sheet: &str) {
    super::write(rater, sheet, all(4)).await;
    super::submit(rater, sheet).await;
}

#[tokio::test]
async fn a_library_may_be_rated_like_any_organization() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let other = app.other_library().viewer().await.get("/v1/me").await.body["organization"]["id"].clone();
    let input = json!({"organization_id": other, "instrument_id": WORKSHEET});
    let round = coordinator.post("/v1/rounds", input).await.expect(201).id();
    rate(&coordinator, &round, all(3)).await;
    close(&app, &round).await;
    app.other_library().admin().await.get(&format!("/v1/rounds/{round}/score")).await.expect(404);
}

#[tokio::test]
async fn a_list_of_rounds_is_filtered() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let names = async |query: &str| {
        let listed = viewer.get(&format!("/v1/rounds?{query}")).await.expect(200);
        let rows = listed.body["items"].as_array().unwrap().clone();
        rows.into_iter()
            .map(|row| row["organization"]["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names("").await,
        [
            "Lakeshore Museum",
            "Riverside Job Center",
            "Harbor Heritage Society",
            "Riverside Computer Club",
            "Radio Lakeshore"
        ]
    );
    assert_eq!(names("status=open").await, ["Harbor Heritage Society", "Riverside Computer Club"]);
    assert_eq!(names("sort=-created_at&limit=1").await, ["Radio Lakeshore"]);
    let museum = viewer.get("/v1/rounds").await.body["items"][0]["organization"]["id"].clone();
    assert_eq!(names(&format!("organization_id={}", museum.as_str().unwrap())).await, ["Lakeshore Museum"]);
    assert_eq!(names(&format!("instrument_id={}", super::CONSIDERATIONS)).await, ["Riverside Computer Club"]);
    for name in ["organization_id", "instrument_id"] {
        let refused = viewer.get(&format!("/v1/rounds?{name}=01900000-0000-7000-8000-00000000ffff")).await;
        assert_eq!(refused.expect(422).pointers(), [name]);
    }
}
