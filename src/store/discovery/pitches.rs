//! What a library says to one organization.

use uuid::Uuid;

use super::{initiatives, talking_points};
use crate::access::Permit;
use crate::access::discovery::pitches::Get;
use crate::domain::discovery::pitch::{MOST_POINTS, Pitch, PitchFilter};
use crate::error::Result;
use crate::store::Store;
use crate::store::directory::organizations;

/// The pitch for an organization.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for an organization that the caller does not see, [`crate::error::Error::Invalid`] for an
/// initiative.
pub async fn get(
    store: &Store,
    permit: &Permit<Get>,
    organization_id: Uuid,
    filter: &PitchFilter,
) -> Result<Pitch> {
    let organization = organizations::get(store, permit, organization_id).await?;
    let library = organizations::get(store, permit, permit.tenant()?).await?;
    let initiative = match filter.initiative_id {
        Some(id) => {
            let found = initiatives::get(store, permit, id).await;
            Some(found.map_err(|error| error.of_reference("initiative_id"))?)
        }
        None => None,
    };
    Ok(Pitch {
        library: library.name,
        organization: organization.name,
        offers: organization.offers,
        needs: organization.needs,
        points: talking_points::to_say(store, permit, filter.audience, MOST_POINTS).await?,
        initiative,
    })
}
