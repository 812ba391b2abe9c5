//! Who reads and writes what hangs on a partnership: its parties, each by the role that the row needs.

use std::marker::PhantomData;

use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::identity::role::Role;
use crate::domain::partnership::attached::{Attached, Whole};
use crate::domain::partnership::partnership::Partnership;
use crate::error::{Code, Error, Result};

/// A row that hangs on a partnership, and how it is read.
pub trait Listed: std::fmt::Debug + Sized + 'static {
    /// The operation that lists them.
    const LIST: &'static str;
    /// The operation that reads one.
    const GET: &'static str;
}

/// One that is written, and how.
pub trait Operated: Listed + Attached {
    /// The operation that makes one.
    const CREATE: &'static str;
    /// The operation that changes one.
    const UPDATE: &'static str;
    /// The operation that removes one.
    const DELETE: &'static str;
    /// The role that writes it.
    const WRITER: Role = Role::Coordinator;

    /// What else the row asks of who writes it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] by ownership.
    fn may(_: &Principal, _: &Self, _operation: &'static str) -> Result<()> {
        Ok(())
    }

    /// Whether the row itself may still change.
    ///
    /// # Errors
    /// [`Error::Conflict`] by its state.
    fn changes(&self) -> Result<()> {
        Ok(())
    }

    /// Whether it may be removed.
    ///
    /// # Errors
    /// [`Error::Conflict`] by its state.
    fn goes(&self) -> Result<()> {
        self.changes()
    }
}

/// Declares an action on such rows, which reaches what the caller's scope does.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident: $needs:ident = $operation:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name<T>(PhantomData<T>);

        impl<T: $needs> Action for $name<T> {
            const OPERATION: &'static str = T::$operation;

            fn reach(principal: &Principal) -> Result<Scope> {
                Ok(principal.scope())
            }
        }
    )*};
}

actions! {
    /// Lists those of the caller's partnerships.
    List: Listed = LIST;
    /// Reads one.
    Get: Listed = GET;
    /// Changes one.
    Update: Operated = UPDATE;
    /// Removes one.
    Delete: Operated = DELETE;
}

/// Makes one.
#[derive(Debug)]
pub struct Create<T>(PhantomData<T>);

impl<T: Operated> Action for Create<T> {
    const OPERATION: &'static str = T::CREATE;

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(None, T::WRITER), Self::OPERATION, writers::<T>())?;
        Ok(principal.scope())
    }
}

impl<T: Operated> RowAction for Create<T> {
    type Row = Partnership;

    fn check(principal: &Principal, row: &Partnership) -> Result<()> {
        may_write::<T>(principal, &row.into(), Self::OPERATION)
    }
}

impl<T: Operated> RowAction for Update<T> {
    type Row = T;

    fn check(principal: &Principal, row: &T) -> Result<()> {
        T::may(principal, row, Self::OPERATION)?;
        may_write::<T>(principal, row.whole(), Self::OPERATION)?;
        row.changes()
    }
}

impl<T: Operated> RowAction for Delete<T> {
    type Row = T;

    fn check(principal: &Principal, row: &T) -> Result<()> {
        T::may(principal, row, Self::OPERATION)?;
        may_write::<T>(principal, row.whole(), Self::OPERATION)?;
        row.goes()
    }
}

fn may_write<T: Operated>(principal: &Principal, whole: &Whole, operation: &'static str) -> Result<()> {
    require(principal.is(None, T::WRITER), operation, writers::<T>())?;
    require(whole.current, operation, "only a party writes about a partnership")?;
    match whole.state.is_open() {
        true => Ok(()),
        false => Err(Error::conflict(Code::PartnershipOver, "the partnership is over")),
    }
}

fn writers<T: Operated>() -> &'static str {
    match T::WRITER {
        Role::Viewer | Role::Contributor => "a contributor of a party writes this",
        Role::Coordinator => "a coordinator of a party writes this",
        Role::Admin => "an admin of a party writes this",
    }
}

/// What the caller may do to the row now.
pub fn actions<T: Operated>(principal: &Principal, row: &T) -> Vec<&'static str> {
    [allowed::<Update<T>>(principal, row), allowed::<Delete<T>>(principal, row)]
        .into_iter()
        .flatten()
        .collect()
}

/// What the caller may do to a row that is only read: nothing else.
pub fn read_only<T>(_: &Principal, _: &T) -> Vec<&'static str> {
    Vec::new()
}
