//! Who reads which event: by today's rule on what it is about.

use serde_json::json;

use super::{history, program, told};
use crate::support::{App, Client};

/// The sheets of which the caller reads events.
async fn sheets(caller: &Client) -> std::collections::BTreeSet<String> {
    told(&history(caller, "&resource=evaluation").await, "resource_id")
}

/// The sheets that the caller reads.
async fn readable(caller: &Client) -> std::collections::BTreeSet<String> {
    let listed = caller.get("/v1/evaluations?limit=200").await.expect(200);
    told(listed.body["items"].as_array().unwrap(), "id")
}

#[tokio::test]
async fn the_history_is_no_way_around_the_secrecy_of_a_round() {
    let app = App::new().await;
    let (admin, contributor) = (app.library().admin().await, app.library().contributor().await);
    let entry = admin.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let round = json!({"organization_id": entry, "instrument_id": "01900000-0000-7000-8000-0000000e0002"});
    let round = admin.post("/v1/rounds", round).await.expect(201).id();
    let begun = contributor.post("/v1/evaluations", json!({"round_id": round})).await.expect(201).id();
    let path = format!("/v1/evaluations/{begun}");
    let ratings = json!({"ratings": [{"item": "1a", "value": 2, "note": "gossip of the harbor"}]});
    contributor.patch(&path, ratings).await.expect(200);

    assert!(!sheets(&admin).await.contains(&begun));
    let listed = admin.get(&format!("/v1/events?resource_id={begun}&include_total=exact")).await.expect(200);
    assert_eq!((&listed.body["total"], &listed.body["items"]), (&json!(0), &json!([])));
    let everything = history(&admin, "").await;
    assert!(!json!(everything).to_string().contains("gossip of the harbor"));
    assert_eq!(sheets(&admin).await, readable(&admin).await);

    let own = admin.post("/v1/evaluations", json!({"round_id": round})).await.expect(201).id();
    admin.post(&format!("/v1/evaluations/{own}/submit"), json!({})).await.expect(200);
    let events = history(&admin, &format!("&resource_id={begun}")).await;
    assert_eq!(events.len(), 2);
    assert!(json!(events).to_string().contains("gossip of the harbor"));
    assert_eq!(sheets(&admin).await, readable(&admin).await);
    // The sheet of an open round is nothing for a program, whatever its role.
    let program = program(&app, "admin", &["audit:read", "evaluation:read"]).await;
    assert!(!sheets(&program).await.contains(&begun));
    assert_eq!(sheets(&program).await, readable(&program).await);
    // A role that is lower by now reads nothing by way of the past.
    app.library().viewer().await.get("/v1/events").await.expect(403);
    contributor.get(&format!("/v1/events?resource_id={begun}")).await.expect(403);
    let event = events[0]["id"].as_str().unwrap();
    admin.get(&format!("/v1/events/{event}")).await.expect(200);
    for other in [&contributor, &app.operator().await, &app.other_library().admin().await, &program] {
        other.get(&format!("/v1/events/{event}")).await.expect(404);
    }
}

#[tokio::test]
async fn the_operator_reads_no_history_of_evaluations_and_notes() {
    let app = App::new().await;
    let operator = app.operator().await;
    let events = history(&operator, "").await;
    let resources = told(&events, "resource");
    for withheld in ["evaluation", "round", "instrument", "note", "own_term", "client", "session"] {
        assert!(!resources.contains(withheld), "{resources:?}");
    }
    assert!(resources.contains("person") && resources.contains("membership"), "{resources:?}");
    assert_eq!(told(&events, "id").len(), events.len());
}

#[tokio::test]
async fn a_tenant_reads_nothing_of_anothers_history() {
    let app = App::new().await;
    let riverside = history(&app.library().admin().await, "").await;
    for canary in ["Ilse Vantongeren", "keep quiet about the loan", "Our neighbourhoods"] {
        assert!(json!(riverside).to_string().contains(canary), "{canary}");
    }
    for other in [app.other_library(), app.partner(), app.other_partner()] {
        let events = history(&other.admin().await, "").await;
        let text = json!(events).to_string();
        assert!(!events.is_empty());
        for canary in ["Ilse Vantongeren", "253 0199", "keep quiet about the loan", "Our neighbourhoods"] {
            assert!(!text.contains(canary), "{canary}");
        }
        assert!(events.iter().all(|event| event["resource"] != "session"));
    }
}

#[tokio::test]
async fn people_of_other_organizations_are_not_named_nor_found() {
    let app = App::new().await;
    let (admin, jobs) = (app.library().admin().await, app.other_partner().coordinator().await);
    let entry = app.library().coordinator().await;
    let entry = entry.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let proposal = json!({"organization_id": entry, "patch": {"name": "Kites"}, "reason": "Renamed."});
    let proposal = jobs.post("/v1/proposals", proposal).await.expect(201).id();
    let events = history(&admin, &format!("&resource_id={proposal}")).await;
    assert_eq!((events.len(), &events[0]["person"]), (1, &json!(null)));
    assert_eq!(events[0]["acting_for"]["name"], "Riverside Job Center");
    let dmitri = jobs.get("/v1/me").await.expect(200).id();
    assert_eq!(history(&admin, &format!("&actor_id={dmitri}")).await.len(), 0);
    let theirs = history(&app.other_partner().admin().await, &format!("&actor_id={dmitri}")).await;
    assert!(theirs.iter().any(|event| event["resource_id"] == json!(proposal)), "{theirs:#?}");
}

