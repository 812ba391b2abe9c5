//! Deal-breakers: factors and items with a minimum, compared with the exact mean.

use super::{
    fraction::Fraction,
    score::{BlockReason, BlockedBy, FactorScore, Figures, Level, ScoreStatus},
};

/// What the deal-breakers say, and which were not passed, from the figures that are there.
///
/// The status is null where something with a minimum is withheld and nothing that is shown blocks: `clear` as well as
/// `blocked` would tell on which side of the minimum one or two raters are.
pub(super) fn deal_breakers(factors: &[FactorScore]) -> (Option<ScoreStatus>, Vec<BlockedBy>) {
    let mut missed = Vec::new();
    let mut hidden = false;
    let mut look = |level, code: &str, name: &str, figures: &Figures| {
        let Some(minimum) = figures.minimum else { return };
        if figures.withheld.is_some() {
            hidden = true;
        } else if let Some(reason) = reason(figures, minimum) {
            let (code, name) = (code.to_owned(), name.to_owned());
            missed.push(BlockedBy { level, code, name, minimum, mean: figures.mean, reason });
        }
    };
    for factor in factors {
        look(Level::Factor, &factor.code, &factor.name, &factor.figures);
        for item in &factor.items {
            look(Level::Item, &item.code, &item.name, &item.figures);
        }
    }
    let status = if missed.iter().any(|part| part.reason == BlockReason::BelowMinimum) {
        Some(ScoreStatus::Blocked)
    } else if hidden {
        None
    } else if missed.is_empty() {
        Some(ScoreStatus::Clear)
    } else {
        Some(ScoreStatus::Undetermined)
    };
    (status, missed)
}

fn reason(figures: &Figures, minimum: f64) -> Option<BlockReason> {
    let Some(mean) = &figures.exact else { return Some(BlockReason::NoRating) };
    Fraction::decimal(minimum).is_some_and(|minimum| *mean < minimum).then_some(BlockReason::BelowMinimum)
}
