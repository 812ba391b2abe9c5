//! Who sees which sheets and which side of a change, and what is hidden stays hidden.

use serde_json::{Value, json};

use super::{WORKSHEET, all, begin, close, demo_round, open, open_with, person_id, rate};
use crate::support::{Answer, App, Client};

/// The raters of the sheets that the caller sees of a round.
async fn raters(caller: &Client, round: &str) -> Vec<String> {
    let listed =
        caller.get(&format!("/v1/evaluations?round_id={round}&include_total=true")).await.expect(200);
    let rows = listed.body["items"].as_array().unwrap();
    assert_eq!(listed.body["total"], rows.len());
    for row in rows {
        caller.get(&format!("/v1/evaluations/{}", row["id"].as_str().unwrap())).await.expect(200);
    }
    rows.iter().map(|row| row["rater"]["name"].as_str().unwrap().to_owned()).collect()
}

const CARLOS: &str = "Carlos Reyes";
const DANA: &str = "Dana Okafor";
const AMINA: &str = "Amina Haddad";

#[tokio::test]
async fn in_an_open_round_who_rates_sees_others_only_after_submitting() {
    let app = App::new().await;
    let round = open(&app).await;
    let (contributor, coordinator) = (app.library().contributor().await, app.library().coordinator().await);
    let admin = app.library().admin().await;
    let sheet = rate(&contributor, &round, all(4)).await;
    let path = format!("/v1/evaluations/{sheet}");
    assert_eq!(raters(&contributor, &round).await, [CARLOS]);
    assert_eq!(raters(&coordinator, &round).await, Vec::<String>::new());
    coordinator.get(&path).await.expect(404);
    coordinator.post(&format!("{path}/reopen"), json!({"reason": "x"})).await.expect(404);
    begin(&coordinator, &round).await;
    assert_eq!(raters(&coordinator, &round).await, [DANA]);
    rate(&admin, &round, all(2)).await;
    assert_eq!(raters(&admin, &round).await, [CARLOS, DANA, AMINA]);
    assert_eq!(raters(&contributor, &round).await, [CARLOS]);
    let other = app.library().viewer().await;
    assert_eq!(raters(&other, &round).await, Vec::<String>::new());
    other.get(&path).await.expect(404);
    close(&app, &round).await;
    for (caller, seen) in [(&coordinator, 3), (&admin, 3), (&contributor, 1), (&other, 0)] {
        assert_eq!(raters(caller, &round).await.len(), seen);
    }
}

#[tokio::test]
async fn who_does_not_rate_sees_the_sheets_of_an_open_round_at_once() {
    let app = App::new().await;
    let (contributor, coordinator) = (app.library().contributor().await, app.library().coordinator().await);
    let ids = json!([person_id(&contributor).await, person_id(&app.library().admin().await).await]);
    let round = open_with(&app, WORKSHEET, ids).await;
    begin(&contributor, &round).await;
    assert_eq!(raters(&coordinator, &round).await, [CARLOS]);
    assert_eq!(raters(&app.library().admin().await, &round).await, Vec::<String>::new());
    coordinator.get(&format!("/v1/rounds/{round}/score")).await.expect(200);
}

#[tokio::test]
async fn who_was_reopened_has_not_submitted() {
    let app = App::new().await;
    let round = open(&app).await;
    let (coordinator, admin) = (app.library().coordinator().await, app.library().admin().await);
    let sheet = rate(&coordinator, &round, all(4)).await;
    rate(&admin, &round, all(2)).await;
    assert_eq!(raters(&coordinator, &round).await.len(), 2);
    admin.post(&format!("/v1/evaluations/{sheet}/reopen"), json!({"reason": "x"})).await.expect(200);
    assert_eq!(raters(&coordinator, &round).await, [DANA]);
}

#[tokio::test]
async fn no_other_tenant_and_no_operator_sees_a_sheet() {
    let app = App::new().await;
    let round = demo_round(&app, "Lakeshore Museum").await;
    let sheets =
        app.library().admin().await.get(&format!("/v1/evaluations?round_id={round}")).await.expect(200);
    let path = format!("/v1/evaluations/{}", sheets.body["items"][0]["id"].as_str().unwrap());
    for caller in [app.partner().admin().await, app.other_library().admin().await, app.operator().await] {
        caller.get(&path).await.expect(404);
        caller.patch(&path, json!({"ratings": []})).await.expect(404);
        caller.post(&format!("{path}/submit"), json!({})).await.expect(404);
        caller.post(&format!("{path}/reopen"), json!({"reason": "x"})).await.expect(404);
        let filtered = caller.get(&format!("/v1/evaluations?round_id={round}")).await.expect(422);
        assert_eq!(filtered.pointers(), ["round_id"]);
        let listed = caller.get("/v1/evaluations").await.expect(200);
        assert!(!listed.text.contains(CARLOS) && !listed.text.contains(AMINA), "{}", listed.text);
    }
}

#[tokio::test]
async fn a_list_of_sheets_is_filtered_by_status() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let round = demo_round(&app, "Harbor Heritage Society").await;
    let drafts = coordinator.get(&format!("/v1/evaluations?round_id={round}&status=draft")).await.expect(200);
    let drafts = drafts.body["items"].as_array().unwrap();
    assert_eq!((drafts.len(), &drafts[0]["rater"]["name"]), (1, &json!(AMINA)));
    let all = coordinator.get("/v1/evaluations?limit=2&sort=-created_at").await.expect(200);
    assert_eq!(all.body["items"].as_array().unwrap().len(), 2);
    assert!(all.body["next_cursor"].is_string());
}

