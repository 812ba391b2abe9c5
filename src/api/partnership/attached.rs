//! What hangs on a partnership: the work of the handlers, which all such resources share.

use utoipa::ToSchema;

use crate::access::Permit;
use crate::access::partnership::attached::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::Listed;
use crate::api::query::Id;
use crate::api::resource::Resource;
use crate::domain::partnership::attached::{AttachedFilter, AttachedInput};
use crate::error::Result;
use crate::store::partnership::attached::{self, Stored, Written};
use crate::store::partnership::partnerships;

/// A page of rows.
pub(super) async fn list<T: Stored + Resource>(
    permit: &Permit<List<T>>,
    service: &Service,
    list: &Listed<AttachedFilter>,
) -> Result<Answer> {
    list.answer(attached::list(&service.store, permit, &list.filter, &list.listing).await?)
}

/// One row.
pub(super) async fn get<T: Stored + Resource>(
    permit: &Permit<Get<T>>,
    service: &Service,
    id: Id,
) -> Result<Answer> {
    Answer::row(permit, attached::get::<T, _>(&service.store, permit, *id).await?)
}

/// A new row.
pub(super) async fn create<T>(permit: Permit<Create<T>>, call: Call<T::Input>) -> Result<Answer>
where
    T: Written + Resource,
    T::Input: ToSchema,
{
    call.run(async |unit| {
        let input = call.read()?;
        let whole = partnerships::get(unit, &permit, input.partnership_id()).await;
        let whole = permit.over(whole.map_err(|error| error.of_reference("/partnership_id"))?)?;
        Answer::created(&permit, attached::create(unit, &whole, input).await?)
    })
    .await
}

/// A changed row.
pub(super) async fn update<T>(permit: Permit<Update<T>>, id: Id, call: Call<T::Input>) -> Result<Answer>
where
    T: Written + Resource + Clone,
    T::Input: ToSchema,
{
    call.run(async |unit| {
        let row = call.authorize(permit, attached::get::<T, _>(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, attached::update(unit, &row, input).await?)
    })
    .await
}

/// A removed row.
pub(super) async fn delete<T>(permit: Permit<Delete<T>>, id: Id, call: Call<()>) -> Result<Answer>
where
    T: Written + Resource + Clone,
{
    call.run(async |unit| {
        let row = call.authorize(permit, attached::get::<T, _>(unit, &permit, *id).await?)?;
        attached::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}
