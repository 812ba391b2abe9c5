//! Who sees the matches of an initiative: whoever sees the initiative.

use crate::access::in_scope;

in_scope! {
    /// Ranks candidates for an initiative.
    List = "list_matches";
}
