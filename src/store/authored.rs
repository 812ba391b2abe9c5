//! Rows with texts of a person: what is handed out of them, and how they are erased.

use sea_orm::{ColumnTrait, Condition, ModelTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use super::directory::views::uuid;
use super::integration::events;
use super::scoped::{self, Tenanted};
use super::write::Recorded;
use super::{Rows, Store, Unit};
use crate::access::{Action, Permit, Scope};
use crate::domain::identity::person::Affiliation;
use crate::error::Result;

/// An entity whose rows hold texts that a person wrote.
pub(super) trait Authored: Recorded<ActiveModel: Send> {
    /// The column that says who wrote them.
    const AUTHOR: Self::Column;
    /// What the texts are called in events.
    const TEXTS: &'static [&'static str];

    /// Puts the marker in the place of the texts.
    fn erase(row: &mut Self::ActiveModel);
}

/// The rows with texts of the person, in organizations to which the person belongs.
pub(super) async fn of_author<E: Authored + Tenanted>(
    store: &Store,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<E::Model>> {
    let mut readable = Condition::any().add(scoped::nothing());
    for to in memberships {
        readable = readable.add(E::within(Scope::Tenant { organization_id: to.id, side: to.side }));
    }
    let rows = all_of::<E>(person_id).filter(E::stamps().deleted_at.is_null()).filter(readable);
    Ok(rows.order_by_asc(E::stamps().id).all(&store.db().executor).await?)
}

/// Erases what a person wrote: the texts that are the person's, and in the history all texts of rows that it ever wrote; the
/// ids of these rows.
pub(super) async fn erase<E: Authored, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Vec<Uuid>> {
    let mut ids = events::written_by(unit, E::RESOURCE, person_id).await?;
    for row in all_of::<E>(person_id).all(&unit.db().executor).await? {
        ids.push(uuid(row.get(E::stamps().id))?);
        unit.update::<E, A>(permit, row, E::erase).await?;
    }
    events::erase(unit, E::RESOURCE, &ids, E::TEXTS).await?;
    Ok(ids)
}

#[expect(clippy::disallowed_methods, reason = "of a person read by permit; deleted rows are erased, too")]
fn all_of<E: Authored>(person_id: Uuid) -> Select<E> {
    E::find().filter(E::AUTHOR.eq(person_id))
}
