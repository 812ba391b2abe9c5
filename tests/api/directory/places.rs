//! The list of entries by city, postal code and country.

use serde_json::json;

use super::{all, entry};
use crate::support::{App, Client};

/// The names of the entries in a city that no other test has, two on a page.
async fn in_city(client: &Client, query: &str) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/organizations?city=Port%20Vesper&limit=2&{query}{cursor}");
        let page = client.get(&path).await.expect(200);
        let rows = page.body["items"].as_array().unwrap();
        names.extend(rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()));
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return names,
        }
    }
}

async fn locate(client: &Client, organization: &str, cities: &[&str]) -> String {
    let addresses: Vec<_> = cities.iter().map(|city| json!({"city": city, "country": "AQ"})).collect();
    let body = json!({"organization_id": organization, "addresses": addresses});
    client.post("/v1/locations", body).await.expect(201).id()
}

#[tokio::test]
async fn a_list_by_city_has_each_entry_once_in_the_order_of_names_page_by_page() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    for name in ["Wharf", "écluse", "Dock", "Anchor", "Quay"] {
        let organization = entry(&coordinator, name, "partners").await;
        locate(&coordinator, &organization, &["Port Vesper", "PORT VESPER", "Elsewhere"]).await;
        locate(&coordinator, &organization, &["port vésper"]).await;
    }
    let ordered = ["Anchor", "Dock", "écluse", "Quay", "Wharf"];
    let backwards: Vec<_> = ordered.iter().rev().copied().collect();
    assert_eq!(in_city(&coordinator, "").await, ordered);
    assert_eq!(in_city(&coordinator, "sort=-name").await, backwards);
    assert_eq!(in_city(&coordinator, "country=AQ").await, ordered);
    assert_eq!(in_city(&coordinator, "sort=created_at").await, ["Wharf", "écluse", "Dock", "Anchor", "Quay"]);
    assert_eq!(in_city(&coordinator, "q=dock").await, ["Dock"]);
    assert_eq!(in_city(&coordinator, "country=NO").await, [""; 0]);
    let total = coordinator.get("/v1/organizations?city=Port%20Vesper&include_total=true").await.expect(200);
    assert_eq!(total.body["total"], 5);
}

#[tokio::test]
async fn a_list_by_city_follows_new_names_and_addresses_and_what_is_removed() {
    let app = App::new().await;
    let coordinator = app.library().coordinator().await;
    let mut made = Vec::new();
    for name in ["Anchor", "Buoy", "Crane"] {
        let organization = entry(&coordinator, name, "partners").await;
        let location = locate(&coordinator, &organization, &["Port Vesper"]).await;
        made.push((format!("/v1/organizations/{organization}"), format!("/v1/locations/{location}")));
    }
    coordinator.patch(&made[0].0, json!({"name": "Zephyr", "offers": ["equipment"]})).await.expect(200);
    assert_eq!(in_city(&coordinator, "").await, ["Buoy", "Crane", "Zephyr"]);
    assert_eq!(in_city(&coordinator, "offer=equipment").await, ["Zephyr"]);
    coordinator.patch(&made[1].1, json!({"addresses": [{"city": "Elsewhere"}]})).await.expect(200);
    assert_eq!(in_city(&coordinator, "").await, ["Crane", "Zephyr"]);
    app.library().admin().await.delete(&made[0].1).await.expect(204);
    assert_eq!(in_city(&coordinator, "").await, ["Crane"]);
    app.library().admin().await.delete(&made[2].0).await.expect(204);
    assert_eq!(in_city(&coordinator, "").await, [""; 0]);
    assert_eq!(all(&coordinator, "/v1/organizations?city=elsewhere").await.len(), 1);
}
