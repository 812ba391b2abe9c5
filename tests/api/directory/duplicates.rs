//! Entries of the same organization are told of where they are made.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, App, Client, client};

async fn made(caller: &Client, body: Value) -> Answer {
    caller.post("/v1/organizations", body).await
}

/// Name and what matched of each candidate.
fn candidates(answer: &Answer) -> Vec<(String, Value)> {
    let candidates = answer.body["candidates"].as_array().unwrap();
    candidates.iter().map(|it| (it["name"].as_str().unwrap().to_owned(), it["matched_on"].clone())).collect()
}

fn quilters() -> Value {
    json!({
        "name": "Quilters",
        "website": "https://quilters.example.org/about",
        "organization_identifiers": [
            {"identifier_scheme": "US-EIN", "identifier_type": "EIN", "identifier": "12-3456789"},
        ],
    })
}

#[tokio::test]
async fn an_entry_with_the_identifier_or_web_domain_of_another_is_made_only_when_that_is_meant() {
    let app = App::new().await;
    let (caller, other) = (app.library().coordinator().await, app.other_library().coordinator().await);
    let first = made(&caller, quilters()).await.expect(201);
    let before = caller.get("/v1/organizations?include_total=exact").await.body["total"].clone();

    let again = made(&other, quilters()).await.expect(409);
    assert_eq!(again.body["code"], "duplicate");
    assert_eq!(again.body["candidates"][0]["id"], first.body["id"]);
    assert_eq!(candidates(&again), [("Quilters".to_owned(), json!(["identifier", "web_domain"]))]);
    let by_site = made(&other, json!({"name": "Q", "website": "http://www.quilters.example.org"})).await;
    assert_eq!(candidates(&by_site.expect(409)), [("Quilters".to_owned(), json!(["web_domain"]))]);
    let sites = json!({"name": "Q", "additional_websites": [{"url": "http://quilters.example.org/"}]});
    made(&other, sites).await.expect(409);
    let after = caller.get("/v1/organizations?include_total=exact").await.body["total"].clone();
    assert_eq!(before, after);

    made(&other, json!({"name": "Quilters"})).await.expect(201);
    other.post("/v1/organizations?allow_duplicate=true", quilters()).await.expect(201);
    assert_eq!(made(&caller, quilters()).await.expect(409).body["candidates"].as_array().unwrap().len(), 2);
    let misspelt = other.post("/v1/organizations?allow_duplicates=true", quilters()).await.expect(422);
    assert_eq!(misspelt.pointers(), ["allow_duplicates"]);
}

#[tokio::test]
async fn an_entry_that_the_caller_does_not_see_is_no_candidate() {
    let app = App::new().await;
    let (caller, other) = (app.library().coordinator().await, app.other_library().coordinator().await);
    let mut hidden = quilters();
    hidden["visibility"] = json!("internal");
    let id = made(&caller, hidden).await.expect(201).id();
    made(&other, quilters()).await.expect(201);
    assert_eq!(made(&caller, quilters()).await.expect(409).body["candidates"].as_array().unwrap().len(), 2);
    app.library().admin().await.delete(&format!("/v1/organizations/{id}")).await.expect(204);
    assert_eq!(made(&caller, quilters()).await.expect(409).body["candidates"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_an_entry_was_changed_to_counts_and_what_it_was_does_not() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let id = made(&caller, quilters()).await.expect(201).id();
    let path = format!("/v1/organizations/{id}");
    let changed = json!({"website": "https://patchwork.example.org", "organization_identifiers": []});
    caller.patch(&path, changed).await.expect(200);
    made(&caller, json!({"name": "P", "website": "https://patchwork.example.org"})).await.expect(409);
    made(&caller, quilters()).await.expect(201);
}

#[tokio::test]
async fn a_number_of_another_organization_is_taken_only_when_that_is_meant() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let first = made(&caller, json!({"name": "Chess Club"})).await.expect(201).id();
    let second = made(&caller, json!({"name": "Rowing Club"})).await.expect(201).id();
    let phone = |id: &str, visibility: &str| json!({"organization_id": id, "number": "+1 650 253 0188", "visibility": visibility});
    caller.post("/v1/phones", phone(&first, "internal")).await.expect(201);
    caller.post("/v1/phones", phone(&first, "internal")).await.expect(201);
    let refused = caller.post("/v1/phones", phone(&second, "partners")).await.expect(409);
    assert_eq!(candidates(&refused), [("Chess Club".to_owned(), json!(["phone"]))]);
    assert_eq!(caller.get(&format!("/v1/phones?organization_id={second}")).await.body["items"], json!([]));
    // Another library does not see the number, and so hears nothing of it.
    let other = app.other_library().coordinator().await;
    let third = made(&other, json!({"name": "Sailing Club"})).await.expect(201).id();
    other.post("/v1/phones", phone(&third, "partners")).await.expect(201);
    caller.post("/v1/phones?allow_duplicate=true", phone(&second, "partners")).await.expect(201);
}

#[tokio::test]
async fn an_import_tells_of_duplicates_among_the_entries_and_in_the_list() {
    let app = App::new().await;
    let (caller, other) = (app.library().coordinator().await, app.other_library().coordinator().await);
    made(&caller, quilters()).await.expect(201);
    let mut hidden = json!({"name": "Hidden", "website": "https://hidden.example.org"});
    hidden["visibility"] = json!("internal");
    made(&caller, hidden).await.expect(201);
    let list = "id,name,website,ein,phone\n\
        1,The Quilters,,123456789,\n\
        2,Rowing,https://rowing.example.org,,+1 650 253 0199\n\
        3,Rowers,,,+1 650 253 0199\n\
        4,Seekers,https://hidden.example.org,,\n";
    let request = other.request(Method::POST, "/v1/organizations/import").body(list);
    let report = client::send(request.header("content-type", "text/csv")).await.expect(200);
    assert_eq!(report.body["created"], 4);
    let told: Vec<_> = (0..4).map(|row| report.body["rows"][row]["duplicates"].clone()).collect();
    assert_eq!(told[0][0]["name"], "Quilters");
    assert_eq!(told[0][0]["matched_on"], json!(["identifier"]));
    assert_eq!((&told[1], &told[3]), (&json!([]), &json!([])));
    assert_eq!((&told[2][0]["name"], &told[2][0]["matched_on"]), (&json!("Rowing"), &json!(["phone"])));
    let again = other.request(Method::POST, "/v1/organizations/import").body(list);
    let again = client::send(again.header("content-type", "text/csv")).await.expect(200);
    assert_eq!((&again.body["unchanged"], &again.body["rows"][0]["duplicates"]), (&json!(4), &json!([])));
}
