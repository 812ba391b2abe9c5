//! What an hour is worth: dated rates, which an admin keeps.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::money::{check_amount, check_currency};
use super::partnership::in_order;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

/// The rate that comes with the service, and its id: the value of a volunteer hour in the United States, as Independent Sector
/// published it for 2022.
pub fn national_volunteer_hour() -> (Uuid, RateInput) {
    let input = RateInput {
        name: "National volunteer hour, 2022".to_owned(),
        amount: 3_180,
        currency: "USD".to_owned(),
        valid_from: NaiveDate::from_ymd_opt(2022, 1, 1).unwrap_or_default(),
        valid_until: NaiveDate::from_ymd_opt(2022, 12, 31),
        place: Some("United States".to_owned()),
        source: Some("Independent Sector, Value of Volunteer Time, 2022".to_owned()),
    };
    (Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_000a_0001), input)
}

/// The rate of an hour to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RateInput {
    /// What it is called.
    #[schema(example = "Librarian, 2026", min_length = 1, max_length = 200)]
    pub name: String,
    /// What an hour is worth, in the currency's smallest unit.
    #[schema(example = 4250, minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub amount: i64,
    /// The currency (ISO 4217).
    #[schema(example = "USD")]
    pub currency: String,
    /// The first day for which it holds.
    pub valid_from: NaiveDate,
    /// The last day for which it holds.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
    /// Where it holds.
    #[serde(default)]
    #[schema(example = "California", min_length = 1, max_length = 200)]
    pub place: Option<String>,
    /// Where it was published.
    #[serde(default)]
    #[schema(example = "Collective agreement of the county", min_length = 1, max_length = 500)]
    pub source: Option<String>,
}

impl Check for RateInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/name", &self.name, 1..=200);
        faults.optional_text("/place", self.place.as_ref(), 200);
        faults.optional_text("/source", self.source.as_ref(), 500);
        check_amount(faults, "/amount", self.amount);
        check_currency(faults, "/currency", &self.currency);
        in_order(faults, "/valid_until", Some(self.valid_from), self.valid_until);
    }
}

/// What an hour is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Rate {
    /// The rate's id.
    pub id: Uuid,
    /// Whose rate it is; none for those that come with the service.
    pub organization: Option<Named>,
    /// What it is called.
    pub name: String,
    /// What an hour is worth, in the currency's smallest unit.
    pub amount: i64,
    /// The currency.
    pub currency: String,
    /// The first day for which it holds.
    pub valid_from: NaiveDate,
    /// The last day for which it holds.
    pub valid_until: Option<NaiveDate>,
    /// Where it holds.
    pub place: Option<String>,
    /// Where it was published.
    pub source: Option<String>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Rate {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until)
    }
}

impl From<&Rate> for RateInput {
    fn from(row: &Rate) -> Self {
        let Rate { name, amount, currency, valid_from, valid_until, place, source, .. } = row.clone();
        Self { name, amount, currency, valid_from, valid_until, place, source }
    }
}
