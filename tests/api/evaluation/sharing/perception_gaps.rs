//! The gap between how a partner sees itself and how a library sees it: once both have shared, and the same for both.

use serde_json::{Value, json};

use super::{
    HILLSIDE, MUSEUM, RIVERSIDE, canaries, closed, consent, gap, people, rated, said, share, tells_none,
    tenant, unshare,
};
use crate::evaluation::{CONSIDERATIONS, code};
use crate::support::App;

/// A round of each side about the museum: the library rates 4, the museum itself 2, but its first item 5.
async fn both(app: &App) -> (String, String) {
    let theirs = closed(&app.library(), &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    let mut sheet = said(2);
    sheet[0]["value"] = json!(5);
    let own = closed(&app.partner(), &tenant(MUSEUM), &[sheet.clone(), sheet.clone(), sheet]).await;
    (own, theirs)
}

#[tokio::test]
async fn the_gap_appears_once_both_have_shared_and_is_the_same_for_both() {
    let app = App::new().await;
    let (own, theirs) = both(&app).await;
    let (library, museum) = (app.library().coordinator().await, app.partner().coordinator().await);
    assert_eq!(gap(&museum, &own, &theirs).await.expect(422).pointers(), ["other_round_id"]);
    share(&library, &theirs, &tenant(MUSEUM)).await.expect(200);
    assert_eq!(code(&gap(&museum, &own, &theirs).await.expect(409)), "not_both_shared");
    assert_eq!(
        gap(&library, &theirs, &own).await.expect(422).pointers(),
        ["other_round_id"],
        "not told that it is there"
    );
    share(&museum, &own, &tenant(RIVERSIDE)).await.expect(200);
    let seen = gap(&museum, &own, &theirs).await.expect(200);
    assert_eq!(seen.body["method"]["name"], "perception_gap");
    assert_eq!(
        (&seen.body["own"]["by"]["id"], &seen.body["other"]["by"]["id"]),
        (&json!(tenant(MUSEUM)), &json!(tenant(RIVERSIDE)))
    );
    let items = seen.body["items"].as_array().unwrap();
    let gaps: Vec<&Value> = items.iter().map(|item| &item["gap"]).collect();
    assert_eq!((items.len(), gaps[0], gaps[19]), (20, &json!(-2.0), &json!(1.0)), "the largest first");
    let last = &items[19];
    assert_eq!(
        (&last["code"], &last["own"]["mean"], &last["other"]["mean"]),
        (&json!("1a"), &json!(5.0), &json!(4.0))
    );
    assert_eq!((&last["own"]["n_ratings"], &last["withheld"]), (&json!(3), &json!(null)));
    let first = seen.body["factors"].as_array().unwrap().iter().find(|factor| factor["code"] == "1").unwrap();
    assert_eq!((&first["gap"], &first["own"]["mean"]), (&json!(-1.0), &json!(3.0)));
    for person in people(&app.partner()).await {
        assert_eq!(gap(&person, &own, &theirs).await.expect(200).body, seen.body);
    }
    for person in people(&app.library()).await {
        assert_eq!(gap(&person, &theirs, &own).await.expect(200).body, seen.body);
    }
    tells_none(&seen.text, &canaries(&app.library()).await);
    tells_none(&seen.text, &canaries(&app.partner()).await);
    let csv = format!("/v1/perception-gaps.csv?round_id={own}&other_round_id={theirs}");
    let table = museum.get(&csv).await.expect(200);
    let lines: Vec<&str> = table.text.lines().collect();
    assert_eq!(
        lines[0],
        "level,code,name,Lakeshore Museum,Riverside Public Library,gap,withheld,own_n_ratings,other_n_ratings,own_n_raters,other_n_raters"
    );
    assert_eq!(
        (lines.len(), lines[26].ends_with(",5,4,1,false,3,3,3,3"), lines[27]),
        (28, true, "status,,Deal-breakers,clear,clear,,,,,,"),
        "{}",
        table.text
    );
}

#[tokio::test]
async fn whoever_takes_back_what_it_shared_ends_the_gap_for_both() {
    let app = App::new().await;
    let (own, theirs) = both(&app).await;
    let (library, museum) = (app.library().coordinator().await, app.partner().coordinator().await);
    share(&library, &theirs, &tenant(MUSEUM)).await.expect(200);
    share(&museum, &own, &tenant(RIVERSIDE)).await.expect(200);
    gap(&library, &theirs, &own).await.expect(200);
    unshare(&museum, &own, &tenant(RIVERSIDE)).await.expect(200);
    assert_eq!(gap(&library, &theirs, &own).await.expect(422).pointers(), ["other_round_id"]);
    assert_eq!(code(&gap(&museum, &own, &theirs).await.expect(409)), "not_both_shared");
    // Sharing with somebody else is not sharing with the other side.
    share(&museum, &own, &tenant(HILLSIDE)).await.expect(200);
    assert_eq!(code(&gap(&museum, &own, &theirs).await.expect(409)), "not_both_shared");
    let csv = format!("/v1/perception-gaps.csv?round_id={own}&other_round_id={theirs}");
    museum.get(&csv).await.expect(409);
}

#[tokio::test]
async fn nobody_else_gets_the_gap() {
    let app = App::new().await;
    let (own, theirs) = both(&app).await;
    share(&app.library().coordinator().await, &theirs, &tenant(MUSEUM)).await.expect(200);
    share(&app.partner().coordinator().await, &own, &tenant(RIVERSIDE)).await.expect(200);
    let mut strangers = vec![app.operator().await];
    for side in [app.other_library(), app.other_partner()] {
        strangers.extend(people(&side).await);
    }
    for stranger in strangers {
        for (one, another) in [(&own, &theirs), (&theirs, &own)] {
            assert_eq!(gap(&stranger, one, another).await.expect(422).pointers(), ["round_id"]);
        }
    }
    // Neither side puts the other's round in the place of its own.
    let library = app.library().admin().await;
    assert_eq!(gap(&library, &own, &theirs).await.expect(422).pointers(), ["round_id"]);
    app.nobody()
        .get(&format!("/v1/perception-gaps?round_id={own}&other_round_id={theirs}"))
        .await
        .expect(401);
}

#[tokio::test]
async fn rounds_that_do_not_fit_each_other_have_none() {
    let app = App::new().await;
    let (library, museum) = (app.library(), app.partner());
    let (own, _) = both(&app).await;
    let (sharer, partner) = (library.coordinator().await, museum.coordinator().await);
    share(&partner, &own, &tenant(RIVERSIDE)).await.expect(200);
    let refused = async |theirs: &str| {
        share(&sharer, theirs, &tenant(MUSEUM)).await.expect(200);
        let refused = gap(&partner, &own, theirs).await.expect(422);
        assert_eq!(refused.pointers(), ["other_round_id"]);
        refused.body["errors"][0]["code"].as_str().unwrap().to_owned()
    };
    let elsewhere = closed(&library, &tenant(HILLSIDE), &[said(3), said(4), said(5)]).await;
    assert_eq!(refused(&elsewhere).await, "organizations_differ");
    let about = json!({"organization_id": tenant(MUSEUM), "instrument_id": CONSIDERATIONS});
    let sheet = json!([{"item": "1a", "value": 3}]);
    let otherwise = rated(&library, about, &[sheet.clone(), sheet.clone(), sheet]).await;
    sharer.post(&format!("/v1/rounds/{otherwise}/close"), json!({})).await.expect(200);
    assert_eq!(refused(&otherwise).await, "instruments_differ");
    // Two libraries' views of a third have no gap: one of the two has to be the organization's own.
    let one = closed(&library, &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    let another = closed(&app.other_library(), &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    share(&sharer, &one, &tenant(HILLSIDE)).await.expect(200);
    share(&app.other_library().coordinator().await, &another, &tenant(RIVERSIDE)).await.expect(200);
    let refused = gap(&sharer, &one, &another).await.expect(422);
    assert_eq!(refused.body["errors"][0]["code"], "not_its_own");
}

#[tokio::test]
async fn newcomers_find_a_gap_in_the_demonstration() {
    let app = App::new().await;
    let museum = app.partner().viewer().await;
    let shared = museum.get("/v1/shared-results").await.expect(200);
    let own = museum.get("/v1/rounds").await.expect(200);
    let [theirs, own] = [&shared.body["items"][0]["round"]["id"], &own.body["items"][0]["id"]];
    let seen = gap(&museum, own.as_str().unwrap(), theirs.as_str().unwrap()).await.expect(200);
    assert!(
        seen.body["factors"].as_array().unwrap().iter().any(|factor| factor["gap"].as_f64().unwrap() < -1.0)
    );
}

#[tokio::test]
async fn a_consent_to_others_shows_nothing_to_viewers_of_ones_own() {
    let app = App::new().await;
    let (library, museum) = (app.library(), app.partner());
    let one = closed(&library, &tenant(MUSEUM), &[said(4)]).await;
    let own = closed(&museum, &tenant(MUSEUM), &[said(2), said(2), said(2)]).await;
    consent(&library.contributor().await, &one, true).await.expect(200);
    share(&library.coordinator().await, &one, &tenant(MUSEUM)).await.expect(200);
    share(&museum.coordinator().await, &own, &tenant(RIVERSIDE)).await.expect(200);
    let mean = |seen: &Value| seen["factors"][0]["other"]["mean"].clone();
    for role in ["viewer", "contributor"] {
        let seen = gap(&library.person(role).await, &one, &own).await.expect(200).body;
        for part in seen["factors"].as_array().unwrap().iter().chain(seen["items"].as_array().unwrap()) {
            let other = &part["other"];
            assert_eq!(
                (&other["mean"], &other["n_ratings"], &part["gap"]),
                (&json!(null), &json!(null), &json!(null))
            );
        }
    }
    for caller in [library.coordinator().await, library.admin().await] {
        assert_eq!(mean(&gap(&caller, &one, &own).await.expect(200).body), json!(4.0));
    }
    assert_eq!(
        mean(&gap(&museum.viewer().await, &own, &one).await.expect(200).body),
        json!(4.0),
        "shared with it"
    );
}

#[tokio::test]
async fn nobody_is_asked_to_share_what_would_not_fit() {
    let app = App::new().await;
    let (library, museum) = (app.library(), app.partner());
    let (own, theirs) = both(&app).await;
    share(&museum.coordinator().await, &own, &tenant(RIVERSIDE)).await.expect(200);
    let elsewhere = closed(&library, &tenant(3), &[said(3), said(4), said(5)]).await;
    let refused = gap(&library.coordinator().await, &elsewhere, &own).await.expect(422);
    assert_eq!(refused.body["errors"][0]["code"], "organizations_differ");
    assert_eq!(code(&gap(&library.coordinator().await, &theirs, &own).await.expect(409)), "not_both_shared");
}
