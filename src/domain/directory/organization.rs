//! Organizations: the entries of the directory.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::contact::ContactInput;
use super::formats::{check_email, check_uri, check_web_address};
use super::location::LocationInput;
use super::named::{Named, TermRef};
use super::phone::PhoneInput;
use super::resource_kind::ResourceKind;
use super::visibility::Visibility;
use crate::domain::check::{Check, Faults};
use crate::domain::identity::role::Side;
use crate::error::{Code, Error, Result};

/// A number or code by which others know an organization.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationIdentifier {
    /// The scheme by its prefix on org-id.guide.
    #[serde(default)]
    #[schema(example = "US-EIN", max_length = 100)]
    pub identifier_scheme: Option<String>,
    /// What kind of identifier it is, in words.
    #[schema(example = "EIN", min_length = 1, max_length = 100)]
    pub identifier_type: String,
    /// The identifier itself.
    #[schema(example = "94-1186169", min_length = 1, max_length = 200)]
    pub identifier: String,
}

impl Check for OrganizationIdentifier {
    fn check(&self, faults: &mut Faults) {
        faults.optional_text("/identifier_scheme", self.identifier_scheme.as_ref(), 100);
        faults.text("/identifier_type", &self.identifier_type, 1..=100);
        faults.text("/identifier", &self.identifier, 1..=200);
    }
}

/// A further web address of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Website {
    /// What is found there.
    #[serde(default)]
    #[schema(example = "Course catalogue", max_length = 300)]
    pub label: Option<String>,
    /// The web address.
    #[schema(example = "https://example.org/courses")]
    pub url: String,
}

impl Check for Website {
    fn check(&self, faults: &mut Faults) {
        faults.optional_text("/label", self.label.as_ref(), 300);
        check_web_address(faults, "/url", Some(&self.url));
    }
}

/// What is written about an organization; only the name is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationInput {
    /// The name, of which one character has to be visible.
    #[schema(example = "Riverside Family Center", min_length = 1, max_length = 300)]
    pub name: String,
    /// Another name, such as an abbreviation.
    #[serde(default)]
    #[schema(example = "RFC", max_length = 300)]
    pub alternate_name: Option<String>,
    /// What the organization does.
    #[serde(default)]
    #[schema(example = "Courses and counselling for families.", max_length = 20000)]
    pub description: Option<String>,
    /// The general e-mail address.
    #[serde(default)]
    #[schema(example = "info@example.org")]
    pub email: Option<String>,
    /// The web address.
    #[serde(default)]
    #[schema(example = "https://example.org")]
    pub website: Option<String>,
    /// The year in which the organization was founded in law.
    #[serde(default)]
    #[schema(example = 1950, minimum = 1, maximum = 9999)]
    pub year_incorporated: Option<i32>,
    /// The legal form, such as "Nonprofit" or "Limited company".
    #[serde(default)]
    #[schema(example = "Nonprofit", max_length = 200)]
    pub legal_status: Option<String>,
    /// The web address of a logo.
    #[serde(default)]
    pub logo: Option<String>,
    /// A URI by which the organization is known elsewhere.
    #[serde(default)]
    pub uri: Option<String>,
    /// Who sees the entry.
    #[serde(default)]
    pub visibility: Visibility,
    /// Numbers and codes by which others know the organization.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub organization_identifiers: Vec<OrganizationIdentifier>,
    /// Further web addresses.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub additional_websites: Vec<Website>,
    /// What the organization can offer.
    #[serde(default)]
    #[schema(example = json!(["expertise", "training_space"]))]
    pub offers: Vec<ResourceKind>,
    /// What the organization looks for.
    #[serde(default)]
    #[schema(example = json!(["audiences"]))]
    pub needs: Vec<ResourceKind>,
    /// The ids of the terms under which the organization falls.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub terms: Vec<Uuid>,
}

