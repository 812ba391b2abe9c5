//! What contacts, phones and locations have in common: they are parts of an entry, each with a visibility of its own.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::contact::{Contact, ContactInput};
use super::location::{Location, LocationInput};
use super::named::Entry;
use super::phone::{Phone, PhoneInput};
use super::visibility::Visibility;
use crate::domain::check::{Check, Faults};
use crate::error::{Error, Result};

/// A part of an entry.
pub trait Part: Sized + 'static {
    /// What is written about it.
    type Input: PartInput + for<'a> From<&'a Self>;

    /// The part's id.
    fn id(&self) -> Uuid;

    /// The entry to which the part belongs.
    fn organization(&self) -> &Entry;

    /// Who sees the part.
    fn visibility(&self) -> Visibility;
}

/// What is written about a part of an entry.
pub trait PartInput: Clone + PartialEq + Serialize + DeserializeOwned {
    /// The entry to which the part belongs.
    fn organization_id(&self) -> Uuid;

    /// The same part of another entry.
    #[must_use]
    fn of(self, organization_id: Uuid) -> Self;

    /// Who is to see the part, where that is said.
    fn wish(&self) -> Option<Visibility>;

    /// Who sees the part unless something else is said.
    fn usual(&self) -> Visibility;

    /// Who sees the part below a parent that is seen by `most`: as wished, else as usual as far as the parent is seen.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is wished to be more visible than the parent.
    fn visibility_within(&self, most: Visibility) -> Result<Visibility> {
        match self.wish() {
            Some(wish) if wish > most => Err(Error::invalid(
                "/visibility",
                "above_parent",
                "must not be more visible than what the part belongs to",
            )),
            Some(wish) => Ok(wish),
            None => Ok(self.usual().within(most)),
        }
    }
}

/// Says how a row and its input are a [`Part`] and a [`PartInput`].
macro_rules! part {
    ($row:ty, $input:ty, $wish:expr, $usual:expr) => {
        impl Part for $row {
            type Input = $input;

            fn id(&self) -> Uuid {
                self.id
            }

            fn organization(&self) -> &Entry {
                &self.organization
            }

            fn visibility(&self) -> Visibility {
                self.visibility
            }
        }

        impl PartInput for $input {
            fn organization_id(&self) -> Uuid {
                self.organization_id
            }

            fn of(mut self, organization_id: Uuid) -> Self {
                self.organization_id = organization_id;
                self
            }

            fn wish(&self) -> Option<Visibility> {
                let wish: fn(&Self) -> Option<Visibility> = $wish;
                wish(self)
            }

            fn usual(&self) -> Visibility {
                let usual: fn(&Self) -> Visibility = $usual;
                usual(self)
            }
        }
    };
}

part!(Contact, ContactInput, |input| Some(input.visibility), |input| input.visibility);
part!(Phone, PhoneInput, |input| input.visibility, PhoneInput::effective_visibility);
part!(Location, LocationInput, |input| input.visibility, |_| Visibility::Partners);

/// Filters of the lists of parts.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PartFilter {
    /// The organization whose parts to list.
    pub organization_id: Option<Uuid>,
}

impl Check for PartFilter {
    fn check(&self, _: &mut Faults) {}
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::PartInput;
    use crate::domain::directory::phone::PhoneInput;
    use crate::domain::directory::visibility::Visibility::{Internal, Partners, Public};

    fn phone(visibility: Option<crate::domain::directory::visibility::Visibility>) -> PhoneInput {
        PhoneInput {
            organization_id: Uuid::nil(),
            contact_id: None,
            location_id: None,
            number: "1".to_owned(),
            extension: None,
            kind: None,
            description: None,
            visibility,
        }
    }

    #[test]
    fn only_a_wish_above_the_parent_is_refused() {
        assert!(matches!(phone(None).visibility_within(Internal), Ok(Internal)));
        assert!(matches!(phone(None).visibility_within(Public), Ok(Partners)));
        assert!(matches!(phone(Some(Public)).visibility_within(Public), Ok(Public)));
        assert!(phone(Some(Public)).visibility_within(Partners).is_err());
    }
}
