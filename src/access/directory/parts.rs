//! Who reads and writes the parts of an entry: whoever may see them, and whoever writes the entry.

use std::marker::PhantomData;

use super::organizations::{STEWARD, WRITERS, writes_directory};
use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::directory::organization::Organization;
use crate::domain::directory::part::Part;
use crate::error::Result;

/// A part of an entry, and what may be done to it.
pub trait Operated: Part + std::fmt::Debug {
    /// The operation that lists them.
    const LIST: &'static str;
    /// The operation that reads one.
    const GET: &'static str;
    /// The operation that makes one.
    const CREATE: &'static str;
    /// The operation that changes one.
    const UPDATE: &'static str;
    /// The operation that removes one.
    const DELETE: &'static str;
}

/// Lists the parts that the caller may see.
#[derive(Debug)]
pub struct List<T>(PhantomData<T>);

impl<T: Operated> Action for List<T> {
    const OPERATION: &'static str = T::LIST;

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

/// Reads one part.
#[derive(Debug)]
pub struct Get<T>(PhantomData<T>);

impl<T: Operated> Action for Get<T> {
    const OPERATION: &'static str = T::GET;

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

/// Adds a part to an entry.
#[derive(Debug)]
pub struct Create<T>(PhantomData<T>);

impl<T: Operated> Action for Create<T> {
    const OPERATION: &'static str = T::CREATE;

    fn reach(principal: &Principal) -> Result<Scope> {
        require(writes_directory(principal), Self::OPERATION, WRITERS)?;
        Ok(principal.scope())
    }
}

impl<T: Operated> RowAction for Create<T> {
    type Row = Organization;

    fn check(principal: &Principal, row: &Organization) -> Result<()> {
        require(principal.stewards(row.steward_id()), Self::OPERATION, STEWARD)
    }
}

/// Changes a part.
#[derive(Debug)]
pub struct Update<T>(PhantomData<T>);

impl<T: Operated> Action for Update<T> {
    const OPERATION: &'static str = T::UPDATE;

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

impl<T: Operated> RowAction for Update<T> {
    type Row = T;

    fn check(principal: &Principal, row: &T) -> Result<()> {
        may_write(principal, row, Self::OPERATION)
    }
}

/// Removes a part.
#[derive(Debug)]
pub struct Delete<T>(PhantomData<T>);

impl<T: Operated> Action for Delete<T> {
    const OPERATION: &'static str = T::DELETE;

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

impl<T: Operated> RowAction for Delete<T> {
    type Row = T;

    fn check(principal: &Principal, row: &T) -> Result<()> {
        may_write(principal, row, Self::OPERATION)
    }
}

pub(super) fn may_write(principal: &Principal, row: &impl Part, operation: &'static str) -> Result<()> {
    require(writes_directory(principal), operation, WRITERS)?;
    require(principal.stewards(row.organization().steward_id), operation, STEWARD)
}

/// What the caller may do to the part now.
pub fn actions<T: Operated>(principal: &Principal, row: &T) -> Vec<&'static str> {
    [allowed::<Update<T>>(principal, row), allowed::<Delete<T>>(principal, row)]
        .into_iter()
        .flatten()
        .collect()
}
