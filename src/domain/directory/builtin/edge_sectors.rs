//! The sectors of organizations with which libraries share resources.

use super::{BuiltinTaxonomy, Group};

pub(super) const TAXONOMY: BuiltinTaxonomy = BuiltinTaxonomy {
    code: "edge-sectors",
    name: "Edge sectors",
    version: "1",
    description: "The sectors of organizations with which a library engages in resource-sharing partnerships.",
    source: "Edge, Strategic partnerships, benchmark 5.1",
    groups: &[
        Group {
            code: "workforce",
            name: "Workforce",
            description: Some("A workforce development organization."),
            terms: &[],
        },
        Group {
            code: "government-or-social-service",
            name: "Government or social service",
            description: Some("A local government or social service organization."),
            terms: &[],
        },
        Group {
            code: "education",
            name: "Education",
            description: Some("An educational organization (K-12, community college, university)."),
            terms: &[],
        },
        Group {
            code: "health",
            name: "Health",
            description: Some(
                "A local health and wellness organization, hospital, or other healthcare provider.",
            ),
            terms: &[],
        },
    ],
};
