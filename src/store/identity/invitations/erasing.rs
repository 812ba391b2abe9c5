//! What is stored of the invitations to a person's address: handed out, and erased.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use super::views;
use crate::access::{Action, Permit};
use crate::domain::identity::erasure::ERASED;
use crate::domain::identity::invitation::Invitation;
use crate::error::Result;
use crate::store::entity::invitation;
use crate::store::identity::people::email_key;
use crate::store::integration::events;
use crate::store::{Rows, Store, Unit};

/// The invitations to the address of a person who was read by permit, but for those that were revoked.
pub(in crate::store::identity) async fn to_address<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    email: &str,
) -> Result<Vec<Invitation>> {
    let found = all_for(&email_key(email))
        .filter(invitation::Column::DeletedAt.is_null())
        .order_by_asc(invitation::Column::Id)
        .all(&store.db().executor)
        .await?;
    views(store, permit, found).await
}

/// Forgets an address that was invited, and withdraws the invitations to it that are open; the ids of all to it.
pub(in crate::store::identity) async fn erase<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    email_key: &str,
) -> Result<Vec<Uuid>> {
    let (found, now) = (all_for(email_key).all(&unit.db().executor).await?, unit.now());
    let ids: Vec<_> = found.iter().map(|row| row.id).collect();
    for row in found {
        let withdrawn = row.accepted_at.is_none() && row.deleted_at.is_none();
        unit.update::<invitation::Entity, A>(permit, row, |row| {
            row.email = Set(ERASED.to_owned());
            row.email_key = Set(ERASED.to_owned());
            if withdrawn {
                row.deleted_at = Set(Some(now));
            }
        })
        .await?;
    }
    events::erase(unit, "invitation", &ids, &["email"]).await?;
    Ok(ids)
}

#[expect(clippy::disallowed_methods, reason = "to the address of a person that was read by permit")]
fn all_for(email_key: &str) -> Select<invitation::Entity> {
    invitation::Entity::find().filter(invitation::Column::EmailKey.eq(email_key))
}
