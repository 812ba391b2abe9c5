//! What waits for a person, what is due and what went stale.

use std::sync::Arc;

use chrono::{Days, NaiveDate, TimeDelta};
use ligature::store::source::{Source, System};
use serde_json::{Value, json};

use crate::partnership::agreements::memorandum;
use crate::partnership::{SCHOOLS, answer_for_schools, draft, path, step, tenant, three};
use crate::support::clock::Clock;
use crate::support::{App, Client};

async fn notices(caller: &Client, query: &str) -> Vec<Value> {
    let page = caller.get(&format!("/v1/notices?limit=200{query}")).await.expect(200);
    page.body["items"].as_array().unwrap().clone()
}

fn has(notices: &[Value], reason: &str, id: &str) -> bool {
    notices.iter().any(|notice| notice["reason"] == reason && notice["id"] == id)
}

fn day(ahead: u64) -> NaiveDate {
    System.now().date_naive() + Days::new(ahead)
}

#[tokio::test]
async fn a_proposal_waits_for_those_who_answer_until_they_have() {
    let app = App::new().await;
    let (lead, other) = (app.library().coordinator().await, app.other_library());
    let id = draft(&lead, &[&tenant(1)]).await;
    let (admin, viewer) = (other.admin().await, other.viewer().await);
    assert!(!has(&notices(&admin, "").await, "partnership_proposed", &id), "a draft is the lead's alone");
    step(&lead, &id, "propose").await.expect(200);
    let told = notices(&admin, "&kind=waiting").await;
    let notice = told.iter().find(|notice| notice["id"] == json!(id)).unwrap();
    assert_eq!(
        (&notice["reason"], &notice["title"], &notice["partnership"]["id"], &notice["overdue"]),
        (&json!("partnership_proposed"), &json!("Kites"), &json!(id), &json!(false))
    );
    assert!(!has(&notices(&viewer, "").await, "partnership_proposed", &id));
    assert!(!has(&notices(&lead, "").await, "partnership_proposed", &id), "the lead has assented");
    assert!(!has(&notices(&app.partner().admin().await, "").await, "partnership_proposed", &id));
    step(&admin, &id, "accept").await.expect(200);
    assert!(!has(&notices(&admin, "").await, "partnership_proposed", &id));
}

#[tokio::test]
async fn an_agreement_waits_for_the_others_once_a_party_has_assented() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let (other, viewer) = (app.other_library().admin().await, app.other_library().viewer().await);
    let agreement = memorandum(&lead, &id).await;
    let agreement_id = lead.get(&agreement).await.expect(200).id();
    let waits = async |caller: &Client| {
        has(&notices(caller, "&kind=waiting").await, "agreement_assent", &agreement_id)
    };
    assert!(!waits(&other).await, "nobody has assented yet");
    admin.post(&format!("{agreement}/assent"), json!({"version": 1})).await.expect(200);
    assert!(waits(&other).await && !waits(&admin).await && !waits(&viewer).await);
    assert!(!waits(&app.partner().admin().await).await, "it is no party");
    other.post(&format!("{agreement}/assent"), json!({"version": 1})).await.expect(200);
    assert!(!waits(&other).await);
    let jobs = app.other_partner().admin().await;
    assert!(waits(&jobs).await);
    lead.patch(&agreement, json!({"title": "Next"})).await.expect(200);
    assert!(!waits(&jobs).await, "the next version asks nobody until a party assents");
}

#[tokio::test]
async fn the_lead_is_told_of_those_for_whom_it_answers() {
    let app = App::new().await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let id = draft(&lead, &[SCHOOLS]).await;
    let waits = async |reason: &str, row: &str| has(&notices(&admin, "&kind=waiting").await, reason, row);
    step(&lead, &id, "propose").await.expect(200);
    assert!(waits("partnership_proposed", &id).await);
    answer_for_schools(&admin, &id, "accept", 1).await.expect(200);
    assert!(!waits("partnership_proposed", &id).await);
    let agreement = memorandum(&lead, &id).await;
    let agreement_id = lead.get(&agreement).await.expect(200).id();
    admin.post(&format!("{agreement}/assent"), json!({"version": 1})).await.expect(200);
    assert!(waits("agreement_assent", &agreement_id).await, "the schools have not assented");
    let paper = json!({
        "organization_id": SCHOOLS, "signer": "Ada Bergmann", "signed_on": "2026-01-04", "document": "Letter"
    });
    let paper = json!({"version": 1, "for_party": paper});
    admin.post(&format!("{agreement}/assent"), paper).await.expect(200);
    assert!(!waits("agreement_assent", &agreement_id).await);
}

