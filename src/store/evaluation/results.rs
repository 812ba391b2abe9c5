//! What the latest closed rounds say of organizations, for whoever looks for partners and proposes to them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{computed, scores, views};
use crate::access::evaluation::sees_raters;
use crate::access::{Action, Permit};
use crate::domain::discovery::prospect::BlockingRound;
use crate::domain::evaluation::instrument::InstrumentInput;
use crate::domain::evaluation::round::RoundStatus;
use crate::domain::evaluation::score::ScoreStatus;
use crate::domain::evaluation::scoring::compute_score;
use crate::domain::identity::client::ClientScope;
use crate::error::{Error, Result};
use crate::store::directory::views::text_of;
use crate::store::entity::{instrument, round};
use crate::store::{Db, Rows, scoped};

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
    /// That of the round before it.
    pub(in crate::store) mean_before: Option<f64>,
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

/// The results on organizations, as far as a caller may see them.
#[derive(Clone, Debug)]
pub(in crate::store) struct Results {
    /// Whether the caller may see any at all.
    seen: bool,
    by_organization: HashMap<Uuid, Vec<Latest>>,
}

impl Results {
    /// Those on an organization, the latest first.
    pub(in crate::store) fn of(&self, organization_id: Uuid) -> &[Latest] {
        self.by_organization.get(&organization_id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The rounds that stand against it.
    pub(in crate::store) fn blocking(&self, organization_id: Uuid) -> Vec<BlockingRound> {
        blocking(self.of(organization_id))
    }

    /// Whether one stands against it; nothing where that is withheld.
    pub(in crate::store) fn blocked(&self, organization_id: Uuid) -> Option<bool> {
        let latest = self.of(organization_id);
        let told = || self.seen && latest.iter().all(|result| result.status.is_some());
        if blocking(latest).is_empty() { told().then_some(false) } else { Some(true) }
    }
}

/// The results on each of the organizations. A program sees them with the scope for evaluations only.
pub(in crate::store) async fn latest<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    organization_ids: impl IntoIterator<Item = Uuid>,
) -> Result<Results> {
    let principal = permit.principal()?;
    let seen = principal.has_scope(ClientScope::EvaluationRead);
    let by_organization = match seen {
        true => read(rows, permit, organization_ids.into_iter().collect(), sees_raters(principal)).await?,
        false => HashMap::new(),
    };
    Ok(Results { seen, by_organization })
}

/// What the library's latest closed rounds have against the organizations, whatever the caller may see of it: for rules.
pub(in crate::store) async fn against<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    organization_ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<(Uuid, BlockingRound)>> {
    let latest = read(rows, permit, organization_ids.into_iter().collect(), true).await?;
    let mut against = Vec::new();
    for (id, latest) in latest {
        against.extend(blocking(&latest).into_iter().map(|round| (id, round)));
    }
    against.sort_by_key(|(_, round)| round.round_id);
    Ok(against)
}

async fn read<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    organization_ids: HashSet<Uuid>,
    in_full: bool,
) -> Result<HashMap<Uuid, Vec<Latest>>> {
    if organization_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let db = rows.db();
    // What is kept of a score is written so on both databases.
    let closed = scoped::select::<round::Entity, A>(permit)
        .filter(round::Column::OrganizationId.is_in(organization_ids))
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
    let instruments = instruments(&db, &closed).await?;
    let mut by_instrument: HashMap<(Uuid, &str), u32> = HashMap::new();
    let mut last_two = Vec::new();
    for row in &closed {
        let times =
            by_instrument.entry((row.organization_id, of(&instruments, row.instrument_id)?.code.as_str()));
        if *times.and_modify(|times| *times += 1).or_insert(1) <= 2 {
            last_two.push(row);
        }
    }
    let full = if in_full { full(&db, &instruments, &last_two).await? } else { HashMap::new() };
    let mut found: HashMap<Uuid, Vec<Latest>> = HashMap::new();
    for row in last_two {
        let kept = row.status.as_deref().map(views::word).transpose()?;
        let (status, mean) = full.get(&row.id).copied().unwrap_or((kept, row.mean));
        let Used { code, content } = of(&instruments, row.instrument_id)?;
        // Without a deal-breaker there is nothing to withhold.
        let status = status.or_else(|| (!content.has_minimum()).then_some(ScoreStatus::Clear));
        let (least, most) = content.scale.range();
        let share = |mean: f64| (most > least).then(|| (mean - f64::from(least)) / f64::from(most - least));
        let mean = mean.and_then(share);
        let results = found.entry(row.organization_id).or_default();
        match results.iter_mut().find(|result| result.instrument == *code) {
            Some(latest) => latest.mean_before = mean,
            None => results.push(Latest {
                round_id: row.id,
                instrument: code.clone(),
                closed_at: row.closed_at,
                status,
                mean,
                mean_before: None,
            }),
        }
    }
    Ok(found)
}

/// An instrument that was used: its code, which its versions share, and what this version holds.
struct Used {
    code: String,
    content: Arc<InstrumentInput>,
}

async fn instruments(db: &Db<'_>, closed: &[ClosedRow]) -> Result<HashMap<Uuid, Used>> {
    let ids: HashSet<Uuid> = closed.iter().map(|row| row.instrument_id).collect();
    let rows = scoped::named::<instrument::Entity>(instrument::Column::Id.is_in(ids));
    let used = |row: instrument::Model| {
        let content = Arc::new(views::from_json(row.content)?);
        Ok((row.id, Used { code: row.code, content }))
    };
    rows.all(&db.executor).await?.into_iter().map(used).collect()
}

fn of(instruments: &HashMap<Uuid, Used>, id: Uuid) -> Result<&Used> {
    instruments.get(&id).ok_or_else(|| Error::internal(format!("the instrument {id} is used but not there")))
}

/// The deal-breakers and the mean of those rounds of which not everything was kept, out of their sheets.
async fn full(
    db: &Db<'_>,
    instruments: &HashMap<Uuid, Used>,
    closed: &[&ClosedRow],
) -> Result<HashMap<Uuid, (Option<ScoreStatus>, Option<f64>)>> {
    let withheld: Vec<_> = closed.iter().filter(|row| row.status.is_none() || row.mean.is_none()).collect();
    if withheld.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sheets = scores::sheets(db, withheld.iter().map(|row| row.id)).await?;
    let mut parts = Vec::with_capacity(withheld.len());
    for row in withheld {
        let content = of(instruments, row.instrument_id)?.content.clone();
        parts.push((row.id, content, sheets.remove(&row.id).unwrap_or_default()));
    }
    computed(move || {
        let score = |(id, content, sheets): (Uuid, Arc<_>, Vec<_>)| {
            let score = compute_score(&content, None, &sheets)?;
            Ok((id, (score.status, score.overall.mean)))
        };
        parts.into_iter().map(score).collect()
    })
    .await
}

/// The rounds that stand against an organization: blocked or undetermined.
fn blocking(latest: &[Latest]) -> Vec<BlockingRound> {
    let blocking = |result: &Latest| {
        let status = result.status.filter(|status| *status != ScoreStatus::Clear)?;
        let (round_id, instrument) = (result.round_id, result.instrument.clone());
        Some(BlockingRound { round_id, instrument, status, closed_at: result.closed_at })
    };
    latest.iter().filter_map(blocking).collect()
}
