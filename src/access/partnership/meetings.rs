//! Who reads when meetings take place: whoever reads the meetings.

use crate::access::in_scope;

in_scope! {
    /// Reads when a meeting takes place.
    GetOccurrences = "get_meeting_occurrences";
}
