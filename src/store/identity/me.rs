//! The caller's own account.

use sea_orm::ActiveValue::Set;

use super::people::Credentials;
use super::{members, sessions};
use crate::access::identity::me::{ChangePassword, Update};
use crate::access::{Action, Authorized, Permit};
use crate::domain::identity::person::{Me, MeInput};
use crate::error::{Error, Result};
use crate::store::entity::person;
use crate::store::{Rows, Unit, scoped};

/// The caller's account.
///
/// # Errors
/// [`Error::NotFound`] when it is gone.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>) -> Result<Me> {
    let principal = permit.principal()?;
    let row = scoped::one::<person::Entity, _>(rows, permit, principal.subject_id()).await?;
    let memberships = members::affiliations(rows, permit, row.id).await?;
    let organization = memberships.iter().find(|to| principal.acts_for(to.id)).cloned();
    let person::Model { id, email, name, operator, created_at, updated_at, .. } = row;
    Ok(Me { id, email, name, operator, organization, memberships, created_at, updated_at })
}

/// What is needed to check the caller's password.
///
/// # Errors
/// [`Error::NotFound`] when the account is gone.
pub async fn credentials(rows: &impl Rows, permit: &Permit<ChangePassword>) -> Result<Credentials> {
    Ok(scoped::one::<person::Entity, _>(rows, permit, permit.principal()?.subject_id()).await?.into())
}

/// Changes the caller's account.
///
/// # Errors
/// [`Error::NotFound`] when it is gone.
pub async fn update(unit: &Unit, me: &Authorized<Update>, input: MeInput) -> Result<Me> {
    let row = scoped::one::<person::Entity, _>(unit, me.permit(), me.row().id).await?;
    unit.update::<person::Entity, _>(me.permit(), row, |row| row.name = Set(input.name)).await?;
    get(unit, me.permit()).await
}

/// Gives the caller a new password and ends all other sessions. `known` is the hash against which the current
/// password was checked.
///
/// # Errors
/// [`Error::Invalid`] when the password was changed meanwhile.
pub async fn change_password(
    unit: &Unit,
    me: &Authorized<ChangePassword>,
    known: &str,
    password_hash: String,
) -> Result<Me> {
    let permit = me.permit();
    let row = scoped::one::<person::Entity, _>(unit, permit, me.row().id).await?;
    if row.password_hash != known {
        return Err(wrong_password());
    }
    unit.update::<person::Entity, _>(permit, row, |row| row.password_hash = Set(password_hash)).await?;
    sessions::end_all(unit, permit, me.row().id, Some(permit.principal()?.grant_id())).await?;
    get(unit, permit).await
}

/// The refusal of a current password that is not the right one.
pub fn wrong_password() -> Error {
    Error::invalid("/current_password", "wrong", "is not the password of this account")
}
