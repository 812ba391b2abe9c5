//! Memoranda: sections, completeness, versions and assents.

use serde_json::{Value, json};

use super::{SCHOOLS, answer_for_schools, code, draft, step, tenant, three};
use crate::support::{App, Client};

/// The sections of a memorandum, all written.
fn written(row: &Value) -> Value {
    let mut sections = row["sections"].clone();
    for section in sections.as_array_mut().unwrap() {
        section["text"] = json!("Written.");
    }
    sections
}

/// A memorandum of the partnership with every section written; its path.
pub async fn memorandum(caller: &Client, id: &str) -> String {
    let begun = json!({"partnership_id": id, "title": "Memorandum"});
    let begun = caller.post("/v1/agreements", begun).await.expect(201);
    let path = begun.header("location").to_owned();
    caller.patch(&path, json!({"sections": written(&begun.body)})).await.expect(200);
    path
}

#[tokio::test]
async fn a_memorandum_begins_as_the_template_and_is_assented_to_when_it_is_written() {
    let app = App::new().await;
    let id = three(&app).await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let begun = json!({"partnership_id": id, "title": "Memorandum"});
    let begun = lead.post("/v1/agreements", begun).await.expect(201);
    assert_eq!(
        (&begun.body["completeness"]["written"], &begun.body["completeness"]["sections"]),
        (&json!(0), &json!(10))
    );
    let path = begun.header("location");
    let early = admin.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(409);
    assert_eq!(code(&early), "agreement_incomplete");
    let whole = lead.patch(path, json!({"sections": written(&begun.body)})).await.expect(200);
    assert_eq!((&whole.body["completeness"]["missing"], &whole.body["version"]), (&json!([]), &json!(1)));
    lead.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(403);
    let partly = admin.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(200);
    assert_eq!(partly.body["status"], "partly_assented");
    assert_eq!(
        code(&admin.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(409)),
        "already_assented"
    );
    let (hillside, jobs) = (app.other_library().admin().await, app.other_partner().admin().await);
    hillside.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(200);
    let agreed = jobs.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(200);
    assert_eq!(agreed.body["status"], "agreed");
    let assent = &agreed.body["assents"][0];
    assert_eq!(
        (&assent["organization"]["name"], &assent["by"]["name"], &assent["version"]),
        (&json!("Riverside Public Library"), &json!("Amina Haddad"), &json!(1))
    );
    // What changes now asks everybody anew; what was agreed stays there.
    let next = lead.patch(path, json!({"title": "Memorandum, second edition"})).await.expect(200);
    assert_eq!(
        (&next.body["version"], &next.body["status"], &next.body["agreed_at"]),
        (&json!(2), &json!("draft"), &json!(null))
    );
    assert_eq!(
        (&next.body["earlier"][0]["version"], &next.body["earlier"][0]["title"]),
        (&json!(1), &json!("Memorandum"))
    );
    assert_eq!(next.body["assents"].as_array().unwrap().len(), 3);
    assert_eq!(
        code(&jobs.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(409)),
        "stale_terms"
    );
    app.partner().admin().await.post(&format!("{path}/assent"), json!({"version": 2})).await.expect(404);
}

#[tokio::test]
async fn a_party_without_accounts_assents_on_paper() {
    let app = App::new().await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let id = draft(&lead, &[SCHOOLS]).await;
    step(&lead, &id, "propose").await.expect(200);
    answer_for_schools(&admin, &id, "accept", 1).await.expect(200);
    let path = memorandum(&lead, &id).await;
    admin.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(200);
    let paper = |organization: &str| {
        json!({"version": 1, "for_party": {
            "organization_id": organization, "signer": "Ada Bergmann", "signed_on": "2026-01-04", "document": "Letter"
        }})
    };
    let refused = admin.post(&format!("{path}/assent"), paper(&tenant(1))).await.expect(422);
    assert_eq!(refused.pointers(), ["/for_party/organization_id"]);
    let mut ahead = paper(SCHOOLS);
    ahead["for_party"]["signed_on"] = json!("2999-01-04");
    let refused = admin.post(&format!("{path}/assent"), ahead).await.expect(422);
    assert_eq!(refused.pointers(), ["/for_party/signed_on"]);
    let agreed = admin.post(&format!("{path}/assent"), paper(SCHOOLS)).await.expect(200);
    assert_eq!(
        (&agreed.body["status"], &agreed.body["assents"][1]["paper"]["signer"]),
        (&json!("agreed"), &json!("Ada Bergmann"))
    );
    let page = lead.get(&format!("{path}/page.html")).await.expect(200);
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    for told in [
        "Kites",
        "version 1 (agreed)",
        "Riverside Public Library and Riverside School Board",
        "Ada Bergmann (Letter)",
    ] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    app.partner().admin().await.get(&format!("{path}/page.html")).await.expect(404);
}

#[tokio::test]
async fn what_all_parties_agreed_to_is_not_deleted() {
    let app = App::new().await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let id = three(&app).await;
    let path = memorandum(&lead, &id).await;
    admin.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(200);
    lead.delete(&path).await.expect(204);
    let path = memorandum(&lead, &id).await;
    for party in [app.library(), app.other_library(), app.other_partner()] {
        let admin = party.admin().await;
        admin.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(200);
    }
    let refused = lead.delete(&path).await.expect(409);
    assert_eq!(code(&refused), "agreement_in_force");
    // While the next version is written the one before is in force.
    let changed = lead.patch(&path, json!({"title": "Another"})).await.expect(200);
    assert!(!changed.body["actions"].as_array().unwrap().contains(&json!("delete_agreement")));
    lead.delete(&path).await.expect(409);
}

