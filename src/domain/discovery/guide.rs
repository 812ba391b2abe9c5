//! Guides: what to ask in an interview. Two come with the service, in its own words.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

/// Questions of a guide at most.
pub const MOST_QUESTIONS: usize = 100;

/// Whom a guide is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interviewed {
    /// Somebody to whom a part of the community listens.
    CommunityLeader,
    /// A librarian of a school or a public library nearby.
    Librarian,
    /// Somebody else.
    Other,
}

/// What a library writes about a guide of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuideInput {
    /// What people call it.
    #[schema(example = "Talks with newcomers", min_length = 1, max_length = 300)]
    pub name: String,
    /// Whom it is for.
    pub interviewed: Interviewed,
    /// The questions in their order, 1 to 100.
    #[schema(example = json!(["What did you look for when you came here?"]), min_items = 1, max_items = 100)]
    pub questions: Vec<String>,
}

impl Check for GuideInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/name", &self.name, 1..=300);
        if self.questions.is_empty() {
            faults.add("/questions", "empty", "must have at least one question");
        }
        faults.at_most("/questions", self.questions.len(), MOST_QUESTIONS);
        for (index, question) in self.questions.iter().enumerate() {
            faults.text(&format!("/questions/{index}"), question, 1..=1_000);
        }
    }
}

/// A guide for interviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Guide {
    /// The guide's id.
    pub id: Uuid,
    /// The library whose own it is; null for one that comes with the service.
    pub library: Option<Named>,
    /// What people call it.
    #[schema(example = "Community leaders")]
    pub name: String,
    /// Whom it is for.
    pub interviewed: Interviewed,
    /// The questions in their order.
    pub questions: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Guide> for GuideInput {
    fn from(guide: &Guide) -> Self {
        Self { name: guide.name.clone(), interviewed: guide.interviewed, questions: guide.questions.clone() }
    }
}

/// The guide for community leaders.
pub const COMMUNITY_LEADERS: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_000f_0001);
/// The guide for librarians of schools and of other public libraries.
pub const LIBRARIANS: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_000f_0002);

/// The guides that come with the service.
pub fn builtin() -> [(Uuid, GuideInput); 2] {
    let guide = |name: &str, interviewed, questions: &[&str]| GuideInput {
        name: name.to_owned(),
        interviewed,
        questions: questions.iter().map(|question| (*question).to_owned()).collect(),
    };
    [
        (
            COMMUNITY_LEADERS,
            guide(
                "Community leaders",
                Interviewed::CommunityLeader,
                &[
                    "Whom do you speak for, and how did you come to do so?",
                    "What has changed for these people in the last two years?",
                    "What do they need most, and what keeps them from getting it?",
                    "Where do they go first when they look for help or for information?",
                    "What do they know of the library, and what do they say about it?",
                    "When did somebody you know last use the library, and what for?",
                    "What would have to be different for more of them to come?",
                    "In which languages, on which days and at which places are they best reached?",
                    "What does your organization do well that others should know of?",
                    "What could your organization and the library do together that neither can do alone?",
                    "What would your organization hope to gain by it, and what could it give?",
                    "Who else should we talk to, and may we say that you sent us?",
                ],
            ),
        ),
        (
            LIBRARIANS,
            guide(
                "School and public librarians",
                Interviewed::Librarian,
                &[
                    "Who comes to your library, and who does not?",
                    "What are you asked for that you cannot give?",
                    "What do you notice in your community before others do?",
                    "Which organizations do you work with, and what makes that work?",
                    "What was tried with a partner and failed, and why?",
                    "Which of your services would be better if we offered them together?",
                    "What do children and adults who read slowly find with you, and what do they miss?",
                    "How many of your staff could take part in something new, and when in the year?",
                    "How do you know that a program did any good?",
                    "Whom in the community do people listen to, whom we may not know?",
                ],
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::{GuideInput, Interviewed, builtin};
    use crate::domain::check::{Check, Faults};

    #[test]
    fn the_guides_that_come_along_are_valid_and_ask_nothing_twice() {
        for (_, guide) in builtin() {
            let mut questions = guide.questions.clone();
            questions.sort();
            questions.dedup();
            assert_eq!(questions.len(), guide.questions.len());
            assert!(guide.checked().is_ok());
        }
    }

    #[test]
    fn a_guide_asks_something() {
        let guide = GuideInput { name: " ".into(), interviewed: Interviewed::Other, questions: Vec::new() };
        let mut faults = Faults::default();
        guide.check(&mut faults);
        let pointers: Vec<_> = faults.into_found().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/name", "/questions"]);
    }
}
