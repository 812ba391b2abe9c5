//! Sheets and rounds written by several callers at once.

use futures_util::future::join_all;
use serde_json::json;

use super::{all, begin, code, open, rate, write};
use crate::support::App;

#[tokio::test]
async fn of_twenty_sheets_begun_at_once_one_is_there() {
    let app = App::new().await;
    let round = open(&app).await;
    let contributor = app.library().contributor().await;
    let answers =
        join_all((0..20).map(|_| contributor.post("/v1/evaluations", json!({"round_id": round})))).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(made.len(), 1);
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!((refused.status, code(refused)), (409, "already_rated"), "{}", refused.text);
    }
    let listed = contributor.get(&format!("/v1/evaluations?round_id={round}")).await.expect(200);
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn of_closing_and_submitting_at_once_the_score_holds_what_was_submitted_before() {
    let app = App::new().await;
    let (contributor, coordinator) = (app.library().contributor().await, app.library().coordinator().await);
    let admin = app.library().admin().await;
    let viewer = app.library().viewer().await;
    for attempt in 0..6 {
        let round = open(&app).await;
        rate(&coordinator, &round, all(3)).await;
        rate(&admin, &round, all(3)).await;
        let sheet = begin(&contributor, &round).await;
        write(&contributor, &sheet, all(3)).await;
        let (submit, close) =
            (format!("/v1/evaluations/{sheet}/submit"), format!("/v1/rounds/{round}/close"));
        let (submitted, closed) = match attempt % 2 {
            0 => tokio::join!(contributor.post(&submit, json!({})), coordinator.post(&close, json!({}))),
            _ => {
                let (closed, submitted) =
                    tokio::join!(coordinator.post(&close, json!({})), contributor.post(&submit, json!({})));
                (submitted, closed)
            }
        };
        closed.expect(200);
        let counted = match submitted.status {
            200 => 3,
            _ => {
                assert_eq!((submitted.status, code(&submitted)), (409, "round_closed"));
                2
            }
        };
        let full = coordinator.get(&format!("/v1/rounds/{round}/score")).await.expect(200);
        assert_eq!(full.body["overall"]["n_raters"], counted);
        let seen = viewer.get(&format!("/v1/rounds/{round}/score")).await.expect(200);
        assert_eq!(
            seen.body["withheld"].is_null(),
            counted == 3,
            "what was written at closing fits the sheets"
        );
    }
}

#[tokio::test]
async fn nothing_is_written_after_a_submission_that_it_met() {
    let app = App::new().await;
    let contributor = app.library().contributor().await;
    for _ in 0..4 {
        let round = open(&app).await;
        let sheet = begin(&contributor, &round).await;
        write(&contributor, &sheet, all(2)).await;
        let path = format!("/v1/evaluations/{sheet}");
        let submit = format!("{path}/submit");
        let (written, submitted) = tokio::join!(
            contributor.patch(&path, json!({"ratings": all(5)})),
            contributor.post(&submit, json!({}))
        );
        let submitted = submitted.expect(200);
        assert!(matches!(written.status, 200 | 409), "{}", written.text);
        let kept = contributor.get(&path).await.expect(200);
        assert_eq!(kept.body["status"], "submitted");
        assert_eq!(kept.body["ratings"], submitted.body["ratings"], "what was submitted is what is there");
    }
}

#[tokio::test]
async fn a_round_is_closed_once() {
    let app = App::new().await;
    let round = open(&app).await;
    let coordinator = app.library().coordinator().await;
    let path = format!("/v1/rounds/{round}/close");
    let mut statuses: Vec<_> = join_all((0..5).map(|_| coordinator.post(&path, json!({}))))
        .await
        .iter()
        .map(|answer| answer.status)
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409]);
}
