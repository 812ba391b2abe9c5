//! Empty sheets, and filled ones that are brought in.

use reqwest::Method;
use serde_json::json;

use super::{ITEMS, PERSPECTIVES, WORKSHEET, all, begin, close, code, open, open_with, rate, write};
use crate::support::{Answer, App, Client, client};

async fn import(caller: &Client, sheet: &str, file: impl Into<reqwest::Body>) -> Answer {
    import_as(caller, sheet, "", "text/csv", file).await
}

async fn import_as(
    caller: &Client,
    sheet: &str,
    query: &str,
    media_type: &str,
    file: impl Into<reqwest::Body>,
) -> Answer {
    let request = caller.request(Method::POST, &format!("/v1/evaluations/{sheet}/import{query}"));
    client::send(request.header("content-type", media_type).body(file)).await
}

#[tokio::test]
async fn the_page_is_for_whoever_reads_the_instrument_and_has_no_script() {
    let app = App::new().await;
    let path = format!("/v1/instruments/{WORKSHEET}/worksheet.html");
    for caller in [app.library().viewer().await, app.partner().viewer().await, app.operator().await] {
        let page = caller.get(&path).await.expect(200);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(page.text.contains("Partner 2") && !page.text.contains("Partner 3"));
        assert_eq!(page.text.matches("<td></td>").count(), 42);
    }
    app.nobody().get(&path).await.expect(401);
    let viewer = app.library().viewer().await;
    let four = viewer.get(&format!("{path}?partners=4")).await.expect(200);
    assert!(four.text.contains("Partner 4"));
    for partners in ["0", "5"] {
        let refused = viewer.get(&format!("{path}?partners={partners}")).await.expect(422);
        assert_eq!(refused.pointers(), ["partners"]);
    }
    viewer.get(&format!("{path}?partners=two")).await.expect(400);
    viewer.get(&format!("{path}?columns=2")).await.expect(422);
    viewer.get("/v1/instruments/nothing/worksheet.html").await.expect(404);
}

#[tokio::test]
async fn the_empty_sheets_of_a_librarys_own_are_not_for_others() {
    let app = App::new().await;
    let admin = app.library().admin().await;
    let own = admin.post(&format!("/v1/instruments/{PERSPECTIVES}/copy"), json!({})).await.expect(201).id();
    for format in ["html", "csv"] {
        let path = format!("/v1/instruments/{own}/worksheet.{format}");
        app.library().viewer().await.get(&path).await.expect(200);
        for caller in [app.other_library().admin().await, app.partner().admin().await, app.operator().await] {
            caller.get(&path).await.expect(404);
        }
    }
    let table = admin.get(&format!("/v1/instruments/{own}/worksheet.csv")).await.expect(200);
    assert_eq!(
        table.text,
        "item,name,value,note,evidence\r\n\
         1a,The organization agrees with the shared statement,,,\r\n\
         1b,The organization holds libraries to be relevant,,,\r\n"
    );
    let name =
        "attachment; filename=\"shared-perspectives-2.csv\"; filename*=UTF-8''shared-perspectives-2.csv";
    assert_eq!(table.header("content-disposition"), name);
}

#[tokio::test]
async fn a_downloaded_sheet_comes_in_empty_and_filled() {
    let app = App::new().await;
    let round = open(&app).await;
    let rater = app.library().contributor().await;
    let sheet = begin(&rater, &round).await;
    write(&rater, &sheet, all(2)).await;
    let empty = rater.get(&format!("/v1/instruments/{WORKSHEET}/worksheet.csv")).await.expect(200).text;
    let taken = import(&rater, &sheet, empty.clone()).await.expect(200);
    let ratings = taken.body["ratings"].as_array().unwrap();
    assert_eq!(ratings.iter().map(|rating| &rating["item"]).collect::<Vec<_>>(), ITEMS);
    assert!(ratings.iter().all(|rating| rating["value"].is_null() && rating["note"].is_null()));

    let filled = empty
        .replace("community,,,", "community,4,They helped us.,'-1 in May")
        .replace("leader,,,", "leader,Don't know,,")
        .replace("climate,,,", "climate,N/A,\"\",\"Minutes,\r\nof May\"")
        .replace("vision,,,", "vision,STRONGLY AGREE,,");
    let taken = import(&rater, &sheet, filled).await.expect(200);
    assert_eq!(taken.body["status"], "draft");
    assert_eq!(
        taken.body["ratings"].as_array().unwrap()[..3],
        [
            json!({"item": "1a", "value": 4, "note": "They helped us.", "evidence": "-1 in May"}),
            json!({"item": "1b", "value": "unknown", "note": null, "evidence": null}),
            json!({"item": "1c", "value": "not_applicable", "note": null, "evidence": "Minutes,\r\nof May"}),
        ]
    );
    assert_eq!(taken.body["ratings"][16]["value"], 5);
    let read = rater.get(&format!("/v1/evaluations/{sheet}")).await.expect(200);
    assert_eq!(read.body, taken.body);
    let patched =
        rater.patch(&format!("/v1/evaluations/{sheet}"), json!({"ratings": taken.body["ratings"]})).await;
    assert_eq!(patched.expect(200).body["ratings"], taken.body["ratings"]);
}

