//! Rounds of one instrument on one organization in the order of their closing: how each factor went.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::{
    compare::Subject,
    fraction::Fraction,
    instrument::{Band, InstrumentRef, Item, Scale},
    score::{Figures, Method, Overall, ScoreStatus, Withheld},
    version_change::{VersionChange, same_item, version_change},
};
use crate::domain::directory::named::Named;

/// The most rounds of a trend: the latest.
pub const MAX_ROUNDS: u64 = 100;

/// How trends are made.
pub const METHOD: Method = Method {
    name: "mean_by_round",
    version: "1.1",
    description: "Each closed round's score by mean_over_factors 1.0, in the order of closing. Changes are differences of \
                  exact means. A factor is compared with the round before where its items and the scale are the same in \
                  both versions and the same of the items were rated; the overall mean where that holds of all factors. \
                  Bands are compared where their edges are the same. Nothing is worked out again from items.",
};

/// How an organization was rated over time.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Trend {
    /// How the trend was made.
    pub method: Method,
    /// The organization that was rated.
    pub organization: Named,
    /// The instrument, in the newest of the versions that were used; null without a round.
    pub instrument: Option<InstrumentRef>,
    /// Whose work the instrument builds on.
    pub credit: Option<String>,
    /// The scale of that version.
    pub scale: Option<Scale>,
    /// The bands of that version, from the lowest upwards.
    pub bands: Vec<Band>,
    /// The closed rounds, the first one first: the latest 100.
    pub rounds: Vec<TrendRound>,
    /// The factors of the newest version, then those that only older ones have.
    pub factors: Vec<TrendFactor>,
    /// Where the version changed from one round to the next, and what stayed.
    pub versions: Vec<VersionChange>,
}

/// A round of a trend.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct TrendRound {
    /// The round.
    pub round_id: Uuid,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
    /// The version of the instrument that it used.
    pub instrument: InstrumentRef,
    /// What the deal-breakers say; null where that is withheld.
    pub status: Option<ScoreStatus>,
    /// The overall mean.
    pub overall: TrendPoint,
}

/// A factor over time.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct TrendFactor {
    /// The factor's code.
    #[schema(example = "1")]
    pub code: String,
    /// The factor's name.
    #[schema(example = "Environment")]
    pub name: String,
    /// One entry for each round, in the order of `rounds`.
    pub points: Vec<TrendPoint>,
}

/// The figures of one round; null where they are withheld or there are none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct TrendPoint {
    /// The mean.
    #[schema(example = 4)]
    pub mean: Option<f64>,
    /// The code of the band that the exact mean falls into.
    #[schema(example = "strength")]
    pub band: Option<String>,
    /// The sample standard deviation (n - 1) of the raters' own means; null for n = 1, for overall means, and for callers who
    /// may not see raters.
    #[schema(example = 0.5)]
    pub sd: Option<f64>,
    /// How many ratings went in.
    #[schema(example = 9)]
    pub n_ratings: Option<u64>,
    /// How many raters gave them.
    #[schema(example = 3)]
    pub n_raters: Option<u64>,
    /// Why the figures are withheld.
    pub withheld: Option<Withheld>,
    /// The mean minus that of the round before; null where there is none, and where the two cannot be compared.
    #[schema(example = 0.25)]
    pub change: Option<f64>,
    /// The band of the round before, where it is another one, and both the means and the bands can be compared.
    #[schema(example = "borderline")]
    pub band_before: Option<String>,
    /// Whether the round before asked the same here, and the same was answered: the same items on the same scale, of which
    /// the same were rated, as far as you may see. False for the first round.
    #[schema(example = true)]
    pub comparable: bool,
}

/// The trend of rounds with versions of one instrument, in the order of their closing; each with the time.
pub fn trend(organization: Named, rounds: &[(Subject, DateTime<Utc>)]) -> Trend {
    let newest = rounds.iter().map(|(subject, _)| subject).max_by_key(|subject| subject.instrument.version);
    let steps = || std::iter::once(None).chain(rounds.iter().map(|(subject, _)| Some(subject))).zip(rounds);
    let overall = |(before, (subject, closed_at)): (Option<&Subject>, &(Subject, DateTime<Utc>))| {
        let compared = Compared::new(before, subject, same_overall);
        TrendRound {
            round_id: subject.round_id,
            closed_at: *closed_at,
            instrument: subject.instrument.clone(),
            status: subject.score.status,
            overall: point(
                Told::overall(&subject.score.overall),
                before.map(|before| Told::overall(&before.score.overall)),
                compared,
            ),
        }
    };
    let factor = |(code, name): (String, String)| {
        let points = steps().map(|(before, (subject, _))| {
            let compared = Compared::new(before, subject, |before, now| same_factor(before, now, &code));
            let told = |subject| figures(subject, &code).map(Told::figures).unwrap_or_default();
            point(told(subject), before.map(told), compared)
        });
        TrendFactor { points: points.collect(), code, name }
    };
    let versions = steps().filter_map(|(before, (subject, _))| version_change(before?, subject));
    Trend {
        method: METHOD,
        organization,
        instrument: newest.map(|subject| subject.instrument.clone()),
        credit: newest.and_then(|subject| subject.content.credit.clone()),
        scale: newest.map(|subject| subject.content.scale.clone()),
        bands: newest.map(|subject| subject.content.bands.clone()).unwrap_or_default(),
        rounds: steps().map(overall).collect(),
        factors: all_factors(newest, rounds).into_iter().map(factor).collect(),
        versions: versions.collect(),
    }
}

