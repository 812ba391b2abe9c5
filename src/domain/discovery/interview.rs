//! Interviews of people in the community: what was asked and answered, what follows, and what the person consented to.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::guide::MOST_QUESTIONS;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;
use crate::error::{Code, Error, Result};

/// Follow-ups at most.
const MOST_FOLLOW_UPS: usize = 50;

/// Whether the interviewed person agreed that name and role are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Nobody asked: the interview names nobody.
    #[default]
    NotAsked,
    /// The person said no: the interview names nobody.
    Refused,
    /// The person said yes.
    Given,
    /// The person took it back: name, role and answers are erased, and nothing is written any more.
    Withdrawn,
}

impl Consent {
    /// Passes unless it was taken back.
    ///
    /// # Errors
    /// [`Error::Conflict`] with `consent_withdrawn`.
    pub fn writable(self) -> Result<()> {
        match self {
            Self::Withdrawn => {
                Err(Error::conflict(Code::ConsentWithdrawn, "the person took the consent back"))
            }
            Self::NotAsked | Self::Refused | Self::Given => Ok(()),
        }
    }

    /// The consent after it is taken back. Where none was given, what was said can be taken back all the same.
    ///
    /// # Errors
    /// [`Error::Conflict`] with `consent_withdrawn` when it was before.
    pub fn withdraw(self) -> Result<Self> {
        self.writable().map(|()| Self::Withdrawn)
    }
}

/// A question, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The question as it was asked.
    #[schema(example = "Who else should we talk to?", min_length = 1, max_length = 1000)]
    pub question: String,
    /// The answer; null where there is none yet.
    #[serde(default)]
    #[schema(example = "The school nurse.", max_length = 20000)]
    pub answer: Option<String>,
}

impl Check for Answered {
    fn check(&self, faults: &mut Faults) {
        faults.text("/question", &self.question, 1..=1_000);
        faults.optional_text("/answer", self.answer.as_ref(), 20_000);
    }
}

/// Something to be done after an interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpInput {
    /// What.
    #[schema(example = "Send the list of our language courses.", min_length = 1, max_length = 1000)]
    pub text: String,
    /// Until when.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// The member of the library who does it.
    #[serde(default)]
    pub owner_id: Option<Uuid>,
    /// Whether it is done.
    #[serde(default)]
    pub done: bool,
}

impl Check for FollowUpInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/text", &self.text, 1..=1_000);
    }
}

/// What a library writes about an interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewInput {
    /// The organization to which the person belongs.
    pub organization_id: Uuid,
    /// The prospect for which it was held.
    #[serde(default)]
    pub prospect_id: Option<Uuid>,
    /// The guide; its questions are taken where `answers` is empty.
    #[serde(default)]
    pub guide_id: Option<Uuid>,
    /// The day.
    pub held_on: NaiveDate,
    /// The person's name, with consent only.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub person_name: Option<String>,
    /// What the person is there, with consent only.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub person_role: Option<String>,
    /// Whether the person agreed that name and role are kept.
    #[serde(default)]
    pub consent: Consent,
    /// The questions with their answers.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub answers: Vec<Answered>,
    /// What follows.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub follow_ups: Vec<FollowUpInput>,
}

impl InterviewInput {
    /// What people wrote in it.
    pub fn texts(&self) -> impl PartialEq {
        let follow_ups: Vec<_> = self.follow_ups.iter().map(|one| &one.text).collect();
        (&self.person_name, &self.person_role, &self.answers, follow_ups)
    }
}

impl Check for InterviewInput {
    fn check(&self, faults: &mut Faults) {
        for (pointer, text) in [("/person_name", &self.person_name), ("/person_role", &self.person_role)] {
            faults.optional_text(pointer, text.as_ref(), 300);
            if text.is_some() && self.consent != Consent::Given {
                faults.add(pointer, "no_consent", "is kept with the person's consent only");
            }
        }
        if self.consent == Consent::Withdrawn {
            faults.add(
                "/consent",
                "action",
                "withdraw_interview_consent does that, and erases what was said",
            );
        }
        faults.each("/answers", &self.answers, MOST_QUESTIONS);
        faults.each("/follow_ups", &self.follow_ups, MOST_FOLLOW_UPS);
    }
}

/// The first day on which something that is not done is due.
pub fn next_due(follow_ups: &[FollowUpInput]) -> Option<NaiveDate> {
    follow_ups.iter().filter(|follow_up| !follow_up.done).filter_map(|follow_up| follow_up.due_on).min()
}

