//! The operations on what the parties of a partnership write together; their rules are those of all of it.

use super::attached::{Listed, Operated};
use crate::domain::identity::role::Role;
use crate::domain::partnership::action_item::ActionItem;
use crate::domain::partnership::challenge::Challenge;
use crate::domain::partnership::decision::PartnershipDecision;
use crate::domain::partnership::goal::Goal;
use crate::domain::partnership::meeting::Meeting;
use crate::domain::partnership::milestone::Milestone;
use crate::domain::partnership::minutes::Minutes;
use crate::domain::partnership::role::PartnershipRole;

/// Names the operations on a resource.
macro_rules! operations {
    ($($row:ident: $list:literal $get:literal $create:literal $update:literal $delete:literal $(by $writer:ident)?;)*) => {$(
        impl Listed for $row {
            const LIST: &'static str = $list;
            const GET: &'static str = $get;
        }

        impl Operated for $row {
            const CREATE: &'static str = $create;
            const UPDATE: &'static str = $update;
            const DELETE: &'static str = $delete;
            $(const WRITER: Role = Role::$writer;)?
        }
    )*};
}

operations! {
    Goal: "list_goals" "get_goal" "create_goal" "update_goal" "delete_goal";
    PartnershipRole: "list_roles" "get_role" "create_role" "update_role" "delete_role";
    PartnershipDecision: "list_decisions" "get_decision" "create_decision" "update_decision" "delete_decision";
    Challenge: "list_challenges" "get_challenge" "create_challenge" "update_challenge" "delete_challenge";
    Milestone: "list_milestones" "get_milestone" "create_milestone" "update_milestone" "delete_milestone";
    Meeting: "list_meetings" "get_meeting" "create_meeting" "update_meeting" "delete_meeting";
    Minutes: "list_minutes" "get_minutes" "create_minutes" "update_minutes" "delete_minutes" by Contributor;
    ActionItem: "list_action_items" "get_action_item" "create_action_item" "update_action_item" "delete_action_item" by Contributor;
}