/// What a score tells of a factor or of the whole.
#[derive(Clone, Copy, Default)]
struct Told<'a> {
    exact: Option<&'a Fraction>,
    mean: Option<f64>,
    band: Option<&'a String>,
    sd: Option<f64>,
    n_ratings: Option<u64>,
    n_raters: Option<u64>,
    withheld: Option<Withheld>,
}

impl<'a> Told<'a> {
    fn overall(overall: &'a Overall) -> Self {
        let Overall { mean, band, n_ratings, n_raters, withheld, exact } = overall;
        let (exact, band) = (exact.as_ref(), band.as_ref());
        Self {
            exact,
            mean: *mean,
            band,
            sd: None,
            n_ratings: *n_ratings,
            n_raters: *n_raters,
            withheld: *withheld,
        }
    }

    fn figures(figures: &'a Figures) -> Self {
        Self {
            exact: figures.exact.as_ref(),
            mean: figures.mean,
            band: figures.band.as_ref(),
            sd: figures.sd,
            n_ratings: figures.n_ratings,
            n_raters: figures.n_raters,
            withheld: figures.withheld,
        }
    }
}

/// What of two rounds can be compared.
#[derive(Clone, Copy)]
struct Compared {
    means: bool,
    bands: bool,
}

impl Compared {
    fn new(before: Option<&Subject>, now: &Subject, same: impl FnOnce(&Subject, &Subject) -> bool) -> Self {
        let means = before.is_some_and(|before| same(before, now));
        Self { means, bands: means && before.is_some_and(|before| before.content.bands == now.content.bands) }
    }
}

fn point(now: Told<'_>, before: Option<Told<'_>>, compared: Compared) -> TrendPoint {
    let before = before.filter(|_| compared.means);
    let change = before.as_ref().and_then(|before| now.exact?.minus(before.exact?).to_f64());
    let band_before = before.filter(|_| compared.bands).and_then(|before| before.band);
    let band_before = band_before.filter(|band| now.band.is_some_and(|now| now != *band));
    TrendPoint {
        mean: now.mean,
        band: now.band.cloned(),
        sd: now.sd,
        n_ratings: now.n_ratings,
        n_raters: now.n_raters,
        withheld: now.withheld,
        change,
        band_before: band_before.cloned(),
        comparable: compared.means,
    }
}

fn figures<'a>(subject: &'a Subject, code: &str) -> Option<&'a Figures> {
    subject.score.factors.iter().find(|factor| factor.code == code).map(|factor| &factor.figures)
}

/// Codes and names of the factors, those of the newest version first.
fn all_factors(newest: Option<&Subject>, rounds: &[(Subject, DateTime<Utc>)]) -> Vec<(String, String)> {
    let contents = newest.into_iter().chain(rounds.iter().map(|(subject, _)| subject));
    let mut factors: Vec<(String, String)> = Vec::new();
    for factor in contents.flat_map(|subject| &subject.content.factors) {
        if !factors.iter().any(|(code, _)| *code == factor.code) {
            factors.push((factor.code.clone(), factor.name.clone()));
        }
    }
    factors
}

/// Whether two rounds asked the same in a factor, the same items, in whatever order, on the same scale, and the same of
/// them were rated.
fn same_factor(a: &Subject, b: &Subject, code: &str) -> bool {
    let (own, other) = (items(a, code), items(b, code));
    a.content.scale == b.content.scale
        && own.len() == other.len()
        && !own.is_empty()
        && own.iter().all(|item| other.iter().any(|other| same_item(item, other)))
        && rated(a, code).is_some_and(|own| rated(b, code) == Some(own))
}

/// The items of a factor that have a mean; nothing where it is withheld whether one has.
fn rated<'a>(subject: &'a Subject, factor: &str) -> Option<BTreeSet<&'a str>> {
    let factor = subject.score.factors.iter().find(|own| own.code == factor)?;
    let told = factor.items.iter().all(|item| item.figures.withheld.is_none());
    let rated = factor.items.iter().filter(|item| item.figures.mean.is_some());
    told.then(|| rated.map(|item| item.code.as_str()).collect())
}

fn items<'a>(subject: &'a Subject, factor: &str) -> &'a [Item] {
    let factor = subject.content.factors.iter().find(|own| own.code == factor);
    factor.map_or(&[], |factor| &factor.items)
}

/// Whether two overall means are of the same factors by the same weights.
fn same_overall(a: &Subject, b: &Subject) -> bool {
    let weights = |subject: &Subject| {
        let factors = subject.content.factors.iter();
        factors.map(|factor| (factor.code.clone(), factor.weight.to_bits())).collect::<BTreeMap<_, _>>()
    };
    weights(a) == weights(b) && a.content.factors.iter().all(|factor| same_factor(a, b, &factor.code))
}
