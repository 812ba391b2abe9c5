//! Invitations that are withdrawn, since whoever made them may not do so any more.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::open;
use crate::access::{Action, Permit};
use crate::error::Result;
use crate::store::entity::invitation;
use crate::store::{Rows, Unit};

/// The invitation of a first admin of the organization, by whomever, that can still be accepted.
pub(in crate::store::identity) async fn of_first_admin(
    unit: &Unit,
    organization_id: Uuid,
) -> Result<Option<Uuid>> {
    let query = open(all_to(organization_id), unit.now()).filter(invitation::Column::Side.is_not_null());
    Ok(query.one(&unit.db().executor).await?.map(|row| row.id))
}

/// Withdraws the open invitations of the first admin of an entry, whoever made them: it has another steward now.
pub(in crate::store) async fn withdraw_first_admins<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    organization_id: Uuid,
) -> Result<()> {
    withdraw(unit, permit, all_to(organization_id).filter(invitation::Column::Side.is_not_null())).await
}

/// Withdraws what a person invited for an organization, since the person may not do so any more.
pub(in crate::store::identity) async fn withdraw_of<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    organization_id: Uuid,
    person_id: Uuid,
) -> Result<()> {
    let in_its_name = all_of(person_id).filter(invitation::Column::HostId.eq(organization_id));
    withdraw(unit, permit, in_its_name).await
}

/// Withdraws whatever a person invited, also one who acted for no organization.
pub(in crate::store::identity) async fn withdraw_all_of<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<()> {
    withdraw(unit, permit, all_of(person_id)).await
}

async fn withdraw<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    which: Select<invitation::Entity>,
) -> Result<()> {
    for row in open(which, unit.now()).all(&unit.db().executor).await? {
        unit.delete::<invitation::Entity, A>(permit, row).await?;
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "only whether there is one, or to withdraw it, of an entry that was read by permit"
)]
fn all_to(organization_id: Uuid) -> Select<invitation::Entity> {
    invitation::Entity::find()
        .filter(invitation::Column::OrganizationId.eq(organization_id))
        .filter(invitation::Column::DeletedAt.is_null())
}

#[expect(clippy::disallowed_methods, reason = "to withdraw them, of a person who was read by permit")]
fn all_of(person_id: Uuid) -> Select<invitation::Entity> {
    invitation::Entity::find()
        .filter(invitation::Column::InvitedBy.eq(person_id))
        .filter(invitation::Column::DeletedAt.is_null())
}
