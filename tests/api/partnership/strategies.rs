//! A library's strategies are its own.

use serde_json::json;

use super::{draft, tenant};
use crate::support::App;

#[tokio::test]
async fn a_library_keeps_its_strategies_to_itself() {
    let app = App::new().await;
    let lead = app.library().coordinator().await;
    let draft = draft(&lead, &[&tenant(1)]).await;
    let strategy = json!({
        "kind": "strengthen", "goal": "innovation", "title": "canary of a strategy", "partnership_id": draft,
        "review_on": "2026-05-01"
    });
    let made = lead.post("/v1/strategies", strategy.clone()).await.expect(201);
    assert_eq!(made.body["partnership"]["name"], "Kites");
    app.library().viewer().await.get(made.header("location")).await.expect(200);
    app.library().contributor().await.post("/v1/strategies", strategy.clone()).await.expect(403);
    for other in [app.partner().admin().await, app.other_library().admin().await, app.operator().await] {
        other.get(made.header("location")).await.expect(404);
        other.delete(made.header("location")).await.expect(404);
        assert!(!other.get("/v1/strategies").await.expect(200).text.contains("canary"));
    }
    app.partner().admin().await.post("/v1/strategies", strategy.clone()).await.expect(403);
    let refused = app.other_library().coordinator().await.post("/v1/strategies", strategy).await.expect(422);
    assert_eq!(refused.pointers(), ["/partnership_id"]);
    let changed =
        json!({"kind": "develop_new", "goal": "other", "other_goal": "Quiet", "status": "achieved"});
    let changed = lead.patch(made.header("location"), changed).await.expect(200);
    assert_eq!((&changed.body["status"], &changed.body["other_goal"]), (&json!("achieved"), &json!("Quiet")));
    let listed = lead.get("/v1/strategies?kind=develop_new&status=achieved").await.expect(200);
    assert_eq!(listed.body["items"][0]["id"], changed.body["id"]);
    assert_eq!(
        lead.patch(made.header("location"), json!({"goal": "innovation"})).await.expect(422).pointers(),
        ["/other_goal"]
    );
    lead.delete(made.header("location")).await.expect(204);
    lead.get(made.header("location")).await.expect(404);
}
