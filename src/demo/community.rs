//! The tenants of the demonstration and their people.

use uuid::Uuid;

use super::source::id;
use crate::access::identity::sessions::Create;
use crate::access::password::Passwords;
use crate::access::token::{Subject, Tokens};
use crate::access::{Action, Permit, SystemAction};
use crate::domain::directory::organization::OrganizationInput;
use crate::domain::directory::resource_kind::ResourceKind;
use crate::domain::identity::role::{Role, Side};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::identity::members;
use crate::store::identity::people::{self, NewPerson};
use crate::store::identity::sessions::{self, Origin};
use crate::store::identity::tenants;

/// The password of every account of the demonstration.
pub const PASSWORD: &str = "demo-password";

/// Fills a database with a community to try things on.
#[derive(Debug)]
pub(super) struct Fill;

impl Action for Fill {
    const OPERATION: &'static str = "demo";
}

impl SystemAction for Fill {}

/// An account of the demonstration.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// The e-mail address.
    pub email: &'static str,
    /// The person's name.
    pub name: &'static str,
    /// The organization, by its place among the tenants, and the role; none for the operator.
    pub role: Option<(usize, Role)>,
    number: u64,
}

impl Account {
    /// The person's id.
    pub fn id(&self) -> Uuid {
        id("person", self.number)
    }

    /// The tenant the account acts for.
    pub fn tenant(&self) -> Option<&'static Tenant> {
        TENANTS.get(self.role?.0)
    }
}

/// A tenant of the demonstration.
#[derive(Debug)]
pub struct Tenant {
    /// The name.
    pub name: &'static str,
    /// The side.
    pub side: Side,
    number: u64,
    description: &'static str,
    website: &'static str,
    offers: &'static [ResourceKind],
    needs: &'static [ResourceKind],
}

impl Tenant {
    /// The organization's id.
    pub fn id(&self) -> Uuid {
        id("organization", self.number)
    }
}

use ResourceKind::{
    Audiences, Collections, Expertise, Facilities, Funding, Marketing, Networks, Outreach, TrainingSpace,
};

/// Two libraries and two partners.
pub const TENANTS: [Tenant; 4] = [
    Tenant {
        name: "Riverside Public Library",
        side: Side::Library,
        number: 1,
        description: "The public library of Riverside with three branches, a makerspace and a bookmobile.",
        website: "https://riverside.example",
        offers: &[TrainingSpace, Collections, Audiences],
        needs: &[Expertise, Outreach, Funding],
    },
    Tenant {
        name: "Hillside County Library",
        side: Side::Library,
        number: 2,
        description: "The county library of Hillside: eleven small branches and a homework help line.",
        website: "https://hillside.example",
        offers: &[TrainingSpace, Networks],
        needs: &[Expertise, Marketing],
    },
    Tenant {
        name: "Lakeshore Museum",
        side: Side::Partner,
        number: 3,
        description: "Local history and natural history of the lake, with workshops for schools.",
        website: "https://lakeshore.example",
        offers: &[Collections, Expertise],
        needs: &[Audiences, TrainingSpace],
    },
    Tenant {
        name: "Riverside Job Center",
        side: Side::Partner,
        number: 4,
        description: "Advice, courses and placement for people who look for work.",
        website: "https://jobs.riverside.example",
        offers: &[Expertise, Networks],
        needs: &[Facilities, Outreach],
    },
];

const fn of(number: u64, email: &'static str, name: &'static str, tenant: usize, role: Role) -> Account {
    Account { email, name, role: Some((tenant, role)), number }
}

/// Every account.
pub const ACCOUNTS: [Account; 17] = [
    Account { email: "operator@ligature.example", name: "Olu Adeyemi", role: None, number: 1 },
    of(2, "viewer@riverside.example", "Vera Lindqvist", 0, Role::Viewer),
    of(3, "contributor@riverside.example", "Carlos Reyes", 0, Role::Contributor),
    of(4, "coordinator@riverside.example", "Dana Okafor", 0, Role::Coordinator),
    of(5, "admin@riverside.example", "Amina Haddad", 0, Role::Admin),
    of(6, "viewer@hillside.example", "Viktor Szabo", 1, Role::Viewer),
    of(7, "contributor@hillside.example", "Chen Wei", 1, Role::Contributor),
    of(8, "coordinator@hillside.example", "Deniz Kaya", 1, Role::Coordinator),
    of(9, "admin@hillside.example", "Anna Kowalska", 1, Role::Admin),
    of(10, "viewer@lakeshore.example", "Vikram Rao", 2, Role::Viewer),
    of(11, "contributor@lakeshore.example", "Chloe Martin", 2, Role::Contributor),
    of(12, "coordinator@lakeshore.example", "Diego Silva", 2, Role::Coordinator),
    of(13, "admin@lakeshore.example", "Aiko Tanaka", 2, Role::Admin),
    of(14, "viewer@jobs.example", "Valentina Rossi", 3, Role::Viewer),
    of(15, "contributor@jobs.example", "Caleb Jones", 3, Role::Contributor),
    of(16, "coordinator@jobs.example", "Dmitri Volkov", 3, Role::Coordinator),
    of(17, "admin@jobs.example", "Aaliyah Brown", 3, Role::Admin),
];

/// The account with this e-mail address.
pub fn account(email: &str) -> Option<&'static Account> {
    const ALL: &[Account] = &ACCOUNTS;
    ALL.iter().find(|account| account.email == email)
}

/// Makes the tenants and the accounts.
pub(super) async fn fill(store: &Store, passwords: &Passwords) -> Result<()> {
    let hash = passwords.hash(PASSWORD).await?;
    let permit = Permit::<Fill>::system();
    store
        .write(async |unit| {
            let mut tenants = Vec::new();
            for tenant in &TENANTS {
                let input = OrganizationInput {
                    name: tenant.name.to_owned(),
                    description: Some(tenant.description.to_owned()),
                    website: Some(tenant.website.to_owned()),
                    offers: tenant.offers.to_vec(),
                    needs: tenant.needs.to_vec(),
                    ..OrganizationInput::default()
                };
                tenants.push(tenants::found(unit, &permit, input, tenant.side).await?);
            }
            for account in &ACCOUNTS {
                let person = NewPerson {
                    email: account.email.to_owned(),
                    name: account.name.to_owned(),
                    password_hash: hash.clone(),
                    operator: account.role.is_none(),
                };
                let person_id = people::create(unit, &permit, person).await?;
                if let Some((tenant, role)) = account.role
                    && let Some(organization_id) = tenants.get(tenant)
                {
                    members::add(unit, &permit, person_id, *organization_id, role).await?;
                }
            }
            Ok(())
        })
        .await
}

/// Opens a session for an account; its access token.
///
/// # Errors
/// Whatever the store answers.
pub async fn sign_in(store: &Store, tokens: &Tokens, account: &Account) -> Result<String> {
    let organization_id = account.tenant().map(Tenant::id);
    let permit = Permit::<Create>::system();
    let known = people::credentials(store, &permit, account.email).await?;
    let person = known.ok_or_else(|| Error::malformed(account.email, "is no account here"))?;
    let origin = Origin::default();
    let opened = store
        .write(async |unit| sessions::create(unit, &permit, &person, organization_id, &origin).await)
        .await?;
    let subject = Subject {
        id: store.source().id("token"),
        subject_id: opened.person_id,
        grant_id: opened.id,
        organization_id: opened.organization_id,
        scopes: None,
    };
    tokens.issue(&subject, store.source().now().timestamp())
}
