//! Withholding of small groups (k-anonymity, k = 3; Sweeney 2002) from callers who may not see raters, and from other
//! organizations.

use std::collections::HashSet;

use uuid::Uuid;

use super::{
    deal_breakers::deal_breakers,
    score::{Coverage, FactorScore, Figures, Overall, Score, Withheld},
};
use crate::error::{Code, Error, Result};

/// The fewest raters behind any number that is shown.
pub const K: u64 = 3;

/// What callers who may not see raters get of a closed round's score: mean, band, n and coverage of three raters or
/// more.
///
/// No mean that is withheld can be had from what stays by adding and subtracting:
/// - below three counted raters nothing stays;
/// - a factor with fewer than three raters is withheld, and if it has a mean, the overall mean, the shares and the total
///   counts are withheld with it;
/// - every item with fewer than three ratings is withheld, and with them the item of the factor with the next fewest that
///   has three: the factor mean minus the items that stay is then a mean over three raters or more. Without such an
///   item all items are withheld, and that mean is the factor's own;
/// - what the deal-breakers say is worked out again from what stays.
#[must_use]
pub fn withhold(mut score: Score) -> Score {
    let whole = few(score.overall.n_raters);
    let mut totals = whole;
    for factor in &mut score.factors {
        if whole || few(factor.figures.n_raters) {
            totals |= factor.figures.exact.is_some();
            hide_factor(factor);
        } else {
            hide_items(factor);
            factor.figures.hide_people();
        }
    }
    if totals {
        score.overall = Overall { withheld: Some(Withheld::FewerThanThreeRaters), ..Overall::default() };
        score.coverage = Coverage::default();
        score.factors.iter_mut().for_each(|factor| factor.share = None);
    }
    (score.status, score.blocked_by) = deal_breakers(&score.factors);
    if whole {
        score.status = None;
        score.withheld = Some(Withheld::FewerThanThreeRaters);
    }
    score.raters = None;
    score.excluded = None;
    score
}

/// What another organization gets of a score that is shared with it: what [`withhold`] leaves; where the one or two raters
/// consented, mean, band, n and coverage of all that they rated.
#[must_use]
pub fn shared(mut score: Score, consented: bool) -> Score {
    if !consented {
        return withhold(score);
    }
    for factor in &mut score.factors {
        factor.figures.hide_people();
        factor.items.iter_mut().for_each(|item| item.figures.hide_people());
    }
    score.raters = None;
    score.excluded = None;
    score
}

/// Whether the result takes the consent of its raters, since these are one or two; `agreed` are those who gave it.
///
/// # Errors
/// [`Error::Conflict`] with `nothing_to_share` where nobody rated, with `consent_missing`, which says neither who nor how
/// many.
pub fn consented(score: &Score, agreed: &HashSet<Uuid>) -> Result<bool> {
    let counted = counted(score).collect::<Vec<_>>();
    if counted.is_empty() {
        return Err(Error::conflict(Code::NothingToShare, "nobody rated in the round"));
    }
    if counted.len() as u64 >= K {
        return Ok(false);
    }
    if counted.iter().all(|rater| rater.is_some_and(|id| agreed.contains(&id))) {
        return Ok(true);
    }
    Err(Error::conflict(
        Code::ConsentMissing,
        "not everybody who rated has agreed yet that others see the result (consent_to_sharing)",
    ))
}

/// Whether the person is one of the raters behind the score.
pub fn counts(score: &Score, person_id: Uuid) -> bool {
    counted(score).any(|id| id == Some(person_id))
}

fn counted(score: &Score) -> impl Iterator<Item = Option<Uuid>> {
    score.raters.iter().flatten().filter(|rater| rater.counted).map(|rater| rater.rater.id)
}

fn few(count: Option<u64>) -> bool {
    count.is_none_or(|count| count < K)
}

fn hide_factor(factor: &mut FactorScore) {
    factor.share = None;
    factor.figures.hide();
    factor.items.iter_mut().for_each(|item| item.figures.hide());
}

fn hide_items(factor: &mut FactorScore) {
    let ratings: Vec<Option<u64>> = factor.items.iter().map(|item| item.figures.n_ratings).collect();
    let companion = if ratings.iter().any(|count| few(*count)) {
        ratings.iter().enumerate().filter(|(_, count)| !few(**count)).min_by_key(|(_, count)| **count)
    } else {
        None
    };
    let companion = companion.map(|(place, _)| place);
    for (place, item) in factor.items.iter_mut().enumerate() {
        if few(item.figures.n_ratings) || companion == Some(place) {
            item.figures.hide();
        } else {
            item.figures.hide_people();
        }
    }
}

impl Figures {
    /// Leaves only what the instrument says.
    fn hide(&mut self) {
        let withheld = Some(Withheld::FewerThanThreeRaters);
        *self = Self { minimum: self.minimum, withheld, ..Self::default() };
    }

    /// Leaves mean, band, n and coverage.
    fn hide_people(&mut self) {
        self.sd = None;
        self.min = None;
        self.max = None;
        self.n_unknown = None;
        self.n_not_applicable = None;
        self.n_blank = None;
    }
}
