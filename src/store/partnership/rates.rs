//! What an hour is worth.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::access::partnership::rates::{Create, Delete, List, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::listing::{Listing, Page};
use crate::domain::partnership::rate::{Rate, RateInput, national_volunteer_hour};
use crate::error::Result;
use crate::store::directory::views::{names, of, only};
use crate::store::entity::rate;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::supplied;
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(rate, "rate", |row| row.organization_id.map(Audience::Tenant).into_iter().collect());

/// A tenant sees its own rates and those that come with the service.
impl Tenanted for rate::Entity {
    fn within(scope: Scope) -> Condition {
        let built_in = Condition::any().add(rate::Column::OrganizationId.is_null());
        match scope {
            Scope::Tenant { organization_id, .. } => {
                built_in.add(rate::Column::OrganizationId.eq(organization_id))
            }
            Scope::Operator => built_in,
            Scope::Person(_) => scoped::nothing(),
            Scope::System => scoped::everything(),
        }
    }
}

/// Puts in the rate that comes with the service, unless it is there.
pub(in crate::store) async fn put_builtin(unit: &Unit) -> Result<()> {
    let (id, input) = national_volunteer_hour();
    let mut row = rate::ActiveModel { organization_id: Set(None), ..Default::default() };
    write(&mut row, input);
    supplied::put::<rate::Entity>(unit, [Ok((id, row))]).await
}

/// The rates that the caller may see.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub async fn list(store: &Store, permit: &Permit<List>, listing: &Listing) -> Result<Page<Rate>> {
    let select = scoped::select::<rate::Entity, _>(permit);
    let found = page(&store.db(), select, ids!(rate), &[by_creation!(rate)], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// One rate.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Rate> {
    let row = scoped::one::<rate::Entity, _>(rows, permit, id).await?;
    only(seen(rows, permit, vec![row]).await?)
}

/// Makes a rate of the caller's organization.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: RateInput) -> Result<Rate> {
    let mut row = rate::ActiveModel { organization_id: Set(Some(permit.tenant()?)), ..Default::default() };
    write(&mut row, input);
    let written = unit.insert::<rate::Entity, _>(permit, row).await?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Changes a rate. Contributions that were valued by it keep what it said then.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn update(unit: &Unit, before: &Authorized<Update>, input: RateInput) -> Result<Rate> {
    let permit = before.permit();
    let row = scoped::one::<rate::Entity, _>(unit, permit, before.row().id).await?;
    let written = unit.update::<rate::Entity, _>(permit, row, |row| write(row, input)).await?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Removes a rate.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, before: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<rate::Entity, _>(unit, before.permit(), before.row().id).await?;
    Ok(unit.delete::<rate::Entity, _>(before.permit(), row).await?)
}

fn write(row: &mut rate::ActiveModel, input: RateInput) {
    row.name = Set(input.name);
    row.amount = Set(input.amount);
    row.currency = Set(input.currency);
    row.valid_from = Set(input.valid_from);
    row.valid_until = Set(input.valid_until);
    row.place = Set(input.place);
    row.source = Set(input.source);
}

async fn seen<A: Action>(rows: &impl Rows, permit: &Permit<A>, found: Vec<rate::Model>) -> Result<Vec<Rate>> {
    let names = names(&rows.db(), permit, found.iter().filter_map(|row| row.organization_id)).await?;
    let view = |row: rate::Model| {
        Ok(Rate {
            id: row.id,
            organization: row.organization_id.map(|id| of(&names, id)).transpose()?,
            name: row.name,
            amount: row.amount,
            currency: row.currency,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
            place: row.place,
            source: row.source,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}
