//! Accounts, as the operator sees them.

use crate::access::{Action, Principal, RowAction, Scope, SystemAction, allowed, require};
use crate::domain::identity::erasure::ERASED;
use crate::domain::identity::person::Person;
use crate::error::Result;

/// Lists accounts.
#[derive(Debug)]
pub struct List;

impl Action for List {
    const OPERATION: &'static str = "list_people";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is_operator(), Self::OPERATION, "the operator manages accounts")?;
        Ok(Scope::Operator)
    }
}

/// Reads one account: the operator any, others their own.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_person";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(reach(principal))
    }
}

fn reach(principal: &Principal) -> Scope {
    match principal.is_operator() {
        true => Scope::Operator,
        false => Scope::Person(principal.subject_id()),
    }
}

/// Erases a person.
#[derive(Debug)]
pub struct Erase;

impl Action for Erase {
    const OPERATION: &'static str = "erase_person";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(reach(principal))
    }
}

impl RowAction for Erase {
    type Row = Person;

    fn check(principal: &Principal, row: &Person) -> Result<()> {
        require(principal.is_operator(), Self::OPERATION, "the operator erases people")?;
        require(principal.subject_id() != row.id, Self::OPERATION, "another operator erases you")?;
        row.may_be_erased()
    }
}

/// Reads what is stored about a person.
#[derive(Debug)]
pub struct Export;

impl Action for Export {
    const OPERATION: &'static str = "export_person";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(reach(principal))
    }
}

impl RowAction for Export {
    type Row = Person;

    fn check(principal: &Principal, _: &Person) -> Result<()> {
        require(
            principal.is_operator(),
            Self::OPERATION,
            "the operator exports others; export_me exports you",
        )
    }
}

/// Makes an operator, on the command line.
#[derive(Debug)]
pub struct CreateOperator;

impl Action for CreateOperator {
    const OPERATION: &'static str = "users create";
}

impl SystemAction for CreateOperator {}

/// What the caller may do to the account now; nothing once it was erased.
pub fn actions(principal: &Principal, row: &Person) -> Vec<&'static str> {
    if row.email == ERASED {
        return Vec::new();
    }
    [allowed::<Export>(principal, row), allowed::<Erase>(principal, row)].into_iter().flatten().collect()
}
