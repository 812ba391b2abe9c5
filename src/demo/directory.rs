//! The organizations around the libraries.

use super::community::{Fill, TENANTS};
use crate::access::Permit;
use crate::domain::directory::builtin::term_id;
use crate::domain::directory::organization::OrganizationInput;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::identity::tenants;

/// Name, description, and the codes of its term in `community-partners`.
const ENTRIES: [(&str, &str, &str); 20] = [
    (
        "Harbor Heritage Society",
        "Keeps the memory of the old harbor: photographs, logs and a walking tour.",
        "miscellaneous-organizations",
    ),
    (
        "Riverside Chamber of Commerce",
        "The voice of local businesses, with a mentoring program.",
        "businesses-chambers-of-commerce-visitors-bureaus",
    ),
    (
        "Riverside Rotary Club",
        "Service club with a yearly book drive.",
        "community-services-organizations-associations-clubs",
    ),
    (
        "Lakeside Community College",
        "Two-year college with digital media and art programs.",
        "educational-organizations",
    ),
    ("Riverside School Board", "Runs nine public schools.", "educational-organizations"),
    (
        "Casa Hispana Center",
        "Advice and language courses for Spanish-speaking families.",
        "ethnic-organizations",
    ),
    (
        "Family Service Agency of Riverside",
        "Counselling and emergency help for families.",
        "family-services-organizations",
    ),
    (
        "Lake Valley Credit Union",
        "Member-owned bank that teaches household budgeting.",
        "financial-representatives",
    ),
    ("City Council of Riverside", "The elected council of the city.", "government-political-representatives"),
    ("St. Brigid Hospital", "General hospital with a public health program.", "health-organizations"),
    ("Lake Valley Public Health Nurses", "Home visits, vaccinations and prevention.", "health-organizations"),
    ("Workforce One", "One-stop center for job seekers and employers.", "job-workforce-service-agencies"),
    ("Lake Valley Legal Aid", "Free legal help for people with low income.", "legal-organizations"),
    ("Radio Lakeshore", "Community radio in four languages.", "media-representatives"),
    (
        "Center on Deafness",
        "Courses, interpreting and advocacy.",
        "organizations-for-people-with-disabilities",
    ),
    ("Riverside Food Closet", "Free groceries three days a week.", "organizations-serving-the-homeless"),
    (
        "Refugee Welcome Network",
        "Sponsors and tutors for newly arrived families.",
        "refugee-immigrant-centers-services",
    ),
    (
        "Lake Valley Ministerial Association",
        "Congregations that run a clothing bank together.",
        "religious-organizations",
    ),
    (
        "Silver Lake Senior Center",
        "Meals, classes and company for older adults.",
        "senior-centers-service-organizations",
    ),
    ("Riverside Computer Club", "Volunteers who repair, refurbish and teach.", "technology-experts"),
];

/// Makes the entries, kept by the first library.
pub(super) async fn fill(store: &Store) -> Result<()> {
    let permit = Permit::<Fill>::system();
    let [library, ..] = &TENANTS;
    store
        .write(async |unit| {
            for (name, description, group) in ENTRIES {
                let input = OrganizationInput {
                    name: name.to_owned(),
                    description: Some(description.to_owned()),
                    terms: vec![term_id("community-partners", group)],
                    ..OrganizationInput::default()
                };
                tenants::enter(unit, &permit, input, library.id()).await.map_err(|error| match error {
                    Error::Invalid(faults) => Error::internal(format!("{name}: {faults:?}")),
                    other => other,
                })?;
            }
            Ok(())
        })
        .await
}
