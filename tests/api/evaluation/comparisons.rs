//! Partners side by side.

use reqwest::Method;
use serde_json::{Value, json};

use super::{CONSIDERATIONS, all, close, code, demo_round, open, open_with, rate};
use crate::support::{Answer, App, Client, client};

async fn compare(caller: &Client, rounds: &[&str]) -> Answer {
    let query: Vec<_> = rounds.iter().map(|round| format!("round_id={round}")).collect();
    caller.get(&format!("/v1/comparisons?{}", query.join("&"))).await
}

/// A closed round in which all three rated every item so.
async fn rated(app: &App, value: i32) -> String {
    let round = open(app).await;
    for role in ["contributor", "coordinator", "admin"] {
        rate(&app.library().person(role).await, &round, all(value)).await;
    }
    close(app, &round).await;
    round
}

#[tokio::test]
async fn partners_stand_in_the_order_of_their_means() {
    let app = App::new().await;
    let (low, high, same) = (rated(&app, 2).await, rated(&app, 5).await, rated(&app, 5).await);
    let seen = compare(&app.library().viewer().await, &[&low, &high, &same]).await.expect(200).body;
    let partners: Vec<_> = seen["partners"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["round_id"].as_str().unwrap(), row["place"].as_u64(), row["compared_mean"].as_f64()))
        .collect();
    assert_eq!(
        partners,
        [
            (high.as_str(), Some(1), Some(5.0)),
            (same.as_str(), Some(1), Some(5.0)),
            (low.as_str(), Some(3), Some(2.0))
        ]
    );
    let factor = &seen["factors"][0];
    assert_eq!((&factor["difference"], &factor["values"][2]["difference"]), (&json!(3.0), &json!(-3.0)));
    assert_eq!(factor["items"][0]["values"][2]["round_id"], json!(low));
    assert_eq!((&seen["left_out"], seen["factors"].as_array().unwrap().len()), (&json!([]), 6));
}

#[tokio::test]
async fn a_factor_that_one_partner_lacks_is_left_out_for_all() {
    let app = App::new().await;
    let full = rated(&app, 4).await;
    let round = open(&app).await;
    let part: Vec<Value> = all(5)
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| !entry["item"].as_str().unwrap().starts_with('6'))
        .cloned()
        .collect();
    for role in ["contributor", "coordinator", "admin"] {
        rate(&app.library().person(role).await, &round, json!(part)).await;
    }
    close(&app, &round).await;
    let seen = compare(&app.library().admin().await, &[&full, &round]).await.expect(200).body;
    assert_eq!(seen["left_out"], json!([{"code": "6", "name": "Resources", "round_ids": [round]}]));
    assert_eq!(seen["partners"][0]["round_id"], json!(round));
    let query = format!("round_id={full}&round_id={round}");
    let table = app.library().admin().await.get(&format!("/v1/comparisons.csv?{query}")).await.expect(200);
    for line in ["factor,5,Purpose,true,5,4,1\r\n", "factor,6,Resources,false,,4,\r\n"] {
        assert!(table.text.contains(line), "{}", table.text);
    }
}

#[tokio::test]
async fn rounds_that_cannot_be_compared_are_told() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let museum = demo_round(&app, "Lakeshore Museum").await;
    let jobs = demo_round(&app, "Riverside Job Center").await;
    let fault = |answer: Answer| {
        let answer = answer.expect(422);
        (answer.pointers().join(" "), answer.body["errors"][0]["code"].as_str().unwrap().to_owned())
    };
    let of = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    assert_eq!(fault(compare(&coordinator, &[]).await), of("round_id", "count"));
    assert_eq!(fault(compare(&coordinator, &[&museum]).await), of("round_id", "count"));
    assert_eq!(fault(compare(&coordinator, &[museum.as_str(); 51]).await), of("round_id", "count"));
    assert_eq!(fault(compare(&coordinator, &[&museum, &museum]).await), of("round_id", "duplicate"));
    let other = open_with(&app, CONSIDERATIONS, json!(null)).await;
    close(&app, &other).await;
    assert_eq!(fault(compare(&coordinator, &[&museum, &other]).await), of("round_id", "instruments_differ"));
    let nothing = "01900000-0000-7000-8000-00000000ffff";
    assert_eq!(fault(compare(&coordinator, &[&museum, nothing, &jobs]).await), of("round_id/1", "not_found"));
    for caller in [app.partner().admin().await, app.other_library().admin().await, app.operator().await] {
        assert_eq!(
            fault(compare(&caller, &[&museum, &jobs]).await),
            of("round_id/0 round_id/1", "not_found")
        );
    }
    coordinator.get("/v1/comparisons?round_id=x&round_id=y").await.expect(400);
    coordinator
        .get(&format!("/v1/comparisons?round_id={museum}&round_id={jobs}&sort=place"))
        .await
        .expect(422);
}

