//! Erasing contacts: people without accounts, by whoever keeps the entry.

use reqwest::Method;
use serde_json::json;

use crate::support::tables::Tables;
use crate::support::{App, Client, client};

const TRACES: [&str; 6] = [
    "Ottoline Vasquez",
    "Keeper of bells",
    "Belfry",
    "ottoline@bells.example",
    "+1 650 253 0142",
    "by the side door",
];

/// A contact with a phone, both changed once, of an entry of Riverside.
async fn ottoline(library: &Client) -> (String, String) {
    let entry = library.post("/v1/organizations", json!({"name": "Bell Ringers"})).await.expect(201).id();
    let contact = json!({
        "organization_id": entry, "name": TRACES[0], "title": TRACES[1], "department": TRACES[2], "email": TRACES[3],
    });
    let request = library.request(Method::POST, "/v1/contacts").header("idempotency-key", "once");
    let contact = client::send(request.json(&contact)).await.expect(201).id();
    let phone = json!({
        "organization_id": entry, "contact_id": contact, "number": TRACES[4], "description": TRACES[5],
    });
    let phone = library.post("/v1/phones", phone).await.expect(201).id();
    library.patch(&format!("/v1/contacts/{contact}"), json!({"title": "Warden"})).await.expect(200);
    library.patch(&format!("/v1/phones/{phone}"), json!({"description": null})).await.expect(200);
    (entry, contact)
}

async fn assert_gone(app: &App) {
    let tables = Tables::of(app).await;
    for trace in TRACES.iter().chain(&["Warden", "+16502530142"]) {
        assert_eq!(tables.holding(trace), Vec::<&str>::new(), "{trace}");
    }
}

#[tokio::test]
async fn nothing_of_an_erased_contact_is_left_in_any_table() {
    let app = App::new().await;
    let library = app.library().coordinator().await;
    let (entry, contact) = ottoline(&library).await;
    let before = Tables::of(&app).await;
    for trace in TRACES {
        assert!(before.holding(trace).contains(&"event"), "{trace}");
    }
    assert!(before.holding(TRACES[0]).contains(&"idempotency"));
    let path = format!("/v1/contacts/{contact}");
    let actions = library.get(&path).await.expect(200).body["actions"].clone();
    assert_eq!(actions, json!(["update_contact", "delete_contact", "erase_contact"]));
    let erased = library.post(&format!("{path}/erase"), json!({})).await.expect(200).body;
    assert_eq!((&erased["name"], &erased["email"]), (&json!("(erased)"), &json!(null)));
    assert_gone(&app).await;
    library.get(&path).await.expect(404);
    let phones = library.get(&format!("/v1/phones?organization_id={entry}")).await.expect(200);
    assert_eq!(phones.body["items"], json!([]));
}

#[tokio::test]
async fn a_contact_that_was_deleted_is_erased_too_even_when_its_entry_was() {
    let app = App::new().await;
    let library = app.library().admin().await;
    let (entry, contact) = ottoline(&library).await;
    library.delete(&format!("/v1/contacts/{contact}")).await.expect(204);
    library.delete(&format!("/v1/organizations/{entry}")).await.expect(204);
    let path = format!("/v1/contacts/{contact}/erase");
    app.other_library().admin().await.post(&path, json!({})).await.expect(404);
    app.operator().await.post(&path, json!({})).await.expect(404);
    library.post(&path, json!({})).await.expect(200);
    assert_gone(&app).await;
    // Once more it changes nothing.
    library.post(&path, json!({})).await.expect(200);
    let events = library.get(&format!("/v1/events?resource_id={contact}&operation=erase_contact")).await;
    assert_eq!(events.expect(200).body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn who_sees_a_contact_of_anothers_entry_does_not_erase_it() {
    let app = App::new().await;
    let library = app.library().coordinator().await;
    let (_, contact) = ottoline(&library).await;
    let path = format!("/v1/contacts/{contact}");
    library.patch(&path, json!({"visibility": "partners"})).await.expect(200);
    for other in [app.partner().coordinator().await, app.operator().await, app.library().contributor().await]
    {
        other.get(&path).await.expect(200);
        other.post(&format!("{path}/erase"), json!({})).await.expect(403);
    }
}

#[tokio::test]
async fn what_a_list_said_of_an_erased_contact_is_erased_too() {
    let app = App::new().await;
    let library = app.library().coordinator().await;
    let list = format!(
        "id,name,contact_name,contact_email,contact_title\n1,Bell Ringers,{},{},{}",
        TRACES[0], TRACES[3], TRACES[1]
    );
    let import = library.request(Method::POST, "/v1/organizations/import?source=bells");
    let import = import.header("content-type", "text/csv").body(list);
    let report = client::send(import).await.expect(200).body;
    let entry = report["rows"][0]["id"].as_str().unwrap();
    let contacts = library.get(&format!("/v1/contacts?organization_id={entry}")).await.expect(200);
    let contact = contacts.body["items"][0]["id"].as_str().unwrap();
    assert!(Tables::of(&app).await.holding(TRACES[3]).contains(&"external_identifier"));
    library.post(&format!("/v1/contacts/{contact}/erase"), json!({})).await.expect(200);
    assert_gone(&app).await;
}
