//! Steps that several parties take at once: one after the other, each on what it saw.

use futures_util::future::join_all;
use serde_json::json;

use super::agreements::memorandum;
use super::{code, draft, path, step, tenant, three};
use crate::support::App;

#[tokio::test]
async fn of_an_acceptance_and_a_counter_that_cross_the_later_is_told_that_the_terms_are_stale_or_it_is_too_late()
 {
    let app = App::new().await;
    let lead = app.library().coordinator().await;
    let (admin, coordinator) = (app.other_library().admin().await, app.other_library().coordinator().await);
    for _ in 0..5 {
        let id = draft(&lead, &[&tenant(1)]).await;
        step(&lead, &id, "propose").await.expect(200);
        let (accepted, countered) =
            tokio::join!(step(&admin, &id, "accept"), step(&coordinator, &id, "counter"));
        let now = lead.get(&path(&id)).await.expect(200);
        match accepted.status {
            200 => {
                assert_eq!(code(&countered), "step_not_allowed", "{}", countered.text);
                assert_eq!((&now.body["state"], &now.body["terms_version"]), (&json!("active"), &json!(1)));
            }
            _ => {
                assert_eq!((code(&accepted), countered.status), ("stale_terms", 200), "{}", accepted.text);
                assert_eq!((&now.body["state"], &now.body["terms_version"]), (&json!("proposed"), &json!(2)));
                assert_eq!(now.body["parties"][1]["assent"], json!(null));
            }
        }
    }
}

#[tokio::test]
async fn two_parties_that_accept_at_once_make_it_active_together() {
    let app = App::new().await;
    let lead = app.library().coordinator().await;
    let (hillside, jobs) = (app.other_library().admin().await, app.other_partner().admin().await);
    for _ in 0..5 {
        let id = draft(&lead, &[&tenant(1), &tenant(3)]).await;
        step(&lead, &id, "propose").await.expect(200);
        let (one, other) = tokio::join!(step(&hillside, &id, "accept"), step(&jobs, &id, "accept"));
        one.expect(200);
        other.expect(200);
        let now = lead.get(&path(&id)).await.expect(200);
        assert_eq!(now.body["state"], "active");
        assert!(now.body["parties"].as_array().unwrap().iter().all(|party| party["status"] == "assented"));
    }
}

#[tokio::test]
async fn of_ten_counters_at_once_one_makes_the_next_version() {
    let app = App::new().await;
    let (lead, other) = (app.library().coordinator().await, app.other_library().coordinator().await);
    let id = draft(&lead, &[&tenant(1)]).await;
    step(&lead, &id, "propose").await.expect(200);
    let callers: Vec<_> = (0..10).map(|place| if place % 2 == 0 { &lead } else { &other }).collect();
    let answers = join_all(callers.into_iter().map(|caller| step(caller, &id, "counter"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert!(answers.iter().all(|answer| answer.status == 200 || code(answer) == "stale_terms"));
    assert_eq!(lead.get(&path(&id)).await.expect(200).body["terms_version"], 2);
}

#[tokio::test]
async fn of_two_that_leave_three_at_once_one_stays() {
    let app = App::new().await;
    let (hillside, jobs) = (app.other_library().admin().await, app.other_partner().admin().await);
    for _ in 0..3 {
        let id = three(&app).await;
        let (one, other) = tokio::join!(step(&hillside, &id, "leave"), step(&jobs, &id, "leave"));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }
}

#[tokio::test]
async fn what_is_written_while_a_party_leaves_is_in_its_copy_or_not_told_to_it() {
    let app = App::new().await;
    let (lead, jobs) = (app.library().coordinator().await, app.other_partner().admin().await);
    for _ in 0..3 {
        let id = three(&app).await;
        let goal = json!({"partnership_id": id, "title": "in the middle"});
        let (written, left) = tokio::join!(lead.post("/v1/goals", goal), step(&jobs, &id, "leave"));
        let goal = written.expect(201).id();
        left.expect(200);
        let copy = jobs.get(&format!("{}/copy", path(&id))).await.expect(200);
        let events = jobs.get(&format!("/v1/events?resource_id={goal}")).await.expect(200);
        let told = events.body["items"].as_array().unwrap().len();
        assert_eq!(copy.body["goals"].as_array().unwrap().len(), told);
    }
}

#[tokio::test]
async fn an_assent_that_crosses_an_edit_is_to_the_version_that_was_read_or_stale() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, hillside) = (app.library().coordinator().await, app.other_library().admin().await);
    let admin = app.library().admin().await;
    for number in 0..5 {
        let path = memorandum(&lead, &id).await;
        let assent = format!("{path}/assent");
        admin.post(&assent, json!({"version": 1})).await.expect(200);
        let title = json!({"title": format!("Memorandum, edition {number}")});
        let (assented, edited) =
            tokio::join!(hillside.post(&assent, json!({"version": 1})), lead.patch(&path, title.clone()));
        edited.expect(200);
        let now = lead.get(&path).await.expect(200).body;
        assert_eq!((&now["version"], &now["title"]), (&json!(2), &title["title"]));
        assert_eq!((&now["status"], &now["agreed_at"]), (&json!("draft"), &json!(null)));
        let versions: Vec<_> =
            now["assents"].as_array().unwrap().iter().map(|assent| &assent["version"]).collect();
        match assented.status {
            200 => assert_eq!(versions, [1, 1], "{}", assented.text),
            _ => assert_eq!((code(&assented), versions.len()), ("stale_terms", 1), "{}", assented.text),
        }
        assert_eq!(now["earlier"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn two_parties_that_assent_at_once_agree_together() {
    let app = App::new().await;
    let id = three(&app).await;
    let (hillside, jobs) = (app.other_library().admin().await, app.other_partner().admin().await);
    let admin = app.library().admin().await;
    for _ in 0..5 {
        let path = memorandum(&app.library().coordinator().await, &id).await;
        let assent = format!("{path}/assent");
        let version = json!({"version": 1});
        let (one, two, three) = tokio::join!(
            admin.post(&assent, version.clone()),
            hillside.post(&assent, version.clone()),
            jobs.post(&assent, version.clone())
        );
        for answer in [one, two, three] {
            answer.expect(200);
        }
        let now = admin.get(&path).await.expect(200).body;
        assert_eq!((&now["status"], now["assents"].as_array().unwrap().len()), (&json!("agreed"), 3));
    }
}
