//! What comes with the service, put in where it is not there yet.

use std::collections::{HashMap, HashSet};

use sea_orm::{ActiveModelTrait, ColumnTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::scoped::{self, Tenanted};
use super::write::Recorded;
use super::{Rows, Unit};
use crate::access::{Action, Permit, SystemAction};
use crate::error::Result;

/// Puts in the data that comes with the service.
#[derive(Debug)]
pub(super) struct Put;

impl Action for Put {
    const OPERATION: &'static str = "migrate";
}

impl SystemAction for Put {}

/// Writes those of the rows, by their ids, that are not there.
pub(super) async fn put<E: Recorded + Tenanted>(
    unit: &Unit,
    rows: impl IntoIterator<Item = Result<(Uuid, E::ActiveModel)>>,
) -> Result<()>
where
    E::ActiveModel: Send,
{
    let permit = Permit::<Put>::system();
    let id = E::stamps().id;
    let rows: HashMap<Uuid, E::ActiveModel> = rows.into_iter().collect::<Result<_>>()?;
    let known = scoped::select::<E, Put>(&permit).filter(id.is_in(rows.keys().copied()));
    let known: HashSet<Uuid> =
        known.select_only().column(id).into_tuple().all(&unit.db().executor).await?.into_iter().collect();
    let mut missing: Vec<_> = rows.into_iter().filter(|(id, _)| !known.contains(id)).collect();
    missing.sort_by_key(|(id, _)| *id);
    for (value, mut row) in missing {
        row.set(id, value.into());
        unit.insert::<E, Put>(&permit, row).await?;
    }
    Ok(())
}
