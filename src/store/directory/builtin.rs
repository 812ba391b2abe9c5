//! The taxonomies that come with the service, put into the database.

use std::collections::HashSet;

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::terms::path;
use crate::access::Permit;
use crate::domain::directory::builtin;
use crate::domain::text::sort_key;
use crate::error::Result;
use crate::store::entity::{taxonomy, term, term_link};
use crate::store::scoped;
use crate::store::supplied::Put;
use crate::store::{Rows, Unit};

/// Puts in the built-in taxonomies, as far as they are not there.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub(in crate::store) async fn put(unit: &Unit) -> Result<()> {
    let permit = Permit::<Put>::system();
    let db = unit.db();
    let known = scoped::select::<taxonomy::Entity, _>(&permit).all(&db.executor).await?;
    let known: HashSet<Uuid> = known.into_iter().map(|row| row.id).collect();
    let missing: Vec<_> =
        builtin::TAXONOMIES.iter().filter(|taxonomy| !known.contains(&taxonomy.id())).collect();
    for taxonomy in &missing {
        let row = taxonomy::ActiveModel {
            id: Set(taxonomy.id()),
            library_id: Set(None),
            code: Set(taxonomy.code.to_owned()),
            name: Set(taxonomy.name.to_owned()),
            edition: Set(taxonomy.version.to_owned()),
            description: Set(Some(taxonomy.description.to_owned())),
            uri: Set(None),
            source: Set(Some(taxonomy.source.to_owned())),
            ..Default::default()
        };
        unit.insert::<taxonomy::Entity, _>(&permit, row).await?;
        for entry in taxonomy.terms() {
            let row = term::ActiveModel {
                id: Set(entry.id),
                taxonomy_id: Set(taxonomy.id()),
                parent_id: Set(entry.parent_id),
                path: Set(path(entry.parent_id.map(|id| format!("{id}/")).as_deref(), entry.id)),
                code: Set(entry.code),
                name: Set(entry.name.to_owned()),
                name_key: Set(sort_key(entry.name)),
                library_id: Set(None),
                description: Set(entry.description.map(str::to_owned)),
                example: Set(entry.example),
                ..Default::default()
            };
            unit.insert::<term::Entity, _>(&permit, row).await?;
        }
    }
    if !missing.is_empty() {
        for (one, other) in builtin::links() {
            for (from, to) in [(one, other), (other, one)] {
                let row = term_link::ActiveModel { term_id: Set(from), linked_id: Set(to) };
                link(row).on_conflict_do_nothing().exec_without_returning(unit.connection()).await?;
            }
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a link is data that comes with the service and has no event")]
fn link(row: term_link::ActiveModel) -> sea_orm::InsertMany<term_link::ActiveModel> {
    term_link::Entity::insert_many([row])
}
