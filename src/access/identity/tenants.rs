//! Who gives an organization a side: the operator, and for its partners a library's admin.

use crate::access::{Action, Principal, RowAction, Scope, require};
use crate::domain::directory::organization::Organization;
use crate::domain::identity::role::{Role, Side};
use crate::domain::identity::tenant::Tenant;
use crate::error::{Code, Error, Result};

const FOUNDERS: &str = "the operator manages tenants, and a library's admin invites partners";

/// Lists tenants: the operator all, a library's admin those whose entries the library keeps.
#[derive(Debug)]
pub struct List;

impl Action for List {
    const OPERATION: &'static str = "list_tenants";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(founds(principal), Self::OPERATION, FOUNDERS)?;
        Ok(reach(principal))
    }
}

/// Reads one tenant.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_tenant";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(reach(principal))
    }
}

/// Gives an entry of the directory a side, as soon as its first admin accepts.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_tenant";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(founds(principal), Self::OPERATION, FOUNDERS)?;
        Ok(reach(principal))
    }
}

impl RowAction for Create {
    /// The entry, and the side that it is to get.
    type Row = (Organization, Side);

    fn check(principal: &Principal, (entry, side): &Self::Row) -> Result<()> {
        let operates = principal.is_operator();
        let partner = operates || *side == Side::Partner;
        require(partner, Self::OPERATION, "only the operator makes libraries")?;
        let keeps = operates || principal.stewards(entry.steward_id());
        require(keeps, Self::OPERATION, "only the steward of the entry invites its first admin")?;
        match entry.side {
            Some(_) => Err(Error::conflict(Code::HasSide, "the organization is a tenant already")),
            None => Ok(()),
        }
    }
}

fn invites_partners(principal: &Principal) -> bool {
    principal.is(Side::Library, Role::Admin)
}

fn founds(principal: &Principal) -> bool {
    principal.is_operator() || invites_partners(principal)
}

fn reach(principal: &Principal) -> Scope {
    if principal.is_operator() {
        Scope::Operator
    } else if invites_partners(principal) {
        principal.scope()
    } else {
        Scope::Person(principal.subject_id())
    }
}

/// What the caller may do to the tenant now: nothing but read it.
pub fn actions(_: &Principal, _: &Tenant) -> Vec<&'static str> {
    Vec::new()
}
