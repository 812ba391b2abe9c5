//! What rounds are called side by side.

use chrono::{DateTime, TimeZone, Utc};
use uuid::Uuid;

use crate::domain::{
    directory::named::Named,
    evaluation::{instrument::InstrumentRef, label::labels, round::Round, round::RoundStatus},
};

fn opened(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, day, 12, 0, 0).unwrap()
}

fn round(organization: &str, name: Option<&str>, day: u32) -> Round {
    Round {
        id: Uuid::from_u128(day.into()),
        organization: Named { id: Uuid::nil(), name: organization.to_owned() },
        instrument: InstrumentRef {
            id: Uuid::nil(),
            code: "own".to_owned(),
            version: 1,
            name: "Own".to_owned(),
        },
        name: name.map(str::to_owned),
        partnership_id: None,
        status: RoundStatus::Open,
        rater_ids: None,
        may_rate: false,
        own_evaluation: None,
        consented: None,
        shared_with: None,
        opened_at: opened(day),
        closed_at: None,
        created_at: opened(day),
        updated_at: opened(day),
    }
}

#[test]
fn an_organization_that_is_there_once_goes_by_its_name() {
    let rounds = [round("Museum", Some("Spring"), 1), round("School", None, 1)];
    assert_eq!(labels(&rounds), ["Museum", "School"]);
}

#[test]
fn several_rounds_of_one_are_told_apart_by_name_day_and_number() {
    let rounds = [
        round("Museum", Some("Spring"), 1),
        round("School", None, 1),
        round("Museum", None, 2),
        round("Museum", None, 2),
        round("Museum", Some("Spring"), 3),
        round("Museum", Some("Autumn"), 3),
    ];
    let expected = [
        "Museum, Spring (1)",
        "School",
        "Museum, 2026-03-02 (1)",
        "Museum, 2026-03-02 (2)",
        "Museum, Spring (2)",
        "Museum, Autumn",
    ];
    assert_eq!(labels(&rounds), expected);
}
