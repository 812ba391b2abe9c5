//! Rows of the directory as the caller sees them, with the names that come with them.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::ValueType;
use sea_orm::{ColumnTrait, FromQueryResult, QuerySelect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::access::{Action, Permit, Scope};
use crate::domain::directory::named::{Entry, Named, TermRef};
use crate::domain::directory::organization::Organization;
use crate::domain::directory::visibility::Visibility;
use crate::error::{Error, Result};
use crate::store::Db;
use crate::store::directory::classification;
use crate::store::entity::organization;
use crate::store::integration::events::Audience;
use crate::store::scoped;

/// Entries as this caller sees them: two further queries, however many there are.
pub(super) async fn organizations<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    rows: Vec<organization::Model>,
) -> Result<Vec<Organization>> {
    let with_terms = |row: organization::Model| Ok((from_json(row.terms.clone())?, row));
    let rows = rows.into_iter().map(with_terms).collect::<Result<Vec<(Vec<Uuid>, _)>>>()?;
    let known = classification::references(db, rows.iter().flat_map(|(terms, _)| terms).copied()).await?;
    named(db, permit, rows, &known).await
}

/// The same for entries with their terms, whose names are known.
pub(super) async fn named<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    rows: Vec<(Vec<Uuid>, organization::Model)>,
    known: &HashMap<Uuid, TermRef>,
) -> Result<Vec<Organization>> {
    let stewards = names(db, permit, rows.iter().filter_map(|(_, row)| row.steward_id)).await?;
    let view = |(terms, row): (Vec<Uuid>, organization::Model)| {
        let terms = terms.iter().filter_map(|id| known.get(id).cloned()).collect();
        let steward = row.steward_id.and_then(|id| stewards.get(&id).cloned());
        view(row, terms, steward, permit.scope())
    };
    rows.into_iter().map(view).collect()
}

fn view(
    row: organization::Model,
    terms: Vec<TermRef>,
    steward: Option<Named>,
    scope: Scope,
) -> Result<Organization> {
    let keeps = keeps(scope, row.steward_id);
    Ok(Organization {
        id: row.id,
        name: row.name,
        alternate_name: row.alternate_name,
        description: row.description,
        email: row.email,
        website: row.website,
        year_incorporated: row.year_incorporated,
        legal_status: row.legal_status,
        logo: row.logo,
        uri: row.uri,
        visibility: word(&row.visibility)?,
        organization_identifiers: from_json(row.organization_identifiers)?,
        additional_websites: from_json(row.additional_websites)?,
        offers: from_json(row.offers)?,
        needs: from_json(row.needs)?,
        terms,
        side: row.side.as_deref().map(str::parse).transpose().map_err(Error::internal)?,
        steward,
        distance_km: None,
        created_at: row.created_at,
        updated_at: if keeps { row.updated_at } else { row.shared_at },
    })
}

/// Whether the caller keeps the entries of this steward, and so sees all of them.
fn keeps(scope: Scope, steward_id: Option<Uuid>) -> bool {
    match scope {
        Scope::Tenant { organization_id, .. } => steward_id == Some(organization_id),
        Scope::Operator => steward_id.is_none(),
        Scope::Person(_) => false,
        Scope::System => true,
    }
}

#[derive(FromQueryResult)]
struct EntryRow {
    id: Uuid,
    name: String,
    shared_name: String,
    visibility: String,
    steward_id: Option<Uuid>,
    side: Option<String>,
}

/// The names of organizations that stand in rows the caller may read. They look further than the caller's directory:
/// one that was hidden meanwhile has the name under which it was last seen.
pub(in crate::store) async fn names<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Named>> {
    let entries = entries(db, permit, ids).await?;
    Ok(entries.into_iter().map(|(id, entry)| (id, Named { id, name: entry.name })).collect())
}

/// The same with the stewards.
pub(in crate::store) async fn entries<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Entry>> {
    let ids: HashSet<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = scoped::named::<organization::Entity>(organization::Column::Id.is_in(ids))
        .select_only()
        .columns([
            organization::Column::Id,
            organization::Column::Name,
            organization::Column::SharedName,
            organization::Column::Visibility,
            organization::Column::StewardId,
            organization::Column::Side,
        ])
        .into_model::<EntryRow>()
        .all(&db.executor)
        .await?;
    let entry = |EntryRow { id, name, shared_name, visibility, steward_id, side }| {
        let seen = shown(word(&visibility)?) || keeps(permit.scope(), steward_id);
        let name = if seen { name } else { shared_name };
        Ok((id, Entry { id, name, steward_id, is_tenant: side.is_some() }))
    };
    rows.into_iter().map(entry).collect()
}

/// A row that must be among those that were looked up.
pub(in crate::store) fn of<T: Clone>(found: &HashMap<Uuid, T>, id: Uuid) -> Result<T> {
    found.get(&id).cloned().ok_or_else(|| Error::internal(format!("the row {id} is named but not there")))
}

/// A column of JSON as the type it was written from.
pub(in crate::store) fn from_json<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(Error::internal)
}

/// A value as a column of JSON.
pub(in crate::store) fn to_json(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(Error::internal)
}

/// A column of text as the enum whose JSON it is.
pub(in crate::store) fn word<T: DeserializeOwned>(text: &str) -> Result<T> {
    from_json(Value::String(text.to_owned()))
}

/// An enum as the text that is its JSON.
pub(in crate::store) fn text_of(value: impl Serialize) -> Result<String> {
    match to_json(&value)? {
        Value::String(text) => Ok(text),
        other => Err(Error::internal(format!("{other} is no word"))),
    }
}

/// The one row that was looked at.
pub(in crate::store) fn only<T>(mut found: Vec<T>) -> Result<T> {
    found.pop().ok_or_else(|| Error::internal("a row that was there is gone"))
}

/// The id in a column of a row.
pub(in crate::store) fn uuid(value: sea_orm::Value) -> Result<Uuid> {
    <Uuid as ValueType>::try_from(value).map_err(Error::internal)
}

/// Who may learn of a write to a part: who keeps the entry, and unless it is internal who sees the entry.
pub(super) fn audiences(organization_id: Uuid, visibility: &str) -> Vec<Audience> {
    let mut audiences = vec![Audience::Steward(organization_id)];
    if visibility != "internal" {
        audiences.push(Audience::Directory(organization_id));
    }
    audiences
}

/// Whether a change of something with this visibility is seen by others than the steward.
pub(super) fn shown(visibility: Visibility) -> bool {
    visibility > Visibility::Internal
}
