//! Contacts, phones and locations: who sees them, who writes them, and what a write of them counts as.

use serde_json::{Value, json};

use super::entry;
use crate::support::{App, Client};

/// Each part with the least that it needs.
fn parts(organization_id: &str) -> [(&'static str, Value); 3] {
    [
        ("contacts", json!({"organization_id": organization_id, "name": "canary-contact"})),
        ("phones", json!({"organization_id": organization_id, "number": "555 010 77"})),
        ("locations", json!({"organization_id": organization_id, "name": "canary-place"})),
    ]
}

async fn made(client: &Client, resource: &str, body: Value) -> Value {
    client.post(&format!("/v1/{resource}"), body).await.expect(201).body
}

#[tokio::test]
async fn only_the_steward_sees_internal_parts_and_all_see_the_others() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    let others = [app.other_library().admin().await, app.partner().coordinator().await, app.operator().await];
    for (resource, mut body) in parts(&organization) {
        for (visibility, seen) in [("internal", false), ("partners", true)] {
            body["visibility"] = json!(visibility);
            let id = made(&coordinator, resource, body.clone()).await["id"].as_str().unwrap().to_owned();
            let path = format!("/v1/{resource}/{id}");
            let list = format!("/v1/{resource}?organization_id={organization}&include_total=true");
            assert_eq!(app.library().viewer().await.get(&path).await.status, 200);
            for other in &others {
                assert_eq!(
                    other.get(&path).await.status,
                    if seen { 200 } else { 404 },
                    "{path} {visibility}"
                );
                let listed = other.get(&list).await.expect(200);
                assert_eq!(listed.text.contains(&id), seen, "{list}");
                assert_eq!(listed.body["total"], u32::from(seen), "{list}");
                let body = json!({"description": null});
                assert_eq!(other.patch(&path, body).await.status, if seen { 403 } else { 404 });
                assert_eq!(other.delete(&path).await.status, if seen { 403 } else { 404 });
            }
        }
    }
}

#[tokio::test]
async fn contacts_and_their_phones_are_internal_until_somebody_shows_them() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "public").await;
    let contact =
        made(&coordinator, "contacts", json!({"organization_id": organization, "name": "Ann"})).await;
    assert_eq!(contact["visibility"], "internal");
    let phone = json!({"organization_id": organization, "contact_id": contact["id"], "number": "1"});
    assert_eq!(made(&coordinator, "phones", phone).await["visibility"], "internal");
    let phone = json!({"organization_id": organization, "number": "1"});
    assert_eq!(made(&coordinator, "phones", phone).await["visibility"], "partners");
    let location = json!({"organization_id": organization});
    assert_eq!(made(&coordinator, "locations", location).await["visibility"], "partners");
}

#[tokio::test]
async fn a_part_is_never_more_visible_than_what_it_belongs_to() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    for (resource, mut body) in parts(&organization) {
        body["visibility"] = json!("public");
        let refused = coordinator.post(&format!("/v1/{resource}"), body).await.expect(422);
        assert_eq!(refused.pointers(), ["/visibility"]);
        assert_eq!(refused.body["errors"][0]["code"], "above_parent");
    }
    let contact =
        made(&coordinator, "contacts", json!({"organization_id": organization, "name": "Ann"})).await;
    let mut phone = json!({"organization_id": organization, "contact_id": contact["id"], "number": "1"});
    phone["visibility"] = json!("partners");
    coordinator.post("/v1/phones", phone.clone()).await.expect(422);

    let path = format!("/v1/contacts/{}", contact["id"].as_str().unwrap());
    coordinator.patch(&path, json!({"visibility": "partners"})).await.expect(200);
    let phone = made(&coordinator, "phones", phone).await;
    let partner = app.partner().viewer().await;
    let phone = format!("/v1/phones/{}", phone["id"].as_str().unwrap());
    partner.get(&phone).await.expect(200);
    coordinator.patch(&path, json!({"visibility": "internal"})).await.expect(200);
    partner.get(&phone).await.expect(404);
    assert_eq!(coordinator.get(&phone).await.expect(200).body["visibility"], "internal");
    coordinator.delete(&path).await.expect(204);
    coordinator.get(&phone).await.expect(404);
}

#[tokio::test]
async fn hiding_an_entry_hides_its_parts_and_they_can_still_be_changed() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    let partner = app.partner().viewer().await;
    let mut paths = Vec::new();
    for (resource, mut body) in parts(&organization) {
        body["visibility"] = json!("partners");
        let part = made(&coordinator, resource, body).await;
        paths.push(format!("/v1/{resource}/{}", part["id"].as_str().unwrap()));
    }
    let entry = format!("/v1/organizations/{organization}");
    coordinator.patch(&entry, json!({"visibility": "internal"})).await.expect(200);
    for path in &paths {
        partner.get(path).await.expect(404);
        let field = if path.contains("phones") { "extension" } else { "name" };
        coordinator.patch(path, json!({field: "7"})).await.expect(200);
        coordinator.patch(path, json!({"visibility": "public"})).await.expect(422);
    }
    let list = format!("/v1/contacts?organization_id={organization}");
    assert_eq!(partner.get(&list).await.expect(422).pointers(), ["organization_id"]);
    coordinator.patch(&entry, json!({"visibility": "partners"})).await.expect(200);
    for path in &paths {
        partner.get(path).await.expect(200);
    }
}

