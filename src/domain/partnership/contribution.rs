//! Give and take: what a party gives to another or to all others, pledged and delivered.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attached::{Whole, attached};
use super::money::{self, check_amount, check_currency};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;
use crate::domain::directory::resource_kind::ResourceKind;

attached!(Contribution, ContributionInput, parties: |input| {
    let to = input.to_id.map(|id| ("/to_id".to_owned(), id));
    std::iter::once(("/from_id".to_owned(), input.from_id)).chain(to).collect()
}, done: |input| vec![("/pledged_on", input.pledged_on)]);

/// What a contribution is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContributionForm {
    /// Money, counted in the currency's smallest unit.
    Money,
    /// Work, counted in minutes.
    Hours,
    /// Things, counted in pieces.
    Things,
}

impl ContributionForm {
    /// How much of it the amount of one unit is for: an hour has 60 minutes.
    fn per(self) -> i64 {
        if self == Self::Hours { 60 } else { 1 }
    }
}

/// A contribution to be pledged, or written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContributionInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// The party that gives.
    pub from_id: Uuid,
    /// The party that receives; all others without.
    #[serde(default)]
    pub to_id: Option<Uuid>,
    /// What it is.
    #[schema(example = "expertise")]
    pub kind: ResourceKind,
    /// What it is counted in.
    #[schema(example = "hours")]
    pub form: ContributionForm,
    /// What it is, in words.
    #[schema(example = "A curator talks to school classes.", min_length = 1, max_length = 500)]
    pub title: String,
    /// How much was pledged: of money in the smallest unit, of hours in minutes, of things in pieces.
    #[schema(example = 1200, minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub pledged: i64,
    /// How much of it was delivered.
    #[serde(default)]
    #[schema(example = 240, minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub delivered: i64,
    /// What an hour or a piece is worth, in the currency's smallest unit; not with `rate_id`.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, example = json!(null))]
    pub unit_amount: Option<i64>,
    /// The currency (ISO 4217), of money and with `unit_amount`.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub currency: Option<String>,
    /// The rate by which an hour is valued. What it says then is kept.
    #[serde(default)]
    pub rate_id: Option<Uuid>,
    /// When it was pledged, not after today; the rate has to hold on this day.
    pub pledged_on: NaiveDate,
    /// Until when it is to be delivered, not before `pledged_on`.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// What it does for the parties.
    #[serde(default)]
    #[schema(example = "The classes come back with their parents.", min_length = 1, max_length = 2000)]
    pub effect: Option<String>,
}

impl Check for ContributionInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/title", &self.title, 1..=500);
        faults.optional_text("/effect", self.effect.as_ref(), 2_000);
        check_amount(faults, "/pledged", self.pledged);
        check_amount(faults, "/delivered", self.delivered);
        if let Some(amount) = self.unit_amount {
            check_amount(faults, "/unit_amount", amount);
        }
        if let Some(currency) = &self.currency {
            check_currency(faults, "/currency", currency);
        }
        if self.to_id == Some(self.from_id) {
            faults.add("/to_id", "same_party", "must be another party than gives");
        }
        if self.due_on.is_some_and(|due_on| due_on < self.pledged_on) {
            faults.add("/due_on", "before_pledge", "must not be before pledged_on");
        }
        self.check_value(faults);
    }
}

impl ContributionInput {
    fn check_value(&self, faults: &mut Faults) {
        let by_rate = self.rate_id.is_some();
        if by_rate && self.form != ContributionForm::Hours {
            faults.add("/rate_id", "not_hours", "only hours are valued by a rate");
        }
        if self.unit_amount.is_some() && (by_rate || self.form == ContributionForm::Money) {
            faults.add("/unit_amount", "not_here", "is for hours without a rate, and for things");
        }
        let needs = self.form == ContributionForm::Money || self.unit_amount.is_some();
        match &self.currency {
            None if needs => faults.add("/currency", "required", "must be given"),
            Some(_) if !needs => faults.add("/currency", "not_here", "goes with an amount"),
            _ => {}
        }
        if let (Some(amount), true) = (self.unit_amount, faults.is_empty()) {
            self.check_worth(faults, amount);
        }
    }

    /// What it is worth at so much for each unit is not beyond all measure.
    pub fn check_worth(&self, faults: &mut Faults, amount: i64) {
        for (pointer, quantity) in [("/pledged", self.pledged), ("/delivered", self.delivered)] {
            if money::value(quantity, amount, self.form.per()).is_none() {
                faults.add(pointer, "too_much", format!("would be worth more than {}", money::MOST));
            }
        }
    }

    /// What so much of it is worth at so much for each unit.
    pub fn worth(&self, quantity: i64, amount: Option<i64>) -> Option<i64> {
        match self.form {
            ContributionForm::Money => Some(quantity),
            form => money::value(quantity, amount?, form.per()),
        }
    }
}

/// A contribution of a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Contribution {
    /// The contribution's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// The party that gives.
    pub from: Named,
    /// The party that receives; all others without.
    pub to: Option<Named>,
    /// What it is.
    pub kind: ResourceKind,
    /// What it is counted in.
    pub form: ContributionForm,
    /// What it is, in words.
    pub title: String,
    /// How much was pledged.
    pub pledged: i64,
    /// How much of it was delivered.
    pub delivered: i64,
    /// What an hour or a piece is worth, in the currency's smallest unit.
    pub unit_amount: Option<i64>,
    /// The currency.
    pub currency: Option<String>,
    /// The rate by which an hour was valued.
    pub rate_id: Option<Uuid>,
    /// What that rate was called then.
    pub rate_name: Option<String>,
    /// What was pledged is worth, in the currency's smallest unit; null where nobody said.
    #[schema(example = 63600)]
    pub pledged_value: Option<i64>,
    /// What was delivered is worth.
    #[schema(example = 12720)]
    pub delivered_value: Option<i64>,
    /// When it was pledged.
    pub pledged_on: NaiveDate,
    /// Until when it is to be delivered.
    pub due_on: Option<NaiveDate>,
    /// What it does for the parties.
    pub effect: Option<String>,
    /// Whether the giver or the receiver has left, so that it stays as it is. Decides who writes it, and is not shown.
    #[serde(skip)]
    pub settled: bool,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Contribution> for ContributionInput {
    fn from(row: &Contribution) -> Self {
        // What a rate said is kept beside it, and no input.
        let by_rate = row.rate_id.is_some();
        Self {
            partnership_id: row.partnership.id,
            from_id: row.from.id,
            to_id: row.to.as_ref().map(|party| party.id),
            kind: row.kind,
            form: row.form,
            title: row.title.clone(),
            pledged: row.pledged,
            delivered: row.delivered,
            unit_amount: row.unit_amount.filter(|_| !by_rate),
            currency: row.currency.clone().filter(|_| !by_rate),
            rate_id: row.rate_id,
            pledged_on: row.pledged_on,
            due_on: row.due_on,
            effect: row.effect.clone(),
        }
    }
}
