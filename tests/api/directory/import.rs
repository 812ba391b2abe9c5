//! Lists of organizations.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::program::{complaint, run};
use crate::support::{Answer, App, Client, client};

async fn import(caller: &Client, query: &str, list: impl Into<reqwest::Body>) -> Answer {
    let request = caller.request(Method::POST, &format!("/v1/organizations/import{query}"));
    client::send(request.header("content-type", "text/csv").body(list)).await
}

fn counts(answer: &Answer) -> [u64; 4] {
    ["created", "updated", "unchanged", "failed"].map(|name| answer.body[name].as_u64().unwrap())
}

const LIST: &str = "id,name,description,city,phone,contact_name,terms\n\
    1,Quilters of Riverside,Patchwork,Riverside,+1 650 253 0111,Jo Kim,Health organizations\n\
    2,Lake Valley History Club,Archives,Lakeport,,,\n";

#[tokio::test]
async fn a_rerun_changes_nothing_and_a_changed_row_updates_its_entry() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let first = import(&caller, "", LIST).await.expect(200);
    assert_eq!(counts(&first), [2, 0, 0, 0], "{}", first.text);
    let id = first.body["rows"][0]["id"].as_str().unwrap().to_owned();
    let entry = caller.get(&format!("/v1/organizations/{id}")).await.expect(200);
    assert_eq!(entry.body["terms"][0]["name"], "Health organizations");
    let found = caller.get("/v1/organizations?city=lakeport").await.expect(200);
    assert_eq!(found.body["items"][0]["name"], "Lake Valley History Club");
    let contacts = caller.get(&format!("/v1/contacts?organization_id={id}")).await;
    assert_eq!(contacts.body["items"][0]["visibility"], "internal");

    let again = import(&caller, "", LIST).await.expect(200);
    assert_eq!(counts(&again), [0, 0, 2, 0]);
    assert_eq!(caller.get(&format!("/v1/organizations/{id}")).await.text, entry.text);

    let changed = import(&caller, "", LIST.replace("Jo Kim", "Jo Park").replace("Patchwork", "Quilts")).await;
    assert_eq!(counts(&changed), [0, 1, 1, 0], "{}", changed.text);
    let contacts = caller.get(&format!("/v1/contacts?organization_id={id}")).await;
    assert_eq!(contacts.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(contacts.body["items"][0]["name"], "Jo Park");
    assert_eq!(caller.get("/v1/organizations?q=quilts").await.body["items"][0]["id"], json!(id));
    assert_eq!(counts(&import(&caller, "?source=other", LIST).await), [2, 0, 0, 0]);
}

#[tokio::test]
async fn every_phone_of_a_row_is_kept_and_a_rerun_knows_which_is_which() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let list =
        |phones: &str, country: &str| format!("id,name,phone,country\n1,Switchboard,{phones},{country}\n");
    let first = import(&caller, "", list("650 253 0001; 650 253 0002", "US")).await.expect(200);
    let id = first.body["rows"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/phones?organization_id={id}");
    let phones = async || {
        let found = caller.get(&path).await.expect(200);
        let mut items = found.body["items"].as_array().unwrap().clone();
        items.sort_by_key(|item| item["number"].to_string());
        let phone = |item: &Value| (item["number"].as_str().unwrap().to_owned(), item["id"].to_string());
        let numbers: Vec<_> = items.iter().map(phone).collect();
        let e164: Vec<_> = items.iter().map(|item| item["e164"].clone()).collect();
        (numbers, e164)
    };
    let (before, e164) = phones().await;
    assert_eq!(before.len(), 2);
    assert_eq!(e164, [json!("+16502530001"), json!("+16502530002")]);

    // The first number goes, another comes: the second is still the same row.
    let told = import(&caller, "", list("650 253 0002 | 650 253 0003", "US")).await.expect(200);
    assert_eq!(counts(&told), [0, 1, 0, 0]);
    let (after, _) = phones().await;
    assert_eq!(after[0], before[1]);
    assert_eq!(after[1], ("650 253 0003".to_owned(), before[0].1.clone()));

    import(&caller, "", list("030 901820", "DE")).await.expect(200);
    let (_, e164) = phones().await;
    assert!(e164.contains(&json!("+4930901820")), "{e164:?}");
}

#[tokio::test]
async fn bad_rows_are_told_with_line_field_reason_and_text() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let list = "id,name,email,terms\n1,Good,good@example.org,\n2,Bad,not an address,\n3,,x@example.org,\n4,Odd,,no such term\n5,Short\n";
    let told = import(&caller, "", list).await.expect(200);
    assert_eq!(counts(&told), [1, 0, 0, 4], "{}", told.text);
    let row = |place: usize| &told.body["rows"][place];
    assert_eq!((&row(1)["line"], &row(1)["errors"][0]["field"]), (&json!(3), &json!("email")));
    assert_eq!(row(1)["errors"][0]["raw"], "not an address");
    assert_eq!(row(2)["errors"][0]["field"], "name");
    assert_eq!(row(3)["errors"][0]["field"], "terms");
    assert_eq!(row(4)["errors"][0]["raw"], "5,Short");
}

