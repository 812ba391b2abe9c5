//! Who makes, changes and removes API clients and their secrets: an admin, for the own organization.

use crate::access::{Action, Principal, RowAction, Scope, SystemAction, allowed, require};
use crate::domain::identity::client::{Client, ClientSecret};
use crate::domain::identity::role::Role;
use crate::error::Result;

const ADMINS: &str = "an admin manages API clients";

/// The clients that the caller may read: an admin those of the tenant, others none.
fn reach(principal: &Principal) -> Scope {
    match principal.is(None, Role::Admin) {
        true => principal.scope(),
        false => Scope::Person(principal.subject_id()),
    }
}

/// Declares actions, each with how others than an admin are told that it is not for them.
macro_rules! of_admins {
    ($($(#[$doc:meta])* $name:ident = $operation:literal, $told:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            const OPERATION: &'static str = $operation;

            fn reach(principal: &Principal) -> Result<Scope> {
                let told: Told = $told;
                require(told == Told::NotFound || principal.is(None, Role::Admin), Self::OPERATION, ADMINS)?;
                Ok(reach(principal))
            }
        }
    )*};
}

/// How others than an admin are told.
#[derive(PartialEq)]
enum Told {
    /// That they may not: there is no row.
    Forbidden,
    /// That there is no such row.
    NotFound,
}

of_admins! {
    /// Lists the clients.
    List = "list_clients", Told::Forbidden;
    /// Reads one client.
    Get = "get_client", Told::NotFound;
    /// Makes a client with its first secret.
    Create = "create_client", Told::Forbidden;
    /// Changes what a client may do.
    Update = "update_client", Told::NotFound;
    /// Removes a client.
    Delete = "delete_client", Told::NotFound;
    /// Lists secrets.
    ListSecrets = "list_client_secrets", Told::Forbidden;
    /// Reads when a secret was made and used.
    GetSecret = "get_client_secret", Told::NotFound;
    /// Makes another secret.
    CreateSecret = "create_client_secret", Told::Forbidden;
    /// Removes a secret.
    DeleteSecret = "delete_client_secret", Told::NotFound;
}

impl RowAction for Update {
    type Row = Client;

    fn check(_: &Principal, _: &Client) -> Result<()> {
        Ok(())
    }
}

impl RowAction for Delete {
    type Row = Client;

    fn check(_: &Principal, _: &Client) -> Result<()> {
        Ok(())
    }
}

impl RowAction for DeleteSecret {
    type Row = ClientSecret;

    fn check(_: &Principal, _: &ClientSecret) -> Result<()> {
        Ok(())
    }
}

/// Makes a token for a program that knows its secret.
#[derive(Debug)]
pub struct Issue;

impl Action for Issue {
    const OPERATION: &'static str = "create_token";
}

impl SystemAction for Issue {}

/// What the caller may do to the client now.
pub fn actions(principal: &Principal, row: &Client) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}

/// What the caller may do to the secret now.
pub fn secret_actions(principal: &Principal, row: &ClientSecret) -> Vec<&'static str> {
    allowed::<DeleteSecret>(principal, row).into_iter().collect()
}
