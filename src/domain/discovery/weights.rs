//! How much each part of a match counts.

use serde::{Deserialize, Serialize};

use crate::domain::check::{Check, Faults};
use crate::domain::evaluation::fraction::Fraction;

/// The largest weight.
pub const MOST: f64 = 100.0;

/// How much each part of a match counts, 0 to 100 with at most three decimals. Only their ratio matters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Weights {
    /// How well the categories fit.
    #[schema(example = 3, minimum = 0, maximum = 100, default = 3.0)]
    pub category: f64,
    /// How much of what is needed is offered.
    #[schema(example = 3, minimum = 0, maximum = 100, default = 3.0)]
    pub offers: f64,
    /// How near it is.
    #[schema(example = 1, minimum = 0, maximum = 100, default = 1.0)]
    pub distance: f64,
    /// How it was evaluated before.
    #[schema(example = 2, minimum = 0, maximum = 100, default = 2.0)]
    pub score: f64,
    /// How close it is already.
    #[schema(example = 1, minimum = 0, maximum = 100, default = 1.0)]
    pub relation: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { category: 3.0, offers: 3.0, distance: 1.0, score: 2.0, relation: 1.0 }
    }
}

impl Weights {
    /// Each weight with its name.
    pub fn named(&self) -> [(&'static str, f64); 5] {
        [
            ("category", self.category),
            ("offers", self.offers),
            ("distance", self.distance),
            ("score", self.score),
            ("relation", self.relation),
        ]
    }

    /// Adds what is wrong, each fault at `place(name)`; `whole` is where it is told that all are 0.
    pub fn check_at(&self, faults: &mut Faults, whole: &str, place: impl Fn(&str) -> String) {
        for (name, weight) in self.named() {
            check_weight(faults, &place(name), weight);
        }
        if self.named().iter().all(|(_, weight)| *weight == 0.0) {
            faults.add(whole, "no_weight", "must leave at least one weight above 0");
        }
    }
}

/// A weight is 0 to 100, with at most three decimals.
pub fn check_weight(faults: &mut Faults, pointer: &str, weight: f64) {
    let thousandths = Fraction::decimal(weight)
        .and_then(|weight| Some(weight.times(&Fraction::ratio(1000, 1)?)))
        .and_then(|weight| weight.to_f64());
    if !(0.0..=MOST).contains(&weight) {
        faults.add(pointer, "range", "must be 0 to 100");
    } else if thousandths.is_none_or(|thousandths| thousandths.fract() != 0.0) {
        faults.add(pointer, "decimals", "may have at most three decimals");
    }
}

impl Check for Weights {
    fn check(&self, faults: &mut Faults) {
        self.check_at(faults, "", |name| format!("/{name}"));
    }
}

#[cfg(test)]
mod tests {
    use super::Weights;
    use crate::domain::check::Check;
    use crate::error::Error;

    #[test]
    fn weights_are_small_decimals_and_not_all_nothing() {
        assert!(Weights::default().checked().is_ok());
        assert!(Weights { score: 0.125, ..Weights::default() }.checked().is_ok());
        let nothing = Weights { category: 0.0, offers: 0.0, distance: 0.0, score: 0.0, relation: 0.0 };
        let bad = [
            Weights { score: -1.0, ..Weights::default() },
            Weights { score: 100.5, ..Weights::default() },
            Weights { score: 0.1234, ..Weights::default() },
            Weights { score: f64::NAN, ..Weights::default() },
            nothing,
        ];
        for weights in bad {
            assert!(matches!(weights.checked(), Err(Error::Invalid(_))), "{weights:?}");
        }
    }
}
