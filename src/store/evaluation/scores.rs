//! Scores of rounds, as far as the caller may see them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sea_orm::{ColumnTrait, QueryOrder};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{computed, instruments, rounds, views};
use crate::access::Permit;
use crate::access::evaluation::scores::{Compute, Get, Sight, sight};
use crate::domain::evaluation::evaluation::RatingEntry;
use crate::domain::evaluation::instrument::InstrumentInput;
use crate::domain::evaluation::preview::ScoreInput;
use crate::domain::evaluation::round::Round;
use crate::domain::evaluation::score::Score;
use crate::domain::evaluation::scoring::{Sheet, compute_score};
use crate::domain::evaluation::withhold::withhold;
use crate::error::{Error, Result};
use crate::store::directory::views::{of, to_json};
use crate::store::entity::{evaluation, instrument, round};
use crate::store::{Db, Rows, Store, Unit, scoped};

/// A score as a caller sees it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Shown {
    /// Worked out of the sheets.
    Full(Box<Score>),
    /// As it was written down when the round was closed.
    Withheld(Value),
}

/// The score of a round.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see the round, [`Error::Conflict`] when not yet its score.
pub async fn get(store: &Store, permit: &Permit<Get>, round_id: Uuid) -> Result<Shown> {
    let round = rounds::get(store, permit, round_id).await?;
    match sight(permit.principal()?, &round)? {
        Sight::Full => Ok(Shown::Full(Box::new(full(store, &round).await?))),
        Sight::Withheld => {
            let row = scoped::one::<round::Entity, _>(store, permit, round_id).await?;
            row.score.map(Shown::Withheld).ok_or_else(|| Error::internal("a closed round without score"))
        }
    }
}

/// Scores ratings of which nothing is stored.
///
/// # Errors
/// [`Error::Invalid`] with every fault, [`Error::Conflict`] for an instrument that cannot be used.
pub async fn compute(store: &Store, permit: &Permit<Compute>, input: ScoreInput) -> Result<Score> {
    let content = instruments::usable(store, permit, input.instrument_id, "/instrument_id").await?;
    computed(move || {
        let sheets = input.accept(&content)?;
        compute_score(&content, input.weights.as_ref(), &sheets)
    })
    .await
}

/// What is kept of a round's score when it is closed: what reveals nobody.
pub(super) async fn withheld(unit: &Unit, round: &Round) -> Result<Value> {
    to_json(&withhold(full(unit, round).await?))
}

/// All of the score of a round that was read by permit.
pub(super) async fn full(rows: &impl Rows, round: &Round) -> Result<Score> {
    let db = rows.db();
    let content = contents(&db, [round.instrument.id]).await?.remove(&round.instrument.id);
    let content = content.ok_or(Error::NotFound("instrument"))?;
    let sheets = sheets(&db, [round.id]).await?.remove(&round.id).unwrap_or_default();
    computed(move || compute_score(&content, None, &sheets)).await
}

/// What versions of instruments hold that were used in rounds read by permit.
pub(super) async fn contents(
    db: &Db<'_>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Arc<InstrumentInput>>> {
    let ids: HashSet<Uuid> = ids.into_iter().collect();
    let rows =
        scoped::named::<instrument::Entity>(instrument::Column::Id.is_in(ids)).all(&db.executor).await?;
    rows.into_iter().map(|row| Ok((row.id, Arc::new(views::from_json(row.content)?)))).collect()
}

/// The sheets of rounds that were read by permit, by round, in the order in which they were begun.
pub(super) async fn sheets(
    db: &Db<'_>,
    round_ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Sheet>>> {
    let rows = scoped::parts::<evaluation::Entity>(round_ids)
        .order_by_asc(evaluation::Column::CreatedAt)
        .order_by_asc(evaluation::Column::Id)
        .all(&db.executor)
        .await?;
    let raters = views::people(db, rows.iter().map(|row| row.rater_id)).await?;
    let mut sheets: HashMap<Uuid, Vec<Sheet>> = HashMap::new();
    for row in rows {
        let ratings: Vec<RatingEntry> = views::from_json(row.ratings)?;
        sheets.entry(row.round_id).or_default().push(Sheet {
            rater: of(&raters, row.rater_id)?.into(),
            status: views::word(&row.status)?,
            reopened: row.reopened > 0,
            answers: ratings.into_iter().map(|entry| (entry.item, entry.value)).collect(),
        });
    }
    Ok(sheets)
}