#[tokio::test]
async fn a_round_whose_score_may_not_be_seen_yet_answers_as_its_score_does() {
    let app = App::new().await;
    let museum = demo_round(&app, "Lakeshore Museum").await;
    let open = demo_round(&app, "Harbor Heritage Society").await;
    for (role, expected) in
        [("viewer", "round_open"), ("contributor", "round_open"), ("admin", "submit_first")]
    {
        let caller = app.library().person(role).await;
        for path in ["", ".csv", ".svg", ".html"] {
            let path = format!("/v1/comparisons{path}?round_id={museum}&round_id={open}");
            let refused = caller.get(&path).await.expect(409);
            assert_eq!(
                (code(&refused), refused.header("content-type")),
                (expected, "application/problem+json")
            );
        }
    }
    let seen = compare(&app.library().coordinator().await, &[&museum, &open]).await.expect(200).body;
    let remarks: Vec<_> = seen["remarks"].as_array().unwrap().iter().map(|remark| &remark["code"]).collect();
    assert!(remarks.contains(&&json!("round_open")), "{remarks:?}");
    let query = format!("round_id={museum}&round_id={open}");
    let page = app.library().coordinator().await.get(&format!("/v1/comparisons.html?{query}")).await;
    assert!(page.text.contains("its score may change. Concerns: Harbor Heritage Society."), "{}", page.text);
}

#[tokio::test]
async fn versions_of_one_instrument_are_compared_and_the_answer_says_so() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let museum = demo_round(&app, "Lakeshore Museum").await;
    let versions =
        coordinator.get("/v1/instruments?code=potential-partners-worksheet&sort=-created_at").await;
    let own = versions.body["items"][0]["id"].as_str().unwrap().to_owned();
    let round = open_with(&app, &own, json!(null)).await;
    rate(&coordinator, &round, all(4)).await;
    let seen = compare(&coordinator, &[&museum, &round]).await.expect(200).body;
    assert_eq!(seen["instrument"]["version"], 2);
    let remarks = seen["remarks"].to_string();
    assert!(remarks.contains("versions_differ") && remarks.contains("weights_differ"), "{remarks}");
}

#[tokio::test]
async fn the_format_is_chosen_by_path_or_by_accept() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let query = format!(
        "round_id={}&round_id={}",
        demo_round(&app, "Lakeshore Museum").await,
        demo_round(&app, "Riverside Job Center").await
    );
    let accepting = async |accept: &str| {
        let request =
            viewer.request(Method::GET, &format!("/v1/comparisons?{query}")).header("Accept", accept);
        client::send(request).await
    };
    for accept in
        ["*/*", "application/json", "application/*;q=0.5", "application/json, application/problem+json"]
    {
        assert_eq!(
            accepting(accept).await.expect(200).header("content-type"),
            "application/json",
            "{accept}"
        );
    }
    for (accept, extension, media_type) in [
        ("text/csv", "csv", "text/csv; charset=utf-8"),
        ("image/svg+xml", "svg", "image/svg+xml"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html", "text/html; charset=utf-8"),
    ] {
        let by_accept = accepting(accept).await.expect(200);
        let by_path = viewer.get(&format!("/v1/comparisons.{extension}?{query}")).await.expect(200);
        assert_eq!(
            (by_accept.header("content-type"), by_path.header("content-type")),
            (media_type, media_type)
        );
        assert_eq!(by_accept.text, by_path.text);
        assert_eq!(by_accept.header("etag"), by_path.header("etag"));
        assert!(by_path.text.contains("Lakeshore Museum"));
        assert!(by_accept.header("vary").contains("Accept"));
    }
    let refused = accepting("image/png").await.expect(406);
    assert_eq!(refused.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn the_page_may_load_nothing_and_runs_no_script() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let query = format!(
        "round_id={}&round_id={}",
        demo_round(&app, "Lakeshore Museum").await,
        demo_round(&app, "Riverside Job Center").await
    );
    let page = viewer.get(&format!("/v1/comparisons.html?{query}")).await.expect(200);
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    let style = page.text.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    use base64::Engine;
    use sha2::Digest;
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style));
    assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy} does not allow the page's own style");
    for forbidden in ["<script", "style=\"", "http://", "https://", "onclick"] {
        assert!(!page.text.contains(forbidden), "{forbidden}");
    }
    let chart = viewer.get(&format!("/v1/comparisons.svg?{query}")).await.expect(200);
    assert!(chart.text.contains("<title") && chart.text.contains("<desc"), "{}", chart.text);
    for forbidden in ["<script", "<foreignObject", "href"] {
        assert!(!chart.text.contains(forbidden), "{forbidden}");
    }
    let cells = viewer.get(&format!("/v1/comparisons.csv?{query}")).await.expect(200);
    assert!(cells.text.starts_with("level,code,name,compared,"), "{}", cells.text);
}
