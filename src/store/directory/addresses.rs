//! The cities, postal codes and countries by which entries are found.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, Iterable};
use uuid::Uuid;

use crate::access::Scope;
use crate::domain::directory::filter::OrganizationFilter;
use crate::domain::directory::location::{Address, LocationInput};
use crate::domain::text::{fold, sort_key};
use crate::error::Result;
use crate::store::Unit;
use crate::store::entity::{address, location, organization, organization_place};
use crate::store::scoped::{self, PartOf, Tenanted};
use crate::store::write::batches;

impl PartOf for address::Entity {
    const WHOLE: address::Column = address::Column::LocationId;
}

impl PartOf for organization_place::Entity {
    const WHOLE: organization_place::Column = organization_place::Column::OrganizationId;
}

/// The kinds of places, from those that many entries share to those that few do, with the keys of addresses.
const KINDS: [(&str, address::Column); 3] = [
    ("country", address::Column::Country),
    ("city", address::Column::CityKey),
    ("postal_code", address::Column::PostalKey),
];

/// Keeps by what a location is found, in place of what was kept.
pub(super) async fn put(unit: &Unit, location: Uuid, input: Option<&LocationInput>) -> Result<()> {
    scoped::delete_parts::<address::Entity>([location]).exec(unit.connection()).await?;
    match input {
        Some(input) => put_new(unit, &[(location, input.clone())]).await,
        None => Ok(()),
    }
}

/// Keeps by what new locations are found.
pub(super) async fn put_new(unit: &Unit, locations: &[(Uuid, LocationInput)]) -> Result<()> {
    for rows in batches(locations.iter().flat_map(|(id, input)| rows(unit, *id, input)).collect()) {
        insert(rows).exec_without_returning(unit.connection()).await?;
    }
    Ok(())
}

fn rows(unit: &Unit, location: Uuid, input: &LocationInput) -> Vec<address::ActiveModel> {
    let row = |address: &Address| address::ActiveModel {
        id: Set(unit.source().id("address")),
        location_id: Set(location),
        city_key: Set(address.city.as_deref().map(sort_key)),
        postal_key: Set(address.postal_code.as_deref().map(postal_key)),
        country: Set(address.country.clone()),
    };
    input.addresses.iter().map(row).collect()
}

#[expect(clippy::disallowed_methods, reason = "keys are derived from a row that has its event")]
fn insert(addresses: Vec<address::ActiveModel>) -> sea_orm::InsertMany<address::ActiveModel> {
    sea_orm::EntityTrait::insert_many(addresses)
}

/// Keeps anew where entries are, by the addresses of their locations and under their names of now.
pub(super) async fn place(unit: &Unit, entries: &[Uuid]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    scoped::delete_parts::<organization_place::Entity>(entries.iter().copied())
        .exec(unit.connection())
        .await?;
    let mut kinds = KINDS.map(|(kind, column)| places(kind, column, entries)).into_iter();
    let Some(mut all) = kinds.next() else { return Ok(()) };
    all.unions(kinds.map(|places| (UnionType::All, places)));
    let mut insert = Query::insert();
    insert.into_table(organization_place::Entity).columns(organization_place::Column::iter());
    insert.select_from(all).map_err(crate::error::Error::internal)?;
    unit.connection().execute(&insert).await?;
    Ok(())
}

/// The rows of one kind, in the order of the table's columns.
fn places(kind: &str, column: address::Column, entries: &[Uuid]) -> SelectStatement {
    let mut query = addressed();
    query
        .distinct()
        .expr(Expr::val(kind))
        .column(column.as_column_ref())
        .column((organization::Entity, organization::Column::Id))
        .column((organization::Entity, organization::Column::NameKey))
        .inner_join(
            organization::Entity,
            Expr::col((organization::Entity, organization::Column::Id))
                .equals((location::Entity, location::Column::OrganizationId)),
        )
        .and_where(organization::Column::Id.is_in(entries.iter().copied()))
        .and_where(column.is_not_null());
    query
}

/// Addresses of locations that are there.
fn addressed() -> SelectStatement {
    let same = Expr::col((address::Entity, address::Column::LocationId))
        .equals((location::Entity, location::Column::Id));
    Query::select()
        .from(location::Entity)
        .inner_join(address::Entity, same)
        .and_where(location::Column::DeletedAt.is_null())
        .take()
}

/// What is asked of an address, by kind.
fn asked(filter: &OrganizationFilter) -> [Option<String>; 3] {
    [
        filter.country.as_ref().map(|country| country.to_ascii_uppercase()),
        filter.city.as_deref().map(sort_key),
        filter.postal_code.as_deref().map(postal_key),
    ]
}

/// The place that is asked for and that the fewest entries share.
pub(super) fn narrowest(filter: &OrganizationFilter) -> Option<(&'static str, String)> {
    KINDS.iter().zip(asked(filter)).rev().find_map(|((kind, _), value)| Some((*kind, value?)))
}

/// Whether an entry has an address that fits all that is asked of one, at a place that the scope reaches.
pub(super) fn fits(scope: Scope, filter: &OrganizationFilter) -> Option<SimpleExpr> {
    narrowest(filter)?;
    let wanted = KINDS.iter().zip(asked(filter)).filter_map(|((_, column), value)| Some(column.eq(value?)));
    let mut query = addressed();
    query
        .expr(Expr::val(1))
        .and_where(
            Expr::col((location::Entity, location::Column::OrganizationId))
                .equals((organization::Entity, organization::Column::Id)),
        )
        .cond_where(location::Entity::within(scope))
        .cond_where(wanted.fold(Condition::all(), Condition::add));
    Some(Expr::exists(query))
}

/// The key by which postal codes are compared: without spaces and hyphens.
fn postal_key(code: &str) -> String {
    fold(code).chars().filter(|character| character.is_alphanumeric()).collect()
}
