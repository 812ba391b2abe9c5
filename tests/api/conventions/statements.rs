//! No list sends a query per row.

use std::sync::Arc;

use ligature::demo::{self, Fixed};

use crate::support::{App, Client};

/// Statements that a request sends, once its caller is known.
async fn statements(app: &App, caller: &Client, path: &str) -> u64 {
    caller.get(path).await.expect(200);
    let before = app.store.statements();
    caller.get(path).await.expect(200);
    app.store.statements() - before
}

#[tokio::test]
async fn a_long_page_takes_as_many_statements_as_a_short_one() {
    let app = App::with(Arc::new(Fixed::after(1_000_000))).await;
    let mut growing = Vec::new();
    for email in ["admin@riverside.example", "operator@ligature.example"] {
        let account = demo::account(email).unwrap();
        let caller = app.bearer(&demo::sign_in(&app.store, &app.tokens, account).await.unwrap());
        for (operation, _, path) in crate::support::document::operations(&ligature::api::document()) {
            let id = operation["operationId"].as_str().unwrap();
            if !id.starts_with("list_") || caller.get(&path).await.status != 200 {
                continue;
            }
            let short = statements(&app, &caller, &format!("{path}?limit=1")).await;
            let long = statements(&app, &caller, &format!("{path}?limit=200")).await;
            assert!(short > 0, "{id} sends nothing");
            if long > short {
                growing.push(format!("{id}: {short} for one row, {long} for a page"));
            }
        }
    }
    assert!(growing.is_empty(), "{growing:#?}");
}
