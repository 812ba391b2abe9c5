//! The sections of a memorandum, and how many of them are written.

use serde::{Deserialize, Serialize};

use crate::domain::check::{Check, Faults};

/// The sections that every memorandum has: their codes and titles.
pub const TEMPLATE: [(&str, &str); 10] = [
    ("parties", "Parties"),
    ("purpose", "Purpose"),
    ("roles_and_duties", "Roles and duties"),
    ("resources_and_fees", "Resources and fees"),
    ("term_and_renewal", "Term and renewal"),
    ("outcomes_and_measures", "Outcomes and how they are measured"),
    ("confidentiality", "Confidentiality"),
    ("limits", "Limits"),
    ("notices", "Contacts for notices"),
    ("termination", "Termination, and what happens to assets"),
];

/// A section of a memorandum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// A word for programs, which no other section has.
    #[schema(example = "purpose", min_length = 1, max_length = 60)]
    pub code: String,
    /// The heading.
    #[schema(example = "Purpose", min_length = 1, max_length = 200)]
    pub title: String,
    /// The text; a section without is still to be written.
    #[serde(default)]
    #[schema(example = "The parties show the history of the lake.", min_length = 1, max_length = 20000)]
    pub text: Option<String>,
}

impl Check for Section {
    fn check(&self, faults: &mut Faults) {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        faults.text("/code", &self.code, 1..=60);
        if !self.code.chars().all(plain) {
            faults.add("/code", "code", "must have small letters, digits and _ only");
        }
        faults.text("/title", &self.title, 1..=200);
        faults.optional_text("/text", self.text.as_ref(), 20_000);
    }
}

/// The sections of the template, to be written.
pub fn template() -> Vec<Section> {
    let section =
        |(code, title): (&str, &str)| Section { code: code.to_owned(), title: title.to_owned(), text: None };
    TEMPLATE.into_iter().map(section).collect()
}

/// How many of the sections are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Completeness {
    /// The sections with a text.
    #[schema(example = 8)]
    pub written: usize,
    /// All sections: those of the memorandum, and of the template such as it lacks.
    #[schema(example = 10)]
    pub sections: usize,
    /// The codes of those that are still to be written.
    #[schema(example = json!(["limits", "notices"]))]
    pub missing: Vec<String>,
}

/// How complete these sections are.
pub fn completeness(sections: &[Section]) -> Completeness {
    let lacking = TEMPLATE.iter().filter(|(code, _)| !sections.iter().any(|section| section.code == *code));
    let lacking: Vec<String> = lacking.map(|(code, _)| (*code).to_owned()).collect();
    let unwritten =
        sections.iter().filter(|section| section.text.is_none()).map(|section| section.code.clone());
    let all = sections.len() + lacking.len();
    let missing: Vec<String> = unwritten.chain(lacking).collect();
    Completeness { written: all - missing.len(), sections: all, missing }
}
