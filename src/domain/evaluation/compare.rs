//! From the scores of rounds to a comparison.
//!
//! Everything is made from the scores as the caller may see them, so that a comparison tells nothing that they
//! withhold.

use std::{cmp::Ordering, collections::HashSet};

use uuid::Uuid;

use super::{
    comparison::{ComparedFactor, ComparedItem, ComparedPartner, ComparedValue, Comparison, LeftOut, Row},
    fraction::Fraction,
    instrument::{Factor, InstrumentInput, InstrumentRef},
    remarks::{not_placed, remarks},
    round::RoundStatus,
    score::{FactorScore, Figures, Method, Score, ScoreStatus},
};
use crate::{
    domain::directory::named::Named,
    error::{Error, Result},
};

/// How many rounds a comparison takes.
pub const ROUNDS: std::ops::RangeInclusive<usize> = 2..=50;

/// How comparisons are made.
pub const METHOD: Method = Method {
    name: "mean_over_common_factors",
    version: "1.0",
    description: "Each partner's score by mean_over_factors 1.0; compared_mean is the mean over the factors (not over \
                  items) for which every partner with a score has a mean, by the newest version's weights. Places by \
                  the exact compared_mean; ties share the better place; blocked and undetermined partners have none. \
                  Withheld figures enter nothing.",
};

/// One round as it goes into a comparison, its score as the caller may see it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The round.
    pub round_id: Uuid,
    /// Whether the round is closed.
    pub round_status: RoundStatus,
    /// The organization it rates.
    pub organization: Named,
    /// What to call it beside the others: the organization's name, with the round's name or day where others have the same.
    pub label: String,
    /// The version of the instrument it uses.
    pub instrument: InstrumentRef,
    /// What that version holds.
    pub content: std::sync::Arc<InstrumentInput>,
    /// The round's score.
    pub score: Score,
}

impl Subject {
    /// Whether the score has no mean that could be compared at all.
    pub(super) fn is_empty(&self) -> bool {
        self.score.factors.iter().all(|factor| factor.figures.exact.is_none())
    }

    fn factor(&self, code: &str) -> Option<&FactorScore> {
        self.score.factors.iter().find(|factor| factor.code == code)
    }

    fn mean(&self, code: &str) -> Option<&Fraction> {
        self.factor(code)?.figures.exact.as_ref()
    }
}

/// Puts the partners of 2 to 50 rounds with the same instrument side by side.
///
/// # Errors
/// [`Error::Invalid`] at `round_id` for fewer or more rounds, one named twice, or another instrument.
pub fn compare(subjects: Vec<Subject>) -> Result<Comparison> {
    check(&subjects)?;
    let Some(newest) = subjects.iter().max_by_key(|subject| subject.instrument.version) else {
        return Err(too_few_or_many());
    };
    let (instrument, content) = (newest.instrument.clone(), newest.content.clone());
    let factors = all_factors(&content, &subjects);
    let (common, rest): (Vec<&Factor>, Vec<&Factor>) =
        factors.iter().partition(|factor| missing(factor, &subjects).is_empty());
    let left_out = rest.iter().map(|factor| LeftOut {
        code: factor.code.clone(),
        name: factor.name.clone(),
        round_ids: missing(factor, &subjects),
    });
    let left_out = left_out.collect();
    let comparable = subjects.iter().all(|subject| subject.content.scale == content.scale);
    let means: Vec<Option<Fraction>> =
        subjects.iter().map(|subject| compared_mean(subject, &common).filter(|_| comparable)).collect();
    let mut remarks = remarks(&subjects, &content, comparable);
    remarks.extend(not_placed(&subjects, common.is_empty()));
    let order = order(&subjects, &means);
    let sorted: Vec<&Subject> = order.iter().filter_map(|(index, _)| subjects.get(*index)).collect();
    let factors =
        factors.iter().map(|factor| compared_factor(factor, &common, &sorted, comparable)).collect();
    let means: Vec<Option<f64>> = means.iter().map(|mean| mean.as_ref().and_then(Fraction::to_f64)).collect();
    let mut subjects: Vec<Option<Subject>> = subjects.into_iter().map(Some).collect();
    let partners = order.iter().filter_map(|&(index, place)| {
        let subject = subjects.get_mut(index)?.take()?;
        Some(ComparedPartner {
            round_id: subject.round_id,
            organization: subject.organization,
            label: subject.label,
            instrument: subject.instrument,
            place,
            compared_mean: *means.get(index)?,
            score: subject.score,
        })
    });
    let partners = partners.collect();
    Ok(Comparison {
        method: METHOD,
        instrument,
        credit: content.credit.clone(),
        scale: content.scale.clone(),
        bands: content.bands.clone(),
        partners,
        factors,
        left_out,
        remarks,
    })
}

/// Passes for 2 to 50 rounds, none of them named twice.
///
/// # Errors
/// [`Error::Invalid`] at `round_id`.
pub fn check_rounds(round_ids: &[Uuid]) -> Result<()> {
    if !ROUNDS.contains(&round_ids.len()) {
        return Err(too_few_or_many());
    }
    let mut seen = HashSet::new();
    if !round_ids.iter().all(|id| seen.insert(id)) {
        return Err(Error::invalid("round_id", "duplicate", "a round is named twice"));
    }
    Ok(())
}

