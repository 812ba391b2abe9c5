//! Accounts, as the operator sees them.

use crate::access::{Action, Principal, Scope, SystemAction, require};
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
        match principal.is_operator() {
            true => Ok(Scope::Operator),
            false => Ok(Scope::Person(principal.subject_id())),
        }
    }
}

/// Makes an operator, on the command line.
#[derive(Debug)]
pub struct CreateOperator;

impl Action for CreateOperator {
    const OPERATION: &'static str = "users create";
}

impl SystemAction for CreateOperator {}

/// What the caller may do to the account now: nothing but read it.
pub fn actions(_: &Principal, _: &Person) -> Vec<&'static str> {
    Vec::new()
}