#[tokio::test]
async fn a_fault_is_told_by_row_and_column_and_nothing_changes() {
    let app = App::new().await;
    let round = open(&app).await;
    let rater = app.library().contributor().await;
    let sheet = begin(&rater, &round).await;
    write(&rater, &sheet, all(2)).await;
    let before = rater.get(&format!("/v1/evaluations/{sheet}")).await.body;
    let file = "item,value,note\n1a,4,fine\n9z,4,\n1b,7,\n1a,4,again\n1c,3,\0\n1d\n";
    let refused = import(&rater, &sheet, file).await.expect(422);
    assert_eq!(
        refused.pointers(),
        ["/rows/2/item", "/rows/3/value", "/rows/4/item", "/rows/5/note", "/rows/6"]
    );
    let detail = refused.body["errors"][1]["detail"].as_str().unwrap();
    assert!(detail.contains("1 (strongly disagree)") && detail.contains("empty"), "{detail}");
    let columns = import(&rater, &sheet, "code,answer\n1a,4\n").await.expect(422);
    assert_eq!(columns.pointers(), ["/columns/1", "/columns/2", "/columns/item", "/columns/value"]);
    assert_eq!(import(&rater, &sheet, "").await.expect(422).pointers(), ["/columns/item", "/columns/value"]);
    assert_eq!(rater.get(&format!("/v1/evaluations/{sheet}")).await.body, before);
}

#[tokio::test]
async fn encodings_are_told_or_guessed() {
    let app = App::new().await;
    let round = open(&app).await;
    let rater = app.library().contributor().await;
    let sheet = begin(&rater, &round).await;
    let text = "item;value;note\r\n1a;4;Über die Bücherei hörten wir Gutes, größtenteils\r\n";
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let windows: Vec<u8> =
        text.chars().map(|character| u8::try_from(u32::from(character)).unwrap()).collect();
    for (query, media_type, bytes) in [
        ("", "text/csv", text.as_bytes().to_vec()),
        ("", "text/csv", format!("\u{feff}{text}").into_bytes()),
        ("", "text/csv; charset=windows-1252", windows.clone()),
        ("?encoding=windows-1252", "text/csv; charset=utf-8", windows.clone()),
        ("", "text/csv", windows.clone()),
        ("", "text/csv", utf16),
    ] {
        import(&rater, &sheet, "item,value\n").await.expect(200);
        let taken = import_as(&rater, &sheet, query, media_type, bytes).await.expect(200);
        assert_eq!(taken.body["ratings"][0]["note"], "Über die Bücherei hörten wir Gutes, größtenteils");
    }
    let damaged = import_as(&rater, &sheet, "?encoding=utf-8", "text/csv", windows).await.expect(422);
    assert_eq!(damaged.pointers(), ["/rows/1/note"]);
    let unknown = import_as(&rater, &sheet, "?encoding=morse", "text/csv", text).await.expect(422);
    assert_eq!(unknown.pointers(), ["encoding"]);
    import_as(&rater, &sheet, "?dry_run=true", "text/csv", text).await.expect(422);
    import_as(&rater, &sheet, "", "application/json", "{}").await.expect(415);
}

