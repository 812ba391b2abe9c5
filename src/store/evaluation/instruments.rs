//! Instruments, the built-in ones and a library's own.

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::views;
use crate::access::evaluation::instruments::{Copy, Create, Delete, Import, List, Publish, Retire, Update};
use crate::access::{Action, Authorized, Permit, RowAction, Scope};
use crate::domain::evaluation::builtin;
use crate::domain::evaluation::filter::InstrumentFilter;
use crate::domain::evaluation::instrument::{
    Instrument, InstrumentInput, InstrumentStatus, InstrumentSummary,
};
use crate::domain::evaluation::instrument_document::InstrumentDocument;
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, Result};
use crate::store::directory::views::{text_of, to_json};
use crate::store::entity::{instrument, round, round_share};
use crate::store::error::OnDuplicate;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::supplied;
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(instrument, "instrument", |row| row.library_id.map(Audience::Tenant).into_iter().collect());

/// Those that the scope may use, and those that it has used.
impl Tenanted for instrument::Entity {
    fn within(scope: Scope) -> Condition {
        if scope == Scope::System {
            return scoped::everything();
        }
        let used = scoped::column_within::<round::Entity>(round::Column::InstrumentId, scope);
        offered(scope).add(instrument::Column::Id.in_subquery(used))
    }
}

/// The built-in instruments are everybody's; a library's own are that library's, and theirs with whom it shares a result by
/// them, as long as it does.
fn offered(scope: Scope) -> Condition {
    let built_in = Condition::any().add(instrument::Column::LibraryId.is_null());
    match scope {
        Scope::Tenant { organization_id, .. } => {
            let of_library = Expr::col(round_share::Column::TenantId.as_column_ref())
                .equals(instrument::Column::LibraryId.as_column_ref());
            let shown =
                scoped::column_within::<round_share::Entity>(round_share::Column::InstrumentId, scope)
                    .and_where(of_library)
                    .take();
            built_in
                .add(instrument::Column::LibraryId.eq(organization_id))
                .add(instrument::Column::Id.in_subquery(shown))
        }
        Scope::Operator | Scope::Person(_) => built_in,
        Scope::System => scoped::everything(),
    }
}

/// Puts in the built-in instruments, as far as they are not there.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub(in crate::store) async fn put_builtin(unit: &Unit) -> Result<()> {
    let row = |new: Instrument| {
        let row = instrument::ActiveModel {
            library_id: Set(None),
            copied_from: Set(None),
            status: Set(text_of(new.status)?),
            ..draft(new.code, new.version, &new.content)?
        };
        Ok((new.id, row))
    };
    let rows = builtin::instruments(unit.now()).into_iter().map(row);
    supplied::put::<instrument::Entity>(unit, rows).await
}

/// The versions that the caller may see and that fit the filter.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &InstrumentFilter,
    listing: &Listing,
) -> Result<Page<InstrumentSummary>> {
    let db = store.db();
    let mut select = scoped::select::<instrument::Entity, _>(permit);
    if let Some(code) = &filter.code {
        select = select.filter(instrument::Column::Code.eq(code));
    }
    if let Some(status) = filter.status {
        select = select.filter(instrument::Column::Status.eq(text_of(status)?));
    }
    let found = page(&db, select, ids!(instrument), &[by_creation!(instrument)], listing).await?;
    let found = found.then(async |rows| views::instruments(&db, permit, rows).await).await?;
    Ok(found.map(InstrumentSummary::from))
}

/// One version.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Instrument> {
    let row = scoped::one::<instrument::Entity, _>(rows, permit, id).await?;
    view(rows, permit, row).await
}

/// A version named in a body, that a round or a score may use. It stays usable until the unit of work ends.
///
/// # Errors
/// [`Error::Invalid`] at `pointer` when the caller may not see it, [`Error::Conflict`] when it is a draft or retired.
pub async fn usable<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    id: Uuid,
    pointer: &str,
) -> Result<InstrumentInput> {
    let db = rows.db();
    let mut query = scoped::select::<instrument::Entity, A>(permit)
        .filter(offered(permit.scope()))
        .filter(instrument::Column::Id.eq(id));
    if db.locks {
        query = query.lock_shared();
    }
    let row = query.one(&db.executor).await?.ok_or_else(|| Error::unknown_reference(pointer))?;
    views::word::<InstrumentStatus>(&row.status)?.usable()?;
    views::from_json(row.content)
}

