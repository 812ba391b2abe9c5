//! What a list of organizations is asked for.

use serde::Deserialize;
use uuid::Uuid;

use super::geo::Near;
use super::resource_kind::ResourceKind;
use crate::domain::check::{Check, Faults};
use crate::domain::listing::Listing;

/// Half the way around the earth, in kilometres: nothing is farther.
const FARTHEST_KM: f64 = 20_040.0;

/// Filters of `list_organizations`, all of which have to hold.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OrganizationFilter {
    /// Words in name, description or terms, all of which have to match; accents, case and endings do not matter.
    #[param(example = "family", min_length = 1, max_length = 300)]
    pub q: Option<String>,
    /// A term, itself or one below it.
    pub term_id: Option<Uuid>,
    /// A sector, by the code of its term in the taxonomy `edge-sectors`, or a term linked to it.
    #[param(example = "education")]
    pub sector: Option<String>,
    /// Something the organization offers.
    pub offer: Option<ResourceKind>,
    /// Something the organization needs.
    pub need: Option<ResourceKind>,
    /// The city of an address.
    pub city: Option<String>,
    /// The postal code of an address.
    pub postal_code: Option<String>,
    /// The country of an address, by its two-letter code of ISO 3166-1.
    pub country: Option<String>,
    /// One of the caller's own terms on the entry, itself or one below it.
    pub own_term_id: Option<Uuid>,
    /// A point, `<latitude>,<longitude>` in degrees; only entries with a place are listed, with their distance.
    #[param(example = "37.4753,-122.2035")]
    pub near: Option<String>,
    /// How far from `near` at most, in kilometres.
    #[param(example = 20.0, exclusive_minimum = 0.0, maximum = 20040.0)]
    pub within_km: Option<f64>,
}

/// Around where to search, and how far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Around {
    /// The middle.
    pub near: Near,
    /// The radius in kilometres.
    pub within_km: f64,
}

impl OrganizationFilter {
    /// The circle to search in, when one is asked for.
    pub fn around(&self) -> Option<Around> {
        let near = self.near.as_ref()?.parse().ok()?;
        Some(Around { near, within_km: self.within_km.unwrap_or(FARTHEST_KM) })
    }

    /// The order when none is asked for: by relevance, by distance, or none of them.
    pub fn ranking(&self, listing: &Listing) -> Option<Ranking> {
        match (&listing.sort, &self.q, &self.near) {
            (Some(_), ..) => None,
            (None, Some(_), _) => Some(Ranking::Relevance),
            (None, None, Some(_)) => Some(Ranking::Distance),
            (None, None, None) => None,
        }
    }
}

/// Filters of `list_terms`, all of which have to hold.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TermFilter {
    /// The taxonomy to which the terms belong.
    pub taxonomy_id: Option<Uuid>,
    /// The term directly above them.
    pub parent_id: Option<Uuid>,
    /// Words or parts of words in the name, all of which have to match; accents and case do not matter.
    #[param(example = "college", min_length = 1, max_length = 300)]
    pub q: Option<String>,
}

impl Check for TermFilter {
    fn check(&self, faults: &mut Faults) {
        check_q(faults, self.q.as_ref());
    }
}

fn check_q(faults: &mut Faults, q: Option<&String>) {
    let Some(q) = q else { return };
    faults.text("q", q, 1..=300);
    if !q.chars().any(char::is_alphanumeric) {
        faults.add("q", "blank", "must have at least one letter or digit");
    }
}

/// An order without a key in the row, which a cursor follows for the first 1,000 rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ranking {
    /// Best match first.
    Relevance,
    /// Nearest first.
    Distance,
}

impl Check for OrganizationFilter {
    fn check(&self, faults: &mut Faults) {
        check_q(faults, self.q.as_ref());
        if let Some(Err(reason)) = self.near.as_ref().map(|near| near.parse::<Near>()) {
            faults.add("near", "point", reason);
        }
        match self.within_km {
            Some(_) if self.near.is_none() => faults.add("within_km", "needs_near", "needs near"),
            Some(km) if !(km > 0.0 && km <= FARTHEST_KM) => {
                faults.add("within_km", "range", "must be more than 0 and at most 20040");
            }
            _ => {}
        }
    }
}
