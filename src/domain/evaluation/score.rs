//! The score of one round or of one set of ratings.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fraction::Fraction;
use crate::domain::directory::named::Named;

/// How a result was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Method {
    /// The method's name.
    #[schema(example = "mean_over_factors")]
    pub name: &'static str,
    /// The method's version.
    #[schema(example = "1.0")]
    pub version: &'static str,
    /// What it does, in words.
    #[schema(example = "Item mean over raters; factor mean over items; overall mean over factors.")]
    pub description: &'static str,
}

/// The scores of an organization by one instrument, with all that went in and what was left out.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Score {
    /// How the score was made.
    pub method: Method,
    /// The mean over factors.
    pub overall: Overall,
    /// The factors in the instrument's order.
    pub factors: Vec<FactorScore>,
    /// All raters of the sheets; null for callers who may not see raters.
    pub raters: Option<Vec<ScoredRater>>,
    /// How much of what could be rated was rated, over counted raters.
    pub coverage: Coverage,
    /// What the deal-breakers say; null where that is withheld.
    pub status: Option<ScoreStatus>,
    /// The deal-breakers that were not passed, without those that are withheld.
    pub blocked_by: Vec<BlockedBy>,
    /// What was left out and why; null for callers who may not see raters.
    pub excluded: Option<Vec<Excluded>>,
    /// Why the whole score is withheld.
    pub withheld: Option<Withheld>,
}

/// The overall mean: the mean of the factor means by their weights, renormalized over the factors that have a mean.
/// It is this product's own construct: the instruments define no overall score.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Overall {
    /// The mean over factors; null without any rating that counts.
    #[schema(example = 3.9)]
    pub mean: Option<f64>,
    /// The code of the band that the exact mean falls into.
    #[schema(example = "borderline")]
    pub band: Option<String>,
    /// How many ratings went in.
    #[schema(example = 58)]
    pub n_ratings: Option<u64>,
    /// How many raters went in.
    #[schema(example = 3)]
    pub n_raters: Option<u64>,
    /// Why it is withheld.
    pub withheld: Option<Withheld>,
    /// The mean without rounding.
    #[serde(skip)]
    pub exact: Option<Fraction>,
}

/// The score of a factor: the unweighted mean of its items' means.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct FactorScore {
    /// The factor's code.
    #[schema(example = "1")]
    pub code: String,
    /// The factor's name.
    #[schema(example = "Environment")]
    pub name: String,
    /// The weight that was used, the instrument's own or the one given.
    #[schema(example = 1)]
    pub weight: f64,
    /// The weight's share in the overall mean; null where the factor has no mean or the share is withheld.
    #[schema(example = 0.25)]
    pub share: Option<f64>,
    /// The factor's figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// The items in the instrument's order.
    pub items: Vec<ItemScore>,
}

/// The score of an item: the mean of its ratings.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ItemScore {
    /// The item's code.
    #[schema(example = "1a")]
    pub code: String,
    /// The item's name.
    #[schema(example = "A history of cooperation in the community")]
    pub name: String,
    /// The item's figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// The figures of a factor or an item; all are null where they are withheld.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Figures {
    /// The mean; null without a rating.
    #[schema(example = 4)]
    pub mean: Option<f64>,
    /// The sample standard deviation (n - 1) over ratings, for a factor over the raters' own factor means; null for
    /// n = 1.
    #[schema(example = 0.5)]
    pub sd: Option<f64>,
    /// The lowest rating, for a factor the lowest of the raters' own factor means.
    #[schema(example = 3)]
    pub min: Option<f64>,
    /// The highest rating, for a factor the highest of the raters' own factor means.
    #[schema(example = 5)]
    pub max: Option<f64>,
    /// How many ratings went in.
    #[schema(example = 9)]
    pub n_ratings: Option<u64>,
    /// How many raters gave them.
    #[schema(example = 3)]
    pub n_raters: Option<u64>,
    /// How many answers were `unknown`.
    #[schema(example = 0)]
    pub n_unknown: Option<u64>,
    /// How many answers were `not_applicable`.
    #[schema(example = 0)]
    pub n_not_applicable: Option<u64>,
    /// How many answers are missing.
    #[schema(example = 0)]
    pub n_blank: Option<u64>,
    /// How much of what could be rated was rated.
    pub coverage: Coverage,
    /// The code of the band that the exact mean falls into.
    #[schema(example = "strength")]
    pub band: Option<String>,
    /// The instrument's deal-breaker: a mean below this blocks the partner.
    #[schema(example = json!(null))]
    pub minimum: Option<f64>,
    /// Why the figures are withheld.
    pub withheld: Option<Withheld>,
    /// The mean without rounding.
    #[serde(skip)]
    pub exact: Option<Fraction>,
}

