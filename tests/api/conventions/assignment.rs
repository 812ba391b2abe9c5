//! What the service decides itself cannot be written by naming it in a body.

use ligature::demo;
use serde_json::{Value, json};

use crate::support::document::{operations, read};
use crate::support::{App, client};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/examples.json");

/// Members that rows have, or that the tables have, with values that would be taken if anything took them.
fn decided_here() -> Vec<(&'static str, Value)> {
    let id = json!("019b8d62-7a80-7aba-8000-000000000002");
    let time = json!("2020-01-01T00:00:00Z");
    let mut all: Vec<_> = [
        "id",
        "steward",
        "steward_id",
        "organization",
        "organization_id",
        "library_id",
        "tenant_id",
        "claimant_id",
        "proposer_id",
        "person_id",
        "rater_id",
        "session_id",
        "acting_for",
    ]
    .map(|name| (name, id.clone()))
    .to_vec();
    all.extend(
        ["created_at", "updated_at", "deleted_at", "ended_at", "expires_at"].map(|name| (name, time.clone())),
    );
    all.extend([
        ("version", json!(99)),
        ("side", json!("library")),
        ("role", json!("admin")),
        ("status", json!("approved")),
        ("operator", json!(true)),
        ("scopes", json!(["directory:write"])),
        ("password_hash", json!("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA")),
        ("actions", json!(["delete_organization"])),
    ]);
    all
}

/// The members that the operation takes.
fn taken(document: &Value, operation: &Value) -> Option<Vec<String>> {
    let mut schema = operation["requestBody"]["content"].get("application/json")?.get("schema")?;
    while let Some(reference) = schema["$ref"].as_str() {
        schema = document.pointer(reference.trim_start_matches('#')).unwrap();
    }
    assert_eq!(schema["additionalProperties"], json!(false), "{schema}");
    Some(schema["properties"].as_object().map(|own| own.keys().cloned().collect()).unwrap_or_default())
}

#[tokio::test]
async fn no_create_no_update_and_no_action_takes_what_the_service_decides() {
    let (document, examples) = (ligature::api::document(), read(EXAMPLES));
    let app = App::new().await;
    let mut tried = 0;
    for (operation, method, path) in operations(&document) {
        let Some(own) = taken(&document, operation) else { continue };
        let id = operation["operationId"].as_str().unwrap();
        let mut example = examples[id].clone();
        let caller = match example["as"].as_str() {
            Some(email) => {
                let account = demo::account(email).unwrap();
                app.bearer(&demo::sign_in(&app.store, &app.tokens, account).await.unwrap())
            }
            None => app.nobody(),
        };
        let mut foreign = decided_here();
        foreign.retain(|(name, _)| !own.iter().any(|own| own == name));
        for (name, value) in &foreign {
            example["body"][name] = value.clone();
        }
        let before = app.store.counts().events;
        let answer = client::attempt(&caller, &method, path, &example).await;
        assert_eq!(answer.status, 422, "{id}: {}", answer.text);
        for (name, _) in foreign {
            let pointer = format!("/{name}");
            assert!(answer.pointers().contains(&pointer.as_str()), "{id} takes {name}: {}", answer.text);
        }
        assert_eq!(app.store.counts().events, before, "{id} wrote something");
        tried += 1;
    }
    assert!(tried > 40, "only {tried} operations take a body");
}

/// The operations that take such a member all the same: there it is what the caller asks for.
const ASKED_FOR: [(&str, &[&str]); 9] = [
    ("organization", &["create_tenant"]),
    (
        "organization_id",
        &[
            "create_claim",
            "create_contact",
            "update_contact",
            "create_interaction",
            "update_interaction",
            "create_interview",
            "update_interview",
            "create_location",
            "update_location",
            "create_note",
            "update_note",
            "create_own_term",
            "create_phone",
            "update_phone",
            "create_proposal",
            "create_prospect",
            "update_prospect",
            "create_role",
            "update_role",
            "create_round",
            "create_session",
            "share_round",
            "unshare_round",
            "switch_session",
            "create_tenant",
        ],
    ),
    (
        "person_id",
        &["create_action_item", "update_action_item", "create_password_reset", "create_role", "update_role"],
    ),
    ("expires_at", &["create_client", "update_client", "create_client_secret"]),
    // The edition of a vocabulary, a memorandum or an instrument, not that of the row.
    ("version", &["create_taxonomy", "update_taxonomy", "assent_agreement", "import_instrument"]),
    (
        "status",
        &[
            "create_challenge",
            "update_challenge",
            "create_goal",
            "update_goal",
            "create_strategy",
            "update_strategy",
        ],
    ),
    ("side", &["create_tenant"]),
    ("role", &["create_client", "update_client", "create_invitation", "update_member"]),
    ("scopes", &["create_client", "update_client"]),
];

#[test]
fn what_the_service_decides_is_asked_for_by_no_other_operation_than_these() {
    let document = ligature::api::document();
    for (operation, ..) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        for name in taken(&document, operation).unwrap_or_default() {
            let decided = decided_here().iter().any(|(decided, _)| *decided == name);
            let asked_for = ASKED_FOR.iter().any(|(asked, by)| *asked == name && by.contains(&id));
            assert!(!decided || asked_for, "{id} takes {name}");
        }
    }
}
