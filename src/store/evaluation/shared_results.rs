//! Results that others shared with the caller's organization.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{computed, scores, views};
use crate::access::evaluation::shared_results::{Get, List};
use crate::access::{Action, Permit, Scope};
use crate::domain::evaluation::filter::SharedResultFilter;
use crate::domain::evaluation::instrument::InstrumentInput;
use crate::domain::evaluation::score::Score;
use crate::domain::evaluation::scoring::compute_score;
use crate::domain::evaluation::shared_result::{SharedResult, SharedResultSummary, SharedRound};
use crate::domain::evaluation::withhold::shared;
use crate::domain::listing::{Listing, Page};
use crate::error::{Error, Result};
use crate::store::directory::views::{names, of, only};
use crate::store::entity::{instrument, partnership, round, round_share};
use crate::store::page::{by_creation, ids, page};
use crate::store::partnership::reach::of_parties;
use crate::store::scoped::{self, Tenanted};
use crate::store::{Db, Rows, Store};

/// What is shared is seen by those with whom it is shared, as long as it is. The round it is of stays its tenant's alone.
impl Tenanted for round_share::Entity {
    fn within(scope: Scope) -> Condition {
        match scope {
            Scope::Tenant { organization_id, .. } => {
                Condition::all().add(round_share::Column::RecipientId.eq(organization_id))
            }
            Scope::Operator | Scope::Person(_) => scoped::nothing(),
            Scope::System => scoped::everything(),
        }
    }
}

/// The results that others shared and that fit the filter.
///
/// # Errors
/// [`Error::Invalid`] for an organization or partnership that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &SharedResultFilter,
    listing: &Listing,
) -> Result<Page<SharedResultSummary>> {
    let db = store.db();
    let mut select = scoped::select::<round_share::Entity, _>(permit);
    if let Some(id) = filter.organization_id {
        views::organization_exists(&db, permit, id, "organization_id").await?;
        select = select.filter(round_share::Column::OrganizationId.eq(id));
    }
    if let Some(id) = filter.from_id {
        views::organization_exists(&db, permit, id, "from_id").await?;
        select = select.filter(round_share::Column::TenantId.eq(id));
    }
    if let Some(code) = &filter.instrument {
        let versions = scoped::named::<instrument::Entity>(instrument::Column::Code.eq(code));
        let versions = versions.select_only().column(instrument::Column::Id);
        select = select.filter(round_share::Column::InstrumentId.in_subquery(versions.into_query()));
    }
    if let Some(id) = filter.partnership_id {
        let is = [id].into();
        if !parties_of(&db, permit, &is).await?.contains(&id) {
            return Err(Error::unknown_reference("partnership_id"));
        }
        let rounds = scoped::named::<round::Entity>(round::Column::PartnershipId.eq(id));
        let rounds = rounds.select_only().column(round::Column::Id);
        select = select.filter(round_share::Column::RoundId.in_subquery(rounds.into_query()));
    }
    let found = page(&db, select, ids!(round_share), &[by_creation!(round_share)], listing).await?;
    found.then(async |rows| summaries(&db, permit, &rows).await).await
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] when it is not shared with the caller, or no longer.
pub async fn get(store: &Store, permit: &Permit<Get>, id: Uuid) -> Result<SharedResult> {
    let db = store.db();
    let found = scoped::select::<round_share::Entity, _>(permit).filter(round_share::Column::Id.eq(id));
    let row = found.one(&db.executor).await?.ok_or(Error::NotFound("shared_result"))?;
    let summary = only(summaries(&db, permit, std::slice::from_ref(&row)).await?)?;
    let (_, score) = only(scored(&db, std::slice::from_ref(&row)).await?)?;
    Ok(SharedResult { summary, score })
}

/// The scores of shared results, as they are shared, each with the instrument that it is by. A closed round's sheets never change, so where nobody had to consent this
/// is what was kept at closing, with its exact fractions.
pub(super) async fn scored(
    db: &Db<'_>,
    rows: &[round_share::Model],
) -> Result<Vec<(Arc<InstrumentInput>, Score)>> {
    let contents = scores::contents(db, rows.iter().map(|row| row.instrument_id)).await?;
    let mut sheets = scores::sheets(db, rows.iter().map(|row| row.round_id)).await?;
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        let content = of(&contents, row.instrument_id)?;
        parts.push((content, sheets.remove(&row.round_id).unwrap_or_default(), row.consented));
    }
    computed(move || {
        let scores = parts.into_iter().map(|(content, sheets, consented)| {
            let score = shared(compute_score(&content, None, &sheets)?, consented);
            Ok((content, score))
        });
        scores.collect()
    })
    .await
}

#[derive(FromQueryResult)]
struct RoundRow {
    id: Uuid,
    closed_at: Option<DateTime<Utc>>,
    partnership_id: Option<Uuid>,
}

pub(super) async fn summaries<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    rows: &[round_share::Model],
) -> Result<Vec<SharedResultSummary>> {
    let round_ids: HashSet<Uuid> = rows.iter().map(|row| row.round_id).collect();
    let rounds = scoped::named::<round::Entity>(round::Column::Id.is_in(round_ids))
        .select_only()
        .columns([round::Column::Id, round::Column::ClosedAt, round::Column::PartnershipId])
        .into_model::<RoundRow>()
        .all(&db.executor)
        .await?;
    let about = parties_of(db, permit, &rounds.iter().filter_map(|row| row.partnership_id).collect()).await?;
    let rounds: HashMap<Uuid, RoundRow> = rounds.into_iter().map(|row| (row.id, row)).collect();
    let organizations =
        names(db, permit, rows.iter().flat_map(|row| [row.tenant_id, row.organization_id])).await?;
    let instruments = views::references(db, rows.iter().map(|row| row.instrument_id)).await?;
    let view = |row: &round_share::Model| {
        let round = rounds.get(&row.round_id).ok_or_else(views::lost)?;
        Ok(SharedResultSummary {
            id: row.id,
            round: SharedRound { id: round.id, closed_at: round.closed_at.ok_or_else(views::lost)? },
            from: of(&organizations, row.tenant_id)?,
            organization: of(&organizations, row.organization_id)?,
            instrument: of(&instruments, row.instrument_id)?,
            partnership_id: round.partnership_id.filter(|id| about.contains(id)),
            consented: row.consented,
            created_at: row.created_at,
        })
    };
    rows.iter().map(view).collect()
}

/// Those of the partnerships to which the caller's organization belongs now.
async fn parties_of<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    ids: &HashSet<Uuid>,
) -> Result<HashSet<Uuid>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found = scoped::select::<partnership::Entity, A>(permit)
        .filter(partnership::Column::Id.is_in(ids.iter().copied()))
        .filter(of_parties(&partnership::Column::Id, permit.scope()))
        .select_only()
        .column(partnership::Column::Id)
        .into_tuple::<Uuid>();
    Ok(found.all(&db.executor).await?.into_iter().collect())
}
