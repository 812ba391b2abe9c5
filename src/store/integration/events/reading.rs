//! Who may read which event now: the one rule for the history and for whatever else tells of writes.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use crate::access::integration::events::{List, resources};
use crate::access::{Action, Permit, Scope};
use crate::domain::integration::event::{Event, EventFilter};
use crate::domain::listing::{Listing, Page};
use crate::error::{Error, Result};
use crate::store::directory::organizations;
use crate::store::directory::views::{from_json, names, of, only};
use crate::store::entity::{client, evaluation, event, membership, person};
use crate::store::evaluation::evaluations;
use crate::store::integration::events::Audience;
use crate::store::named;
use crate::store::page::{Sorting, ids, page};
use crate::store::partnership::reach;
use crate::store::scoped;
use crate::store::{Rows, Store, Unit};

use event::Column;

/// The events that the caller may read now, each write once: those for the own tenant or for the operator; those for the steward
/// of an entry for whoever keeps it now, or kept it last; those of a sheet for whoever may read the sheet now; those of a
/// partnership for its parties, each from when it was told of it until it left.
fn readable<A: Action>(permit: &Permit<A>) -> Result<Select<event::Entity>> {
    let principal = permit.principal()?;
    let own = match permit.scope() {
        Scope::Tenant { organization_id, .. } => {
            for_audience("tenant").add(Column::AudienceId.eq(organization_id))
        }
        Scope::Operator => for_audience("operator"),
        Scope::Person(_) | Scope::System => return Ok(all().filter(scoped::nothing())),
    };
    let as_steward = for_audience("steward")
        .add(Column::AudienceId.in_subquery(organizations::ever_kept(permit.scope())))
        .add(told_to(permit.scope()).not());
    let sheets = evaluations::readable(permit)?.select_only().column(evaluation::Column::Id).into_query();
    let as_reader = for_audience("evaluation").add(Column::AudienceId.in_subquery(sheets));
    let as_party = for_audience("partnership").add(reach::told(permit.scope()));
    let readable = all().filter(Condition::any().add(own).add(as_steward).add(as_reader).add(as_party));
    Ok(match resources(principal) {
        Some(resources) => readable.filter(Column::Resource.is_in(resources)),
        None => readable,
    })
}

#[expect(clippy::disallowed_methods, reason = "filtered by the rule above")]
fn all() -> Select<event::Entity> {
    event::Entity::find()
}

/// The last event that was written for an audience; 0 without any. Exact where whoever writes for it waits for the same lock.
pub(in crate::store) async fn last_for(unit: &Unit, audience: Audience) -> Result<i64> {
    let (audience, audience_id) = audience.columns();
    let last = all()
        .filter(for_audience(audience).add(Column::AudienceId.eq(audience_id)))
        .select_only()
        .column_as(Column::Sequence.max(), "last")
        .into_tuple::<Option<i64>>()
        .one(&unit.db().executor)
        .await?;
    Ok(last.flatten().unwrap_or_default())
}

fn for_audience(audience: &str) -> Condition {
    Condition::all().add(Column::Audience.eq(audience))
}

/// Whether the same write was told to the scope itself.
fn told_to(scope: Scope) -> SimpleExpr {
    let other = |column: Column| Expr::col((Alias::new("told"), column));
    let audience = if scope.tenant().is_some() { "tenant" } else { "operator" };
    let mut told = Query::select();
    told.expr(Expr::val(1))
        .from_as(event::Entity, Alias::new("told"))
        .and_where(other(Column::Id).equals((event::Entity, Column::Id)))
        // Not as a plain column, or SQLite goes through all events for the audience rather than through the few of this id.
        .and_where(Func::coalesce([other(Column::Audience), Expr::val("")]).eq(audience));
    if let Some(tenant) = scope.tenant() {
        told.and_where(other(Column::AudienceId).eq(tenant));
    }
    Expr::exists(told)
}

