//! How far the raters of rounds agree, and on which items they differ most: for those who may see raters.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use serde::Serialize;
use uuid::Uuid;

use super::{
    agreement::{RaterAgreement, agreement},
    alpha::MeasurementLevel,
    answer::Answer,
    compare::one_instrument,
    instrument::{InstrumentInput, InstrumentRef},
    score::{FactorScore, Rater},
    scoring::{Sheet, compute_score},
    spread::spread,
};
use crate::{
    domain::directory::named::Named,
    error::{Error, Result},
};

/// How many items in dispute are told.
pub const MOST_DISPUTED: usize = 20;

/// A round with its sheets.
#[derive(Clone, Debug)]
pub struct Rated {
    /// The round.
    pub round_id: Uuid,
    /// The organization it rates.
    pub organization: Named,
    /// What to call it beside the others: the organization's name, with the round's name or day where others have the same.
    pub label: String,
    /// The version of the instrument it uses.
    pub instrument: InstrumentRef,
    /// What that version holds.
    pub content: Arc<InstrumentInput>,
    /// The sheets; those that are submitted and have a rating count.
    pub sheets: Vec<Sheet>,
}

/// How far the raters of one or several rounds agree.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct RoundAgreement {
    /// The instrument, in the newest of the versions that were used.
    pub instrument: InstrumentRef,
    /// The agreement over all items of all rounds: a unit is an item of a round.
    pub agreement: RaterAgreement,
    /// The units with fewer than two ratings, which dropped out.
    pub dropped: Vec<RatedItem>,
    /// The spread of each factor in each round.
    pub factors: Vec<FactorSpread>,
    /// Up to 20 items on which raters differ, those with the largest spread first.
    pub disputes: Vec<Dispute>,
}

/// An item of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RatedItem {
    /// The round.
    pub round_id: Uuid,
    /// The item's code.
    #[schema(example = "1a")]
    pub item: String,
}

/// How far the raters' own means of a factor are apart in one round.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct FactorSpread {
    /// The round.
    pub round_id: Uuid,
    /// The factor's code.
    #[schema(example = "1")]
    pub code: String,
    /// The factor's name.
    #[schema(example = "Environment")]
    pub name: String,
    /// The mean of the factor.
    #[schema(example = 4)]
    pub mean: Option<f64>,
    /// The sample standard deviation (n - 1) of the raters' own means; null for n = 1.
    #[schema(example = 0.5)]
    pub sd: Option<f64>,
    /// The lowest of them.
    #[schema(example = 3.5)]
    pub min: Option<f64>,
    /// The highest of them.
    #[schema(example = 4.5)]
    pub max: Option<f64>,
    /// How many raters there are.
    #[schema(example = 3)]
    pub n_raters: Option<u64>,
}

/// An item on which raters differ.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Dispute {
    /// The round.
    pub round_id: Uuid,
    /// The organization that is rated.
    pub organization: Named,
    /// What to call it beside the others: the organization's name, with the round's name or day where others have the same.
    #[schema(example = "Lakeshore Museum")]
    pub label: String,
    /// The item's code.
    #[schema(example = "3c")]
    pub item: String,
    /// The item's name.
    #[schema(example = "Flexibility")]
    pub name: String,
    /// The mean of its ratings.
    #[schema(example = 3)]
    pub mean: f64,
    /// Their sample standard deviation (n - 1).
    #[schema(example = 2)]
    pub sd: f64,
    /// The lowest rating.
    #[schema(example = 1)]
    pub min: f64,
    /// The highest rating.
    #[schema(example = 5)]
    pub max: f64,
    /// Who gave which rating, those furthest from the mean first.
    pub ratings: Vec<DisputedRating>,
}

/// One rater's rating of an item in dispute.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct DisputedRating {
    /// Who rated.
    pub rater: Rater,
    /// The rating.
    #[schema(example = 1)]
    pub value: i32,
    /// The rating minus the mean.
    #[schema(example = -2)]
    pub difference: f64,
}

