//! A cursor is a place in a list and no right: whatever stands in it, the page holds rows of the caller's own list.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::document::operations;
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

#[tokio::test]
async fn an_altered_or_foreign_cursor_shows_nothing_but_rows_of_the_own_list() {
    let (app, document) = (App::new().await, ligature::api::document());
    let library = app.library().admin().await;
    let mut tried = 0;
    for email in ["coordinator@hillside.example", "admin@jobs.example", "viewer@riverside.example"] {
        let caller = app.sign_in(email).await;
        for (operation, _, path) in operations(&document) {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let sort = parameters.clone().find(|parameter| parameter["name"] == "sort");
            if !parameters.into_iter().any(|parameter| parameter["name"] == "cursor") {
                continue;
            }
            let all = caller.get(&format!("{path}?limit=200&include_total=exact")).await;
            let Some(rows) = all.body["items"].as_array().filter(|_| all.status == 200) else { continue };
            let sorts = sort.into_iter().flat_map(|sort| sort["schema"]["enum"].as_array().unwrap());
            for sort in sorts.map(|sort| sort.as_str().unwrap()) {
                let list = format!("{path}?sort={sort}&include_total=exact");
                let foreign = next(&library, &list).await;
                let own = next(&caller, &list).await.map(|cursor| altered(&cursor));
                for cursor in foreign.into_iter().chain(own.into_iter().flatten()) {
                    let page = caller.get(&format!("{list}&limit=200&cursor={cursor}")).await;
                    let told = format!("{email} {list} {cursor}: {}", page.text);
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
        }
    }
    assert!(tried > 1_000, "only {tried}");
}
