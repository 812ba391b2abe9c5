//! A partner rates itself, which is its own matter.

use serde_json::{Value, json};

use super::{HILLSIDE, MUSEUM, RIVERSIDE, closed, people, rated, said, tenant};
use crate::evaluation::{PERSPECTIVES, WORKSHEET, code};
use crate::support::App;

const SCHOOLS: &str = "019b8d62-7a80-7aba-8000-000000000009";

#[tokio::test]
async fn a_partner_opens_rates_and_closes_a_round_about_itself_by_the_ladder_of_roles() {
    let app = App::new().await;
    let museum = app.partner();
    let input = json!({"organization_id": tenant(MUSEUM), "instrument_id": WORKSHEET});
    for role in ["viewer", "contributor"] {
        museum.person(role).await.post("/v1/rounds", input.clone()).await.expect(403);
    }
    let round = rated(&museum, input, &[said(3), said(4), said(5)]).await;
    let (path, score) = (format!("/v1/rounds/{round}"), format!("/v1/rounds/{round}/score"));
    assert_eq!(code(&museum.viewer().await.get(&score).await.expect(409)), "round_open");
    museum.viewer().await.post("/v1/evaluations", json!({"round_id": round})).await.expect(403);
    museum.contributor().await.post(&format!("{path}/close"), json!({})).await.expect(403);
    museum.coordinator().await.post(&format!("{path}/close"), json!({})).await.expect(200);
    for (role, raters) in [("viewer", false), ("contributor", false), ("coordinator", true), ("admin", true)]
    {
        let seen = museum.person(role).await.get(&score).await.expect(200);
        assert_eq!((&seen.body["overall"]["mean"], seen.body["raters"].is_array()), (&json!(4.0), raters));
    }
    let sheets = format!("/v1/evaluations?round_id={round}");
    let contributor = museum.contributor().await.get(&sheets).await.expect(200);
    assert_eq!(contributor.body["items"].as_array().unwrap().len(), 1);
    let exported = museum.contributor().await.get("/v1/me/export").await.expect(200);
    assert!(exported.body["evaluations"].to_string().contains(&round), "{}", exported.body["evaluations"]);
}

#[tokio::test]
async fn a_partner_rates_nobody_else() {
    let app = App::new().await;
    let coordinator = app.partner().coordinator().await;
    for other in
        [tenant(RIVERSIDE), tenant(3), SCHOOLS.to_owned(), "019b8d62-7a80-7fff-8000-0000000003e7".to_owned()]
    {
        let input = json!({"organization_id": other, "instrument_id": WORKSHEET});
        let refused = coordinator.post("/v1/rounds", input).await.expect(422);
        assert_eq!(
            (refused.pointers(), &refused.body["errors"][0]["code"]),
            (vec!["/organization_id"], &json!("not_own"))
        );
    }
}

