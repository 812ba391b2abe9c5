//! Invitations: made, revoked, accepted once.

mod erasing;
mod withdrawing;

pub(super) use erasing::{erase, to_address};
pub(in crate::store) use withdrawing::withdraw_first_admins;
pub(super) use withdrawing::{of_first_admin, withdraw_all_of, withdraw_of};

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use super::people::{self, NewPerson, email_key};
use super::{members, sessions, tenants};
use crate::access::identity::invitations::{Accept, Create, Delete, List};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::check::Faults;
use crate::domain::identity::invitation::{AcceptInput, Invitation, InvitationStatus};
use crate::domain::identity::member::Member;
use crate::domain::identity::password::check_not_email;
use crate::domain::identity::role::{Role, Side};
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, Result};
use crate::store::directory::views::names;
use crate::store::entity::invitation;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

/// How long an invitation can be accepted.
const LIFETIME: TimeDelta = TimeDelta::days(7);

/// Wrong, used, revoked and expired secrets are told alike.
const NO_INVITATION: Error = Error::NotFound("invitation");

recorded!(invitation, "invitation", |row| {
    let mut audiences = vec![Audience::Tenant(row.organization_id)];
    audiences.extend(row.host_id.filter(|host| *host != row.organization_id).map(Audience::Tenant));
    audiences.extend(row.side.as_ref().map(|_| Audience::Operator));
    audiences
});

/// A tenant sees the invitations to itself and those made in its name, the operator all.
impl Tenanted for invitation::Entity {
    fn within(scope: Scope) -> Condition {
        match scope {
            Scope::Tenant { organization_id, .. } => Condition::any()
                .add(invitation::Column::OrganizationId.eq(organization_id))
                .add(invitation::Column::HostId.eq(organization_id)),
            Scope::Operator | Scope::System => scoped::everything(),
            Scope::Person(_) => scoped::nothing(),
        }
    }
}

/// The invitations that the caller may see.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(store: &Store, permit: &Permit<List>, listing: &Listing) -> Result<Page<Invitation>> {
    let select = scoped::select::<invitation::Entity, _>(permit);
    let found = page(&store.db(), select, ids!(invitation), &[by_creation!(invitation)], listing).await?;
    found.then(async |found| views(store, permit, found).await).await
}

/// One invitation.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Invitation> {
    let row = scoped::one::<invitation::Entity, _>(rows, permit, id).await?;
    views(rows, permit, vec![row]).await?.pop().ok_or(NO_INVITATION)
}

/// Invites somebody to the caller's organization.
///
/// # Errors
/// [`Error::Conflict`] for a member, and where an open invitation to the same address exists.
pub async fn create(unit: &Unit, role: &Authorized<Create>, email: String) -> Result<Invitation> {
    let permit = role.permit();
    // Of two who invite the same address at once one waits for the other.
    scoped::turn(unit, permit, permit.tenant()?).await?;
    // Of the people, the permit reaches the members.
    if people::by_email(unit, permit, &email).await?.is_some() {
        return Err(Error::conflict(Code::AlreadyMember, "the person is a member of this organization"));
    }
    let earlier = open(scoped::select::<invitation::Entity, _>(permit), unit.now())
        .filter(invitation::Column::OrganizationId.eq(permit.tenant()?))
        .filter(invitation::Column::EmailKey.eq(email_key(&email)))
        .one(&unit.db().executor)
        .await?;
    match earlier {
        Some(earlier) => {
            let detail = "there is an open invitation to this address; revoke it to make another";
            Err(Error::conflict(Code::AlreadyInvited, detail).over(earlier.id))
        }
        None => insert(unit, permit, permit.tenant()?, email, *role.row(), None).await,
    }
}

/// Makes an invitation under any permit, in the name of the organization that the caller acts for.
pub(super) async fn insert<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    organization_id: Uuid,
    email: String,
    role: Role,
    side: Option<Side>,
) -> Result<Invitation> {
    let principal = permit.principal()?;
    let (secret, hash) = sessions::secret(unit)?;
    let row = invitation::ActiveModel {
        email_key: Set(email_key(&email)),
        email: Set(email),
        organization_id: Set(organization_id),
        role: Set(role.as_str().to_owned()),
        side: Set(side.map(|side| side.as_str().to_owned())),
        host_id: Set(principal.organization_id()),
        invited_by: Set(principal.subject_id()),
        secret_hash: Set(hash),
        expires_at: Set(unit.now() + LIFETIME),
        accepted_at: Set(None),
        ..Default::default()
    };
    let row = unit.insert::<invitation::Entity, A>(permit, row).await?;
    let made = views(unit, permit, vec![row]).await?.pop().ok_or(NO_INVITATION)?;
    Ok(Invitation { secret: Some(secret), ..made })
}

/// Revokes an invitation.
///
/// # Errors
/// [`Error::NotFound`] when it was revoked meanwhile.
pub async fn delete(unit: &Unit, invitation: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<invitation::Entity, _>(unit, invitation.permit(), invitation.row().id).await?;
    unit.delete::<invitation::Entity, _>(invitation.permit(), row).await?;
    Ok(())
}

/// Whether the secret is one that can be used now.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn is_open(store: &Store, permit: &Permit<Accept>, secret: &str) -> Result<bool> {
    Ok(by_secret(store, permit, secret).await?.is_some())
}

