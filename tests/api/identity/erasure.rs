//! Erasing a person: nothing of the name, the address and the texts is left anywhere, and what was rated stays.

use ligature::access::Permit;
use ligature::access::identity::me;
use ligature::access::identity::people::Erase;
use ligature::caller::Caller;
use ligature::error::Error;
use ligature::store::Unit;
use ligature::store::identity::erasure;
use ligature::store::identity::people::{self, NewPerson};
use reqwest::Method;
use serde_json::{Value, json};

use super::{JOINED, acceptance, caller, invite, person_id, sign_in};
use crate::support::tables::Tables;
use crate::support::{App, Client, client};

const EMAIL: &str = "quirin.zamora@riverside.example";
const NAME: &str = "Quirin \"Q\" Zamora-Löwe";
const TEXTS: [&str; 6] = [
    "They lent us the marquee",
    "and never asked for it back",
    "The treasurer is my cousin",
    "The dean told me over lunch",
    "A page from my notebook",
    "Wanted to look at 2b again",
];

/// Somebody who joined Riverside, wrote notes and a sheet, and left traces everywhere.
async fn quirin(app: &App) -> Client {
    let admin = app.library().admin().await;
    let invited = invite(&admin, EMAIL, "contributor").await;
    let accept = json!({"secret": invited.body["secret"], "name": NAME, "password": JOINED});
    app.nobody().post("/v1/invitations/accept", accept).await.expect(200);
    invite(&app.other_library().admin().await, &EMAIL.to_uppercase(), "viewer").await;
    sign_in(app, EMAIL, "not the password", None).await.expect(401);
    let body = json!({"email": EMAIL, "password": JOINED});
    let request = app.nobody().request(Method::POST, "/v1/sessions").json(&body);
    let request = request.header("x-forwarded-for", "198.51.100.77").header("user-agent", "Quirin's browser");
    let quirin = caller(app, &client::send(request).await.expect(201));
    let entry = quirin.get("/v1/organizations").await.expect(200).body["items"][0]["id"].clone();
    let note = json!({"organization_id": entry, "text": TEXTS[0]});
    let request = quirin.request(Method::POST, "/v1/notes").header("idempotency-key", "once");
    let note = client::send(request.json(&note)).await.expect(201).id();
    quirin.patch(&format!("/v1/notes/{note}"), json!({"text": TEXTS[1]})).await.expect(200);
    let gone =
        quirin.post("/v1/notes", json!({"organization_id": entry, "text": TEXTS[2]})).await.expect(201);
    quirin.delete(&format!("/v1/notes/{}", gone.id())).await.expect(204);
    let id = person_id(&quirin).await;
    app.operator().await.post("/v1/password-resets", json!({"person_id": id})).await.expect(201);
    quirin
}

/// A round in which Quirin and two others rated, with the sheet of Quirin.
async fn rated(app: &App, quirin: &Client) -> (String, String) {
    let coordinator = app.library().coordinator().await;
    let entry = coordinator.post("/v1/organizations", json!({"name": "Kite Club"})).await.expect(201).id();
    let round = json!({"organization_id": entry, "instrument_id": "01900000-0000-7000-8000-0000000e0002"});
    let round = coordinator.post("/v1/rounds", round).await.expect(201).id();
    let mut own = String::new();
    for (rater, value) in [(quirin, 2), (&coordinator, 4), (&app.library().contributor().await, 5)] {
        let sheet = rater.post("/v1/evaluations", json!({"round_id": round})).await.expect(201).id();
        let path = format!("/v1/evaluations/{sheet}");
        let ratings = json!([{"item": "1a", "value": value, "note": TEXTS[3], "evidence": TEXTS[4]}]);
        let ratings = if own.is_empty() { ratings } else { json!([{"item": "1a", "value": value}]) };
        rater.patch(&path, json!({"ratings": ratings})).await.expect(200);
        rater.post(&format!("{path}/submit"), json!({})).await.expect(200);
        if own.is_empty() {
            quirin.post(&format!("{path}/reopen"), json!({"reason": TEXTS[5]})).await.expect(200);
            quirin.post(&format!("{path}/submit"), json!({})).await.expect(200);
            own = sheet;
        }
    }
    coordinator.post(&format!("/v1/rounds/{round}/close"), json!({})).await.expect(200);
    (round, own)
}

