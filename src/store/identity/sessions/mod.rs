//! Sessions and the tokens that renew them.

mod erasing;

pub(super) use erasing::{erase, ever};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::members;
use super::people::Credentials;
use crate::access::identity::sessions::{Delete, Read, Refresh, Switch};
use crate::access::{Action, Authorized, Permit, Scope, SystemAction};
use crate::domain::identity::person::Affiliation;
use crate::domain::identity::session::Session;
use crate::domain::listing::{Listing, Page};
use crate::error::{Error, Result};
use crate::store::entity::{person, refresh_token, session};
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, PartOf, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

/// The refusal of a sign-in, whatever was wrong with it.
pub const WRONG_PASSWORD: Error = Error::Unauthenticated("e-mail address or password is wrong");

/// How long a session lives without being renewed.
const LIFETIME: TimeDelta = TimeDelta::days(30);

recorded!(session, "session", |row| vec![Audience::Person(row.person_id)]);

impl Tenanted for session::Entity {
    fn within(scope: Scope) -> Condition {
        match scope {
            Scope::Person(id) => Condition::all().add(session::Column::PersonId.eq(id)),
            Scope::System => scoped::everything(),
            Scope::Tenant { .. } | Scope::Operator => scoped::nothing(),
        }
    }
}

impl PartOf for refresh_token::Entity {
    const WHOLE: refresh_token::Column = refresh_token::Column::SessionId;
}

/// Where a session is opened from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The client's address.
    pub address: Option<String>,
    /// The client's program, by its own word.
    pub user_agent: Option<String>,
}

/// A session as it was opened or renewed.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The session.
    pub id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// The organization it acts for.
    pub organization_id: Option<Uuid>,
    /// The token with which it is renewed: shown once, kept as a hash.
    pub refresh_token: String,
}

/// Opens a session for the person whose password was checked.
///
/// # Errors
/// [`Error::Unauthenticated`] when the password is another by now.
pub async fn create<A: SystemAction>(
    unit: &Unit,
    permit: &Permit<A>,
    person: &Credentials,
    organization_id: Option<Uuid>,
    origin: &Origin,
) -> Result<Opened> {
    let found = scoped::one::<person::Entity, _>(unit, permit, person.person_id).await?;
    if found.password_hash != person.password_hash {
        return Err(WRONG_PASSWORD);
    }
    let row = session::ActiveModel {
        person_id: Set(person.person_id),
        organization_id: Set(organization_id),
        address: Set(origin.address.clone()),
        user_agent: Set(origin.user_agent.clone()),
        expires_at: Set(unit.now() + LIFETIME),
        ended_at: Set(None),
        ..Default::default()
    };
    let row = unit.insert::<session::Entity, A>(permit, row).await?;
    renewed(unit, row).await
}

/// How a refresh token was met.
#[derive(Clone, Debug)]
pub enum Refreshed {
    /// The session goes on, for this organization.
    Opened(Opened, Option<Affiliation>),
    /// The token was used before: the session was ended.
    Reused,
}

/// Renews a session by its refresh token. A token that was used before ends the session.
///
/// # Errors
/// [`Error::Unauthenticated`] when the token is of no live session.
pub async fn refresh(unit: &Unit, permit: &Permit<Refresh>, token: &str) -> Result<Refreshed> {
    const REFUSED: Error = Error::Unauthenticated("the refresh token is not valid");
    let db = unit.db();
    let found = db.to_write(by_hash(token)).one(&db.executor).await?.ok_or(REFUSED)?;
    let row = scoped::select::<session::Entity, _>(permit)
        .filter(session::Column::Id.eq(found.session_id))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(unit.now()))
        .one(&unit.db().executor)
        .await?
        .ok_or(REFUSED)?;
    let permit = permit.in_the_name_of(row.person_id);
    let now = unit.now();
    let mut memberships = members::affiliations(unit, &permit, row.person_id).await?;
    memberships.retain(|membership| Some(membership.id) == row.organization_id);
    let organization = memberships.pop();
    if found.used_at.is_some() {
        unit.update::<session::Entity, _>(&permit, row, |row| row.ended_at = Set(Some(now))).await?;
        unit.standing_changed();
        return Ok(Refreshed::Reused);
    }
    if organization.as_ref().map(|organization| organization.id) != row.organization_id {
        return Err(Error::Unauthenticated("the membership has ended"));
    }
    let used = refresh_token::ActiveModel { used_at: Set(Some(now)), ..found.into() };
    mark(used).exec(unit.connection()).await?;
    let row =
        unit.update::<session::Entity, _>(&permit, row, |row| row.expires_at = Set(now + LIFETIME)).await?;
    Ok(Refreshed::Opened(renewed(unit, row).await?, organization))
}