#[tokio::test]
async fn days_of_agreements_and_strategies_are_due() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let agreement = memorandum(&lead, &id).await;
    let agreement_id = lead.get(&agreement).await.expect(200).id();
    let told = async |reason: &str, row: &str| has(&notices(&lead, "&kind=due").await, reason, row);
    lead.patch(&agreement, json!({"notice_on": day(3), "renewal_on": day(9)})).await.expect(200);
    assert!(!told("agreement_notice", &agreement_id).await, "a draft binds nobody");
    for party in [app.library(), app.other_library(), app.other_partner()] {
        party.admin().await.post(&format!("{agreement}/assent"), json!({"version": 1})).await.expect(200);
    }
    assert!(told("agreement_notice", &agreement_id).await && told("agreement_renewal", &agreement_id).await);
    let strategy =
        json!({"kind": "develop_new", "goal": "innovation", "title": "Kites", "review_on": day(2)});
    let strategy = lead.post("/v1/strategies", strategy).await.expect(201);
    assert!(told("strategy_review", &strategy.id()).await);
    let theirs = notices(&app.other_library().coordinator().await, "").await;
    assert!(!has(&theirs, "strategy_review", &strategy.id()), "a strategy is one library's");
    assert!(has(&theirs, "agreement_notice", &agreement_id));
    lead.patch(strategy.header("location"), json!({"review_on": day(20)})).await.expect(200);
    assert!(!told("strategy_review", &strategy.id()).await);
}

#[tokio::test]
async fn ends_are_due_unless_something_comes_before_them() {
    let app = App::new().await;
    let lead = app.library().coordinator().await;
    let ends = draft(&lead, &[&tenant(1)]).await;
    let terms = json!({"purposes": ["planning"], "statement": "Kites over the lake.", "ends_on": day(5)});
    lead.patch(&path(&ends), json!({"terms": terms})).await.expect(200);
    let told = async |caller: &Client, reason: &str, row: &str| {
        has(&notices(caller, "&kind=due").await, reason, row)
    };
    assert!(!told(&lead, "partnership_end", &ends).await, "a draft has not begun");
    step(&lead, &ends, "propose").await.expect(200);
    step(&app.other_library().admin().await, &ends, "accept").await.expect(200);
    let theirs = app.other_library().viewer().await;
    assert!(told(&lead, "partnership_end", &ends).await && told(&theirs, "partnership_end", &ends).await);
    assert!(!told(&app.partner().admin().await, "partnership_end", &ends).await);
    let agreement = memorandum(&lead, &ends).await;
    let agreement_id = lead.get(&agreement).await.expect(200).id();
    lead.patch(&agreement, json!({"expires_on": day(9)})).await.expect(200);
    assert!(!told(&lead, "agreement_expiry", &agreement_id).await, "a draft binds nobody");
    let assent = async |version: u32| {
        for party in [app.library(), app.other_library()] {
            let assented = json!({"version": version});
            party.admin().await.post(&format!("{agreement}/assent"), assented).await.expect(200);
        }
    };
    assent(1).await;
    assert!(told(&lead, "agreement_expiry", &agreement_id).await);
    lead.patch(&agreement, json!({"renewal_on": day(8)})).await.expect(200);
    assent(2).await;
    assert!(!told(&lead, "agreement_expiry", &agreement_id).await, "its renewal is told");
    assert!(told(&lead, "agreement_renewal", &agreement_id).await);
    step(&app.library().admin().await, &ends, "end").await.expect(200);
    for (reason, row) in [("partnership_end", &ends), ("agreement_renewal", &agreement_id)] {
        assert!(!told(&lead, reason, row).await, "it has ended: {reason}");
    }
}

