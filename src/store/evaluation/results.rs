//! What the latest closed rounds say of organizations, as far as the caller may see it: for whoever looks for partners.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{computed, scores, views};
use crate::access::evaluation::sees_raters;
use crate::access::{Action, Permit};
use crate::domain::discovery::prospect::BlockingRound;
use crate::domain::evaluation::round::RoundStatus;
use crate::domain::evaluation::score::ScoreStatus;
use crate::domain::evaluation::scoring::compute_score;
use crate::domain::identity::client::ClientScope;
use crate::error::{Error, Result};
use crate::store::directory::views::text_of;
use crate::store::entity::{instrument, round};
use crate::store::{Rows, scoped};

/// The result of a round that no later one by the same instrument replaces.
#[derive(Clone, Debug)]
pub(in crate::store) struct Latest {
    /// The round.
    pub(in crate::store) round_id: Uuid,
    /// The code of its instrument.
    pub(in crate::store) instrument: String,
    /// When it was closed.
    pub(in crate::store) closed_at: DateTime<Utc>,
    /// What the deal-breakers say, where the caller may know.
    pub(in crate::store) status: Option<ScoreStatus>,
    /// The overall mean as a share of the scale, 0 to 1, where the caller may know.
    pub(in crate::store) mean: Option<f64>,
}

#[derive(FromQueryResult)]
struct ClosedRow {
    id: Uuid,
    organization_id: Uuid,
    instrument_id: Uuid,
    closed_at: DateTime<Utc>,
    status: Option<String>,
    mean: Option<f64>,
}

/// The results on each of the organizations, the latest first. A program sees them with the scope for evaluations only.
pub(in crate::store) async fn latest<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    organization_ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Latest>>> {
    let ids: HashSet<Uuid> = organization_ids.into_iter().collect();
    let principal = permit.principal()?;
    if ids.is_empty() || !principal.has_scope(ClientScope::EvaluationRead) {
        return Ok(HashMap::new());
    }
    let db = rows.db();
    // What is kept of a score is written so on both databases.
    let closed = scoped::select::<round::Entity, A>(permit)
        .filter(round::Column::OrganizationId.is_in(ids))
        .filter(round::Column::Status.eq(text_of(RoundStatus::Closed)?))
        .order_by_desc(round::Column::ClosedAt)
        .order_by_desc(round::Column::Id)
        .select_only()
        .columns([round::Column::Id, round::Column::OrganizationId, round::Column::InstrumentId])
        .column(round::Column::ClosedAt)
        .expr_as(Expr::cust("\"round\".\"score\" ->> 'status'"), "status")
        .expr_as(Expr::cust("CAST(\"round\".\"score\" -> 'overall' ->> 'mean' AS double precision)"), "mean")
        .into_model::<ClosedRow>()
        .all(&db.executor)
        .await?;
    let instruments = scoped::named::<instrument::Entity>(
        instrument::Column::Id.is_in(closed.iter().map(|row| row.instrument_id).collect::<HashSet<_>>()),
    );
    let codes: HashMap<Uuid, String> =
        instruments.all(&db.executor).await?.into_iter().map(|row| (row.id, row.code)).collect();
    let code = |id: &Uuid| codes.get(id).cloned().ok_or_else(|| Error::internal("no instrument"));
    let mut seen = HashSet::new();
    let mut latest = Vec::new();
    for row in closed {
        if seen.insert((row.organization_id, code(&row.instrument_id)?)) {
            latest.push(row);
        }
    }
    let mut full = match sees_raters(principal) {
        true => full(rows, permit, &latest).await?,
        false => HashMap::new(),
    };
    let contents = scores::contents(&db, permit, latest.iter().map(|row| row.instrument_id)).await?;
    let mut found: HashMap<Uuid, Vec<Latest>> = HashMap::new();
    for row in latest {
        let kept = row.status.as_deref().map(views::word).transpose()?;
        let (status, mean) = full.remove(&row.id).unwrap_or((kept, row.mean));
        let values = contents.get(&row.instrument_id).map(|content| &content.scale.labels);
        let ends = values.and_then(|labels| Some((labels.first()?.value, labels.last()?.value)));
        let share = |mean: f64| {
            let (least, most) = ends.map(|(least, most)| (f64::from(least), f64::from(most)))?;
            (most > least).then(|| (mean - least) / (most - least))
        };
        found.entry(row.organization_id).or_default().push(Latest {
            round_id: row.id,
            instrument: code(&row.instrument_id)?,
            closed_at: row.closed_at,
            status,
            mean: mean.and_then(share),
        });
    }
    Ok(found)
}

/// The deal-breakers and the mean of those rounds of which not everything was kept, out of their sheets: for callers who
/// see these.
async fn full<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    latest: &[ClosedRow],
) -> Result<HashMap<Uuid, (Option<ScoreStatus>, Option<f64>)>> {
    let withheld: Vec<_> = latest.iter().filter(|row| row.status.is_none() || row.mean.is_none()).collect();
    if withheld.is_empty() {
        return Ok(HashMap::new());
    }
    let db = rows.db();
    let contents = scores::contents(&db, permit, withheld.iter().map(|row| row.instrument_id)).await?;
    let mut sheets = scores::sheets(&db, withheld.iter().map(|row| row.id)).await?;
    let mut parts = Vec::with_capacity(withheld.len());
    for row in withheld {
        let content = contents.get(&row.instrument_id).cloned().ok_or(Error::NotFound("instrument"))?;
        parts.push((row.id, content, sheets.remove(&row.id).unwrap_or_default()));
    }
    computed(move || {
        let score = |(id, content, sheets): (Uuid, std::sync::Arc<_>, Vec<_>)| {
            let score = compute_score(&content, None, &sheets)?;
            Ok((id, (score.status, score.overall.mean)))
        };
        parts.into_iter().map(score).collect()
    })
    .await
}

/// The rounds that stand against an organization: blocked or undetermined.
pub(in crate::store) fn blocking(latest: &[Latest]) -> Vec<BlockingRound> {
    let blocking = |result: &Latest| {
        let status = result.status.filter(|status| *status != ScoreStatus::Clear)?;
        let (round_id, instrument) = (result.round_id, result.instrument.clone());
        Some(BlockingRound { round_id, instrument, status, closed_at: result.closed_at })
    };
    latest.iter().filter_map(blocking).collect()
}
