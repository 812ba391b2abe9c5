//! Instruments, rounds and sheets as the caller sees them, with the names that come with them: a fixed number of
//! queries, however many rows there are.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::shares;
use crate::access::evaluation::{rates, sees_raters};
use crate::access::{Action, Permit};
use crate::domain::directory::named::Named;
use crate::domain::evaluation::evaluation::{Evaluation, EvaluationStatus};
use crate::domain::evaluation::instrument::{Instrument, InstrumentRef};
use crate::domain::evaluation::round::{OwnEvaluation, Round};
use crate::error::{Error, Result};
use crate::store::Db;
use crate::store::directory::views::names;
use crate::store::entity::{
    evaluation, instrument, organization, partnership, person, round, round_consent, round_rater,
};
use crate::store::named;
use crate::store::scoped::{self, PartOf};

pub(super) use crate::store::directory::views::{from_json, word};

impl PartOf for round_rater::Entity {
    const WHOLE: round_rater::Column = round_rater::Column::RoundId;
}

impl PartOf for evaluation::Entity {
    const WHOLE: evaluation::Column = evaluation::Column::RoundId;
}

/// Versions with the names of their libraries.
pub(super) async fn instruments<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    rows: Vec<instrument::Model>,
) -> Result<Vec<Instrument>> {
    let libraries = names(db, permit, rows.iter().filter_map(|row| row.library_id)).await?;
    let view = |row: instrument::Model| {
        Ok(Instrument {
            id: row.id,
            code: row.code,
            version: row.edition,
            status: word(&row.status)?,
            copied_from: row.copied_from,
            library: row.library_id.and_then(|id| libraries.get(&id).cloned()),
            content: from_json(row.content)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    rows.into_iter().map(view).collect()
}

/// Rounds with the caller's part in them. Who else may rate is told only to those who may see raters.
pub(super) async fn rounds<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    rows: Vec<round::Model>,
) -> Result<Vec<Round>> {
    let principal = permit.principal()?;
    let ids = || rows.iter().map(|row| row.id);
    let mut raters: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    let named = scoped::parts::<round_rater::Entity>(ids()).order_by_asc(round_rater::Column::PersonId);
    for row in named.all(&db.executor).await? {
        raters.entry(row.round_id).or_default().push(row.person_id);
    }
    let own = own_sheets(db, ids(), principal.subject_id()).await?;
    let agreed = shares::consents(ids()).filter(round_consent::Column::PersonId.eq(principal.subject_id()));
    let agreed: HashSet<Uuid> = agreed.all(&db.executor).await?.into_iter().map(|row| row.round_id).collect();
    let mut shared_with = match sees_raters(principal) {
        true => Some(shares::shared_with(db, permit, ids()).await?),
        false => None,
    };
    let organizations = names(db, permit, rows.iter().map(|row| row.organization_id)).await?;
    let instruments = references(db, rows.iter().map(|row| row.instrument_id)).await?;
    let view = |row: round::Model| {
        let rater_ids = raters.remove(&row.id);
        let named = rater_ids.as_ref().is_none_or(|raters| raters.contains(&principal.subject_id()));
        Ok(Round {
            id: row.id,
            organization: organizations.get(&row.organization_id).cloned().ok_or_else(lost)?,
            instrument: instruments.get(&row.instrument_id).cloned().ok_or_else(lost)?,
            name: row.name,
            partnership_id: row.partnership_id,
            status: word(&row.status)?,
            rater_ids: rater_ids.filter(|_| sees_raters(principal)),
            may_rate: named && rates(principal),
            own_evaluation: own.get(&row.id).copied().filter(|_| rates(principal)),
            consented: own
                .get(&row.id)
                .filter(|own| own.status == EvaluationStatus::Submitted)
                .map(|_| agreed.contains(&row.id)),
            shared_with: shared_with.as_mut().map(|shared| shared.remove(&row.id).unwrap_or_default()),
            opened_at: row.created_at,
            closed_at: row.closed_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    rows.into_iter().map(view).collect()
}

/// Sheets with the organizations they rate and the names of their raters.
pub(super) async fn evaluations<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    rows: Vec<evaluation::Model>,
) -> Result<Vec<Evaluation>> {
    let ids: HashSet<Uuid> = rows.iter().map(|row| row.round_id).collect();
    let rounds = scoped::named::<round::Entity>(round::Column::Id.is_in(ids));
    let rounds = rounds.all(&db.executor).await?;
    let organizations = names(db, permit, rounds.iter().map(|round| round.organization_id)).await?;
    let rounds: HashMap<Uuid, round::Model> = rounds.into_iter().map(|row| (row.id, row)).collect();
    let raters = people(db, rows.iter().map(|row| row.rater_id)).await?;
    let view = |row: evaluation::Model| {
        let round = rounds.get(&row.round_id).ok_or_else(lost)?;
        Ok(Evaluation {
            id: row.id,
            round_id: row.round_id,
            round_status: word(&round.status)?,
            organization: organizations.get(&round.organization_id).cloned().ok_or_else(lost)?,
            rater: raters.get(&row.rater_id).cloned().ok_or_else(lost)?,
            status: word(&row.status)?,
            ratings: from_json(row.ratings)?,
            submitted_at: row.submitted_at,
            reopened_reason: row.reopened_reason,
            reopened: row.reopened,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    rows.into_iter().map(view).collect()
}

/// Passes where the caller may see the organization that is named at `pointer`.
pub(super) async fn organization_exists<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    id: Uuid,
    pointer: &str,
) -> Result<()> {
    let known = scoped::select::<organization::Entity, A>(permit).filter(organization::Column::Id.eq(id));
    known.one(&db.executor).await?.map(drop).ok_or_else(|| Error::unknown_reference(pointer))
}

/// Passes where the caller may see the partnership.
pub(super) async fn partnership_exists<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    id: Uuid,
    pointer: &str,
) -> Result<()> {
    let known = scoped::select::<partnership::Entity, A>(permit).filter(partnership::Column::Id.eq(id));
    known.one(&db.executor).await?.map(drop).ok_or_else(|| Error::unknown_reference(pointer))
}

pub(super) fn lost() -> Error {
    Error::internal("a row that another one names is not there")
}

#[derive(FromQueryResult)]
struct OwnRow {
    id: Uuid,
    round_id: Uuid,
    status: String,
}

/// The person's sheets by round.
async fn own_sheets(
    db: &Db<'_>,
    round_ids: impl IntoIterator<Item = Uuid>,
    person_id: Uuid,
) -> Result<HashMap<Uuid, OwnEvaluation>> {
    let rows = scoped::parts::<evaluation::Entity>(round_ids)
        .filter(evaluation::Column::RaterId.eq(person_id))
        .select_only()
        .columns([evaluation::Column::Id, evaluation::Column::RoundId, evaluation::Column::Status])
        .into_model::<OwnRow>()
        .all(&db.executor)
        .await?;
    let view = |row: OwnRow| Ok((row.round_id, OwnEvaluation { id: row.id, status: word(&row.status)? }));
    rows.into_iter().map(view).collect()
}

#[derive(FromQueryResult)]
struct ReferenceRow {
    id: Uuid,
    code: String,
    edition: i32,
    name: String,
}

pub(super) async fn references(
    db: &Db<'_>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, InstrumentRef>> {
    let ids: HashSet<Uuid> = ids.into_iter().collect();
    let rows = scoped::named::<instrument::Entity>(instrument::Column::Id.is_in(ids))
        .select_only()
        .columns([instrument::Column::Id, instrument::Column::Code])
        .columns([instrument::Column::Edition, instrument::Column::Name])
        .into_model::<ReferenceRow>()
        .all(&db.executor)
        .await?;
    let view = |row: ReferenceRow| {
        let ReferenceRow { id, code, edition, name } = row;
        (id, InstrumentRef { id, code, version: edition, name })
    };
    Ok(rows.into_iter().map(view).collect())
}

/// The names of people who stand in rows that the caller may read, former members included.
pub(in crate::store) async fn people(
    db: &Db<'_>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Named>> {
    named::ids::<person::Entity>(db, ids, [person::Column::Id, person::Column::Name]).await
}
