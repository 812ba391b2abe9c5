//! What each side notes about a partnership, for itself alone: its contributors, as everywhere.

use super::attached::{Listed, Operated};
use crate::domain::identity::role::Role;
use crate::domain::partnership::note::PartnershipNote;

impl Listed for PartnershipNote {
    const LIST: &'static str = "list_partnership_notes";
    const GET: &'static str = "get_partnership_note";
}

impl Operated for PartnershipNote {
    const CREATE: &'static str = "create_partnership_note";
    const UPDATE: &'static str = "update_partnership_note";
    const DELETE: &'static str = "delete_partnership_note";
    const WRITER: Role = Role::Contributor;
}