#[tokio::test]
async fn a_part_is_written_by_coordinators_of_the_steward_and_names_rows_they_may_see() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    let hidden = entry(&app.other_library().coordinator().await, "Hidden", "internal").await;
    let other = entry(&coordinator, "Other", "partners").await;
    for (resource, body) in parts(&organization) {
        let path = format!("/v1/{resource}");
        for (client, status) in [
            (app.library().contributor().await, 403),
            (app.other_library().coordinator().await, 403),
            (app.operator().await, 403),
            (app.nobody(), 401),
        ] {
            assert_eq!(client.post(&path, body.clone()).await.status, status);
        }
        let mut foreign = body.clone();
        foreign["organization_id"] = json!(hidden);
        assert_eq!(coordinator.post(&path, foreign).await.expect(422).pointers(), ["/organization_id"]);
        let id = made(&coordinator, resource, body).await["id"].as_str().unwrap().to_owned();
        let moved = coordinator.patch(&format!("{path}/{id}"), json!({"organization_id": other})).await;
        assert_eq!(moved.expect(422).pointers(), ["/organization_id"]);
        let refused = app.library().contributor().await.delete(&format!("{path}/{id}")).await;
        refused.expect(403);
        let actions = coordinator.get(&format!("{path}/{id}")).await.body["actions"].clone();
        let one = resource.trim_end_matches('s');
        let mut expected = vec![format!("update_{one}"), format!("delete_{one}")];
        expected.extend((one == "contact").then(|| "erase_contact".to_owned()));
        assert_eq!(actions, json!(expected));
    }
    let contact = made(&coordinator, "contacts", json!({"organization_id": other, "name": "Ann"})).await;
    let phone = json!({"organization_id": organization, "contact_id": contact["id"], "number": "1"});
    assert_eq!(coordinator.post("/v1/phones", phone).await.expect(422).pointers(), ["/contact_id"]);
}

#[tokio::test]
async fn a_write_of_a_part_is_a_write_of_the_entry_for_those_who_may_see_the_part() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let partner = app.partner().viewer().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    let path = format!("/v1/organizations/{organization}");
    let tags = async || {
        let (own, foreign) = (coordinator.get(&path).await, partner.get(&path).await);
        [own, foreign].map(|answer| (answer.header("etag").to_owned(), answer.body["updated_at"].clone()))
    };
    for (visibility, moves) in [("internal", false), ("partners", true)] {
        for (resource, mut body) in parts(&organization) {
            body["visibility"] = json!(visibility);
            let [own, foreign] = tags().await;
            let part = made(&coordinator, resource, body).await;
            let [own_after, foreign_after] = tags().await;
            assert_ne!(own, own_after);
            assert_eq!(foreign != foreign_after, moves, "{resource} {visibility}");
            coordinator.delete(&format!("/v1/{resource}/{}", part["id"].as_str().unwrap())).await.expect(204);
            let [own_last, foreign_last] = tags().await;
            assert_ne!(own_after, own_last);
            assert_eq!(foreign_after != foreign_last, moves, "{resource} {visibility} deleted");
        }
    }
}

#[tokio::test]
async fn a_location_keeps_its_addresses_and_lends_phones_its_country() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let organization = entry(&coordinator, "Lantern Theatre", "partners").await;
    let addresses = json!([
        {"address_1": "Allee 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
        {"city": "Potsdam"},
    ]);
    let body = json!({"organization_id": organization, "latitude": 52.53, "longitude": 13.38, "addresses": addresses});
    let location = coordinator.post("/v1/locations", body).await.expect(201);
    let shown = location.body["addresses"].as_array().unwrap();
    assert_eq!((&shown[0]["city"], &shown[1]["city"]), (&json!("Berlin"), &json!("Potsdam")));
    assert_eq!(shown[1]["address_type"], "physical");
    let phone = json!({"organization_id": organization, "number": "030 901820"});
    assert_eq!(made(&coordinator, "phones", phone).await["e164"], "+4930901820");

    let path = location.header("location").to_owned();
    let before = location.body["updated_at"].clone();
    let changed = coordinator.patch(&path, json!({"addresses": [{"city": "Bonn"}]})).await.expect(200);
    assert_ne!(changed.body["updated_at"], before);
    assert_eq!(changed.body["addresses"].as_array().unwrap().len(), 1);
    let half = coordinator.patch(&path, json!({"latitude": null})).await.expect(422);
    assert_eq!(half.pointers(), ["/latitude"]);
    let stale =
        coordinator.request(reqwest::Method::PATCH, &path).header("if-match", location.header("etag"));
    crate::support::client::send(stale.json(&json!({"name": "x"}))).await.expect(412);
}
