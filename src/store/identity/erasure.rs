//! Erasing a person: everything that names one or was written by one, wherever it is kept.
//!
//! A resource in which people write free texts, or that names people otherwise than by their id, has its line here.

use sea_orm::ActiveValue::Set;

use super::{invitations, members, password_resets, people, sessions, throttle};
use crate::access::Authorized;
use crate::access::identity::people::Erase;
use crate::domain::identity::erasure::ERASED;
use crate::domain::identity::person::Person;
use crate::error::{Error, Result};
use crate::store::authored;
use crate::store::discovery::moves;
use crate::store::entity::{
    guide, initiative, interaction, interview, note, person, prospect, strategy_mark, talking_point,
};
use crate::store::evaluation::{evaluations, shares};
use crate::store::integration::{events, idempotency};
use crate::store::partnership::{calendar_links, texts};
use crate::store::{Unit, scoped};

/// Erases a person: the account, its sessions and memberships end; name, addresses and texts are replaced in rows and
/// events. Numbers of its sheets stay, and ids.
///
/// # Errors
/// [`Error::Conflict`] with `last_admin`, [`Error::Unauthenticated`] when the caller was erased meanwhile.
pub async fn erase(unit: &Unit, person: &Authorized<Erase>) -> Result<Person> {
    let (permit, id) = (person.permit(), person.row().id);
    // Of two operators who erase each other one stays.
    if !people::operates(unit, permit, permit.principal()?.subject_id()).await? {
        return Err(Error::Unauthenticated("the account is gone"));
    }
    let row = scoped::one::<person::Entity, _>(unit, permit, id).await?;
    let mut rows = members::end_all(unit, permit, id).await?;
    invitations::withdraw_all_of(unit, permit, id).await?;
    rows.extend(sessions::erase(unit, permit, id).await?);
    rows.extend(invitations::erase(unit, permit, &row.email_key).await?);
    rows.extend(password_resets::void(unit, permit, id).await?);
    rows.extend(calendar_links::revoke_all(unit, permit, id).await?);
    rows.extend(authored::erase::<note::Entity, _>(unit, permit, id).await?);
    rows.extend(authored::erase::<interview::Entity, _>(unit, permit, id).await?);
    rows.extend(authored::erase::<interaction::Entity, _>(unit, permit, id).await?);
    rows.extend(authored::erase::<prospect::Entity, _>(unit, permit, id).await?);
    rows.extend(authored::erase::<initiative::Entity, _>(unit, permit, id).await?);
    rows.extend(authored::erase::<guide::Entity, _>(unit, permit, id).await?);
    rows.extend(authored::erase::<talking_point::Entity, _>(unit, permit, id).await?);
    rows.extend(authored::erase::<strategy_mark::Entity, _>(unit, permit, id).await?);
    moves::erase(unit, id).await?;
    rows.extend(evaluations::erase(unit, permit, id).await?);
    rows.extend(shares::erase(unit, permit, id).await?);
    rows.extend(texts::erase(unit, permit, id, &row.name).await?);
    throttle::forget(unit, &row.email_key).await?;
    idempotency::empty(unit, &rows, &[&id.to_string(), &row.email, &row.name]).await?;
    let now = unit.now();
    let row = unit
        .update::<person::Entity, _>(permit, row, |row| {
            row.name = Set(ERASED.to_owned());
            row.email = Set(ERASED.to_owned());
            row.email_key = Set(format!("{ERASED} {id}"));
            row.password_hash = Set(String::new());
            row.operator = Set(false);
            row.deleted_at = Set(Some(now));
        })
        .await?;
    events::erase(unit, "person", &[id], &["name", "email"]).await?;
    unit.standing_changed();
    Ok(Person { updated_at: row.updated_at, ..people::erased(person.row()) })
}
