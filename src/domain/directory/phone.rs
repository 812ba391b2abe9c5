//! Telephone numbers of organizations, their contacts and locations.

use chrono::{DateTime, Utc};
use phonenumber::{Mode, country};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::named::{Entry, Named};
use super::visibility::Visibility;
use crate::domain::check::{Check, Faults};

/// What is written about a telephone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneInput {
    /// The organization to which the number belongs.
    pub organization_id: Uuid,
    /// The contact whose number it is, where it is one's own.
    #[serde(default)]
    pub contact_id: Option<Uuid>,
    /// The location at which it rings, where it is one's own.
    #[serde(default)]
    pub location_id: Option<Uuid>,
    /// The number as people write it. Without `+` it is one of the country of the entry's address. One that cannot be read is
    /// kept as it is, and not compared with others.
    #[schema(example = "650 780-7525", min_length = 1, max_length = 50)]
    pub number: String,
    /// The extension to ask for.
    #[serde(default)]
    #[schema(example = "12", max_length = 20)]
    pub extension: Option<String>,
    /// What the number is for: text, voice, fax, cell, video, pager or textphone, or another word.
    #[serde(default, rename = "type")]
    #[schema(example = "voice", max_length = 100)]
    pub kind: Option<String>,
    /// More about the number.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub description: Option<String>,
    /// Who sees the number; by default internal for a contact's number, else partners.
    #[serde(default)]
    pub visibility: Option<Visibility>,
}

impl PhoneInput {
    /// Who sees the number: as asked for, else internal for a contact's number and partners for any other.
    pub fn effective_visibility(&self) -> Visibility {
        self.visibility.unwrap_or(if self.contact_id.is_some() {
            Visibility::Internal
        } else {
            Visibility::Partners
        })
    }
}

impl Check for PhoneInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/number", &self.number, 1..=50);
        if !self.number.chars().any(|character| character.is_ascii_digit()) {
            faults.add("/number", "phone", "must have at least one digit");
        }
        faults.optional_text("/extension", self.extension.as_ref(), 20);
        faults.optional_text("/type", self.kind.as_ref(), 100);
        faults.optional_text("/description", self.description.as_ref(), 1_000);
    }
}

/// A telephone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Phone {
    /// The number's id.
    pub id: Uuid,
    /// The organization to which the number belongs.
    #[schema(value_type = Named)]
    pub organization: Entry,
    /// The contact whose number it is, where it is one's own.
    pub contact_id: Option<Uuid>,
    /// The location at which it rings, where it is one's own.
    pub location_id: Option<Uuid>,
    /// The number as people write it.
    #[schema(example = "650 780-7525")]
    pub number: String,
    /// The number in the form of E.164, where it could be read.
    #[schema(example = "+16507807525")]
    pub e164: Option<String>,
    /// The extension to ask for.
    pub extension: Option<String>,
    /// What the number is for.
    #[serde(rename = "type")]
    #[schema(example = "voice")]
    pub kind: Option<String>,
    /// More about the number.
    pub description: Option<String>,
    /// Who sees the number.
    pub visibility: Visibility,
    /// When the row was made.
    pub created_at: DateTime<Utc>,
    /// When the row last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Phone> for PhoneInput {
    fn from(phone: &Phone) -> Self {
        Self {
            organization_id: phone.organization.id,
            contact_id: phone.contact_id,
            location_id: phone.location_id,
            number: phone.number.clone(),
            extension: phone.extension.clone(),
            kind: phone.kind.clone(),
            description: phone.description.clone(),
            visibility: Some(phone.visibility),
        }
    }
}

/// The number in the form of E.164 where it is one, read as a number of `region` (such as `US`) unless it begins with `+`.
pub fn e164(number: &str, region: Option<&str>) -> Option<String> {
    let region: Option<country::Id> = region.and_then(|region| region.parse().ok());
    let parsed = phonenumber::parse(region, number).ok()?;
    parsed.is_valid().then(|| parsed.format().mode(Mode::E164).to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::e164;

    #[test]
    fn numbers_are_read_as_those_of_the_region() {
        assert_eq!(e164("650 780-7525", Some("US")).as_deref(), Some("+16507807525"));
        assert_eq!(e164("030 901820", Some("DE")).as_deref(), Some("+4930901820"));
        assert_eq!(e164("+49 30 901820", Some("US")).as_deref(), Some("+4930901820"));
        assert_eq!(e164("(650) 780-7525 x12", Some("US")).as_deref(), Some("+16507807525"));
    }

    #[test]
    fn what_is_no_number_has_no_such_form() {
        for (number, region) in
            [("650 780-7525", None), ("411", Some("US")), ("", None), ("ask Ann", Some("US")), ("+1", None)]
        {
            assert_eq!(e164(number, region), None, "{number}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in any::<String>(), near in "[+0-9()x;#. -]{0,40}") {
            for input in [text, near] {
                if let Some(found) = e164(&input, Some("US")) {
                    prop_assert!(found.strip_prefix('+').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit())));
                }
            }
        }
    }
}
