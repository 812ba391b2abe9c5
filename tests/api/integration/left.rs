//! Jobs that are left in the middle: by a program that ends, by one that is killed, by rights that are gone.

use std::sync::Arc;

use chrono::TimeDelta;
use ligature::access::Permit;
use ligature::access::integration::jobs::Run;
use ligature::jobs::imports::{Ending, Told, forget_reports, run_next};
use ligature::store::integration::job_runs::{self, Progress};
use serde_json::{Value, json};

use super::jobs::{found, idle, job, sign_out};
use crate::support::clock::Clock;
use crate::support::imports::{clubs, send, work};
use crate::support::tables::Tables;
use crate::support::wait::until;
use crate::support::{App, Client};

/// Works on one chunk, and ends then.
async fn one_chunk(app: &App) {
    let ending = Ending::default();
    let told: Told = {
        let ending = ending.clone();
        Box::new(move |_| ending.begin())
    };
    assert!(run_next(&app.store, None, &ending, &told).await.unwrap());
}

/// The lines of the report, which must be each line of the file once.
async fn lines(caller: &Client, id: &str) -> Vec<u64> {
    let rows = caller.get(&format!("/v1/jobs/{id}/rows?limit=200&sort=-line")).await.expect(200);
    rows.body["items"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn a_job_goes_on_where_a_program_that_ended_left_it() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let before = found(&caller).await;
    // Rows without ids would be made twice, were they read twice.
    let list = clubs(1_100)
        .lines()
        .map(|line| line.split_once(',').unwrap().1.to_owned() + "\n")
        .collect::<String>();
    let id = send(&caller, "", list).await.expect(202).id();
    one_chunk(&app).await;
    let left = job(&caller, &id).await;
    assert_eq!((&left["state"], &left["rows"]), (&json!("queued"), &json!(500)));
    assert_eq!(found(&caller).await, before + 500);
    one_chunk(&app).await;
    work(&app).await;
    let done = job(&caller, &id).await;
    assert_eq!((&done["state"], &done["created"]), (&json!("succeeded"), &json!(1_100)));
    assert_eq!(found(&caller).await, before + 1_100);
    assert_eq!(lines(&caller, &id).await, (902..=1_101).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_job_whose_process_is_silent_is_taken_by_another_and_lost_to_the_first() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    work(&app).await;
    let caller = app.library().coordinator().await;
    let before = found(&caller).await;
    let id = send(&caller, "", clubs(600)).await.expect(202).id();
    let permit = Permit::<Run>::system();
    let silent = job_runs::take(&app.store, &permit, None).await.unwrap().unwrap();
    work(&app).await;
    assert_eq!(job(&caller, &id).await["state"], "running");
    assert_eq!(found(&caller).await, before);
    clock.advance(TimeDelta::seconds(16));
    work(&app).await;
    assert_eq!(job(&caller, &id).await["created"], 600);
    let late = Progress::default();
    let advanced = app.store.write(async |unit| job_runs::advance(unit, &permit, &silent, &late).await).await;
    assert!(!advanced.unwrap());
}

#[tokio::test]
async fn a_job_may_do_what_whoever_made_it_may_do_now() {
    for by in ["session", "role"] {
        let app = idle().await;
        let caller = app.library().coordinator().await;
        let id = send(&caller, "", clubs(700)).await.expect(202).id();
        one_chunk(&app).await;
        let admin = app.library().admin().await;
        if by == "session" {
            sign_out(&caller).await;
        } else {
            let members = admin.get("/v1/members").await.expect(200);
            let members = members.body["items"].as_array().unwrap().clone();
            let member = members.iter().find(|member| member["role"] == "coordinator").unwrap();
            let path = format!("/v1/members/{}", member["id"].as_str().unwrap());
            admin.patch(&path, json!({"role": "contributor"})).await.expect(200);
        }
        work(&app).await;
        let done = job(&admin, &id).await;
        assert_eq!((&done["state"], &done["created"]), (&json!("failed"), &json!(500)), "{by}");
        assert_ne!(done["fault"], Value::Null);
    }
}

#[tokio::test]
async fn a_job_that_is_cancelled_in_the_middle_keeps_what_it_wrote() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let before = found(&caller).await;
    let id = send(&caller, "", clubs(1_100)).await.expect(202).id();
    one_chunk(&app).await;
    caller.post(&format!("/v1/jobs/{id}/cancel"), json!({})).await.expect(200);
    work(&app).await;
    assert_eq!(found(&caller).await, before + 500);
    assert_eq!(job(&caller, &id).await["rows"], 500);
}

/// Lets the service work on a job of many chunks, and acts when the first was written.
async fn in_the_middle(app: &App, caller: &Client, id: &str, act: impl AsyncFnOnce()) {
    tokio::join!(work(app), async {
        until("a chunk is written", async || job(caller, id).await["rows"] != 0).await;
        act().await;
    });
}

#[tokio::test]
async fn a_job_that_is_cancelled_at_work_writes_no_chunk_after_it() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let before = found(&caller).await;
    let id = send(&caller, "", clubs(10_000)).await.expect(202).id();
    in_the_middle(&app, &caller, &id, async || {
        caller.post(&format!("/v1/jobs/{id}/cancel"), json!({})).await.expect(200);
    })
    .await;
    let done = job(&caller, &id).await;
    assert_eq!(done["state"], "cancelled");
    let rows = done["rows"].as_u64().unwrap();
    assert!((500..10_000).contains(&rows), "{rows} rows");
    assert_eq!(found(&caller).await, before + rows);
}