#[tokio::test]
async fn what_is_to_be_done_after_an_interview_is_told_to_whoever_does_it() {
    let app = App::new().await;
    let (author, colleague) = (app.library().contributor().await, app.library().coordinator().await);
    let other = colleague.get("/v1/me").await.expect(200).id();
    let follow_ups = json!([
        {"text": "Write to the schools", "due_on": day(2)},
        {"text": "Lend kites", "due_on": day(3), "owner_id": other},
        {"text": "Ask for a hall", "due_on": day(1), "done": true},
        {"text": "Ask again", "due_on": day(15)},
        {"text": "Think of it"},
    ]);
    let input = json!({
        "organization_id": tenant(2), "held_on": "2026-01-05", "consent": "given",
        "follow_ups": follow_ups
    });
    let interview = author.post("/v1/interviews", input).await.expect(201);
    let told = async |caller: &Client| {
        let told = notices(caller, "&kind=due").await;
        let of_this = told.into_iter().filter(|notice| notice["id"] == json!(interview.id()));
        let told = of_this.map(|notice| format!("{} {}", notice["reason"], notice["title"]).replace('"', ""));
        told.collect::<Vec<_>>()
    };
    assert_eq!(told(&author).await, ["interview_follow_up Write to the schools"]);
    assert_eq!(told(&colleague).await, ["interview_follow_up Lend kites"]);
    assert_eq!(told(&app.library().viewer().await).await, [""; 0]);
    assert_eq!(told(&app.other_library().admin().await).await, [""; 0]);
    let waiting = notices(&author, "&kind=waiting").await;
    assert!(!has(&waiting, "interview_follow_up", &interview.id()));
    let mut done = follow_ups.clone();
    done[0]["done"] = json!(true);
    author.patch(interview.header("location"), json!({"follow_ups": done})).await.expect(200);
    assert_eq!(told(&author).await, [""; 0]);
    assert_eq!(told(&colleague).await.len(), 1);
}

#[tokio::test]
async fn a_round_waits_for_its_raters() {
    let app = App::new().await;
    let (lead, rater) = (app.library().coordinator().await, app.library().contributor().await);
    let me = rater.get("/v1/me").await.expect(200).id();
    let kites = lead.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let mut round =
        json!({"organization_id": kites, "instrument_id": "01900000-0000-7000-8000-0000000e0002"});
    let open = lead.post("/v1/rounds", round.clone()).await.expect(201).id();
    round["rater_ids"] = json!([me]);
    let named = lead.post("/v1/rounds", round).await.expect(201).id();
    let told = notices(&rater, "").await;
    assert!(has(&told, "round_open", &named) && has(&told, "round_open", &open));
    assert_eq!(told.iter().find(|notice| notice["id"] == json!(named)).unwrap()["title"], "Kite Club");
    let told = notices(&lead, "").await;
    assert!(!has(&told, "round_open", &named) && has(&told, "round_open", &open));
    assert!(!has(&notices(&app.library().viewer().await, "").await, "round_open", &open));
    assert!(!has(&notices(&app.other_library().admin().await, "").await, "round_open", &open));
    let sheet = rater.post("/v1/evaluations", json!({"round_id": named})).await.expect(201).id();
    assert!(has(&notices(&rater, "").await, "round_open", &named), "a draft is not submitted");
    rater.post(&format!("/v1/evaluations/{sheet}/submit"), json!({})).await.expect(200);
    assert!(!has(&notices(&rater, "").await, "round_open", &named));
}

#[tokio::test]
async fn claims_and_proposals_wait_until_they_are_decided() {
    let app = App::new().await;
    let (keeper, asker) = (app.library().admin().await, app.partner().admin().await);
    let theatre = json!({"name": "Lantern Theatre", "visibility": "partners"});
    let theatre = keeper.post("/v1/organizations", theatre).await.expect(201).id();
    let proposal = json!({"organization_id": theatre, "patch": {"email": null}, "reason": "It is old."});
    let proposal = app.partner().coordinator().await.post("/v1/proposals", proposal).await.expect(201);
    let claim = json!({"organization_id": theatre, "reason": "It is ours."});
    let claim = asker.post("/v1/claims", claim).await.expect(201);
    for (reason, made) in [("change_proposed", &proposal), ("entry_claimed", &claim)] {
        assert!(has(&notices(&keeper, "").await, reason, &made.id()), "{reason}");
        assert!(!has(&notices(&asker, "").await, reason, &made.id()), "it is their own");
        let decline = format!("{}/decline", made.header("location"));
        keeper.post(&decline, json!({"reason": "No."})).await.expect(200);
        assert!(!has(&notices(&keeper, "").await, reason, &made.id()), "{reason} was decided");
    }
}

