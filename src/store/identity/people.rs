//! Accounts of people.

use std::collections::{HashMap, HashSet};

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, QueryFilter, QuerySelect};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::members;
use crate::access::identity::people::{CreateOperator, List};
use crate::access::identity::sessions;
use crate::access::{Action, Permit, Scope};
use crate::domain::identity::erasure::ERASED;
use crate::domain::identity::person::{Affiliation, Person, PersonFilter, PersonRef};
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, Result};
use crate::store::entity::{membership, person};
use crate::store::error::OnDuplicate;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Db, Rows, Store, Unit};

recorded!(person, "person", |row| vec![Audience::Person(row.id), Audience::Operator]);

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

/// The key by which e-mail addresses are compared: in whatever case. An accent makes another address.
pub(in crate::store) fn email_key(email: &str) -> String {
    email.trim().to_lowercase().nfc().collect()
}

/// What is needed to check a password.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The person.
    pub person_id: Uuid,
    /// The e-mail address.
    pub email: String,
    /// The hash of the password.
    pub password_hash: String,
}

impl From<person::Model> for Credentials {
    fn from(row: person::Model) -> Self {
        let person::Model { id, email, password_hash, .. } = row;
        Self { person_id: id, email, password_hash }
    }
}

/// The account with this e-mail address.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn credentials(
    rows: &impl Rows,
    permit: &Permit<sessions::Create>,
    email: &str,
) -> Result<Option<Credentials>> {
    Ok(by_email(rows, permit, email).await?.map(Into::into))
}

/// The person with this e-mail address, as far as the permit reaches.
pub(super) async fn by_email<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    email: &str,
) -> Result<Option<person::Model>> {
    let query = scoped::select::<person::Entity, A>(permit);
    Ok(query.filter(person::Column::EmailKey.eq(email_key(email))).one(&rows.db().executor).await?)
}

/// The accounts that fit the filter.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &PersonFilter,
    listing: &Listing,
) -> Result<Page<Person>> {
    let mut select = scoped::select::<person::Entity, _>(permit);
    if let Some(email) = &filter.email {
        select = select.filter(person::Column::EmailKey.eq(email_key(email)));
    }
    let found = page(&store.db(), select, ids!(person), &[by_creation!(person)], listing).await?;
    found.then(async |rows| views(store, permit, rows).await).await
}

/// One account.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Person> {
    let row = scoped::one::<person::Entity, _>(rows, permit, id).await?;
    views(rows, permit, vec![row]).await?.pop().ok_or(Error::NotFound("person"))
}

async fn views<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    people: Vec<person::Model>,
) -> Result<Vec<Person>> {
    let mut memberships = members::affiliations_of(rows, permit, people.iter().map(|row| row.id)).await?;
    let last = members::last_admins(rows, memberships.values().flatten()).await?;
    Ok(people.into_iter().map(|row| view(&mut memberships, &last, row)).collect())
}

/// Whether the person is there and runs the installation.
pub(super) async fn operates<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<bool> {
    match scoped::one::<person::Entity, A>(rows, permit, id).await {
        Ok(row) => Ok(row.operator),
        Err(Error::NotFound(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// An account after it was erased.
pub(super) fn erased(person: &Person) -> Person {
    let erased = || ERASED.to_owned();
    let (name, email, memberships) = (erased(), erased(), Vec::new());
    Person { name, email, operator: false, memberships, ..person.clone() }
}

fn view(
    memberships: &mut HashMap<Uuid, Vec<Affiliation>>,
    last: &HashSet<Uuid>,
    row: person::Model,
) -> Person {
    let person::Model { id, email, name, operator, created_at, updated_at, .. } = row;
    let memberships = memberships.remove(&id).unwrap_or_default();
    let last_admin = memberships.iter().any(|membership| last.contains(&membership.membership_id));
    Person { id, email, name, operator, memberships, last_admin, created_at, updated_at }
}

#[derive(FromQueryResult)]
struct RefRow {
    id: Uuid,
    name: String,
    email: String,
}

/// The people who are named in rows that the caller may read.
pub(super) async fn refs(
    db: &Db<'_>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, PersonRef>> {
    let rows = scoped::named::<person::Entity>(person::Column::Id.is_in(ids))
        .select_only()
        .column(person::Column::Id)
        .column(person::Column::Name)
        .column(person::Column::Email)
        .into_model::<RefRow>()
        .all(&db.executor)
        .await?;
    Ok(rows.into_iter().map(|RefRow { id, name, email }| (id, PersonRef { id, name, email })).collect())
}

/// Whether there is any account.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn exist(store: &Store) -> Result<bool> {
    Ok(scoped::select::<person::Entity, _>(&Permit::<sessions::Create>::system())
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
        .on_duplicate(Code::EmailTaken, "there is an account with this e-mail address")?;
    Ok(row.id)
}

/// Makes an account for the command line, by whoever has the database.
///
/// # Errors
/// [`Error::Conflict`] with `email_taken` when there is one with this address.
pub async fn create_operator(store: &Store, person: NewPerson) -> Result<Uuid> {
    let permit = Permit::<CreateOperator>::system();
    store.write(async |unit| create(unit, &permit, person.clone()).await).await
}