#[tokio::test]
async fn hostile_files_are_answered_and_change_nothing() {
    let app = App::new().await;
    let round = open(&app).await;
    let rater = app.library().contributor().await;
    let sheet = begin(&rater, &round).await;
    write(&rater, &sheet, all(3)).await;
    let before = rater.get(&format!("/v1/evaluations/{sheet}")).await.body;
    let large = format!("item,value,note\n1a,4,{}", "x".repeat(10_000_000));
    import(&rater, &sheet, large).await.expect(413);
    let long = format!("item,value,note\n1a,4,{}\n", "x".repeat(9_000_000));
    assert_eq!(import(&rater, &sheet, long).await.expect(422).pointers(), ["/rows/1/note"]);
    let open_quote = format!("item,value\n\"1a,4\n{}", "1b,4\n".repeat(1_000_000));
    assert_eq!(import(&rater, &sheet, open_quote).await.expect(422).pointers(), ["/rows/1"]);
    let many = format!("item,value\n{}", "1a,4\n".repeat(1_500_000));
    assert_eq!(import(&rater, &sheet, many).await.expect(422).pointers(), ["/rows"]);
    let wide = format!("item,value{}\n", ",a".repeat(1_000_000));
    assert_eq!(import(&rater, &sheet, wide).await.expect(422).pointers().len(), 99);
    for formula in ["=4", "+cmd|' /C calc'!A0", "@SUM(1;2)", "=HYPERLINK(\"\"http://x\"\")"] {
        let refused = import(&rater, &sheet, format!("item,value\n1a,\"{formula}\"\n")).await.expect(422);
        assert_eq!(refused.pointers(), ["/rows/1/value"]);
    }
    assert_eq!(rater.get(&format!("/v1/evaluations/{sheet}")).await.body, before);
    let kept = import(&rater, &sheet, "item,value,note\n1a,4,=1+1\n").await.expect(200);
    assert_eq!(kept.body["ratings"][0]["note"], "=1+1");
}

#[tokio::test]
async fn only_its_rater_brings_a_sheet_in_while_it_may_be_written() {
    let app = App::new().await;
    let round = open(&app).await;
    let (rater, coordinator) = (app.library().contributor().await, app.library().coordinator().await);
    let sheet = rate(&rater, &round, all(4)).await;
    let path = format!("/v1/evaluations/{sheet}");
    let file = "item,value\n1a,1\n";
    assert_eq!(code(&import(&rater, &sheet, file).await.expect(409)), "already_submitted");
    for caller in [
        app.library().viewer().await,
        coordinator.clone(),
        app.other_library().admin().await,
        app.partner().admin().await,
        app.operator().await,
    ] {
        import(&caller, &sheet, "no such file").await.expect(404);
    }
    rate(&coordinator, &round, all(3)).await;
    import(&coordinator, &sheet, file).await.expect(403);
    rater.post(&format!("{path}/reopen"), json!({"reason": "Item 1a."})).await.expect(200);
    let request = rater.request(Method::POST, &format!("{path}/import"));
    let stale = request.header("content-type", "text/csv").header("if-match", "\"old\"").body(file);
    client::send(stale).await.expect(412);
    let taken = import(&rater, &sheet, file).await.expect(200);
    assert_eq!(
        (&taken.body["status"], taken.body["ratings"].as_array().unwrap().len()),
        (&json!("reopened"), 1)
    );
    close(&app, &round).await;
    assert_eq!(code(&import(&rater, &sheet, file).await.expect(409)), "round_closed");
    assert_eq!(rater.get(&path).await.body["ratings"], taken.body["ratings"]);
}

#[tokio::test]
async fn a_sheet_is_read_by_the_scale_of_its_own_instrument() {
    let app = App::new().await;
    let round = open_with(&app, PERSPECTIVES, json!(null)).await;
    let rater = app.library().contributor().await;
    let sheet = begin(&rater, &round).await;
    let taken = import(&rater, &sheet, "item,value\n1a,Yes\n1b,no\n").await.expect(200);
    assert_eq!(
        (&taken.body["ratings"][0]["value"], &taken.body["ratings"][1]["value"]),
        (&json!(1), &json!(0))
    );
    let refused = import(&rater, &sheet, "item,value\n1a,2\n1c,1\n").await.expect(422);
    assert_eq!(refused.pointers(), ["/rows/1/value", "/rows/2/item"]);
}

#[tokio::test]
async fn a_key_brings_a_sheet_in_once() {
    let app = App::new().await;
    let round = open(&app).await;
    let rater = app.library().contributor().await;
    let sheet = begin(&rater, &round).await;
    let send = async |file: &'static str| {
        let request = rater.request(Method::POST, &format!("/v1/evaluations/{sheet}/import"));
        client::send(request.header("content-type", "text/csv").header("idempotency-key", "k").body(file))
            .await
    };
    let first = send("item,value\n1a,1\n").await.expect(200);
    write(&rater, &sheet, all(5)).await;
    assert_eq!(send("item,value\n1a,1\n").await.expect(200).text, first.text);
    send("item,value\n1a,2\n").await.expect(422);
    let read = rater.get(&format!("/v1/evaluations/{sheet}")).await.body;
    assert_eq!(read["ratings"].as_array().unwrap().len(), 20);
}