#[tokio::test]
async fn nothing_that_names_the_person_or_that_the_person_wrote_is_left_in_any_table() {
    let app = App::new().await;
    let quirin = quirin(&app).await;
    rated(&app, &quirin).await;
    let id = person_id(&quirin).await;
    // Of the name a part that JSON does not escape.
    let traces = [EMAIL, "Zamora-Löwe", "198.51.100.77", "Quirin's browser"];
    let before = Tables::of(&app).await;
    for trace in traces[..3].iter().chain(&TEXTS) {
        assert!(before.holding(trace).contains(&"event"), "{trace} is where it is to be erased");
    }
    for (trace, table) in [
        (EMAIL, "person"),
        (EMAIL, "invitation"),
        (EMAIL, "sign_in_failure"),
        (TEXTS[0], "idempotency"),
        (TEXTS[1], "note"),
        (TEXTS[2], "note"),
        (TEXTS[4], "evaluation"),
        ("198.51.100.77", "session"),
    ] {
        assert!(before.holding(trace).contains(&table), "{trace} stands in {table}");
    }
    let operator = app.operator().await;
    let erased = operator.post(&format!("/v1/people/{id}/erase"), json!({})).await.expect(200);
    assert_eq!((&erased.body["name"], &erased.body["email"]), (&json!("(erased)"), &json!("(erased)")));
    assert_eq!((&erased.body["memberships"], &erased.body["actions"]), (&json!([]), &json!([])));
    let after = Tables::of(&app).await;
    for trace in traces.iter().chain(&TEXTS) {
        assert_eq!(after.holding(trace), Vec::<&str>::new(), "{trace}");
    }
}

#[tokio::test]
async fn an_erased_person_is_out_at_once_and_the_address_can_be_invited_anew() {
    let app = App::new().await;
    let quirin = quirin(&app).await;
    let id = person_id(&quirin).await;
    let operator = app.operator().await;
    let path = format!("/v1/people/{id}");
    assert_eq!(
        operator.get(&path).await.expect(200).body["actions"],
        json!(["export_person", "erase_person"])
    );
    let reset = operator.post("/v1/password-resets", json!({"person_id": id})).await.expect(201);
    operator.post(&format!("{path}/erase"), json!({})).await.expect(200);
    operator.get(&format!("/v1/password-resets/{}", reset.id())).await.expect(404);
    let reset = json!({"secret": reset.body["secret"], "new_password": "another of mine"});
    app.nobody().post("/v1/password-resets/use", reset).await.expect(404);
    quirin.get("/v1/me").await.expect(401);
    sign_in(&app, EMAIL, JOINED, None).await.expect(401);
    sign_in(&app, "(erased)", JOINED, None).await.expect(401);
    operator.get(&path).await.expect(404);
    let admin = app.library().admin().await;
    let members = admin.get("/v1/members").await.expect(200).text;
    assert!(!members.contains(&id));
    let open = |list: Value| {
        let items = list["items"].as_array().unwrap().clone();
        items.into_iter().filter(|row| row["status"] == "open").count()
    };
    assert_eq!(open(app.other_library().admin().await.get("/v1/invitations").await.body), 0);
    let invited = invite(&admin, EMAIL, "viewer").await;
    let accept = json!({"secret": invited.body["secret"], "name": "Somebody else", "password": JOINED});
    let member = app.nobody().post("/v1/invitations/accept", accept).await.expect(200);
    assert_ne!(member.body["person"]["id"], json!(id));
    sign_in(&app, EMAIL, JOINED, None).await.expect(201);
}

#[tokio::test]
async fn what_an_erased_person_rated_stays_and_counts() {
    let app = App::new().await;
    let quirin = quirin(&app).await;
    let (round, sheet) = rated(&app, &quirin).await;
    let coordinator = app.library().coordinator().await;
    let score = format!("/v1/rounds/{round}/score");
    let before = coordinator.get(&score).await.expect(200).body;
    let id = person_id(&quirin).await;
    app.operator().await.post(&format!("/v1/people/{id}/erase"), json!({})).await.expect(200);
    let after = coordinator.get(&score).await.expect(200).body;
    assert_eq!((&after["overall"], &after["factors"]), (&before["overall"], &before["factors"]));
    let sheet = coordinator.get(&format!("/v1/evaluations/{sheet}")).await.expect(200).body;
    assert_eq!(sheet["rater"]["name"], "(erased)");
    let rating = json!({"item": "1a", "value": 2, "note": "(erased)", "evidence": "(erased)"});
    assert_eq!(sheet["ratings"], json!([rating]));
    assert_eq!(sheet["reopened_reason"], "(erased)");
}

