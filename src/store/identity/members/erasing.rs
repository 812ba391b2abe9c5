//! All memberships of a person: handed out, and ended when the person is erased.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use crate::access::{Action, Permit};
use crate::domain::identity::export::ExportedMembership;
use crate::error::{Error, Result};
use crate::store::directory::views::{names, of};
use crate::store::entity::membership;
use crate::store::{Rows, Store, Unit, scoped};

/// Ends all memberships of a person; their ids.
pub(in crate::store::identity) async fn end_all<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Vec<Uuid>> {
    let found = scoped::select::<membership::Entity, A>(permit)
        .filter(membership::Column::PersonId.eq(person_id))
        .all(&unit.db().executor)
        .await?;
    let ids = found.iter().map(|row| row.id).collect();
    for row in found {
        unit.delete::<membership::Entity, A>(permit, row).await?;
    }
    Ok(ids)
}

/// All memberships of a person who was read by permit, those that ended as well.
pub(in crate::store::identity) async fn ever<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Vec<ExportedMembership>> {
    let db = store.db();
    let found = ever_of(person_id).order_by_asc(membership::Column::Id).all(&db.executor).await?;
    let organizations = names(&db, permit, found.iter().map(|row| row.organization_id)).await?;
    let view = |row: membership::Model| {
        Ok(ExportedMembership {
            id: row.id,
            organization: of(&organizations, row.organization_id)?,
            role: row.role.parse().map_err(Error::internal)?,
            created_at: row.created_at,
            ended_at: row.deleted_at,
        })
    };
    found.into_iter().map(view).collect()
}

/// Whether a person is or was a member of any organization but `organization_id`.
pub(in crate::store::identity) async fn ever_elsewhere(
    rows: &impl Rows,
    person_id: Uuid,
    organization_id: Option<Uuid>,
) -> Result<bool> {
    let mut query = ever_of(person_id);
    if let Some(id) = organization_id {
        query = query.filter(membership::Column::OrganizationId.ne(id));
    }
    Ok(query.one(&rows.db().executor).await?.is_some())
}

#[expect(
    clippy::disallowed_methods,
    reason = "of a person read by permit, ended ones too: whether there is one, or to export them"
)]
fn ever_of(person_id: Uuid) -> Select<membership::Entity> {
    membership::Entity::find().filter(membership::Column::PersonId.eq(person_id))
}
