//! Potential partners in the community of a library: 23 groups with 119 examples.

use super::{BuiltinTaxonomy, Group, Leaf, example, kind};

const fn group(code: &'static str, name: &'static str, terms: &'static [Leaf]) -> Group {
    Group { code, name, description: None, terms }
}

pub(super) const TAXONOMY: BuiltinTaxonomy = BuiltinTaxonomy {
    code: "community-partners",
    name: "Community partners",
    version: "1",
    description: "Potential partners for collaboration in the community: a list to start with.",
    source: "Community Partnership and Collaboration Guide",
    groups: &[
        group(
            "businesses-chambers-of-commerce-visitors-bureaus",
            "Businesses/chambers of commerce/visitors bureaus",
            &[
                kind("major employers"),
                kind("minority business owners"),
                kind("small business owners"),
                kind("human resource officers"),
                kind("city, county and ethnic chambers"),
            ],
        ),
        group(
            "community-services-organizations-associations-clubs",
            "Community services organizations/associations/clubs",
            &[
                example("AARP"),
                example("AAUW"),
                example("American Red Cross"),
                example("Kiwanis"),
                example("Lions"),
                kind("literacy organizations"),
                example("Rotary"),
                example("Soroptimists"),
                example("United Way"),
                example("VITA"),
            ],
        ),
        group(
            "economic-development-organizations",
            "Economic development organizations",
            &[
                kind("economic development councils"),
                kind("real estate brokers"),
                kind("homebuyers agency"),
                kind("renters association"),
                example("Service Corps Of Retired Executives (SCORE)"),
            ],
        ),
        group(
            "educational-organizations",
            "Educational organizations",
            &[
                kind("community colleges"),
                kind("multilingual programs"),
                kind("PTA/PTO"),
                kind("school board"),
                kind("other libraries"),
                kind("private schools"),
                kind("home school organizations"),
                kind("higher education institutions/organizations"),
                kind("state/county extension office"),
            ],
        ),
        group(
            "ethnic-organizations",
            "Ethnic organizations",
            &[
                example("Asian Resources Center"),
                kind("Hispanic centers"),
                example("Inter-tribal Council"),
                example("Urban League"),
            ],
        ),
        group(
            "family-services-organizations",
            "Family services organizations",
            &[
                kind("social services department"),
                example("Family Service Agency"),
                example("Jewish Family Service"),
            ],
        ),
        group(
            "financial-representatives",
            "Financial representatives",
            &[
                kind("banks"),
                kind("credit unions"),
                kind("financial planners"),
                kind("stockbrokers"),
                kind("consumer credit counseling services"),
                kind("certified public accountants"),
                kind("insurance agents"),
            ],
        ),
        group(
            "government-political-representatives",
            "Government/political representatives",
            &[
                kind("mayor"),
                kind("city council"),
                kind("county supervisors"),
                kind("city/county fiscal office"),
                Leaf {
                    name: "law enforcement",
                    description: Some("For example for understanding scams and ID theft."),
                    example: false,
                },
                kind("treasury department"),
                kind("department of commerce"),
                kind("social security administration"),
            ],
        ),
        group(
            "health-organizations",
            "Health organizations",
            &[
                example("American Cancer Society"),
                example("American Heart Association"),
                kind("hospitals"),
                kind("public health nurses"),
                kind("early intervention programs"),
                kind("public health clinics"),
            ],
        ),
        group(
            "job-workforce-service-agencies",
            "Job/workforce service agencies",
            &[example("OneStop"), example("Department of Labor"), kind("Workforce center")],
        ),
        group(
            "legal-organizations",
            "Legal organizations",
            &[
                example("ACLU"),
                kind("bar association"),
                kind("legal aid"),
                example("NAACP Legal Defense Fund"),
                kind("fair housing"),
            ],
        ),
        group(
            "media-representatives",
            "Media representatives",
            &[
                kind("newspaper"),
                kind("radio"),
                kind("TV"),
                kind("ethnic media"),
                kind("local magazines and newsletters"),
            ],
        ),
        group(
            "miscellaneous-organizations",
            "Miscellaneous organizations",
            &[
                kind("arts and cultural groups"),
                kind("athletic groups"),
                kind("censorship groups"),
                kind("historic preservation groups"),
                kind("local neighborhood groups"),
                kind("men's groups"),
                kind("veterans' groups"),
                kind("women's groups"),
            ],
        ),
        group(
            "organizations-fighting-discrimination",
            "Organizations fighting discrimination",
            &[example("Anti-Defamation League"), kind("human rights groups"), example("NAACP")],
        ),
        group(
            "organizations-for-people-with-disabilities",
            "Organizations of/for people with disabilities",
            &[
                kind("center on deafness"),
                kind("council of the blind"),
                kind("health and human services agencies"),
                example("Easter Seals"),
                example("Goodwill"),
                kind("independent living centers"),
                example("United Cerebral Palsy"),
            ],
        ),
        group(
            "organizations-serving-ex-offenders",
            "Organizations serving ex-offenders",
            &[kind("department of corrections"), example("Friends Outside")],
        ),
        group(
            "organizations-serving-the-homeless",
            "Organizations serving the homeless",
            &[kind("food closet"), kind("homeless assistance program"), example("Salvation Army")],
        ),
        group(
            "refugee-immigrant-centers-services",
            "Refugee/immigrant centers/services",
            &[example("Catholic Social Services"), kind("refugee rights association")],
        ),
        group(
            "religious-organizations",
            "Religious organizations",
            &[kind("church organizations"), kind("ministerial association")],
        ),
        group(
            "senior-centers-service-organizations",
            "Senior centers/service organizations",
            &[example("Area Agency on Aging"), kind("elder abuse/care agencies"), example("RSVP")],
        ),
        group(
            "technology-experts",
            "Technology experts",
            &[
                kind("computer clubs"),
                kind("consultants"),
                kind("community colleges"),
                kind("Internet providers"),
                kind("universities"),
            ],
        ),
        group(
            "womens-centers-service-organizations",
            "Women's centers/service organizations",
            &[kind("battered women's shelters"), example("YWCA"), example("NOW")],
        ),
        group(
            "youth-service-organizations",
            "Youth service organizations",
            &[
                example("Big Brother/Sister"),
                example("Boy Scouts"),
                kind("child abuse agencies"),
                kind("recreation programs"),
                example("Girl Scouts"),
                example("Junior Achievement"),
                example("Head Start"),
                example("Even Start"),
                kind("child care associations"),
                example("Association for the Education of Young Children"),
                kind("school-age care and enrichment programs"),
            ],
        ),
    ],
};
