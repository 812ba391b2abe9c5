//! Perception gaps: made of two results that two organizations shared with each other.

use sea_orm::{ColumnTrait, QueryFilter};

use super::{rounds, shared_results, shares, views};
use crate::access::Permit;
use crate::access::evaluation::perception_gaps::Get;
use crate::access::evaluation::sees_raters;
use crate::domain::evaluation::gap::{GapQuery, PerceptionGap, View, about_the_same, perception_gap};
use crate::error::{Code, Error, Result};
use crate::store::directory::views::of;
use crate::store::entity::round_share;
use crate::store::{Rows, Store, scoped};

/// The gap between the result of an own round and one that another organization shared.
///
/// # Errors
/// [`Error::Invalid`] for a round that the caller may not see or that does not fit, [`Error::Conflict`] with `not_both_shared`
/// where the own result is not shared with the other.
pub async fn get(store: &Store, permit: &Permit<Get>, query: GapQuery) -> Result<PerceptionGap> {
    let db = store.db();
    let own =
        rounds::get(store, permit, query.round_id).await.map_err(|error| error.of_reference("round_id"))?;
    let theirs = scoped::select::<round_share::Entity, _>(permit)
        .filter(round_share::Column::RoundId.eq(query.other_round_id))
        .one(&db.executor)
        .await?
        .ok_or_else(|| Error::unknown_reference("other_round_id"))?;
    let instrument = of(&views::references(&db, [theirs.instrument_id]).await?, theirs.instrument_id)?;
    about_the_same([own.organization.id, theirs.organization_id], [&own.instrument, &instrument])?;
    let mut ours = shares::shares(&db, [own.id]).await?;
    ours.retain(|share| share.recipient_id == theirs.tenant_id);
    let ours = ours.pop().ok_or_else(|| {
        Error::conflict(
            Code::NotBothShared,
            "share the result of your round with the other organization first",
        )
    })?;
    // Raters consent to what others see; those of their own who may not see raters do not see them here either.
    let sees = ours.consented && sees_raters(permit.principal()?);
    let seen = [round_share::Model { consented: sees, ..ours.clone() }, theirs.clone()];
    let scores = shared_results::scored(&db, &seen).await?;
    let both = [ours, theirs];
    let mut both_views = Vec::with_capacity(2);
    for (shared, (content, score)) in
        shared_results::summaries(&db, permit, &both).await?.into_iter().zip(scores)
    {
        both_views.push(View {
            round_id: shared.round.id,
            closed_at: shared.round.closed_at,
            by: shared.from,
            organization: shared.organization,
            content,
            instrument: shared.instrument,
            consented: shared.consented,
            score,
        });
    }
    match <[View; 2]>::try_from(both_views) {
        Ok([own, other]) => perception_gap(own, other),
        Err(_) => Err(views::lost()),
    }
}
