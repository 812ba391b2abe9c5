//! Permission as a value: store functions take one, and there is no other way to get one than through here.

use std::marker::PhantomData;

use uuid::Uuid;

use super::{Principal, Scope, scopes};
use crate::error::{Error, Result};

/// Something a caller can ask to do.
pub trait Action: Sized + 'static {
    /// The id of the operation in the document, which also names the event.
    const OPERATION: &'static str;

    /// The rows the caller may read for this. Where there is no row (create, list), the rule of the role is here;
    /// on a row it is in [`RowAction::check`], so that who may not read the row learns nothing of it.
    /// Unless said otherwise, nobody may ask.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the role does not allow it.
    fn reach(_: &Principal) -> Result<Scope> {
        super::refuse(Self::OPERATION, "nobody may ask for this")
    }
}

/// Something a caller can ask to do to one row.
pub trait RowAction: Action {
    /// The row.
    type Row;

    /// Whether role and ownership, then the state of the row, allow it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] by role or ownership, [`Error::Conflict`] by state.
    fn check(principal: &Principal, row: &Self::Row) -> Result<()>;
}

/// An operation that nobody asks for by token, such as signing in. `docs/architecture.md` lists them.
pub trait SystemAction: Action {}

/// Who wrote, and for whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The person, unless it was a program.
    pub person_id: Option<Uuid>,
    /// The program.
    pub client_id: Option<Uuid>,
    /// The organization that was acted for.
    pub acting_for: Option<Uuid>,
}

/// Proof that the caller may ask for `A`, and over which rows.
///
/// ```compile_fail,E0451
/// use ligature::access::{Author, Permit, Scope, directory::organizations::List};
/// let permit: Permit<List> =
///     Permit { principal: None, scope: Scope::System, author: Author::default(), action: std::marker::PhantomData };
/// ```
#[derive(Debug)]
pub struct Permit<A> {
    principal: Option<Principal>,
    scope: Scope,
    author: Author,
    action: PhantomData<A>,
}

impl<A> Clone for Permit<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for Permit<A> {}

impl<A: Action> Permit<A> {
    /// Asks the rule of the action; a program needs its scope as well.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the rule refuses, [`Error::ScopeNeeded`] when a program has not the scope.
    pub fn grant(principal: &Principal) -> Result<Self> {
        in_scopes::<A>(principal)?;
        let (subject, program) = (principal.subject_id(), principal.is_program());
        let author = Author {
            person_id: (!program).then_some(subject),
            client_id: program.then_some(subject),
            acting_for: principal.organization_id(),
        };
        Ok(Self { principal: Some(*principal), scope: A::reach(principal)?, author, action: PhantomData })
    }

    /// A permit that no caller asked for.
    pub fn system() -> Self
    where
        A: SystemAction,
    {
        Self { principal: None, scope: Scope::System, author: Author::default(), action: PhantomData }
    }

    /// The same permit, its writes in the name of `person_id`: for somebody who has no token yet.
    #[must_use]
    pub fn in_the_name_of(mut self, person_id: Uuid) -> Self
    where
        A: SystemAction,
    {
        self.author.person_id = Some(person_id);
        self
    }

    /// The rows it reaches.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Who asks.
    pub fn author(&self) -> Author {
        self.author
    }

    /// The caller.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for a permit that no caller asked for.
    pub fn principal(&self) -> Result<&Principal> {
        self.principal.as_ref().ok_or(Error::Unauthenticated("sign in first"))
    }

    /// The tenant the caller acts for: where its new rows go.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the caller acts for none.
    pub fn tenant(&self) -> Result<Uuid> {
        self.author
            .acting_for
            .ok_or(Error::Forbidden { operation: A::OPERATION, reason: "act for an organization to do this" })
    }

    /// Turns a row that was read under this permit into proof that `A` may be done to it.
    ///
    /// # Errors
    /// What [`RowAction::check`] answers.
    pub fn over(self, row: A::Row) -> Result<Authorized<A>>
    where
        A: RowAction,
    {
        A::check(self.principal()?, &row)?;
        Ok(Authorized { permit: self, row })
    }
}

/// Proof that the caller may do `A` to this very row.
#[derive(Debug)]
pub struct Authorized<A: RowAction> {
    permit: Permit<A>,
    row: A::Row,
}

impl<A: RowAction> Authorized<A> {
    /// The permit.
    pub fn permit(&self) -> &Permit<A> {
        &self.permit
    }

    /// The row.
    pub fn row(&self) -> &A::Row {
        &self.row
    }
}

/// The operation, when the caller may do it to the row now: by the same rule as the permit.
pub fn allowed<A: RowAction>(principal: &Principal, row: &A::Row) -> Option<&'static str> {
    (in_scopes::<A>(principal).is_ok() && A::reach(principal).is_ok() && A::check(principal, row).is_ok())
        .then_some(A::OPERATION)
}

/// Passes for a person, and for a program that has the scope of the operation.
fn in_scopes<A: Action>(principal: &Principal) -> Result<()> {
    if !principal.is_program() {
        return Ok(());
    }
    match scopes::needed(A::OPERATION) {
        Some(scope) if principal.has_scope(scope) => Ok(()),
        Some(scope) => Err(Error::ScopeNeeded { operation: A::OPERATION, scope: scope.word() }),
        None => super::refuse(A::OPERATION, "only people do this, not programs"),
    }
}

/// Declares actions that reach what the caller's scope does; what the role allows on a row is in `RowAction::check`.
macro_rules! in_scope {
    ($($(#[$doc:meta])* $name:ident = $operation:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl crate::access::Action for $name {
            const OPERATION: &'static str = $operation;

            fn reach(principal: &crate::access::Principal) -> crate::error::Result<crate::access::Scope> {
                Ok(principal.scope())
            }
        }
    )*};
}
pub(super) use in_scope;
