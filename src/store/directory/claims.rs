//! Claims of partners to entries.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{organizations, views};
use crate::access::directory::claims::{Approve, Create, Decline, List};
use crate::access::{Action, Authorized, Permit};
use crate::domain::directory::claim::{Claim, ClaimFilter, ClaimInput, ClaimStatus};
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Result};
use crate::store::entity::claim;
use crate::store::error::OnDuplicate;
use crate::store::identity::invitations;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped;
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(claim, "claim", |row| {
    let keeper = row.steward_id.map(Audience::Tenant);
    [Some(Audience::Tenant(row.claimant_id)), keeper, Some(Audience::Operator)]
        .into_iter()
        .flatten()
        .collect()
});

/// The claims that the caller made or may decide and that fit the filter.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an organization that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &ClaimFilter,
    listing: &Listing,
) -> Result<Page<Claim>> {
    let db = store.db();
    let mut select = scoped::select::<claim::Entity, _>(permit);
    if let Some(id) = filter.organization_id {
        organizations::referred(store, permit, id, "organization_id").await?;
        select = select.filter(claim::Column::OrganizationId.eq(id));
    }
    if let Some(status) = filter.status {
        select = select.filter(claim::Column::Status.eq(views::text_of(status)?));
    }
    let found = page(&db, select, ids!(claim), &[by_creation!(claim)], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// One claim.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Claim> {
    let row = scoped::one::<claim::Entity, _>(rows, permit, id).await?;
    views::only(seen(rows, permit, vec![row]).await?)
}

/// Claims an entry.
///
/// # Errors
/// [`crate::error::Error::Conflict`] when the claimant has an open claim to it.
pub async fn create(unit: &Unit, entry: &Authorized<Create>, input: ClaimInput) -> Result<Claim> {
    let (permit, entry) = (entry.permit(), entry.row());
    claim(unit, permit, entry.id, entry.steward_id(), permit.tenant()?, input.reason).await
}

/// The same under any permit.
pub(in crate::store) async fn claim<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    organization_id: Uuid,
    steward_id: Option<Uuid>,
    claimant_id: Uuid,
    reason: String,
) -> Result<Claim> {
    let row = claim::ActiveModel {
        organization_id: Set(organization_id),
        claimant_id: Set(claimant_id),
        steward_id: Set(steward_id),
        reason: Set(reason),
        status: Set(views::text_of(ClaimStatus::Open)?),
        decided_at: Set(None),
        decision_reason: Set(None),
        ..Default::default()
    };
    let written = unit
        .insert::<claim::Entity, A>(permit, row)
        .await
        .on_duplicate(Code::AlreadyOpen, "you have an open claim to this entry")?;
    views::only(seen(unit, permit, vec![written]).await?)
}

/// Makes the claimant the steward of the entry, and declines the other claims to it.
///
/// # Errors
/// [`crate::error::Error::Conflict`] when the entry has become a tenant meanwhile.
pub async fn approve(unit: &Unit, claim: &Authorized<Approve>, reason: Option<String>) -> Result<Claim> {
    let (permit, claim) = (claim.permit(), claim.row());
    let entry = organizations::get(unit, permit, claim.organization.id).await?;
    entry.may_be_claimed()?;
    let decided = decide(unit, permit, claim.id, true, reason).await?;
    let db = unit.db();
    let others = scoped::select::<claim::Entity, _>(permit)
        .filter(claim::Column::OrganizationId.eq(entry.id))
        .filter(claim::Column::Status.eq(views::text_of(ClaimStatus::Open)?));
    for other in db.to_write(others).all(&db.executor).await? {
        let reason = Some("the entry was given to another claimant".to_owned());
        decide(unit, permit, other.id, false, reason).await?;
    }
    organizations::give(unit, permit, entry.id, claim.claimant.id).await?;
    invitations::withdraw_first_admins(unit, permit, entry.id).await?;
    views::only(seen(unit, permit, vec![decided]).await?)
}

/// Refuses a claim.
///
/// # Errors
/// [`crate::error::Error::Conflict`] when it was decided meanwhile.
pub async fn decline(unit: &Unit, claim: &Authorized<Decline>, reason: Option<String>) -> Result<Claim> {
    let decided = decide(unit, claim.permit(), claim.row().id, false, reason).await?;
    views::only(seen(unit, claim.permit(), vec![decided]).await?)
}

async fn decide<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    yes: bool,
    reason: Option<String>,
) -> Result<claim::Model> {
    let before = scoped::one::<claim::Entity, _>(unit, permit, id).await?;
    let status = views::text_of(views::word::<ClaimStatus>(&before.status)?.decide(yes)?)?;
    let written = unit
        .update::<claim::Entity, A>(permit, before, |row| {
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
    found: Vec<claim::Model>,
) -> Result<Vec<Claim>> {
    let ids = found.iter().flat_map(|row| [row.organization_id, row.claimant_id]);
    let entries = views::entries(&rows.db(), permit, ids).await?;
    let view = |row: claim::Model| {
        Ok(Claim {
            id: row.id,
            organization: views::of(&entries, row.organization_id)?,
            claimant: views::of(&entries, row.claimant_id)?.into(),
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
