//! What a library's evaluations say against proposing a partnership.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::rounds::without_score;
use super::{computed, scores};
use crate::access::{Action, Permit};
use crate::domain::evaluation::instrument::InstrumentInput;
use crate::domain::evaluation::round::RoundStatus;
use crate::domain::evaluation::score::ScoreStatus;
use crate::domain::evaluation::scoring::compute_score;
use crate::error::Result;
use crate::store::directory::views::text_of;
use crate::store::entity::{instrument, round};
use crate::store::{Rows, scoped};

/// A closed round whose deal-breakers were not all passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Breaker {
    /// The round.
    pub(in crate::store) round_id: Uuid,
    /// Whom it is about.
    pub(in crate::store) organization_id: Uuid,
    /// The name of the instrument.
    pub(in crate::store) instrument: String,
    /// What it says.
    pub(in crate::store) status: ScoreStatus,
}

/// The breakers among the latest closed rounds of the caller's library: one on each organization by each
/// instrument that has deal-breakers, whatever its version.
pub(in crate::store) async fn of<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    organizations: &[Uuid],
) -> Result<Vec<Breaker>> {
    let db = rows.db();
    let closed = without_score(scoped::select::<round::Entity, A>(permit))
        .filter(round::Column::Status.eq(text_of(RoundStatus::Closed)?))
        .filter(round::Column::OrganizationId.is_in(organizations.iter().copied()))
        .order_by_desc(round::Column::ClosedAt)
        .order_by_desc(round::Column::Id)
        .all(&db.executor)
        .await?;
    let used = || closed.iter().map(|round| round.instrument_id);
    let codes: HashMap<Uuid, String> = scoped::select::<instrument::Entity, A>(permit)
        .filter(instrument::Column::Id.is_in(used()))
        .all(&db.executor)
        .await?
        .into_iter()
        .map(|row| (row.id, row.code))
        .collect();
    let mut contents = scores::contents(&db, permit, used()).await?;
    contents.retain(|_, content| has_deal_breakers(content));
    let mut latest: HashMap<(Uuid, &str), &round::Model> = HashMap::new();
    for round in closed.iter().filter(|round| contents.contains_key(&round.instrument_id)) {
        if let Some(code) = codes.get(&round.instrument_id) {
            latest.entry((round.organization_id, code)).or_insert(round);
        }
    }
    let mut sheets = scores::sheets(&db, latest.values().map(|round| round.id)).await?;
    let mut found = Vec::new();
    for round in latest.into_values() {
        let Some(content) = contents.get(&round.instrument_id).cloned() else { continue };
        let name = content.name.clone();
        let sheets = sheets.remove(&round.id).unwrap_or_default();
        let score = computed(move || compute_score(&content, None, &sheets)).await?;
        if let Some(status @ (ScoreStatus::Blocked | ScoreStatus::Undetermined)) = score.status {
            let (round_id, organization_id) = (round.id, round.organization_id);
            found.push(Breaker { round_id, organization_id, instrument: name, status });
        }
    }
    found.sort_by_key(|breaker| breaker.round_id);
    Ok(found)
}

fn has_deal_breakers(content: &InstrumentInput) -> bool {
    content.factors.iter().any(|factor| factor.minimum.is_some())
        || content.items().any(|item| item.minimum.is_some())
}
