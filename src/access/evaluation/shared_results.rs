//! Who reads what others shared: everybody of the organization with which they did.

use super::in_scope;
use crate::access::{Action, Principal, SystemAction};
use crate::domain::evaluation::shared_result::SharedResult;

in_scope! {
    /// Lists the results that others shared.
    List = "list_shared_results";
    /// Reads one of them.
    Get = "get_shared_result";
}

/// Takes back what rests on a consent that is gone. Nobody is named with it, since who consents is the raters' own matter.
#[derive(Debug)]
pub struct Lapse;

impl Action for Lapse {
    const OPERATION: &'static str = "lapse shared results";
}

impl SystemAction for Lapse {}

/// What the caller may do to a shared result: nothing but read it.
pub fn actions(_: &Principal, _: &SharedResult) -> Vec<&'static str> {
    Vec::new()
}
