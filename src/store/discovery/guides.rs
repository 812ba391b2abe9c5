//! Guides for interviews: those that come with the service, and a library's own.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::Condition;
use uuid::Uuid;

use crate::access::discovery::guides::{Create, Delete, List, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::directory::named::Named;
use crate::domain::discovery::guide::{Guide, GuideInput, builtin};
use crate::domain::identity::person::Affiliation;
use crate::domain::listing::{Listing, Page};
use crate::error::Result;
use crate::store::authored::{self, Authored};
use crate::store::directory::taxonomies::owned;
use crate::store::directory::views::{from_json, names, of, only, text_of, to_json, word};
use crate::store::entity::guide;
use crate::store::integration::events::Audience;
use crate::store::named;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::supplied;
use crate::store::write::recorded;
use crate::store::{Db, Rows, Store, Unit};

recorded!(guide, "guide", |row| row.library_id.map(Audience::Tenant).into_iter().collect());

impl Tenanted for guide::Entity {
    fn within(scope: Scope) -> Condition {
        owned(&guide::Column::LibraryId, scope)
    }
}

/// Puts in the guides that come with the service, as far as they are not there.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub(in crate::store) async fn put_builtin(unit: &Unit) -> Result<()> {
    let row = |(id, input)| {
        let mut row =
            guide::ActiveModel { library_id: Set(None), author_id: Set(None), ..Default::default() };
        write(&mut row, input).map(|()| (id, row))
    };
    supplied::put::<guide::Entity>(unit, builtin().into_iter().map(row)).await
}

/// The guides that the caller may see.
///
/// # Errors
/// [`crate::error::Error::Malformed`] for a cursor of another order.
pub async fn list(store: &Store, permit: &Permit<List>, listing: &Listing) -> Result<Page<Guide>> {
    let db = store.db();
    let select = scoped::select::<guide::Entity, _>(permit);
    let found = page(&db, select, ids!(guide), &[by_creation!(guide)], listing).await?;
    found.then(async |rows| seen(&db, permit, rows).await).await
}

/// One guide.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Guide> {
    let row = scoped::one::<guide::Entity, _>(rows, permit, id).await?;
    only(seen(&rows.db(), permit, vec![row]).await?)
}

/// Makes a guide of the library's own.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: GuideInput) -> Result<Guide> {
    let mut row = guide::ActiveModel {
        library_id: Set(Some(permit.tenant()?)),
        author_id: Set(permit.author().person_id),
        ..Default::default()
    };
    write(&mut row, input)?;
    let written = unit.insert::<guide::Entity, _>(permit, row).await?;
    only(seen(&unit.db(), permit, vec![written]).await?)
}

/// Changes a guide; interviews that were held by it keep their questions.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn update(unit: &Unit, guide: &Authorized<Update>, input: GuideInput) -> Result<Guide> {
    let row = scoped::one::<guide::Entity, _>(unit, guide.permit(), guide.row().id).await?;
    let mut faulty = Ok(());
    let change = |row: &mut guide::ActiveModel| {
        if (&guide.row().name, &guide.row().questions) != (&input.name, &input.questions) {
            row.author_id = Set(guide.permit().author().person_id);
        }
        faulty = write(row, input);
    };
    let written = unit.update::<guide::Entity, _>(guide.permit(), row, change).await?;
    faulty?;
    only(seen(&unit.db(), guide.permit(), vec![written]).await?)
}

/// Removes a guide; interviews that were held by it keep their questions and its name.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, guide: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<guide::Entity, _>(unit, guide.permit(), guide.row().id).await?;
    unit.delete::<guide::Entity, _>(guide.permit(), row).await?;
    Ok(())
}

fn write(row: &mut guide::ActiveModel, input: GuideInput) -> Result<()> {
    row.name = Set(input.name);
    row.interviewed = Set(text_of(input.interviewed)?);
    row.questions = Set(to_json(&input.questions)?);
    Ok(())
}

impl Authored for guide::Entity {
    const TEXTS: &'static [&'static str] = &["name", "questions"];
}

/// The guides that a person wrote, in libraries to which the person belongs.
pub(in crate::store) async fn of_author<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<Guide>> {
    let found = authored::of_author::<guide::Entity>(store, person_id, memberships).await?;
    seen(&store.db(), permit, found).await
}

async fn seen<A: Action>(db: &Db<'_>, permit: &Permit<A>, found: Vec<guide::Model>) -> Result<Vec<Guide>> {
    let libraries = names(db, permit, found.iter().filter_map(|row| row.library_id)).await?;
    let view = |row: guide::Model| {
        Ok(Guide {
            id: row.id,
            library: row.library_id.map(|id| of(&libraries, id)).transpose()?,
            name: row.name,
            interviewed: word(&row.interviewed)?,
            questions: from_json(row.questions)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}

/// The names of guides that stand in rows that the caller may read.
pub(super) async fn names_of(
    db: &Db<'_>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Named>> {
    named::ids::<guide::Entity>(db, ids, [guide::Column::Id, guide::Column::Name]).await
}
