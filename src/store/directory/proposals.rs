//! Changes of entries that others than the steward propose.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{classification, organizations, views};
use crate::access::directory::proposals::{Accept, Create, Decline, List};
use crate::access::{Action, Authorized, Permit};
use crate::domain::directory::organization::{Organization, OrganizationInput};
use crate::domain::directory::proposal::{Proposal, ProposalFilter, ProposalInput, ProposalStatus, patched};
use crate::domain::listing::{Listing, Page};
use crate::error::Result;
use crate::store::entity::proposal;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped;
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(proposal, "proposal", |row| {
    vec![Audience::Tenant(row.proposer_id), Audience::Steward(row.organization_id)]
});

/// The proposals that the caller made or may decide and that fit the filter.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an organization that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &ProposalFilter,
    listing: &Listing,
) -> Result<Page<Proposal>> {
    let db = store.db();
    let mut select = scoped::select::<proposal::Entity, _>(permit);
    if let Some(id) = filter.organization_id {
        organizations::referred(store, permit, id, "organization_id").await?;
        select = select.filter(proposal::Column::OrganizationId.eq(id));
    }
    if let Some(status) = filter.status {
        select = select.filter(proposal::Column::Status.eq(views::text_of(status)?));
    }
    let found = page(&db, select, ids!(proposal), &[by_creation!(proposal)], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// One proposal.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Proposal> {
    let row = scoped::one::<proposal::Entity, _>(rows, permit, id).await?;
    views::only(seen(rows, permit, vec![row]).await?)
}

/// Proposes a change, which has to lead to an organization as the entry is now.
///
/// # Errors
/// [`crate::error::Error::Invalid`] below `/patch` where it does not.
pub async fn create(unit: &Unit, entry: &Authorized<Create>, input: ProposalInput) -> Result<Proposal> {
    let (permit, entry) = (entry.permit(), entry.row());
    propose(unit, permit, entry, permit.tenant()?, input).await
}

/// The same under any permit.
pub(in crate::store) async fn propose<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    entry: &Organization,
    proposer_id: Uuid,
    input: ProposalInput,
) -> Result<Proposal> {
    changed(unit, entry, &input.patch).await?;
    let row = proposal::ActiveModel {
        organization_id: Set(entry.id),
        proposer_id: Set(proposer_id),
        patch: Set(input.patch.into()),
        reason: Set(input.reason),
        status: Set(views::text_of(ProposalStatus::Open)?),
        decided_at: Set(None),
        decision_reason: Set(None),
        ..Default::default()
    };
    let written = unit.insert::<proposal::Entity, A>(permit, row).await?;
    views::only(seen(unit, permit, vec![written]).await?)
}

/// Changes the entry, as it is now, as proposed.
///
/// # Errors
/// [`crate::error::Error::Invalid`] below `/patch` where the change does not fit any more.
pub async fn accept(unit: &Unit, proposal: &Authorized<Accept>, reason: Option<String>) -> Result<Proposal> {
    let (permit, proposal) = (proposal.permit(), proposal.row());
    let entry = organizations::kept(unit, permit, &proposal.organization).await?;
    let input = changed(unit, &entry, &proposal.patch).await?;
    organizations::change(unit, permit, &entry, input).await?;
    let decided = decide(unit, permit, proposal.id, true, reason).await?;
    views::only(seen(unit, permit, vec![decided]).await?)
}

/// The entry as it would be after the change, its terms all known.
async fn changed(unit: &Unit, entry: &Organization, patch: &Map<String, Value>) -> Result<OrganizationInput> {
    let changed = patched(&entry.into(), patch)?;
    classification::shared_terms(&unit.db(), &changed.terms, "/patch/terms").await?;
    Ok(changed)
}

/// Refuses a proposal.
///
/// # Errors
/// [`crate::error::Error::Conflict`] when it was decided meanwhile.
pub async fn decline(
    unit: &Unit,
    proposal: &Authorized<Decline>,
    reason: Option<String>,
) -> Result<Proposal> {
    let decided = decide(unit, proposal.permit(), proposal.row().id, false, reason).await?;
    views::only(seen(unit, proposal.permit(), vec![decided]).await?)
}

async fn decide<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    yes: bool,
    reason: Option<String>,
) -> Result<proposal::Model> {
    let before = scoped::one::<proposal::Entity, _>(unit, permit, id).await?;
    let status = views::text_of(views::word::<ProposalStatus>(&before.status)?.decide(yes)?)?;
    let written = unit
        .update::<proposal::Entity, A>(permit, before, |row| {
            row.status = Set(status);
            row.decided_at = Set(Some(unit.now()));
            row.decision_reason = Set(reason);
        })
        .await?;
    Ok(written)
}

async fn seen<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<proposal::Model>,
) -> Result<Vec<Proposal>> {
    let ids = found.iter().flat_map(|row| [row.organization_id, row.proposer_id]);
    let entries = views::entries(&rows.db(), permit, ids).await?;
    let view = |row: proposal::Model| {
        Ok(Proposal {
            id: row.id,
            organization: views::of(&entries, row.organization_id)?,
            proposer: views::of(&entries, row.proposer_id)?.into(),
            patch: views::from_json(row.patch)?,
            reason: row.reason,
            status: views::word(&row.status)?,
            decided_at: row.decided_at,
            decision_reason: row.decision_reason,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}
