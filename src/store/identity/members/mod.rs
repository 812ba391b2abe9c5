//! Memberships: the organizations people act for, and as what.

mod erasing;

pub(super) use erasing::{end_all, ever, ever_elsewhere};

use std::collections::{HashMap, HashSet};

use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::{invitations, people};
use crate::access::identity::members::{Delete, List, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::check::Faults;
use crate::domain::identity::member::{Member, MemberInput};
use crate::domain::identity::person::Affiliation;
use crate::domain::identity::role::Role;
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, Result};
use crate::store::directory::views::names;
use crate::store::entity::{membership, organization};
use crate::store::error::OnDuplicate;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Db, Rows, Store, Unit};

recorded!(membership, "membership", |row| vec![
    Audience::Tenant(row.organization_id),
    Audience::Person(row.person_id),
    Audience::Operator
]);

/// A person sees its own memberships, a tenant its members', the operator all.
impl Tenanted for membership::Entity {
    fn within(scope: Scope) -> Condition {
        match scope {
            Scope::Tenant { organization_id, .. } => {
                Condition::all().add(membership::Column::OrganizationId.eq(organization_id))
            }
            Scope::Person(id) => Condition::all().add(membership::Column::PersonId.eq(id)),
            Scope::Operator | Scope::System => scoped::everything(),
        }
    }
}

#[derive(FromQueryResult)]
struct AffiliationRow {
    membership_id: Uuid,
    person_id: Uuid,
    id: Uuid,
    name: String,
    side: Option<String>,
    role: String,
}

/// The organizations a person may act for, by name.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn affiliations<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Vec<Affiliation>> {
    Ok(affiliations_of(rows, permit, [person_id]).await?.remove(&person_id).unwrap_or_default())
}

/// The organizations that each of these people may act for, by name.
pub(super) async fn affiliations_of<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    people: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Affiliation>>> {
    let found = scoped::select::<membership::Entity, A>(permit)
        .filter(membership::Column::PersonId.is_in(people))
        .join(JoinType::InnerJoin, to_organization())
        .select_only()
        .column_as(membership::Column::Id, "membership_id")
        .column(membership::Column::PersonId)
        .column(organization::Column::Id)
        .column(organization::Column::Name)
        .column(organization::Column::Side)
        .column(membership::Column::Role)
        .order_by_asc(organization::Column::NameKey)
        .order_by_asc(organization::Column::Id)
        .into_model::<AffiliationRow>()
        .all(&rows.db().executor)
        .await?;
    let mut by_person: HashMap<Uuid, Vec<Affiliation>> = HashMap::new();
    for AffiliationRow { membership_id, person_id, id, name, side, role } in found {
        let side = side.as_deref().ok_or_else(|| Error::internal("a tenant without side"))?;
        let side = side.parse().map_err(Error::internal)?;
        let role = role.parse().map_err(Error::internal)?;
        by_person.entry(person_id).or_default().push(Affiliation { id, name, side, role, membership_id });
    }
    Ok(by_person)
}

fn to_organization() -> sea_orm::RelationDef {
    membership::Entity::belongs_to(organization::Entity)
        .from(membership::Column::OrganizationId)
        .to(organization::Column::Id)
        .into()
}

/// Gives a person a role in an organization.
///
/// # Errors
/// [`Error::Conflict`] with `already_member` when it has one there.
pub async fn add<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
    organization_id: Uuid,
    role: Role,
) -> Result<Uuid> {
    let row = membership::ActiveModel {
        person_id: Set(person_id),
        organization_id: Set(organization_id),
        role: Set(role.as_str().to_owned()),
        ..Default::default()
    };
    let row = unit
        .insert::<membership::Entity, A>(permit, row)
        .await
        .on_duplicate(Code::AlreadyMember, "the person is a member of this organization")?;
    unit.standing_changed();
    Ok(row.id)
}

/// Passes when all of these people, each named at its pointer, are members of the caller's organization.
///
/// # Errors
/// [`Error::Invalid`] for each who is none.
pub(in crate::store) async fn all_here<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    people: Vec<(String, Uuid)>,
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let members: HashSet<Uuid> = scoped::select::<membership::Entity, A>(permit)
        .filter(membership::Column::OrganizationId.eq(permit.tenant()?))
        .filter(membership::Column::PersonId.is_in(people.iter().map(|(_, id)| *id)))
        .all(&rows.db().executor)
        .await?
        .into_iter()
        .map(|row| row.person_id)
        .collect();
    let mut faults = Faults::default();
    for (pointer, _) in people.iter().filter(|(_, id)| !members.contains(id)) {
        faults.add(pointer, "not_found", "there is no such row, or you may not see it");
    }
    faults.finish()
}