#[tokio::test]
async fn notes_that_others_wrote_over_stay_theirs() {
    let app = App::new().await;
    let quirin = quirin(&app).await;
    let admin = app.library().admin().await;
    let notes = admin.get("/v1/notes?limit=200").await.expect(200).body["items"].clone();
    let note = notes.as_array().unwrap().iter().find(|note| note["text"] == TEXTS[1]).unwrap()["id"].clone();
    let path = format!("/v1/notes/{}", note.as_str().unwrap());
    admin.patch(&path, json!({"text": "Returned in May."})).await.expect(200);
    let id = person_id(&quirin).await;
    app.operator().await.post(&format!("/v1/people/{id}/erase"), json!({})).await.expect(200);
    assert_eq!(admin.get(&path).await.expect(200).body["text"], "Returned in May.");
    assert_eq!(Tables::of(&app).await.holding(TEXTS[1]), Vec::<&str>::new());
}

#[tokio::test]
async fn erased_twice_at_once_a_person_is_erased_once() {
    let app = App::new().await;
    let id = person_id(&quirin(&app).await).await;
    let operator = app.operator().await;
    let path = format!("/v1/people/{id}/erase");
    let twice = [operator.post(&path, json!({})), operator.post(&path, json!({}))];
    let mut statuses: Vec<_> =
        futures_util::future::join_all(twice).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
    let events = operator.get("/v1/events?operation=erase_person&resource=person").await.expect(200);
    assert_eq!(events.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(events.body["items"][0]["before"]["name"], "(erased)");
}

#[tokio::test]
async fn the_last_admin_and_oneself_are_not_erased() {
    let app = App::new().await;
    let operator = app.operator().await;
    let (admin, own) = (person_id(&app.library().admin().await).await, person_id(&operator).await);
    let path = format!("/v1/people/{admin}");
    let person = operator.get(&path).await.expect(200).body;
    assert_eq!((&person["last_admin"], &person["actions"]), (&json!(true), &json!(["export_person"])));
    let refused = operator.post(&format!("{path}/erase"), json!({})).await.expect(409);
    assert_eq!(refused.body["code"], "last_admin");
    operator.post(&format!("/v1/people/{own}/erase"), json!({})).await.expect(403);
    let library = app.library().admin().await;
    let membership = library.get("/v1/members?limit=200").await.expect(200).body["items"].clone();
    let coordinator = membership.as_array().unwrap().iter().find(|row| row["role"] == "coordinator").unwrap();
    let member = format!("/v1/members/{}", coordinator["id"].as_str().unwrap());
    library.patch(&member, json!({"role": "admin"})).await.expect(200);
    operator.post(&format!("{path}/erase"), json!({})).await.expect(200);
    library.get("/v1/me").await.expect(401);
}

#[tokio::test]
async fn a_program_ends_with_the_person_who_answers_for_it() {
    let app = App::new().await;
    let program = app.program("Data warehouse").await;
    let library = app.library().admin().await;
    let clients = library.get("/v1/clients").await.expect(200).body["items"].clone();
    let client = format!("/v1/clients/{}", clients[0]["id"].as_str().unwrap());
    let members = library.get("/v1/members?limit=200").await.expect(200).body["items"].clone();
    let dana = members.as_array().unwrap().iter().find(|row| row["role"] == "coordinator").unwrap();
    let member = format!("/v1/members/{}", dana["id"].as_str().unwrap());
    library.patch(&member, json!({"role": "admin"})).await.expect(200);
    let amina = person_id(&library).await;
    program.get("/v1/organizations").await.expect(200);
    app.operator().await.post(&format!("/v1/people/{amina}/erase"), json!({})).await.expect(200);
    program.get("/v1/organizations").await.expect(401);
    let dana = app.library().coordinator().await;
    assert_eq!(dana.get(&client).await.expect(200).body["responsible"]["name"], "(erased)");
    dana.patch(&client, json!({"enabled": true, "name": "Warehouse"})).await.expect(200);
    program.get("/v1/organizations").await.expect(200);
}

/// Another operator; the account's id.
async fn second_operator(app: &App) -> uuid::Uuid {
    let person = NewPerson {
        email: "second@ligature.example".to_owned(),
        name: "Second".to_owned(),
        password_hash: String::new(),
        operator: true,
    };
    people::create_operator(&app.store, person).await.unwrap()
}

#[tokio::test]
async fn of_two_operators_who_erase_each_other_at_once_one_stays() {
    let app = App::new().await;
    second_operator(&app).await;
    let emails = ["operator@ligature.example", "second@ligature.example"];
    let mut asked = Vec::new();
    for email in emails {
        let caller = Caller::sign_in(&app.store, email, None).await.unwrap();
        let id = caller.permit::<me::Get>().unwrap().principal().unwrap().subject_id();
        asked.push((caller.permit::<Erase>().unwrap(), id));
    }
    // Both were let in before either was erased.
    let [(first, one), (second, two)] = asked.try_into().unwrap();
    let erase = async |permit: Permit<Erase>, id| {
        let erased = async |unit: &Unit| {
            let person = permit.over(people::get(unit, &permit, id).await?)?;
            erasure::erase(unit, &person).await
        };
        app.store.write(erased).await
    };
    assert_eq!(erase(first, two).await.unwrap().email, "(erased)");
    let refused = erase(second, one).await.unwrap_err();
    assert!(matches!(refused, Error::Unauthenticated(_)), "{refused:?}");
    app.operator().await.get("/v1/people").await.expect(200);
}

#[tokio::test]
async fn answers_about_other_rows_that_name_the_person_are_emptied() {
    let app = App::new().await;
    let id = person_id(&quirin(&app).await).await;
    let coordinator = app.library().coordinator().await;
    let send = |key: &'static str, entry: Value| {
        let request = coordinator.request(Method::POST, "/v1/organizations").header("idempotency-key", key);
        client::send(request.json(&entry))
    };
    let entries = [
        ("address", json!({"name": "Kite Club", "email": EMAIL})),
        ("name", json!({"name": "Drone Club", "description": format!("Ask {NAME}.")})),
        ("nobody", json!({"name": "Glider Club"})),
    ];
    for (key, entry) in &entries {
        send(key, entry.clone()).await.expect(201);
    }
    app.operator().await.post(&format!("/v1/people/{id}/erase"), json!({})).await.expect(200);
    let tables = Tables::of(&app).await;
    for trace in [EMAIL, "Zamora-Löwe"] {
        assert!(!tables.holding(trace).contains(&"idempotency"), "{trace}");
    }
    for (key, entry) in entries {
        let again = send(key, entry).await;
        assert_eq!(again.status, if key == "nobody" { 201 } else { 409 }, "{}", again.text);
    }
}

