//! Who reads taxonomies, and who keeps a library's own ones with their terms.

use uuid::Uuid;

use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::directory::taxonomy::Taxonomy;
use crate::domain::identity::role::{Role, Side};
use crate::error::Result;

pub(super) const OWN: &str = "a library's coordinator keeps taxonomies of its own";
const FOREIGN: &str = "nobody changes the taxonomies that come with the service";

/// Lists the taxonomies that come with the service and the caller's own.
#[derive(Debug)]
pub struct List;

impl Action for List {
    const OPERATION: &'static str = "list_taxonomies";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

/// Reads one.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_taxonomy";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

/// Makes one of the caller's own.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_taxonomy";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(keeps_taxonomies(principal), Self::OPERATION, OWN)?;
        Ok(principal.scope())
    }
}

/// Changes one of the caller's own.
#[derive(Debug)]
pub struct Update;

impl Action for Update {
    const OPERATION: &'static str = "update_taxonomy";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

impl RowAction for Update {
    type Row = Taxonomy;

    fn check(principal: &Principal, row: &Taxonomy) -> Result<()> {
        may_write(principal, row.owner.as_ref().map(|owner| owner.id), Self::OPERATION)
    }
}

/// Removes one of the caller's own.
#[derive(Debug)]
pub struct Delete;

impl Action for Delete {
    const OPERATION: &'static str = "delete_taxonomy";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

impl RowAction for Delete {
    type Row = Taxonomy;

    fn check(principal: &Principal, row: &Taxonomy) -> Result<()> {
        may_write(principal, row.owner.as_ref().map(|owner| owner.id), Self::OPERATION)
    }
}

/// Whether the caller keeps taxonomies of its library.
pub(super) fn keeps_taxonomies(principal: &Principal) -> bool {
    principal.is(Side::Library, Role::Coordinator)
}

/// Passes for a coordinator of the library whose own the taxonomy is.
pub(super) fn may_write(
    principal: &Principal,
    library_id: Option<Uuid>,
    operation: &'static str,
) -> Result<()> {
    require(library_id.is_some(), operation, FOREIGN)?;
    require(keeps_taxonomies(principal), operation, OWN)
}

/// What the caller may do to the taxonomy now.
pub fn actions(principal: &Principal, row: &Taxonomy) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