/// The members that the caller may see.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(store: &Store, permit: &Permit<List>, listing: &Listing) -> Result<Page<Member>> {
    let select = scoped::select::<membership::Entity, _>(permit);
    let found = page(&store.db(), select, ids!(membership), &[by_creation!(membership)], listing).await?;
    found.then(async |rows| views(&store.db(), permit, rows).await).await
}

/// One membership.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Member> {
    let row = one(rows, permit, id).await?;
    views(&rows.db(), permit, vec![row]).await?.pop().ok_or(Error::NotFound("member"))
}

/// Changes a membership at once.
///
/// # Errors
/// [`Error::Conflict`] with `last_admin` when the organization would be without.
pub async fn update(unit: &Unit, member: &Authorized<Update>, input: &MemberInput) -> Result<Member> {
    if input.role != Role::Admin {
        member.row().may_step_down()?;
    }
    let (permit, id) = (member.permit(), member.row().id);
    let row = one(unit, permit, id).await?;
    let role = input.role.as_str().to_owned();
    let row = unit.update::<membership::Entity, _>(permit, row, |row| row.role = Set(role)).await?;
    if input.role < member.row().role {
        invitations::withdraw_of(unit, permit, row.organization_id, row.person_id).await?;
    }
    unit.standing_changed();
    get(unit, permit, id).await
}

/// Ends a membership at once.
///
/// # Errors
/// [`Error::NotFound`] when it ended meanwhile.
pub async fn delete(unit: &Unit, member: &Authorized<Delete>) -> Result<()> {
    let row = one(unit, member.permit(), member.row().id).await?;
    invitations::withdraw_of(unit, member.permit(), row.organization_id, row.person_id).await?;
    unit.delete::<membership::Entity, _>(member.permit(), row).await?;
    unit.standing_changed();
    Ok(())
}

/// Those of the memberships whose organizations have no other admin.
pub(super) async fn last_admins(
    rows: &impl Rows,
    memberships: impl IntoIterator<Item = &Affiliation>,
) -> Result<HashSet<Uuid>> {
    let of_admins: Vec<_> = memberships.into_iter().filter(|to| to.role == Role::Admin).collect();
    let admins = admins(&rows.db(), of_admins.iter().map(|to| to.id)).await?;
    let others = |to: &Affiliation| {
        admins.iter().any(|admin| admin.organization_id == to.id && admin.id != to.membership_id)
    };
    Ok(of_admins.into_iter().filter(|to| !others(to)).map(|to| to.membership_id).collect())
}

async fn one<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<membership::Model> {
    scoped::select::<membership::Entity, A>(permit)
        .filter(membership::Column::Id.eq(id))
        .one(&rows.db().executor)
        .await?
        .ok_or(Error::NotFound("member"))
}

async fn views<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    rows: Vec<membership::Model>,
) -> Result<Vec<Member>> {
    // Before anything is written: who waits here for another's change reads what that left.
    let admins = admins(db, rows.iter().map(|row| row.organization_id)).await?;
    let people = people::refs(db, rows.iter().map(|row| row.person_id)).await?;
    let organizations = names(db, permit, rows.iter().map(|row| row.organization_id)).await?;
    let gone = || Error::internal("a membership of nobody");
    rows.into_iter()
        .map(|row| {
            let membership::Model { id, person_id, organization_id, role, created_at, updated_at, .. } = row;
            let others =
                admins.iter().any(|admin| admin.organization_id == organization_id && admin.id != id);
            let role: Role = role.parse().map_err(Error::internal)?;
            let person = people.get(&person_id).cloned().ok_or_else(gone)?;
            let organization = organizations.get(&organization_id).cloned().ok_or_else(gone)?;
            let last_admin = role == Role::Admin && !others;
            Ok(Member { id, person, organization, role, last_admin, created_at, updated_at })
        })
        .collect()
}

/// The admins of these organizations; locked when a membership is read to be written, so that of two requests
/// that take leave of the last two admins one waits for the other.
async fn admins(
    db: &Db<'_>,
    organizations: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<membership::Model>> {
    let query = admins_of(organizations).order_by_asc(membership::Column::Id);
    Ok(db.to_write(query).all(&db.executor).await?)
}

#[expect(
    clippy::disallowed_methods,
    reason = "only counted, of organizations whose members were read by permit"
)]
fn admins_of(organizations: impl IntoIterator<Item = Uuid>) -> Select<membership::Entity> {
    membership::Entity::find()
        .filter(membership::Column::OrganizationId.is_in(organizations))
        .filter(membership::Column::Role.eq(Role::Admin.as_str()))
        .filter(membership::Column::DeletedAt.is_null())
}

/// Whether the person is an admin of the organization.
pub(super) async fn is_admin(rows: &impl Rows, organization_id: Uuid, person_id: Uuid) -> Result<bool> {
    let query = admins_of([organization_id]).filter(membership::Column::PersonId.eq(person_id));
    Ok(query.one(&rows.db().executor).await?.is_some())
}
