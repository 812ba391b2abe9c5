//! How a partnership does: parts that are each worked out from rows, and the mean of those that are known.

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// The method and its version.
pub const METHOD: &str = "partnership-health/1";

/// So many rows at most are told of each part.
pub const TOLD: u64 = 20;

/// For so many days what was due counts, unless it is still open.
pub const LOOKED_BACK: i64 = 365;

/// How a partnership does.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = PartnershipHealth)]
pub struct Health {
    /// The mean of the parts that are known, from 0 (bad) to 1 (good); null where none is.
    #[schema(example = 0.7778)]
    pub score: Option<f64>,
    /// How many parts are known.
    #[schema(example = 3)]
    pub known: usize,
    /// All parts.
    pub parts: Vec<HealthPart>,
    /// The day for which it holds.
    pub on: NaiveDate,
    /// The method.
    #[schema(example = "partnership-health/1")]
    pub method: &'static str,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthAspect {
    /// Of the action items and milestones that were due in the last year or are still open, the share that is not overdue.
    OverdueActions,
    /// One divided by one more than the meetings since the last one that was held: those that the agreed rhythm asked for.
    Silence,
    /// Of the pledges that were due in the last year or are still open, the share that was delivered.
    UndeliveredPledges,
    /// How even give and take are: the smallest reciprocity of a party in a currency, over what was delivered.
    Imbalance,
    /// One less the largest fall, as a share of the scale, between your library's last two closed rounds on a party by one instrument.
    FallingEvaluations,
    /// 1 when the latest agreement and the partnership are within their terms, 0 when a renewal or an end has passed.
    OverdueRenewal,
}

/// One part, and the rows behind it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct HealthPart {
    /// What is looked at.
    pub part: HealthAspect,
    /// From 0 (bad) to 1 (good); null where it is not known.
    #[schema(example = 0.75, minimum = 0, maximum = 1)]
    pub score: Option<f64>,
    /// Why it is not known.
    pub missing: Option<HealthGap>,
    /// How many rows speak against it.
    #[schema(example = 1)]
    pub rows_total: u64,
    /// Those rows, the oldest first, 20 at most.
    pub rows: Vec<HealthRow>,
}

/// Why a part is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthGap {
    /// The partnership is not active or suspended.
    NotUnderWay,
    /// Nothing of the kind was due.
    NothingDue,
    /// No meeting recurs, and none was held.
    NoRhythm,
    /// Nothing with a value was delivered.
    NothingDelivered,
    /// There are no two closed rounds by one instrument that you see.
    NoEvaluations,
    /// Neither an agreement nor the partnership says when it ends or is renewed.
    NoTerm,
}

/// What kind of row it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthRowKind {
    /// An action item.
    ActionItem,
    /// A milestone.
    Milestone,
    /// A meeting.
    Meeting,
    /// A contribution.
    Contribution,
    /// A party.
    Organization,
    /// A round of evaluation.
    Round,
    /// An agreement.
    Agreement,
    /// The partnership.
    Partnership,
}

/// A row behind a part.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct HealthRow {
    /// What kind of row it is.
    pub kind: HealthRowKind,
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    #[schema(example = "Deliver the tablets")]
    pub title: String,
    /// The day that passed.
    pub on: Option<NaiveDate>,
    /// What it says where that is a figure: a party's reciprocity, or by how much a mean fell as a share of the scale.
    #[schema(example = 0.5088)]
    pub value: Option<f64>,
    /// In which currency.
    #[schema(example = "USD")]
    pub currency: Option<String>,
}

/// What was due, and how much of it is overdue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Owed {
    /// How many rows were due.
    pub due: u64,
    /// How many of them are still open.
    pub overdue: u64,
    /// These, the oldest first.
    pub rows: Vec<HealthRow>,
}

impl Owed {
    /// Both together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.rows.extend(other.rows);
        self.rows.sort_by_key(|row| (row.on, row.id));
        Self { due: self.due + other.due, overdue: self.overdue + other.overdue, rows: self.rows }
    }
}

impl HealthPart {
    fn unknown(part: HealthAspect, missing: HealthGap) -> Self {
        Self { part, score: None, missing: Some(missing), rows_total: 0, rows: Vec::new() }
    }

