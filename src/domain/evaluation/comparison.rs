//! The worksheet's matrix: partners side by side, factor by factor and item by item.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    instrument::{Band, InstrumentRef, Scale},
    score::{Method, Score, Withheld},
};
use crate::domain::directory::named::Named;

/// Partners side by side; nothing of it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Comparison {
    /// How the comparison was made.
    pub method: Method,
    /// The instrument, in the newest of the versions that were used.
    pub instrument: InstrumentRef,
    /// Whose work the instrument builds on.
    pub credit: Option<String>,
    /// The instrument's scale.
    pub scale: Scale,
    /// The instrument's bands, from the lowest upwards.
    pub bands: Vec<Band>,
    /// The partners by place; those without a place come last, in the order asked for.
    pub partners: Vec<ComparedPartner>,
    /// The factors in the instrument's order.
    pub factors: Vec<ComparedFactor>,
    /// The factors that do not enter `compared_mean`, since not all partners have them.
    pub left_out: Vec<LeftOut>,
    /// What a reader has to know before drawing conclusions.
    pub remarks: Vec<Remark>,
}

/// One column of the matrix.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ComparedPartner {
    /// The round that rated the partner.
    pub round_id: Uuid,
    /// The partner.
    pub organization: Named,
    /// What to call it beside the others: the organization's name, with the round's name or day where others have the same.
    #[schema(example = "Lakeshore Museum")]
    pub label: String,
    /// The version of the instrument that the round used.
    pub instrument: InstrumentRef,
    /// The place by the exact `compared_mean`, from 1; ties share the better place. Null where the score is blocked,
    /// undetermined or withheld, or there is nothing to compare.
    #[schema(example = 1)]
    pub place: Option<u64>,
    /// The mean over the factors that all partners have, by the weights of `factors`.
    #[schema(example = 3.9)]
    pub compared_mean: Option<f64>,
    /// The round's own score.
    pub score: Score,
}

/// One factor over all partners.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ComparedFactor {
    /// The factor's code.
    #[schema(example = "1")]
    pub code: String,
    /// The factor's name.
    #[schema(example = "Environment")]
    pub name: String,
    /// Whether it enters `compared_mean`.
    pub compared: bool,
    /// The weight that `compared_mean` gives it.
    #[schema(example = 1)]
    pub weight: f64,
    /// The partners' figures.
    #[serde(flatten)]
    pub row: Row,
    /// The items in the instrument's order.
    pub items: Vec<ComparedItem>,
}

/// One item over all partners.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ComparedItem {
    /// The item's code.
    #[schema(example = "1a")]
    pub code: String,
    /// The item's name.
    #[schema(example = "A history of cooperation in the community")]
    pub name: String,
    /// The partners' figures.
    #[serde(flatten)]
    pub row: Row,
}

/// The figures of all partners for one factor or item.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Row {
    /// One entry for each partner, in the order of `partners`.
    pub values: Vec<ComparedValue>,
    /// The highest mean of the row minus the lowest; null with fewer than two means.
    #[schema(example = 1.5)]
    pub difference: Option<f64>,
}

/// One partner's figures for one factor or item.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ComparedValue {
    /// The partner's round.
    pub round_id: Uuid,
    /// The mean; null without a rating or where it is withheld.
    #[schema(example = 4)]
    pub mean: Option<f64>,
    /// The code of the band that the exact mean falls into.
    #[schema(example = "strength")]
    pub band: Option<String>,
    /// The spread of the ratings, for a factor of the raters' own factor means: the sample standard deviation (n - 1); null
    /// for n = 1 and for callers who may not see raters.
    #[schema(example = 0.5)]
    pub sd: Option<f64>,
    /// The lowest of them; null for callers who may not see raters.
    #[schema(example = 3)]
    pub min: Option<f64>,
    /// The highest of them; null for callers who may not see raters.
    #[schema(example = 5)]
    pub max: Option<f64>,
    /// How many ratings went in.
    #[schema(example = 9)]
    pub n_ratings: Option<u64>,
    /// How many raters gave them.
    #[schema(example = 3)]
    pub n_raters: Option<u64>,
    /// This mean minus the highest mean of the row: 0 for the best, else below 0.
    #[schema(example = -0.5)]
    pub difference: Option<f64>,
    /// Why the figures are withheld.
    pub withheld: Option<Withheld>,
}

/// A factor that does not enter `compared_mean`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LeftOut {
    /// The factor's code.
    #[schema(example = "3")]
    pub code: String,
    /// The factor's name.
    #[schema(example = "Process and Structure")]
    pub name: String,
    /// The rounds without a mean for it.
    pub round_ids: Vec<Uuid>,
}

/// Something a reader has to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Remark {
    /// What it is about.
    pub code: RemarkCode,
    /// The same as a sentence.
    pub detail: String,
    /// The rounds concerned.
    pub round_ids: Vec<Uuid>,
}

/// What a remark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemarkCode {
    /// Not the same people rated all partners.
    RatersDiffer,
    /// The caller may not see who rated, so nothing is said about whether the same people did.
    RatersNotShown,
    /// A partner has fewer than two raters.
    FewerThanTwoRaters,
    /// A partner has no rating at all and is left aside.
    NoScore,
    /// The rounds used different versions of the instrument.
    VersionsDiffer,
    /// The versions have different scales, so that their means cannot be compared and nobody has a place.
    ScalesDiffer,
    /// The versions have different weights; those of the newest are used for all.
    WeightsDiffer,
    /// Figures are withheld since they would reveal single raters.
    Withheld,
    /// A round is still open, so that its score may change.
    RoundOpen,
    /// A partner is blocked or undetermined and has no place.
    NotPlaced,
    /// No factor has a mean for all partners.
    NothingInCommon,
}
