//! Who sees a shared result, what of it, and for how long.

use serde_json::{Value, json};

use super::{
    HILLSIDE, MUSEUM, NOTES, RIVERSIDE, canaries, closed, history, people, rated, said, share, shown,
    tells_none, tenant, unshare,
};
use crate::evaluation::{PERSPECTIVES, WORKSHEET, code};
use crate::support::App;

#[tokio::test]
async fn a_coordinator_shares_a_closed_round_and_takes_that_back() {
    let app = App::new().await;
    let (library, museum) = (app.library(), app.partner());
    let round = closed(&library, &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    let coordinator = library.coordinator().await;
    for role in ["viewer", "contributor"] {
        share(&library.person(role).await, &round, &tenant(MUSEUM)).await.expect(403);
        unshare(&library.person(role).await, &round, &tenant(MUSEUM)).await.expect(403);
    }
    assert_eq!(code(&unshare(&coordinator, &round, &tenant(MUSEUM)).await.expect(409)), "not_shared");
    let shared = share(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    let with = &shared.body["shared_with"];
    assert_eq!(
        (&with[0]["organization"]["id"], &with[0]["consented"]),
        (&json!(tenant(MUSEUM)), &json!(false))
    );
    assert!(shared.body["actions"].as_array().unwrap().contains(&json!("unshare_round")));
    assert_eq!(code(&share(&coordinator, &round, &tenant(MUSEUM)).await.expect(409)), "already_shared");
    share(&coordinator, &round, &tenant(HILLSIDE)).await.expect(200);
    for (role, seen) in [("viewer", json!(null)), ("contributor", json!(null)), ("admin", json!(2))] {
        let read = library.person(role).await.get(&format!("/v1/rounds/{round}")).await.expect(200);
        let with = &read.body["shared_with"];
        assert_eq!(with.as_array().map_or(json!(null), |with| json!(with.len())), seen, "{role}");
    }
    for person in people(&museum).await {
        assert!(shown(&person, &round).await.is_some());
    }
    let id = shown(&museum.viewer().await, &round).await.unwrap()["id"].as_str().unwrap().to_owned();
    unshare(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    for person in people(&museum).await {
        assert!(shown(&person, &round).await.is_none());
        person.get(&format!("/v1/shared-results/{id}")).await.expect(404);
    }
    assert!(shown(&app.other_library().viewer().await, &round).await.is_some(), "the other keeps it");
    assert_eq!(code(&unshare(&coordinator, &round, &tenant(MUSEUM)).await.expect(409)), "not_shared");
    share(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    assert_ne!(shown(&museum.viewer().await, &round).await.unwrap()["id"], json!(id));
}

#[tokio::test]
async fn a_round_in_which_nobody_rated_has_nothing_to_share() {
    let app = App::new().await;
    let round = closed(&app.library(), &tenant(MUSEUM), &[]).await;
    let refused = share(&app.library().coordinator().await, &round, &tenant(MUSEUM)).await.expect(409);
    assert_eq!(code(&refused), "nothing_to_share");
    assert!(shown(&app.partner().viewer().await, &round).await.is_none());
}

#[tokio::test]
async fn nobody_sees_a_result_with_whom_it_is_not_shared() {
    let app = App::new().await;
    let round = closed(&app.library(), &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    share(&app.library().coordinator().await, &round, &tenant(MUSEUM)).await.expect(200);
    let id = shown(&app.partner().viewer().await, &round).await.unwrap()["id"].as_str().unwrap().to_owned();
    let mut strangers = vec![app.operator().await];
    for side in [app.library(), app.other_library(), app.other_partner()] {
        strangers.extend(people(&side).await);
    }
    for stranger in strangers {
        stranger.get(&format!("/v1/shared-results/{id}")).await.expect(404);
        assert!(!stranger.get("/v1/shared-results").await.expect(200).text.contains(&id));
    }
    app.nobody().get(&format!("/v1/shared-results/{id}")).await.expect(401);
    // The round itself stays the library's own, for those who see its result as well.
    for person in people(&app.partner()).await {
        for path in [format!("/v1/rounds/{round}"), format!("/v1/rounds/{round}/score")] {
            person.get(&path).await.expect(404);
        }
        let compared = person.get(&format!("/v1/comparisons?round_id={round}&round_id={round}")).await;
        assert_eq!(compared.status, 422);
        unshare(&person, &round, &tenant(MUSEUM)).await.expect(404);
    }
}

#[tokio::test]
async fn what_cannot_be_shared_is_refused_where_it_stands() {
    let app = App::new().await;
    let library = app.library();
    let coordinator = library.coordinator().await;
    let input = json!({"organization_id": tenant(MUSEUM), "instrument_id": WORKSHEET});
    let open = rated(&library, input, &[said(3), said(4), said(5)]).await;
    assert_eq!(code(&share(&coordinator, &open, &tenant(MUSEUM)).await.expect(409)), "round_open");
    let round = closed(&library, &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    let entry = coordinator.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let hidden = json!({"name": "Hidden", "visibility": "internal"});
    let hidden =
        app.other_library().coordinator().await.post("/v1/organizations", hidden).await.expect(201).id();
    for (recipient, expected) in [
        (entry, "no_tenant"),
        (tenant(RIVERSIDE), "own"),
        (hidden, "not_found"),
        ("019b8d62-7a80-7fff-8000-0000000003e7".to_owned(), "not_found"),
    ] {
        let refused = share(&coordinator, &round, &recipient).await.expect(422);
        assert_eq!(refused.pointers(), ["/organization_id"]);
        assert_eq!(refused.body["errors"][0]["code"], expected);
    }
    assert_eq!(coordinator.get(&format!("/v1/rounds/{round}")).await.body["shared_with"], json!([]));
    assert!(shown(&app.partner().admin().await, &open).await.is_none());
}

#[tokio::test]
async fn others_are_shown_what_a_viewer_is_and_never_a_rater() {
    let app = App::new().await;
    let (library, museum) = (app.library(), app.partner());
    let round = closed(&library, &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    let coordinator = library.coordinator().await;
    let sheets = coordinator.get(&format!("/v1/evaluations?round_id={round}")).await.expect(200);
    assert!(
        sheets.text.contains(NOTES[0]) && sheets.text.contains(NOTES[1]),
        "the canaries are there to be found"
    );
    share(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    let kept = library.viewer().await.get(&format!("/v1/rounds/{round}/score")).await.expect(200).body;
    let mut canaries = canaries(&library).await;
    canaries.extend(
        sheets.body["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()),
    );
    for person in people(&museum).await {
        let result = shown(&person, &round).await.unwrap();
        assert_eq!(result["score"], kept);
        assert_eq!((&result["score"]["raters"], &result["score"]["excluded"]), (&json!(null), &json!(null)));
        assert_eq!((&result["from"]["id"], &result["consented"]), (&json!(tenant(RIVERSIDE)), &json!(false)));
        assert_eq!(
            (&result["organization"]["id"], &result["partnership_id"]),
            (&json!(tenant(MUSEUM)), &json!(null))
        );
        assert_eq!(result["actions"], json!([]));
        tells_none(&result.to_string(), &canaries);
        tells_none(&person.get("/v1/shared-results").await.expect(200).text, &canaries);
    }
    let id = shown(&museum.viewer().await, &round).await.unwrap()["id"].clone();
    unshare(&coordinator, &round, &tenant(MUSEUM)).await.expect(200);
    let events = history(&museum, "round_share").await;
    let operations: Vec<&Value> =
        events.iter().filter(|event| event["resource_id"] == id).map(|event| &event["operation"]).collect();
    assert_eq!(operations, [&json!("share_round"), &json!("unshare_round")]);
    tells_none(&json!(events).to_string(), &canaries);
    tells_none(
        &museum.admin().await.get("/v1/events.csv?resource=round_share").await.expect(200).text,
        &canaries,
    );
    let own = history(&library, "round_share").await;
    let own: Vec<_> = own.iter().filter(|event| event["resource_id"] == id).collect();
    assert_eq!(
        (own.len(), &own[0]["person"]["name"]),
        (2, &json!("Dana Okafor")),
        "the own side is told who did it"
    );
    assert!(history(&app.other_library(), "round_share").await.is_empty());
}

#[tokio::test]
async fn deal_breakers_are_told_as_far_as_they_reveal_nobody() {
    let app = App::new().await;
    let library = app.library();
    let input = json!({"organization_id": tenant(MUSEUM), "instrument_id": PERSPECTIVES});
    let sheet = |agrees: i32| json!([{"item": "1a", "value": agrees}, {"item": "1b", "value": 1}]);
    let round = rated(&library, input, &[sheet(1), sheet(0), sheet(1)]).await;
    library.coordinator().await.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    share(&library.coordinator().await, &round, &tenant(MUSEUM)).await.expect(200);
    let score = &shown(&app.partner().viewer().await, &round).await.unwrap()["score"];
    assert_eq!((&score["status"], &score["blocked_by"][0]["code"]), (&json!("blocked"), &json!("1a")));
    let fewer = json!([{"item": "1b", "value": 1}]);
    let input = json!({"organization_id": tenant(MUSEUM), "instrument_id": PERSPECTIVES});
    let round = rated(&library, input, &[sheet(0), sheet(0), fewer]).await;
    library.coordinator().await.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    share(&library.coordinator().await, &round, &tenant(MUSEUM)).await.expect(200);
    let score = &shown(&app.partner().viewer().await, &round).await.unwrap()["score"];
    assert_eq!((&score["status"], &score["blocked_by"]), (&json!(null), &json!([])));
}

#[tokio::test]
async fn the_partnership_is_told_to_its_parties_alone() {
    let app = App::new().await;
    let library = app.library();
    let partnerships = app.partner().admin().await.get("/v1/partnerships").await.expect(200);
    let both = partnerships.body["items"][0]["id"].as_str().unwrap().to_owned();
    let input =
        json!({"organization_id": tenant(MUSEUM), "instrument_id": WORKSHEET, "partnership_id": both});
    let round = rated(&library, input, &[said(3), said(4), said(5)]).await;
    let coordinator = library.coordinator().await;
    coordinator.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    for side in [MUSEUM, 3] {
        share(&coordinator, &round, &tenant(side)).await.expect(200);
    }
    let (party, stranger) = (app.partner().viewer().await, app.other_partner().admin().await);
    assert_eq!(shown(&party, &round).await.unwrap()["partnership_id"], json!(both));
    let seen = shown(&stranger, &round).await.unwrap();
    assert!(!seen.to_string().contains(&both), "{seen}");
    assert!(!json!(history(&app.other_partner(), "round_share").await).to_string().contains(&both));
    let path = format!("/v1/shared-results?partnership_id={both}");
    assert_eq!(party.get(&path).await.expect(200).body["items"].as_array().unwrap().len(), 1);
    assert_eq!(stranger.get(&path).await.expect(422).pointers(), ["partnership_id"]);
}

#[tokio::test]
async fn a_party_that_left_keeps_what_is_shared_with_it_but_not_that_it_is_about_the_partnership() {
    let app = App::new().await;
    // Riverside and Hillside are parties of it; the job center has left.
    let left = "019b8d62-7a80-789d-8000-000000000005";
    let library = app.library();
    let input =
        json!({"organization_id": tenant(HILLSIDE), "instrument_id": WORKSHEET, "partnership_id": left});
    let round = rated(&library, input, &[said(3), said(4), said(5)]).await;
    let coordinator = library.coordinator().await;
    coordinator.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    let former = app.other_partner().admin().await;
    assert!(shown(&former, &round).await.is_none());
    share(&coordinator, &round, &tenant(3)).await.expect(200);
    assert_eq!(shown(&former, &round).await.unwrap()["partnership_id"], json!(null));
    former.get(&format!("/v1/shared-results?partnership_id={left}")).await.expect(422);
}

#[tokio::test]
async fn a_list_of_shared_results_is_filtered() {
    let app = App::new().await;
    let museum = app.partner().viewer().await;
    let of_museum = closed(&app.library(), &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    let of_hillside = closed(&app.library(), &tenant(HILLSIDE), &[said(3), said(4), said(5)]).await;
    let by_hillside = closed(&app.other_library(), &tenant(MUSEUM), &[said(3), said(4), said(5)]).await;
    let (riverside, hillside) = (app.library().coordinator().await, app.other_library().coordinator().await);
    share(&riverside, &of_museum, &tenant(MUSEUM)).await.expect(200);
    share(&riverside, &of_hillside, &tenant(MUSEUM)).await.expect(200);
    share(&hillside, &by_hillside, &tenant(MUSEUM)).await.expect(200);
    let ours = [&of_museum, &of_hillside, &by_hillside];
    let listed = async |query: &str| {
        let listed = museum.get(&format!("/v1/shared-results?limit=200&{query}")).await.expect(200);
        let rows = listed.body["items"].as_array().unwrap().clone();
        assert!(rows.iter().all(|row| row.get("score").is_none()));
        let place = |row: &Value| ours.iter().position(|id| row["round"]["id"] == **id);
        rows.iter().filter_map(place).collect::<Vec<_>>()
    };
    assert_eq!(listed("").await, [0, 1, 2]);
    assert_eq!(listed("sort=-created_at").await, [2, 1, 0]);
    assert_eq!(listed(&format!("organization_id={}", tenant(MUSEUM))).await, [0, 2]);
    assert_eq!(listed(&format!("from_id={}", tenant(RIVERSIDE))).await, [0, 1]);
    assert_eq!(listed("instrument=potential-partners-worksheet").await, [0, 1, 2]);
    assert_eq!(listed("instrument=shared-perspectives").await, Vec::<usize>::new());
    for name in ["organization_id", "from_id", "partnership_id"] {
        let path = format!("/v1/shared-results?{name}=019b8d62-7a80-7fff-8000-0000000003e7");
        assert_eq!(museum.get(&path).await.expect(422).pointers(), [name]);
    }
}
