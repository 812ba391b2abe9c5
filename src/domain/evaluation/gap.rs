//! The perception gap: how an organization sees itself, minus how another sees it, factor by factor and item by item.
//!
//! It is made of what both have shared, so that both see the same numbers and none that is withheld; only those of one's own
//! who may not see raters see less where one or two consented to being shown to others.

use std::{cmp::Reverse, collections::HashSet, sync::Arc};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    comparison::{Remark, RemarkCode},
    fraction::Fraction,
    instrument::{InstrumentInput, InstrumentRef, Scale},
    score::{BlockedBy, Figures, Level, Method, Score, ScoreStatus, Withheld},
};
use crate::{
    domain::{
        check::{Check, Faults},
        directory::named::Named,
    },
    error::{Error, Result},
};

/// How gaps are made.
pub const METHOD: Method = Method {
    name: "perception_gap",
    version: "1.0",
    description: "Per factor and item: the mean that the organization gave itself minus the mean that the other gave it, of \
                  the exact means of mean_over_factors 1.0, rounded last; the largest gaps first, whatever their sign. \
                  Both means are as they were shared: a gap of which either is withheld is withheld.",
};

/// Which two results to compare.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct GapQuery {
    /// A closed round of your organization, whose result it shared with the other.
    pub round_id: Uuid,
    /// A round of the other organization, whose result it shared with yours.
    pub other_round_id: Uuid,
}

impl Check for GapQuery {
    fn check(&self, _: &mut Faults) {}
}

/// One side's result as it is shared.
#[derive(Clone, Debug)]
pub struct View {
    /// The round.
    pub round_id: Uuid,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
    /// Whose people rated.
    pub by: Named,
    /// The organization that is rated.
    pub organization: Named,
    /// The version of the instrument that was used.
    pub instrument: InstrumentRef,
    /// What that version holds.
    pub content: Arc<InstrumentInput>,
    /// Whether the raters, one or two, consented.
    pub consented: bool,
    /// The score as it is shared.
    pub score: Score,
}

/// The difference between two views of an organization: its own, and that of another.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct PerceptionGap {
    /// How the gaps were made.
    pub method: Method,
    /// The organization that is rated.
    pub organization: Named,
    /// Its own view.
    pub own: GapView,
    /// The view of the other.
    pub other: GapView,
    /// The values that a rating may have.
    pub scale: Scale,
    /// The factors that both have, the largest gap first; those without gap come last.
    pub factors: Vec<Gap>,
    /// The items that both have, in the same order.
    pub items: Vec<Gap>,
    /// The factors and items that only one of the two versions of the instrument has.
    pub left_out: Vec<GapLeftOut>,
    /// What a reader has to know.
    pub remarks: Vec<Remark>,
}

/// One of the two views.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct GapView {
    /// The round.
    pub round_id: Uuid,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
    /// Whose people rated.
    pub by: Named,
    /// The version of the instrument that was used.
    pub instrument: InstrumentRef,
    /// Whether only one or two people rated, each of whom agreed.
    pub consented: bool,
    /// How many people rated; null where that is withheld.
    #[schema(example = 3)]
    pub n_raters: Option<u64>,
    /// What the deal-breakers say; null where that is withheld.
    pub status: Option<ScoreStatus>,
    /// The deal-breakers that were not passed, without those that are withheld.
    pub blocked_by: Vec<BlockedBy>,
}

/// The gap in a factor or an item.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Gap {
    /// The code.
    #[schema(example = "6")]
    pub code: String,
    /// The name, by the newer of the two versions.
    #[schema(example = "Resources")]
    pub name: String,
    /// The organization's own mean minus the other's; null where a mean is missing or withheld.
    #[schema(example = -1.5)]
    pub gap: Option<f64>,
    /// The organization's own mean.
    pub own: GapMean,
    /// The other's.
    pub other: GapMean,
    /// Why the gap is withheld.
    pub withheld: Option<Withheld>,
    /// The gap without rounding.
    #[serde(skip)]
    pub exact: Option<Fraction>,
}

/// The mean of one side.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct GapMean {
    /// The mean; null without a rating and where it is withheld.
    #[schema(example = 3.5)]
    pub mean: Option<f64>,
    /// The band that the exact mean falls into.
    #[schema(example = "borderline")]
    pub band: Option<String>,
    /// The instrument's deal-breaker: a mean below this blocks.
    #[schema(example = json!(null))]
    pub minimum: Option<f64>,
    /// How many ratings went in.
    #[schema(example = 6)]
    pub n_ratings: Option<u64>,
    /// How many people gave them.
    #[schema(example = 3)]
    pub n_raters: Option<u64>,
}

/// A factor or item that only one of the two versions has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct GapLeftOut {
    /// Whether it is a factor or an item.
    pub level: Level,
    /// The code.
    #[schema(example = "6c")]
    pub code: String,
    /// The name.
    #[schema(example = "Rooms")]
    pub name: String,
    /// The round whose instrument has it.
    pub round_id: Uuid,
}

/// Passes where two rounds are about the same organization and use the same instrument.
///
/// # Errors
/// [`Error::Invalid`] at `other_round_id`.
pub fn about_the_same(organizations: [Uuid; 2], instruments: [&InstrumentRef; 2]) -> Result<()> {
    let fault = |code, detail: &str| Err(Error::invalid("other_round_id", code, detail));
    let ([one, another], [own, other]) = (organizations, instruments);
    if one != another {
        return fault("organizations_differ", "both rounds have to be about the same organization");
    }
    if own.code != other.code {
        return fault("instruments_differ", "both rounds have to use the same instrument");
    }
    Ok(())
}

