//! Erasing a person reaches what it wrote in partnerships, and what it wrote can be handed out.

use serde_json::json;

use super::calendars::{in_days, link, planned};
use super::{SCHOOLS, draft, path, step, tenant, three};
use crate::support::App;
use crate::support::tables::Tables;

#[tokio::test]
async fn what_an_erased_person_wrote_is_gone_from_rows_events_and_copies() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let (note, goal, reason) = ("Xylo-note of Dana", "Xylo-goal of Dana", "Xylo-reason of Dana");
    lead.post("/v1/partnership-notes", json!({"partnership_id": id, "text": note})).await.expect(201);
    lead.post("/v1/goals", json!({"partnership_id": id, "title": goal})).await.expect(201);
    let suspend = json!({"terms_version": 1, "reason": reason});
    lead.post(&format!("{}/suspend", path(&id)), suspend).await.expect(200);
    step(&app.other_partner().admin().await, &id, "leave").await.expect(200);
    let copied =
        app.other_partner().viewer().await.get(&format!("{}/copy", path(&id))).await.expect(200).text;
    assert!(copied.contains(goal) && copied.contains(reason) && copied.contains("Dana Okafor"), "{copied}");
    let export = lead.get("/v1/me/export").await.expect(200);
    for text in [note, goal, reason] {
        assert!(export.body["partnerships"].to_string().contains(text), "{text}");
    }
    let dana = lead.get("/v1/me").await.expect(200).id();
    app.operator().await.post(&format!("/v1/people/{dana}/erase"), json!({})).await.expect(200);
    let after = Tables::of(&app).await;
    for trace in [note, goal, reason, "Dana Okafor"] {
        assert_eq!(after.holding(trace), Vec::<&str>::new(), "{trace}");
    }
    let seen = app.library().viewer().await.get(&path(&id)).await.expect(200);
    assert_eq!(seen.body["parties"][0]["assent"]["by"]["name"], "(erased)");
    assert_eq!(seen.body["terms"]["statement"], "Kites over the lake.", "what the parties agreed stays");
}

#[tokio::test]
async fn lessons_and_the_reason_of_a_waiver_are_erased_with_their_author() {
    let app = App::new().await;
    let id = three(&app).await;
    let hillside = app.other_library().admin().await;
    let end = json!({"terms_version": 1, "reason": "Xylo-reason", "lessons": "Xylo-lessons"});
    hillside.post(&format!("{}/end", path(&id)), end).await.expect(200);
    let anna = hillside.get("/v1/me").await.expect(200).id();
    let members = hillside.get("/v1/members?limit=200").await.expect(200).body["items"].clone();
    let other = members.as_array().unwrap().iter().find(|row| row["role"] == "coordinator").unwrap();
    let other = format!("/v1/members/{}", other["id"].as_str().unwrap());
    hillside.patch(&other, json!({"role": "admin"})).await.expect(200);
    app.operator().await.post(&format!("/v1/people/{anna}/erase"), json!({})).await.expect(200);
    let after = Tables::of(&app).await;
    for trace in ["Xylo-reason", "Xylo-lessons"] {
        assert_eq!(after.holding(trace), Vec::<&str>::new(), "{trace}");
    }
    let seen = app.library().viewer().await.get(&path(&id)).await.expect(200);
    assert_eq!(seen.body["lessons"], "(erased)");
}

#[tokio::test]
async fn of_a_row_that_several_wrote_each_text_goes_with_whoever_wrote_it() {
    let app = App::new().await;
    let id = three(&app).await;
    let (dana, other) = (app.library().coordinator().await, app.other_library().coordinator().await);
    let goal = json!({"partnership_id": id, "title": "Xylo-title", "measure": "Xylo-measure"});
    let theirs = dana.post("/v1/goals", goal).await.expect(201);
    let change = json!({"measure": "Quill-measure", "target": "Quill-target"});
    other.patch(theirs.header("location"), change).await.expect(200);
    let goal = json!({"partnership_id": id, "title": "Quill-title"});
    let ours = other.post("/v1/goals", goal).await.expect(201);
    dana.patch(ours.header("location"), json!({"target": "Xylo-target"})).await.expect(200);
    let dana = dana.get("/v1/me").await.expect(200).id();
    app.operator().await.post(&format!("/v1/people/{dana}/erase"), json!({})).await.expect(200);
    let after = Tables::of(&app).await;
    for trace in ["Xylo-title", "Xylo-measure", "Xylo-target"] {
        assert_eq!(after.holding(trace), Vec::<&str>::new(), "{trace}");
    }
    for kept in ["Quill-measure", "Quill-target", "Quill-title"] {
        assert!(after.holding(kept).contains(&"goal") && after.holding(kept).contains(&"event"), "{kept}");
    }
    let seen = other.get(theirs.header("location")).await.expect(200);
    assert_eq!((&seen.body["title"], &seen.body["target"]), (&json!("(erased)"), &json!("Quill-target")));
    let seen = other.get(ours.header("location")).await.expect(200);
    assert_eq!((&seen.body["title"], &seen.body["target"]), (&json!("Quill-title"), &json!("(erased)")));
}

