//! The only place that starts a query.

use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoColumnRef, Query, SelectStatement, SimpleExpr,
};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select, UpdateMany};
use uuid::Uuid;

use super::Rows;
use super::entity::organization;
use super::write::Recorded;
use crate::access::{Action, Permit, Scope};
use crate::error::{Error, Result};

/// As many as there are. A query within another stands by itself when it has a limit: it is worked out once, and neither merged into
/// the other nor written out wherever its columns are named.
pub(super) const ALL: u64 = i64::MAX as u64;

/// An entity whose rows belong to somebody.
pub(super) trait Tenanted: EntityTrait {
    /// Which rows the scope reaches.
    fn within(scope: Scope) -> Condition;

    /// The same rows, where a query goes over very many of them.
    fn within_of_many(scope: Scope, _postgres: bool) -> Condition {
        Self::within(scope)
    }
}

/// An entity whose rows are parts of a row that was read by permit, such as the addresses of a location.
pub(super) trait PartOf: EntityTrait {
    /// The column that names the whole.
    const WHOLE: Self::Column;
}

/// An entity that belongs to the installation: keys, taxonomies shared by all, answers to idempotency keys.
pub(super) trait Shared: EntityTrait {}

/// The rows that the permit reaches and that were not deleted.
#[expect(clippy::disallowed_methods, reason = "filtered by the permit on the next lines")]
pub(super) fn select<E: Tenanted, A: Action>(permit: &Permit<A>) -> Select<E> {
    E::find().filter(E::within(permit.scope())).filter(alive::<E>())
}

/// The same where there may be very many.
#[expect(clippy::disallowed_methods, reason = "filtered by the permit on the next lines")]
pub(super) fn select_of_many<E: Tenanted, A: Action>(permit: &Permit<A>, postgres: bool) -> Select<E> {
    E::find().filter(E::within_of_many(permit.scope(), postgres)).filter(alive::<E>())
}

/// The row that the permit reaches; locked when it is read to be written.
pub(super) async fn one<E: Tenanted + Recorded, A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    id: Uuid,
) -> Result<E::Model> {
    let db = rows.db();
    let query = select::<E, A>(permit).filter(E::stamps().id.eq(id));
    db.to_write(query).one(&db.executor).await?.ok_or(Error::NotFound(E::RESOURCE))
}

/// Waits for its turn among those who do the like for the organization.
pub(super) async fn turn<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    organization_id: Uuid,
) -> Result<()> {
    let db = rows.db();
    let query =
        select::<organization::Entity, A>(permit).filter(organization::Column::Id.eq(organization_id));
    let found = db.to_write_beside(query).one(&db.executor).await?;
    found.map(drop).ok_or(Error::NotFound(organization::Entity::RESOURCE))
}

/// Whether the row of `E` that `column` names is one that the scope reaches. It is looked up by its id, so that a
/// query for a few rows costs a few looks; a list of ids would be made of the whole table.
pub(super) fn names_one_within<E: Tenanted + Recorded>(
    column: &impl ColumnTrait,
    scope: Scope,
) -> SimpleExpr {
    exists::<E>(column, ids_within::<E>(scope))
}

/// The same among `rows`, a query for the ids of some rows of `E`.
pub(super) fn exists<E: Recorded>(column: &impl ColumnTrait, mut rows: SelectStatement) -> SimpleExpr {
    Expr::exists(
        rows.and_where(Expr::col(E::stamps().id.as_column_ref()).equals(column.as_column_ref())).take(),
    )
}

/// The ids of the rows of `E` that the scope reaches, for use in the rule of another entity.
pub(super) fn ids_within<E: Tenanted + Recorded>(scope: Scope) -> SelectStatement {
    column_within::<E>(E::stamps().id, scope)
}

/// A column of the rows of `E` that the scope reaches, for use in the rule of another entity.
pub(super) fn column_within<E: Tenanted>(column: E::Column, scope: Scope) -> SelectStatement {
    column_where::<E>(column, E::within(scope))
}

/// The same where there may be very many.
pub(super) fn column_within_of_many<E: Tenanted>(
    column: E::Column,
    scope: Scope,
    postgres: bool,
) -> SelectStatement {
    column_where::<E>(column, E::within_of_many(scope, postgres))
}

fn column_where<E: Tenanted>(column: E::Column, which: Condition) -> SelectStatement {
    Query::select()
        .column(column.as_column_ref())
        .from(E::default())
        .cond_where(which)
        .and_where(alive::<E>())
        .take()
}

/// The parts of the wholes named.
#[expect(clippy::disallowed_methods, reason = "the wholes were read by permit")]
pub(super) fn parts<E: PartOf>(wholes: impl IntoIterator<Item = Uuid>) -> Select<E> {
    E::find().filter(E::WHOLE.is_in(wholes))
}

/// Removes the parts of the wholes named.
#[expect(clippy::disallowed_methods, reason = "the wholes were read by permit")]
pub(super) fn delete_parts<E: PartOf>(wholes: impl IntoIterator<Item = Uuid>) -> DeleteMany<E> {
    E::delete_many().filter(E::WHOLE.is_in(wholes))
}

/// Changes the parts of the wholes named, all in one statement and without events.
#[expect(clippy::disallowed_methods, reason = "the wholes were read by permit")]
pub(super) fn update_parts<E: PartOf>(wholes: impl IntoIterator<Item = Uuid>) -> UpdateMany<E> {
    E::update_many().filter(E::WHOLE.is_in(wholes))
}

/// Rows that belong to nobody.
#[expect(clippy::disallowed_methods, reason = "the entity says that its rows belong to nobody")]
pub(super) fn shared<E: Shared>() -> Select<E> {
    E::find()
}

/// Removes rows that belong to nobody.
#[expect(clippy::disallowed_methods, reason = "the entity says that its rows belong to nobody")]
pub(super) fn delete_shared<E: Shared>() -> DeleteMany<E> {
    E::delete_many()
}

/// No row at all.
pub(super) fn nothing() -> Condition {
    Condition::all().add(Expr::val(1).eq(0))
}

/// Every row.
pub(super) fn everything() -> Condition {
    Condition::all()
}

fn alive<E: EntityTrait>() -> SimpleExpr {
    Expr::col((E::default(), Alias::new("deleted_at")).into_column_ref()).is_null()
}

/// Rows whose names stand in other rows that were read by permit.
#[expect(
    clippy::disallowed_methods,
    reason = "only what stands with them is taken, of rows named by rows read by permit"
)]
pub(super) fn named<E: EntityTrait>(which: SimpleExpr) -> Select<E> {
    E::find().filter(which)
}
