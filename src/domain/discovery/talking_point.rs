//! Talking points: why an organization and a library would work together. The eight advantages come with the service, in its
//! own words; a library words them for those it talks to, and adds its own.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

/// Where the advantages and the strategies come from.
pub const SOURCE: &str = "Community Partnership and Collaboration Guide";

/// An advantage of working together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CollaborationAdvantage)]
pub enum Advantage {
    /// Nothing is done twice, and means are shared.
    SharedEffort,
    /// The library is seen and valued.
    Visibility,
    /// Staff enjoy their work and see it in a larger frame.
    StaffGrowth,
    /// Many organizations come together.
    Convening,
    /// What is known here is spread.
    LocalKnowledge,
    /// Political allies are won.
    Alliances,
    /// Businesses are supported together with agencies.
    BusinessSupport,
    /// The library's good name helps its partners.
    Reputation,
}

/// Those to whom a library talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PitchAudience)]
pub enum Audience {
    /// Schools, colleges and who else teaches.
    School,
    /// Businesses and their associations.
    Business,
    /// Foundations, sponsors and who else gives money.
    Funder,
    /// Agencies and politics: work, health, social services, government.
    Agency,
    /// Clubs, associations and groups of the community.
    Association,
    /// Museums, archives, theatres and other places of culture.
    Culture,
    /// Newspapers, radio, television.
    Media,
}

/// What a library writes about a talking point of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TalkingPointInput {
    /// What is said.
    #[schema(example = "Your pupils find a quiet desk here until eight.", min_length = 1, max_length = 500)]
    pub text: String,
    /// The advantage of which it is the library's wording; a point of its own without.
    #[serde(default)]
    pub advantage: Option<Advantage>,
    /// For whom it is; everybody where there are none.
    #[serde(default)]
    #[schema(example = json!(["school"]), max_items = 7)]
    pub audiences: Vec<Audience>,
}

impl Check for TalkingPointInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/text", &self.text, 1..=500);
        faults.once("/audiences", &self.audiences, "");
    }
}

/// A talking point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TalkingPoint {
    /// The talking point's id.
    pub id: Uuid,
    /// The library whose own it is; null for one that comes with the service.
    pub library: Option<Named>,
    /// What is said.
    pub text: String,
    /// The advantage that it words; null for a point of the library's own.
    pub advantage: Option<Advantage>,
    /// Where the advantage comes from.
    #[schema(example = "Community Partnership and Collaboration Guide")]
    pub source: Option<&'static str>,
    /// For whom it is; everybody where there are none.
    pub audiences: Vec<Audience>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&TalkingPoint> for TalkingPointInput {
    fn from(point: &TalkingPoint) -> Self {
        Self { text: point.text.clone(), advantage: point.advantage, audiences: point.audiences.clone() }
    }
}

/// Filters of `list_talking_points`.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TalkingPointFilter {
    /// For whom they are; those for everybody are among them.
    #[param(inline)]
    pub audience: Option<Audience>,
}

impl Check for TalkingPointFilter {
    fn check(&self, _: &mut Faults) {}
}

/// The id of a talking point that comes with the service.
const fn id(place: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_000b_0000 + place)
}

/// The talking points that come with the service: one for each advantage.
pub fn builtin() -> [(Uuid, TalkingPointInput); 8] {
    use Advantage as Of;
    use Audience::{Agency, Association, Business, Culture, Funder, Media};
    let point = |place, advantage, text: &str, audiences: &[Audience]| {
        let input = TalkingPointInput {
            text: text.to_owned(),
            advantage: Some(advantage),
            audiences: audiences.to_vec(),
        };
        (id(place), input)
    };
    [
        point(
            1,
            Of::SharedEffort,
            "What two of us do side by side, we do once: with one room, one set of devices and one bill, there is more for \
             everybody.",
            &[],
        ),
        point(
            2,
            Of::Visibility,
            "Your people hear of the library from you, and ours hear of you: each of us is noticed where it was not.",
            &[],
        ),
        point(
            3,
            Of::StaffGrowth,
            "Those who work with us see what their work is good for beyond their own house, and like it better.",
            &[],
        ),
        point(
            4,
            Of::Convening,
            "We bring those together who serve the same people, and keep the table set: nobody has to begin alone.",
            &[Agency, Association, Culture, Funder],
        ),
        point(
            5,
            Of::LocalKnowledge,
            "What is known in this place gets around: we put it where people read, talk and ask.",
            &[Association, Culture, Media],
        ),
        point(
            6,
            Of::Alliances,
            "Whoever decides about us meets us together, and together we are heard.",
            &[Agency, Association, Funder],
        ),
        point(
            7,
            Of::BusinessSupport,
            "With the authorities we help those who found or run a business: with courses, figures and answers.",
            &[Agency, Business],
        ),
        point(
            8,
            Of::Reputation,
            "A library is trusted because it is open to all. Who stands beside it shows customers, staff and neighbours what it \
             stands for.",
            &[Business, Funder, Media],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::builtin;
    use crate::domain::check::Check;

    #[test]
    fn there_is_one_valid_talking_point_for_each_advantage() {
        let advantages: HashSet<_> = builtin().into_iter().map(|(_, point)| point.advantage).collect();
        assert_eq!(advantages.len(), 8);
        assert!(builtin().into_iter().all(|(_, point)| point.checked().is_ok()));
    }
}
