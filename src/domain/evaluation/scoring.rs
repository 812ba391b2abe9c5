//! From answers to a score: item mean over raters, factor mean over items, overall mean over factors.

use std::collections::{BTreeMap, HashMap};

use super::{
    answer::Answer,
    deal_breakers::deal_breakers,
    evaluation::EvaluationStatus,
    fraction::Fraction,
    instrument::{Band, Factor, InstrumentInput},
    score::{
        Coverage, Excluded, ExcludedReason, FactorScore, Figures, ItemScore, Method, Overall, Rater, Score,
        ScoredRater,
    },
    spread::spread,
};
use crate::error::{Error, Result};

/// The most raters times items of one score.
pub const MAX_CELLS: usize = 200_000;

/// How scores are made.
pub const METHOD: Method = Method {
    name: "mean_over_factors",
    version: "1.0",
    description: "Item mean: the mean of its ratings over raters; unknown, not applicable and blank are left out. \
                  Factor mean: the unweighted mean of its items' means. Overall mean: the mean over factors (not \
                  over items) by their weights, renormalized over the factors that have a mean; it is this \
                  product's own construct, the instruments define none. Spread: sample standard deviation (n - 1), \
                  for a factor over the raters' own factor means. Bands and minimums are compared with the exact \
                  mean.",
};

/// One rater's sheet as it goes into a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Who rated.
    pub rater: Rater,
    /// Where the sheet stands; only submitted ones go in.
    pub status: EvaluationStatus,
    /// Whether it was ever reopened.
    pub reopened: bool,
    /// The answers by item code; items left out are blank.
    pub answers: Vec<(String, Answer)>,
}

impl Sheet {
    /// Whether it enters scores: it is submitted and has a rating.
    pub(super) fn counts(&self) -> bool {
        self.status == EvaluationStatus::Submitted && self.has_rating()
    }

    fn has_rating(&self) -> bool {
        self.answers.iter().any(|(_, answer)| matches!(answer, Answer::Rating(_)))
    }
}

/// Scores sheets by an instrument; `weights` by factor code replace the instrument's own.
///
/// The order of the sheets changes nothing but the order in which raters are listed.
///
/// # Errors
/// [`Error::TooLarge`] where raters times items exceed [`MAX_CELLS`].
pub fn compute_score(
    instrument: &InstrumentInput,
    weights: Option<&BTreeMap<String, f64>>,
    sheets: &[Sheet],
) -> Result<Score> {
    if sheets.len().saturating_mul(instrument.items().count()) > MAX_CELLS {
        return Err(Error::TooLarge(format!("raters times items of a score may be at most {MAX_CELLS}")));
    }
    let sorted = Sorted::new(instrument, sheets);
    let bands = Bands::new(&instrument.bands);
    let mut columns = sorted.columns.as_slice();
    let mut factors = Vec::with_capacity(instrument.factors.len());
    for factor in &instrument.factors {
        let (own, rest) = columns.split_at(factor.items.len());
        columns = rest;
        let weight = weights.and_then(|weights| weights.get(&factor.code)).copied().unwrap_or(factor.weight);
        factors.push(score_factor(factor, weight, own, &bands));
    }
    let exact = share_out(&mut factors);
    let counted = sorted.raters.iter().filter(|rater| rater.counted).count() as u64;
    let n_ratings = factors.iter().filter_map(|factor| factor.figures.n_ratings).sum();
    let applicable = factors.iter().filter_map(|factor| factor.figures.coverage.applicable).sum();
    let (status, blocked_by) = deal_breakers(&factors);
    Ok(Score {
        method: METHOD,
        overall: Overall {
            mean: exact.as_ref().and_then(Fraction::to_f64),
            band: bands.of(exact.as_ref()),
            n_ratings: Some(n_ratings),
            n_raters: Some(counted),
            withheld: None,
            exact,
        },
        factors,
        raters: Some(sorted.raters),
        coverage: Coverage::new(n_ratings, applicable),
        status,
        blocked_by,
        excluded: Some(sorted.excluded),
        withheld: None,
    })
}

/// The sheets, sorted into those that count and what is left out.
struct Sorted {
    raters: Vec<ScoredRater>,
    /// One column of answers for each item, one answer for each counted rater.
    columns: Vec<Vec<Answer>>,
    excluded: Vec<Excluded>,
}

impl Sorted {
    fn new(instrument: &InstrumentInput, sheets: &[Sheet]) -> Self {
        let places: HashMap<&str, usize> =
            instrument.items().enumerate().map(|(place, item)| (item.code.as_str(), place)).collect();
        let mut sorted =
            Self { raters: Vec::new(), columns: vec![Vec::new(); places.len()], excluded: Vec::new() };
        for sheet in sheets {
            let mut answers = vec![Answer::Blank; places.len()];
            for (code, answer) in &sheet.answers {
                if let Some(cell) = places.get(code.as_str()).and_then(|place| answers.get_mut(*place)) {
                    *cell = *answer;
                }
            }
            let left_out = match sheet.status {
                EvaluationStatus::Draft => Some(ExcludedReason::Draft),
                EvaluationStatus::Reopened => Some(ExcludedReason::Reopened),
                EvaluationStatus::Submitted => (!sheet.has_rating()).then_some(ExcludedReason::NoRating),
            };
            sorted.raters.push(ScoredRater {
                rater: sheet.rater.clone(),
                counted: left_out.is_none(),
                reopened: sheet.reopened,
            });
            if let Some(reason) = left_out {
                sorted.excluded.push(Excluded { rater: sheet.rater.clone(), item: None, reason });
                continue;
            }
            for ((item, answer), column) in instrument.items().zip(answers).zip(&mut sorted.columns) {
                column.push(answer);
                if let Some(reason) = unrated(answer) {
                    let item = Some(item.code.clone());
                    sorted.excluded.push(Excluded { rater: sheet.rater.clone(), item, reason });
                }
            }
        }
        sorted
    }
}

