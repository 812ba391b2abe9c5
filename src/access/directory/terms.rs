//! Who reads terms, and who keeps those of a library's own taxonomies.

use super::taxonomies::{OWN, keeps_taxonomies, may_write};
use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::directory::taxonomy::{Taxonomy, Term};
use crate::error::Result;

/// Lists the terms of the taxonomies that the caller may see.
#[derive(Debug)]
pub struct List;

impl Action for List {
    const OPERATION: &'static str = "list_terms";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

/// Reads one.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_term";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

/// Adds one to a taxonomy of the caller's own.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_term";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(keeps_taxonomies(principal), Self::OPERATION, OWN)?;
        Ok(principal.scope())
    }
}

impl RowAction for Create {
    type Row = Taxonomy;

    fn check(principal: &Principal, row: &Taxonomy) -> Result<()> {
        may_write(principal, row.owner.as_ref().map(|owner| owner.id), Self::OPERATION)
    }
}

/// Changes one of the caller's own.
#[derive(Debug)]
pub struct Update;

impl Action for Update {
    const OPERATION: &'static str = "update_term";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

impl RowAction for Update {
    type Row = Term;

    fn check(principal: &Principal, row: &Term) -> Result<()> {
        may_write(principal, row.library_id, Self::OPERATION)
    }
}

/// Removes one of the caller's own.
#[derive(Debug)]
pub struct Delete;

impl Action for Delete {
    const OPERATION: &'static str = "delete_term";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

impl RowAction for Delete {
    type Row = Term;

    fn check(principal: &Principal, row: &Term) -> Result<()> {
        may_write(principal, row.library_id, Self::OPERATION)
    }
}

/// What the caller may do to the term now.
pub fn actions(principal: &Principal, row: &Term) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
