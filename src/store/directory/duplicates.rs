//! Entries of the same organization, among what the caller may see.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::views;
use crate::access::{Action, Permit};
use crate::domain::directory::duplicate::{Candidate, Key, MatchedOn};
use crate::domain::directory::organization::OrganizationInput;
use crate::domain::directory::phone::Phone;
use crate::error::{Error, Result};
use crate::store::entity::{organization, organization_key, phone};
use crate::store::scoped::{self, PartOf};
use crate::store::write::batches;
use crate::store::{Rows, Unit};

impl PartOf for organization_key::Entity {
    const WHOLE: organization_key::Column = organization_key::Column::OrganizationId;
}

/// Candidates that are told of one entry.
const TOLD: usize = 10;

/// Matches that are looked at in one query: what more entries have in common says little.
const LOOKED_AT: u64 = 5_000;

#[derive(Debug, FromQueryResult)]
struct Match {
    id: Uuid,
    key: String,
}

/// The entries that the caller sees, by what they have in common with others: at most three queries.
#[derive(Debug, Default)]
pub(super) struct Matches {
    entries: HashMap<Key, Vec<Uuid>>,
    names: HashMap<Uuid, String>,
}

/// Looks for entries other than `own` that have one of the keys. A number counts where the caller sees it.
pub(super) async fn find<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    keys: &BTreeSet<Key>,
    own: Option<Uuid>,
) -> Result<Matches> {
    let db = rows.db();
    let (phones, others): (Vec<&Key>, Vec<&Key>) =
        keys.iter().partition(|key| key.matched_on() == MatchedOn::Phone);
    let mut found = Matches::default();
    if !others.is_empty() {
        let matches = scoped::select::<organization::Entity, _>(permit)
            .join(JoinType::InnerJoin, with_keys())
            .filter(organization_key::Column::Key.is_in(others.iter().map(|key| key.as_str())))
            .filter(Condition::all().add_option(own.map(|own| organization::Column::Id.ne(own))))
            .select_only()
            .column(organization::Column::Id)
            .column(organization_key::Column::Key)
            .order_by_asc(organization::Column::Id)
            .limit(LOOKED_AT)
            .into_model::<Match>()
            .all(&db.executor)
            .await?;
        matches.into_iter().for_each(|Match { id, key }| found.add(Key::from(key), id));
    }
    if !phones.is_empty() {
        let numbers = phones.iter().filter_map(|key| key.number());
        let matches = scoped::select::<phone::Entity, _>(permit)
            .filter(phone::Column::E164.is_in(numbers))
            .filter(Condition::all().add_option(own.map(|own| phone::Column::OrganizationId.ne(own))))
            .select_only()
            .column_as(phone::Column::OrganizationId, "id")
            .column_as(phone::Column::E164, "key")
            .order_by_asc(phone::Column::Id)
            .limit(LOOKED_AT)
            .into_model::<Match>()
            .all(&db.executor)
            .await?;
        matches.into_iter().for_each(|Match { id, key }| found.add(Key::of_phone(&key), id));
    }
    let ids: BTreeSet<Uuid> = found.entries.values().flatten().copied().collect();
    let names = views::names(&db, permit, ids).await?;
    found.names = names.into_iter().map(|(id, named)| (id, named.name)).collect();
    Ok(found)
}

impl Matches {
    fn add(&mut self, key: Key, id: Uuid) {
        let ids = self.entries.entry(key).or_default();
        if !ids.contains(&id) && ids.len() <= TOLD {
            ids.push(id);
        }
    }

    /// Takes in an entry that is about to be written.
    pub(super) fn add_new(&mut self, keys: &BTreeSet<Key>, id: Uuid, name: &str) {
        self.names.insert(id, name.to_owned());
        keys.iter().for_each(|key| self.add(key.clone(), id));
    }

    /// The entries with one of the keys, other than `own`.
    pub(super) fn candidates(&self, keys: &BTreeSet<Key>, own: Option<Uuid>) -> Vec<Candidate> {
        let mut candidates: BTreeMap<Uuid, BTreeSet<MatchedOn>> = BTreeMap::new();
        for key in keys {
            for id in self.entries.get(key).into_iter().flatten().filter(|id| Some(**id) != own) {
                candidates.entry(*id).or_default().insert(key.matched_on());
            }
        }
        let told = |(id, matched_on): (Uuid, BTreeSet<MatchedOn>)| {
            let name = self.names.get(&id)?.clone();
            Some(Candidate { id: Some(id), name, matched_on: matched_on.into_iter().collect() })
        };
        candidates.into_iter().filter_map(told).take(TOLD).collect()
    }
}

/// Passes unless the caller sees another entry that has an identifier or a web domain of this new one.
///
/// # Errors
/// [`Error::Duplicate`] with the entries.
pub async fn of_entry<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    entry: &OrganizationInput,
) -> Result<()> {
    none(unit, permit, Key::of_entry(entry), id).await
}

/// Passes unless the caller sees another entry that has the number of this new phone.
///
/// # Errors
/// [`Error::Duplicate`] with the entries.
pub async fn of_phone<A: Action>(unit: &Unit, permit: &Permit<A>, phone: &Phone) -> Result<()> {
    let keys = phone.e164.iter().map(|number| Key::of_phone(number)).collect();
    none(unit, permit, keys, phone.organization.id).await
}

async fn none<A: Action>(unit: &Unit, permit: &Permit<A>, keys: BTreeSet<Key>, own: Uuid) -> Result<()> {
    let candidates = find(unit, permit, &keys, Some(own)).await?.candidates(&keys, None);
    if candidates.is_empty() { Ok(()) } else { Err(Error::Duplicate(candidates)) }
}

/// What is kept of an entry to know its duplicates.
pub(super) fn rows(id: Uuid, entry: &OrganizationInput) -> Vec<organization_key::ActiveModel> {
    let row = |key: Key| organization_key::ActiveModel { key: Set(key.into()), organization_id: Set(id) };
    Key::of_entry(entry).into_iter().map(row).collect()
}

/// Keeps the keys of entries.
pub(super) async fn put(unit: &Unit, rows: Vec<organization_key::ActiveModel>) -> Result<()> {
    for rows in batches(rows) {
        insert(rows).exec_without_returning(unit.connection()).await?;
    }
    Ok(())
}

fn with_keys() -> sea_orm::RelationDef {
    organization::Entity::belongs_to(organization_key::Entity)
        .from(organization::Column::Id)
        .to(organization_key::Column::OrganizationId)
        .into()
}

#[expect(clippy::disallowed_methods, reason = "keys are derived from a row that has its event")]
fn insert(rows: Vec<organization_key::ActiveModel>) -> sea_orm::InsertMany<organization_key::ActiveModel> {
    organization_key::Entity::insert_many(rows)
}
