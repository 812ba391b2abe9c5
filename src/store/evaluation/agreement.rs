//! How far the raters of rounds agree.

use uuid::Uuid;

use super::comparisons::{self, Rounds};
use super::{computed, rounds};
use crate::access::evaluation::agreement::{Compare, Get, sees_sheets};
use crate::access::{Action, Permit};
use crate::domain::evaluation::alpha::MeasurementLevel;
use crate::domain::evaluation::compare::check_rounds;
use crate::domain::evaluation::round_agreement::{RoundAgreement, round_agreement};
use crate::error::Result;
use crate::store::{Rows, Store};

/// The agreement of the raters of a round.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see the round, [`crate::error::Error::Forbidden`] when not its raters,
/// [`crate::error::Error::Conflict`] when not yet.
pub async fn get(
    store: &Store,
    permit: &Permit<Get>,
    round_id: Uuid,
    level: MeasurementLevel,
    seed: u64,
) -> Result<RoundAgreement> {
    let round = rounds::get(store, permit, round_id).await?;
    let rounds = Rounds::of(&store.db(), vec![round]).await?;
    agreement(permit, rounds, level, seed).await
}

/// The agreement of the raters of several rounds.
///
/// # Errors
/// [`crate::error::Error::Invalid`] as for a comparison, [`crate::error::Error::Forbidden`] and [`crate::error::Error::Conflict`] as above.
pub async fn compare(
    store: &Store,
    permit: &Permit<Compare>,
    round_ids: &[Uuid],
    level: MeasurementLevel,
    seed: u64,
) -> Result<RoundAgreement> {
    check_rounds(round_ids)?;
    let rounds = comparisons::read(store, permit, round_ids).await?;
    agreement(permit, rounds, level, seed).await
}

async fn agreement<A: Action>(
    permit: &Permit<A>,
    rounds: Rounds,
    level: MeasurementLevel,
    seed: u64,
) -> Result<RoundAgreement> {
    for round in &rounds.rounds {
        sees_sheets::<A>(permit.principal()?, round)?;
    }
    computed(move || round_agreement(&rounds.rated()?, level, seed)).await
}
