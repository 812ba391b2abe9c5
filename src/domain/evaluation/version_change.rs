//! What stays of an instrument from one version to the next, and what does not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    compare::Subject,
    instrument::{InstrumentInput, Item},
};

/// A step from one version of the instrument to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct VersionChange {
    /// The first round with the later version.
    pub round_id: Uuid,
    /// The version before.
    #[schema(example = 1)]
    pub from: i32,
    /// The version from this round on.
    #[schema(example = 2)]
    pub to: i32,
    /// Whether the scale is another one; then nothing can be compared.
    #[schema(example = false)]
    pub scale_changed: bool,
    /// Whether the bands are others; then no band can be compared.
    #[schema(example = false)]
    pub bands_changed: bool,
    /// The codes of the items that stayed: the same code, name, prompt and factor.
    #[schema(example = json!(["1a", "1b"]))]
    pub kept: Vec<String>,
    /// The items that did not.
    pub changed: Vec<ItemChange>,
}

/// An item that is not the same in two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ItemChange {
    /// The item's code.
    #[schema(example = "1c")]
    pub item: String,
    /// What happened to it.
    pub change: ItemChangeKind,
}

/// What happened to an item between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemChangeKind {
    /// Only the later version has it.
    Added,
    /// Only the earlier version has it.
    Removed,
    /// It has another name.
    Renamed,
    /// Its question is put in other words.
    Reworded,
    /// It belongs to another factor.
    Moved,
}

/// What changed from a round to the next one with another version.
pub(super) fn version_change(before: &Subject, after: &Subject) -> Option<VersionChange> {
    if before.instrument.version == after.instrument.version {
        return None;
    }
    let (old, new) = (placed(&before.content), placed(&after.content));
    let (mut kept, mut changed) = (Vec::new(), Vec::new());
    for (code, (factor, item)) in &new {
        let change = match old.get(code) {
            None => Some(ItemChangeKind::Added),
            Some((before, _)) if before != factor => Some(ItemChangeKind::Moved),
            Some((_, before)) if before.name != item.name => Some(ItemChangeKind::Renamed),
            Some((_, before)) if !same_item(before, item) => Some(ItemChangeKind::Reworded),
            Some(_) => None,
        };
        match change {
            Some(change) => changed.push(ItemChange { item: (*code).to_owned(), change }),
            None => kept.push((*code).to_owned()),
        }
    }
    let removed = old.keys().filter(|code| !new.contains_key(*code));
    changed
        .extend(removed.map(|code| ItemChange { item: (*code).to_owned(), change: ItemChangeKind::Removed }));
    Some(VersionChange {
        round_id: after.round_id,
        from: before.instrument.version,
        to: after.instrument.version,
        scale_changed: before.content.scale != after.content.scale,
        bands_changed: before.content.bands != after.content.bands,
        kept,
        changed,
    })
}

/// The items by code, each with the code of its factor.
fn placed(content: &InstrumentInput) -> BTreeMap<&str, (&str, &Item)> {
    let factors = content.factors.iter();
    let items = factors.flat_map(|factor| factor.items.iter().map(|item| (factor.code.as_str(), item)));
    items.map(|(factor, item)| (item.code.as_str(), (factor, item))).collect()
}

/// Whether two items ask the same: by name and prompt. Help may change.
pub(super) fn same_item(a: &Item, b: &Item) -> bool {
    a.code == b.code && a.name == b.name && a.prompt == b.prompt
}
