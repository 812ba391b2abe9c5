//! Where only one or two rated, each of them has to agree before others see the result.

use serde_json::{Value, json};

use super::{
    MUSEUM, RIVERSIDE, canaries, closed, consent, gap, history, rated, said, share, shown, tells_none, tenant,
};
use crate::evaluation::{WORKSHEET, code, person_id};
use crate::support::App;
use crate::support::app::Tenant;

/// The path of the contributor's membership.
async fn membership(side: &Tenant<'_>) -> String {
    let members = side.admin().await.get("/v1/members").await.expect(200);
    let members = members.body["items"].as_array().unwrap();
    let member = members.iter().find(|row| row["role"] == "contributor").unwrap();
    format!("/v1/members/{}", member["id"].as_str().unwrap())
}

#[tokio::test]
async fn of_two_raters_both_have_to_agree_and_nobody_is_told_who_did() {
    let app = App::new().await;
    let library = app.library();
    let round = closed(&library, &tenant(MUSEUM), &[said(3), said(5)]).await;
    let (one, coordinator) = (library.contributor().await, library.coordinator().await);
    let refused = share(&coordinator, &round, &tenant(MUSEUM)).await.expect(409);
    assert_eq!(code(&refused), "consent_missing");
    tells_none(&refused.text, &canaries(&library).await);
    let agreed = consent(&one, &round, true).await.expect(200);
    assert_eq!(agreed.body["consented"], true);
    assert_eq!(consent(&one, &round, true).await.expect(200).body, agreed.body, "twice is once");
    let again = share(&coordinator, &round, &tenant(MUSEUM)).await.expect(409);
    assert_eq!(again.body["detail"], refused.body["detail"], "neither who nor how many");
    assert_eq!(coordinator.get(&format!("/v1/rounds/{round}")).await.body["consented"], false);
    consent(&coordinator, &round, true).await.expect(200);
    let shared = share(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    assert_eq!(shared.body["shared_with"][0]["consented"], true);
    assert!(history(&library, "round_consent").await.is_empty());
    let own = one.get("/v1/me/export").await.expect(200);
    assert!(own.body["events"].to_string().contains("consent_to_sharing"), "the rater is told");
    let path = format!("/v1/people/{}/export", person_id(&one).await);
    let exported = app.operator().await.get(&path).await.expect(200);
    assert!(!exported.text.contains("round_consent") && !exported.text.contains(&round), "{}", exported.text);
}

#[tokio::test]
async fn by_consent_mean_band_n_and_coverage_are_shown_and_no_more() {
    let app = App::new().await;
    let library = app.library();
    let mut blank = said(5);
    blank[0] = json!({"item": "1a", "value": "unknown"});
    let round = closed(&library, &tenant(MUSEUM), &[said(3), blank]).await;
    for rater in [library.contributor().await, library.coordinator().await] {
        consent(&rater, &round, true).await.expect(200);
    }
    share(&library.coordinator().await, &round, &tenant(MUSEUM)).await.expect(200);
    let seen = shown(&app.partner().viewer().await, &round).await.unwrap();
    assert_eq!(seen["consented"], true);
    let (score, first) = (&seen["score"], &seen["score"]["factors"][0]["items"][0]);
    assert_eq!((&score["withheld"], &score["overall"]["n_raters"]), (&json!(null), &json!(2)));
    assert_eq!(
        (&first["mean"], &first["n_ratings"], &first["coverage"]["value"]),
        (&json!(3.0), &json!(1), &json!(0.5))
    );
    let hidden = ["sd", "min", "max", "n_unknown", "n_not_applicable", "n_blank"];
    let mut all = vec![score];
    while let Some(value) = all.pop() {
        match value {
            Value::Object(members) => {
                let told = members
                    .iter()
                    .filter(|(name, value)| hidden.contains(&name.as_str()) && !value.is_null());
                assert_eq!(told.count(), 0, "{value}");
                all.extend(members.values());
            }
            Value::Array(items) => all.extend(items),
            _ => {}
        }
    }
    assert_eq!((&score["raters"], &score["excluded"]), (&json!(null), &json!(null)));
    tells_none(&seen.to_string(), &canaries(&library).await);
    // The own viewers are not told more than before.
    let own = library.viewer().await.get(&format!("/v1/rounds/{round}/score")).await.expect(200);
    assert_eq!(own.body["withheld"], "fewer_than_three_raters");
}

#[tokio::test]
async fn a_consent_that_is_taken_back_takes_the_result_back_at_once() {
    let app = App::new().await;
    let (library, museum) = (app.library(), app.partner());
    let round = closed(&library, &tenant(MUSEUM), &[said(3), said(5)]).await;
    let own = closed(&museum, &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    let (one, coordinator) = (library.contributor().await, library.coordinator().await);
    share(&museum.coordinator().await, &own, &tenant(RIVERSIDE)).await.expect(200);
    for rater in [&one, &coordinator] {
        consent(rater, &round, true).await.expect(200);
    }
    share(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    let reader = museum.viewer().await;
    let id = shown(&reader, &round).await.unwrap()["id"].as_str().unwrap().to_owned();
    gap(&reader, &own, &round).await.expect(200);
    consent(&one, &round, false).await.expect(200);
    assert!(shown(&reader, &round).await.is_none());
    reader.get(&format!("/v1/shared-results/{id}")).await.expect(404);
    assert_eq!(gap(&reader, &own, &round).await.expect(422).pointers(), ["other_round_id"]);
    assert_eq!(code(&gap(&coordinator, &round, &own).await.expect(409)), "not_both_shared");
    assert_eq!(coordinator.get(&format!("/v1/rounds/{round}")).await.body["shared_with"], json!([]));
    assert_eq!(code(&share(&coordinator, &round, &tenant(MUSEUM)).await.expect(409)), "consent_missing");
    // Both organizations are told that it is gone, neither whose consent it was.
    for side in [&library, &museum] {
        let events = history(side, "round_share").await;
        let last = events.iter().rfind(|event| event["resource_id"] == id).unwrap();
        assert_eq!(
            (&last["operation"], &last["person"]),
            (&json!("lapse shared results"), &json!(null)),
            "{last}"
        );
    }
    consent(&one, &round, true).await.expect(200);
    assert!(shown(&reader, &round).await.is_none(), "it is shared again by a coordinator only");
    share(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    assert!(shown(&reader, &round).await.is_some());
}

#[tokio::test]
async fn only_those_who_count_consent_for_themselves_once_the_round_is_closed() {
    let app = App::new().await;
    let library = app.library();
    let input = json!({"organization_id": tenant(MUSEUM), "instrument_id": WORKSHEET});
    // The admin's sheet has no rating, and so does not count.
    let open = rated(&library, input, &[said(3), said(4), json!([])]).await;
    assert_eq!(code(&consent(&library.contributor().await, &open, true).await.expect(409)), "round_open");
    library.coordinator().await.post(&format!("/v1/rounds/{open}/close"), json!({})).await.expect(200);
    consent(&library.admin().await, &open, true).await.expect(403);
    consent(&library.viewer().await, &open, true).await.expect(403);
    consent(&app.program("Data warehouse").await, &open, true).await.expect(403);
    consent(&app.partner().admin().await, &open, true).await.expect(404);
    let seen = library.viewer().await.get(&format!("/v1/rounds/{open}")).await.expect(200);
    assert_eq!((&seen.body["consented"], &seen.body["shared_with"]), (&json!(null), &json!(null)));
    for rater in [library.contributor().await, library.coordinator().await] {
        consent(&rater, &open, true).await.expect(200);
    }
    share(&library.coordinator().await, &open, &tenant(MUSEUM)).await.expect(200);
}

#[tokio::test]
async fn who_rates_no_longer_may_still_take_a_consent_back() {
    let app = App::new().await;
    let library = app.library();
    let round = closed(&library, &tenant(MUSEUM), &[said(3)]).await;
    let rater = library.contributor().await;
    consent(&rater, &round, true).await.expect(200);
    share(&library.coordinator().await, &round, &tenant(MUSEUM)).await.expect(200);
    library.admin().await.patch(&membership(&library).await, json!({"role": "viewer"})).await.expect(200);
    let demoted = library.contributor().await;
    demoted.post("/v1/evaluations", json!({"round_id": round})).await.expect(403);
    consent(&demoted, &round, false).await.expect(200);
    assert!(shown(&app.partner().admin().await, &round).await.is_none());
}

#[tokio::test]
async fn who_left_could_not_take_a_consent_back_so_it_serves_nobody_new() {
    let app = App::new().await;
    let library = app.library();
    let round = closed(&library, &tenant(MUSEUM), &[said(3)]).await;
    consent(&library.contributor().await, &round, true).await.expect(200);
    share(&library.coordinator().await, &round, &tenant(MUSEUM)).await.expect(200);
    library.admin().await.delete(&membership(&library).await).await.expect(204);
    assert!(shown(&app.partner().viewer().await, &round).await.is_some(), "what was agreed to stays");
    let refused = share(&library.coordinator().await, &round, &tenant(1)).await.expect(409);
    assert_eq!(code(&refused), "consent_missing");
}

#[tokio::test]
async fn where_three_rated_nothing_depends_on_a_consent() {
    let app = App::new().await;
    let library = app.library();
    let round = closed(&library, &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    share(&library.coordinator().await, &round, &tenant(MUSEUM)).await.expect(200);
    for agreed in [true, false] {
        consent(&library.contributor().await, &round, agreed).await.expect(200);
    }
    assert_eq!(shown(&app.partner().viewer().await, &round).await.unwrap()["consented"], false);
}

#[tokio::test]
async fn erasing_a_rater_ends_the_consent() {
    let app = App::new().await;
    let library = app.library();
    let round = closed(&library, &tenant(MUSEUM), &[said(3)]).await;
    let rater = library.contributor().await;
    consent(&rater, &round, true).await.expect(200);
    share(&library.coordinator().await, &round, &tenant(MUSEUM)).await.expect(200);
    assert!(shown(&app.partner().viewer().await, &round).await.is_some());
    let others = closed(&app.other_library(), &tenant(MUSEUM), &[said(3)]).await;
    consent(&app.other_library().contributor().await, &others, true).await.expect(200);
    share(&app.other_library().coordinator().await, &others, &tenant(MUSEUM)).await.expect(200);
    let person = rater.get("/v1/me").await.expect(200).id();
    app.operator().await.post(&format!("/v1/people/{person}/erase"), json!({})).await.expect(200);
    assert!(shown(&app.partner().viewer().await, &round).await.is_none());
    assert!(shown(&app.partner().viewer().await, &others).await.is_some(), "that of another rater stays");
    let again = share(&library.coordinator().await, &round, &tenant(MUSEUM)).await.expect(409);
    assert_eq!(code(&again), "consent_missing");
}

#[tokio::test]
async fn of_taking_back_or_erasing_and_sharing_at_once_nothing_is_shared_afterwards() {
    for attempt in 0..8 {
        let app = App::new().await;
        let (library, museum) = (app.library(), tenant(MUSEUM));
        let round = closed(&library, &museum, &[said(3)]).await;
        let (rater, coordinator) = (library.contributor().await, library.coordinator().await);
        consent(&rater, &round, true).await.expect(200);
        let person = rater.get("/v1/me").await.expect(200).id();
        let (operator, path) = (app.operator().await, format!("/v1/people/{person}/erase"));
        let ends = async {
            match attempt % 2 {
                0 => consent(&rater, &round, false).await,
                _ => operator.post(&path, json!({})).await,
            }
        };
        let shares = async {
            tokio::time::sleep(std::time::Duration::from_millis(attempt * 2)).await;
            share(&coordinator, &round, &museum).await
        };
        let (ended, shared) = tokio::join!(ends, shares);
        ended.expect(200);
        assert!([200, 409].contains(&shared.status), "{}", shared.text);
        assert!(shown(&app.partner().viewer().await, &round).await.is_none(), "attempt {attempt}");
    }
}