/// Makes a member of whoever knows the secret: the account with the address when `caller` is signed in with it,
/// or a new one. The first admin's acceptance makes the organization a tenant that keeps its own entry.
///
/// # Errors
/// [`Error::NotFound`] for a secret that cannot be used, [`Error::Unauthenticated`] and [`Error::Forbidden`] for
/// somebody else's account, [`Error::Invalid`] where a new account lacks name or password.
pub async fn accept(
    unit: &Unit,
    permit: &Permit<Accept>,
    input: &AcceptInput,
    password_hash: Option<String>,
    caller: Option<Uuid>,
) -> Result<Member> {
    let row = by_secret(unit, permit, &input.secret).await?.ok_or(NO_INVITATION)?;
    let known = people::by_email(unit, permit, &row.email).await?.map(|person| person.id);
    let person_id = match known {
        Some(id) if caller == Some(id) => id,
        Some(_) if caller.is_some() => {
            let reason = "the invitation is for another account";
            return Err(Error::Forbidden { operation: Accept::OPERATION, reason });
        }
        Some(_) => {
            return Err(Error::Unauthenticated(
                "there is an account with this address; sign in with it to accept",
            ));
        }
        None => people::create(unit, permit, newcomer(input, row.email.clone(), password_hash)?).await?,
    };
    let permit = permit.in_the_name_of(person_id);
    let organization_id = row.organization_id;
    if let Some(side) = &row.side {
        let side = side.parse().map_err(Error::internal)?;
        tenants::admit(unit, &permit, organization_id, side).await.map_err(|error| match error {
            Error::NotFound(_) => NO_INVITATION,
            other => other,
        })?;
    }
    let role = row.role.parse().map_err(Error::internal)?;
    let id = members::add(unit, &permit, person_id, organization_id, role).await?;
    let now = unit.now();
    unit.update::<invitation::Entity, _>(&permit, row, |row| row.accepted_at = Set(Some(now))).await?;
    members::get(unit, &permit, id).await
}

/// The account that is made for an invitation.
fn newcomer(input: &AcceptInput, email: String, password_hash: Option<String>) -> Result<NewPerson> {
    let mut faults = Faults::default();
    for (pointer, given) in [("/name", &input.name), ("/password", &input.password)] {
        if given.is_none() {
            faults.add(pointer, "required", "must be given, since there is no account with this address");
        }
    }
    if let Some(password) = &input.password {
        check_not_email(&mut faults, "/password", password, &email);
    }
    faults.finish()?;
    let name = input.name.clone().unwrap_or_default();
    let password_hash = password_hash.ok_or_else(|| Error::internal("the password was not hashed"))?;
    Ok(NewPerson { email, name, password_hash, operator: false })
}

/// The first admins' invitations to these organizations, each the latest that was not accepted.
pub(super) async fn of_first_admins<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    organizations: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Invitation>> {
    let found = scoped::select::<invitation::Entity, A>(permit)
        .filter(invitation::Column::OrganizationId.is_in(organizations))
        .filter(invitation::Column::Side.is_not_null())
        .filter(invitation::Column::AcceptedAt.is_null())
        .order_by_asc(invitation::Column::CreatedAt)
        .all(&rows.db().executor)
        .await?;
    let found = views(rows, permit, found).await?;
    Ok(found.into_iter().map(|invitation| (invitation.organization.id, invitation)).collect())
}

fn open(select: Select<invitation::Entity>, now: DateTime<Utc>) -> Select<invitation::Entity> {
    select.filter(invitation::Column::AcceptedAt.is_null()).filter(invitation::Column::ExpiresAt.gt(now))
}

/// The open invitation with this secret; locked when it is read to be accepted.
async fn by_secret(
    rows: &impl Rows,
    permit: &Permit<Accept>,
    secret: &str,
) -> Result<Option<invitation::Model>> {
    let db = rows.db();
    let query = open(scoped::select::<invitation::Entity, _>(permit), rows.now())
        .filter(invitation::Column::SecretHash.eq(sessions::hash(secret)));
    Ok(db.to_write(query).one(&db.executor).await?)
}

async fn views<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<invitation::Model>,
) -> Result<Vec<Invitation>> {
    let (db, now) = (rows.db(), rows.now());
    let organizations = names(&db, permit, found.iter().map(|row| row.organization_id)).await?;
    let hosts = people::refs(&db, found.iter().map(|row| row.invited_by)).await?;
    let gone = || Error::internal("an invitation to or by nobody");
    found
        .into_iter()
        .map(|row| {
            let status = match row.accepted_at {
                Some(_) => InvitationStatus::Accepted,
                None if row.expires_at <= now => InvitationStatus::Expired,
                None => InvitationStatus::Open,
            };
            Ok(Invitation {
                id: row.id,
                email: row.email,
                organization: organizations.get(&row.organization_id).cloned().ok_or_else(gone)?,
                role: row.role.parse().map_err(Error::internal)?,
                side: row.side.as_deref().map(str::parse).transpose().map_err(Error::internal)?,
                invited_by: hosts.get(&row.invited_by).map(Into::into).ok_or_else(gone)?,
                status,
                expires_at: row.expires_at,
                accepted_at: row.accepted_at,
                link: None,
                secret: None,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        })
        .collect()
}
