//! Bad input gets a clear problem that names field and reason, and changes nothing.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, App, Client, client};

async fn raw(caller: &Client, media_type: &str, body: impl Into<reqwest::Body>) -> Answer {
    client::send(
        caller.request(Method::POST, "/v1/organizations").header("content-type", media_type).body(body),
    )
    .await
}

#[tokio::test]
async fn all_faults_of_a_body_are_told_at_once() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let body = json!({"name": " \u{200b}", "email": "nobody", "year_incorporated": 0, "offers": ["funding", "funding"]});
    let refused = caller.post("/v1/organizations", body).await.expect(422);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(refused.pointers(), ["/name", "/email", "/year_incorporated", "/offers/1"]);
    assert_eq!(refused.body["instance"], refused.header("x-request-id"));
}

#[tokio::test]
async fn a_body_that_is_no_json_is_malformed_and_one_of_the_wrong_shape_is_invalid() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    raw(&caller, "application/json", "{\"name\": ").await.expect(400);
    raw(&caller, "application/json", "").await.expect(400);
    raw(&caller, "application/json", "{\"name\": \"\\ud800\"}").await.expect(400);
    let cases = [
        (json!({"name": "x", "nam": "x"}), "/nam"),
        (json!({}), "/name"),
        (json!(["x"]), ""),
        (json!({"name": "x", "additional_websites": [["https://a.example"]]}), "/additional_websites/0"),
        (json!({"name": 1}), "/name"),
        (json!({"name": "x", "offers": ["gold"]}), "/offers/0"),
        (
            json!({"name": "x", "organization_identifiers": [{"identifier_type": "a", "identifier": "b", "c": 1}]}),
            "/organization_identifiers/0/c",
        ),
        (json!({"name": "a\u{0}b"}), "/name"),
        (json!([]), ""),
    ];
    for (body, pointer) in cases {
        let refused = caller.post("/v1/organizations", body.clone()).await;
        assert_eq!((refused.status, refused.pointers()), (422, vec![pointer]), "{body}: {}", refused.text);
    }
}

#[tokio::test]
async fn faults_of_the_shape_are_told_all_at_once_with_those_of_the_values() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let body = json!({"nam": "", "email": 1, "visibility": "z", "offers": ["gold"], "year_incorporated": 0});
    let refused = caller.post("/v1/organizations", body).await.expect(422);
    let mut pointers = refused.pointers();
    pointers.sort_unstable();
    let all = ["/email", "/nam", "/name", "/offers/0", "/visibility", "/year_incorporated"];
    assert_eq!(pointers, all, "{}", refused.text);
    let round = caller.post("/v1/rounds", json!({"organization_id": "x"})).await.expect(422);
    assert_eq!(round.body["errors"].as_array().unwrap().len(), 2, "{}", round.text);
    let codes: Vec<_> = round.body["errors"].as_array().unwrap().iter().map(|error| &error["code"]).collect();
    assert!(codes.contains(&&json!("uuid")) && codes.contains(&&json!("required")), "{codes:?}");
}

#[tokio::test]
async fn a_patch_names_known_members_and_null_clears_them() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let made =
        caller.post("/v1/organizations", json!({"name": "A", "offers": ["equipment"]})).await.expect(201);
    let path = made.header("location");
    assert_eq!(caller.patch(path, json!({"desciption": null})).await.expect(422).pointers(), ["/desciption"]);
    assert_eq!(caller.patch(path, json!([])).await.expect(422).pointers(), [""]);
    assert_eq!(caller.patch(path, json!({"name": null})).await.expect(422).pointers(), ["/name"]);
    assert_eq!(caller.patch(path, json!({"offers": null})).await.expect(200).body["offers"], json!([]));
    let proposal = json!({"organization_id": made.id(), "patch": {"zzz": null}, "reason": "x"});
    let partner = app.partner().coordinator().await;
    assert_eq!(partner.post("/v1/proposals", proposal).await.expect(422).pointers(), ["/patch/zzz"]);
}

#[tokio::test]
async fn a_limit_is_a_number_in_its_range() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    for (limit, status) in [
        ("1", 200),
        ("200", 200),
        ("0", 422),
        ("201", 422),
        ("-1", 422),
        ("99999999999999999999999", 422),
        ("", 400),
        ("ten", 400),
        ("1.5", 400),
    ] {
        assert_eq!(viewer.get(&format!("/v1/organizations?limit={limit}")).await.status, status, "{limit}");
    }
}

#[tokio::test]
async fn what_can_be_got_has_a_head() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let got = viewer.get("/v1/organizations?limit=1").await.expect(200);
    let head = client::send(viewer.request(Method::HEAD, "/v1/organizations?limit=1")).await.expect(200);
    assert_eq!((head.header("etag"), head.text.as_str()), (got.header("etag"), ""));
    let refused = client::send(viewer.request(Method::POST, "/openapi.json")).await.expect(405);
    assert_eq!(refused.header("allow"), "GET");
}

#[tokio::test]
async fn a_ranked_cursor_goes_with_its_question() {
    let app = App::new().await;
    let viewer = app.library().viewer().await;
    let page = viewer.get("/v1/organizations?q=riverside&limit=2").await.expect(200);
    let cursor = page.body["next_cursor"].as_str().unwrap();
    viewer.get(&format!("/v1/organizations?q=riverside&limit=2&cursor={cursor}")).await.expect(200);
    viewer.get(&format!("/v1/organizations?q=library&limit=2&cursor={cursor}")).await.expect(400);
}

