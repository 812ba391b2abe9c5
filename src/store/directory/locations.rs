//! Where organizations are found: places with coordinates and addresses.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::addresses;
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
use crate::store::scoped;
use crate::store::write::recorded;
use crate::store::{Rows, Unit};

operations!(Location, LocationInput);

recorded!(location, "location", |row| views::audiences(row.organization_id, &row.visibility));

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

    async fn index(unit: &Unit, entry: Uuid, id: Uuid, input: Option<&LocationInput>) -> Result<()> {
        addresses::put(unit, id, input).await?;
        addresses::place(unit, &[entry]).await
    }
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
