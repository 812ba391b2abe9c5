//! What the database says of a caller, remembered for at most a second.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::access::token::Verified;
use crate::access::{Acting, Standing};
use crate::error::{Error, Result};
use crate::store::entity::{membership, organization, person, session};
use crate::store::{Rows, Store};

/// For how long a standing is believed without asking again.
const BELIEVED: TimeDelta = TimeDelta::seconds(1);

/// Callers remembered at once.
const REMEMBERED: u64 = 10_000;

/// What is remembered of callers. All of it is forgotten when a session, a person or a membership is written here.
#[derive(Debug)]
pub(in crate::store) struct Standings {
    known: Cache<(Uuid, Option<Uuid>), Remembered>,
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
    let key = (token.session_id(), token.organization_id());
    let now = store.source().now();
    let generation = store.standings.generation.load(Ordering::SeqCst);
    if let Some(known) = store.standings.known.get(&key)
        && known.generation == generation
        && now >= known.asked
        && now - known.asked < BELIEVED
    {
        return Ok(known.standing);
    }
    let standing = ask(store, token, now).await?;
    store.standings.known.insert(key, Remembered { standing, asked: now, generation });
    Ok(standing)
}

async fn ask(store: &Store, token: &Verified, now: DateTime<Utc>) -> Result<Standing> {
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
    Ok(Standing { operator: row.operator, acting })
}

#[expect(clippy::disallowed_methods, reason = "the caller's own session, by a verified token")]
fn session_of(token: &Verified) -> Select<session::Entity> {
    session::Entity::find()
        .filter(session::Column::Id.eq(token.session_id()))
        .filter(session::Column::PersonId.eq(token.person_id()))
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
