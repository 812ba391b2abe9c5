//! Scores drawn from raters' sheets: for each draw and partner as many whole sheets as it has raters, with replacement, and
//! of these the factor means as of any score.

use std::collections::HashMap;

use super::{answer::Answer, draws::Draws, instrument::InstrumentInput, scoring::Sheet, smaa::Scores};

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

/// The mean of the items' means; not a number without a rating.
#[expect(clippy::cast_precision_loss, reason = "sums of ratings stay far below 2^53")]
fn mean(items: &[(i64, u32)]) -> f64 {
    let rated = || items.iter().filter(|(_, count)| *count > 0);
    let sum: f64 = rated().map(|(sum, count)| *sum as f64 / f64::from(*count)).sum();
    sum / rated().count() as f64
}
