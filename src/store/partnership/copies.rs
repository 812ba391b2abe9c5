//! What a party keeps when it leaves: a copy of what it saw, and nothing later.

use sea_orm::ActiveValue::Set;

use super::{attached, mentions};
use crate::access::{Action, Permit};
use crate::domain::partnership::copy::PartnershipCopy;
use crate::domain::partnership::partnership::{Partnership, Standing};
use crate::error::Result;
use crate::store::Unit;
use crate::store::directory::views::{text_of, to_json, word};
use crate::store::entity::party;
use crate::store::integration::events::{self, Audience};

/// Keeps for a party that is out what it sees of the partnership as it was until now.
pub(super) async fn keep<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    before: &Partnership,
    row: &party::Model,
) -> Result<()> {
    let itself = permit.scope().tenant() == Some(row.organization_id);
    let mut seen = before.clone();
    seen.standing = Standing::Former;
    seen.updated_at = unit.now();
    // Written down by the lead for a party without accounts: what is the lead's own stays its own.
    seen.waiver = None;
    seen.continues = seen.continues.filter(|_| itself);
    for party in seen.parties.iter_mut().filter(|party| party.organization.id == row.organization_id) {
        party.status = word(&row.status)?;
        party.assent = None;
    }
    let copy = PartnershipCopy {
        partnership: seen,
        steps: attached::copied(unit, permit, before.id).await?,
        goals: attached::copied(unit, permit, before.id).await?,
        roles: attached::copied(unit, permit, before.id).await?,
        decisions: attached::copied(unit, permit, before.id).await?,
        challenges: attached::copied(unit, permit, before.id).await?,
        milestones: attached::copied(unit, permit, before.id).await?,
        meetings: attached::copied(unit, permit, before.id).await?,
        minutes: attached::copied(unit, permit, before.id).await?,
        action_items: attached::copied(unit, permit, before.id).await?,
        agreements: attached::copied(unit, permit, before.id).await?,
        taken_at: unit.now(),
    };
    let copy = to_json(&copy)?;
    mentions::copy(unit, row.id, &copy).await?;
    let state = text_of(before.state)?;
    let last = events::last_for(unit, Audience::Partnership(before.id)).await?;
    let keep = |row: &mut party::ActiveModel| {
        row.told_until = Set(Some(last));
        row.left_state = Set(Some(state));
        row.copy = Set(Some(copy));
    };
    Ok(unit.touch::<party::Entity>(row.clone(), keep).await?)
}
