//! Guides, interviews and interactions: what people told a library, and how it is forgotten.

use ligature::domain::discovery::guide::{COMMUNITY_LEADERS, LIBRARIANS};
use serde_json::{Value, json};

use super::{code, entry};
use crate::support::tables::Tables;
use crate::support::{App, Client};

async fn held(client: &Client, organization: &str) -> crate::support::Answer {
    let interview = json!({
        "organization_id": organization, "held_on": "2026-01-05", "person_name": "canary-person", "person_role": "canary-role",
        "consent": "given", "answers": [{"question": "Who?", "answer": "canary-answer"}],
        "follow_ups": [{"text": "Call back.", "due_on": "2026-02-01"}, {"text": "Done.", "due_on": "2026-01-10", "done": true}],
    });
    client.post("/v1/interviews", interview).await.expect(201)
}

#[tokio::test]
async fn contributors_write_down_what_nobody_else_reads() {
    let app = App::new().await;
    let contributor = app.library().contributor().await;
    let organization = entry(&app.library().coordinator().await, "Kite Club").await;
    let interview = held(&contributor, &organization).await;
    let call = json!({
        "organization_id": organization, "kind": "call", "happened_on": "2026-01-05", "with_whom": "canary-desk",
        "summary": "canary-call",
    });
    let call = contributor.post("/v1/interactions", call).await.expect(201);
    assert_eq!(call.body["author"]["name"], "Carlos Reyes");
    let paths = [interview.header("location"), call.header("location")];
    let viewer = app.library().viewer().await;
    for path in paths {
        viewer.get(path).await.expect(200);
        viewer.patch(path, json!({"prospect_id": null})).await.expect(403);
        viewer.delete(path).await.expect(403);
    }
    for client in [app.partner().admin().await, app.other_library().admin().await, app.operator().await] {
        for path in paths {
            client.get(path).await.expect(404);
            client.patch(path, json!({"prospect_id": null})).await.expect(404);
            client.delete(path).await.expect(404);
        }
        for list in ["/v1/interviews?limit=200", "/v1/interactions?limit=200"] {
            assert!(!client.get(list).await.expect(200).text.contains("canary"));
        }
    }
    for (query, found) in [("due_before=2026-02-02", 1), ("due_before=2026-02-01", 0)] {
        let path = format!("/v1/interviews?organization_id={organization}&{query}");
        assert_eq!(
            viewer.get(&path).await.expect(200).body["items"].as_array().unwrap().len(),
            found,
            "{query}"
        );
    }
    let coordinator = app.library().coordinator().await;
    let prospect = json!({"organization_id": organization});
    let prospect = coordinator.post("/v1/prospects", prospect).await.expect(201).id();
    for (list, row) in [
        ("interactions", json!({"kind": "other", "happened_on": "2026-01-05", "summary": "y"})),
        ("interviews", json!({"held_on": "2026-01-05"})),
    ] {
        let mut row = row;
        row["organization_id"] = json!(organization);
        row["prospect_id"] = json!(prospect);
        let made = contributor.post(&format!("/v1/{list}"), row).await.expect(201);
        let found = viewer.get(&format!("/v1/{list}?prospect_id={prospect}")).await.expect(200);
        let ids: Vec<_> =
            found.body["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        assert_eq!(ids, [json!(made.id())], "{list}: those without the prospect are not there");
    }
    let path = format!("/v1/interactions?organization_id={organization}&kind=visit");
    assert_eq!(viewer.get(&path).await.expect(200).body["items"], json!([]));
    for kind in ["call", "visit", "mail", "meeting", "other"] {
        let met = json!({"organization_id": organization, "kind": kind, "happened_on": "2026-01-05", "summary": "y"});
        let met = coordinator.post("/v1/interactions", met).await.expect(201);
        let other = entry(&coordinator, &format!("Other {kind}")).await;
        let path = format!("/v1/interactions?sort=-created_at&kind={kind}&organization_id");
        let found = viewer.get(&format!("{path}={organization}")).await.expect(200);
        assert_eq!(
            (&found.body["items"][0]["id"], &found.body["items"][0]["kind"]),
            (&met.body["id"], &json!(kind))
        );
        assert_eq!(viewer.get(&format!("{path}={other}")).await.expect(200).body["items"], json!([]));
    }
}

#[tokio::test]
async fn a_guide_gives_its_questions_and_changes_no_interview_that_was_held() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Kite Club").await;
    for guide in [COMMUNITY_LEADERS, LIBRARIANS] {
        let path = format!("/v1/guides/{guide}");
        let built_in = app.partner().viewer().await.get(&path).await.expect(200);
        assert!(built_in.body["questions"].as_array().unwrap().len() >= 10);
        coordinator.patch(&path, json!({"name": "x"})).await.expect(403);
    }
    let guide = json!({"name": "Own", "interviewed": "other", "questions": ["One?", "Two?"]});
    app.library().contributor().await.post("/v1/guides", guide.clone()).await.expect(403);
    let guide = coordinator.post("/v1/guides", guide).await.expect(201);
    app.other_library().admin().await.get(guide.header("location")).await.expect(404);
    let with =
        |guide: &str| json!({"organization_id": organization, "guide_id": guide, "held_on": "2026-01-05"});
    let interview = coordinator.post("/v1/interviews", with(&guide.id())).await.expect(201);
    let asked = json!([{"question": "One?", "answer": null}, {"question": "Two?", "answer": null}]);
    assert_eq!(interview.body["answers"], asked);
    coordinator.patch(guide.header("location"), json!({"questions": ["Other?"]})).await.expect(200);
    coordinator.delete(guide.header("location")).await.expect(204);
    let still = coordinator.get(interview.header("location")).await.expect(200);
    assert_eq!((&still.body["answers"], &still.body["guide"]["name"]), (&asked, &json!("Own")));
    coordinator.patch(interview.header("location"), json!({"held_on": "2026-01-06"})).await.expect(200);
    let gone = coordinator.post("/v1/interviews", with(&guide.id())).await.expect(422);
    assert_eq!(gone.pointers(), ["/guide_id"]);
}

