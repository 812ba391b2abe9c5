//! Links with which a person chooses a new password, once.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::{members, people, sessions};
use crate::access::identity::password_resets::{Create, Use};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::check::Faults;
use crate::domain::identity::password::{PasswordReset, PasswordResetUse, ResetSubject, check_not_email};
use crate::domain::identity::person::PersonRef;
use crate::error::{Error, Result};
use crate::store::entity::{password_reset, person};
use crate::store::integration::events::Audience;
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

/// How long a link can be used.
const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// Wrong, used, voided and expired secrets are told alike.
const NO_RESET: Error = Error::NotFound("password reset");

recorded!(password_reset, "password_reset", |row| {
    let mut audiences = vec![Audience::Person(row.person_id), Audience::Operator];
    audiences.extend(row.organization_id.map(Audience::Tenant));
    audiences
});

/// A tenant sees the links that its admins made, the operator all.
impl Tenanted for password_reset::Entity {
    fn within(scope: Scope) -> Condition {
        match scope {
            Scope::Tenant { organization_id, .. } => {
                Condition::all().add(password_reset::Column::OrganizationId.eq(organization_id))
            }
            Scope::Operator | Scope::System => scoped::everything(),
            Scope::Person(_) => scoped::nothing(),
        }
    }
}

/// The person whose password the caller wants to be chosen anew.
///
/// # Errors
/// [`Error::Invalid`] when the caller may not see the person.
pub async fn subject(unit: &Unit, permit: &Permit<Create>, person_id: Uuid) -> Result<ResetSubject> {
    let row =
        scoped::one::<person::Entity, _>(unit, permit, person_id).await.map_err(|error| match error {
            Error::NotFound(_) => Error::unknown_reference("/person_id"),
            other => other,
        })?;
    let ours = permit.principal()?.organization_id();
    let elsewhere = members::ever_elsewhere(unit, person_id, ours).await?;
    let person = PersonRef { id: row.id, name: row.name, email: row.email };
    Ok(ResetSubject { person, operator: row.operator, elsewhere })
}

/// Makes a link, and voids those made before that were not used.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn create(unit: &Unit, subject: &Authorized<Create>) -> Result<PasswordReset> {
    let permit = subject.permit();
    let principal = permit.principal()?;
    let person = subject.row().person.clone();
    void(unit, permit, person.id).await?;
    let (secret, hash) = sessions::secret(unit)?;
    let row = password_reset::ActiveModel {
        person_id: Set(person.id),
        organization_id: Set(principal.organization_id().filter(|_| !principal.is_operator())),
        made_by: Set(principal.subject_id()),
        secret_hash: Set(hash),
        expires_at: Set(unit.now() + LIFETIME),
        used_at: Set(None),
        ..Default::default()
    };
    let row = unit.insert::<password_reset::Entity, _>(permit, row).await?;
    Ok(PasswordReset { secret: Some(secret), ..view(&row, person) })
}

/// Voids the links of a person that can be used; their ids.
pub(super) async fn void<A: Action>(unit: &Unit, permit: &Permit<A>, person_id: Uuid) -> Result<Vec<Uuid>> {
    let mut voided = Vec::new();
    for row in open(all_of(person_id), unit.now()).all(&unit.db().executor).await? {
        voided.push(row.id);
        unit.delete::<password_reset::Entity, A>(permit, row).await?;
    }
    Ok(voided)
}

/// A reset, without its secret.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<PasswordReset> {
    let db = rows.db();
    let row = scoped::select::<password_reset::Entity, A>(permit)
        .filter(password_reset::Column::Id.eq(id))
        .one(&db.executor)
        .await?
        .ok_or(NO_RESET)?;
    let person = people::refs(&db, [row.person_id]).await?.remove(&row.person_id).ok_or(NO_RESET)?;
    Ok(view(&row, person))
}

/// Whether the secret is one that can be used now.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn is_open(store: &Store, permit: &Permit<Use>, secret: &str) -> Result<bool> {
    Ok(by_secret(store, permit, secret).await?.is_some())
}

/// Gives the person of the link a new password and ends all sessions.
///
/// # Errors
/// [`Error::NotFound`] for a secret that cannot be used, [`Error::Invalid`] for the e-mail address as password.
pub async fn put_to_use(
    unit: &Unit,
    permit: &Permit<Use>,
    input: &PasswordResetUse,
    password_hash: Option<String>,
) -> Result<()> {
    let row = by_secret(unit, permit, &input.secret).await?.ok_or(NO_RESET)?;
    let permit = permit.in_the_name_of(row.person_id);
    let person = scoped::one::<person::Entity, _>(unit, &permit, row.person_id).await?;
    // Whoever made the link still has to be allowed to.
    let allowed = match row.organization_id {
        Some(ours) => {
            !person.operator
                && !members::ever_elsewhere(unit, person.id, Some(ours)).await?
                && members::is_admin(unit, ours, row.made_by).await?
        }
        None => people::operates(unit, &permit, row.made_by).await?,
    };
    if !allowed {
        return Err(NO_RESET);
    }
    let mut faults = Faults::default();
    check_not_email(&mut faults, "/new_password", &input.new_password, &person.email);
    faults.finish()?;
    let (now, person_id) = (unit.now(), person.id);
    let password_hash = password_hash.ok_or_else(|| Error::internal("the password was not hashed"))?;
    unit.update::<person::Entity, _>(&permit, person, |row| row.password_hash = Set(password_hash)).await?;
    unit.update::<password_reset::Entity, _>(&permit, row, |row| row.used_at = Set(Some(now))).await?;
    sessions::end_all(unit, &permit, person_id, None).await
}

fn open(select: Select<password_reset::Entity>, now: DateTime<Utc>) -> Select<password_reset::Entity> {
    select.filter(password_reset::Column::UsedAt.is_null()).filter(password_reset::Column::ExpiresAt.gt(now))
}

/// The open link with this secret; locked when it is read to be used.
async fn by_secret(
    rows: &impl Rows,
    permit: &Permit<Use>,
    secret: &str,
) -> Result<Option<password_reset::Model>> {
    let db = rows.db();
    let query = open(scoped::select::<password_reset::Entity, _>(permit), rows.now())
        .filter(password_reset::Column::SecretHash.eq(sessions::hash(secret)));
    Ok(db.to_write(query).one(&db.executor).await?)
}

#[expect(clippy::disallowed_methods, reason = "of a person read by permit; others' links are voided, too")]
fn all_of(person_id: Uuid) -> Select<password_reset::Entity> {
    password_reset::Entity::find()
        .filter(password_reset::Column::PersonId.eq(person_id))
        .filter(password_reset::Column::DeletedAt.is_null())
}

fn view(row: &password_reset::Model, person: PersonRef) -> PasswordReset {
    let &password_reset::Model { id, created_at, updated_at, expires_at, used_at, .. } = row;
    PasswordReset { id, person, expires_at, used_at, link: None, secret: None, created_at, updated_at }
}