/// The gap between two views of an organization, one of which is its own.
///
/// # Errors
/// [`Error::Invalid`] at `other_round_id` where the two are not about the same organization, neither or both are its own, or
/// instruments or scales differ.
pub fn perception_gap(one: View, another: View) -> Result<PerceptionGap> {
    about_the_same([one.organization.id, another.organization.id], [&one.instrument, &another.instrument])?;
    let fault = |code, detail: &str| Err(Error::invalid("other_round_id", code, detail));
    if one.content.scale != another.content.scale {
        return fault("scales_differ", "the versions of the instrument have different scales");
    }
    let own = |view: &View| view.by.id == view.organization.id;
    match (own(&one), own(&another)) {
        (true, false) => Ok(between(one, another)),
        (false, true) => Ok(between(another, one)),
        _ => fault("not_its_own", "one of the rounds has to be the organization's own"),
    }
}

fn between(own: View, other: View) -> PerceptionGap {
    let [(own_factors, own_items), (other_factors, other_items)] = [parts(&own), parts(&other)];
    let newer = own.instrument.version >= other.instrument.version;
    let mut left_out = Vec::new();
    for (level, of_own, of_other) in
        [(Level::Factor, &own_factors, &other_factors), (Level::Item, &own_items, &other_items)]
    {
        left_out.extend(lacking(level, of_own, of_other, own.round_id));
        left_out.extend(lacking(level, of_other, of_own, other.round_id));
    }
    PerceptionGap {
        method: METHOD,
        scale: own.content.scale.clone(),
        factors: gaps(&own_factors, &other_factors, newer),
        items: gaps(&own_items, &other_items, newer),
        remarks: remarks(&own, &other),
        left_out,
        organization: own.organization.clone(),
        own: GapView::from(own),
        other: GapView::from(other),
    }
}

/// A factor or an item: code, name and figures.
type Part<'a> = (&'a str, &'a str, &'a Figures);

fn parts(view: &View) -> (Vec<Part<'_>>, Vec<Part<'_>>) {
    let factors = view.score.factors.iter();
    let items = factors.clone().flat_map(|factor| &factor.items);
    (
        factors.map(|factor| (factor.code.as_str(), factor.name.as_str(), &factor.figures)).collect(),
        items.map(|item| (item.code.as_str(), item.name.as_str(), &item.figures)).collect(),
    )
}

fn gaps(own: &[Part<'_>], other: &[Part<'_>], newer: bool) -> Vec<Gap> {
    let pairs = own.iter().filter_map(|part| Some((part, other.iter().find(|(code, ..)| *code == part.0)?)));
    let mut gaps: Vec<Gap> = pairs
        .map(|((code, name, own), (_, other_name, other))| {
            let exact = own.exact.as_ref().zip(other.exact.as_ref()).map(|(own, other)| own.minus(other));
            Gap {
                code: (*code).to_owned(),
                name: (if newer { *name } else { *other_name }).to_owned(),
                gap: exact.as_ref().and_then(Fraction::to_f64),
                own: GapMean::from(*own),
                other: GapMean::from(*other),
                withheld: own.withheld.or(other.withheld),
                exact,
            }
        })
        .collect();
    gaps.sort_by_cached_key(|gap| Reverse(gap.exact.as_ref().map(Fraction::size)));
    gaps
}

fn lacking<'a>(
    level: Level,
    of: &'a [Part<'a>],
    without: &[Part<'_>],
    round_id: Uuid,
) -> impl Iterator<Item = GapLeftOut> + 'a {
    let known: HashSet<String> = without.iter().map(|(code, ..)| (*code).to_owned()).collect();
    let lacking = of.iter().filter(move |(code, ..)| !known.contains(*code));
    lacking.map(move |(code, name, _)| GapLeftOut {
        level,
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        round_id,
    })
}

fn remarks(own: &View, other: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let (older, newer) =
        if own.instrument.version < other.instrument.version { (own, other) } else { (other, own) };
    if older.instrument.id != newer.instrument.id {
        remarks.push(Remark {
            code: RemarkCode::VersionsDiffer,
            detail:
                "The rounds used different versions of the instrument; a factor may have other items in each."
                    .to_owned(),
            round_ids: vec![older.round_id],
        });
    }
    let withheld = |view: &&View| {
        let factors = view.score.factors.iter();
        let items = factors.clone().flat_map(|factor| factor.items.iter().map(|item| &item.figures));
        factors.map(|factor| &factor.figures).chain(items).any(|figures| figures.withheld.is_some())
    };
    let round_ids: Vec<Uuid> = [own, other].into_iter().filter(withheld).map(|view| view.round_id).collect();
    if !round_ids.is_empty() {
        let detail = "Figures are withheld, since they would reveal what one or two raters said.".to_owned();
        remarks.push(Remark { code: RemarkCode::Withheld, detail, round_ids });
    }
    remarks
}

impl From<View> for GapView {
    fn from(view: View) -> Self {
        let View { round_id, closed_at, by, instrument, consented, score, .. } = view;
        let Score { overall, status, blocked_by, .. } = score;
        let n_raters = overall.n_raters;
        Self { round_id, closed_at, by, instrument, consented, n_raters, status, blocked_by }
    }
}

impl From<&Figures> for GapMean {
    fn from(figures: &Figures) -> Self {
        Self {
            mean: figures.mean,
            band: figures.band.clone(),
            minimum: figures.minimum,
            n_ratings: figures.n_ratings,
            n_raters: figures.n_raters,
        }
    }
}