#[tokio::test]
async fn what_an_erased_operator_invited_is_withdrawn_and_resets_nothing() {
    let app = App::new().await;
    let second = second_operator(&app).await;
    let operator = app.operator().await;
    let first = person_id(&operator).await;
    let club = json!({"name": "Kite Club"});
    let club = app.library().coordinator().await.post("/v1/organizations", club).await.expect(201).id();
    let tenant = json!({"organization_id": club, "side": "partner", "admin_email": "kites@new.example"});
    let made = operator.post("/v1/tenants", tenant).await.expect(201);
    let viewer = person_id(&app.library().viewer().await).await;
    let reset = operator.post("/v1/password-resets", json!({"person_id": viewer})).await.expect(201);
    let caller = Caller::sign_in(&app.store, "second@ligature.example", None).await.unwrap();
    let permit = caller.permit::<Erase>().unwrap();
    assert_eq!(permit.principal().unwrap().subject_id(), second);
    let erase = async |unit: &Unit| {
        let person = permit.over(people::get(unit, &permit, first.parse().unwrap()).await?)?;
        erasure::erase(unit, &person).await
    };
    app.store.write(erase).await.unwrap();
    let accept = acceptance(&made.body["invitation"]["secret"]);
    app.nobody().post("/v1/invitations/accept", accept).await.expect(404);
    let used = json!({"secret": reset.body["secret"], "new_password": JOINED});
    let refused = app.nobody().post("/v1/password-resets/use", used).await.expect(404);
    let wrong = json!({"secret": "wrong", "new_password": JOINED});
    let wrong = app.nobody().post("/v1/password-resets/use", wrong).await.expect(404);
    assert_eq!(refused.body["detail"], wrong.body["detail"]);
}
