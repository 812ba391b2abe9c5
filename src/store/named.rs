//! Rows by their ids, each with its name, as they stand in other rows.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, EntityTrait, QuerySelect, Select};
use uuid::Uuid;

use super::{Db, scoped};
use crate::domain::directory::named::Named;
use crate::error::Result;

/// These rows, by the columns that hold id and name.
pub(super) async fn rows<E: EntityTrait>(
    db: &Db<'_>,
    rows: Select<E>,
    columns: [E::Column; 2],
) -> Result<HashMap<Uuid, Named>> {
    let rows = rows.select_only().columns(columns).into_tuple::<(Uuid, String)>();
    let named = |(id, name)| (id, Named { id, name });
    Ok(rows.all(&db.executor).await?.into_iter().map(named).collect())
}

/// Those of the rows with these ids that stand in rows which the caller may read.
pub(super) async fn ids<E: EntityTrait>(
    db: &Db<'_>,
    ids: impl IntoIterator<Item = Uuid>,
    columns: [E::Column; 2],
) -> Result<HashMap<Uuid, Named>> {
    let ids: HashSet<Uuid> = ids.into_iter().collect();
    rows(db, scoped::named::<E>(columns[0].is_in(ids)), columns).await
}