#[tokio::test]
async fn all_or_nothing_and_a_dry_run_write_nothing() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let list = "id,name,email\n1,Zebra Stripes,\n2,Zebra Dots,nowhere\n";
    let told = import(&caller, "?atomic=true", list).await.expect(200);
    assert_eq!(counts(&told), [0, 0, 0, 2], "{}", told.text);
    assert!(told.body["rows"][0]["id"].is_null());
    let told = import(&caller, "?dry_run=true", list).await.expect(200);
    assert_eq!((counts(&told), &told.body["dry_run"]), ([1, 0, 0, 1], &json!(true)));
    assert!(told.body["rows"][0]["id"].is_null());
    assert_eq!(caller.get("/v1/organizations?q=zebra").await.body["items"], json!([]));
    import(&caller, "", list).await.expect(200);
    assert_eq!(caller.get("/v1/organizations?q=zebra").await.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn other_encodings_columns_and_hostile_files_are_read_or_told() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let told = import(&caller, "?encoding=windows-1252", b"id,name\n1,Caf\xe9 Am\xe9lie\n".to_vec())
        .await
        .expect(200);
    assert_eq!(counts(&told), [1, 0, 0, 0]);
    assert_eq!(caller.get("/v1/organizations?q=cafe+amelie").await.body["items"][0]["name"], "Café Amélie");
    for (charset, status) in [("ISO-8859-7", 200), ("klingon", 422)] {
        let request = caller.request(Method::POST, "/v1/organizations/import?source=greek");
        let list = b"id,name\n1,\xcc\xef\xf5\xf3\xe5\xdf\xef\n".to_vec();
        let told =
            client::send(request.header("content-type", format!("text/csv; charset={charset}")).body(list));
        told.await.expect(status);
    }
    assert_eq!(caller.get("/v1/organizations?q=μουσείο").await.body["items"][0]["name"], "Μουσείο");
    let mapping = "mapping=%7B%22Agency%22%3A%22name%22%7D";
    let told = import(&caller, &format!("?{mapping}"), "Agency,Other\nMapped House,x\n").await.expect(200);
    assert_eq!((counts(&told), &told.body["ignored_columns"]), ([1, 0, 0, 0], &json!(["Other"])));
    for (query, list, status) in [
        ("", "", 422),
        ("?mapping=1", "name\nx\n", 400),
        ("?mapping=%7B%22No%22%3A%22name%22%7D", "name\nx\n", 422),
        ("?encoding=klingon", "name\nx\n", 422),
        ("?colour=red", "name\nx\n", 422),
    ] {
        assert_eq!(import(&caller, query, list).await.status, status, "{query} {list:?}");
    }
    let told = import(&caller, "", "name\na\0b\n\"=cmd|' /C calc'!A0\"\n").await.expect(200);
    assert_eq!(counts(&told), [1, 0, 0, 1], "{}", told.text);
    let json = caller.request(Method::POST, "/v1/organizations/import").json(&json!({}));
    client::send(json).await.expect(415);
    import(&caller, "", "x".repeat(11_000_000)).await.expect(413);
    import(&caller, "", format!("name\n{}", "Many\n".repeat(10_001))).await.expect(413);
}

#[tokio::test]
async fn only_coordinators_import_and_only_their_own_entries_change() {
    let app = App::new().await;
    import(&app.library().contributor().await, "", LIST).await.expect(403);
    let (library, partner) = (app.library().coordinator().await, app.partner().coordinator().await);
    let first = import(&library, "", LIST).await.expect(200);
    let other = import(&partner, "", LIST).await.expect(200);
    assert_eq!(counts(&other), [2, 0, 0, 0]);
    assert_ne!(first.body["rows"][0]["id"], other.body["rows"][0]["id"]);
}

#[tokio::test]
async fn the_command_line_imports_as_an_account() {
    let app = App::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    std::fs::write(&file, LIST).unwrap();
    let arguments =
        ["import", "organizations", file.to_str().unwrap(), "--as", "coordinator@riverside.example"];
    let done = run(&arguments, &app.database.url);
    assert!(done.status.success(), "{}", complaint(&done));
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report["created"], 2);
    let seen = app.library().viewer().await.get("/v1/organizations?q=quilters").await;
    assert_eq!(seen.body["items"][0]["steward"]["name"], "Riverside Public Library");
    let refused = run(
        &["import", "organizations", file.to_str().unwrap(), "--as", "viewer@riverside.example"],
        &app.database.url,
    );
    assert!(
        !refused.status.success() && complaint(&refused).contains("coordinator"),
        "{}",
        complaint(&refused)
    );
}

#[tokio::test]
async fn a_dry_run_tells_the_duplicates_in_the_list() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let list = "name,website\nBeta One,https://beta-x.example\nBeta Two,https://beta-x.example/two\n";
    let tried = import(&caller, "?dry_run=true", list).await.expect(200);
    let expected = json!([{"id": null, "name": "Beta One", "matched_on": ["web_domain"]}]);
    assert_eq!(tried.body["rows"][1]["duplicates"], expected);
    let between: String = (0..600).map(|row| format!("Club {row},\n")).collect();
    let (first, last) = list.split_at(list.find("Beta Two").unwrap());
    let tried = import(&caller, "?dry_run=true", format!("{first}{between}{last}")).await.expect(200);
    assert_eq!(tried.body["rows"][601]["duplicates"], expected, "in another chunk");
    let written = import(&caller, "", list).await.expect(200);
    let id = &written.body["rows"][0]["id"];
    assert_eq!(written.body["rows"][1]["duplicates"][0]["id"], *id);
    assert!(id.is_string());
}

#[tokio::test]
async fn new_parts_of_an_entry_that_changes_hands_and_eyes_are_seen_as_the_list_says() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let hidden = "id,name,visibility\n1,Quilters,internal\n";
    let made = import(&caller, "", hidden).await.expect(200);
    let id = made.body["rows"][0]["id"].as_str().unwrap().to_owned();
    let shown = "id,name,visibility,city\n1,Quilters,partners,Riverside\n";
    assert_eq!(counts(&import(&caller, "", shown).await.expect(200)), [0, 1, 0, 0]);
    let locations = caller.get(&format!("/v1/locations?organization_id={id}")).await.expect(200);
    assert_eq!(locations.body["items"][0]["visibility"], "partners");
}