/// Acts for another organization in the same session.
///
/// # Errors
/// [`Error::Unauthenticated`] when the session has ended.
pub async fn switch(unit: &Unit, permit: &Permit<Switch>, organization_id: Uuid) -> Result<Opened> {
    let row = one(unit, permit, permit.principal()?.grant_id()).await?;
    let row = unit
        .update::<session::Entity, _>(permit, row, |row| row.organization_id = Set(Some(organization_id)))
        .await?;
    retire(unit, row.id).await?;
    renewed(unit, row).await
}

/// The caller's live sessions.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(store: &Store, permit: &Permit<Read>, listing: &Listing) -> Result<Page<Session>> {
    let current = permit.principal()?.grant_id();
    let select = scoped::select::<session::Entity, _>(permit)
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(store.source().now()));
    let found = page(&store.db(), select, ids!(session), &[by_creation!(session)], listing).await?;
    Ok(found.map(|row| view(row, current)))
}

/// One of the caller's live sessions.
///
/// # Errors
/// [`Error::NotFound`] when there is none with this id.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Session> {
    Ok(view(one(rows, permit, id).await?, permit.principal()?.grant_id()))
}

/// Ends a session at once.
///
/// # Errors
/// [`Error::NotFound`] when it ended meanwhile.
pub async fn delete(unit: &Unit, session: &Authorized<Delete>) -> Result<()> {
    let row = one(unit, session.permit(), session.row().id).await?;
    let now = unit.now();
    unit.update::<session::Entity, _>(session.permit(), row, |row| row.ended_at = Set(Some(now))).await?;
    unit.standing_changed();
    Ok(())
}

/// Ends all sessions of a person, but for one when that is named.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub(in crate::store) async fn end_all<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
    but: Option<Uuid>,
) -> Result<()> {
    let mut query = of_person(person_id).filter(session::Column::EndedAt.is_null());
    if let Some(kept) = but {
        query = query.filter(session::Column::Id.ne(kept));
    }
    let now = unit.now();
    for row in query.all(&unit.db().executor).await? {
        unit.update::<session::Entity, A>(permit, row, |row| row.ended_at = Set(Some(now))).await?;
    }
    unit.standing_changed();
    Ok(())
}

async fn one<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<session::Model> {
    scoped::select::<session::Entity, A>(permit)
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .one(&rows.db().executor)
        .await?
        .ok_or(Error::NotFound("session"))
}

fn view(row: session::Model, current: Uuid) -> Session {
    let session::Model { id, created_at, updated_at, address, user_agent, expires_at, .. } = row;
    Session { id, current: id == current, address, user_agent, created_at, updated_at, expires_at }
}

/// A new refresh token for the session.
async fn renewed(unit: &Unit, row: session::Model) -> Result<Opened> {
    let (refresh_token, hash) = secret(unit)?;
    let token = refresh_token::ActiveModel {
        hash: Set(hash),
        session_id: Set(row.id),
        created_at: Set(unit.now()),
        used_at: Set(None),
    };
    put(token).exec_without_returning(unit.connection()).await?;
    Ok(Opened { id: row.id, person_id: row.person_id, organization_id: row.organization_id, refresh_token })
}

/// Counts the unused refresh tokens of a session as used.
async fn retire(unit: &Unit, session_id: Uuid) -> Result<()> {
    let unused = scoped::parts::<refresh_token::Entity>([session_id])
        .filter(refresh_token::Column::UsedAt.is_null())
        .all(&unit.db().executor)
        .await?;
    for token in unused {
        let used = refresh_token::ActiveModel { used_at: Set(Some(unit.now())), ..token.into() };
        mark(used).exec(unit.connection()).await?;
    }
    Ok(())
}

/// A new secret for a link or token, and the hash to keep.
pub(in crate::store) fn secret(unit: &Unit) -> Result<(String, String)> {
    let text = URL_SAFE_NO_PAD.encode(unit.source().random()?);
    let hash = hash(&text);
    Ok((text, hash))
}

/// The hash under which a secret is kept. Secrets are 256 random bits, so that a plain hash suffices.
pub(in crate::store) fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

#[expect(clippy::disallowed_methods, reason = "who knows the secret may use it")]
fn by_hash(token: &str) -> sea_orm::Select<refresh_token::Entity> {
    refresh_token::Entity::find().filter(refresh_token::Column::Hash.eq(hash(token)))
}

#[expect(clippy::disallowed_methods, reason = "the person was read by permit")]
fn of_person(person_id: Uuid) -> sea_orm::Select<session::Entity> {
    session::Entity::find().filter(session::Column::PersonId.eq(person_id))
}

#[expect(clippy::disallowed_methods, reason = "a refresh token is no resource and has no event")]
fn put(row: refresh_token::ActiveModel) -> sea_orm::Insert<refresh_token::ActiveModel> {
    refresh_token::Entity::insert(row)
}

#[expect(clippy::disallowed_methods, reason = "a refresh token is no resource and has no event")]
fn mark(row: refresh_token::ActiveModel) -> sea_orm::UpdateOne<refresh_token::ActiveModel> {
    refresh_token::Entity::update(row)
}