/// Something to be done after an interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FollowUp {
    /// What.
    pub text: String,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// The member of the library who does it.
    pub owner: Option<Named>,
    /// Whether it is done.
    pub done: bool,
}

/// An interview, the library's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Interview {
    /// The interview's id.
    pub id: Uuid,
    /// The organization to which the person belongs.
    pub organization: Named,
    /// The prospect for which it was held.
    pub prospect_id: Option<Uuid>,
    /// The guide.
    pub guide: Option<Named>,
    /// The day.
    pub held_on: NaiveDate,
    /// The person's name.
    pub person_name: Option<String>,
    /// What the person is there.
    pub person_role: Option<String>,
    /// Whether the person agreed that name and role are kept.
    pub consent: Consent,
    /// The questions with their answers.
    pub answers: Vec<Answered>,
    /// What follows.
    pub follow_ups: Vec<FollowUp>,
    /// The first day on which something that is not done is due.
    pub next_due_on: Option<NaiveDate>,
    /// Who wrote it down; null for a program.
    pub author: Option<Named>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Interview> for InterviewInput {
    fn from(interview: &Interview) -> Self {
        let follow_up = |follow_up: &FollowUp| FollowUpInput {
            text: follow_up.text.clone(),
            due_on: follow_up.due_on,
            owner_id: follow_up.owner.as_ref().map(|owner| owner.id),
            done: follow_up.done,
        };
        Self {
            organization_id: interview.organization.id,
            prospect_id: interview.prospect_id,
            guide_id: interview.guide.as_ref().map(|guide| guide.id),
            held_on: interview.held_on,
            person_name: interview.person_name.clone(),
            person_role: interview.person_role.clone(),
            consent: interview.consent,
            answers: interview.answers.clone(),
            follow_ups: interview.follow_ups.iter().map(follow_up).collect(),
        }
    }
}

/// Filters of `list_interviews`, all of which have to hold.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct InterviewFilter {
    /// The organization.
    pub organization_id: Option<Uuid>,
    /// The prospect.
    pub prospect_id: Option<Uuid>,
    /// Those of which something is due before this day and not done.
    pub due_before: Option<NaiveDate>,
}

impl Check for InterviewFilter {
    fn check(&self, _: &mut Faults) {}
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Consent, FollowUpInput, InterviewInput, next_due};
    use crate::domain::check::{Check, Faults};

    fn pointers(input: serde_json::Value) -> Vec<String> {
        let mut faults = Faults::default();
        serde_json::from_value::<InterviewInput>(input).unwrap().check(&mut faults);
        faults.into_found().into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_person_is_named_with_consent_only() {
        let id = uuid::Uuid::nil();
        let with = |consent: &str| json!({"organization_id": id, "held_on": "2026-01-05", "person_name": "Ann", "person_role": "Chair", "consent": consent});
        assert_eq!(pointers(with("given")), Vec::<String>::new());
        for consent in ["not_asked", "refused"] {
            assert_eq!(pointers(with(consent)), ["/person_name", "/person_role"]);
        }
        let nobody = json!({"organization_id": id, "held_on": "2026-01-05"});
        assert_eq!(pointers(nobody), Vec::<String>::new());
        let withdrawn = json!({"organization_id": id, "held_on": "2026-01-05", "consent": "withdrawn"});
        assert_eq!(pointers(withdrawn), ["/consent"]);
    }

    #[test]
    fn consent_is_taken_back_once_and_ends_writing() {
        for consent in [Consent::NotAsked, Consent::Refused, Consent::Given] {
            assert!(consent.writable().is_ok());
            assert!(matches!(consent.withdraw(), Ok(Consent::Withdrawn)));
        }
        assert!(Consent::Withdrawn.writable().is_err());
        assert!(Consent::Withdrawn.withdraw().is_err());
    }

    #[test]
    fn the_next_day_is_that_of_what_is_not_done() {
        let follow_up = |day: Option<&str>, done| FollowUpInput {
            text: "x".into(),
            due_on: day.map(|day| day.parse().unwrap()),
            owner_id: None,
            done,
        };
        let all = [
            follow_up(Some("2026-01-01"), true),
            follow_up(None, false),
            follow_up(Some("2026-03-01"), false),
            follow_up(Some("2026-02-01"), false),
        ];
        assert_eq!(next_due(&all), Some("2026-02-01".parse().unwrap()));
        assert_eq!(next_due(&all[..2]), None);
    }
}
