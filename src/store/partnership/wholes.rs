//! The partnerships on which rows hang, as the caller stands to them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::reach;
use crate::access::Scope;
use crate::domain::partnership::attached::Whole;
use crate::error::Result;
use crate::store::directory::views::word;
use crate::store::entity::partnership;
use crate::store::{Db, scoped};

/// The partnerships that rows name: those to which the scope belongs, and such as it left.
pub(super) async fn of(
    db: &Db<'_>,
    scope: Scope,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Whole>> {
    let ids: HashSet<Uuid> = ids.into_iter().collect();
    let rows = scoped::named::<partnership::Entity>(partnership::Column::Id.is_in(ids.clone()))
        .select_only()
        .columns([partnership::Column::Id, partnership::Column::LeadId])
        .columns([partnership::Column::Name, partnership::Column::State, partnership::Column::EndedAt])
        .into_tuple::<(Uuid, Uuid, String, String, Option<DateTime<Utc>>)>()
        .all(&db.executor)
        .await?;
    let current: HashSet<Uuid> = scoped::named::<partnership::Entity>(partnership::Column::Id.is_in(ids))
        .filter(reach::of_parties(&partnership::Column::Id, scope))
        .select_only()
        .column(partnership::Column::Id)
        .into_tuple()
        .all(&db.executor)
        .await?
        .into_iter()
        .collect();
    let view = |(id, lead_id, name, state, ended_at): (Uuid, Uuid, String, String, Option<DateTime<Utc>>)| {
        let leads = scope.tenant() == Some(lead_id);
        let current = current.contains(&id);
        Ok((id, Whole { id, name, state: word(&state)?, ended_at, current, leads }))
    };
    rows.into_iter().map(view).collect()
}