/// Ratings by cells that could be rated: those with a rating, `unknown` or blank; `not_applicable` leaves both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Coverage {
    /// How many cells have a rating.
    #[schema(example = 58)]
    pub answered: Option<u64>,
    /// How many cells could have one.
    #[schema(example = 60)]
    pub applicable: Option<u64>,
    /// `answered / applicable`; null where nothing is applicable.
    #[schema(example = 0.966)]
    pub value: Option<f64>,
}

impl Coverage {
    /// The share of cells with a rating.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn new(answered: u64, applicable: u64) -> Self {
        let value = (applicable > 0).then(|| answered as f64 / applicable as f64);
        Self { answered: Some(answered), applicable: Some(applicable), value }
    }
}

/// What the deal-breakers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreStatus {
    /// Every mean with a minimum reaches it.
    Clear,
    /// A mean is below its minimum, whatever the overall mean is.
    Blocked,
    /// Something with a minimum has no rating; it stops a proposal as `blocked` does.
    Undetermined,
}

/// A deal-breaker that was not passed.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct BlockedBy {
    /// Whether the minimum is a factor's or an item's.
    pub level: Level,
    /// The code of the factor or item.
    #[schema(example = "1")]
    pub code: String,
    /// Its name.
    #[schema(example = "Agrees with the shared statement")]
    pub name: String,
    /// The minimum.
    #[schema(example = 1)]
    pub minimum: f64,
    /// The mean; null without a rating.
    #[schema(example = 0.5)]
    pub mean: Option<f64>,
    /// What is wrong.
    pub reason: BlockReason,
}

/// A factor or an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A factor.
    Factor,
    /// An item.
    Item,
}

/// Why a deal-breaker was not passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockReason {
    /// The mean is below the minimum.
    BelowMinimum,
    /// There is no rating to compare.
    NoRating,
}

/// Why figures are withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// They would reveal what one or two raters said.
    FewerThanThreeRaters,
}

/// Who rated: a user, or a label of `compute_score`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
pub struct Rater {
    /// The user's id; null for a label.
    pub id: Option<Uuid>,
    /// The user's name or the label.
    #[schema(example = "Ana")]
    pub name: String,
}

impl From<Named> for Rater {
    fn from(named: Named) -> Self {
        Self { id: Some(named.id), name: named.name }
    }
}

/// A rater in a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ScoredRater {
    /// Who it is.
    #[serde(flatten)]
    pub rater: Rater,
    /// Whether the sheet went in: it is submitted and has a rating.
    pub counted: bool,
    /// Whether the sheet was ever reopened.
    pub reopened: bool,
}

/// Something that did not go into the means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Excluded {
    /// Whose it is.
    pub rater: Rater,
    /// The item's code; null for the whole sheet.
    #[schema(example = "3b")]
    pub item: Option<String>,
    /// Why it did not go in.
    pub reason: ExcludedReason,
}

/// Why something did not go into the means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExcludedReason {
    /// The sheet was not submitted.
    Draft,
    /// The sheet was reopened and not submitted again.
    Reopened,
    /// The sheet has no rating at all.
    NoRating,
    /// The rater does not know.
    Unknown,
    /// The item does not apply.
    NotApplicable,
    /// The rater answered nothing.
    Blank,
}
