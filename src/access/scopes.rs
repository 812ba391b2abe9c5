//! What programs may do: the scope that each operation needs. An operation that is not listed is not for programs.

use crate::domain::identity::client::ClientScope::{
    self, AuditRead, DirectoryRead, DirectoryWrite, EvaluationRead, EvaluationWrite, IdentityRead,
};

/// The operations by scope.
const OPERATIONS: [(ClientScope, &[&str]); 6] = [
    (
        DirectoryRead,
        &[
            "list_organizations",
            "get_organization",
            "list_contacts",
            "get_contact",
            "list_phones",
            "get_phone",
            "list_locations",
            "get_location",
            "list_taxonomies",
            "get_taxonomy",
            "list_terms",
            "get_term",
            "list_own_terms",
            "get_own_term",
            "list_notes",
            "get_note",
            "list_claims",
            "get_claim",
            "list_proposals",
            "get_proposal",
            "list_jobs",
            "get_job",
            "follow_job",
            "list_job_rows",
        ],
    ),
    (
        DirectoryWrite,
        &[
            "create_organization",
            "update_organization",
            "delete_organization",
            "import_organizations",
            "create_import",
            "cancel_job",
            "create_contact",
            "update_contact",
            "delete_contact",
            "create_phone",
            "update_phone",
            "delete_phone",
            "create_location",
            "update_location",
            "delete_location",
            "create_taxonomy",
            "update_taxonomy",
            "delete_taxonomy",
            "create_term",
            "update_term",
            "delete_term",
            "create_own_term",
            "delete_own_term",
            "create_note",
            "update_note",
            "delete_note",
            "create_claim",
            "approve_claim",
            "decline_claim",
            "create_proposal",
            "accept_proposal",
            "decline_proposal",
        ],
    ),
    (
        EvaluationRead,
        &[
            "list_instruments",
            "get_instrument",
            "list_rounds",
            "get_round",
            "get_round_score",
            "list_evaluations",
            "get_evaluation",
            "compute_score",
            "compare_partners",
            "compare_partners_csv",
            "compare_partners_html",
            "compare_partners_svg",
        ],
    ),
    (
        EvaluationWrite,
        &[
            "create_instrument",
            "update_instrument",
            "delete_instrument",
            "copy_instrument",
            "publish_instrument",
            "retire_instrument",
            "create_round",
            "close_round",
        ],
    ),
    (IdentityRead, &["list_tenants", "get_tenant", "list_members", "get_member"]),
    (AuditRead, &["list_events", "export_events", "get_event"]),
];

/// The scope that a program needs for an operation; none where programs may not do it at all.
pub fn needed(operation: &str) -> Option<ClientScope> {
    OPERATIONS.iter().find(|(_, operations)| operations.contains(&operation)).map(|(scope, _)| *scope)
}

/// Every operation that programs may do.
pub fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().flat_map(|(_, operations)| operations.iter().copied())
}
