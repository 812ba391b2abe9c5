//! Where organizations are found: places with coordinates and addresses.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::filters::{place_key, postal_key};
use super::parts::{Stored, operations};
use super::views;
use crate::access::{Action, Permit};
use crate::domain::directory::geo::UnitVector;
use crate::domain::directory::location::{Location, LocationInput};
use crate::domain::directory::named::Entry;
use crate::domain::directory::visibility::Visibility;
use crate::error::Result;
use crate::store::entity::{address, location, phone};
use crate::store::page::{Ids, Sorting, by_creation, ids};
use crate::store::scoped::{self, PartOf};
use crate::store::write::{batches, recorded};
use crate::store::{Rows, Unit};

operations!(Location, LocationInput);

recorded!(location, "location", |row| views::audiences(row.organization_id, &row.visibility));

impl PartOf for address::Entity {
    const WHOLE: address::Column = address::Column::LocationId;
}

impl Stored for Location {
    type Entity = location::Entity;

    const ORGANIZATION: location::Column = location::Column::OrganizationId;
    const PHONES: Option<phone::Column> = Some(phone::Column::LocationId);

    fn order() -> (Ids<location::Entity>, Sorting<location::Entity>) {
        (ids!(location), by_creation!(location))
    }

    fn view(row: location::Model, organization: Entry) -> Result<Self> {
        Ok(Self {
            id: row.id,
            organization,
            location_type: views::word(&row.location_type)?,
            name: row.name,
            alternate_name: row.alternate_name,
            description: row.description,
            transportation: row.transportation,
            latitude: row.latitude,
            longitude: row.longitude,
            url: row.url,
            addresses: views::from_json(row.addresses)?,
            visibility: views::word(&row.visibility)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }

    fn write(
        row: &mut location::ActiveModel,
        input: &LocationInput,
        visibility: Visibility,
        _country: Option<&str>,
    ) -> Result<()> {
        let input = input.clone();
        let point = input.latitude.zip(input.longitude);
        let point = point.map(|(latitude, longitude)| UnitVector::from_degrees(latitude, longitude));
        row.organization_id = Set(input.organization_id);
        row.visibility = Set(views::text_of(visibility)?);
        row.location_type = Set(views::text_of(input.location_type)?);
        row.name = Set(input.name);
        row.alternate_name = Set(input.alternate_name);
        row.description = Set(input.description);
        row.transportation = Set(input.transportation);
        row.latitude = Set(input.latitude);
        row.longitude = Set(input.longitude);
        row.x = Set(point.map(|point| point.x));
        row.y = Set(point.map(|point| point.y));
        row.z = Set(point.map(|point| point.z));
        row.url = Set(input.url);
        row.addresses = Set(views::to_json(&input.addresses)?);
        Ok(())
    }

    async fn index(unit: &Unit, written: &[(Uuid, LocationInput)]) -> Result<()> {
        scoped::delete_parts::<address::Entity>(written.iter().map(|(id, _)| *id))
            .exec(unit.connection())
            .await?;
        put_addresses(unit, written).await
    }
}

/// Keeps what new locations are found by.
pub(super) async fn put_addresses(unit: &Unit, written: &[(Uuid, LocationInput)]) -> Result<()> {
    for rows in batches(written.iter().flat_map(|(id, input)| keys(unit, *id, input)).collect()) {
        put(rows).exec_without_returning(unit.connection()).await?;
    }
    Ok(())
}

/// By what a location is found.
fn keys(unit: &Unit, id: Uuid, input: &LocationInput) -> Vec<address::ActiveModel> {
    let key = |address: &crate::domain::directory::location::Address| address::ActiveModel {
        id: Set(unit.source().id("address")),
        location_id: Set(id),
        city_key: Set(address.city.as_deref().map(place_key)),
        postal_key: Set(address.postal_code.as_deref().map(postal_key)),
        country: Set(address.country.clone()),
    };
    input.addresses.iter().map(key).collect()
}

#[expect(clippy::disallowed_methods, reason = "keys are derived from a row that has its event")]
fn put(addresses: Vec<address::ActiveModel>) -> sea_orm::InsertMany<address::ActiveModel> {
    address::Entity::insert_many(addresses)
}

/// The country of the first address of an entry that has one.
pub(super) async fn country<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    entry: Uuid,
) -> Result<Option<String>> {
    let address = address::Entity::belongs_to(location::Entity)
        .from(address::Column::LocationId)
        .to(location::Column::Id)
        .into();
    let address: sea_orm::RelationDef = address;
    let found = scoped::select::<location::Entity, A>(permit)
        .join(JoinType::InnerJoin, address.rev())
        .filter(location::Column::OrganizationId.eq(entry))
        .filter(address::Column::Country.is_not_null())
        .order_by_asc(location::Column::Id)
        .order_by_asc(address::Column::Id)
        .select_only()
        .column(address::Column::Country)
        .into_tuple::<String>()
        .one(&unit.db().executor)
        .await?;
    Ok(found)
}