fn check(subjects: &[Subject]) -> Result<()> {
    let round_ids: Vec<Uuid> = subjects.iter().map(|subject| subject.round_id).collect();
    check_rounds(&round_ids)?;
    one_instrument(subjects.iter().map(|subject| &subject.instrument))
}

/// Passes where all are versions of one instrument.
pub(super) fn one_instrument<'a>(instruments: impl Iterator<Item = &'a InstrumentRef>) -> Result<()> {
    let codes: HashSet<&str> = instruments.map(|instrument| instrument.code.as_str()).collect();
    if codes.len() > 1 {
        return Err(Error::invalid("round_id", "instruments_differ", "the rounds must use one instrument"));
    }
    Ok(())
}

fn too_few_or_many() -> Error {
    Error::invalid("round_id", "count", "name 2 to 50 rounds")
}

/// The factors of the newest version, then those that only older ones have.
fn all_factors<'a>(newest: &'a InstrumentInput, subjects: &'a [Subject]) -> Vec<&'a Factor> {
    let mut seen = HashSet::new();
    let older = subjects.iter().flat_map(|subject| &subject.content.factors);
    newest.factors.iter().chain(older).filter(|factor| seen.insert(factor.code.as_str())).collect()
}

/// The rounds without a mean for the factor, those aside that have no mean at all.
fn missing(factor: &Factor, subjects: &[Subject]) -> Vec<Uuid> {
    let with_score = subjects.iter().filter(|subject| !subject.is_empty());
    let lacking = with_score.filter(|subject| subject.mean(&factor.code).is_none());
    lacking.map(|subject| subject.round_id).collect()
}

fn compared_mean(subject: &Subject, common: &[&Factor]) -> Option<Fraction> {
    let parts = common
        .iter()
        .filter_map(|factor| Some((Fraction::decimal(factor.weight)?, subject.mean(&factor.code)?)));
    Fraction::weighted_mean(parts)
}

/// The indices of the subjects in their order, each with its place.
fn order(subjects: &[Subject], means: &[Option<Fraction>]) -> Vec<(usize, Option<u64>)> {
    let ranked: Vec<Option<&Fraction>> = subjects
        .iter()
        .zip(means)
        .map(|(subject, mean)| mean.as_ref().filter(|_| subject.score.status == Some(ScoreStatus::Clear)))
        .collect();
    let mut order: Vec<(usize, Option<u64>)> = ranked
        .iter()
        .enumerate()
        .map(|(index, mean)| {
            let better =
                |own: &Fraction| ranked.iter().flatten().filter(|other| **other > own).count() as u64;
            (index, mean.map(|own| better(own) + 1))
        })
        .collect();
    order.sort_by(|(_, a), (_, b)| match (a, b) {
        (Some(a), Some(b)) => a.cmp(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    order
}

fn compared_factor<'a>(
    factor: &Factor,
    common: &[&Factor],
    subjects: &[&'a Subject],
    comparable: bool,
) -> ComparedFactor {
    let items = factor.items.iter().map(|item| {
        let scored = |subject: &'a Subject| {
            let items = &subject.factor(&factor.code)?.items;
            items.iter().find(|scored| scored.code == item.code).map(|scored| &scored.figures)
        };
        ComparedItem {
            code: item.code.clone(),
            name: item.name.clone(),
            row: row(subjects, comparable, scored),
        }
    });
    ComparedFactor {
        code: factor.code.clone(),
        name: factor.name.clone(),
        compared: comparable && common.iter().any(|other| other.code == factor.code),
        weight: factor.weight,
        items: items.collect(),
        row: row(subjects, comparable, |subject| subject.factor(&factor.code).map(|factor| &factor.figures)),
    }
}

fn row<'a>(
    subjects: &[&'a Subject],
    comparable: bool,
    figures: impl Fn(&'a Subject) -> Option<&'a Figures>,
) -> Row {
    let means =
        || subjects.iter().filter_map(|subject| figures(subject)?.exact.as_ref()).filter(|_| comparable);
    let highest = means().max().filter(|_| means().count() > 1);
    let minus_highest = |mean: Option<&Fraction>| mean?.minus(highest?).to_f64();
    let value = |subject: &&'a Subject| {
        let figures = figures(subject);
        ComparedValue {
            round_id: subject.round_id,
            mean: figures.and_then(|figures| figures.mean),
            band: figures.and_then(|figures| figures.band.clone()),
            sd: figures.and_then(|figures| figures.sd),
            min: figures.and_then(|figures| figures.min),
            max: figures.and_then(|figures| figures.max),
            n_ratings: figures.and_then(|figures| figures.n_ratings),
            n_raters: figures.and_then(|figures| figures.n_raters),
            difference: minus_highest(figures.and_then(|figures| figures.exact.as_ref())),
            withheld: figures.and_then(|figures| figures.withheld),
        }
    };
    Row {
        values: subjects.iter().map(value).collect(),
        difference: minus_highest(means().min()).map(f64::abs),
    }
}
