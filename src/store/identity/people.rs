//! Accounts of people, and the organizations they act for.

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::access::identity::sessions::{Create, Read};
use crate::access::{Action, Permit, Scope, SystemAction};
use crate::domain::identity::session::{Affiliation, Me};
use crate::domain::text::fold;
use crate::error::{Error, Result};
use crate::store::entity::{membership, organization, person};
use crate::store::error::OnDuplicate;
use crate::store::integration::events::Audience;
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(person, "person", |row| vec![Audience::Person(row.id), Audience::Operator]);
recorded!(membership, "membership", |row| vec![
    Audience::Tenant(row.organization_id),
    Audience::Person(row.person_id),
    Audience::Operator
]);

/// A person sees itself, a tenant its members, the operator everybody.
impl Tenanted for person::Entity {
    fn within(scope: Scope) -> Condition {
        match scope {
            Scope::Tenant { .. } => {
                Condition::all().add(person::Column::Id.in_subquery(scoped::column_within::<
                    membership::Entity,
                >(
                    membership::Column::PersonId, scope
                )))
            }
            Scope::Person(id) => Condition::all().add(person::Column::Id.eq(id)),
            Scope::Operator | Scope::System => scoped::everything(),
        }
    }
}

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

/// The key by which e-mail addresses are compared.
pub(in crate::store) fn email_key(email: &str) -> String {
    fold(email.trim())
}

/// What is needed to check a password.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The person.
    pub person_id: Uuid,
    /// Whether the person operates the installation.
    pub operator: bool,
    /// The hash of the password.
    pub password_hash: String,
}

/// The account with this e-mail address.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn credentials(
    rows: &impl Rows,
    permit: &Permit<Create>,
    email: &str,
) -> Result<Option<Credentials>> {
    let row = scoped::select::<person::Entity, _>(permit)
        .filter(person::Column::EmailKey.eq(email_key(email)))
        .one(&rows.db().executor)
        .await?;
    Ok(row.map(|row| Credentials {
        person_id: row.id,
        operator: row.operator,
        password_hash: row.password_hash,
    }))
}

#[derive(FromQueryResult)]
struct AffiliationRow {
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
    let found = scoped::select::<membership::Entity, A>(permit)
        .filter(membership::Column::PersonId.eq(person_id))
        .join(JoinType::InnerJoin, to_organization())
        .select_only()
        .column(organization::Column::Id)
        .column(organization::Column::Name)
        .column(organization::Column::Side)
        .column(membership::Column::Role)
        .order_by_asc(organization::Column::NameKey)
        .order_by_asc(organization::Column::Id)
        .into_model::<AffiliationRow>()
        .all(&rows.db().executor)
        .await?;
    found
        .into_iter()
        .map(|row| {
            let side = row.side.as_deref().ok_or_else(|| Error::internal("a tenant without side"))?;
            Ok(Affiliation {
                id: row.id,
                name: row.name,
                side: side.parse().map_err(Error::internal)?,
                role: row.role.parse().map_err(Error::internal)?,
            })
        })
        .collect()
}

fn to_organization() -> sea_orm::RelationDef {
    membership::Entity::belongs_to(organization::Entity)
        .from(membership::Column::OrganizationId)
        .to(organization::Column::Id)
        .into()
}

/// The caller's account.
///
/// # Errors
/// [`Error::NotFound`] when it is gone.
pub async fn me(store: &Store, permit: &Permit<Read>) -> Result<Me> {
    let principal = permit.principal()?;
    let row = scoped::select::<person::Entity, _>(permit)
        .filter(person::Column::Id.eq(principal.person_id()))
        .one(&store.db().executor)
        .await?
        .ok_or(Error::NotFound("person"))?;
    let memberships = affiliations(store, permit, row.id).await?;
    let organization = memberships.iter().find(|to| principal.acts_for(to.id)).cloned();
    Ok(Me {
        id: row.id,
        email: row.email,
        name: row.name,
        operator: row.operator,
        organization,
        memberships,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// Whether there is any account.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn exist(store: &Store) -> Result<bool> {
    Ok(scoped::select::<person::Entity, _>(&Permit::<Create>::system())
        .one(&store.db().executor)
        .await?
        .is_some())
}

/// A person to be.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The e-mail address, unique in the installation.
    pub email: String,
    /// The name.
    pub name: String,
    /// The hash of the password.
    pub password_hash: String,
    /// Whether the person operates the installation.
    pub operator: bool,
}

/// Makes an account.
///
/// # Errors
/// [`Error::Conflict`] with `email_taken` when there is one with this address.
pub async fn create<A: Action>(unit: &Unit, permit: &Permit<A>, person: NewPerson) -> Result<Uuid> {
    let row = person::ActiveModel {
        id: NotSet,
        email_key: Set(email_key(&person.email)),
        email: Set(person.email),
        name: Set(person.name),
        password_hash: Set(person.password_hash),
        operator: Set(person.operator),
        ..Default::default()
    };
    let row = unit
        .insert::<person::Entity, A>(permit, row)
        .await
        .on_duplicate("email_taken", "there is an account with this e-mail address")?;
    Ok(row.id)
}

/// Gives a person a role in an organization.
///
/// # Errors
/// [`Error::Conflict`] with `already_member` when it has one there.
pub async fn add_membership<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
    organization_id: Uuid,
    role: crate::domain::identity::role::Role,
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
        .on_duplicate("already_member", "the person is a member of this organization")?;
    unit.standing_changed();
    Ok(row.id)
}

/// Makes an operator on the command line.
#[derive(Debug)]
struct CreateOperator;

impl Action for CreateOperator {
    const OPERATION: &'static str = "users create";
}

impl SystemAction for CreateOperator {}

/// Makes an account for the command line, by whoever has the database.
///
/// # Errors
/// [`Error::Conflict`] with `email_taken` when there is one with this address.
pub async fn create_operator(store: &Store, person: NewPerson) -> Result<Uuid> {
    let permit = Permit::<CreateOperator>::system();
    store.write(async |unit| create(unit, &permit, person.clone()).await).await
}
