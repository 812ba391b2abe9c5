//! The life of a partnership, step by step, as its parties live it.

use serde_json::json;

use super::{SCHOOLS, answer_for_schools, code, draft, path, status_of, step, step_of, tenant, three};
use crate::support::App;

#[tokio::test]
async fn a_library_and_another_agree_and_end_with_lessons_and_go_on() {
    let app = App::new().await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().admin().await);
    let id = draft(&lead, &[&tenant(1)]).await;
    let drafted = lead.get(&path(&id)).await.expect(200);
    assert_eq!((&drafted.body["state"], &drafted.body["standing"]), (&json!("draft"), &json!("lead")));
    let actions = json!(["update_partnership", "delete_partnership", "propose_partnership"]);
    assert_eq!(drafted.body["actions"], actions);
    let proposed = step(&lead, &id, "propose").await.expect(200);
    assert_eq!(proposed.body["state"], "proposed");
    assert_eq!(status_of(&proposed, &tenant(0)), "assented", "proposing is the lead's assent");
    let assent = &proposed.body["parties"][0]["assent"];
    assert_eq!((&assent["terms_version"], &assent["by"]["name"]), (&json!(1), &json!("Dana Okafor")));
    let seen = other.get(&path(&id)).await.expect(200);
    assert_eq!(seen.body["standing"], "party");
    let actions = json!(["accept_partnership", "decline_partnership", "counter_partnership"]);
    assert_eq!(seen.body["actions"], actions);
    let active = step(&other, &id, "accept").await.expect(200);
    assert_eq!(active.body["state"], "active");
    step(&app.other_library().coordinator().await, &id, "end").await.expect(403);
    let ended = step(&app.library().admin().await, &id, "end").await.expect(200);
    assert_eq!((&ended.body["state"], &ended.body["lessons"]), (&json!("ended"), &json!("Begin earlier.")));
    assert_eq!(ended.body["actions"], json!([]));
    let next = json!({
        "name": "More kites", "continues_id": id, "parties": [{"organization_id": tenant(1)}],
        "terms": {"purposes": ["planning"], "statement": "On we go."}
    });
    let next = lead.post("/v1/partnerships", next).await.expect(201);
    assert_eq!(next.body["continues"], json!({"id": id, "name": "Kites"}));
    let listed = lead.get(&format!("/v1/partnerships?continues_id={id}")).await.expect(200);
    assert_eq!(listed.body["items"][0]["id"], json!(next.id()));
    let steps =
        other.get(&format!("/v1/partnership-steps?partnership_id={id}&sort=created_at")).await.expect(200);
    let taken: Vec<_> =
        steps.body["items"].as_array().unwrap().iter().map(|row| row["step"].clone()).collect();
    assert_eq!(taken, ["propose", "accept", "end"]);
    assert_eq!(steps.body["items"][1]["reason"], "So be it.");
}

#[tokio::test]
async fn a_step_at_the_wrong_time_names_those_that_can_be_taken() {
    let app = App::new().await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().admin().await);
    let id = draft(&lead, &[&tenant(1)]).await;
    let refused = step(&lead, &id, "suspend").await.expect(409);
    assert_eq!(
        (code(&refused), &refused.body["steps"]),
        ("step_not_allowed", &json!(["propose_partnership"]))
    );
    step(&lead, &id, "propose").await.expect(200);
    let refused = step(&other, &id, "resume").await.expect(409);
    let steps = json!(["accept_partnership", "decline_partnership", "counter_partnership"]);
    assert_eq!(refused.body["steps"], steps);
    let refused = lead.patch(&path(&id), json!({"name": "Other kites"})).await.expect(409);
    assert_eq!(
        (code(&refused), &refused.body["steps"]),
        ("step_not_allowed", &json!(["counter_partnership"]))
    );
    assert_eq!(lead.delete(&path(&id)).await.expect(409).body["steps"], json!(["counter_partnership"]));
    step(&other, &id, "accept").await.expect(200);
    let again = step(&other, &id, "accept").await.expect(409);
    assert_eq!(again.body["steps"], json!(["suspend_partnership", "end_partnership"]));
    let left = step(&other, &id, "leave").await.expect(409);
    assert_eq!(left.body["steps"], json!(["suspend_partnership", "end_partnership"]), "two are not left");
    // A viewer is told by role, before the time is looked at.
    step(&app.library().viewer().await, &id, "resume").await.expect(403);
}

