//! Comparisons: made of the rounds' scores as the caller sees them, in a fixed number of statements.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{computed, rounds, scores, views};
use crate::access::Permit;
use crate::access::evaluation::comparisons::Compare;
use crate::access::evaluation::scores::{Sight, sight};
use crate::domain::check::Faults;
use crate::domain::evaluation::compare::{Subject, check_rounds, compare};
use crate::domain::evaluation::comparison::Comparison;
use crate::domain::evaluation::round::Round;
use crate::domain::evaluation::scoring::compute_score;
use crate::domain::evaluation::withhold::withhold;
use crate::error::{Error, Result};
use crate::store::entity::round;
use crate::store::{Db, Rows, Store, scoped};

/// The partners of the rounds, side by side.
///
/// # Errors
/// [`Error::Invalid`] for fewer than 2 or more than 50 rounds, one named twice, one that the caller may not see, or
/// different instruments; [`Error::Conflict`] for one whose score the caller may not see yet.
pub async fn get(store: &Store, permit: &Permit<Compare>, round_ids: &[Uuid]) -> Result<Comparison> {
    check_rounds(round_ids)?;
    let db = store.db();
    let rounds = in_order(&db, permit, round_ids).await?;
    let principal = permit.principal()?;
    let sights = rounds.iter().map(|round| sight(principal, round)).collect::<Result<Vec<_>>>()?;
    let contents = scores::contents(&db, rounds.iter().map(|round| round.instrument.id)).await?;
    let mut sheets = scores::sheets(&db, round_ids.iter().copied()).await?;
    computed(move || {
        let subject = |(round, sight): (Round, Sight)| {
            let content = contents.get(&round.instrument.id).ok_or(Error::NotFound("instrument"))?;
            let sheets = sheets.remove(&round.id).unwrap_or_default();
            let score = compute_score(content, None, &sheets)?;
            // A closed round's sheets never change, so this is what was kept at closing, with its exact fractions.
            let score = if sight == Sight::Full { score } else { withhold(score) };
            Ok(Subject {
                round_id: round.id,
                round_status: round.status,
                organization: round.organization,
                instrument: round.instrument,
                content: content.clone(),
                score,
            })
        };
        compare(rounds.into_iter().zip(sights).map(subject).collect::<Result<_>>()?)
    })
    .await
}

/// The rounds in the order asked for.
async fn in_order(db: &Db<'_>, permit: &Permit<Compare>, ids: &[Uuid]) -> Result<Vec<Round>> {
    let rows = rounds::without_score(scoped::select::<round::Entity, _>(permit))
        .filter(round::Column::Id.is_in(ids.iter().copied()))
        .all(&db.executor)
        .await?;
    let rounds = views::rounds(db, permit, rows).await?;
    let mut by_id: HashMap<Uuid, Round> = rounds.into_iter().map(|round| (round.id, round)).collect();
    let mut faults = Faults::default();
    let mut found = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        match by_id.remove(id) {
            Some(round) => found.push(round),
            None => faults.add(
                &format!("round_id/{index}"),
                "not_found",
                "there is no such row, or you may not see it",
            ),
        }
    }
    faults.finish().map(|()| found)
}
