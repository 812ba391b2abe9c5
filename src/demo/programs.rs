//! The programs of the demonstration: API clients of a library and of a partner.

use uuid::Uuid;

use crate::access::identity::clients::{Create, CreateSecret, List, ListSecrets};
use crate::access::token::Subject;
use crate::caller::Caller;
use crate::domain::identity::client::ClientScope::{
    self, AuditRead, DirectoryRead, DirectoryWrite, DiscoveryRead, DiscoveryWrite, EvaluationRead,
    EvaluationWrite, IdentityRead, PartnershipRead, PartnershipWrite,
};
use crate::domain::identity::client::{Client, ClientInput, ClientSecretInput};
use crate::domain::identity::role::Role;
use crate::domain::listing::Listing;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::identity::{client_secrets, clients};

/// The clients: whose admin made them, what they are called, and what they may do.
const PROGRAMS: [(&str, &str, Role, &[ClientScope]); 2] = [
    (
        "admin@riverside.example",
        "Data warehouse",
        Role::Coordinator,
        &[
            DirectoryRead,
            DirectoryWrite,
            EvaluationRead,
            EvaluationWrite,
            PartnershipRead,
            PartnershipWrite,
            DiscoveryRead,
            DiscoveryWrite,
            IdentityRead,
            AuditRead,
        ],
    ),
    ("admin@lakeshore.example", "Collections sync", Role::Coordinator, &[DirectoryRead, DirectoryWrite]),
];

pub(super) async fn fill(store: &Store) -> Result<()> {
    for (admin, name, role, scopes) in PROGRAMS {
        let admin = Caller::sign_in(store, admin, None).await?;
        let permit = admin.permit::<Create>()?;
        let (name, scopes) = (name.to_owned(), scopes.to_vec());
        let input = ClientInput { name, role, scopes, expires_at: None, enabled: true };
        store.write(async |unit| clients::create(unit, &permit, &input).await).await?;
        admin.sign_out(store).await?;
    }
    Ok(())
}

/// The first of the programs, at work.
pub(super) async fn caller(store: &Store) -> Result<Caller> {
    let [(admin, .., scopes), _] = PROGRAMS;
    let admin = Caller::sign_in(store, admin, None).await?;
    let secrets =
        client_secrets::list(store, &admin.permit::<ListSecrets>()?, None, &Listing::default()).await?;
    let clients = clients::list(store, &admin.permit::<List>()?, &Listing::default()).await?;
    admin.sign_out(store).await?;
    let gone = || Error::internal("a program that nobody made");
    let (secret, client) = (secrets.items.first().ok_or_else(gone)?, clients.items.first().ok_or_else(gone)?);
    let subject = Subject {
        id: store.source().id("token"),
        subject_id: client.id,
        grant_id: secret.id,
        organization_id: Some(client.organization.id),
        scopes: Some(scopes.iter().copied().collect()),
    };
    Caller::resume(store, &subject).await
}

/// The clients, each with a secret made for it now.
///
/// # Errors
/// Whatever the store answers.
pub async fn programs(store: &Store) -> Result<Vec<(Client, String)>> {
    let mut programs = Vec::new();
    for (admin, ..) in PROGRAMS {
        let admin = Caller::sign_in(store, admin, None).await?;
        let found = clients::list(store, &admin.permit::<List>()?, &Listing::default()).await?;
        let permit = admin.permit::<CreateSecret>()?;
        for client in found.items {
            let secret = another_secret(store, &permit, client.id).await?;
            programs.push((client, secret));
        }
        admin.sign_out(store).await?;
    }
    Ok(programs)
}

async fn another_secret(
    store: &Store,
    permit: &crate::access::Permit<CreateSecret>,
    client_id: Uuid,
) -> Result<String> {
    let input = ClientSecretInput { client_id, expires_at: None };
    let made = store.write(async |unit| client_secrets::create(unit, permit, &input).await).await?;
    made.client_secret.ok_or_else(|| Error::internal("a secret that is none"))
}