#[tokio::test]
async fn a_counter_proposal_makes_the_next_version_which_all_have_to_accept() {
    let app = App::new().await;
    let lead = app.library().coordinator().await;
    let (hillside, jobs) = (app.other_library().admin().await, app.other_partner().admin().await);
    let id = draft(&lead, &[&tenant(1), &tenant(3)]).await;
    step(&lead, &id, "propose").await.expect(200);
    step(&hillside, &id, "accept").await.expect(200);
    let countered = step(&app.other_partner().coordinator().await, &id, "counter").await.expect(200);
    assert_eq!((&countered.body["terms_version"], &countered.body["state"]), (&json!(2), &json!("proposed")));
    assert_eq!(countered.body["terms"]["statement"], "Kites over the hill.");
    for party in countered.body["parties"].as_array().unwrap() {
        assert_eq!((&party["status"], &party["assent"]), (&json!("invited"), &json!(null)));
    }
    let stale = step(&jobs, &id, "accept").await.expect(409);
    assert_eq!(code(&stale), "stale_terms");
    step_of(&jobs, &id, "accept", 2).await.expect(200);
    step_of(&hillside, &id, "accept", 2).await.expect(200);
    step_of(&lead, &id, "accept", 2).await.expect(403);
    let active = step_of(&app.library().admin().await, &id, "accept", 2).await.expect(200);
    assert_eq!(
        (&active.body["state"], &active.body["parties"][0]["assent"]["terms_version"]),
        (&json!("active"), &json!(2))
    );
}

#[tokio::test]
async fn a_counter_may_change_what_parties_get_but_not_who_they_are() {
    let app = App::new().await;
    let (lead, jobs) = (app.library().coordinator().await, app.other_partner().coordinator().await);
    let id = draft(&lead, &[&tenant(3)]).await;
    step(&lead, &id, "propose").await.expect(200);
    let with = |party: &str| {
        json!({
            "terms_version": 1, "reason": "x", "terms": {"purposes": ["planning"], "statement": "Kites."},
            "parties": [{"organization_id": party, "kind": "provider", "paid": true, "rewards": ["A fee"]}]
        })
    };
    let counter = format!("{}/counter", path(&id));
    let foreign = jobs.post(&counter, with(&tenant(2))).await.expect(422);
    assert_eq!(foreign.pointers(), ["/parties/0/organization_id"]);
    let as_it_is = json!({"purposes": ["planning"], "statement": "Kites over the lake."});
    let same = json!({"terms_version": 1, "reason": "x", "terms": as_it_is, "parties": [{"organization_id": tenant(3)}]});
    let same = jobs.post(&counter, same).await.expect(422);
    assert_eq!((same.pointers(), &same.body["errors"][0]["code"]), (vec!["/terms"], &json!("unchanged")));
    let other = json!({"purposes": ["planning"], "statement": "Kites."});
    let without = jobs.post(&counter, json!({"terms_version": 1, "terms": other})).await.expect(422);
    assert_eq!(without.pointers(), ["/reason"]);
    assert_eq!(status_of(&lead.get(&path(&id)).await, &tenant(0)), "assented");
    let countered = jobs.post(&counter, with(&tenant(3))).await.expect(200);
    let party = &countered.body["parties"][1];
    assert_eq!(
        (&party["kind"], &party["paid"], &party["rewards"]),
        (&json!("provider"), &json!(true), &json!(["A fee"]))
    );
}

