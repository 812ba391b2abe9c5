//! Local partners and providers for digitization and safeguarding.

use super::{BuiltinTaxonomy, Group, described};

pub(super) const TAXONOMY: BuiltinTaxonomy = BuiltinTaxonomy {
    code: "digitization-partners",
    name: "Partners for digitization",
    version: "1",
    description: "Local potential partners and providers for an initiative of digitization and safeguarding.",
    source: "Guide to Local Potential Partners and Providers",
    groups: &[
        Group {
            code: "educational-institutions",
            name: "Educational Institutions",
            description: None,
            terms: &[
                described(
                    "Local universities",
                    "Departments of computer science, engineering, or art conservation: expertise, resources, and student talent.",
                ),
                described(
                    "Community colleges",
                    "Digital media or art programs: facilities, equipment, and personnel.",
                ),
                described(
                    "Libraries",
                    "Public libraries or special libraries (such as law or medical): collections, expertise, and audience.",
                ),
            ],
        },
        Group {
            code: "cultural-programs",
            name: "Cultural Programs",
            description: None,
            terms: &[
                described(
                    "Museums",
                    "Collections, expertise, and audiences; exhibitions, education programs, or community engagement.",
                ),
                described(
                    "Art galleries",
                    "Showing digitized cultural artifacts, promoting local artists, innovative exhibition formats.",
                ),
                described(
                    "Festivals and events",
                    "Music, film, theater: outreach, education, or interactive experiences.",
                ),
            ],
        },
        Group {
            code: "like-minded-organizations",
            name: "Like-Minded Organizations",
            description: None,
            terms: &[
                described(
                    "Community arts organizations",
                    "Engaging underserved populations, fostering creativity, and promoting cultural heritage.",
                ),
                described(
                    "Heritage preservation groups",
                    "Expertise, resources, and networks for protecting and promoting cultural heritage.",
                ),
                described(
                    "Non-profit organizations",
                    "Education, community development, or environmental conservation: expertise and networks.",
                ),
            ],
        },
        Group {
            code: "government-agencies",
            name: "Government Agencies",
            description: None,
            terms: &[
                described(
                    "Local government offices",
                    "Tourism or economic development: resources, expertise, and funding opportunities.",
                ),
                described(
                    "Cultural heritage departments",
                    "Preservation and promotion of cultural heritage: alignment and coordination of efforts.",
                ),
            ],
        },
    ],
};