#[tokio::test]
async fn programs_of_other_organizations_are_not_named_nor_found() {
    let app = App::new().await;
    let (library, other) = (app.library().admin().await, app.other_library().admin().await);
    let operator = app.operator().await;
    let program = program(&app, "coordinator", &["directory:write"]).await;
    for keeper in [&other, &operator] {
        let entry = json!({"name": "Kite Club", "visibility": "partners"});
        let entry = keeper.post("/v1/organizations", entry).await.expect(201).id();
        let proposal = json!({"organization_id": entry, "patch": {"name": "Kites"}, "reason": "Renamed."});
        let proposal = program.post("/v1/proposals", proposal).await.expect(201).id();
        let of_proposal = format!("&resource_id={proposal}");
        let own = history(&library, &of_proposal).await;
        let client = own[0]["client"]["id"].as_str().unwrap();
        let told = history(keeper, &of_proposal).await;
        assert_eq!((told.len(), &told[0]["client"]), (1, &json!(null)));
        assert_eq!(told[0]["acting_for"]["name"], "Riverside Public Library");
        assert_eq!(history(keeper, &format!("&actor_id={client}")).await.len(), 0);
    }
}

#[tokio::test]
async fn who_left_the_organization_is_still_named() {
    let app = App::new().await;
    let (admin, coordinator) = (app.library().admin().await, app.library().coordinator().await);
    let entry = coordinator.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let me = coordinator.get("/v1/me").await.expect(200);
    let member = me.body["memberships"][0]["membership_id"].as_str().unwrap();
    admin.delete(&format!("/v1/members/{member}")).await.expect(204);
    let events = history(&admin, &format!("&resource_id={entry}&actor_id={}", me.id())).await;
    assert_eq!((events.len(), &events[0]["person"]["name"]), (1, &json!("Dana Okafor")));
}

#[tokio::test]
async fn whoever_keeps_an_entry_now_reads_the_history_of_its_parts() {
    let app = App::new().await;
    let (library, partner) = (app.library().admin().await, app.partner().admin().await);
    let entry = library.post("/v1/organizations", json!({"name": "Lakeshore Annex"})).await.expect(201).id();
    let contact = json!({"organization_id": entry, "name": "Ida Bauer"});
    let contact = library.post("/v1/contacts", contact).await.expect(201).id();
    let of_contact = format!("&resource_id={contact}");
    assert_eq!(history(&library, &of_contact).await.len(), 1);
    assert_eq!(history(&partner, &of_contact).await.len(), 0);
    let claim = json!({"organization_id": entry, "reason": "It is ours."});
    let claim = partner.post("/v1/claims", claim).await.expect(201).id();
    library.post(&format!("/v1/claims/{claim}/approve"), json!({})).await.expect(200);
    assert_eq!(history(&library, &of_contact).await.len(), 0);
    assert_eq!(history(&partner, &of_contact).await.len(), 1);
    // Told to the claimant, and to the steward that the claimant is by now: once.
    let of_claim = history(&partner, &format!("&resource_id={claim}")).await;
    let operations: Vec<_> = of_claim.iter().map(|event| event["operation"].as_str().unwrap()).collect();
    assert_eq!(operations, ["create_claim", "approve_claim"]);
    partner.delete(&format!("/v1/organizations/{entry}")).await.expect(204);
    assert_eq!(history(&partner, &of_contact).await.len(), 1);
}

#[tokio::test]
async fn a_program_reads_the_history_of_the_areas_that_it_reads() {
    let app = App::new().await;
    let all = history(&app.library().admin().await, "").await;
    assert!(told(&all, "resource").contains("client"));
    let without = program(&app, "admin", &["directory:read", "identity:read"]).await;
    without.get("/v1/events").await.expect(403);
    program(&app, "coordinator", &["audit:read"]).await.get("/v1/events").await.expect(403);
    let alone = program(&app, "admin", &["audit:read"]).await;
    assert_eq!(history(&alone, "").await.len(), 0);
    let directory = program(&app, "admin", &["audit:read", "directory:read"]).await;
    let resources = told(&history(&directory, "").await, "resource");
    assert!(resources.contains("organization") && resources.contains("note"), "{resources:?}");
    for other in ["round", "evaluation", "client", "membership", "invitation"] {
        assert!(!resources.contains(other), "{resources:?}");
    }
    let identity = program(&app, "admin", &["audit:read", "identity:read"]).await;
    assert!(told(&history(&identity, "").await, "resource").contains("client"));
}