#[tokio::test]
async fn a_decline_ends_a_proposal_of_two_and_of_three_asks_the_rest_anew() {
    let app = App::new().await;
    let (lead, hillside) = (app.library().coordinator().await, app.other_library().admin().await);
    let two = draft(&lead, &[&tenant(1)]).await;
    step(&lead, &two, "propose").await.expect(200);
    step(&app.other_library().coordinator().await, &two, "decline").await.expect(403);
    let declined = step(&hillside, &two, "decline").await.expect(200);
    assert_eq!((&declined.body["state"], &declined.body["standing"]), (&json!("declined"), &json!("party")));
    let three = draft(&lead, &[&tenant(1), &tenant(3)]).await;
    step(&lead, &three, "propose").await.expect(200);
    step(&app.other_partner().admin().await, &three, "accept").await.expect(200);
    let out = step(&hillside, &three, "decline").await.expect(200);
    assert_eq!((&out.body["standing"], &out.body["terms_version"]), (&json!("former"), &json!(1)));
    let rest = lead.get(&path(&three)).await.expect(200);
    assert_eq!((&rest.body["state"], &rest.body["terms_version"]), (&json!("proposed"), &json!(2)));
    assert_eq!(status_of(&rest, &tenant(1)), "declined");
    assert_eq!(status_of(&rest, &tenant(3)), "invited");
    step_of(&app.other_partner().admin().await, &three, "accept", 2).await.expect(200);
    let active = step_of(&app.library().admin().await, &three, "accept", 2).await.expect(200);
    assert_eq!(active.body["state"], "active");
}

#[tokio::test]
async fn who_suspends_resumes() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, jobs) = (app.library().coordinator().await, app.other_partner().coordinator().await);
    let suspended = step(&jobs, &id, "suspend").await.expect(200);
    assert_eq!(suspended.body["suspended_by"]["name"], "Riverside Job Center");
    step(&lead, &id, "resume").await.expect(403);
    assert!(!lead.get(&path(&id)).await.text.contains("resume_partnership"));
    let resumed = step(&jobs, &id, "resume").await.expect(200);
    assert_eq!((&resumed.body["state"], &resumed.body["suspended_by"]), (&json!("active"), &json!(null)));
    // Whoever suspended it and leaves gives that to the lead.
    step(&jobs, &id, "suspend").await.expect(200);
    step(&app.other_partner().admin().await, &id, "leave").await.expect(200);
    step(&lead, &id, "resume").await.expect(200);
}

#[tokio::test]
async fn a_party_without_accounts_is_answered_for_on_paper() {
    let app = App::new().await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let id = draft(&lead, &[SCHOOLS, &tenant(1)]).await;
    step(&lead, &id, "propose").await.expect(200);
    answer_for_schools(&lead, &id, "accept", 1).await.expect(403);
    let other = answer_for_schools(&app.other_library().admin().await, &id, "accept", 1).await.expect(422);
    assert_eq!(other.pointers(), ["/for_party/organization_id"]);
    let mut itself = json!({"terms_version": 1, "reason": "x", "for_party": {
        "organization_id": tenant(1), "signer": "A", "signed_on": "2026-01-04", "document": "B"
    }});
    let refused = admin.post(&format!("{}/accept", path(&id)), itself.clone()).await.expect(422);
    assert_eq!(refused.body["errors"][0]["code"], "answers_itself");
    itself["for_party"]["signed_on"] = json!("2999-01-04");
    let refused = admin.post(&format!("{}/accept", path(&id)), itself.clone()).await.expect(422);
    assert_eq!(refused.pointers(), ["/for_party/signed_on"]);
    itself["for_party"]["signed_on"] = json!("2026-01-04");
    itself["for_party"]["organization_id"] = json!(tenant(2));
    let refused = admin.post(&format!("{}/accept", path(&id)), itself).await.expect(422);
    assert_eq!(refused.body["errors"][0]["code"], "not_found");
    let own = step(&admin, &id, "accept").await.expect(409);
    assert_eq!(code(&own), "step_not_allowed", "the lead itself has assented");
    let accepted = answer_for_schools(&admin, &id, "accept", 1).await.expect(200);
    let party = accepted.body["parties"]
        .as_array()
        .unwrap()
        .iter()
        .find(|party| party["organization"]["id"] == SCHOOLS);
    let party = party.unwrap().clone();
    let paper = json!({"signer": "Ada Bergmann", "signed_on": "2026-01-04", "document": "Letter"});
    assert_eq!((&party["has_accounts"], &party["assent"]["paper"]), (&json!(false), &paper));
    assert_eq!(party["assent"]["by"]["name"], "Amina Haddad");
    let active = step(&app.other_library().admin().await, &id, "accept").await.expect(200);
    assert_eq!(active.body["state"], "active");
    step(&admin, &id, "leave").await.expect(409);
    let left = answer_for_schools(&admin, &id, "leave", 1).await.expect(200);
    assert_eq!(status_of(&left, SCHOOLS), "left");
    step(&admin, &id, "leave").await.expect(403);
}

