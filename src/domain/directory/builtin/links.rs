//! Which terms of different taxonomies mean the same or nearly so.

/// A term by taxonomy and code.
type Term = (&'static str, &'static str);

const DIGITIZATION: &str = "digitization-partners";
const COMMUNITY: &str = "community-partners";
const SECTOR: &str = "edge-sectors";

/// For each sector, the terms of the community partners that fall under it.
const BY_SECTOR: [(&str, &[&str]); 4] = [
    (
        "workforce",
        &[
            "job-workforce-service-agencies",
            "economic-development-organizations.service-corps-of-retired-executives-score",
        ],
    ),
    (
        "government-or-social-service",
        &[
            "government-political-representatives",
            "family-services-organizations",
            "organizations-serving-ex-offenders",
            "organizations-serving-the-homeless",
            "refugee-immigrant-centers-services",
            "senior-centers-service-organizations",
            "economic-development-organizations.economic-development-councils",
            "job-workforce-service-agencies.department-of-labor",
            "organizations-for-people-with-disabilities.health-and-human-services-agencies",
            "womens-centers-service-organizations.battered-womens-shelters",
            "youth-service-organizations.child-abuse-agencies",
        ],
    ),
    (
        "education",
        &[
            "educational-organizations",
            "technology-experts.community-colleges",
            "technology-experts.universities",
            "youth-service-organizations.head-start",
            "youth-service-organizations.even-start",
            "youth-service-organizations.association-for-the-education-of-young-children",
        ],
    ),
    (
        "health",
        &[
            "health-organizations",
            "organizations-for-people-with-disabilities.health-and-human-services-agencies",
        ],
    ),
];

/// For each term of the partners for digitization, the sectors and community partners that mean the same.
const BY_DIGITIZATION: [(&str, &[Term]); 9] = [
    ("educational-institutions", &[(SECTOR, "education"), (COMMUNITY, "educational-organizations")]),
    (
        "educational-institutions.local-universities",
        &[
            (COMMUNITY, "educational-organizations.higher-education-institutions-organizations"),
            (COMMUNITY, "technology-experts.universities"),
        ],
    ),
    (
        "educational-institutions.community-colleges",
        &[
            (COMMUNITY, "educational-organizations.community-colleges"),
            (COMMUNITY, "technology-experts.community-colleges"),
        ],
    ),
    ("educational-institutions.libraries", &[(COMMUNITY, "educational-organizations.other-libraries")]),
    ("cultural-programs", &[(COMMUNITY, "miscellaneous-organizations.arts-and-cultural-groups")]),
    (
        "like-minded-organizations.community-arts-organizations",
        &[(COMMUNITY, "miscellaneous-organizations.arts-and-cultural-groups")],
    ),
    (
        "like-minded-organizations.heritage-preservation-groups",
        &[(COMMUNITY, "miscellaneous-organizations.historic-preservation-groups")],
    ),
    (
        "like-minded-organizations.non-profit-organizations",
        &[(COMMUNITY, "community-services-organizations-associations-clubs")],
    ),
    (
        "government-agencies",
        &[(SECTOR, "government-or-social-service"), (COMMUNITY, "government-political-representatives")],
    ),
];

/// Every pair, once.
pub(super) fn pairs() -> Vec<(Term, Term)> {
    let mut pairs = Vec::new();
    for (sector, codes) in BY_SECTOR {
        pairs.extend(codes.iter().map(|code| ((SECTOR, sector), (COMMUNITY, *code))));
    }
    for (code, terms) in BY_DIGITIZATION {
        pairs.extend(terms.iter().map(|term| ((DIGITIZATION, code), *term)));
    }
    pairs
}
