//! API clients: programs that act for an organization.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use super::{client_secrets, people};
use crate::access::identity::clients::{Create, Delete, List, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::directory::named::Named;
use crate::domain::identity::client::{Client, ClientInput};
use crate::domain::listing::{Listing, Page};
use crate::error::{Error, Result};
use crate::store::directory::views::{from_json, names, of, only, to_json};
use crate::store::entity::client;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(client, "client", |row| vec![Audience::Tenant(row.organization_id)]);

/// A tenant has its own.
impl Tenanted for client::Entity {
    fn within(scope: Scope) -> Condition {
        match scope {
            Scope::Tenant { organization_id, .. } => {
                Condition::all().add(client::Column::OrganizationId.eq(organization_id))
            }
            Scope::System => scoped::everything(),
            Scope::Operator | Scope::Person(_) => scoped::nothing(),
        }
    }
}

/// The clients of the caller's organization.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(store: &Store, permit: &Permit<List>, listing: &Listing) -> Result<Page<Client>> {
    let select = scoped::select::<client::Entity, _>(permit);
    let found = page(&store.db(), select, ids!(client), &[by_creation!(client)], listing).await?;
    found.then(async |found| views(store, permit, found).await).await
}

/// One client.
///
/// # Errors
/// [`Error::NotFound`] when there is none with this id.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Client> {
    let row = scoped::one::<client::Entity, _>(rows, permit, id).await?;
    only(views(rows, permit, vec![row]).await?)
}

/// Makes a client with its first secret, for which the caller answers.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: &ClientInput) -> Result<Client> {
    let mut row = client::ActiveModel { organization_id: Set(permit.tenant()?), ..Default::default() };
    write(&mut row, permit, input)?;
    let row = unit.insert::<client::Entity, _>(permit, row).await?;
    let secret = client_secrets::insert(unit, permit, row.id, None).await?;
    let made = only(views(unit, permit, vec![row]).await?)?;
    Ok(Client { client_secret: secret.client_secret, ..made })
}

/// Changes a client, for which the caller answers from now on.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile.
pub async fn update(unit: &Unit, client: &Authorized<Update>, input: &ClientInput) -> Result<Client> {
    let permit = client.permit();
    let before = scoped::one::<client::Entity, _>(unit, permit, client.row().id).await?;
    let mut changed = Ok(());
    let row =
        unit.update::<client::Entity, _>(permit, before, |row| changed = write(row, permit, input)).await?;
    changed?;
    unit.standing_changed();
    only(views(unit, permit, vec![row]).await?)
}

/// Removes a client: its tokens are refused at once.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, client: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<client::Entity, _>(unit, client.permit(), client.row().id).await?;
    unit.delete::<client::Entity, _>(client.permit(), row).await?;
    unit.standing_changed();
    Ok(())
}

/// The clients for which a person who was read by permit answers.
pub(super) async fn answered_for(store: &Store, person_id: Uuid) -> Result<Vec<Named>> {
    let found = answered_by(person_id).all(&store.db().executor).await?;
    Ok(found.into_iter().map(|row| Named { id: row.id, name: row.name }).collect())
}

#[expect(
    clippy::disallowed_methods,
    reason = "only id and name are taken, of the programs of a person read by permit"
)]
fn answered_by(person_id: Uuid) -> Select<client::Entity> {
    client::Entity::find()
        .filter(client::Column::ResponsibleId.eq(person_id))
        .filter(client::Column::DeletedAt.is_null())
        .order_by_asc(client::Column::Id)
}

fn write<A: Action>(row: &mut client::ActiveModel, permit: &Permit<A>, input: &ClientInput) -> Result<()> {
    row.name = Set(input.name.clone());
    row.role = Set(input.role.as_str().to_owned());
    let mut scopes = input.scopes.clone();
    scopes.sort_unstable();
    scopes.dedup();
    row.scopes = Set(to_json(&scopes)?);
    row.enabled = Set(input.enabled);
    row.expires_at = Set(input.expires_at);
    row.responsible_id = Set(permit.principal()?.subject_id());
    Ok(())
}

async fn views<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<client::Model>,
) -> Result<Vec<Client>> {
    let db = rows.db();
    let organizations = names(&db, permit, found.iter().map(|row| row.organization_id)).await?;
    let people = people::refs(&db, found.iter().map(|row| row.responsible_id)).await?;
    let used: HashMap<Uuid, DateTime<Utc>> =
        client_secrets::last_used(rows, found.iter().map(|row| row.id)).await?;
    let gone = || Error::internal("a client that nobody made");
    let view = |row: client::Model| {
        Ok(Client {
            id: row.id,
            name: row.name,
            organization: of(&organizations, row.organization_id)?,
            role: row.role.parse().map_err(Error::internal)?,
            scopes: from_json(row.scopes)?,
            expires_at: row.expires_at,
            enabled: row.enabled,
            responsible: people.get(&row.responsible_id).map(Into::into).ok_or_else(gone)?,
            last_used_at: used.get(&row.id).copied(),
            client_secret: None,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}
