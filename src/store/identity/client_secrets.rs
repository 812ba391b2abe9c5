//! The secrets of API clients, and the tokens that are asked for with them.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter, Select};
use uuid::Uuid;

use super::sessions::{hash, secret};
use crate::access::identity::clients::{CreateSecret, DeleteSecret, Issue, ListSecrets};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::identity::client::{ClientScope, ClientScopes, ClientSecret, ClientSecretInput};
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, Result};
use crate::store::directory::views::from_json;
use crate::store::entity::{client, client_secret};
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, PartOf, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

/// Secrets that a client may have at once: the one in use and the one that takes its place.
const MOST: usize = 2;

/// A use is noted unless one was noted since.
const NOTED: TimeDelta = TimeDelta::minutes(1);

recorded!(client_secret, "client_secret", |row| vec![Audience::Tenant(row.organization_id)]);

/// A tenant has those of its own clients.
impl Tenanted for client_secret::Entity {
    fn within(scope: Scope) -> Condition {
        match scope {
            Scope::Tenant { organization_id, .. } => {
                Condition::all().add(client_secret::Column::OrganizationId.eq(organization_id))
            }
            Scope::System => scoped::everything(),
            Scope::Operator | Scope::Person(_) => scoped::nothing(),
        }
    }
}

impl PartOf for client_secret::Entity {
    const WHOLE: client_secret::Column = client_secret::Column::ClientId;
}

/// The secrets of the organization's clients, or of one.
///
/// # Errors
/// [`Error::Invalid`] for a client that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<ListSecrets>,
    client_id: Option<Uuid>,
    listing: &Listing,
) -> Result<Page<ClientSecret>> {
    let mut select = scoped::select::<client_secret::Entity, _>(permit);
    if let Some(id) = client_id {
        of_client(store, permit, id, "client_id").await?;
        select = select.filter(client_secret::Column::ClientId.eq(id));
    }
    let found =
        page(&store.db(), select, ids!(client_secret), &[by_creation!(client_secret)], listing).await?;
    Ok(found.map(|row| view(&row)))
}

/// One secret, without what is secret of it.
///
/// # Errors
/// [`Error::NotFound`] when there is none with this id.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<ClientSecret> {
    Ok(view(&scoped::one::<client_secret::Entity, _>(rows, permit, id).await?))
}

/// Makes another secret for a client.
///
/// # Errors
/// [`Error::Invalid`] for a client that the caller may not see, [`Error::Conflict`] with `two_secrets` for one that has two.
pub async fn create(
    unit: &Unit,
    permit: &Permit<CreateSecret>,
    input: &ClientSecretInput,
) -> Result<ClientSecret> {
    // Of two who ask at once one waits for the other.
    of_client(unit, permit, input.client_id, "/client_id").await?;
    let has = live(scoped::parts([input.client_id]), unit.now()).all(&unit.db().executor).await?.len();
    if has >= MOST {
        return Err(Error::conflict(Code::TwoSecrets, "the client has two secrets; delete one first"));
    }
    insert(unit, permit, input.client_id, input.expires_at).await
}

/// Makes a secret of 256 random bits, which is kept as a hash.
pub(super) async fn insert<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    client_id: Uuid,
    expires_at: Option<DateTime<Utc>>,
) -> Result<ClientSecret> {
    let (secret, hash) = secret(unit)?;
    let row = client_secret::ActiveModel {
        client_id: Set(client_id),
        organization_id: Set(permit.tenant()?),
        hash: Set(hash),
        expires_at: Set(expires_at),
        last_used_at: Set(None),
        ..Default::default()
    };
    let made = view(&unit.insert::<client_secret::Entity, A>(permit, row).await?);
    Ok(ClientSecret { client_secret: Some(secret), ..made })
}

/// Removes a secret: the tokens that were made with it are refused at once.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, secret: &Authorized<DeleteSecret>) -> Result<()> {
    let row = scoped::one::<client_secret::Entity, _>(unit, secret.permit(), secret.row().id).await?;
    unit.delete::<client_secret::Entity, _>(secret.permit(), row).await?;
    unit.standing_changed();
    Ok(())
}

/// Whom a token is made for.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The client.
    pub client_id: Uuid,
    /// The secret.
    pub secret_id: Uuid,
    /// The organization for which the client acts.
    pub organization_id: Uuid,
    /// What it may do at most.
    pub scopes: ClientScopes,
}

/// The client with this id that knows this secret, when it may ask for a token; the use is noted.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn use_secret(
    store: &Store,
    permit: &Permit<Issue>,
    client_id: Uuid,
    secret: &str,
) -> Result<Option<Known>> {
    let now = store.source().now();
    let known = live(scoped::select::<client_secret::Entity, _>(permit), now)
        .filter(client_secret::Column::Hash.eq(hash(secret)))
        .filter(client_secret::Column::ClientId.eq(client_id));
    let Some(found) = known.one(&store.db().executor).await? else { return Ok(None) };
    let client = scoped::select::<client::Entity, _>(permit)
        .filter(client::Column::Id.eq(client_id))
        .filter(client::Column::Enabled.eq(true))
        .filter(unexpired(client::Column::ExpiresAt, now));
    let Some(client) = client.one(&store.db().executor).await? else { return Ok(None) };
    let scopes: Vec<ClientScope> = from_json(client.scopes)?;
    let used = Known {
        client_id,
        secret_id: found.id,
        organization_id: client.organization_id,
        scopes: scopes.into_iter().collect(),
    };
    if found.last_used_at.is_none_or(|last| now - last >= NOTED) {
        let note = async |unit: &Unit| {
            let row = scoped::one::<client_secret::Entity, _>(unit, permit, found.id).await?;
            unit.touch::<client_secret::Entity>(row, |row| row.last_used_at = Set(Some(now))).await?;
            Ok(())
        };
        match store.write(note).await {
            // Removed a moment ago.
            Err(Error::NotFound(_)) => return Ok(None),
            noted => noted?,
        }
    }
    Ok(Some(used))
}

/// When a secret of these clients was last used.
pub(super) async fn last_used(
    rows: &impl Rows,
    clients: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    let mut used = HashMap::new();
    for row in scoped::parts::<client_secret::Entity>(clients).all(&rows.db().executor).await? {
        if let Some(at) = row.last_used_at {
            let latest = used.entry(row.client_id).or_insert(at);
            *latest = at.max(*latest);
        }
    }
    Ok(used)
}

/// The client, when the caller may see it; locked when it is read to write.
async fn of_client<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid, pointer: &str) -> Result<()> {
    let found = scoped::one::<client::Entity, _>(rows, permit, id).await;
    found.map(drop).map_err(|error| error.of_reference(pointer))
}

/// Secrets that can be used.
fn live(select: Select<client_secret::Entity>, now: DateTime<Utc>) -> Select<client_secret::Entity> {
    select
        .filter(client_secret::Column::DeletedAt.is_null())
        .filter(unexpired(client_secret::Column::ExpiresAt, now))
}

/// Whether a time that may be absent has not come.
pub(super) fn unexpired(column: impl ColumnTrait, now: DateTime<Utc>) -> Condition {
    Condition::any().add(column.is_null()).add(column.gt(now))
}

fn view(row: &client_secret::Model) -> ClientSecret {
    let client_secret::Model { id, client_id, expires_at, last_used_at, created_at, updated_at, .. } = *row;
    ClientSecret { id, client_id, client_secret: None, expires_at, last_used_at, created_at, updated_at }
}
