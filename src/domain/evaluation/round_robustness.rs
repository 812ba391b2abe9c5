//! How far the order of partners in a comparison depends on the weights of the factors.

use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    comparison::{ComparedPartner, Comparison, LeftOut, Remark},
    drawn::Drawn,
    draws::MAX_SEED,
    instrument::InstrumentRef,
    robustness::{ITERATIONS, Robustness, check_work, of_fixed, robustness},
    round_agreement::Rated,
    score::{Method, ScoreStatus},
};
use crate::{
    domain::{check::Faults, directory::named::Named},
    error::Result,
};

/// Where the scores of a draw come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScoreSource {
    /// The means of the comparison, the same in all draws.
    #[default]
    Fixed,
    /// For each draw and partner as many whole sheets as it has raters, drawn with replacement.
    Sheets,
}

/// How to look at a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RobustnessQuestion {
    /// How many weights are drawn.
    pub iterations: u64,
    /// The seed.
    pub seed: u64,
    /// Where the scores of a draw come from.
    pub scores: ScoreSource,
}

impl Default for RobustnessQuestion {
    fn default() -> Self {
        Self { iterations: ITERATIONS, seed: 0, scores: ScoreSource::default() }
    }
}

/// How far the order of partners depends on the weights of the factors.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct RoundRobustness {
    /// How the comparison was made.
    pub comparison_method: Method,
    /// The instrument, in the newest of the versions that were used.
    pub instrument: InstrumentRef,
    /// Where the scores of a draw come from.
    pub scores: ScoreSource,
    /// The factors that all partners have, which are the criteria of all tables.
    pub criteria: Vec<Criterion>,
    /// The partners that have a place in the comparison, in the order of all tables.
    pub alternatives: Vec<RankedPartner>,
    /// The partners that are no alternatives, and what the deal-breakers say of them.
    pub not_ranked: Vec<UnrankedPartner>,
    /// The factors that are no criteria, since not all partners have them.
    pub left_out: Vec<LeftOut>,
    /// What a reader has to know before drawing conclusions.
    pub remarks: Vec<Remark>,
    /// The tables.
    #[serde(flatten)]
    pub robustness: Robustness,
}

/// A factor by which partners are ranked.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Criterion {
    /// The factor's code.
    #[schema(example = "1")]
    pub code: String,
    /// The factor's name.
    #[schema(example = "Environment")]
    pub name: String,
    /// The instrument's weight.
    #[schema(example = 1)]
    pub weight: f64,
}

/// A partner that has a place.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct RankedPartner {
    /// The round that rated the partner.
    pub round_id: Uuid,
    /// The partner.
    pub organization: Named,
    /// What to call it beside the others: the organization's name, with the round's name or day where others have the same.
    #[schema(example = "Lakeshore Museum")]
    pub label: String,
    /// The place by the instrument's weights; ties share the better place.
    #[schema(example = 1)]
    pub place: u64,
    /// The mean over the criteria by the instrument's weights.
    #[schema(example = 3.9)]
    pub compared_mean: f64,
}

/// A partner without a place.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct UnrankedPartner {
    /// The round that rated the partner.
    pub round_id: Uuid,
    /// The partner.
    pub organization: Named,
    /// What to call it beside the others: the organization's name, with the round's name or day where others have the same.
    #[schema(example = "Lakeshore Museum")]
    pub label: String,
    /// What the deal-breakers say; null where that is withheld.
    pub status: Option<ScoreStatus>,
}

/// Works out how robust the comparison is, on all threads of the pool that it runs on; `sheets` are the
/// rounds with their sheets where scores are drawn from them.
///
/// # Errors
/// [`crate::error::Error::Invalid`] at `iterations` for more work than is allowed, at `seed` for one that is too large;
/// [`crate::error::Error::Unavailable`] where it was cancelled.
pub fn round_robustness(
    comparison: &Comparison,
    sheets: &[Rated],
    question: RobustnessQuestion,
    cancelled: &AtomicBool,
) -> Result<RoundRobustness> {
    let criteria: Vec<Criterion> = comparison
        .factors
        .iter()
        .filter(|factor| factor.compared)
        .map(|factor| Criterion {
            code: factor.code.clone(),
            name: factor.name.clone(),
            weight: factor.weight,
        })
        .collect();
    let (ranked, unranked): (Vec<&ComparedPartner>, Vec<&ComparedPartner>) =
        comparison.partners.iter().partition(|partner| partner.place.is_some());
    let base: Vec<Vec<f64>> = ranked.iter().map(|partner| means(partner, &criteria)).collect();
    let weights: Vec<f64> = criteria.iter().map(|criterion| criterion.weight).collect();
    let RobustnessQuestion { iterations, seed, scores } = question;
    let robustness = match scores {
        ScoreSource::Fixed => {
            check(question, base.len() * criteria.len())?;
            of_fixed(&base, &weights, iterations, seed, cancelled)?
        }
        ScoreSource::Sheets => {
            let codes: Vec<&str> = criteria.iter().map(|criterion| criterion.code.as_str()).collect();
            let partners = ranked.iter().filter_map(|partner| {
                let rated = sheets.iter().find(|rated| rated.round_id == partner.round_id)?;
                Some((rated.content.as_ref(), rated.sheets.iter().filter(|sheet| sheet.counts()).collect()))
            });
            let drawn = Drawn::new(&codes, &partners.collect::<Vec<_>>());
            check(question, drawn.cells())?;
            robustness(&drawn, &base, &weights, iterations, seed, cancelled)?
        }
    };
    let alternatives = ranked.iter().filter_map(|partner| {
        Some(RankedPartner {
            round_id: partner.round_id,
            organization: partner.organization.clone(),
            label: partner.label.clone(),
            place: partner.place?,
            compared_mean: partner.compared_mean?,
        })
    });
    let not_ranked = unranked.iter().map(|partner| UnrankedPartner {
        round_id: partner.round_id,
        organization: partner.organization.clone(),
        label: partner.label.clone(),
        status: partner.score.status,
    });
    Ok(RoundRobustness {
        comparison_method: comparison.method,
        scores,
        alternatives: alternatives.collect(),
        not_ranked: not_ranked.collect(),
        criteria,
        instrument: comparison.instrument.clone(),
        left_out: comparison.left_out.clone(),
        remarks: comparison.remarks.clone(),
        robustness,
    })
}

fn means(partner: &ComparedPartner, criteria: &[Criterion]) -> Vec<f64> {
    let mean = |criterion: &Criterion| {
        let factor = partner.score.factors.iter().find(|factor| factor.code == criterion.code)?;
        factor.figures.mean
    };
    criteria.iter().filter_map(mean).collect()
}

fn check(question: RobustnessQuestion, work: usize) -> Result<()> {
    let mut faults = Faults::default();
    if question.seed > MAX_SEED {
        faults.add("seed", "range", format!("must be from 0 to {MAX_SEED}"));
    }
    check_work(&mut faults, "iterations", question.iterations, work);
    faults.finish()
}
