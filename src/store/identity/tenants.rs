//! Organizations that are here as a library or a partner.

use uuid::Uuid;

use crate::access::{Permit, SystemAction};
use crate::domain::directory::organization::OrganizationInput;
use crate::domain::identity::role::Side;
use crate::error::Result;
use crate::store::Unit;
use crate::store::directory::organizations;

/// Makes an organization that has a side and keeps its own entry.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a term that is not there.
pub async fn found<A: SystemAction>(
    unit: &Unit,
    permit: &Permit<A>,
    input: OrganizationInput,
    side: Side,
) -> Result<Uuid> {
    let id = organizations::insert(unit, permit, input, None, Some(side)).await?;
    organizations::give(unit, permit, id, id).await?;
    Ok(id)
}

/// Makes an entry that is kept by `steward_id`.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a term that is not there.
pub async fn enter<A: SystemAction>(
    unit: &Unit,
    permit: &Permit<A>,
    input: OrganizationInput,
    steward_id: Uuid,
) -> Result<Uuid> {
    organizations::insert(unit, permit, input, Some(steward_id), None).await
}
