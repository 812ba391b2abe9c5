//! Search by distance: points as unit vectors, the square of the chord compared, boxed by an index.

use std::collections::HashMap;

use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, Func, IntoColumnRef, JoinType, Order, Query, SelectStatement,
    SimpleExpr,
};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::access::Scope;
use crate::domain::directory::filter::Around;
use crate::domain::directory::geo::{km_of_squared_chord, squared_chord_of_km};
use crate::error::Result;
use crate::store::Db;
use crate::store::entity::{location, organization};
use crate::store::scoped::Tenanted;

/// The places within the circle, and the square of the chord to each. The numbers are written out: PostgreSQL plans a statement
/// for any circle once it was asked a few times, and what suits a small one takes seconds with a large one.
fn circle(around: &Around, reached: Condition) -> (SelectStatement, SimpleExpr) {
    let point = around.near.unit_vector();
    let most = squared_chord_of_km(around.within_km);
    let reach = most.sqrt();
    let axes =
        [(location::Column::X, point.x), (location::Column::Y, point.y), (location::Column::Z, point.z)];
    let mut query = Query::select();
    query.from(location::Entity).and_where(location::Column::DeletedAt.is_null());
    for (column, value) in axes {
        query.and_where(column.into_expr().between(written(value - reach), written(value + reach)));
    }
    let [x, y, z] = axes.map(|(column, value)| {
        let difference = Expr::col((location::Entity, column)).sub(written(value));
        difference.clone().mul(difference)
    });
    let chord = x.add(y).add(z);
    // SQLite asks in this order, and who may see it costs most.
    query.and_where(chord.clone().lte(written(most))).cond_where(reached);
    (query, chord)
}

fn written(number: f64) -> SimpleExpr {
    Expr::cust(format!("CAST({number:?} AS double precision)"))
}

/// The nearest place of each entry within the circle, as `organization_id` and `chord`.
fn nearest(around: &Around, scope: Scope) -> SelectStatement {
    nearest_of(around, location::Entity::within(scope))
}

/// The same, for a circle that may hold very many.
pub(in crate::store) fn nearest_of_many(around: &Around, scope: Scope, postgres: bool) -> SelectStatement {
    nearest_of(around, location::Entity::within_of_many(scope, postgres))
}

fn nearest_of(around: &Around, reached: Condition) -> SelectStatement {
    let (mut query, chord) = circle(around, reached);
    query.column((location::Entity, location::Column::OrganizationId));
    query.expr_as(Func::min(chord), Alias::new("chord"));
    query.group_by_col((location::Entity, location::Column::OrganizationId));
    query
}

/// Whether the entry that `column` names has a place within the circle: looked up entry by entry.
pub(in crate::store) fn has_one_within(
    column: impl IntoColumnRef,
    around: &Around,
    scope: Scope,
) -> SimpleExpr {
    let (mut query, _) = circle(around, location::Entity::within(scope));
    let same = Expr::col((location::Entity, location::Column::OrganizationId)).eq(Expr::col(column));
    Expr::exists(query.expr(Expr::val(1)).and_where(same).take())
}

/// Joins the entries within the circle to a query, and orders it by distance when asked to.
pub(super) fn within(query: &mut SelectStatement, around: &Around, scope: Scope, ranked: bool) {
    let place = Alias::new("place");
    let same = Expr::col((organization::Entity, organization::Column::Id))
        .equals((place.clone(), Alias::new("organization_id")));
    query.join_subquery(JoinType::InnerJoin, nearest(around, scope), place.clone(), same);
    if ranked {
        query.order_by((place, Alias::new("chord")), Order::Asc);
    }
}

#[derive(FromQueryResult)]
struct Row {
    organization_id: Uuid,
    chord: f64,
}

/// How far each of the entries is, in kilometres.
pub(in crate::store) async fn distances(
    db: &Db<'_>,
    around: &Around,
    scope: Scope,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, f64>> {
    let mut query = nearest(around, scope);
    query.and_where(location::Column::OrganizationId.is_in(ids.iter().copied()));
    let rows = db.executor.query_all(&query).await?;
    let rows = rows.iter().map(|row| Row::from_query_result(row, ""));
    rows.map(|row| row.map(|row| (row.organization_id, km_of_squared_chord(row.chord))).map_err(Into::into))
        .collect()
}
