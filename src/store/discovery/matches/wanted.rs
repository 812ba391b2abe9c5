//! What an initiative looks for, as the database knows it.

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use crate::access::Permit;
use crate::access::discovery::matches::List;
use crate::domain::directory::filter::Around;
use crate::domain::directory::geo::Near;
use crate::domain::directory::resource_kind::ResourceKind;
use crate::domain::discovery::initiative::Initiative;
use crate::error::Result;
use crate::store::Db;
use crate::store::directory::classification;
use crate::store::directory::views::text_of;
use crate::store::entity::term;
use crate::store::scoped;

/// What an initiative looks for, as the database knows it.
pub(super) struct Wanted {
    /// The terms that it names and those linked to them, which entries carry with all below them.
    pub(super) terms: Vec<Uuid>,
    /// The groups of the terms that it names.
    pub(super) groups: Vec<Uuid>,
    /// The paths of the terms that it names, for what the library said in its own view.
    pub(super) paths: Vec<String>,
    /// The kinds of resources that it needs.
    pub(super) needs: Vec<(ResourceKind, String)>,
    pub(super) around: Option<Around>,
}

impl Wanted {
    pub(super) async fn of(db: &Db<'_>, permit: &Permit<List>, initiative: &Initiative) -> Result<Self> {
        let named: Vec<Uuid> = initiative.terms.iter().map(|term| term.id).collect();
        let rows = scoped::select::<term::Entity, _>(permit).filter(term::Column::Id.is_in(named.clone()));
        let rows = rows.all(&db.executor).await?;
        let linked = classification::linked(db, named.iter().copied()).await?;
        let mut terms: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        terms.extend(linked.into_values().flatten().map(|term| term.id));
        terms.sort_unstable();
        terms.dedup();
        let mut groups: Vec<Uuid> = rows.iter().filter_map(|row| row.parent_id).collect();
        groups.retain(|group| !terms.contains(group));
        groups.sort_unstable();
        groups.dedup();
        let word = |kind: &ResourceKind| Ok((*kind, text_of(kind)?));
        Ok(Self {
            terms,
            groups,
            paths: rows.into_iter().map(|row| row.path).collect(),
            needs: initiative.needs.iter().map(word).collect::<Result<_>>()?,
            around: initiative.place.map(|place| Around {
                near: Near { latitude: place.latitude, longitude: place.longitude },
                within_km: place.radius_km,
            }),
        })
    }

    pub(super) fn terms_and_groups(&self) -> impl Iterator<Item = String> {
        self.terms.iter().chain(&self.groups).map(Uuid::to_string)
    }

    pub(super) fn words(&self) -> impl Iterator<Item = String> {
        self.needs.iter().map(|(_, word)| word.clone())
    }
}
