//! Withholding of small groups (k-anonymity, k = 3; Sweeney 2002) from callers who may not see raters.

use super::{
    deal_breakers::deal_breakers,
    score::{Coverage, FactorScore, Figures, Overall, Score, Withheld},
};

/// The fewest raters behind any number that is shown.
pub const K: u64 = 3;

/// What callers who may not see raters get of a closed round's score: mean, band, n and coverage of three raters or
/// more.
///
/// No mean that is withheld can be computed from what stays:
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
