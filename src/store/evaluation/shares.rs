//! What rounds show to other organizations, and the consents that it rests on.
//!
//! Whatever is written locks the round first, so that sharing and consenting follow one another.

use std::collections::{HashMap, HashSet};

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{rounds, scores};
use crate::access::evaluation::rounds::{Consent, Share, Unshare, not_counted};
use crate::access::evaluation::shared_results::Lapse;
use crate::access::{Action, Authorized, Permit};
use crate::domain::evaluation::round::Round;
use crate::domain::evaluation::shared_result::{ConsentInput, ShareInput, SharedWith};
use crate::domain::evaluation::withhold::{consented, counts};
use crate::error::{Code, Error, Result};
use crate::store::directory::views::{names, of};
use crate::store::entity::{membership, organization, round_consent, round_share};
use crate::store::error::OnDuplicate;
use crate::store::integration::events::Audience;
use crate::store::scoped::{self, PartOf};
use crate::store::write::recorded;
use crate::store::{Db, Rows, Unit};

// A row names no people: it is told to both organizations.
recorded!(round_share, "round_share", |row| vec![
    Audience::Tenant(row.tenant_id),
    Audience::Tenant(row.recipient_id)
]);

// Who consented is not told to those who would like to share.
recorded!(round_consent, "round_consent", |row| vec![Audience::Person(row.person_id)]);

impl PartOf for round_share::Entity {
    const WHOLE: round_share::Column = round_share::Column::RoundId;
}

impl PartOf for round_consent::Entity {
    const WHOLE: round_consent::Column = round_consent::Column::RoundId;
}

/// Shows the result of a closed round to another organization.
///
/// # Errors
/// [`Error::Invalid`] at `/organization_id` for one that is not here or the caller's own, [`Error::Conflict`] with
/// `already_shared`, with `nothing_to_share` where nobody rated, with `consent_missing` where only one or two rated and not all of them agreed.
pub async fn share(unit: &Unit, round: &Authorized<Share>, input: ShareInput) -> Result<Round> {
    const SHARED: (Code, &str) = (Code::AlreadyShared, "the result is shared with the organization");
    let (permit, round, db) = (round.permit(), round.row(), unit.db());
    let tenant_id = permit.tenant()?;
    let recipient_id = recipient(&db, permit, tenant_id, input.organization_id).await?;
    if shares(&db, [round.id]).await?.iter().any(|share| share.recipient_id == recipient_id) {
        return Err(Error::conflict(SHARED.0, SHARED.1));
    }
    // Locked, so that nobody is erased meanwhile who agreed.
    let agreed = db.to_write(consents([round.id])).all(&db.executor).await?;
    // Who left could not take it back any longer.
    let members = scoped::select::<membership::Entity, _>(permit)
        .filter(membership::Column::OrganizationId.eq(tenant_id))
        .filter(membership::Column::PersonId.is_in(agreed.iter().map(|row| row.person_id)))
        .select_only()
        .column(membership::Column::PersonId)
        .into_tuple::<Uuid>();
    let agreed: HashSet<Uuid> = members.all(&db.executor).await?.into_iter().collect();
    let row = round_share::ActiveModel {
        round_id: Set(round.id),
        tenant_id: Set(tenant_id),
        recipient_id: Set(recipient_id),
        organization_id: Set(round.organization.id),
        instrument_id: Set(round.instrument.id),
        consented: Set(consented(&scores::full(unit, round).await?, &agreed)?),
        ..Default::default()
    };
    unit.insert::<round_share::Entity, _>(permit, row).await.on_duplicate(SHARED.0, SHARED.1)?;
    rounds::get(unit, permit, round.id).await
}

/// Takes back that another organization sees the result.
///
/// # Errors
/// [`Error::Conflict`] with `not_shared`.
pub async fn unshare(unit: &Unit, round: &Authorized<Unshare>, input: ShareInput) -> Result<Round> {
    let (permit, round) = (round.permit(), round.row());
    let mut shares = shares(&unit.db(), [round.id]).await?;
    shares.retain(|share| share.recipient_id == input.organization_id);
    let share = shares
        .pop()
        .ok_or_else(|| Error::conflict(Code::NotShared, "the result is not shared with the organization"))?;
    unit.delete::<round_share::Entity, _>(permit, share).await?;
    rounds::get(unit, permit, round.id).await
}