#[tokio::test]
async fn a_body_has_one_media_type_and_a_largest_size() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    raw(&caller, "text/plain", "{\"name\": \"x\"}").await.expect(415);
    raw(&caller, "application/json; charset=utf-8", "{\"name\": \"x\"}").await.expect(201);
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(2 << 20));
    raw(&caller, "application/json", large).await.expect(413);
}

#[tokio::test]
async fn where_nothing_is_asked_nothing_has_to_be_sent() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let entry = caller.post("/v1/organizations", json!({"name": "Chess club"})).await.expect(201).id();
    let round = json!({"organization_id": entry, "instrument_id": "01900000-0000-7000-8000-0000000e0001"});
    let round = caller.post("/v1/rounds", round).await.expect(201).id();
    let close = format!("/v1/rounds/{round}/close");
    let empty = caller.request(Method::POST, &close).header("content-type", "application/json");
    let told = client::send(empty).await.expect(400);
    assert!(told.body["detail"].as_str().unwrap().contains("`{}`"), "{}", told.text);
    client::send(caller.request(Method::POST, &close)).await.expect(200);
    let told = client::send(caller.request(Method::POST, "/v1/organizations")).await.expect(422);
    assert_eq!(told.pointers(), ["/name"]);
    let nobody = app.nobody().get("/v1/organizations").await.expect(401);
    assert_eq!(nobody.header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn permission_comes_before_any_complaint_about_the_body() {
    let app = App::new().await;
    raw(&app.nobody(), "application/json", "{").await.expect(401);
    raw(&app.library().viewer().await, "application/json", "{").await.expect(403);
    let own =
        app.library().coordinator().await.post("/v1/organizations", json!({"name": "Own"})).await.expect(201);
    let stranger = app.partner().coordinator().await;
    let patch =
        stranger.request(Method::PATCH, own.header("location")).header("content-type", "application/json");
    client::send(patch.body("{")).await.expect(403);
}

#[tokio::test]
async fn query_parameters_are_known_and_in_range() {
    let app = App::new().await;
    let caller = app.library().viewer().await;
    for (query, status, pointer) in [
        ("limit=0", 422, "limit"),
        ("limit=201", 422, "limit"),
        ("limit=many", 400, "limit"),
        ("colour=red", 422, "colour"),
        ("sort=size", 422, "sort"),
        ("cursor=nonsense", 400, "cursor"),
        ("offer=gold", 422, "offer"),
        ("term_id=1", 400, "term_id"),
        ("term_id=00000000-0000-7000-8000-000000000000", 422, "term_id"),
        ("near=1", 422, "near"),
        ("within_km=1", 422, "within_km"),
        ("near=1,1&within_km=-1", 422, "within_km"),
        ("q=%21", 422, "q"),
        ("q=a%00b", 422, "q"),
    ] {
        let refused = caller.get(&format!("/v1/organizations?{query}")).await;
        assert_eq!(
            (refused.status, refused.pointers()),
            (status, vec![pointer]),
            "{query}: {}",
            refused.text
        );
    }
    caller.get("/v1/organizations?q=%ff").await.expect(400);
    caller.get("/v1/organizations?q=%zz").await.expect(400);
    let own =
        caller.get("/v1/organizations?limit=1").await.body["items"][0]["id"].as_str().unwrap().to_owned();
    caller.get(&format!("/v1/organizations/{own}?colour=red")).await.expect(422);
}

#[tokio::test]
async fn a_cursor_goes_with_the_order_it_was_given_in() {
    let app = App::new().await;
    let caller = app.library().viewer().await;
    let page = caller.get("/v1/organizations?limit=2").await.expect(200);
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let refused = caller.get(&format!("/v1/organizations?sort=-name&cursor={cursor}")).await.expect(400);
    assert_eq!(refused.pointers(), ["cursor"]);
    assert!(page.header("link").contains("rel=\"next\""));
}

#[tokio::test]
async fn unknown_paths_methods_and_ids_are_told_apart() {
    let app = App::new().await;
    let caller = app.library().viewer().await;
    caller.get("/v1/nowhere").await.expect(404);
    caller.get("/v1/organizations/not-a-uuid").await.expect(404);
    caller.get("/v1/organizations/00000000-0000-7000-8000-000000000000").await.expect(404);
    let refused = client::send(caller.request(Method::PUT, "/v1/organizations")).await.expect(405);
    assert_eq!(refused.header("allow"), "GET, POST");
}

#[tokio::test]
async fn answers_carry_the_headers_of_a_careful_service() {
    let app = App::new().await;
    let answer = app.library().viewer().await.get("/v1/organizations").await.expect(200);
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    assert!(answer.header("vary").contains("Authorization"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").contains("default-src"));
    let signed_in = json!({"email": "viewer@riverside.example", "password": ligature::demo::PASSWORD});
    let answer = app.nobody().post("/v1/sessions", signed_in).await.expect(201);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_problem_says_rightly_whether_it_is_compressed() {
    let app = App::new().await;
    let request = app.nobody().request(Method::GET, "/v1/organizations").header("Accept-Encoding", "gzip");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 401);
    let compressed = answer.headers().get("content-encoding").is_some_and(|encoding| encoding == "gzip");
    let body = answer.bytes().await.unwrap();
    assert_eq!(compressed, body.starts_with(&[0x1f, 0x8b]), "{body:?}");
}
