//! Give and take, and the balance of it.

use serde_json::{Value, json};

use super::{path, step, tenant, three};
use crate::support::{App, Client};

fn money(id: &str, from: usize, to: Option<usize>, currency: &str, delivered: i64) -> Value {
    json!({
        "partnership_id": id, "from_id": tenant(from), "to_id": to.map(tenant), "kind": "funding", "form": "money",
        "title": "Money", "pledged": delivered * 2, "delivered": delivered, "currency": currency,
        "pledged_on": "2026-01-01"
    })
}

async fn give(caller: &Client, input: Value) -> Value {
    caller.post("/v1/contributions", input).await.expect(201).body
}

async fn balance(caller: &Client, id: &str) -> Value {
    caller.get(&format!("{}/balance", path(id))).await.expect(200).body
}

fn of<'b>(balance: &'b Value, organization: &str) -> &'b Value {
    let parties = balance["parties"].as_array().unwrap();
    parties.iter().find(|party| party["organization"]["id"] == organization).unwrap()
}

#[tokio::test]
async fn the_balance_tells_what_each_party_gave_and_received_and_never_adds_currencies() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, jobs) = (app.library().coordinator().await, app.other_partner().coordinator().await);
    give(&lead, money(&id, 0, Some(3), "USD", 10_000)).await;
    give(&jobs, money(&id, 3, Some(0), "USD", 2_500)).await;
    give(&jobs, money(&id, 3, None, "EUR", 101)).await;
    let things = json!({
        "partnership_id": id, "from_id": tenant(1), "to_id": tenant(0), "kind": "marketing", "form": "things",
        "title": "Posters", "pledged": 30, "delivered": 10, "pledged_on": "2026-01-01"
    });
    give(&lead, things).await;
    let told = balance(&lead, &id).await;
    let ours = of(&told, &tenant(0));
    let usd = json!({
        "currency": "USD", "given_pledged": 20_000, "given_delivered": 10_000, "received_pledged": 5_000,
        "received_delivered": 2_500, "net": -7_500, "reciprocity": 0.25
    });
    assert_eq!(ours["currencies"][1], usd, "{ours}");
    assert_eq!(
        (&ours["currencies"][0]["currency"], &ours["currencies"][0]["reciprocity"]),
        (&json!("EUR"), &json!(0.0))
    );
    let received = |place| of(&told, &tenant(place))["currencies"][0]["received_delivered"].as_i64().unwrap();
    assert_eq!(received(0) + received(1), 101);
    assert_eq!((received(0) - received(1)).abs(), 1);
    assert_eq!(of(&told, &tenant(1))["unvalued_given"], 1);
    assert_eq!(ours["unvalued_received"], 1);
    assert_eq!(balance(&app.other_library().viewer().await, &id).await, told, "all parties see the same");
    app.partner().admin().await.get(&format!("{}/balance", path(&id))).await.expect(404);
}

#[tokio::test]
async fn an_hour_is_worth_what_its_rate_said_on_the_day_of_the_pledge() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let rate = json!({"name": "Clerk", "amount": 3_180, "currency": "USD", "valid_from": "2026-01-01", "valid_until": "2026-06-30"});
    lead.post("/v1/rates", rate.clone()).await.expect(403);
    let rate = admin.post("/v1/rates", rate).await.expect(201);
    let work = |on: &str| {
        json!({
            "partnership_id": id, "from_id": tenant(0), "to_id": tenant(1), "kind": "expertise", "form": "hours",
            "title": "Talks", "pledged": 90, "delivered": 1, "rate_id": rate.body["id"], "pledged_on": on
        })
    };
    for day in ["2025-12-31", "2026-07-01"] {
        assert_eq!(
            lead.post("/v1/contributions", work(day)).await.expect(422).pointers(),
            ["/rate_id"],
            "{day}"
        );
    }
    let given = lead.post("/v1/contributions", work("2026-06-30")).await.expect(201);
    let values = |body: &Value| {
        (body["pledged_value"].clone(), body["delivered_value"].clone(), body["unit_amount"].clone())
    };
    assert_eq!(values(&given.body), (json!(4_770), json!(53), json!(3_180)));
    assert_eq!((&given.body["currency"], &given.body["rate_name"]), (&json!("USD"), &json!("Clerk")));
    admin.patch(rate.header("location"), json!({"amount": 1})).await.expect(200);
    let more = lead.patch(given.header("location"), json!({"delivered": 60})).await.expect(200);
    assert_eq!(values(&more.body), (json!(4_770), json!(3_180), json!(3_180)), "what the rate said is kept");
    admin.delete(rate.header("location")).await.expect(204);
    lead.patch(given.header("location"), json!({"delivered": 90})).await.expect(200);
    let foreign = app.other_library().admin().await;
    foreign.get(rate.header("location")).await.expect(404);
    let national = foreign.get("/v1/rates").await.expect(200);
    let national = &national.body["items"][0];
    assert_eq!(
        (&national["amount"], &national["currency"], &national["organization"]),
        (&json!(3_180), &json!("USD"), &json!(null))
    );
    foreign
        .patch(&format!("/v1/rates/{}", national["id"].as_str().unwrap()), json!({"amount": 1}))
        .await
        .expect(403);
}