#[tokio::test]
async fn a_draft_is_checked_and_may_be_changed_and_deleted() {
    let app = App::new().await;
    let lead = app.library().coordinator().await;
    let input = json!({
        "name": " ", "parties": [{"organization_id": tenant(1), "paid": true}, {"organization_id": tenant(1)}],
        "terms": {"purposes": ["planning", "planning"], "statement": "", "starts_on": "2026-05-01", "ends_on": "2026-04-30"}
    });
    let mut faults = lead.post("/v1/partnerships", input).await.expect(422);
    let mut pointers = faults.pointers();
    pointers.sort_unstable();
    let expected = [
        "/name",
        "/parties/0/paid",
        "/parties/1/organization_id",
        "/terms/ends_on",
        "/terms/purposes/1",
        "/terms/statement",
    ];
    assert_eq!(pointers, expected, "{}", faults.text);
    let alone = json!({
        "name": "Alone", "parties": [{"organization_id": tenant(0)}],
        "terms": {"purposes": ["planning"], "statement": "Alone."}
    });
    faults = lead.post("/v1/partnerships", alone.clone()).await.expect(422);
    assert_eq!(faults.pointers(), ["/parties"]);
    for other in [app.library().contributor().await, app.partner().admin().await, app.operator().await] {
        other.post("/v1/partnerships", alone.clone()).await.expect(403);
    }
    let id = draft(&lead, &[&tenant(1), SCHOOLS]).await;
    let fewer = json!({"parties": [{"organization_id": tenant(3), "rewards": ["Kites"]}], "terms": {"ends_on": "2026-12-31"}});
    let changed = lead.patch(&path(&id), fewer).await.expect(200);
    let parties = changed.body["parties"].as_array().unwrap();
    assert_eq!(parties.len(), 2);
    assert_eq!((&parties[0]["part"], &parties[1]["rewards"]), (&json!("lead"), &json!(["Kites"])));
    assert_eq!(changed.body["terms"]["statement"], "Kites over the lake.");
    let back = json!({"parties": [{"organization_id": SCHOOLS}]});
    let changed = lead.patch(&path(&id), back).await.expect(200);
    assert_eq!(changed.body["parties"][1]["organization"]["id"], SCHOOLS);
    lead.delete(&path(&id)).await.expect(204);
    lead.get(&path(&id)).await.expect(404);
}

#[tokio::test]
async fn nothing_is_proposed_to_an_entry_that_is_gone() {
    let app = App::new().await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let club = lead.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let id = draft(&lead, &[&club, &tenant(1)]).await;
    admin.delete(&format!("/v1/organizations/{club}")).await.expect(204);
    assert_eq!(code(&step(&lead, &id, "propose").await.expect(409)), "party_gone");
    lead.patch(&path(&id), json!({"parties": [{"organization_id": tenant(1)}]})).await.expect(200);
    step(&lead, &id, "propose").await.expect(200);
}
