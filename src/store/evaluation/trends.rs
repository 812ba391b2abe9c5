//! How an organization was rated over time, in a fixed number of statements.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::comparisons::Rounds;
use super::{computed, rounds, views};
use crate::access::{Action, Permit};
use crate::domain::evaluation::round::RoundStatus;
use crate::domain::evaluation::trend::{MAX_ROUNDS, Trend, trend};
use crate::error::{Error, Result};
use crate::store::directory::views::{names, text_of};
use crate::store::entity::{instrument, round};
use crate::store::{Rows, Store, scoped};

/// The trend of an organization by an instrument.
///
/// # Errors
/// [`Error::Invalid`] for an organization, an instrument or a partnership that the caller may not see.
pub async fn get<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    organization_id: Uuid,
    instrument: &str,
    partnership_id: Option<Uuid>,
) -> Result<Trend> {
    let db = store.db();
    views::organization_exists(&db, permit, organization_id, "organization_id").await?;
    let organization = names(&db, permit, [organization_id]).await?.remove(&organization_id);
    let organization = organization.ok_or_else(|| Error::unknown_reference("organization_id"))?;
    let versions = scoped::select::<instrument::Entity, A>(permit)
        .filter(instrument::Column::Code.eq(instrument))
        .select_only()
        .column(instrument::Column::Id)
        .into_tuple::<Uuid>()
        .all(&db.executor)
        .await?;
    if versions.is_empty() {
        return Err(Error::unknown_reference("instrument"));
    }
    if let Some(id) = partnership_id {
        views::partnership_exists(&db, permit, id, "partnership_id").await?;
    }
    let about = partnership_id.map(|id| round::Column::PartnershipId.eq(id));
    let mut rows = rounds::without_score(scoped::select::<round::Entity, A>(permit))
        .filter(round::Column::OrganizationId.eq(organization_id))
        .filter(round::Column::InstrumentId.is_in(versions))
        .filter(Condition::all().add_option(about))
        .filter(round::Column::Status.eq(text_of(RoundStatus::Closed)?))
        .order_by_desc(round::Column::ClosedAt)
        .order_by_desc(round::Column::Id)
        .limit(MAX_ROUNDS)
        .all(&db.executor)
        .await?;
    rows.reverse();
    let closed: Vec<DateTime<Utc>> = rows.iter().filter_map(|row| row.closed_at).collect();
    let rounds = Rounds::of(&db, views::rounds(&db, permit, rows).await?).await?;
    let sights = rounds.sights(permit)?;
    computed(move || {
        let subjects = rounds.subjects(&sights)?.into_iter().zip(closed).collect::<Vec<_>>();
        Ok(trend(organization, &subjects))
    })
    .await
}
