//! A large partnership takes as many statements as a small one.

use serde_json::{Value, json};

use super::{draft, path, step, tenant, three};
use crate::support::{App, Client};

/// Statements that the lead's steps send, up to a counter-proposal that asks everybody anew.
async fn steps(app: &App, lead: &Client, id: &str) -> [u64; 2] {
    let before = app.store.statements();
    step(lead, id, "propose").await.expect(200);
    let proposed = app.store.statements();
    let terms = json!({"purposes": ["planning"], "statement": "Kites over the hills."});
    let counter = json!({"terms_version": 1, "reason": "Higher.", "terms": terms});
    lead.post(&format!("{}/counter", path(id)), counter).await.expect(200);
    [proposed - before, app.store.statements() - proposed]
}

fn reads(id: &str) -> [String; 4] {
    [
        path(id),
        format!("{}/balance", path(id)),
        format!("/v1/contributions?partnership_id={id}&limit=200"),
        format!("/v1/partnerships?limit=200&organization_id={}", tenant(1)),
    ]
}

fn gift(id: &str, from: &str, amount: usize) -> Value {
    json!({
        "partnership_id": id, "from_id": from, "kind": "funding", "form": "money", "title": "Money",
        "pledged": amount, "delivered": amount, "currency": "USD", "pledged_on": "2026-01-01"
    })
}

/// How often each contribution is repeated.
const COPIES: i64 = 16;

/// Repeats what a partnership was given, by the database's own means.
async fn repeat_contributions(app: &App, id: &str, times: i64) {
    let (new, id) = match app.database.on_server() {
        true => ("gen_random_uuid()", format!("'{id}'")),
        false => ("randomblob(16)", format!("x'{}'", id.replace('-', ""))),
    };
    let columns = "created_at, updated_at, version, partnership_id, author_id, from_id, to_id, kind, form, title, pledged, \
                   delivered, currency, pledged_value, delivered_value, pledged_on";
    let numbers = format!(
        "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {times})"
    );
    let copies = format!("SELECT {new}, {columns} FROM contribution, number WHERE partnership_id = {id}");
    app.database.execute(&format!("{numbers} INSERT INTO contribution (id, {columns}) {copies}")).await;
}

#[tokio::test]
async fn fifty_parties_and_thousands_of_contributions_are_read_in_as_many_statements_as_three_and_one() {
    let app = App::with_stopped_clock().await;
    let lead = app.library().coordinator().await;
    let small = three(&app).await;
    lead.post("/v1/contributions", gift(&small, &tenant(0), 1)).await.expect(201);
    let mut before = Vec::new();
    for read in reads(&small) {
        before.push(app.statements(&lead, &read).await);
    }
    let mut parties = vec![tenant(1)];
    for number in 0..48 {
        let name = json!({"name": format!("Kite club {number}")});
        parties.push(lead.post("/v1/organizations", name).await.expect(201).id());
    }
    let named: Vec<&str> = parties.iter().map(String::as_str).collect();
    let large = draft(&lead, &named).await;
    assert_eq!(
        steps(&app, &lead, &large).await,
        steps(&app, &lead, &draft(&lead, &[&tenant(1)]).await).await
    );
    for (place, party) in parties.iter().cycle().take(300).enumerate() {
        lead.post("/v1/contributions", gift(&large, party, place)).await.expect(201);
    }
    repeat_contributions(&app, &large, COPIES).await;
    for (read, before) in reads(&large).iter().zip(before) {
        assert_eq!(app.statements(&lead, read).await, before, "{read}");
    }
    let health = format!("{}/health", path(&small));
    let before = app.statements(&lead, &health).await;
    repeat_contributions(&app, &small, 1_000).await;
    assert_eq!(app.statements(&lead, &health).await, before);
    let told = lead.get(&format!("{}/balance", path(&large))).await.expect(200);
    let parties = told.body["parties"].as_array().unwrap();
    assert_eq!(parties.len(), 50);
    let sum = |member: &str| -> i64 {
        parties.iter().filter_map(|party| party["currencies"][0][member].as_i64()).sum()
    };
    let all = (COPIES + 1) * 300 * 299 / 2;
    assert_eq!((sum("given_delivered"), sum("received_delivered")), (all, all));
    let page =
        lead.get(&format!("/v1/contributions?partnership_id={large}&include_total=true")).await.expect(200);
    assert_eq!(page.body["total"], json!((COPIES + 1) * 300));
    let many: Vec<Value> =
        (1..=51).map(|number| json!({"organization_id": uuid::Uuid::from_u128(number)})).collect();
    let terms = json!({"purposes": ["planning"], "statement": "Too many."});
    let refused =
        lead.post("/v1/partnerships", json!({"name": "Many", "parties": many, "terms": terms})).await;
    assert_eq!(refused.expect(422).pointers(), ["/parties"]);
}
