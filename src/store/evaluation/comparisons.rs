//! Comparisons: made of the rounds' scores as the caller sees them, in a fixed number of statements.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{computed, rounds, scores, views};
use crate::access::evaluation::agreement::sees_sheets;
use crate::access::evaluation::scores::{Sight, sight};
use crate::access::{Action, Permit};
use crate::domain::check::Faults;
use crate::domain::evaluation::compare::{Subject, check_rounds, compare};
use crate::domain::evaluation::comparison::Comparison;
use crate::domain::evaluation::instrument::InstrumentInput;
use crate::domain::evaluation::label::labels;
use crate::domain::evaluation::round::Round;
use crate::domain::evaluation::round_agreement::Rated;
use crate::domain::evaluation::scoring::{Sheet, compute_score};
use crate::domain::evaluation::withhold::withhold;
use crate::error::{Error, Result};
use crate::store::entity::round;
use crate::store::{Db, Rows, Store, scoped};

/// Rounds with all that their scores are made of.
pub(super) struct Rounds {
    /// The rounds in the order asked for.
    pub(super) rounds: Vec<Round>,
    /// What they are called, in the same order.
    labels: Vec<String>,
    contents: HashMap<Uuid, Arc<InstrumentInput>>,
    /// The sheets by round.
    sheets: HashMap<Uuid, Vec<Sheet>>,
}

impl Rounds {
    /// With what belongs to rounds that were read by permit.
    pub(super) async fn of(db: &Db<'_>, rounds: Vec<Round>) -> Result<Self> {
        let contents = scores::contents(db, rounds.iter().map(|round| round.instrument.id)).await?;
        let sheets = scores::sheets(db, rounds.iter().map(|round| round.id)).await?;
        Ok(Self { labels: labels(&rounds), rounds, contents, sheets })
    }

    /// What the round's version of the instrument holds.
    fn content(&self, round: &Round) -> Result<Arc<InstrumentInput>> {
        self.contents.get(&round.instrument.id).cloned().ok_or(Error::NotFound("instrument"))
    }

    /// The rounds with their scores as the caller sees them.
    pub(super) fn subjects(&self, sights: &[Sight]) -> Result<Vec<Subject>> {
        let subject = |((round, label), sight): ((&Round, &String), &Sight)| {
            let content = self.content(round)?;
            let score = compute_score(&content, None, self.sheets.get(&round.id).map_or(&[], Vec::as_slice))?;
            // A closed round's sheets never change, so this is what was kept at closing, with its exact fractions.
            let score = if *sight == Sight::Full { score } else { withhold(score) };
            Ok(Subject {
                round_id: round.id,
                round_status: round.status,
                organization: round.organization.clone(),
                label: label.clone(),
                instrument: round.instrument.clone(),
                content,
                score,
            })
        };
        self.rounds.iter().zip(&self.labels).zip(sights).map(subject).collect()
    }

    /// The rounds with their sheets.
    pub(super) fn rated(mut self) -> Result<Vec<Rated>> {
        let mut sheets = std::mem::take(&mut self.sheets);
        let rated = |(round, label): (&Round, &String)| {
            Ok(Rated {
                round_id: round.id,
                organization: round.organization.clone(),
                label: label.clone(),
                instrument: round.instrument.clone(),
                content: self.content(round)?,
                sheets: sheets.remove(&round.id).unwrap_or_default(),
            })
        };
        self.rounds.iter().zip(&self.labels).map(rated).collect()
    }

    pub(super) fn sights<A: Action>(&self, permit: &Permit<A>) -> Result<Vec<Sight>> {
        let principal = permit.principal()?;
        self.rounds.iter().map(|round| sight(principal, round)).collect()
    }
}

/// The partners of the rounds, side by side.
///
/// # Errors
/// [`Error::Invalid`] for fewer than 2 or more than 50 rounds, one named twice, one that the caller may not see, or
/// different instruments; [`Error::Conflict`] for one whose score the caller may not see yet.
pub async fn get<A: Action>(store: &Store, permit: &Permit<A>, round_ids: &[Uuid]) -> Result<Comparison> {
    check_rounds(round_ids)?;
    let rounds = read(store, permit, round_ids).await?;
    let sights = rounds.sights(permit)?;
    computed(move || compare(rounds.subjects(&sights)?)).await
}

/// What more than a comparison is worked out from: the rounds' scores as the caller sees them, and their sheets where it sees
/// these; `sheets` says that it has to.
///
/// # Errors
/// As for a comparison; [`Error::Forbidden`] where sheets are needed and the caller does not see them.
pub async fn subjects<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    round_ids: &[Uuid],
    sheets: bool,
) -> Result<(Vec<Subject>, Option<Vec<Rated>>)> {
    check_rounds(round_ids)?;
    let rounds = read(store, permit, round_ids).await?;
    let sights = rounds.sights(permit)?;
    if sheets {
        for round in &rounds.rounds {
            sees_sheets::<A>(permit.principal()?, round)?;
        }
    }
    computed(move || {
        let subjects = rounds.subjects(&sights)?;
        let full = sights.iter().all(|sight| *sight == Sight::Full);
        Ok((subjects, full.then(|| rounds.rated()).transpose()?))
    })
    .await
}

/// The rounds in the order asked for, with all that belongs to them, in a fixed number of statements.
pub(super) async fn read<A: Action>(store: &Store, permit: &Permit<A>, round_ids: &[Uuid]) -> Result<Rounds> {
    let db = store.db();
    let rounds = in_order(&db, permit, round_ids).await?;
    Rounds::of(&db, rounds).await
}

/// The rounds in the order asked for.
async fn in_order<A: Action>(db: &Db<'_>, permit: &Permit<A>, ids: &[Uuid]) -> Result<Vec<Round>> {
    let rows = rounds::without_score(scoped::select::<round::Entity, A>(permit))
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
