//! Matches: candidates for an initiative, ranked by parts that are all told. `docs/discovery.md` has the formula.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::prospect::BlockingRound;
use super::relation::Relation;
use super::weights::{Weights, check_weight};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::{Named, TermRef};
use crate::domain::directory::resource_kind::ResourceKind;
use crate::domain::evaluation::fraction::Fraction;
use crate::domain::evaluation::score::Method;

/// Organizations that are ranked at most: those that fit categories and needs best.
pub const MOST_CANDIDATES: usize = 1_000;
/// Values are cut to so many parts of 1, so that what is shown is what was compared.
const PARTS_OF_ONE: u32 = 10_000;

/// How matches are ranked.
pub const METHOD: Method = Method {
    name: "weighted_parts",
    version: "1.0",
    description: "Mean of the parts that are known, each 0 to 1, by their weights; those that are or may be blocked come last.",
};

/// A part of a rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartName {
    /// 1 for a term that the initiative names, one below it or one linked to it; 0.5 for another one of the same group.
    Category,
    /// How many of the needed kinds of resources are offered, by how many are needed.
    Offers,
    /// 1 at the place, falling to 0 at the radius.
    Distance,
    /// The mean of the latest closed rounds by each instrument, as a share of its scale.
    Score,
    /// 1 active partner, 0.75 prospect, 0.5 former partner, 0.25 nothing yet, 0 declined.
    Relation,
}

impl PartName {
    const ALL: [Self; 5] = [Self::Category, Self::Offers, Self::Distance, Self::Score, Self::Relation];
}

/// How well the categories fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// None of the terms.
    Not,
    /// Another term of the same group.
    Group,
    /// A term that is named, one below it or one linked to it.
    Term,
}

/// What an initiative asks for.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// How much each part counts.
    pub weights: Weights,
    /// How many kinds of resources it needs.
    pub needs: u64,
    /// Whether it names terms.
    pub terms: bool,
    /// Within how many kilometres of its place.
    pub radius_km: Option<f64>,
}

/// What is known of a candidate.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The organization.
    pub id: Uuid,
    /// Its name as it is sorted.
    pub name_key: String,
    /// How well its categories fit.
    pub fit: Fit,
    /// How many of the needed kinds it offers.
    pub offered: u64,
    /// How far it is.
    pub distance_km: Option<f64>,
    /// Its mean as a share of the scale, by each instrument.
    pub means: Vec<f64>,
    /// How the library stands to it.
    pub relation: Relation,
    /// Whether a deal-breaker stands against it; nothing where the caller may not know.
    pub blocked: Option<bool>,
}

impl Candidate {
    /// Whether nothing stands against a place.
    fn is_clear(&self) -> bool {
        self.blocked == Some(false)
    }
}

/// A part of a rank, with what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = RankPart)]
pub struct Part {
    /// Which part.
    pub name: PartName,
    /// Its weight.
    #[schema(example = 3)]
    pub weight: f64,
    /// Its value, 0 to 1, to four decimals; null where nothing is known, and then the part does not count.
    #[schema(example = 0.5)]
    pub value: Option<f64>,
    /// Its weight by the weights of all parts that count; null where it does not.
    #[schema(example = 0.375)]
    pub share: Option<f64>,
}

/// A candidate in its place.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// The candidate.
    pub candidate: Candidate,
    /// Its place, ties sharing the better one; none for those that are or may be blocked.
    pub place: Option<u64>,
    /// The mean of the parts; none where no part counts.
    pub rank: Option<f64>,
    /// The parts.
    pub parts: [Part; 5],
    exact: Option<Fraction>,
}

/// Ranks candidates: those that are known not to be blocked first, the higher rank first, then by name and id.
pub fn rank(question: &Question, candidates: Vec<Candidate>) -> Vec<Ranked> {
    let mut ranked: Vec<_> = candidates.into_iter().map(|candidate| weigh(question, candidate)).collect();
    ranked.sort_by(|one, other| {
        other
            .candidate
            .is_clear()
            .cmp(&one.candidate.is_clear())
            .then_with(|| by_rank(one, other))
            .then_with(|| one.candidate.name_key.cmp(&other.candidate.name_key))
            .then_with(|| one.candidate.id.cmp(&other.candidate.id))
    });
    let (mut place, mut before): (u64, Option<Option<Fraction>>) = (0, None);
    for (row, number) in ranked.iter_mut().filter(|row| row.candidate.is_clear()).zip(1..) {
        if before.as_ref() != Some(&row.exact) {
            (place, before) = (number, Some(row.exact.clone()));
        }
        row.place = Some(place);
    }
    ranked
}

/// The higher rank first, those without at the end.
fn by_rank(one: &Ranked, other: &Ranked) -> Ordering {
    match (&one.exact, &other.exact) {
        (Some(one), Some(other)) => other.cmp(one),
        (one, other) => other.is_some().cmp(&one.is_some()),
    }
}

