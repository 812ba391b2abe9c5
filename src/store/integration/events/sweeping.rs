//! Removing events that are too old to be kept.

use chrono::TimeDelta;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Order, QueryFilter};

use crate::access::Permit;
use crate::access::integration::events::Sweep;
use crate::error::Result;
use crate::store::Store;
use crate::store::entity::event;
use crate::store::scoped::{self, Shared};

/// Events removed in one transaction, so that others need not wait long.
const BLOCK: u64 = 5_000;

impl Shared for event::Entity {}

impl Store {
    /// Removes events older than so many days, block by block.
    ///
    /// # Errors
    /// [`crate::error::Error::Unavailable`] when the database is away.
    pub async fn sweep_events(&self, days: u16) -> Result<()> {
        let old = self.source().now() - TimeDelta::days(days.into());
        while remove(self, &Permit::<Sweep>::system(), old).await? == BLOCK {}
        Ok(())
    }
}

async fn remove(store: &Store, _: &Permit<Sweep>, old: chrono::DateTime<chrono::Utc>) -> Result<u64> {
    let oldest = Query::select()
        .column(event::Column::Sequence)
        .from(event::Entity)
        .and_where(event::Column::At.lt(old))
        .order_by(event::Column::At, Order::Asc)
        .limit(BLOCK)
        .take();
    store
        .write(async |unit| {
            let block = scoped::delete_shared::<event::Entity>()
                .filter(event::Column::Sequence.in_subquery(oldest.clone()));
            Ok(block.exec(unit.connection()).await?.rows_affected)
        })
        .await
}
