//! A pitch: what a library says to one organization, on a page.

use serde::Deserialize;
use uuid::Uuid;

use super::initiative::Initiative;
use super::talking_point::{Audience, TalkingPoint};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::resource_kind::ResourceKind;

/// Talking points on the page at most.
pub const MOST_POINTS: usize = 6;

/// What a pitch is about.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PitchFilter {
    /// To whom it speaks; the talking points for everybody are among them.
    #[param(inline)]
    pub audience: Option<Audience>,
    /// The initiative for which partners are looked for.
    pub initiative_id: Option<Uuid>,
}

impl Check for PitchFilter {
    fn check(&self, _: &mut Faults) {}
}

/// What stands on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Pitch {
    /// The library's name.
    pub library: String,
    /// The organization's name.
    pub organization: String,
    /// What the organization offers.
    pub offers: Vec<ResourceKind>,
    /// What it looks for.
    pub needs: Vec<ResourceKind>,
    /// Why to work together.
    pub points: Vec<TalkingPoint>,
    /// What for.
    pub initiative: Option<Initiative>,
}
