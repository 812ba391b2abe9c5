//! Coverage: in which kinds of organizations a library has partners, prospects, or nobody yet.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::relation::Relation;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::filter::Around;
use crate::domain::directory::geo::Near;
use crate::domain::directory::named::{Named, TermRef};

/// Lines of a matrix at most.
pub const MOST_LINES: usize = 200;
/// The farthest that one looks around a point, in kilometres.
const FARTHEST_KM: f64 = 1_000.0;

/// What coverage is asked for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CoverageFilter {
    /// The taxonomy, shared or your library's own; `community-partners` unless given.
    pub taxonomy_id: Option<Uuid>,
    /// A term: the lines are those directly below it, or itself where there are none; its taxonomy is taken.
    pub term_id: Option<Uuid>,
    /// A point, `<latitude>,<longitude>` in degrees; only organizations with a place around it count.
    #[param(example = "37.4753,-122.2035")]
    pub near: Option<String>,
    /// How far around `near`, in kilometres; needed with it.
    #[param(example = 20.0, exclusive_minimum = 0.0, maximum = 1000.0)]
    pub within_km: Option<f64>,
    /// Candidates of each gap at most, 0 to 10.
    #[param(minimum = 0, maximum = 10, default = 3)]
    pub candidates: Option<u64>,
}

impl CoverageFilter {
    /// The circle to look in.
    pub fn around(&self) -> Option<Around> {
        Some(Around { near: self.near.as_ref()?.parse().ok()?, within_km: self.within_km? })
    }
}

impl Check for CoverageFilter {
    fn check(&self, faults: &mut Faults) {
        if let Some(Err(reason)) = self.near.as_ref().map(|near| near.parse::<Near>()) {
            faults.add("near", "point", reason);
        }
        match (&self.near, self.within_km) {
            (None, Some(_)) => faults.add("within_km", "needs_near", "needs near"),
            (Some(_), None) => faults.add("within_km", "required", "needed beside near"),
            (_, Some(km)) if !(km > 0.0 && km <= FARTHEST_KM) => {
                faults.add("within_km", "range", "must be more than 0 and at most 1000");
            }
            _ => {}
        }
        if self.candidates.is_some_and(|most| most > 10) {
            faults.add("candidates", "range", "must be 0 to 10");
        }
    }
}

/// What a library has in a kind of organizations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoverageState {
    /// Nobody, and nobody on the way: a gap.
    None,
    /// A prospect, and no partner.
    Prospect,
    /// A partner.
    Active,
    /// Former partners only: a gap, too.
    Ended,
}

/// A kind of organizations, and whom a library has there.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct CoverageLine {
    /// The kind.
    pub term: TermRef,
    /// What the library has there: the closest.
    pub state: CoverageState,
    /// Organizations that are prospects.
    #[schema(example = 2)]
    pub prospects: u64,
    /// Organizations with an active partnership.
    #[schema(example = 0)]
    pub active: u64,
    /// Organizations whose partnership ended.
    #[schema(example = 1)]
    pub ended: u64,
    /// Whom the directory has for a gap: by name, or the nearest where a point is given.
    pub candidates: Vec<GapCandidate>,
}

/// An organization that could fill a gap.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct GapCandidate {
    /// The organization.
    pub organization: Named,
    /// How the library stands to it.
    pub relation: Relation,
    /// Whether a deal-breaker stands against it; null where you may not know.
    pub blocked: Option<bool>,
    /// How far it is from the point, in kilometres.
    #[schema(example = 3.2)]
    pub distance_km: Option<f64>,
}

/// The matrix of a library: kinds of organizations by what it has there.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct CoverageMatrix {
    /// The library.
    pub library: Named,
    /// The taxonomy.
    pub taxonomy: Named,
    /// The term below which the kinds stand; null for the groups of the taxonomy.
    pub term: Option<TermRef>,
    /// The kinds, in the order of their codes.
    pub lines: Vec<CoverageLine>,
    /// Kinds beyond the 200 lines of a matrix.
    #[schema(example = 0)]
    pub left_out: u64,
}

/// Where organizations stand among the lines: for each line how each related organization stands to the library.
#[derive(Clone, Debug, Default)]
pub struct Tally(BTreeMap<usize, HashMap<Uuid, Relation>>);

impl Tally {
    /// An organization belongs to a line; saying so twice changes nothing.
    pub fn add(&mut self, line: usize, organization_id: Uuid, relation: Relation) {
        let known = self.0.entry(line).or_default().entry(organization_id).or_insert(relation);
        *known = relation.max(*known);
    }

    /// How many organizations of the line stand so.
    pub fn count(&self, line: usize, relation: Relation) -> u64 {
        let found = self.0.get(&line).into_iter().flat_map(HashMap::values);
        found.filter(|known| **known == relation).map(|_| 1).sum()
    }

    /// What the library has in the line.
    pub fn state(&self, line: usize) -> CoverageState {
        match self.0.get(&line).and_then(|found| found.values().max()) {
            Some(Relation::Active) => CoverageState::Active,
            Some(Relation::Prospect) => CoverageState::Prospect,
            Some(Relation::Ended) => CoverageState::Ended,
            Some(Relation::None | Relation::Declined) | None => CoverageState::None,
        }
    }

    /// Whether nobody is there, nor on the way.
    pub fn is_gap(&self, line: usize) -> bool {
        matches!(self.state(line), CoverageState::None | CoverageState::Ended)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{CoverageFilter, CoverageState, Tally};
    use crate::domain::check::{Check, Faults};
    use crate::domain::discovery::relation::Relation::{Active, Declined, Ended, Prospect};

    #[test]
    fn a_line_is_what_its_closest_organization_is() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut tally = Tally::default();
        assert_eq!(tally.state(0), CoverageState::None);
        tally.add(0, one, Declined);
        assert_eq!((tally.state(0), tally.is_gap(0)), (CoverageState::None, true));
        tally.add(0, one, Ended);
        assert_eq!((tally.state(0), tally.is_gap(0)), (CoverageState::Ended, true));
        tally.add(0, two, Prospect);
        tally.add(0, two, Prospect);
        assert_eq!(
            (tally.state(0), tally.count(0, Prospect), tally.count(0, Ended)),
            (CoverageState::Prospect, 1, 1)
        );
        tally.add(0, two, Active);
        assert_eq!(
            (tally.state(0), tally.count(0, Prospect), tally.count(0, Active)),
            (CoverageState::Active, 0, 1)
        );
        assert!(tally.is_gap(1) && !tally.is_gap(0));
    }

    #[test]
    fn a_circle_has_a_point_and_a_radius() {
        let faults = |near: Option<&str>, within_km| {
            let filter =
                CoverageFilter { near: near.map(str::to_owned), within_km, ..CoverageFilter::default() };
            let mut faults = Faults::default();
            filter.check(&mut faults);
            (faults.into_found().len(), filter.around().is_some())
        };
        assert_eq!(faults(None, None), (0, false));
        assert_eq!(faults(Some("1,2"), Some(5.0)), (0, true));
        for (near, within) in
            [(Some("1,2"), None), (None, Some(5.0)), (Some("x"), Some(5.0)), (Some("1,2"), Some(2000.0))]
        {
            assert_eq!(faults(near, within).0, 1);
        }
    }
}