#[tokio::test]
async fn a_party_that_is_out_is_not_waited_for() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let (path, other) = (memorandum(&lead, &id).await, memorandum(&lead, &id).await);
    for party in [app.library(), app.other_library()] {
        let admin = party.admin().await;
        let assented = admin.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(200);
        let may = assented.body["actions"].as_array().unwrap().contains(&json!("assent_agreement"));
        assert_eq!(
            may,
            assented.body["assents"].as_array().unwrap().len() == 1,
            "the lead may answer for others"
        );
    }
    step(&app.other_partner().admin().await, &id, "leave").await.expect(200);
    let agreed = lead.get(&path).await.expect(200);
    assert_eq!((&agreed.body["status"], &agreed.body["in_force"]["version"]), (&json!("agreed"), &json!(1)));
    assert_ne!(agreed.body["agreed_at"], json!(null));
    assert_eq!(lead.get(&other).await.expect(200).body["status"], "draft", "nobody assented to it");
    let copy =
        app.other_partner().viewer().await.get(&format!("/v1/partnerships/{id}/copy")).await.expect(200);
    let kept = copy.body["agreements"].as_array().unwrap();
    assert!(
        kept.iter().all(|kept| kept["status"] != "agreed"),
        "what came later is not its own: {}",
        copy.text
    );
}

#[tokio::test]
async fn each_version_is_kept_whole_and_printed() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let path = memorandum(&lead, &id).await;
    lead.patch(&path, json!({"effective_on": "2026-02-01", "expires_on": "2027-01-31"})).await.expect(200);
    for party in [app.library(), app.other_library(), app.other_partner()] {
        party.admin().await.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(200);
    }
    let next = json!({"title": "Second", "effective_on": "2027-02-01", "expires_on": "2028-01-31"});
    let next = lead.patch(&path, next).await.expect(200);
    let earlier = &next.body["earlier"][0];
    assert_eq!(
        (&earlier["effective_on"], &earlier["expires_on"]),
        (&json!("2026-02-01"), &json!("2027-01-31"))
    );
    assert_ne!(earlier["agreed_at"], json!(null));
    let page = async |version: &str| lead.get(&format!("{path}/page.html{version}")).await;
    let first = page("?version=1").await.expect(200);
    for told in ["<h1>Memorandum</h1>", "version 1 (agreed)", "2027-01-31", "Amina Haddad"] {
        assert!(first.text.contains(told), "{told}: {}", first.text);
    }
    for present in ["", "?version=2"] {
        let second = page(present).await.expect(200);
        assert!(
            second.text.contains("version 2 (draft)") && !second.text.contains("Amina"),
            "{}",
            second.text
        );
    }
    assert_eq!(page("?version=3").await.expect(422).pointers(), ["version"]);
}

#[tokio::test]
async fn a_page_holds_what_people_wrote_as_text_only() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    let hostile = "<script>alert(1)</script>\" onload=x";
    let begun = json!({
        "partnership_id": id, "title": hostile, "sections": [{"code": "x", "title": hostile, "text": hostile}]
    });
    let begun = lead.post("/v1/agreements", begun).await.expect(201);
    let page = lead.get(&format!("{}/page.html", begun.header("location"))).await.expect(200);
    assert!(!page.text.contains("<script>") && page.text.contains("&lt;script&gt;"), "{}", page.text);
}

#[tokio::test]
async fn dates_and_sections_are_checked() {
    let app = App::new().await;
    let id = three(&app).await;
    let lead = app.library().coordinator().await;
    for (input, pointer) in [
        (json!({"effective_on": "2026-02-01", "expires_on": "2026-01-31"}), "/expires_on"),
        (json!({"renewal_on": "2026-02-01", "notice_on": "2026-02-02"}), "/notice_on"),
        (json!({"effective_on": "2026-02-01", "renewal_on": "2026-01-31"}), "/renewal_on"),
        (json!({"effective_on": "2026-02-01", "notice_on": "2026-01-31"}), "/notice_on"),
        (json!({"expires_on": "2026-02-01", "renewal_on": "2026-02-02"}), "/renewal_on"),
        (json!({"expires_on": "2026-02-01", "notice_on": "2026-02-02"}), "/notice_on"),
        (json!({"sections": [{"code": "a", "title": "A"}, {"code": "a", "title": "B"}]}), "/sections/1/code"),
        (json!({"sections": [{"code": "A b", "title": "A"}]}), "/sections/0/code"),
        (json!({"sections": [{"code": "a", "title": " "}]}), "/sections/0/title"),
    ] {
        let mut whole = json!({"partnership_id": id, "title": "Memorandum"});
        for (name, value) in input.as_object().unwrap() {
            whole[name] = value.clone();
        }
        assert_eq!(lead.post("/v1/agreements", whole).await.expect(422).pointers(), [pointer], "{input}");
    }
}

#[tokio::test]
async fn nobody_assents_before_the_parties_are_settled() {
    let app = App::new().await;
    let (lead, admin) = (app.library().coordinator().await, app.library().admin().await);
    let id = draft(&lead, &[&tenant(1)]).await;
    let path = memorandum(&lead, &id).await;
    let early = admin.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(409);
    assert_eq!(code(&early), "not_proposed");
    assert!(!lead.get(&path).await.expect(200).body["actions"].to_string().contains("assent"));
    step(&lead, &id, "propose").await.expect(200);
    admin.post(&format!("{path}/assent"), json!({"version": 1})).await.expect(200);
}
