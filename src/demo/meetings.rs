//! The meetings of the demonstration, their minutes, what was agreed there to be done, and links to calendars.

use serde_json::{Value, json};
use uuid::Uuid;

use super::partnership::attach;
use super::source::id;
use crate::access::partnership::calendar_links::Create;
use crate::caller::Caller;
use crate::domain::partnership::action_item::ActionItem;
use crate::domain::partnership::calendar_link::CalendarLinkInput;
use crate::domain::partnership::meeting::Meeting;
use crate::domain::partnership::minutes::Minutes;
use crate::error::Result;
use crate::store::Store;
use crate::store::partnership::calendar_links;

/// Makes all of it.
pub(super) async fn fill(store: &Store) -> Result<()> {
    riverside(store).await?;
    hillside(store).await
}

/// A talk each month of the partnership about the lake.
async fn riverside(store: &Store) -> Result<()> {
    let caller = Caller::sign_in(store, "coordinator@riverside.example", None).await?;
    let whole = id("partnership", 1);
    let (library, museum) = (id("organization", 1), id("organization", 3));
    for meeting in [
        json!({
            "title": "Talk at the jetty", "agenda": "Where the case is, and where it goes.",
            "place": "The museum's boathouse", "starts_at": "2025-12-02T17:00:00",
            "time_zone": "America/Los_Angeles", "duration_minutes": 90, "rule": "FREQ=MONTHLY;BYDAY=1TU",
            "exceptions": [
                {"occurs_at": "2026-04-07T17:00:00", "starts_at": "2026-04-08T17:00:00"},
                {"occurs_at": "2026-07-07T17:00:00"}
            ]
        }),
        json!({
            "title": "The case is opened", "url": "https://meet.example/lake", "starts_at": "2026-03-08T02:30:00",
            "time_zone": "America/Los_Angeles", "duration_minutes": 45
        }),
    ] {
        attach::<Meeting>(store, &caller, whole, meeting).await?;
    }
    let talk = id("meeting", 1);
    for minutes in [
        json!({
            "meeting_id": talk, "occurs_at": "2025-12-02T17:00:00",
            "text": "The museum packs the case. The port has the only key to the jetty.",
            "attendance": [
                {"organization_id": library, "person_ids": [id("person", 3)]},
                {"organization_id": museum, "count": 2}
            ]
        }),
        json!({"meeting_id": talk, "occurs_at": "2026-01-06T17:00:00", "cancelled": true}),
    ] {
        attach::<Minutes>(store, &caller, whole, minutes).await?;
    }
    for item in [
        json!({
            "meeting_id": talk, "title": "Ask the port for a key to the jetty.", "owner_id": library,
            "person_id": id("person", 3), "due_on": "2026-01-30"
        }),
        json!({"title": "Find a lighter case.", "owner_id": museum, "due_on": "2026-02-20"}),
    ] {
        attach::<ActionItem>(store, &caller, whole, item).await?;
    }
    for partnership_id in [None, Some(whole)] {
        link(store, &caller, partnership_id).await?;
    }
    caller.sign_out(store).await
}

/// A talk every other week of the partnership about evening classes.
async fn hillside(store: &Store) -> Result<()> {
    let caller = Caller::sign_in(store, "coordinator@hillside.example", None).await?;
    let whole = id("partnership", 8);
    let (library, jobs) = (id("organization", 2), id("organization", 4));
    let meeting = json!({
        "title": "Timetable of the classes", "place": "Branch under the hill", "starts_at": "2025-12-04T18:30:00",
        "time_zone": "America/Los_Angeles", "duration_minutes": 60, "rule": "FREQ=WEEKLY;INTERVAL=2"
    });
    attach::<Meeting>(store, &caller, whole, meeting).await?;
    let minutes = json!({
        "meeting_id": id("meeting", 3), "occurs_at": "2025-12-04T18:30:00", "text": "Classes begin at seven.",
        "attendance": [{"organization_id": library, "count": 1}, {"organization_id": jobs, "count": 1}]
    });
    attach::<Minutes>(store, &caller, whole, minutes).await?;
    let item: Value = json!({
        "meeting_id": id("meeting", 3), "title": "Print the timetable.", "owner_id": jobs, "due_on": "2026-01-31"
    });
    attach::<ActionItem>(store, &caller, whole, item).await?;
    caller.sign_out(store).await
}

async fn link(store: &Store, caller: &Caller, partnership_id: Option<Uuid>) -> Result<()> {
    let permit = caller.permit::<Create>()?;
    let input = CalendarLinkInput { partnership_id };
    store.write(async |unit| calendar_links::create(unit, &permit, input).await.map(drop)).await
}