#[tokio::test]
async fn nobody_else_sees_a_partners_round() {
    let app = App::new().await;
    let museum = app.partner();
    let round = closed(&museum, &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    let sheets = museum.admin().await.get(&format!("/v1/evaluations?round_id={round}")).await.expect(200);
    let sheet = sheets.body["items"][0]["id"].as_str().unwrap().to_owned();
    let mut others = vec![app.operator().await];
    for side in [app.library(), app.other_library(), app.other_partner()] {
        others.extend(people(&side).await);
    }
    for other in others {
        for path in [
            format!("/v1/rounds/{round}"),
            format!("/v1/rounds/{round}/score"),
            format!("/v1/evaluations/{sheet}"),
        ] {
            other.get(&path).await.expect(404);
        }
        other
            .post(&format!("/v1/rounds/{round}/share"), json!({"organization_id": tenant(RIVERSIDE)}))
            .await
            .expect(404);
        other.post(&format!("/v1/rounds/{round}/consent"), json!({"agreed": true})).await.expect(404);
        for list in ["/v1/rounds", "/v1/evaluations", "/v1/shared-results", "/v1/notices"] {
            let listed = other.get(list).await;
            assert!(
                !listed.text.contains(&round) && !listed.text.contains(&sheet),
                "{list}: {}",
                listed.text
            );
        }
    }
    for library in [app.library(), app.other_library()] {
        let events = library.admin().await.get("/v1/events?limit=200&resource=round").await.expect(200);
        assert!(!events.text.contains(&round), "{}", events.text);
    }
}

#[tokio::test]
async fn what_a_partner_thinks_of_itself_speaks_against_nothing_of_a_library() {
    let app = App::new().await;
    let museum = app.partner();
    let input = json!({"organization_id": tenant(MUSEUM), "instrument_id": PERSPECTIVES});
    let no = json!([{"item": "1a", "value": 0}, {"item": "1b", "value": 0}]);
    let round = rated(&museum, input, &[no.clone(), no.clone(), no]).await;
    museum.coordinator().await.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    let blocked = museum.admin().await.get(&format!("/v1/rounds/{round}/score")).await.expect(200);
    assert_eq!(blocked.body["status"], "blocked");
    for side in [RIVERSIDE, HILLSIDE] {
        super::share(&museum.coordinator().await, &round, &tenant(side)).await.expect(200);
    }
    let lead = app.other_library().coordinator().await;
    let draft = json!({
        "name": "Kites", "parties": [{"organization_id": tenant(MUSEUM)}],
        "terms": {"purposes": ["planning"], "statement": "Kites over the lake."}
    });
    let draft = lead.post("/v1/partnerships", draft).await.expect(201).id();
    let step = json!({"terms_version": 1, "reason": "So be it."});
    lead.post(&format!("/v1/partnerships/{draft}/propose"), step).await.expect(200);
    let health = lead.get(&format!("/v1/partnerships/{draft}/health")).await.expect(200);
    assert!(!health.text.contains(&round), "{}", health.text);
    let initiatives = app.library().coordinator().await.get("/v1/initiatives").await.expect(200);
    for initiative in initiatives.body["items"].as_array().unwrap() {
        let path = format!("/v1/initiatives/{}/matches?limit=200", initiative["id"].as_str().unwrap());
        let matches = app.library().coordinator().await.get(&path).await.expect(200);
        assert!(!matches.text.contains(&round), "{}", matches.text);
    }
}

#[tokio::test]
async fn a_round_may_be_about_a_partnership_of_both() {
    let app = App::new().await;
    let (library, museum) = (app.library(), app.partner());
    let partnerships = museum.admin().await.get("/v1/partnerships").await.expect(200);
    let named = |name: &str| {
        let found = partnerships.body["items"].as_array().unwrap().iter();
        let mut found = found.filter(|row| row["name"] == name);
        found.next().unwrap_or_else(|| panic!("{}", partnerships.text))["id"].as_str().unwrap().to_owned()
    };
    let both = named(partnerships.body["items"][0]["name"].as_str().unwrap());
    let about = |organization: &str, partnership: &str| json!({"organization_id": organization, "instrument_id": WORKSHEET, "partnership_id": partnership});
    let own = museum.coordinator().await.post("/v1/rounds", about(&tenant(MUSEUM), &both)).await.expect(201);
    assert_eq!(own.body["partnership_id"], json!(both));
    let theirs =
        library.coordinator().await.post("/v1/rounds", about(&tenant(MUSEUM), &both)).await.expect(201);
    for (caller, round) in [(museum.viewer().await, own.id()), (library.viewer().await, theirs.id())] {
        let listed = caller.get(&format!("/v1/rounds?partnership_id={both}")).await.expect(200);
        let ids: Vec<_> =
            listed.body["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        assert_eq!(ids, [json!(round)]);
    }
    // Of a partnership to which the organization does not belong, or of which the caller may not know, there is none.
    let refused = async |caller: crate::support::Client, input: Value| {
        let refused = caller.post("/v1/rounds", input).await.expect(422);
        assert_eq!(refused.pointers(), ["/partnership_id"], "{}", refused.text);
        refused.body["errors"][0]["code"].as_str().unwrap().to_owned()
    };
    let job_center = tenant(3);
    assert_eq!(refused(library.coordinator().await, about(&job_center, &both)).await, "not_party");
    assert_eq!(
        refused(app.other_partner().coordinator().await, about(&job_center, &both)).await,
        "not_found"
    );
    assert_eq!(
        refused(app.other_library().coordinator().await, about(&tenant(MUSEUM), &both)).await,
        "not_found"
    );
    let filtered = app.other_partner().viewer().await.get(&format!("/v1/rounds?partnership_id={both}")).await;
    assert_eq!(filtered.expect(422).pointers(), ["partnership_id"]);
    // The job center has left this one, and knows it.
    let left = "019b8d62-7a80-789d-8000-000000000005";
    app.other_partner().viewer().await.get(&format!("/v1/partnerships/{left}")).await.expect(200);
    assert_eq!(refused(app.other_partner().coordinator().await, about(&job_center, left)).await, "not_party");
    assert_eq!(refused(library.coordinator().await, about(&job_center, left)).await, "not_party");
}

#[tokio::test]
async fn raters_of_a_partner_are_told_that_their_round_waits() {
    let app = App::new().await;
    let museum = app.partner();
    let input = json!({"organization_id": tenant(MUSEUM), "instrument_id": WORKSHEET});
    let round = rated(&museum, input, &[]).await;
    let waits =
        async |role: &str| museum.person(role).await.get("/v1/notices?limit=200").await.text.contains(&round);
    assert_eq!(
        (waits("viewer").await, waits("contributor").await, waits("admin").await),
        (false, true, true)
    );
}
