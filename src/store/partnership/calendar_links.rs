//! Secret links by which people read calendars.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::{partnerships, views};
use crate::access::partnership::calendar_links::{Create, Delete, List};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::directory::named::Named;
use crate::domain::listing::{Listing, Page};
use crate::domain::partnership::calendar_link::{CalendarLink, CalendarLinkInput};
use crate::domain::partnership::partnership::Standing;
use crate::error::{Error, Result};
use crate::store::directory::views::{names, of, only};
use crate::store::entity::{calendar_link, membership, partnership};
use crate::store::identity::sessions;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Db, Rows, Store, Unit};

recorded!(calendar_link, "calendar_link", |row| vec![
    Audience::Person(row.person_id),
    Audience::Tenant(row.organization_id)
]);

/// A person sees its own links, as long as the membership lives under which they were made.
impl Tenanted for calendar_link::Entity {
    fn within(scope: Scope) -> Condition {
        match scope {
            Scope::Person(id) => {
                let own = scoped::names_one_within::<membership::Entity>(
                    &calendar_link::Column::MembershipId,
                    scope,
                );
                Condition::all().add(calendar_link::Column::PersonId.eq(id)).add(own)
            }
            Scope::System => scoped::everything(),
            Scope::Tenant { .. } | Scope::Operator => scoped::nothing(),
        }
    }
}

/// Makes a link.
///
/// # Errors
/// [`Error::Invalid`] for a partnership to which the caller's organization does not belong.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: CalendarLinkInput) -> Result<CalendarLink> {
    let (organization_id, person_id) = (permit.tenant()?, permit.principal()?.subject_id());
    if let Some(id) = input.partnership_id {
        let pointer = "/partnership_id";
        let whole = partnerships::get(unit, permit, id).await.map_err(|error| error.of_reference(pointer))?;
        if whole.standing == Standing::Former {
            return Err(Error::unknown_reference(pointer));
        }
    }
    let membership = scoped::select::<membership::Entity, _>(permit)
        .filter(membership::Column::OrganizationId.eq(organization_id))
        .filter(membership::Column::PersonId.eq(person_id))
        .one(&unit.db().executor)
        .await?
        .ok_or(Error::Unauthenticated("the membership has ended"))?;
    let (secret, hash) = sessions::secret(unit)?;
    let row = calendar_link::ActiveModel {
        person_id: Set(person_id),
        organization_id: Set(organization_id),
        membership_id: Set(membership.id),
        partnership_id: Set(input.partnership_id),
        secret_hash: Set(hash),
        ..Default::default()
    };
    let row = unit.insert::<calendar_link::Entity, _>(permit, row).await?;
    let made = only(shown(&unit.db(), permit, vec![row]).await?)?;
    Ok(CalendarLink { secret: Some(secret), ..made })
}

/// The caller's own links.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(store: &Store, permit: &Permit<List>, listing: &Listing) -> Result<Page<CalendarLink>> {
    let select = scoped::select::<calendar_link::Entity, _>(permit);
    let db = store.db();
    let found = page(&db, select, ids!(calendar_link), &[by_creation!(calendar_link)], listing).await?;
    found.then(async |rows| shown(&db, permit, rows).await).await
}

/// One of the caller's own links, without its secret.
///
/// # Errors
/// [`Error::NotFound`] when there is none with this id.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<CalendarLink> {
    let row = scoped::one::<calendar_link::Entity, A>(rows, permit, id).await?;
    only(shown(&rows.db(), permit, vec![row]).await?)
}

/// Revokes a link.
///
/// # Errors
/// [`Error::NotFound`] when it was revoked meanwhile.
pub async fn delete(unit: &Unit, link: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<calendar_link::Entity, _>(unit, link.permit(), link.row().id).await?;
    Ok(unit.delete::<calendar_link::Entity, _>(link.permit(), row).await?)
}

/// Revokes all links of a person; their ids.
pub(in crate::store) async fn revoke_all<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Vec<Uuid>> {
    let mut revoked = Vec::new();
    for row in all_of(person_id).all(&unit.db().executor).await? {
        revoked.push(row.id);
        unit.delete::<calendar_link::Entity, A>(permit, row).await?;
    }
    Ok(revoked)
}

#[expect(
    clippy::disallowed_methods,
    reason = "of a person read by permit; links of ended memberships as well"
)]
fn all_of(person_id: Uuid) -> Select<calendar_link::Entity> {
    calendar_link::Entity::find()
        .filter(calendar_link::Column::PersonId.eq(person_id))
        .filter(calendar_link::Column::DeletedAt.is_null())
}

async fn shown<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    rows: Vec<calendar_link::Model>,
) -> Result<Vec<CalendarLink>> {
    let organizations = names(db, permit, rows.iter().map(|row| row.organization_id)).await?;
    let ids = rows.iter().filter_map(|row| row.partnership_id);
    let partnerships = scoped::named::<partnership::Entity>(partnership::Column::Id.is_in(ids));
    let partnerships: HashMap<Uuid, Named> = views::by_name(db, partnerships).await?;
    let view = |row: calendar_link::Model| {
        Ok(CalendarLink {
            id: row.id,
            organization: of(&organizations, row.organization_id)?,
            partnership: row.partnership_id.map(|id| of(&partnerships, id)).transpose()?,
            link: None,
            secret: None,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    rows.into_iter().map(view).collect()
}
