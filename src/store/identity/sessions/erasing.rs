//! What is stored of a person's sessions: handed out, and erased.

use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use uuid::Uuid;

use crate::access::{Action, Permit};
use crate::domain::identity::export::ExportedSession;
use crate::error::Result;
use crate::store::entity::{refresh_token, session};
use crate::store::integration::events;
use crate::store::{Rows, Store, Unit, scoped};

/// Sessions whose tokens are removed at once.
const BLOCK: usize = 1_000;

/// All sessions of a person who was read by permit, those that ended as well.
pub(in crate::store::identity) async fn ever(store: &Store, person_id: Uuid) -> Result<Vec<ExportedSession>> {
    let found =
        super::of_person(person_id).order_by_asc(session::Column::Id).all(&store.db().executor).await?;
    let view = |row: session::Model| {
        let session::Model { id, address, user_agent, created_at, expires_at, ended_at, .. } = row;
        ExportedSession { id, address, user_agent, created_at, expires_at, ended_at }
    };
    Ok(found.into_iter().map(view).collect())
}

/// Ends all sessions of a person, and forgets from where they were opened; their ids.
pub(in crate::store::identity) async fn erase<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Vec<Uuid>> {
    let (found, now) = (super::of_person(person_id).all(&unit.db().executor).await?, unit.now());
    let ids: Vec<_> = found.iter().map(|row| row.id).collect();
    for row in found {
        let ended = row.ended_at.unwrap_or(now);
        unit.update::<session::Entity, A>(permit, row, |row| {
            row.address = Set(None);
            row.user_agent = Set(None);
            row.ended_at = Set(Some(ended));
        })
        .await?;
    }
    for ids in ids.chunks(BLOCK) {
        scoped::delete_parts::<refresh_token::Entity>(ids.iter().copied()).exec(unit.connection()).await?;
    }
    events::erase(unit, "session", &ids, &["address", "user_agent"]).await?;
    Ok(ids)
}