#[tokio::test]
async fn what_is_due_is_told_to_its_owner_fourteen_days_ahead() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().viewer().await);
    let milestone = |due_on: NaiveDate, owner: Option<String>| json!({"partnership_id": id, "title": "Kites", "due_on": due_on, "owner_id": owner});
    let create = async |input: Value| lead.post("/v1/milestones", input).await.expect(201).id();
    let (shared, ours) =
        (create(milestone(day(14), None)).await, create(milestone(day(3), Some(tenant(0)))).await);
    let later = create(milestone(day(15), None)).await;
    let late = create(milestone(System.now().date_naive() - Days::new(1), None)).await;
    let gift = json!({
        "partnership_id": id, "from_id": tenant(0), "kind": "funding", "form": "things", "title": "String",
        "pledged": 2, "delivered": 1, "pledged_on": "2026-01-01", "due_on": day(1)
    });
    let gift = async || lead.post("/v1/contributions", gift.clone()).await.expect(201);
    let first = gift().await;
    let told = notices(&lead, &format!("&partnership_id={id}")).await;
    let ids: Vec<_> = told.iter().map(|notice| notice["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [late.as_str(), &first.id(), &ours, &shared], "in the order of their days");
    assert_eq!(
        told.iter().map(|notice| notice["overdue"] == true).collect::<Vec<_>>(),
        [true, false, false, false]
    );
    let theirs = notices(&other, &format!("&partnership_id={id}&kind=due")).await;
    assert!(has(&theirs, "milestone", &shared) && !has(&theirs, "milestone", &ours));
    assert!(!has(&theirs, "contribution", &first.id()) && !has(&theirs, "milestone", &later));
    lead.patch(first.header("location"), json!({"delivered": 2})).await.expect(200);
    assert!(!has(&notices(&lead, "").await, "contribution", &first.id()));
    assert!(notices(&lead, "&kind=stale").await.iter().all(|notice| notice["kind"] == "stale"));
    let item = json!({"partnership_id": id, "title": "Call", "due_on": day(2), "owner_id": tenant(0)});
    let item = lead.post("/v1/action-items", item).await.expect(201).id();
    let second = gift().await.id();
    let told = notices(&lead, "").await;
    assert!(has(&told, "action_item", &item) && has(&told, "contribution", &second));
    // What hangs on a partnership that is over is not due any more.
    step(&app.library().admin().await, &id, "end").await.expect(200);
    assert_eq!(notices(&lead, &format!("&partnership_id={id}")).await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_is_settled_or_somebody_elses_is_not_told() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().admin().await);
    let colleague = app.library().contributor().await;
    let me = lead.get("/v1/me").await.expect(200).id();
    let create = async |kind: &str, input: Value| lead.post(&format!("/v1/{kind}"), input).await.expect(201);
    let told = async |caller: &Client, reason: &str, row: &str| has(&notices(caller, "").await, reason, row);
    let item = json!({
        "partnership_id": id, "title": "Call", "due_on": day(2), "owner_id": tenant(0), "person_id": me
    });
    let item = create("action-items", item).await;
    assert!(told(&lead, "action_item", &item.id()).await);
    assert!(!told(&colleague, "action_item", &item.id()).await, "it names another person");
    lead.patch(item.header("location"), json!({"person_id": null})).await.expect(200);
    assert!(told(&colleague, "action_item", &item.id()).await, "it names nobody");
    assert!(!told(&other, "action_item", &item.id()).await, "it is another party's");
    let challenge = json!({
        "partnership_id": id, "kind": "manpower", "title": "Illness", "likelihood": 1, "impact": 5,
        "owner_id": tenant(0), "review_on": day(2)
    });
    let challenge = create("challenges", challenge).await;
    assert!(told(&colleague, "challenge_review", &challenge.id()).await);
    assert!(!told(&other, "challenge_review", &challenge.id()).await);
    let kites = create("organizations", json!({"name": "Kite Club"})).await.id();
    let prospect = json!({
        "organization_id": kites, "owner_id": me, "next_step": "Write", "next_step_on": day(2)
    });
    let prospect = create("prospects", prospect).await;
    assert!(told(&lead, "prospect_step", &prospect.id()).await);
    assert!(!told(&colleague, "prospect_step", &prospect.id()).await, "it has another owner");
    let milestone = json!({"partnership_id": id, "title": "Kites", "due_on": day(2)});
    let milestone = create("milestones", milestone).await;
    let round = json!({"organization_id": kites, "instrument_id": "01900000-0000-7000-8000-0000000e0002"});
    let round = create("rounds", round).await.id();
    assert!(told(&lead, "milestone", &milestone.id()).await && told(&colleague, "round_open", &round).await);
    // And now all of it is done.
    lead.patch(item.header("location"), json!({"done_on": day(0)})).await.expect(200);
    lead.patch(milestone.header("location"), json!({"done_on": day(0)})).await.expect(200);
    lead.patch(challenge.header("location"), json!({"status": "closed"})).await.expect(200);
    lead.post(
        &format!("{}/move", prospect.header("location")),
        json!({"stage": "declined", "reason": "No time."}),
    )
    .await
    .expect(200);
    lead.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    for (reason, row) in [
        ("action_item", item.id()),
        ("milestone", milestone.id()),
        ("challenge_review", challenge.id()),
        ("prospect_step", prospect.id()),
        ("round_open", round),
    ] {
        assert!(!told(&lead, reason, &row).await && !told(&colleague, reason, &row).await, "{reason}");
    }
}

#[tokio::test]
async fn what_nobody_touched_for_long_is_stale() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let me = lead.get("/v1/me").await.expect(200).id();
    let kites = lead.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let prospect =
        json!({"organization_id": kites, "owner_id": me, "next_step": "Call", "next_step_on": day(10)});
    let prospect = lead.post("/v1/prospects", prospect).await.expect(201).id();
    let told = notices(&lead, "").await;
    assert!(has(&told, "prospect_step", &prospect) && !has(&told, "prospect_stale", &prospect));
    clock.advance(TimeDelta::days(91));
    let lead = app.library().coordinator().await;
    assert!(has(&notices(&lead, "&kind=stale").await, "prospect_stale", &prospect));
    assert!(!has(&notices(&lead, "").await, "partnership_stale", &id));
    clock.advance(TimeDelta::days(91));
    let (lead, viewer) = (app.library().coordinator().await, app.library().viewer().await);
    assert!(has(&notices(&lead, "").await, "partnership_stale", &id));
    assert!(!has(&notices(&viewer, "").await, "partnership_stale", &id));
    let note = json!({"partnership_id": id, "title": "A goal"});
    lead.post("/v1/goals", note).await.expect(201);
    assert!(!has(&notices(&lead, "").await, "partnership_stale", &id));
}

#[tokio::test]
async fn pages_follow_each_other_and_nothing_else_is_taken() {
    let app = App::new().await;
    let lead = app.library().coordinator().await;
    let all = notices(&lead, "").await;
    assert!(all.len() > 2, "{all:?}");
    let mut paged = Vec::new();
    let mut next = "/v1/notices?limit=2&include_total=true".to_owned();
    loop {
        let page = lead.get(&next).await.expect(200);
        assert_eq!(page.body["total"], all.len());
        paged.extend(page.body["items"].as_array().unwrap().clone());
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        next = format!("/v1/notices?limit=2&include_total=true&cursor={cursor}");
    }
    assert_eq!(paged, all);
    let mut backwards = notices(&lead, "&sort=-on").await;
    backwards.reverse();
    assert_eq!(backwards, all);
    lead.get("/v1/notices?sort=title").await.expect(422);
    let id = path("019b8d62-7a80-789d-8000-0000000003e7").replace("/v1/partnerships/", "");
    assert_eq!(notices(&lead, &format!("&partnership_id={id}")).await, Vec::<Value>::new());
}
