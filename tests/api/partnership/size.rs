//! A large partnership takes as many statements as a small one.

use serde_json::{Value, json};

use super::{draft, path, step, tenant, three};
use crate::support::{App, Client};

/// Statements that a request sends, once its caller is known: the least of some counts.
async fn statements(app: &App, caller: &Client, path: &str) -> u64 {
    let mut least = u64::MAX;
    for _ in 0..4 {
        let before = app.store.statements();
        caller.get(path).await.expect(200);
        least = least.min(app.store.statements() - before);
    }
    least
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

#[tokio::test]
async fn fifty_parties_and_hundreds_of_contributions_are_read_in_as_many_statements_as_three_and_one() {
    let app = App::new().await;
    let lead = app.library().coordinator().await;
    let small = three(&app).await;
    lead.post("/v1/contributions", gift(&small, &tenant(0), 1)).await.expect(201);
    let mut before = Vec::new();
    for read in reads(&small) {
        before.push(statements(&app, &lead, &read).await);
    }
    let mut parties = vec![tenant(1)];
    for number in 0..48 {
        let name = json!({"name": format!("Kite club {number}")});
        parties.push(lead.post("/v1/organizations", name).await.expect(201).id());
    }
    let named: Vec<&str> = parties.iter().map(String::as_str).collect();
    let large = draft(&lead, &named).await;
    step(&lead, &large, "propose").await.expect(200);
    for (place, party) in parties.iter().cycle().take(300).enumerate() {
        lead.post("/v1/contributions", gift(&large, party, place)).await.expect(201);
    }
    for (read, before) in reads(&large).iter().zip(before) {
        assert_eq!(statements(&app, &lead, read).await, before, "{read}");
    }
    let health = format!("{}/health", path(&small));
    let before = statements(&app, &lead, &health).await;
    for amount in 0..30 {
        lead.post("/v1/contributions", gift(&small, &tenant(1), amount)).await.expect(201);
    }
    assert_eq!(statements(&app, &lead, &health).await, before);
    let told = lead.get(&format!("{}/balance", path(&large))).await.expect(200);
    let parties = told.body["parties"].as_array().unwrap();
    assert_eq!(parties.len(), 50);
    let sum = |member: &str| -> i64 {
        parties.iter().filter_map(|party| party["currencies"][0][member].as_i64()).sum()
    };
    assert_eq!((sum("given_delivered"), sum("received_delivered")), (300 * 299 / 2, 300 * 299 / 2));
    let many: Vec<Value> =
        (1..=51).map(|number| json!({"organization_id": uuid::Uuid::from_u128(number)})).collect();
    let terms = json!({"purposes": ["planning"], "statement": "Too many."});
    let refused =
        lead.post("/v1/partnerships", json!({"name": "Many", "parties": many, "terms": terms})).await;
    assert_eq!(refused.expect(422).pointers(), ["/parties"]);
}