fn unrated(answer: Answer) -> Option<ExcludedReason> {
    match answer {
        Answer::Rating(_) => None,
        Answer::Unknown => Some(ExcludedReason::Unknown),
        Answer::NotApplicable => Some(ExcludedReason::NotApplicable),
        Answer::Blank => Some(ExcludedReason::Blank),
    }
}

fn score_factor(factor: &Factor, weight: f64, columns: &[Vec<Answer>], bands: &Bands) -> FactorScore {
    let items: Vec<ItemScore> = factor
        .items
        .iter()
        .zip(columns)
        .map(|(item, column)| {
            let ratings: Vec<(i64, u32)> = column.iter().filter_map(|answer| rating(*answer)).collect();
            let sum = ratings.iter().map(|(value, _)| value).sum();
            let exact = Fraction::ratio(sum, ratings.len() as u64);
            ItemScore {
                code: item.code.clone(),
                name: item.name.clone(),
                figures: figures(exact, &ratings, std::slice::from_ref(column), item.minimum, bands),
            }
        })
        .collect();
    let means = items.iter().filter_map(|item| item.figures.exact.as_ref());
    let exact = Fraction::mean(means);
    let own = own_means(columns);
    FactorScore {
        code: factor.code.clone(),
        name: factor.name.clone(),
        weight,
        share: None,
        figures: figures(exact, &own, columns, factor.minimum, bands),
        items,
    }
}

/// Each rater's own sum and count of ratings, for those who gave any.
fn own_means(columns: &[Vec<Answer>]) -> Vec<(i64, u32)> {
    let mut own = vec![(0, 0); columns.first().map_or(0, Vec::len)];
    for column in columns {
        for (own, answer) in own.iter_mut().zip(column) {
            if let Some((value, one)) = rating(*answer) {
                own.0 += value;
                own.1 += one;
            }
        }
    }
    own.retain(|&(_, count)| count > 0);
    own
}

fn rating(answer: Answer) -> Option<(i64, u32)> {
    match answer {
        Answer::Rating(value) => Some((value.into(), 1)),
        Answer::Unknown | Answer::NotApplicable | Answer::Blank => None,
    }
}

/// The figures of the cells in `columns`, whose raters' own means are `own`.
fn figures(
    exact: Option<Fraction>,
    own: &[(i64, u32)],
    columns: &[Vec<Answer>],
    minimum: Option<f64>,
    bands: &Bands,
) -> Figures {
    let count =
        |kind: fn(&Answer) -> bool| columns.iter().flatten().filter(|answer| kind(answer)).count() as u64;
    let n_ratings = count(|answer| matches!(answer, Answer::Rating(_)));
    let n_unknown = count(|answer| *answer == Answer::Unknown);
    let n_blank = count(|answer| *answer == Answer::Blank);
    let spread = spread(own);
    Figures {
        mean: exact.as_ref().and_then(Fraction::to_f64),
        sd: spread.sd,
        min: spread.min,
        max: spread.max,
        n_ratings: Some(n_ratings),
        n_raters: Some(own.len() as u64),
        n_unknown: Some(n_unknown),
        n_not_applicable: Some(count(|answer| *answer == Answer::NotApplicable)),
        n_blank: Some(n_blank),
        coverage: Coverage::new(n_ratings, n_ratings + n_unknown + n_blank),
        band: bands.of(exact.as_ref()),
        minimum,
        withheld: None,
        exact,
    }
}

/// Gives each factor that has a mean its share of the weights, and makes the overall mean.
fn share_out(factors: &mut [FactorScore]) -> Option<Fraction> {
    let weight = |factor: &FactorScore| Fraction::decimal(factor.weight);
    let scored =
        || factors.iter().filter_map(|factor| Some((weight(factor)?, factor.figures.exact.as_ref()?)));
    let overall = Fraction::weighted_mean(scored())?;
    let total = scored().fold(Fraction::zero(), |total, (weight, _)| total.plus(&weight));
    for factor in factors.iter_mut().filter(|factor| factor.figures.exact.is_some()) {
        factor.share = weight(factor).and_then(|weight| weight.over(&total)?.to_f64());
    }
    Some(overall)
}

/// The bands of an instrument with their edges as exact fractions.
struct Bands<'a>(Vec<(&'a str, Option<Fraction>)>);

impl<'a> Bands<'a> {
    fn new(bands: &'a [Band]) -> Self {
        Self(bands.iter().map(|band| (band.code.as_str(), band.from.and_then(Fraction::decimal))).collect())
    }

    /// The code of the highest band whose edge the mean reaches.
    fn of(&self, mean: Option<&Fraction>) -> Option<String> {
        let mean = mean?;
        let reached = |(_, from): &&(&str, Option<Fraction>)| from.as_ref().is_none_or(|edge| mean >= edge);
        self.0.iter().rev().find(reached).map(|(code, _)| (*code).to_owned())
    }
}
