//! Scores drawn from raters' sheets: for each draw and partner as many whole sheets as it has raters, with replacement, and
//! of these the factor means as of any score.

use std::collections::HashMap;

use num_integer::gcd;

use super::{
    answer::Answer, draws::Draws, fraction::Fraction, instrument::InstrumentInput, scoring::Sheet,
    smaa::Scores,
};

/// Whole numbers up to here are floating point numbers, so that their quotient is rounded once.
const EXACT: i64 = 1 << 53;

/// Partners with the sheets that are drawn from.
pub(super) struct Drawn {
    criteria: usize,
    partners: Vec<Partner>,
}

/// The sheets of a partner as a table: a row for each sheet, in it the ratings of the items of one criterion after another.
struct Partner {
    sheets: Vec<Vec<Option<i32>>>,
    /// How many items each criterion has.
    items: Vec<usize>,
}

impl Drawn {
    /// From each partner's version of the instrument and its sheets that count; `criteria` are codes of factors.
    pub(super) fn new(criteria: &[&str], partners: &[(&InstrumentInput, Vec<&Sheet>)]) -> Self {
        let partners = partners.iter().map(|(content, sheets)| {
            let factors =
                criteria.iter().map(|code| content.factors.iter().find(|factor| factor.code == *code));
            let factors: Vec<_> =
                factors.map(|factor| factor.map_or(&[][..], |factor| &factor.items)).collect();
            let row = |sheet: &&Sheet| {
                let answers: HashMap<&str, Answer> =
                    sheet.answers.iter().map(|(code, answer)| (code.as_str(), *answer)).collect();
                let rating = |code: &str| match answers.get(code) {
                    Some(Answer::Rating(value)) => Some(*value),
                    _ => None,
                };
                factors.iter().flat_map(|items| items.iter()).map(|item| rating(&item.code)).collect()
            };
            Partner {
                sheets: sheets.iter().map(row).collect(),
                items: factors.iter().map(|items| items.len()).collect(),
            }
        });
        Self { criteria: criteria.len(), partners: partners.collect() }
    }

    /// What one draw looks at: all cells of all sheets.
    pub(super) fn cells(&self) -> usize {
        self.partners.iter().flat_map(|partner| &partner.sheets).map(Vec::len).sum()
    }
}

impl Scores for Drawn {
    fn alternatives(&self) -> usize {
        self.partners.len()
    }

    fn criteria(&self) -> usize {
        self.criteria
    }

    fn fixed(&self) -> Option<&[f64]> {
        None
    }

    fn draw(&self, draws: &mut Draws, scores: &mut [f64]) {
        let alternatives = self.partners.len();
        let mut sums = Vec::new();
        for (alternative, partner) in self.partners.iter().enumerate() {
            sums.clear();
            sums.resize(partner.items.iter().sum(), (0_i64, 0_u32));
            for _ in &partner.sheets {
                let drawn = partner.sheets.get(draws.below(partner.sheets.len()));
                for ((sum, count), rating) in sums.iter_mut().zip(drawn.into_iter().flatten()) {
                    if let Some(rating) = rating {
                        *sum += i64::from(*rating);
                        *count += 1;
                    }
                }
            }
            let mut rest = sums.as_slice();
            for (criterion, items) in partner.items.iter().enumerate() {
                let (own, others) = rest.split_at(*items);
                rest = others;
                if let Some(score) = scores.get_mut(criterion * alternatives + alternative) {
                    *score = mean(own);
                }
            }
        }
    }
}

/// The mean of the items' means, each a sum of ratings and their count; not a number without a rating. Means that are equal
/// as fractions are the same number, so that a tie is one.
#[expect(clippy::cast_precision_loss, reason = "both sides are at most 2^53")]
fn mean(items: &[(i64, u32)]) -> f64 {
    let rated = || items.iter().filter(|(_, count)| *count > 0);
    let quotient = || {
        let common = rated().try_fold(1, |common: i64, (_, count)| {
            let count = i64::from(*count);
            if common % count == 0 { Some(common) } else { common.checked_mul(count / gcd(common, count)) }
        })?;
        let sum = rated().try_fold(0_i64, |all, (sum, count)| {
            all.checked_add(sum.checked_mul(common / i64::from(*count))?)
        })?;
        let parts = common.checked_mul(i64::try_from(rated().count()).ok()?)?;
        (sum.abs() <= EXACT && parts <= EXACT).then(|| sum as f64 / parts as f64)
    };
    quotient().unwrap_or_else(|| {
        let means: Vec<_> =
            rated().filter_map(|(sum, count)| Fraction::ratio(*sum, u64::from(*count))).collect();
        Fraction::mean(&means).and_then(|mean| mean.to_f64()).unwrap_or(f64::NAN)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Fraction, mean};

    #[test]
    fn a_mean_of_exactly_four_is_four() {
        assert_eq!(mean(&[(13, 3), (15, 3), (8, 3)]), 4.0);
        assert!(mean(&[(0, 0)]).is_nan());
    }

    proptest! {
        #[test]
        fn a_mean_is_that_of_the_exact_fractions(
            items in prop::collection::vec((-5_000..5_000_i64, 1..1_000_u32), 1..40)
        ) {
            let exact: Vec<_> =
                items.iter().map(|(sum, count)| Fraction::ratio(*sum, u64::from(*count)).unwrap()).collect();
            prop_assert_eq!(mean(&items), Fraction::mean(&exact).unwrap().to_f64().unwrap());
        }
    }
}
