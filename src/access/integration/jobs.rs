//! Who makes, sees and cancels jobs: coordinators those of the own organization; the operator sees and cancels all, and
//! reads none of what their files say.

use crate::access::{Action, Principal, RowAction, Scope, SystemAction, allowed, refuse, require};
use crate::domain::identity::role::Role;
use crate::domain::integration::job::Job;
use crate::error::Result;

const COORDINATORS: &str = "a coordinator imports";

/// The jobs that the caller may see.
fn reach(principal: &Principal) -> Scope {
    let operates = principal.acting().is_none() && principal.is_operator();
    match principal.is(None, Role::Coordinator) || operates {
        true => principal.scope(),
        false => Scope::Person(principal.subject_id()),
    }
}

fn seen(principal: &Principal, operation: &'static str) -> Result<Scope> {
    match reach(principal) {
        Scope::Person(_) => refuse(operation, COORDINATORS),
        scope => Ok(scope),
    }
}

/// Lists jobs.
#[derive(Debug)]
pub struct List;

impl Action for List {
    const OPERATION: &'static str = "list_jobs";

    fn reach(principal: &Principal) -> Result<Scope> {
        seen(principal, Self::OPERATION)
    }
}

/// Makes a job that imports a list.
#[derive(Debug)]
pub struct CreateImport;

impl Action for CreateImport {
    const OPERATION: &'static str = "create_import";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(None, Role::Coordinator), Self::OPERATION, COORDINATORS)?;
        Ok(principal.scope())
    }
}

/// Declares actions on one job, which others than those who see it are told not to be there.
macro_rules! on_job {
    ($($(#[$doc:meta])* $name:ident = $operation:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            const OPERATION: &'static str = $operation;

            fn reach(principal: &Principal) -> Result<Scope> {
                Ok(reach(principal))
            }
        }
    )*};
}

on_job! {
    /// Reads one job.
    Get = "get_job";
    /// Follows one job.
    Follow = "follow_job";
    /// Ends a job before its time.
    Cancel = "cancel_job";
    /// Reads what became of the rows of a job's file.
    ListRows = "list_job_rows";
}

impl RowAction for Cancel {
    type Row = Job;

    fn check(_: &Principal, row: &Job) -> Result<()> {
        row.may_be_cancelled()
    }
}

impl RowAction for ListRows {
    type Row = Job;

    fn check(principal: &Principal, row: &Job) -> Result<()> {
        let own = principal.acts_for(row.organization.id);
        require(own, Self::OPERATION, "only the organization reads what became of its rows")
    }
}

/// Works on jobs: the service itself.
#[derive(Debug)]
pub struct Run;

impl Action for Run {
    const OPERATION: &'static str = "run_job";
}

impl SystemAction for Run {}

/// What the caller may do to the job now.
pub fn actions(principal: &Principal, row: &Job) -> Vec<&'static str> {
    [allowed::<Cancel>(principal, row), allowed::<ListRows>(principal, row)].into_iter().flatten().collect()
}
