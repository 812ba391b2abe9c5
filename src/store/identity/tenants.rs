//! Organizations that are here as a library or a partner.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::invitations;
use crate::access::identity::tenants::{Create, List};
use crate::access::{Action, Authorized, Permit, Scope, SystemAction};
use crate::domain::directory::organization::{Organization, OrganizationInput};
use crate::domain::identity::role::{Role, Side};
use crate::domain::identity::tenant::{Tenant, TenantInput, TenantStatus};
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, FieldError, Result};
use crate::store::directory::organizations;
use crate::store::entity::{invitation, organization, tenant};
use crate::store::page::{Sorting, by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::{Rows, Store, Unit};

/// The operator sees all tenants and those to be, a library those of them whose entries it keeps.
impl Tenanted for tenant::Entity {
    fn within(scope: Scope) -> Condition {
        let invited =
            scoped::column_within::<invitation::Entity>(invitation::Column::OrganizationId, Scope::System)
                .and_where(invitation::Column::Side.is_not_null())
                .and_where(invitation::Column::AcceptedAt.is_null())
                .take();
        let tenants = Condition::any()
            .add(tenant::Column::Side.is_not_null())
            .add(tenant::Column::Id.in_subquery(invited));
        match scope {
            Scope::Tenant { organization_id, .. } => {
                Condition::all().add(tenant::Column::StewardId.eq(organization_id)).add(tenants)
            }
            Scope::Operator | Scope::System => tenants,
            Scope::Person(_) => scoped::nothing(),
        }
    }
}

/// The tenants that the caller may see.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(store: &Store, permit: &Permit<List>, listing: &Listing) -> Result<Page<Tenant>> {
    let select = scoped::select::<tenant::Entity, _>(permit);
    let name = Sorting {
        name: "name",
        column: tenant::Column::NameKey,
        key: |row: &tenant::Model| row.name_key.clone(),
        parse: |text| Some(text.into()),
    };
    let found = page(&store.db(), select, ids!(tenant), &[name, by_creation!(tenant)], listing).await?;
    found.then(async |found| views(store, permit, found).await).await
}

/// One tenant.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Tenant> {
    let row = scoped::select::<tenant::Entity, A>(permit)
        .filter(tenant::Column::Id.eq(id))
        .one(&rows.db().executor)
        .await?
        .ok_or(Error::NotFound("tenant"))?;
    views(rows, permit, vec![row]).await?.pop().ok_or(Error::NotFound("tenant"))
}

/// The entry that is to be a tenant: the one named, or a new one.
///
/// # Errors
/// [`Error::Invalid`] when the caller may not see the entry, and for a term that is not there.
pub async fn entry(unit: &Unit, permit: &Permit<Create>, input: &TenantInput) -> Result<Organization> {
    let id = match (input.organization_id, &input.organization) {
        (Some(id), _) => id,
        (None, Some(new)) => {
            let steward = permit.scope().tenant();
            organizations::insert(unit, permit, new.clone(), steward, None)
                .await
                .map_err(below_organization)?
        }
        (None, None) => return Err(Error::invalid("/organization_id", "required", "must be given")),
    };
    organizations::get(unit, permit, id).await.map_err(|error| match error {
        Error::NotFound(_) => Error::unknown_reference("/organization_id"),
        other => other,
    })
}

fn below_organization(error: Error) -> Error {
    let below =
        |fault: FieldError| FieldError { pointer: format!("/organization{}", fault.pointer), ..fault };
    match error {
        Error::Invalid(faults) => Error::Invalid(faults.into_iter().map(below).collect()),
        other => other,
    }
}

/// Invites the first admin of an entry that is to be a tenant.
///
/// # Errors
/// [`Error::Conflict`] with `already_invited` when one was invited who may still accept.
pub async fn create(unit: &Unit, proof: &Authorized<Create>, admin_email: String) -> Result<Tenant> {
    let (permit, (entry, side)) = (proof.permit(), proof.row());
    if let Some(invitation) = invitations::of_first_admin(unit, entry.id).await? {
        let detail = "the first admin of this organization was invited already";
        return Err(Error::conflict(Code::AlreadyInvited, detail).over(invitation));
    }
    let made = invitations::insert(unit, permit, entry.id, admin_email, Role::Admin, Some(*side)).await?;
    let tenant = get(unit, permit, entry.id).await?;
    Ok(Tenant { invitation: Some(made), ..tenant })
}

/// Gives an entry its side, and makes it its own steward.
pub(super) async fn admit<A: SystemAction>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    side: Side,
) -> Result<()> {
    let row = scoped::one::<organization::Entity, _>(unit, permit, id).await?;
    if row.side.is_some() {
        return Err(Error::NotFound("invitation"));
    }
    let now = unit.now();
    unit.update::<organization::Entity, A>(permit, row, |row| {
        row.side = Set(Some(side.as_str().to_owned()));
        row.steward_id = Set(Some(id));
        row.shared_at = Set(now);
    })
    .await?;
    Ok(())
}

async fn views<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<tenant::Model>,
) -> Result<Vec<Tenant>> {
    let ids = found.iter().map(|row| row.id);
    let mut invitations = invitations::of_first_admins(rows, permit, ids).await?;
    found
        .into_iter()
        .map(|row| {
            let tenant::Model { id, name, side, created_at, shared_at, .. } = row;
            let side = side.as_deref().map(str::parse).transpose().map_err(Error::internal)?;
            let status = if side.is_some() { TenantStatus::Active } else { TenantStatus::Invited };
            let invitation = invitations.remove(&id);
            Ok(Tenant { id, name, side, status, invitation, created_at, updated_at: shared_at })
        })
        .collect()
}

/// Makes an organization that has a side and keeps its own entry.
///
/// # Errors
/// [`Error::Invalid`] for a term that is not there.
pub async fn found<A: SystemAction>(
    unit: &Unit,
    permit: &Permit<A>,
    input: OrganizationInput,
    side: Side,
) -> Result<Uuid> {
    let id = organizations::insert(unit, permit, input, None, Some(side)).await?;
    organizations::give(unit, permit, id, id).await?;
    Ok(id)
}

/// Makes an entry that is kept by `steward_id`.
///
/// # Errors
/// [`Error::Invalid`] for a term that is not there.
pub async fn enter<A: SystemAction>(
    unit: &Unit,
    permit: &Permit<A>,
    input: OrganizationInput,
    steward_id: Uuid,
) -> Result<Uuid> {
    organizations::insert(unit, permit, input, Some(steward_id), None).await
}