/// Makes the draft of a new instrument, version 1 of its code.
///
/// # Errors
/// [`Error::Conflict`] with `code_taken` when there is an instrument of this code.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: InstrumentInput) -> Result<Instrument> {
    const TAKEN: (Code, &str) =
        (Code::CodeTaken, "there is an instrument of this name; copy it, or choose another name");
    let code = input.code();
    if latest(unit, permit, &code).await?.is_some() {
        return Err(Error::conflict(TAKEN.0, TAKEN.1));
    }
    let row = instrument::ActiveModel {
        library_id: Set(Some(permit.tenant()?)),
        copied_from: Set(None),
        ..draft(code, 1, &input)?
    };
    let row = unit.insert::<instrument::Entity, _>(permit, row).await.on_duplicate(TAKEN.0, TAKEN.1)?;
    view(unit, permit, row).await
}

/// Makes a draft of the library's own with what another version holds: the next version of the same code.
///
/// # Errors
/// [`Error::Conflict`] with `version_taken` when another copy was made at the same time.
pub async fn copy(unit: &Unit, source: &Authorized<Copy>) -> Result<Instrument> {
    let (permit, source) = (source.permit(), source.row());
    next(unit, permit, source.code.clone(), &source.content, Some(source.id)).await
}

/// Makes a draft of the library's own with what a document holds: the next version of its code, or the first.
///
/// # Errors
/// [`Error::Conflict`] with `version_taken` when another was made at the same time.
pub async fn import(
    unit: &Unit,
    permit: &Permit<Import>,
    document: InstrumentDocument,
) -> Result<Instrument> {
    next(unit, permit, document.code, &document.content, None).await
}

async fn next<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    code: String,
    content: &InstrumentInput,
    copied_from: Option<Uuid>,
) -> Result<Instrument> {
    let version = latest(unit, permit, &code).await?.unwrap_or_default() + 1;
    let row = instrument::ActiveModel {
        library_id: Set(Some(permit.tenant()?)),
        copied_from: Set(copied_from),
        ..draft(code, version, content)?
    };
    let row = unit
        .insert::<instrument::Entity, _>(permit, row)
        .await
        .on_duplicate(Code::VersionTaken, "another version was made at the same time; try again")?;
    view(unit, permit, row).await
}

/// Changes a draft.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile.
pub async fn update(unit: &Unit, version: &Authorized<Update>, input: InstrumentInput) -> Result<Instrument> {
    let content = to_json(&input)?;
    change(unit, version, |row| {
        row.name = Set(input.name);
        row.content = Set(content);
    })
    .await
}

/// Makes a draft usable.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile.
pub async fn publish(unit: &Unit, version: &Authorized<Publish>) -> Result<Instrument> {
    let status = text_of(version.row().status.publish()?)?;
    change(unit, version, |row| row.status = Set(status)).await
}

/// Keeps a published version from being used in new rounds.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile.
pub async fn retire(unit: &Unit, version: &Authorized<Retire>) -> Result<Instrument> {
    let status = text_of(version.row().status.retire()?)?;
    change(unit, version, |row| row.status = Set(status)).await
}

/// Removes a draft.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, version: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<instrument::Entity, _>(unit, version.permit(), version.row().id).await?;
    Ok(unit.delete::<instrument::Entity, _>(version.permit(), row).await?)
}

async fn change<A: RowAction<Row = Instrument>>(
    unit: &Unit,
    version: &Authorized<A>,
    change: impl FnOnce(&mut instrument::ActiveModel),
) -> Result<Instrument> {
    let before = scoped::one::<instrument::Entity, _>(unit, version.permit(), version.row().id).await?;
    let row = unit.update::<instrument::Entity, A>(version.permit(), before, change).await?;
    view(unit, version.permit(), row).await
}

/// A draft of this code and version, without the library it belongs to.
fn draft(code: String, version: i32, content: &InstrumentInput) -> Result<instrument::ActiveModel> {
    Ok(instrument::ActiveModel {
        id: NotSet,
        code: Set(code),
        edition: Set(version),
        status: Set(text_of(InstrumentStatus::Draft)?),
        name: Set(content.name.clone()),
        content: Set(to_json(content)?),
        ..Default::default()
    })
}

/// The highest version of this code that is built in or the library's own.
async fn latest<A: Action>(rows: &impl Rows, permit: &Permit<A>, code: &str) -> Result<Option<i32>> {
    let own = instrument::Column::LibraryId.is_null().or(instrument::Column::LibraryId.eq(permit.tenant()?));
    let row = scoped::select::<instrument::Entity, A>(permit)
        .filter(own)
        .filter(instrument::Column::Code.eq(code))
        .order_by_desc(instrument::Column::Edition)
        .one(&rows.db().executor)
        .await?;
    Ok(row.map(|row| row.edition))
}

async fn view<A: Action>(rows: &impl Rows, permit: &Permit<A>, row: instrument::Model) -> Result<Instrument> {
    views::instruments(&rows.db(), permit, vec![row]).await?.pop().ok_or(Error::NotFound("instrument"))
}
