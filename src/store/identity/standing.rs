//! What the database says of a caller, remembered for at most a second.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use super::client_secrets::unexpired;
use crate::access::token::Verified;
use crate::access::{Acting, Standing};
use crate::domain::identity::client::{ClientScope, ClientScopes};
use crate::domain::identity::role::Role;
use crate::error::{Error, Result};
use crate::store::directory::views::from_json;
use crate::store::entity::{client, client_secret, membership, organization, person, session};
use crate::store::{Rows, Store};

/// For how long a standing is believed without asking again.
const BELIEVED: TimeDelta = TimeDelta::seconds(1);

/// Callers remembered at once.
const REMEMBERED: u64 = 10_000;

/// What is remembered of callers. All of it is forgotten when a session, a person or a membership is written here.
#[derive(Debug)]
pub(in crate::store) struct Standings {
    known: Cache<(Uuid, Option<Uuid>, Option<ClientScopes>), Remembered>,
    generation: AtomicU64,
}

#[derive(Clone, Copy, Debug)]
struct Remembered {
    standing: Standing,
    asked: DateTime<Utc>,
    generation: u64,
}

impl Default for Standings {
    fn default() -> Self {
        Self { known: Cache::new(REMEMBERED), generation: AtomicU64::new(0) }
    }
}

impl Standings {
    /// Forgets everything: an answer that was under way before is not believed either.
    pub(in crate::store) fn forget(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }
}

#[derive(Debug, FromQueryResult)]
struct Row {
    operator: bool,
    side: Option<String>,
    role: Option<String>,
}

/// What is true of a token's session, person and membership now, or at most a second ago.
///
/// # Errors
/// [`Error::Unauthenticated`] when the session ended or the membership is gone.
pub async fn standing(store: &Store, token: &Verified) -> Result<Standing> {
    let key = (token.grant_id(), token.organization_id(), token.scopes());
    let now = store.source().now();
    let generation = store.standings.generation.load(Ordering::SeqCst);
    if let Some(known) = store.standings.known.get(&key)
        && known.generation == generation
        && now >= known.asked
        && now - known.asked < BELIEVED
    {
        return Ok(known.standing);
    }
    let standing = match token.scopes() {
        None => of_person(store, token, now).await?,
        Some(scopes) => of_program(store, token, scopes, now).await?,
    };
    store.standings.known.insert(key, Remembered { standing, asked: now, generation });
    Ok(standing)
}

async fn of_person(store: &Store, token: &Verified, now: DateTime<Utc>) -> Result<Standing> {
    let gone = Error::Unauthenticated("the session has ended");
    let organization_id = token.organization_id();
    let row = session_of(token)
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .join(JoinType::InnerJoin, session_person())
        .join(JoinType::LeftJoin, membership_in(organization_id))
        .join(JoinType::LeftJoin, membership_organization())
        .select_only()
        .column(person::Column::Operator)
        .column(organization::Column::Side)
        .column(membership::Column::Role)
        .into_model::<Row>()
        .one(&store.db().executor)
        .await?
        .ok_or(gone)?;
    let acting = match (organization_id, row.side, row.role) {
        (None, ..) => None,
        (Some(organization_id), Some(side), Some(role)) => {
            let side = side.parse().map_err(Error::internal)?;
            let role = role.parse().map_err(Error::internal)?;
            Some(Acting { organization_id, side, role })
        }
        (Some(_), ..) => return Err(Error::Unauthenticated("the membership has ended")),
    };
    Ok(Standing { operator: row.operator, acting, scopes: None })
}

#[derive(Debug, FromQueryResult)]
struct ProgramRow {
    organization_id: Uuid,
    scopes: serde_json::Value,
    role: String,
    responsible: String,
    side: Option<String>,
}