/// The agreement of the raters of rounds with one instrument.
///
/// # Errors
/// [`Error::Invalid`] at `round_id` for rounds with other instruments or scales, at `level` for the ratio level on a scale
/// below 0.
pub fn round_agreement(rounds: &[Rated], level: MeasurementLevel, seed: u64) -> Result<RoundAgreement> {
    one_instrument(rounds.iter().map(|round| &round.instrument))?;
    let newest = rounds.iter().max_by_key(|round| round.instrument.version);
    let newest = newest.ok_or_else(|| Error::invalid("round_id", "count", "name a round"))?;
    if rounds.iter().any(|round| round.content.scale != newest.content.scale) {
        let detail = "the rounds' versions of the instrument have different scales";
        return Err(Error::invalid("round_id", "scales_differ", detail));
    }
    if level == MeasurementLevel::Ratio && newest.content.scale.range().0 < 0 {
        return Err(Error::invalid("level", "scale", "the scale has values below 0, so there are no ratios"));
    }
    let mut raters: HashSet<&Rater> = HashSet::new();
    let (mut units, mut dropped, mut disputes, mut factors) = (vec![], vec![], vec![], vec![]);
    for round in rounds {
        let sheets: Vec<&Sheet> = round.sheets.iter().filter(|sheet| sheet.counts()).collect();
        raters.extend(sheets.iter().map(|sheet| &sheet.rater));
        let mut by_item = ratings(&sheets);
        for item in round.content.items() {
            let ratings = by_item.remove(item.code.as_str()).unwrap_or_default();
            if ratings.len() < 2 {
                dropped.push(RatedItem { round_id: round.round_id, item: item.code.clone() });
            }
            units.push(ratings.iter().map(|(_, value)| f64::from(*value)).collect());
            disputes.extend(dispute(round, (&item.code, &item.name), &ratings));
        }
        let score = compute_score(&round.content, None, &round.sheets)?;
        factors.extend(score.factors.into_iter().map(|factor| factor_spread(round.round_id, factor)));
    }
    // The sort keeps the order of rounds and items among equals.
    disputes.sort_by(|a, b| b.sd.total_cmp(&a.sd));
    disputes.truncate(MOST_DISPUTED);
    Ok(RoundAgreement {
        instrument: newest.instrument.clone(),
        agreement: agreement(units, raters.len(), level, seed),
        dropped,
        factors,
        disputes,
    })
}

/// The ratings by item.
fn ratings<'a>(sheets: &[&'a Sheet]) -> HashMap<&'a str, Vec<(&'a Rater, i32)>> {
    let mut by_item: HashMap<&str, Vec<(&Rater, i32)>> = HashMap::new();
    for sheet in sheets {
        for (code, answer) in &sheet.answers {
            if let Answer::Rating(value) = answer {
                by_item.entry(code).or_default().push((&sheet.rater, *value));
            }
        }
    }
    by_item
}

#[expect(clippy::cast_precision_loss, reason = "sums of ratings stay far below 2^53")]
fn dispute(round: &Rated, (item, name): (&str, &str), ratings: &[(&Rater, i32)]) -> Option<Dispute> {
    let values: Vec<(i64, u32)> = ratings.iter().map(|(_, value)| (i64::from(*value), 1)).collect();
    let spread = spread(&values);
    let sd = spread.sd.filter(|sd| *sd > 0.0)?;
    let mean = values.iter().map(|(value, _)| *value).sum::<i64>() as f64 / values.len() as f64;
    let told = |(rater, value): &(&Rater, i32)| DisputedRating {
        rater: (*rater).clone(),
        value: *value,
        difference: f64::from(*value) - mean,
    };
    let mut ratings: Vec<DisputedRating> = ratings.iter().map(told).collect();
    ratings.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()));
    Some(Dispute {
        round_id: round.round_id,
        organization: round.organization.clone(),
        label: round.label.clone(),
        item: item.to_owned(),
        name: name.to_owned(),
        mean,
        sd,
        min: spread.min?,
        max: spread.max?,
        ratings,
    })
}

fn factor_spread(round_id: Uuid, factor: FactorScore) -> FactorSpread {
    let FactorScore { code, name, figures, .. } = factor;
    let (mean, sd) = (figures.mean, figures.sd);
    FactorSpread {
        round_id,
        code,
        name,
        mean,
        sd,
        min: figures.min,
        max: figures.max,
        n_raters: figures.n_raters,
    }
}