#[tokio::test]
async fn who_signed_on_paper_is_found_by_the_name_of_the_account() {
    let app = App::new().await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let signer = app.other_library().viewer().await;
    signer.patch("/v1/me", json!({"name": "Xylo Wínter"})).await.expect(200);
    let id = draft(&lead, &[SCHOOLS, &tenant(3)]).await;
    step(&lead, &id, "propose").await.expect(200);
    let paper = |signer: &str| json!({"organization_id": SCHOOLS, "signer": signer, "signed_on": "2026-01-04", "document": "Letter"});
    let answer = json!({"terms_version": 1, "reason": "x", "for_party": paper("xylo winter, head teacher")});
    admin.post(&format!("{}/accept", path(&id)), answer).await.expect(200);
    step(&app.other_partner().admin().await, &id, "accept").await.expect(200);
    for name in ["Xylo Winter (chair)", "Xylon Winter"] {
        let sections = json!([{"code": "parties", "title": "Parties", "text": "Written."}]);
        let begun = json!({"partnership_id": id, "title": "Memorandum", "sections": sections});
        let begun = lead.post("/v1/agreements", begun).await.expect(201);
        let mut sections = begun.body["sections"].clone();
        for missing in begun.body["completeness"]["missing"].as_array().unwrap() {
            let section = json!({"code": missing, "title": missing, "text": "Written."});
            sections.as_array_mut().unwrap().push(section);
        }
        lead.patch(begun.header("location"), json!({"sections": sections})).await.expect(200);
        let assent = json!({"version": 1, "for_party": paper(name)});
        admin.post(&format!("{}/assent", begun.header("location")), assent).await.expect(200);
    }
    step(&app.other_partner().admin().await, &id, "leave").await.expect(200);
    let before = Tables::of(&app).await;
    for table in ["party", "partnership_step", "agreement", "event"] {
        assert!(before.holding("xylo winter").contains(&table), "{table}");
    }
    let person = signer.get("/v1/me").await.expect(200).id();
    app.operator().await.post(&format!("/v1/people/{person}/erase"), json!({})).await.expect(200);
    let after = Tables::of(&app).await;
    assert_eq!(after.holding("xylo winter"), Vec::<&str>::new());
    assert!(after.holding("Xylon Winter").contains(&"agreement"), "somebody else's name stays");
    let seen = lead.get(&path(&id)).await.expect(200);
    let schools = seen.body["parties"].as_array().unwrap().iter();
    let schools = schools.clone().find(|party| party["organization"]["id"] == SCHOOLS).unwrap();
    let paper = json!({"signer": "(erased)", "signed_on": "2026-01-04", "document": "Letter"});
    assert_eq!(schools["assent"]["paper"], paper, "what was signed, and when, stays");
}

#[tokio::test]
async fn an_erasure_takes_as_many_statements_with_many_copies_of_others_as_without() {
    let mut counted = Vec::new();
    for copies in [0, 3] {
        let app = App::with_stopped_clock().await;
        for _ in 0..copies {
            let id = three(&app).await;
            step(&app.other_partner().admin().await, &id, "leave").await.expect(200);
        }
        let person = app.partner().viewer().await.get("/v1/me").await.expect(200).id();
        let operator = app.operator().await;
        operator.get("/v1/me").await.expect(200);
        let before = app.store.statements();
        operator.post(&format!("/v1/people/{person}/erase"), json!({})).await.expect(200);
        counted.push(app.store.statements() - before);
    }
    assert_eq!(counted[0], counted[1]);
}

#[tokio::test]
async fn the_links_of_an_erased_person_are_revoked() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let (_, calendar) = link(&lead, Some(&id)).await;
    let (_, of_another) = link(&app.other_library().viewer().await, Some(&id)).await;
    let talk = planned(&lead, &id).await;
    let minutes = json!({
        "partnership_id": id, "meeting_id": talk, "occurs_at": "2026-01-05T17:00:00", "text": "Xylo-minutes",
        "agenda": "Xylo-agenda", "attendance": [{"organization_id": tenant(0), "person_ids": [lead.get("/v1/me").await.expect(200).id()]}]
    });
    lead.post("/v1/minutes", minutes).await.expect(201);
    let item = json!({"partnership_id": id, "meeting_id": talk, "title": "Xylo-item", "owner_id": tenant(0), "due_on": in_days(1)});
    lead.post("/v1/action-items", item).await.expect(201);
    let plan = json!({"title": "Xylo-talk", "agenda": "Xylo-plan", "place": "Xylo-place"});
    lead.patch(&format!("/v1/meetings/{talk}"), plan).await.expect(200);
    step(&app.other_partner().admin().await, &id, "leave").await.expect(200);
    let texts = ["Xylo-minutes", "Xylo-agenda", "Xylo-item", "Xylo-talk", "Xylo-plan", "Xylo-place"];
    let copy = app.other_partner().viewer().await.get(&format!("{}/copy", path(&id))).await.expect(200).text;
    let export = lead.get("/v1/me/export").await.expect(200).body["partnerships"].to_string();
    for text in texts {
        assert!(copy.contains(text) && export.contains(text), "{text}");
    }
    let dana = lead.get("/v1/me").await.expect(200).id();
    app.operator().await.post(&format!("/v1/people/{dana}/erase"), json!({})).await.expect(200);
    app.nobody().get(&calendar).await.expect(404);
    app.nobody().get(&of_another).await.expect(200);
    let tables = Tables::of(&app).await;
    for trace in texts.into_iter().chain(["Dana Okafor"]) {
        assert_eq!(tables.holding(trace), Vec::<&str>::new(), "{trace}");
    }
    let seen = app.library().viewer().await.get("/v1/minutes?limit=200").await.expect(200);
    let row = seen.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["partnership"]["id"] == json!(id))
        .unwrap()
        .clone();
    assert_eq!(row["attendance"][0]["people"][0]["name"], "(erased)");
    assert_eq!(row["meeting"]["title"], "(erased)");
}
