//! An initiative: a cause, whom it is for, what it needs, and what its partners gain.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::weights::Weights;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::TermRef;
use crate::domain::directory::resource_kind::ResourceKind;

/// Goals, groups and rewards of an initiative at most, of each.
const MOST_TEXTS: usize = 50;
/// Terms at most.
const MOST_TERMS: usize = 50;
/// The largest radius in kilometres.
const LARGEST_RADIUS_KM: f64 = 1_000.0;

/// A place, and how far around it partners are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Degrees north, -90 to 90.
    #[schema(example = 37.4753, minimum = -90, maximum = 90)]
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    #[schema(example = -122.2035, minimum = -180, maximum = 180)]
    pub longitude: f64,
    /// The radius in kilometres, more than 0 and at most 1,000.
    #[schema(example = 25, exclusive_minimum = 0, maximum = 1000)]
    pub radius_km: f64,
}

impl Check for Area {
    fn check(&self, faults: &mut Faults) {
        for (pointer, value, most) in
            [("/latitude", self.latitude, 90.0), ("/longitude", self.longitude, 180.0)]
        {
            if !(-most..=most).contains(&value) {
                faults.add(pointer, "range", format!("must be -{most} to {most}"));
            }
        }
        if !(self.radius_km > 0.0 && self.radius_km <= LARGEST_RADIUS_KM) {
            faults.add("/radius_km", "range", "must be more than 0 and at most 1000");
        }
    }
}

/// What a library writes about an initiative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InitiativeInput {
    /// What people call it.
    #[schema(example = "Family literacy", min_length = 1, max_length = 300)]
    pub name: String,
    /// What it is about: the issue in the community that it takes on.
    #[schema(example = "One family in six has no books at home.", min_length = 1, max_length = 20000)]
    pub cause: String,
    /// What is to be reached together.
    #[serde(default)]
    #[schema(example = json!(["200 families read together every week."]), max_items = 50)]
    pub goals: Vec<String>,
    /// For whom it is.
    #[serde(default)]
    #[schema(example = json!(["Families with small children"]), max_items = 50)]
    pub target_groups: Vec<String>,
    /// What it needs of partners.
    #[serde(default)]
    #[schema(example = json!(["audiences", "outreach"]), max_items = 17)]
    pub needs: Vec<ResourceKind>,
    /// The kinds of organizations that are looked for, by the ids of terms, of shared taxonomies or the library's own.
    #[serde(default)]
    #[schema(example = json!([]), max_items = 50)]
    pub terms: Vec<Uuid>,
    /// What those who take part gain.
    #[serde(default)]
    #[schema(example = json!(["New families at every partner's events."]), max_items = 50)]
    pub rewards: Vec<String>,
    /// Where it takes place; partners are looked for within the radius.
    #[serde(default)]
    pub place: Option<Area>,
    /// How much each part of a match counts; the default weights without.
    #[serde(default)]
    pub weights: Option<Weights>,
}

impl Check for InitiativeInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/name", &self.name, 1..=300);
        faults.text("/cause", &self.cause, 1..=20_000);
        for (pointer, texts) in
            [("/goals", &self.goals), ("/target_groups", &self.target_groups), ("/rewards", &self.rewards)]
        {
            faults.at_most(pointer, texts.len(), MOST_TEXTS);
            for (index, text) in texts.iter().enumerate() {
                faults.text(&format!("{pointer}/{index}"), text, 1..=1_000);
            }
        }
        faults.once("/needs", &self.needs, "");
        faults.at_most("/terms", self.terms.len(), MOST_TERMS);
        faults.once("/terms", &self.terms, "");
        if let Some(place) = &self.place {
            faults.below("/place", |faults| place.check(faults));
        }
        if let Some(weights) = &self.weights {
            faults.below("/weights", |faults| weights.check(faults));
        }
    }
}

/// An initiative of a library.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Initiative {
    /// The initiative's id.
    pub id: Uuid,
    /// What people call it.
    #[schema(example = "Family literacy")]
    pub name: String,
    /// What it is about.
    pub cause: String,
    /// What is to be reached together.
    pub goals: Vec<String>,
    /// For whom it is.
    pub target_groups: Vec<String>,
    /// What it needs of partners.
    pub needs: Vec<ResourceKind>,
    /// The kinds of organizations that are looked for.
    pub terms: Vec<TermRef>,
    /// What those who take part gain.
    pub rewards: Vec<String>,
    /// Where it takes place.
    pub place: Option<Area>,
    /// How much each part of a match counts; the default weights where null.
    pub weights: Option<Weights>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Initiative> for InitiativeInput {
    fn from(initiative: &Initiative) -> Self {
        Self {
            name: initiative.name.clone(),
            cause: initiative.cause.clone(),
            goals: initiative.goals.clone(),
            target_groups: initiative.target_groups.clone(),
            needs: initiative.needs.clone(),
            terms: initiative.terms.iter().map(|term| term.id).collect(),
            rewards: initiative.rewards.clone(),
            place: initiative.place,
            weights: initiative.weights,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::InitiativeInput;
    use crate::domain::check::{Check, Faults};

    #[test]
    fn every_fault_of_an_initiative_is_named() {
        let input: InitiativeInput = serde_json::from_value(serde_json::json!({
            "name": "", "cause": " ", "goals": ["x", ""], "needs": ["funding", "funding"],
            "place": {"latitude": 91.0, "longitude": 0.0, "radius_km": 0.0}, "weights": {"score": 101.0},
        }))
        .unwrap();
        let mut faults = Faults::default();
        input.check(&mut faults);
        let pointers: Vec<_> = faults.into_found().into_iter().map(|fault| fault.pointer).collect();
        let expected = [
            "/name",
            "/cause",
            "/goals/1",
            "/needs/1",
            "/place/latitude",
            "/place/radius_km",
            "/weights/score",
        ];
        assert_eq!(pointers, expected);
    }
}
