//! Failed sign-ins, counted by address and by account and address, so that passwords cannot be guessed.

use chrono::TimeDelta;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use crate::error::{Error, Result};
use crate::store::entity::sign_in_failure::{ActiveModel, Column, Entity};
use crate::store::identity::people::email_key;
use crate::store::scoped::{self, Shared};
use crate::store::{Rows, Store, Unit};

/// For how long a failed sign-in counts.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Failures allowed for one account from one address.
const PER_ACCOUNT: u64 = 10;
/// Failures allowed from one address.
const PER_ADDRESS: u64 = 100;

impl Shared for Entity {}

#[derive(FromQueryResult)]
struct Oldest {
    at: chrono::DateTime<chrono::Utc>,
}

/// Passes unless too many sign-ins failed.
///
/// # Errors
/// [`Error::TooManyRequests`] until the oldest failures no longer count.
pub async fn check(store: &Store, email: &str, address: &str) -> Result<()> {
    let now = store.source().now();
    // What was written while the clock was ahead would lock out for as long as it was.
    let recent = scoped::shared::<Entity>()
        .filter(Column::Address.eq(address))
        .filter(Column::At.gt(now - WINDOW))
        .filter(Column::At.lte(now));
    let by_account = recent.clone().filter(Column::Account.eq(email_key(email)));
    for (failures, most) in [(by_account, PER_ACCOUNT), (recent, PER_ADDRESS)] {
        let db = store.db();
        // The failure that has to grow old before another attempt is allowed, if there are so many.
        let last = failures
            .select_only()
            .column(Column::At)
            .order_by_desc(Column::At)
            .offset(most - 1)
            .limit(1)
            .into_model::<Oldest>()
            .one(&db.executor)
            .await?;
        if let Some(Oldest { at }) = last {
            store.count_throttled();
            let wait = (at + WINDOW - now).num_seconds() + 1;
            return Err(Error::TooManyRequests { retry_after: u64::try_from(wait).unwrap_or(1).max(1) });
        }
    }
    Ok(())
}

/// Remembers a failed sign-in, and forgets those that no longer count.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn failed(store: &Store, email: &str, address: &str) -> Result<()> {
    store
        .write(async |unit| {
            let row = ActiveModel {
                id: Set(unit.source().id("sign_in_failure")),
                at: Set(unit.now()),
                account: Set(email_key(email)),
                address: Set(address.to_owned()),
            };
            put(row).exec_without_returning(unit.connection()).await?;
            let old = scoped::delete_shared::<Entity>().filter(Column::At.lte(unit.now() - WINDOW));
            old.exec(unit.connection()).await?;
            Ok(())
        })
        .await
}

/// Forgets the failed sign-ins to an account that is erased.
pub(super) async fn forget(unit: &Unit, email_key: &str) -> Result<()> {
    let failures = scoped::delete_shared::<Entity>().filter(Column::Account.eq(email_key));
    failures.exec(unit.connection()).await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a failed sign-in is no resource and has no event")]
fn put(row: ActiveModel) -> sea_orm::Insert<ActiveModel> {
    Entity::insert(row)
}