impl Check for OrganizationInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/name", &self.name, 1..=300);
        faults.optional_text("/alternate_name", self.alternate_name.as_ref(), 300);
        faults.optional_text("/description", self.description.as_ref(), 20_000);
        check_email(faults, "/email", self.email.as_ref());
        check_web_address(faults, "/website", self.website.as_ref());
        if self.year_incorporated.is_some_and(|year| !(1..=9999).contains(&year)) {
            faults.add("/year_incorporated", "range", "must be a year of 1 to 9999");
        }
        faults.optional_text("/legal_status", self.legal_status.as_ref(), 200);
        check_web_address(faults, "/logo", self.logo.as_ref());
        check_uri(faults, "/uri", self.uri.as_ref());
        faults.each("/organization_identifiers", &self.organization_identifiers, 50);
        faults.once("/organization_identifiers", &self.organization_identifiers, "");
        faults.each("/additional_websites", &self.additional_websites, 50);
        faults.once("/additional_websites", &self.additional_websites, "");
        faults.once("/offers", &self.offers, "");
        faults.once("/needs", &self.needs, "");
        faults.at_most("/terms", self.terms.len(), 100);
        faults.once("/terms", &self.terms, "");
    }
}

/// An organization of the directory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Organization {
    /// The organization's id.
    pub id: Uuid,
    /// The name.
    #[schema(example = "Riverside Family Center")]
    pub name: String,
    /// Another name, such as an abbreviation.
    pub alternate_name: Option<String>,
    /// What the organization does.
    pub description: Option<String>,
    /// The general e-mail address.
    pub email: Option<String>,
    /// The web address.
    pub website: Option<String>,
    /// The year in which the organization was founded in law.
    pub year_incorporated: Option<i32>,
    /// The legal form.
    pub legal_status: Option<String>,
    /// The web address of a logo.
    pub logo: Option<String>,
    /// A URI by which the organization is known elsewhere.
    pub uri: Option<String>,
    /// Who sees the entry.
    pub visibility: Visibility,
    /// Numbers and codes by which others know the organization.
    pub organization_identifiers: Vec<OrganizationIdentifier>,
    /// Further web addresses.
    pub additional_websites: Vec<Website>,
    /// What the organization can offer.
    pub offers: Vec<ResourceKind>,
    /// What the organization looks for.
    pub needs: Vec<ResourceKind>,
    /// The terms under which the organization falls.
    pub terms: Vec<TermRef>,
    /// What the organization is here as; null for an entry that is no tenant.
    pub side: Option<Side>,
    /// The tenant that keeps the entry; null for one made by the operator.
    pub steward: Option<Named>,
    /// Kilometres from the point asked for to the nearest place that the caller may see; null unless asked.
    pub distance_km: Option<f64>,
    /// When the entry was made.
    pub created_at: DateTime<Utc>,
    /// When the entry last changed.
    pub updated_at: DateTime<Utc>,
}

impl Organization {
    /// The tenant that keeps the entry.
    pub fn steward_id(&self) -> Option<Uuid> {
        self.steward.as_ref().map(|steward| steward.id)
    }

    /// Passes unless the entry is a tenant.
    ///
    /// # Errors
    /// [`Error::Conflict`] for a tenant, whose rows hang on it.
    pub fn may_be_deleted(&self) -> Result<()> {
        match self.side {
            Some(_) => {
                Err(Error::conflict(Code::IsTenant, "an organization with accounts cannot be deleted"))
            }
            None => Ok(()),
        }
    }

    /// Passes unless the entry is a tenant, which keeps itself.
    ///
    /// # Errors
    /// [`Error::Conflict`] for a tenant.
    pub fn may_be_claimed(&self) -> Result<()> {
        match self.side {
            Some(_) => Err(Error::conflict(Code::HasSide, "an organization with accounts cannot be claimed")),
            None => Ok(()),
        }
    }
}

impl From<&Organization> for OrganizationInput {
    fn from(organization: &Organization) -> Self {
        Self {
            name: organization.name.clone(),
            alternate_name: organization.alternate_name.clone(),
            description: organization.description.clone(),
            email: organization.email.clone(),
            website: organization.website.clone(),
            year_incorporated: organization.year_incorporated,
            legal_status: organization.legal_status.clone(),
            logo: organization.logo.clone(),
            uri: organization.uri.clone(),
            visibility: organization.visibility,
            organization_identifiers: organization.organization_identifiers.clone(),
            additional_websites: organization.additional_websites.clone(),
            offers: organization.offers.clone(),
            needs: organization.needs.clone(),
            terms: organization.terms.iter().map(|term| term.id).collect(),
        }
    }
}

/// What an import writes beside an organization; the ids of the organization and of the contact are not known yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Parts {
    /// People to turn to.
    pub contacts: Vec<ContactInput>,
    /// Telephone numbers.
    pub phones: Vec<PhoneInput>,
    /// Places.
    pub locations: Vec<LocationInput>,
}