#[tokio::test]
async fn what_a_contribution_says_of_its_worth_has_to_fit_together() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    for (changed, pointer) in [
        (json!({"currency": null}), "/currency"),
        (json!({"currency": "usd"}), "/currency"),
        (json!({"unit_amount": 5}), "/unit_amount"),
        (json!({"rate_id": "01900000-0000-7000-8000-0000000a0001"}), "/rate_id"),
        (json!({"form": "things"}), "/currency"),
        (json!({"form": "things", "unit_amount": 1_000_000_000_000_i64, "pledged": 2}), "/pledged"),
        (json!({"pledged": -1}), "/pledged"),
        (json!({"due_on": "1999-12-31"}), "/due_on"),
        (json!({"pledged": 1_000_000_000_001_i64}), "/pledged"),
        (json!({"to_id": tenant(0)}), "/to_id"),
        (json!({"to_id": tenant(2)}), "/to_id"),
        (
            json!({"form": "hours", "currency": null, "rate_id": "019b8d62-7a80-7fff-8000-0000000003e7"}),
            "/rate_id",
        ),
    ] {
        let mut input = money(&id, 0, Some(1), "USD", 1);
        for (name, value) in changed.as_object().unwrap() {
            input[name] = value.clone();
        }
        assert_eq!(
            lead.post("/v1/contributions", input).await.expect(422).pointers(),
            [pointer],
            "{changed}"
        );
    }
    for number in ["1.5", "1e3", "9223372036854775808"] {
        let body = money(&id, 0, Some(1), "USD", 7)
            .to_string()
            .replace("\"delivered\":7", &format!("\"delivered\":{number}"));
        let request = lead
            .request(reqwest::Method::POST, "/v1/contributions")
            .header("content-type", "application/json");
        let answer = crate::support::client::send(request.body(body)).await;
        assert!(
            answer.status == 422 || (number == "1e3" && answer.status == 201),
            "{number}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn the_giver_the_receiver_and_the_lead_write_and_who_left_reads_what_it_gave() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, hillside) = (app.library().coordinator().await, app.other_library().coordinator().await);
    let jobs = app.other_partner().coordinator().await;
    let refused = hillside.post("/v1/contributions", money(&id, 0, Some(3), "USD", 1)).await.expect(422);
    assert_eq!(refused.body["errors"][0]["code"], "not_involved");
    let given = jobs.post("/v1/contributions", money(&id, 3, Some(0), "USD", 1)).await.expect(201);
    let got = lead.post("/v1/contributions", money(&id, 0, Some(3), "USD", 1)).await.expect(201);
    hillside.get(given.header("location")).await.expect(200);
    hillside.patch(given.header("location"), json!({"delivered": 2})).await.expect(403);
    lead.patch(given.header("location"), json!({"delivered": 2})).await.expect(200);
    jobs.patch(got.header("location"), json!({"delivered": 2})).await.expect(200);
    step(&app.other_partner().admin().await, &id, "leave").await.expect(200);
    jobs.get(given.header("location")).await.expect(200);
    jobs.patch(given.header("location"), json!({"delivered": 3})).await.expect(403);
    jobs.get(got.header("location")).await.expect(404);
    let listed =
        jobs.get(&format!("/v1/contributions?partnership_id={id}&include_total=exact")).await.expect(200);
    assert_eq!((&listed.body["total"], &listed.body["items"][0]["id"]), (&json!(1), &given.body["id"]));
    jobs.get(&format!("{}/balance", path(&id))).await.expect(403);
    let told = balance(&lead, &id).await;
    assert_eq!(of(&told, &tenant(3))["currencies"][0]["given_delivered"], 2, "who left is still told of");
}

#[tokio::test]
async fn what_a_party_that_left_gave_or_received_is_settled_and_still_read() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, jobs) = (app.library().coordinator().await, app.other_partner().coordinator().await);
    let given = give(&jobs, money(&id, 3, Some(0), "USD", 100)).await;
    let received = give(&lead, money(&id, 0, Some(3), "USD", 200)).await;
    let between = give(&lead, money(&id, 0, Some(1), "USD", 300)).await;
    give(&lead, money(&id, 0, None, "JPY", 100)).await;
    let shared = async |place: usize| {
        let told = balance(&lead, &id).await;
        let all = of(&told, &tenant(place))["currencies"].as_array().unwrap().clone();
        all.iter().find(|own| own["currency"] == "JPY").map(|own| own["received_delivered"].clone())
    };
    assert_eq!((shared(1).await, shared(3).await), (Some(json!(50)), Some(json!(50))));
    let at = |row: &Value| format!("/v1/contributions/{}", row["id"].as_str().unwrap());
    step(&app.other_partner().admin().await, &id, "leave").await.expect(200);
    assert_eq!((shared(1).await, shared(3).await), (Some(json!(50)), Some(json!(50))), "as it was then");
    let told = balance(&lead, &id).await;
    for row in [&given, &received] {
        let seen = lead.get(&at(row)).await.expect(200);
        assert_eq!(seen.body["actions"], json!([]));
        let refused = lead.patch(&at(row), json!({"delivered": 0})).await.expect(409);
        assert_eq!(super::code(&refused), "party_left");
        assert_eq!(super::code(&lead.delete(&at(row)).await.expect(409)), "party_left");
        app.library().viewer().await.patch(&at(row), json!({"delivered": 0})).await.expect(403);
    }
    assert_eq!(balance(&lead, &id).await, told);
    assert_eq!(jobs.get(&at(&given)).await.expect(200).body["delivered"], 100);
    jobs.patch(&at(&given), json!({"delivered": 0})).await.expect(403);
    lead.patch(&at(&between), json!({"delivered": 1})).await.expect(200);
    lead.delete(&at(&between)).await.expect(204);
}