/// What a program may do: what its token, its client and the admin who answers for it may.
async fn of_program(
    store: &Store,
    token: &Verified,
    scopes: ClientScopes,
    now: DateTime<Utc>,
) -> Result<Standing> {
    const GONE: Error = Error::Unauthenticated("the client may not be used now");
    let row = client_of(token)
        .filter(client_secret::Column::DeletedAt.is_null())
        .filter(unexpired(client_secret::Column::ExpiresAt, now))
        .filter(client::Column::DeletedAt.is_null())
        .filter(client::Column::Enabled.eq(true))
        .filter(unexpired(client::Column::ExpiresAt, now))
        .filter(membership::Column::DeletedAt.is_null())
        .select_only()
        .column(client::Column::OrganizationId)
        .column(client::Column::Scopes)
        .column(client::Column::Role)
        .column_as(membership::Column::Role, "responsible")
        .column(organization::Column::Side)
        .into_model::<ProgramRow>()
        .one(&store.db().executor)
        .await?
        .ok_or(GONE)?;
    let (role, most) = (row.role.parse::<Role>(), row.responsible.parse::<Role>());
    let role = role.and_then(|role| Ok(role.min(most?))).map_err(Error::internal)?;
    let side = row.side.ok_or(GONE)?.parse().map_err(Error::internal)?;
    let granted: ClientScopes = from_json::<Vec<ClientScope>>(row.scopes)?.into_iter().collect();
    let acting = Acting { organization_id: row.organization_id, side, role };
    Ok(Standing { operator: false, acting: Some(acting), scopes: Some(scopes.and(granted)) })
}

#[expect(clippy::disallowed_methods, reason = "the caller's own client, by a verified token")]
fn client_of(token: &Verified) -> Select<client_secret::Entity> {
    let client = client_secret::Entity::belongs_to(client::Entity)
        .from(client_secret::Column::ClientId)
        .to(client::Column::Id);
    let organization = client::Entity::belongs_to(organization::Entity)
        .from(client::Column::OrganizationId)
        .to(organization::Column::Id);
    let mut responsible: sea_orm::RelationDef = client::Entity::belongs_to(membership::Entity)
        .from(client::Column::ResponsibleId)
        .to(membership::Column::PersonId)
        .into();
    responsible.on_condition = Some(std::sync::Arc::new(|client, membership| {
        let same = Expr::col((membership, membership::Column::OrganizationId))
            .equals((client, client::Column::OrganizationId));
        sea_orm::Condition::all().add(same)
    }));
    client_secret::Entity::find()
        .filter(client_secret::Column::Id.eq(token.grant_id()))
        .filter(client_secret::Column::ClientId.eq(token.subject_id()))
        .filter(client::Column::OrganizationId.eq(token.organization_id()))
        .join(JoinType::InnerJoin, client.into())
        .join(JoinType::InnerJoin, organization.into())
        .join(JoinType::InnerJoin, responsible)
}

#[expect(clippy::disallowed_methods, reason = "the caller's own session, by a verified token")]
fn session_of(token: &Verified) -> Select<session::Entity> {
    session::Entity::find()
        .filter(session::Column::Id.eq(token.grant_id()))
        .filter(session::Column::PersonId.eq(token.subject_id()))
}

fn session_person() -> sea_orm::RelationDef {
    session::Entity::belongs_to(person::Entity).from(session::Column::PersonId).to(person::Column::Id).into()
}

/// The person's membership in the organization the token names; none for a token that names none.
fn membership_in(organization_id: Option<Uuid>) -> sea_orm::RelationDef {
    let mut relation: sea_orm::RelationDef = session::Entity::belongs_to(membership::Entity)
        .from(session::Column::PersonId)
        .to(membership::Column::PersonId)
        .into();
    relation.on_condition = Some(std::sync::Arc::new(move |_, _| {
        let organization = match organization_id {
            Some(id) => membership::Column::OrganizationId.eq(id),
            None => Expr::val(1).eq(0),
        };
        sea_orm::Condition::all().add(organization).add(membership::Column::DeletedAt.is_null())
    }));
    relation
}

fn membership_organization() -> sea_orm::RelationDef {
    membership::Entity::belongs_to(organization::Entity)
        .from(membership::Column::OrganizationId)
        .to(organization::Column::Id)
        .into()
}
