//! A cursor is a place in a list and no right: whatever stands in it, the page holds rows of the caller's own list.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::document::operations;
use crate::support::imports::{clubs, send, work};
use crate::support::{App, Client};

/// What a stranger could write into a cursor, in place of what the list wrote.
fn altered(cursor: &str) -> Vec<String> {
    let good: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap();
    let mut values: Vec<(&str, Vec<Value>)> = vec![
        ("sort", vec![json!("name"), json!("-id"), json!("deleted_at"), json!("name; --"), json!(1)]),
        ("id", vec![json!(null), json!("00000000-0000-0000-0000-000000000000"), json!("x"), json!(0)]),
        ("offset", vec![json!(null), json!(0), json!(1), json!(u64::MAX), json!(-1), json!("1")]),
        ("tenant", vec![json!("019b8d62-7a80-7aba-8000-000000000001")]),
    ];
    let keys =
        ["", "0", "~", "'", "%", "9999-12-31T23:59:59Z", "-1", "1e400", "NaN", "true", "\u{0}", "\u{10ffff}"];
    values.push(("key", keys.iter().map(|key| json!(key)).chain([json!(null), json!(7)]).collect()));
    let mut altered: Vec<_> = values
        .into_iter()
        .flat_map(|(name, values)| values.into_iter().map(move |value| (name, value)))
        .map(|(name, value)| {
            let mut cursor = good.clone();
            cursor[name] = value;
            URL_SAFE_NO_PAD.encode(cursor.to_string())
        })
        .collect();
    altered.push(cursor[1..].to_owned());
    altered.push(cursor[..cursor.len() / 2].to_owned());
    altered.push(format!("{cursor}{cursor}"));
    altered.push(URL_SAFE_NO_PAD.encode("[]"));
    altered
}

async fn next(caller: &Client, list: &str) -> Option<String> {
    let page = caller.get(&format!("{list}&limit=1")).await;
    page.body["next_cursor"].as_str().map(str::to_owned)
}

/// A list: its operation, and its path as the caller and as somebody else asks for it.
struct List<'d> {
    operation: &'d Value,
    own: String,
    foreign: String,
}

/// Asks for the list of the caller with cursors of the other's list and with altered ones of its own, in every order;
/// how many were tried.
async fn try_on(caller: &Client, other: &Client, list: &List<'_>) -> usize {
    let mut tried = 0;
    let all = caller.get(&format!("{}?limit=200&include_total=exact", list.own)).await;
    let Some(rows) = all.body["items"].as_array().filter(|_| all.status == 200) else { return 0 };
    for sort in sorts(list.operation) {
        let query = format!("sort={sort}&include_total=exact");
        let foreign = next(other, &format!("{}?{query}", list.foreign)).await;
        let own = format!("{}?{query}", list.own);
        let altered = next(caller, &own).await.map(|cursor| altered(&cursor));
        for cursor in foreign.into_iter().chain(altered.into_iter().flatten()) {
            let page = caller.get(&format!("{own}&limit=200&cursor={cursor}")).await;
            let told = format!("{own} {cursor}: {}", page.text);
            tried += 1;
            if page.status != 200 {
                assert_eq!((page.status, page.pointers()), (400, vec!["cursor"]), "{told}");
                continue;
            }
            let shown = page.body["items"].as_array().unwrap();
            assert!(shown.iter().all(|row| rows.contains(row)), "{told}");
            assert_eq!(page.body["total"], all.body["total"], "{told}");
        }
    }
    tried
}

/// The orders of a list that is read page by page; none of other operations.
fn sorts(operation: &Value) -> Vec<&str> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    if !parameters.clone().any(|parameter| parameter["name"] == "cursor") {
        return Vec::new();
    }
    let sort = parameters.into_iter().find(|parameter| parameter["name"] == "sort").unwrap();
    sort["schema"]["enum"].as_array().unwrap().iter().map(|sort| sort.as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_altered_or_foreign_cursor_shows_nothing_but_rows_of_the_own_list() {
    let (app, document) = (App::new().await, ligature::api::document());
    let library = app.library().admin().await;
    let mut tried = 0;
    for email in ["coordinator@hillside.example", "admin@jobs.example", "viewer@riverside.example"] {
        let caller = app.sign_in(email).await;
        for (operation, _, path) in operations(&document) {
            let list = List { operation, own: path.to_owned(), foreign: path.to_owned() };
            tried += try_on(&caller, &library, &list).await;
        }
    }
    assert!(tried > 1_000, "only {tried}");
}

/// What has lists below it: an initiative, a prospect that moved, and an import.
async fn parents(app: &App, caller: &Client) -> [String; 3] {
    let need = json!({"name": "x", "cause": "x", "needs": ["workspace"]});
    let initiative = caller.post("/v1/initiatives", need).await.expect(201).id();
    for name in ["Kite Club", "Chess Club", "Rowing Club"] {
        caller.post("/v1/organizations", json!({"name": name, "offers": ["workspace"]})).await.expect(201);
    }
    let entry = caller.post("/v1/organizations", json!({"name": "Choir"})).await.expect(201).id();
    let prospect = caller.post("/v1/prospects", json!({"organization_id": entry})).await.expect(201).id();
    for stage in ["contacted", "interviewed"] {
        caller
            .post(&format!("/v1/prospects/{prospect}/move"), json!({"stage": stage, "reason": "x"}))
            .await
            .expect(200);
    }
    let job = send(caller, "", clubs(3)).await.expect(202).id();
    work(app).await;
    [initiative, prospect, job]
}

#[tokio::test]
async fn nor_does_one_in_a_list_below_a_row() {
    let (app, document) = (App::new().await, ligature::api::document());
    let other = app.library().coordinator().await;
    let caller = app.other_library().coordinator().await;
    let (own, foreign) = (parents(&app, &caller).await, parents(&app, &other).await);
    let mut below: Vec<_> = operations(&document)
        .filter(|(it, _, path)| path.contains("{id}") && !sorts(it).is_empty())
        .collect();
    below.sort_by_key(|(.., path)| *path);
    let paths: Vec<_> = below.iter().map(|(.., path)| *path).collect();
    assert_eq!(paths, ["/v1/initiatives/{id}/matches", "/v1/jobs/{id}/rows", "/v1/prospects/{id}/moves"]);
    for ((operation, _, path), at) in below.iter().zip([0, 2, 1]) {
        let [own, foreign] = [&own, &foreign].map(|ids| path.replace("{id}", &ids[at]));
        let tried = try_on(&caller, &other, &List { operation, own, foreign }).await;
        assert!(tried > 50, "{path}: {tried}");
    }
}
