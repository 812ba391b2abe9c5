//! The parties of a partnership as rows: named in the draft, and standing where the steps put them.

use std::collections::{HashMap, HashSet};

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::views::lead;
use crate::access::{Action, Permit};
use crate::domain::check::Faults;
use crate::domain::partnership::PartyStatus;
use crate::domain::partnership::partnership::Partnership;
use crate::domain::partnership::party::{Part, PartyInput, PartyKind};
use crate::error::{Code, Error, Result};
use crate::store::directory::views::{text_of, to_json};
use crate::store::entity::{organization, partnership, party};
use crate::store::integration::events::Audience;
use crate::store::write::recorded;
use crate::store::{Rows, Unit, scoped};

recorded!(party, "party", |row| vec![Audience::Partnership(row.partnership_id)]);

/// The rows of all parties of a partnership that is locked, those that were taken out of the draft as well.
pub(super) async fn of(unit: &Unit, partnership_id: Uuid) -> Result<Vec<party::Model>> {
    let rows = scoped::parts::<party::Entity>([partnership_id]).order_by_asc(party::Column::Id);
    Ok(rows.all(&unit.db().executor).await?)
}

/// Makes these, and the lead, the parties of a draft; whether that changed anything.
pub(super) async fn name<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    draft: &partnership::Model,
    parties: &[PartyInput],
) -> Result<bool> {
    let mut known: HashMap<Uuid, party::Model> =
        of(unit, draft.id).await?.into_iter().map(|row| (row.organization_id, row)).collect();
    there(unit, permit, draft, parties, &known).await?;
    let own = PartyInput {
        organization_id: draft.lead_id,
        kind: PartyKind::Partner,
        paid: false,
        rewards: Vec::new(),
    };
    let lead_named = parties.iter().any(|party| party.organization_id == draft.lead_id);
    let mut changed = false;
    for input in (!lead_named).then_some(&own).into_iter().chain(parties) {
        let id = input.organization_id;
        match known.remove(&id) {
            None => {
                insert(unit, permit, draft, input).await?;
                changed = true;
            }
            // Unless something is said of the lead, it stays as it was.
            Some(_) if id == draft.lead_id && !lead_named => {}
            Some(row) => {
                let before = row.version;
                changed |= put(unit, permit, row, input).await?.version != before;
            }
        }
    }
    for row in known.into_values().filter(|row| row.deleted_at.is_none()) {
        unit.delete::<party::Entity, A>(permit, row).await?;
        changed = true;
    }
    Ok(changed)
}

/// Passes when the entries of all parties are still there.
pub(super) async fn none_gone(unit: &Unit, whole: &Partnership) -> Result<()> {
    let parties = whole.parties.iter().filter(|party| party.status.is_current());
    let deleted = organization::Column::Id
        .is_in(parties.map(|party| party.organization.id))
        .and(organization::Column::DeletedAt.is_not_null());
    match scoped::named::<organization::Entity>(deleted).one(&unit.db().executor).await? {
        None => Ok(()),
        Some(gone) => {
            let detail = format!("the entry of {} was deleted; name the parties anew", gone.shared_name);
            Err(Error::conflict(Code::PartyGone, detail))
        }
    }
}

/// Passes when there is another party than the lead, and all that are new are entries that the caller sees.
async fn there<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    draft: &partnership::Model,
    parties: &[PartyInput],
    known: &HashMap<Uuid, party::Model>,
) -> Result<()> {
    let named = || parties.iter().map(|party| party.organization_id);
    let new = named().filter(|id| known.get(id).is_none_or(|row| row.deleted_at.is_some()));
    let seen: HashSet<Uuid> = scoped::select::<organization::Entity, A>(permit)
        .filter(organization::Column::Id.is_in(new.clone()))
        .select_only()
        .column(organization::Column::Id)
        .into_tuple()
        .all(&unit.db().executor)
        .await?
        .into_iter()
        .collect();
    let mut faults = Faults::default();
    for (index, id) in named().enumerate() {
        if !seen.contains(&id) && new.clone().any(|new| new == id) {
            let pointer = format!("/parties/{index}/organization_id");
            faults.add(&pointer, "not_found", "there is no such row, or you may not see it");
        }
    }
    if !named().any(|id| id != draft.lead_id) {
        faults.add("/parties", "empty", "must name somebody beside the lead");
    }
    faults.finish()
}

async fn insert<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    draft: &partnership::Model,
    input: &PartyInput,
) -> Result<()> {
    let leads = input.organization_id == draft.lead_id;
    let row = party::ActiveModel {
        partnership_id: Set(draft.id),
        organization_id: Set(input.organization_id),
        part: Set(if leads { lead()? } else { text_of(Part::Partner)? }),
        kind: Set(text_of(input.kind)?),
        paid: Set(input.paid),
        rewards: Set(to_json(&input.rewards)?),
        status: Set(text_of(PartyStatus::Invited)?),
        assented_version: Set(None),
        assented_at: Set(None),
        assented_by: Set(None),
        signer: Set(None),
        signed_on: Set(None),
        document: Set(None),
        told_from: Set(leads.then_some(0)),
        told_until: Set(None),
        left_state: Set(None),
        copy: Set(None),
        ..Default::default()
    };
    unit.insert::<party::Entity, A>(permit, row).await?;
    Ok(())
}

/// What a party is and gets.
pub(super) async fn put<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    row: party::Model,
    input: &PartyInput,
) -> Result<party::Model> {
    let (kind, rewards) = (text_of(input.kind)?, to_json(&input.rewards)?);
    let written = unit
        .update::<party::Entity, A>(permit, row, |row| {
            row.kind = Set(kind);
            row.paid = Set(input.paid);
            row.rewards = Set(rewards);
            row.deleted_at = Set(None);
        })
        .await?;
    Ok(written)
}

/// Removes the parties of a draft.
pub(super) async fn remove<A: Action>(unit: &Unit, permit: &Permit<A>, partnership_id: Uuid) -> Result<()> {
    for row in of(unit, partnership_id).await?.into_iter().filter(|row| row.deleted_at.is_none()) {
        unit.delete::<party::Entity, A>(permit, row).await?;
    }
    Ok(())
}