#[tokio::test]
async fn references_are_of_the_same_organization_and_library() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let (one, two) = (entry(&coordinator, "Kite Club").await, entry(&coordinator, "Other Club").await);
    let prospect = coordinator.post("/v1/prospects", json!({"organization_id": one})).await.expect(201).id();
    let stranger = app.other_library().coordinator().await.get("/v1/me").await.expect(200).id();
    let with = |organization: &str, follow_ups: Value| json!({"organization_id": organization, "prospect_id": prospect, "held_on": "2026-01-05", "follow_ups": follow_ups});
    coordinator.post("/v1/interviews", with(&one, json!([]))).await.expect(201);
    let refused = coordinator.post("/v1/interviews", with(&two, json!([]))).await.expect(422);
    assert_eq!(refused.pointers(), ["/prospect_id"]);
    let follow_ups = json!([{"text": "x"}, {"text": "y", "owner_id": stranger}]);
    let refused = coordinator.post("/v1/interviews", with(&one, follow_ups)).await.expect(422);
    assert_eq!(refused.pointers(), ["/follow_ups/1/owner_id"]);
    let unnamed = json!({"organization_id": one, "held_on": "2026-01-05", "person_name": "Ann"});
    let refused = coordinator.post("/v1/interviews", unnamed).await.expect(422);
    assert_eq!(refused.pointers(), ["/person_name"]);
}

#[tokio::test]
async fn a_consent_that_is_taken_back_erases_who_said_what_for_good() {
    let app = App::new().await;
    let contributor = app.library().contributor().await;
    let organization = entry(&app.library().coordinator().await, "Kite Club").await;
    let interview = held(&contributor, &organization).await;
    let path = interview.header("location").to_owned();
    let before = Tables::of(&app).await;
    for trace in ["canary-person", "canary-role", "canary-answer"] {
        assert!(before.holding(trace).contains(&"event"), "{trace} is where it is to be erased");
    }
    app.library().viewer().await.post(&format!("{path}/withdraw-consent"), json!({})).await.expect(403);
    let erased = contributor.post(&format!("{path}/withdraw-consent"), json!({})).await.expect(200);
    assert_eq!((&erased.body["consent"], &erased.body["person_name"]), (&json!("withdrawn"), &json!(null)));
    assert_eq!(erased.body["answers"], json!([{"question": "Who?", "answer": "(erased)"}]));
    assert_eq!(erased.body["follow_ups"][0]["text"], "Call back.");
    assert_eq!(erased.body["actions"], json!(["delete_interview"]));
    let after = Tables::of(&app).await;
    for trace in ["canary-person", "canary-role", "canary-answer"] {
        assert_eq!(after.holding(trace), Vec::<&str>::new(), "{trace}");
    }
    for (path, body) in
        [(path.clone(), json!({"held_on": "2026-01-06"})), (format!("{path}/withdraw-consent"), json!({}))]
    {
        let refused = match path.ends_with("consent") {
            true => contributor.post(&path, body).await,
            false => contributor.patch(&path, body).await,
        };
        assert_eq!(code(&refused.expect(409)), "consent_withdrawn");
    }
    contributor.delete(&path).await.expect(204);
}

