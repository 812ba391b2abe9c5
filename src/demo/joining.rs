//! Links that were handed out in the demonstration: an invitation and a password reset. Their secrets are forgotten.

use super::caller::Caller;
use super::community::account;
use crate::access::identity::{invitations::Create as Invite, password_resets::Create as Reset};
use crate::domain::identity::role::Role;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::identity::{invitations, password_resets};

/// An admin invites a colleague, the operator helps somebody who forgot the password.
pub(super) async fn fill(store: &Store) -> Result<()> {
    let admin = Caller::sign_in(store, "admin@riverside.example").await?;
    let invite = admin.permit::<Invite>()?;
    store
        .write(async |unit| {
            let role = invite.over(Role::Contributor)?;
            invitations::create(unit, &role, "evening.desk@riverside.example".to_owned()).await
        })
        .await?;
    admin.sign_out(store).await?;

    let forgetful =
        account("viewer@riverside.example").ok_or_else(|| Error::internal("no such account"))?.id();
    let operator = Caller::sign_in(store, "operator@ligature.example").await?;
    let reset = operator.permit::<Reset>()?;
    store
        .write(async |unit| {
            let subject = reset.over(password_resets::subject(unit, &reset, forgetful).await?)?;
            password_resets::create(unit, &subject).await
        })
        .await?;
    operator.sign_out(store).await
}