fn weigh(question: &Question, candidate: Candidate) -> Ranked {
    let values = PartName::ALL.map(|name| value(name, question, &candidate));
    let weights = question.weights.named().map(|(_, weight)| weight);
    let exact_weights = weights.map(|weight| Fraction::decimal(weight).unwrap_or_else(Fraction::zero));
    let (mut sum, mut total) = (Fraction::zero(), Fraction::zero());
    for (value, weight) in values.iter().zip(&exact_weights) {
        if let Some(value) = value.and_then(|value| Fraction::ratio(value.into(), PARTS_OF_ONE.into())) {
            sum = sum.plus(&weight.times(&value));
            total = total.plus(weight);
        }
    }
    let exact = sum.over(&total);
    let mut parts = PartName::ALL.map(|name| Part { name, weight: 0.0, value: None, share: None });
    for (((part, weight), exact), value) in parts.iter_mut().zip(weights).zip(&exact_weights).zip(values) {
        part.weight = weight;
        part.value = value.map(|value| f64::from(value) / f64::from(PARTS_OF_ONE));
        part.share = value.and_then(|_| exact.over(&total)?.to_f64());
    }
    Ranked { candidate, place: None, rank: exact.as_ref().and_then(Fraction::to_f64), parts, exact }
}

/// The value of a part in ten-thousandths; none where nothing is known.
fn value(name: PartName, question: &Question, candidate: &Candidate) -> Option<u32> {
    match name {
        PartName::Category => question.terms.then_some(match candidate.fit {
            Fit::Not => 0,
            Fit::Group => PARTS_OF_ONE / 2,
            Fit::Term => PARTS_OF_ONE,
        }),
        PartName::Offers => {
            let offered = candidate.offered.min(question.needs) * u64::from(PARTS_OF_ONE);
            offered.checked_div(question.needs).and_then(|value| value.try_into().ok())
        }
        PartName::Distance => cut(1.0 - candidate.distance_km? / question.radius_km?),
        PartName::Score => {
            let count = u32::try_from(candidate.means.len()).ok().filter(|count| *count > 0)?;
            cut(candidate.means.iter().sum::<f64>() / f64::from(count))
        }
        PartName::Relation => Some(match candidate.relation {
            Relation::Declined => 0,
            Relation::None => PARTS_OF_ONE / 4,
            Relation::Ended => PARTS_OF_ONE / 2,
            Relation::Prospect => PARTS_OF_ONE / 4 * 3,
            Relation::Active => PARTS_OF_ONE,
        }),
    }
}

/// A share of 1 in ten-thousandths, rounded.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 10,000")]
fn cut(share: f64) -> Option<u32> {
    share.is_finite().then(|| (share.clamp(0.0, 1.0) * f64::from(PARTS_OF_ONE)).round() as u32)
}

/// An organization that fits an initiative, with everything that made its rank.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Match {
    /// The organization.
    pub organization: Named,
    /// Its place; ties share the better one, and organizations that are or may be blocked have none.
    #[schema(example = 1)]
    pub place: Option<u64>,
    /// The mean of the parts that count, 0 to 1.
    #[schema(example = 0.8125)]
    pub rank: Option<f64>,
    /// The parts, those that do not count included.
    pub parts: Vec<Part>,
    /// The terms by which it fits.
    pub terms: Vec<TermRef>,
    /// The needed kinds of resources that it offers.
    pub offers: Vec<ResourceKind>,
    /// How far it is from the place of the initiative, in kilometres.
    #[schema(example = 3.2)]
    pub distance_km: Option<f64>,
    /// How the library stands to it.
    pub relation: Relation,
    /// Whether a deal-breaker stands against it; null where you may not know.
    pub blocked: Option<bool>,
    /// The rounds that say so.
    pub blocked_by: Vec<BlockingRound>,
    /// How the rank was made.
    pub method: Method,
}

/// Weights of `list_matches`, which take the place of those of the initiative.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MatchFilter {
    /// The weight of `category`, 0 to 100 with at most three decimals; that of the initiative unless given, else 3.
    #[param(minimum = 0, maximum = 100)]
    pub weight_category: Option<f64>,
    /// The weight of `offers`; else 3.
    #[param(minimum = 0, maximum = 100)]
    pub weight_offers: Option<f64>,
    /// The weight of `distance`; else 1.
    #[param(minimum = 0, maximum = 100)]
    pub weight_distance: Option<f64>,
    /// The weight of `score`; else 2.
    #[param(minimum = 0, maximum = 100)]
    pub weight_score: Option<f64>,
    /// The weight of `relation`; else 1.
    #[param(minimum = 0, maximum = 100)]
    pub weight_relation: Option<f64>,
}

impl MatchFilter {
    /// The weights to use, in place of those of the initiative.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when nothing would count.
    pub fn over(&self, initiative: Option<Weights>) -> crate::error::Result<Weights> {
        let own = initiative.unwrap_or_default();
        let weights = Weights {
            category: self.weight_category.unwrap_or(own.category),
            offers: self.weight_offers.unwrap_or(own.offers),
            distance: self.weight_distance.unwrap_or(own.distance),
            score: self.weight_score.unwrap_or(own.score),
            relation: self.weight_relation.unwrap_or(own.relation),
        };
        let mut faults = Faults::default();
        weights.check_at(&mut faults, "weight_category", |name| format!("weight_{name}"));
        faults.finish().map(|()| weights)
    }
}

impl Check for MatchFilter {
    fn check(&self, faults: &mut Faults) {
        for (name, weight) in [
            ("weight_category", self.weight_category),
            ("weight_offers", self.weight_offers),
            ("weight_distance", self.weight_distance),
            ("weight_score", self.weight_score),
            ("weight_relation", self.weight_relation),
        ] {
            if let Some(weight) = weight {
                check_weight(faults, name, weight);
            }
        }
    }
}

#[cfg(test)]
mod tests;