#[tokio::test]
async fn a_job_at_work_is_asked_for_its_rights_at_each_chunk() {
    let app = idle().await;
    let (caller, admin) = (app.library().coordinator().await, app.library().admin().await);
    let before = found(&admin).await;
    let id = send(&caller, "", clubs(10_000)).await.expect(202).id();
    in_the_middle(&app, &admin, &id, async || sign_out(&caller).await).await;
    let done = job(&admin, &id).await;
    assert_eq!(done["state"], "failed");
    let rows = done["rows"].as_u64().unwrap();
    assert!((500..10_000).contains(&rows), "{rows} rows");
    assert_eq!(found(&admin).await, before + rows);
}

#[tokio::test]
async fn a_process_that_says_that_it_is_there_keeps_its_job() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    work(&app).await;
    let caller = app.library().coordinator().await;
    let id = send(&caller, "", clubs(3)).await.expect(202).id();
    let permit = Permit::<Run>::system();
    let slow = job_runs::take(&app.store, &permit, None).await.unwrap().unwrap();
    for _ in 0..3 {
        clock.advance(TimeDelta::seconds(10));
        let there = Progress::default();
        let advanced =
            app.store.write(async |unit| job_runs::advance(unit, &permit, &slow, &there).await).await;
        assert!(advanced.unwrap());
        work(&app).await;
        assert_eq!(job(&caller, &id).await["state"], "running");
    }
    clock.advance(TimeDelta::seconds(16));
    work(&app).await;
    assert_eq!(job(&caller, &id).await["state"], "succeeded");
}

#[tokio::test]
async fn the_file_of_a_job_is_forgotten_with_its_end() {
    let app = idle().await;
    let caller = app.library().coordinator().await;
    let list = |word: &str| format!("id,name\n1,Club\n2,Second Club\n3,{word}\n");
    let [done, cancelled] = ["succulents", "cacti"].map(list);
    let done = send(&caller, "?dry_run=true", done).await.expect(202).id();
    let kept = Tables::of(&app).await;
    assert!(kept.holding("succulents").contains(&"job_piece"));
    work(&app).await;
    assert_eq!(job(&caller, &done).await["state"], "succeeded");
    let id = send(&caller, "?dry_run=true", cancelled).await.expect(202).id();
    caller.post(&format!("/v1/jobs/{id}/cancel"), json!({})).await.expect(200);
    let left = Tables::of(&app).await;
    for word in ["succulents", "cacti"] {
        assert_eq!(left.holding(word), Vec::<&str>::new(), "{word}");
    }
}

#[tokio::test]
async fn a_file_that_stops_coming_is_given_up() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    work(&app).await;
    let caller = app.library().coordinator().await;
    let id = {
        use ligature::access::integration::jobs::CreateImport;
        use ligature::caller::Caller;
        use ligature::domain::integration::job::ImportOptions;
        use ligature::store::integration::jobs;
        let caller = Caller::sign_in(&app.store, "coordinator@riverside.example", None).await.unwrap();
        let permit = caller.permit::<CreateImport>().unwrap();
        let options =
            ImportOptions { source: "csv".to_owned(), dry_run: false, mapping: None, encoding: None };
        app.store.write(async |unit| jobs::open(unit, &permit, &options).await).await.unwrap().to_string()
    };
    work(&app).await;
    assert_eq!(job(&caller, &id).await["state"], "receiving");
    clock.advance(TimeDelta::minutes(6));
    let caller = app.library().coordinator().await;
    work(&app).await;
    let done = job(&caller, &id).await;
    assert_eq!((&done["state"], &done["fault"]), (&json!("failed"), &json!("its file stopped coming")));
}

#[tokio::test]
async fn a_report_is_kept_for_thirty_days() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    work(&app).await;
    let caller = app.library().coordinator().await;
    let id = send(&caller, "", clubs(3)).await.expect(202).id();
    work(&app).await;
    forget_reports(&app.store).await.unwrap();
    assert_eq!(lines(&caller, &id).await, [4, 3, 2]);
    clock.advance(TimeDelta::days(31));
    let caller = app.library().coordinator().await;
    forget_reports(&app.store).await.unwrap();
    assert_eq!(lines(&caller, &id).await, [0; 0]);
    assert_eq!(job(&caller, &id).await["created"], 3);
}

#[tokio::test]
async fn a_process_keeps_a_job_for_as_long_as_it_says_that_it_is_there() {
    let clock = Arc::new(Clock::stopped());
    let app = App::with(clock.clone()).await;
    work(&app).await;
    send(&app.library().coordinator().await, "", clubs(3)).await.expect(202);
    let permit = Permit::<Run>::system();
    let one = job_runs::take(&app.store, &permit, None).await.unwrap().unwrap();
    let prolong =
        async || app.store.write(async |unit| job_runs::prolong(unit, &permit, &one).await).await.unwrap();
    for _ in 0..3 {
        clock.advance(TimeDelta::seconds(10));
        assert!(prolong().await);
        assert!(job_runs::take(&app.store, &permit, None).await.unwrap().is_none());
    }
    clock.advance(TimeDelta::seconds(16));
    assert!(job_runs::take(&app.store, &permit, None).await.unwrap().is_some());
    assert!(!prolong().await, "it is another's by now");
}
