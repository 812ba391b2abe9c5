//! Why to work together: talking points, and a page that says them.

use serde_json::json;

use crate::support::tables::Tables;
use crate::support::{Answer, App};

fn texts(list: &Answer) -> Vec<&str> {
    list.body["items"].as_array().unwrap().iter().map(|row| row["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_eight_advantages_are_read_by_all_and_a_librarys_own_points_by_the_library() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let built_in = app.partner().viewer().await.get("/v1/talking-points?limit=200").await.expect(200);
    let rows = built_in.body["items"].as_array().unwrap();
    assert_eq!(rows.len(), 8);
    for row in rows {
        assert_eq!(row["source"], "Community Partnership and Collaboration Guide");
        assert_eq!(row["library"], json!(null));
        let path = format!("/v1/talking-points/{}", row["id"].as_str().unwrap());
        coordinator.patch(&path, json!({"text": "x"})).await.expect(403);
        coordinator.delete(&path).await.expect(403);
    }
    let input = json!({"text": "canary-point", "advantage": "alliances", "audiences": ["school", "media"]});
    for client in [app.library().contributor().await, app.partner().admin().await, app.operator().await] {
        client.post("/v1/talking-points", input.clone()).await.expect(403);
    }
    let made = coordinator.post("/v1/talking-points", input.clone()).await.expect(201);
    for member in ["text", "advantage", "audiences"] {
        assert_eq!(made.body[member], input[member], "{member}");
    }
    assert_eq!(made.body["library"]["name"], "Riverside Public Library");
    let path = made.header("location");
    app.library().viewer().await.get(path).await.expect(200);
    for client in [app.partner().admin().await, app.other_library().admin().await, app.operator().await] {
        client.get(path).await.expect(404);
        client.patch(path, json!({"text": "x"})).await.expect(404);
        client.delete(path).await.expect(404);
        let list = client.get("/v1/talking-points?limit=200").await.expect(200);
        assert!(!list.text.contains("canary-point"), "{}", list.text);
    }
    for (audience, told) in [("school", true), ("media", true), ("funder", false)] {
        let list =
            coordinator.get(&format!("/v1/talking-points?limit=200&audience={audience}")).await.expect(200);
        assert_eq!(texts(&list).contains(&"canary-point"), told, "{audience}");
    }
    let changed = json!({"advantage": null, "audiences": null});
    let changed = coordinator.patch(path, changed).await.expect(200);
    assert_eq!((&changed.body["source"], &changed.body["audiences"]), (&json!(null), &json!([])));
    let list = coordinator.get("/v1/talking-points?limit=200&audience=funder").await.expect(200);
    assert!(texts(&list).contains(&"canary-point"), "what is for nobody in particular is for all");
    coordinator.delete(path).await.expect(204);
    coordinator.get(path).await.expect(404);
}

#[tokio::test]
async fn every_fault_of_a_talking_point_is_named() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let faulty = json!({"text": " ", "audiences": ["school", "school"]});
    let refused = coordinator.post("/v1/talking-points", faulty).await.expect(422);
    assert_eq!(refused.pointers(), ["/text", "/audiences/1"]);
    let unknown = json!({"text": "x", "advantage": "riches"});
    assert_eq!(coordinator.post("/v1/talking-points", unknown).await.expect(422).pointers(), ["/advantage"]);
    coordinator.get("/v1/talking-points?audience=pirates").await.expect(422);
}

fn pitch(organization: &str, query: &str) -> String {
    format!("/v1/organizations/{organization}/pitch.html{query}")
}

#[tokio::test]
async fn a_pitch_says_on_a_page_why_what_for_and_what_the_other_has() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let other = json!({"name": "Kite Club", "offers": ["equipment", "workspace"], "needs": ["audiences"]});
    let other = coordinator.post("/v1/organizations", other).await.expect(201).id();
    let own =
        json!({"text": "Our own word on our name.", "advantage": "reputation", "audiences": ["funder"]});
    coordinator.post("/v1/talking-points", own).await.expect(201);
    let goals: Vec<_> = (1..=6).map(|number| format!("Goal number {number}")).collect();
    let initiative = json!({
        "name": "Kites for all", "cause": "Nobody flies kites.", "goals": goals, "target_groups": ["Children"],
        "needs": ["equipment", "expertise"], "rewards": ["Wind"]
    });
    let initiative = coordinator.post("/v1/initiatives", initiative).await.expect(201).id();
    let viewer = app.library().viewer().await;
    let page =
        viewer.get(&pitch(&other, &format!("?audience=funder&initiative_id={initiative}"))).await.expect(200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    for told in [
        "Riverside Public Library and Kite Club",
        "Our own word on our name.",
        "knows our green door",
        "Kites for all",
        "Nobody flies kites.",
        "Goal number 4",
        "and 2 more",
        "Children",
        "Wind",
        "What it needs that you offer: </strong>equipment<",
        "What else it needs: </strong>expertise<",
        "What you offer: </strong>equipment, workspace<",
        "What you look for: </strong>audiences<",
        "Community Partnership and Collaboration Guide",
    ] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    for not_told in ["Goal number 5", "A library is trusted", "quiet desk"] {
        assert!(!page.text.contains(not_told), "{not_told}: {}", page.text);
    }
    assert_eq!(
        page.text
            .split("<ul class=\"points\">")
            .nth(1)
            .unwrap()
            .split("</ul>")
            .next()
            .unwrap()
            .matches("<li>")
            .count(),
        6
    );
    let school = viewer.get(&pitch(&other, "?audience=school")).await.expect(200);
    assert!(school.text.contains("quiet desk") && !school.text.contains("Our own word"), "{}", school.text);
}

#[tokio::test]
async fn a_pitch_holds_what_people_wrote_as_text_only() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let hostile = "</li></style><script>alert(1)</script>\" onload=x <img src=x>";
    let admin = app.library().admin().await;
    let library =
        admin.get("/v1/me").await.expect(200).body["organization"]["id"].as_str().unwrap().to_owned();
    let name = json!({"name": hostile});
    admin.patch(&format!("/v1/organizations/{library}"), name.clone()).await.expect(200);
    let other = coordinator.post("/v1/organizations", name).await.expect(201).id();
    let point = json!({"text": format!("canary-point {hostile}"), "audiences": ["culture"]});
    coordinator.post("/v1/talking-points", point).await.expect(201);
    let initiative = json!({
        "name": hostile, "cause": hostile, "goals": [hostile], "target_groups": [hostile], "rewards": [hostile]
    });
    let initiative = coordinator.post("/v1/initiatives", initiative).await.expect(201).id();
    let path = pitch(&other, &format!("?audience=culture&initiative_id={initiative}"));
    let page = coordinator.get(&path).await.expect(200);
    assert!(page.text.contains("canary-point"), "{}", page.text);
    assert_eq!(page.text.matches("&lt;script&gt;").count(), 10, "{}", page.text);
    for raw in ["<script", "<img", "</style><script"] {
        assert!(!page.text.contains(raw), "{raw}: {}", page.text);
    }
}

