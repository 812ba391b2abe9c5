//! Entries that are given to another steward while somebody writes them: who may write is asked of the entry as it is by then.

use std::time::Duration;

use ligature::demo;
use reqwest::Method;
use sea_orm::{
    ConnectionTrait, Database, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::entry;
use crate::support::{Answer, App, Client, client};

/// Gives the entry to the museum, in a transaction that is still to be committed.
async fn giving(app: &App, organization: &str) -> DatabaseTransaction {
    let server = app.database.on_server();
    let literal = |id: Uuid| if server { format!("'{id}'") } else { format!("x'{}'", id.simple()) };
    let database = Database::connect(&app.database.url).await.unwrap();
    let mode = (!server).then_some(SqliteTransactionMode::Immediate);
    let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
    let transaction = database.begin_with_options(options).await.unwrap();
    let (museum, id) = (literal(demo::TENANTS[2].id()), literal(organization.parse().unwrap()));
    let give =
        format!("UPDATE organization SET steward_id = {museum}, version = version + 1 WHERE id = {id}");
    assert_eq!(transaction.execute_unprepared(&give).await.unwrap().rows_affected(), 1);
    transaction
}

/// What the caller is answered when the entry is given away after the request began.
async fn meanwhile(app: &App, organization: &str, request: impl Future<Output = Answer>) -> Answer {
    let transaction = giving(app, organization).await;
    let (answer, ()) = tokio::join!(request, async {
        // Long enough for the request to come as far as the lock.
        tokio::time::sleep(Duration::from_millis(500)).await;
        transaction.commit().await.unwrap();
    });
    answer
}

async fn location(caller: &Client, organization: &str) -> String {
    let location = json!({"organization_id": organization, "name": "Boathouse"});
    caller.post("/v1/locations", location).await.expect(201).header("location").to_owned()
}

#[tokio::test]
async fn a_part_is_not_written_by_who_no_longer_keeps_the_entry() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let (one, two) =
        (entry(&caller, "Kite Club", "partners").await, entry(&caller, "Other Club", "partners").await);
    let path = location(&caller, &one).await;
    meanwhile(&app, &one, caller.patch(&path, json!({"name": "Shed"}))).await.expect(403);
    assert_eq!(caller.get(&path).await.expect(200).body["name"], "Boathouse");
    let path = location(&caller, &two).await;
    meanwhile(&app, &two, caller.delete(&path)).await.expect(403);
    caller.get(&path).await.expect(200);
}

#[tokio::test]
async fn a_proposal_is_not_accepted_by_who_no_longer_keeps_the_entry() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let organization = entry(&caller, "Kite Club", "partners").await;
    let proposal = json!({"organization_id": organization, "patch": {"name": "x"}, "reason": "y"});
    let made = app.other_library().coordinator().await.post("/v1/proposals", proposal).await.expect(201);
    let accept = format!("{}/accept", made.header("location"));
    // Who decides about it sees it, and that is the museum by now.
    meanwhile(&app, &organization, caller.post(&accept, json!({}))).await.expect(404);
    let entry = caller.get(&format!("/v1/organizations/{organization}")).await.expect(200);
    assert_eq!(entry.body["name"], "Kite Club");
}

#[tokio::test]
async fn a_list_does_not_write_an_entry_that_was_given_away_meanwhile() {
    let app = App::new().await;
    let caller = app.library().coordinator().await;
    let list = |name: &str| {
        let request =
            caller.request(Method::POST, "/v1/organizations/import").header("content-type", "text/csv");
        client::send(request.body(format!("id,name\n1,{name}\n")))
    };
    let first = list("Kite Club").await.expect(200);
    let organization = first.body["rows"][0]["id"].as_str().unwrap().to_owned();
    let told = meanwhile(&app, &organization, list("Other Club")).await.expect(200);
    assert_eq!((&told.body["updated"], &told.body["failed"]), (&json!(0), &json!(1)), "{}", told.text);
    let entry = caller.get(&format!("/v1/organizations/{organization}")).await.expect(200);
    assert_eq!(entry.body["name"], "Kite Club");
}