#[tokio::test]
async fn events_of_sheets_are_for_who_may_read_the_sheet_and_events_of_rounds_name_no_rater() {
    let app = App::new().await;
    let contributor = app.library().contributor().await;
    let rater = person_id(&contributor).await;
    let round = open_with(&app, WORKSHEET, json!([rater])).await;
    let sheet = rate(&contributor, &round, all(5)).await;
    close(&app, &round).await;
    let events = events(&app).await;
    let of = |id: &str| events.iter().filter(|event| event.1 == id).cloned().collect::<Vec<_>>();
    let of_sheet = of(&sheet);
    assert_eq!(of_sheet.len(), 3, "begun, written, submitted");
    assert!(of_sheet.iter().all(|event| event.0 == "evaluation"), "{of_sheet:?}");
    let of_round = of(&round);
    assert_eq!(of_round.len(), 2, "opened, closed");
    for (audience, _, text) in of_round {
        assert_eq!(audience, "tenant");
        assert!(!text.contains(&rater) && !text.contains(&sheet), "{text}");
    }
}

#[tokio::test]
async fn an_event_tells_those_who_see_an_entry_no_side_of_a_change_that_was_hidden_from_them() {
    let app = App::new().await;
    let steward = app.other_library().coordinator().await;
    let made = steward.post("/v1/organizations", json!({"name": "Lantern Theatre"})).await.expect(201);
    let path = format!("/v1/organizations/{}", made.id());
    for (name, visibility) in
        [("Hidden One", "internal"), ("Hidden Two", "internal"), ("Seen Again", "partners")]
    {
        let body = json!({"name": name, "visibility": visibility});
        steward.patch(&path, body).await.expect(200);
    }
    let events = events(&app).await;
    let to = |audience: &str| {
        let events = events.iter().filter(|event| event.1 == made.id() && event.0 == audience);
        events.map(|event| serde_json::from_str(&event.2).unwrap()).collect::<Vec<Value>>()
    };
    let names = |audience| {
        let name = |event: &Value| json!([event["before"]["name"], event["after"]["name"]]);
        to(audience).iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(
        names("directory"),
        [json!([null, "Lantern Theatre"]), json!(["Lantern Theatre", null]), json!([null, "Seen Again"])]
    );
    assert!(!json!(to("directory")).to_string().contains("Hidden"));
    assert_eq!(names("tenant").pop(), Some(json!(["Hidden Two", "Seen Again"])));
}

#[tokio::test]
async fn a_name_that_was_given_in_hiding_is_the_stewards_alone() {
    for patches in [
        vec![json!({"visibility": "internal"}), json!({"name": "Canary Theatre"})],
        vec![json!({"visibility": "internal", "name": "Canary Theatre"})],
    ] {
        let app = App::new().await;
        let (library, steward) = (app.library().coordinator().await, app.other_library().coordinator().await);
        let made = steward.post("/v1/organizations", json!({"name": "Lantern Theatre"})).await.expect(201);
        let opened = json!({"organization_id": made.id(), "instrument_id": WORKSHEET, "rater_ids": null});
        let theirs = library.post("/v1/rounds", opened.clone()).await.expect(201);
        let own = steward.post("/v1/rounds", opened).await.expect(201);
        begin(&library, &theirs.id()).await;
        let path = format!("/v1/organizations/{}", made.id());
        for patch in patches {
            steward.patch(&path, patch).await.expect(200);
        }
        library.get(&path).await.expect(404);
        let named = async |caller: &Client, round: &Answer| {
            let round = caller.get(&format!("/v1/rounds/{}", round.id())).await.expect(200);
            round.body["organization"]["name"].as_str().unwrap().to_owned()
        };
        assert_eq!(named(&library, &theirs).await, "Lantern Theatre");
        assert_eq!(named(&steward, &own).await, "Canary Theatre");
        for list in ["/v1/rounds", "/v1/evaluations"] {
            let listed = library.get(list).await.expect(200);
            assert!(!listed.text.contains("Canary"), "{}", listed.text);
        }
        steward.patch(&path, json!({"visibility": "partners"})).await.expect(200);
        assert_eq!(named(&library, &theirs).await, "Canary Theatre");
    }
}

/// Audience, row and both sides of every event.
async fn events(app: &App) -> Vec<(String, String, String)> {
    use sea_orm::ConnectionTrait;
    let database = sea_orm::Database::connect(&app.database.url).await.unwrap();
    let sql = "SELECT audience, resource_id, before, after FROM event ORDER BY sequence";
    let statement = sea_orm::Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(statement).await.unwrap();
    let read = |row: &sea_orm::QueryResult| {
        let id: uuid::Uuid = row.try_get("", "resource_id").unwrap();
        let side = |name: &str| row.try_get::<Option<Value>>("", name).unwrap();
        let sides = json!({"before": side("before"), "after": side("after")});
        (row.try_get("", "audience").unwrap(), id.to_string(), sides.to_string())
    };
    let events = rows.iter().map(read).collect();
    database.close().await.unwrap();
    events
}