#[tokio::test]
async fn a_pitch_is_for_what_the_library_sees() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let hidden = json!({"name": "Hidden Club", "visibility": "internal"});
    let hidden = coordinator.post("/v1/organizations", hidden).await.expect(201).id();
    let foreign = app.other_library().coordinator().await;
    foreign.get(&pitch(&hidden, "")).await.expect(404);
    coordinator.get(&pitch(&hidden, "")).await.expect(200);
    let initiative = json!({"name": "x", "cause": "x"});
    let initiative = foreign.post("/v1/initiatives", initiative).await.expect(201).id();
    let refused = coordinator.get(&pitch(&hidden, &format!("?initiative_id={initiative}"))).await.expect(422);
    assert_eq!(refused.pointers(), ["initiative_id"]);
    coordinator.get(&pitch(&hidden, "?audience=pirates")).await.expect(422);
    app.partner().admin().await.get(&pitch(&hidden, "")).await.expect(403);
}

#[tokio::test]
async fn initiatives_guides_talking_points_and_marks_are_handed_out_and_erased_with_their_author() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let initiative = json!({
        "name": "Xylo-name", "cause": "Xylo-cause", "goals": ["Xylo-goal"], "target_groups": ["Xylo-group"],
        "rewards": ["Xylo-reward"]
    });
    let initiative = coordinator.post("/v1/initiatives", initiative).await.expect(201);
    let guide = json!({"name": "Xylo-guide", "interviewed": "other", "questions": ["Xylo-question?"]});
    coordinator.post("/v1/guides", guide).await.expect(201);
    coordinator.post("/v1/talking-points", json!({"text": "Xylo-point"})).await.expect(201);
    let mark = json!({"strategy": "roles", "note": "Xylo-mark"});
    coordinator.post("/v1/checklist/mark", mark).await.expect(200);
    let export = coordinator.get("/v1/me/export").await.expect(200);
    for (member, text) in [
        ("initiatives", "Xylo-cause"),
        ("guides", "Xylo-question?"),
        ("talking_points", "Xylo-point"),
        ("strategy_marks", "Xylo-mark"),
    ] {
        assert!(export.body[member].to_string().contains(text), "{member}");
    }
    let traces = [
        "Xylo-name",
        "Xylo-cause",
        "Xylo-goal",
        "Xylo-group",
        "Xylo-reward",
        "Xylo-guide",
        "Xylo-question",
        "Xylo-point",
        "Xylo-mark",
    ];
    let before = Tables::of(&app).await;
    for trace in traces {
        assert!(before.holding(trace).contains(&"event"), "{trace}");
    }
    let id = export.body["account"]["id"].as_str().unwrap();
    app.operator().await.post(&format!("/v1/people/{id}/erase"), json!({})).await.expect(200);
    let after = Tables::of(&app).await;
    for trace in traces {
        assert_eq!(after.holding(trace), Vec::<&str>::new(), "{trace}");
    }
    let kept = app.library().viewer().await.get(initiative.header("location")).await.expect(200);
    assert_eq!((&kept.body["name"], &kept.body["goals"]), (&json!("(erased)"), &json!(["(erased)"])));
}