#[tokio::test]
async fn what_an_erased_person_wrote_of_partners_is_erased() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Kite Club").await;
    held(&coordinator, &organization).await;
    let call = json!({"organization_id": organization, "kind": "call", "happened_on": "2026-01-05", "summary": "canary-call"});
    coordinator.post("/v1/interactions", call).await.expect(201);
    let made = json!({"organization_id": organization, "next_step": "canary-step"});
    let made = coordinator.post("/v1/prospects", made).await.expect(201);
    let to = json!({"stage": "won", "reason": "canary-reason"});
    coordinator.post(&format!("{}/move", made.header("location")), to).await.expect(200);
    let export = coordinator.get("/v1/me/export").await.expect(200);
    for (member, field, text) in [
        ("prospects", "next_step", "canary-step"),
        ("interviews", "person_name", "canary-person"),
        ("interactions", "summary", "canary-call"),
    ] {
        let rows = export.body[member].as_array().unwrap();
        assert!(rows.iter().any(|row| row[field] == text), "{member}");
    }
    let traces =
        ["canary-person", "canary-role", "canary-answer", "canary-call", "canary-step", "canary-reason"];
    let before = Tables::of(&app).await;
    for trace in traces {
        assert!(!before.holding(trace).is_empty(), "{trace}");
    }
    let id = export.body["account"]["id"].as_str().unwrap();
    app.operator().await.post(&format!("/v1/people/{id}/erase"), json!({})).await.expect(200);
    let after = Tables::of(&app).await;
    for trace in traces {
        assert_eq!(after.holding(trace), Vec::<&str>::new(), "{trace}");
    }
    let kept = app.library().viewer().await.get(made.header("location")).await.expect(200);
    assert_eq!((&kept.body["next_step"], &kept.body["stage"]["code"]), (&json!("(erased)"), &json!("won")));
}

#[tokio::test]
async fn a_consent_is_taken_back_when_the_entry_is_hidden_or_gone() {
    let app = App::new().await;
    let foreign = app.other_library().admin().await;
    let organization = entry(&foreign, "Kite Club").await;
    let caller = app.library().contributor().await;
    let paths = [held(&caller, &organization).await, held(&caller, &organization).await];
    let paths = paths.map(|made| made.header("location").to_owned());
    let entry = format!("/v1/organizations/{organization}");
    foreign.patch(&entry, json!({"visibility": "internal"})).await.expect(200);
    caller.post(&format!("{}/withdraw-consent", paths[0]), json!({})).await.expect(200);
    foreign.delete(&entry).await.expect(204);
    caller.post(&format!("{}/withdraw-consent", paths[1]), json!({})).await.expect(200);
    caller.delete(&paths[0]).await.expect(204);
}

#[tokio::test]
async fn who_changes_no_text_is_not_its_author() {
    let app = App::new().await;
    let (coordinator, contributor) = (app.library().coordinator().await, app.library().contributor().await);
    let organization = entry(&coordinator, "Kite Club").await;
    let follow_up = |done: bool| json!([{"text": "Send the list.", "due_on": "2026-01-09", "done": done}]);
    let input =
        json!({"organization_id": organization, "held_on": "2026-01-05", "follow_ups": follow_up(false)});
    let made = contributor.post("/v1/interviews", input).await.expect(201);
    let path = made.header("location");
    let ticked = coordinator.patch(path, json!({"follow_ups": follow_up(true)})).await.expect(200);
    assert_eq!(ticked.body["author"], made.body["author"]);
    let worded = json!({"follow_ups": [{"text": "Send both lists."}]});
    let worded = coordinator.patch(path, worded).await.expect(200);
    assert_ne!(worded.body["author"], made.body["author"]);

    let guide = json!({"name": "Own", "interviewed": "other", "questions": ["One?"]});
    let guide = coordinator.post("/v1/guides", guide).await.expect(201);
    let same = app.library().admin().await.patch(guide.header("location"), json!({})).await.expect(200);
    assert_eq!(same.header("etag"), guide.header("etag"));
}