    fn known(part: HealthAspect, score: f64, mut rows: Vec<HealthRow>, total: Option<u64>) -> Self {
        let rows_total = total.unwrap_or(rows.len() as u64);
        rows.truncate(usize::try_from(TOLD).unwrap_or(usize::MAX));
        Self { part, score: Some(rounded(score)), missing: None, rows_total, rows }
    }

    /// The share of what was due that is not overdue.
    pub fn of_owed(part: HealthAspect, owed: Owed) -> Self {
        match owed.due {
            0 => Self::unknown(part, HealthGap::NothingDue),
            due => {
                let score = share(due.saturating_sub(owed.overdue), due);
                Self::known(part, score, owed.rows, Some(owed.overdue))
            }
        }
    }

    /// The silence since the last meeting that was held; `missed` are those that were due after it.
    pub fn of_silence(rhythm: bool, any_due: bool, missed: u64, rows: Vec<HealthRow>) -> Self {
        match (any_due, rhythm) {
            (true, _) => Self::known(HealthAspect::Silence, share(1, missed + 1), rows, Some(missed)),
            (false, true) => Self::unknown(HealthAspect::Silence, HealthGap::NothingDue),
            (false, false) => Self::unknown(HealthAspect::Silence, HealthGap::NoRhythm),
        }
    }

    /// The reciprocity of each party that gave or received something of value, the smallest of which counts.
    pub fn of_balance(mut rows: Vec<HealthRow>) -> Self {
        rows.retain(|row| row.value.is_some());
        rows.sort_by(|one, other| one.value.partial_cmp(&other.value).unwrap_or(std::cmp::Ordering::Equal));
        match rows.first().and_then(|row| row.value) {
            None => Self::unknown(HealthAspect::Imbalance, HealthGap::NothingDelivered),
            Some(least) => {
                rows.retain(|row| row.value.is_some_and(|value| value < 1.0));
                Self::known(HealthAspect::Imbalance, least, rows, None)
            }
        }
    }

    /// By how much each mean fell, less than 0 where it rose; the largest fall counts.
    pub fn of_falls(mut rows: Vec<HealthRow>) -> Self {
        let falls = || rows.iter().filter_map(|row| row.value);
        let Some(largest) = falls().reduce(f64::max) else {
            return Self::unknown(HealthAspect::FallingEvaluations, HealthGap::NoEvaluations);
        };
        rows.retain(|row| row.value.is_some_and(|fall| fall > 0.0));
        Self::known(HealthAspect::FallingEvaluations, 1.0 - largest.max(0.0), rows, None)
    }

    /// Whether an end or a renewal has passed.
    pub fn of_terms(mut rows: Vec<HealthRow>, today: NaiveDate) -> Self {
        if rows.is_empty() {
            return Self::unknown(HealthAspect::OverdueRenewal, HealthGap::NoTerm);
        }
        rows.retain(|row| row.on.is_some_and(|on| on < today));
        rows.sort_by_key(|row| row.on);
        let score = if rows.is_empty() { 1.0 } else { 0.0 };
        Self::known(HealthAspect::OverdueRenewal, score, rows, None)
    }
}

impl Health {
    /// The health on a day, from its parts.
    pub fn of(parts: Vec<HealthPart>, on: NaiveDate) -> Self {
        let scores: Vec<f64> = parts.iter().filter_map(|part| part.score).collect();
        let known = scores.len();
        let score = (known > 0).then(|| rounded(scores.iter().sum::<f64>() / count(known as u64)));
        Self { score, known, parts, on, method: METHOD }
    }

    /// That of a partnership which is not under way.
    pub fn none(on: NaiveDate) -> Self {
        let parts = [
            HealthAspect::OverdueActions,
            HealthAspect::Silence,
            HealthAspect::UndeliveredPledges,
            HealthAspect::Imbalance,
            HealthAspect::FallingEvaluations,
            HealthAspect::OverdueRenewal,
        ];
        Self::of(parts.map(|part| HealthPart::unknown(part, HealthGap::NotUnderWay)).to_vec(), on)
    }
}

fn share(part: u64, whole: u64) -> f64 {
    count(part) / count(whole)
}

fn count(rows: u64) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(u32::MAX))
}

fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}