/// Writes down whether the caller agrees that others see the result although only one or two rated. A consent that is taken
/// back takes back what rests on it.
///
/// # Errors
/// [`Error::Forbidden`] for a caller whose sheet does not count.
pub async fn consent(unit: &Unit, round: &Authorized<Consent>, input: ConsentInput) -> Result<Round> {
    let (permit, round) = (round.permit(), round.row());
    let person_id = permit.principal()?.subject_id();
    if !counts(&scores::full(unit, round).await?, person_id) {
        return Err(not_counted());
    }
    let given = consents([round.id]).filter(round_consent::Column::PersonId.eq(person_id));
    match (given.one(&unit.db().executor).await?, input.agreed) {
        (None, true) => {
            let row = round_consent::ActiveModel {
                round_id: Set(round.id),
                person_id: Set(person_id),
                ..Default::default()
            };
            unit.insert::<round_consent::Entity, _>(permit, row).await?;
        }
        (Some(row), false) => {
            unit.delete::<round_consent::Entity, _>(permit, row).await?;
            lapse(unit, [round.id]).await?;
        }
        (Some(_), true) | (None, false) => {}
    }
    rounds::get(unit, permit, round.id).await
}

/// Ends the consents of a person who is erased, with what rests on them. The ids of the consents.
pub(in crate::store) async fn erase<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Vec<Uuid>> {
    let db = unit.db();
    let found = db.to_write(of_person(person_id)).all(&db.executor).await?;
    let ids = found.iter().map(|row| row.id).collect();
    lapse(unit, found.iter().map(|row| row.round_id)).await?;
    for row in found {
        unit.delete::<round_consent::Entity, _>(permit, row).await?;
    }
    Ok(ids)
}

/// Takes back what these rounds show by consent.
async fn lapse(unit: &Unit, round_ids: impl IntoIterator<Item = Uuid>) -> Result<()> {
    let permit = Permit::<Lapse>::system();
    for share in shares(&unit.db(), round_ids).await?.into_iter().filter(|share| share.consented) {
        unit.delete::<round_share::Entity, _>(&permit, share).await?;
    }
    Ok(())
}

/// With whom the rounds are shared, by round.
pub(super) async fn shared_with<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    round_ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<SharedWith>>> {
    let rows = shares(db, round_ids).await?;
    let names = names(db, permit, rows.iter().map(|row| row.recipient_id)).await?;
    let mut found: HashMap<Uuid, Vec<SharedWith>> = HashMap::new();
    for row in rows {
        found.entry(row.round_id).or_default().push(SharedWith {
            organization: of(&names, row.recipient_id)?,
            consented: row.consented,
            shared_at: row.created_at,
        });
    }
    Ok(found)
}

/// What rounds that were read by permit show to others now.
pub(super) async fn shares(
    db: &Db<'_>,
    round_ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<round_share::Model>> {
    let rows = scoped::parts::<round_share::Entity>(round_ids)
        .filter(round_share::Column::DeletedAt.is_null())
        .order_by_asc(round_share::Column::CreatedAt)
        .order_by_asc(round_share::Column::Id);
    Ok(rows.all(&db.executor).await?)
}

/// The consents that are given in rounds that were read by permit.
pub(super) fn consents(round_ids: impl IntoIterator<Item = Uuid>) -> Select<round_consent::Entity> {
    scoped::parts::<round_consent::Entity>(round_ids).filter(round_consent::Column::DeletedAt.is_null())
}

#[expect(clippy::disallowed_methods, reason = "of a person read by permit, whose consents end unread")]
fn of_person(person_id: Uuid) -> Select<round_consent::Entity> {
    round_consent::Entity::find()
        .filter(round_consent::Column::PersonId.eq(person_id))
        .filter(round_consent::Column::DeletedAt.is_null())
}

/// The organization that is to see a result: another one that is here.
async fn recipient<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    tenant_id: Uuid,
    organization_id: Uuid,
) -> Result<Uuid> {
    const POINTER: &str = "/organization_id";
    let known = scoped::select::<organization::Entity, A>(permit)
        .filter(organization::Column::Id.eq(organization_id))
        .one(&db.executor)
        .await?
        .ok_or_else(|| Error::unknown_reference(POINTER))?;
    if organization_id == tenant_id {
        return Err(Error::invalid(POINTER, "own", "your own organization sees the result anyway"));
    }
    if known.side.is_none() {
        return Err(Error::invalid(
            POINTER,
            "no_tenant",
            "the organization is not here as a library or a partner",
        ));
    }
    Ok(organization_id)
}