/// The events that the caller may read and that fit the filter.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &EventFilter,
    listing: &Listing,
) -> Result<Page<Event>> {
    let EventFilter {
        resource,
        resource_id,
        organization_id,
        actor_id,
        operation,
        created_from,
        created_before,
    } = filter.clone();
    let mut wanted = Condition::all()
        .add_option(resource.map(|resource| Column::Resource.eq(resource)))
        .add_option(resource_id.map(|id| Column::ResourceId.eq(id)))
        .add_option(organization_id.map(|id| Column::OrganizationId.eq(id)))
        .add_option(operation.map(|operation| Column::Operation.eq(operation)))
        .add_option(created_from.map(|at| Column::At.gte(at)))
        .add_option(created_before.map(|at| Column::At.lt(at)));
    if let Some(id) = actor_id {
        wanted = wanted.add(by(permit.scope(), id));
    }
    let select = readable(permit)?.filter(wanted);
    let by_time = Sorting {
        name: "created_at",
        column: Column::At,
        key: |row: &event::Model| row.at.to_rfc3339(),
        parse: |text| chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc().into()),
    };
    let found = page(&store.db(), select, ids!(event), &[by_time], listing).await?;
    found.then(async |rows| views(store, permit, rows).await).await
}

/// One event.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not read it.
pub async fn get<A: Action>(store: &Store, permit: &Permit<A>, id: Uuid) -> Result<Event> {
    let row = readable(permit)?.filter(Column::Id.eq(id)).one(&store.db().executor).await?;
    only(views(store, permit, vec![row.ok_or(Error::NotFound("event"))?]).await?)
}

/// Those of the people and programs that this scope may know of: a tenant those who ever were its own, the operator all people.
fn known(scope: Scope) -> Option<(SelectStatement, SelectStatement)> {
    let tenant = scope.tenant()?;
    let people = Query::select()
        .column(membership::Column::PersonId)
        .from(membership::Entity)
        .and_where(membership::Column::OrganizationId.eq(tenant))
        .take();
    let programs = Query::select()
        .column(client::Column::Id)
        .from(client::Entity)
        .and_where(client::Column::OrganizationId.eq(tenant))
        .take();
    Some((people, programs))
}

/// What a person or program did, which the scope may know of.
fn by(scope: Scope, actor_id: Uuid) -> Condition {
    let person = Column::PersonId.eq(actor_id);
    let Some((people, programs)) = known(scope) else { return Condition::all().add(person) };
    let programs = Column::ClientId.eq(actor_id).and(Column::ClientId.in_subquery(programs));
    Condition::any().add(person.and(Column::PersonId.in_subquery(people))).add(programs)
}

async fn views<A: Action>(store: &Store, permit: &Permit<A>, found: Vec<event::Model>) -> Result<Vec<Event>> {
    let db = store.db();
    let organizations = found.iter().flat_map(|row| [row.organization_id, row.acting_for]).flatten();
    let organizations = names(&db, permit, organizations).await?;
    let mut people =
        Condition::all().add(person::Column::Id.is_in(found.iter().filter_map(|row| row.person_id)));
    let mut programs =
        Condition::all().add(client::Column::Id.is_in(found.iter().filter_map(|row| row.client_id)));
    match known(permit.scope()) {
        Some((members, own)) => {
            people = people.add(person::Column::Id.in_subquery(members));
            programs = programs.add(client::Column::Id.in_subquery(own));
        }
        None => programs = scoped::nothing(),
    }
    let people = scoped::named::<person::Entity>(people.into());
    let people = named::rows(&db, people, [person::Column::Id, person::Column::Name]).await?;
    let programs = scoped::named::<client::Entity>(programs.into());
    let programs = named::rows(&db, programs, [client::Column::Id, client::Column::Name]).await?;
    let view = |row: event::Model| {
        let organization = |id: Option<Uuid>| id.map(|id| of(&organizations, id)).transpose();
        Ok(Event {
            id: row.id,
            organization: organization(row.organization_id)?,
            person: row.person_id.and_then(|id| people.get(&id).cloned()),
            client: row.client_id.and_then(|id| programs.get(&id).cloned()),
            acting_for: organization(row.acting_for)?,
            operation: row.operation,
            resource: row.resource,
            resource_id: row.resource_id,
            before: row.before.map(from_json).transpose()?,
            after: row.after.map(from_json).transpose()?,
            created_at: row.at,
        })
    };
    found.into_iter().map(view).collect()
}
