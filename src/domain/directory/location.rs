//! Where organizations are found: places with coordinates and addresses.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::formats::{check_country, check_web_address};
use super::named::{Entry, Named};
use super::visibility::Visibility;
use crate::domain::check::{Check, Faults};

/// What a location or an address is for.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LocationType {
    /// A place to go to.
    #[default]
    Physical,
    /// A place to write to.
    Postal,
    /// A place in the network.
    Virtual,
}

impl LocationType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Physical, Self::Postal, Self::Virtual];
}

/// An address, as far as it is known; at least one of its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// The person or unit to whose attention letters go.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub attention: Option<String>,
    /// Street and number.
    #[serde(default)]
    #[schema(example = "2600 Middlefield Road", max_length = 300)]
    pub address_1: Option<String>,
    /// The second line of the address.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub address_2: Option<String>,
    /// The city.
    #[serde(default)]
    #[schema(example = "Redwood City", max_length = 200)]
    pub city: Option<String>,
    /// The region, such as a county.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub region: Option<String>,
    /// The state or province.
    #[serde(default)]
    #[schema(example = "CA", max_length = 200)]
    pub state_province: Option<String>,
    /// The postal code.
    #[serde(default)]
    #[schema(example = "94063", max_length = 20)]
    pub postal_code: Option<String>,
    /// The country's two-letter code of ISO 3166-1.
    #[serde(default)]
    #[schema(example = "US", min_length = 2, max_length = 2)]
    pub country: Option<String>,
    /// What the address is for.
    #[serde(default)]
    pub address_type: LocationType,
}

impl Address {
    /// The parts in which any text may stand, with name and longest length.
    fn texts(&self) -> [(&'static str, Option<&String>, usize); 7] {
        [
            ("/attention", self.attention.as_ref(), 300),
            ("/address_1", self.address_1.as_ref(), 300),
            ("/address_2", self.address_2.as_ref(), 300),
            ("/city", self.city.as_ref(), 200),
            ("/region", self.region.as_ref(), 200),
            ("/state_province", self.state_province.as_ref(), 200),
            ("/postal_code", self.postal_code.as_ref(), 20),
        ]
    }
}

impl Check for Address {
    fn check(&self, faults: &mut Faults) {
        if self.country.is_none() && self.texts().iter().all(|(_, value, _)| value.is_none()) {
            faults.add("", "required", "give at least one part of the address");
        }
        for (pointer, value, most) in self.texts() {
            faults.optional_text(pointer, value, most);
        }
        check_country(faults, "/country", self.country.as_ref());
    }
}

/// What is written about a location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationInput {
    /// The organization to which the location belongs.
    pub organization_id: Uuid,
    /// What the location is.
    #[serde(default)]
    pub location_type: LocationType,
    /// The name of the place.
    #[serde(default)]
    #[schema(example = "Main office", max_length = 300)]
    pub name: Option<String>,
    /// Another name of the place.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub alternate_name: Option<String>,
    /// What the place is like.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub description: Option<String>,
    /// How to get there.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub transportation: Option<String>,
    /// Degrees north, -90 to 90; only together with the longitude.
    #[serde(default)]
    #[schema(example = 37.4753, minimum = -90, maximum = 90)]
    pub latitude: Option<f64>,
    /// Degrees east, -180 to 180; only together with the latitude.
    #[serde(default)]
    #[schema(example = -122.2035, minimum = -180, maximum = 180)]
    pub longitude: Option<f64>,
    /// The web address of a virtual place.
    #[serde(default)]
    pub url: Option<String>,
    /// The addresses of the place.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub addresses: Vec<Address>,
    /// Who sees the location; by default partners, as far as the organization is seen by them.
    #[serde(default)]
    pub visibility: Option<Visibility>,
}

impl Check for LocationInput {
    fn check(&self, faults: &mut Faults) {
        faults.optional_text("/name", self.name.as_ref(), 300);
        faults.optional_text("/alternate_name", self.alternate_name.as_ref(), 300);
        faults.optional_text("/description", self.description.as_ref(), 20_000);
        faults.optional_text("/transportation", self.transportation.as_ref(), 2_000);
        check_degrees(faults, "/latitude", self.latitude, 90.0);
        check_degrees(faults, "/longitude", self.longitude, 180.0);
        match (self.latitude, self.longitude) {
            (Some(_), None) => faults.add("/longitude", "required", "needed beside a latitude"),
            (None, Some(_)) => faults.add("/latitude", "required", "needed beside a longitude"),
            _ => {}
        }
        check_web_address(faults, "/url", self.url.as_ref());
        faults.each("/addresses", &self.addresses, 20);
    }
}

fn check_degrees(faults: &mut Faults, pointer: &str, value: Option<f64>, most: f64) {
    if value.is_some_and(|value| !(-most..=most).contains(&value)) {
        faults.add(pointer, "range", format!("must be a number of -{most} to {most} degrees"));
    }
}

/// A place of an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Location {
    /// The location's id.
    pub id: Uuid,
    /// The organization to which the location belongs.
    #[schema(value_type = Named)]
    pub organization: Entry,
    /// What the location is.
    pub location_type: LocationType,
    /// The name of the place.
    pub name: Option<String>,
    /// Another name of the place.
    pub alternate_name: Option<String>,
    /// What the place is like.
    pub description: Option<String>,
    /// How to get there.
    pub transportation: Option<String>,
    /// Degrees north.
    #[schema(example = 37.4753)]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[schema(example = -122.2035)]
    pub longitude: Option<f64>,
    /// The web address of a virtual place.
    pub url: Option<String>,
    /// The addresses of the place.
    pub addresses: Vec<Address>,
    /// Who sees the location.
    pub visibility: Visibility,
    /// When the location was made.
    pub created_at: DateTime<Utc>,
    /// When the location last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Location> for LocationInput {
    fn from(location: &Location) -> Self {
        Self {
            organization_id: location.organization.id,
            location_type: location.location_type,
            name: location.name.clone(),
            alternate_name: location.alternate_name.clone(),
            description: location.description.clone(),
            transportation: location.transportation.clone(),
            latitude: location.latitude,
            longitude: location.longitude,
            url: location.url.clone(),
            addresses: location.addresses.clone(),
            visibility: Some(location.visibility),
        }
    }
}
