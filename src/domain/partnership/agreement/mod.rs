//! The agreement of a partnership: a memorandum in sections, in numbered versions to which the parties assent.

mod sections;
mod versions;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;
use crate::domain::partnership::action::ForParty;
use crate::domain::partnership::attached::{Whole, attached};
use crate::domain::partnership::partnership::in_order;
use crate::domain::partnership::party::Paper;

pub use sections::{Completeness, Section, TEMPLATE, completeness, template};
pub use versions::{EarlierVersion, TermsInForce};

attached!(Agreement, AgreementInput);

/// A memorandum to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// What it is called.
    #[schema(example = "Memorandum of understanding", min_length = 1, max_length = 200)]
    pub title: String,
    /// The sections in their order, up to 40; those of the template, still to be written, where there are none.
    #[serde(default)]
    #[schema(example = json!([]), max_items = 40)]
    pub sections: Vec<Section>,
    /// The first day for which it holds.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// The last day for which it holds.
    #[serde(default)]
    pub expires_on: Option<NaiveDate>,
    /// When it is to be renewed.
    #[serde(default)]
    pub renewal_on: Option<NaiveDate>,
    /// Until when a party gives notice that it will not renew it.
    #[serde(default)]
    pub notice_on: Option<NaiveDate>,
}

impl Check for AgreementInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/title", &self.title, 1..=200);
        faults.each("/sections", &self.sections, 40);
        faults.once("/sections", self.sections.iter().map(|section| &section.code), "/code");
        in_order(faults, "/expires_on", self.effective_on, self.expires_on);
        for (pointer, on) in [("/renewal_on", self.renewal_on), ("/notice_on", self.notice_on)] {
            in_order(faults, pointer, self.effective_on, on);
            if on.zip(self.expires_on).is_some_and(|(on, end)| on > end) {
                faults.add(pointer, "after_end", "must not be after the last day");
            }
        }
        if let (Some(notice), Some(renewal)) = (self.notice_on, self.renewal_on)
            && notice > renewal
        {
            faults.add("/notice_on", "after_renewal", "must not be after the renewal");
        }
    }
}

/// Which version of a memorandum is to be read.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AgreementVersionFilter {
    /// An earlier version; the present one without.
    pub version: Option<i32>,
}

/// An assent to a version of a memorandum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreementAssentInput {
    /// The version that you have read; another one is 409 `stale_terms`.
    #[schema(example = 1)]
    pub version: i32,
    /// The party without accounts for which the lead's admin assents.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub for_party: Option<ForParty>,
}

impl Check for AgreementAssentInput {
    fn check(&self, faults: &mut Faults) {
        let Some(party) = &self.for_party else { return };
        faults.text("/for_party/signer", &party.signer, 1..=200);
        faults.text("/for_party/document", &party.document, 1..=500);
    }
}

/// The assent of a party to a version of a memorandum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AgreementAssent {
    /// The party.
    pub organization: Named,
    /// The version.
    #[schema(example = 1)]
    pub version: i32,
    /// The person who assented, or recorded it for a party without accounts.
    pub by: Option<Named>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who signed on what paper, where the lead recorded it.
    pub paper: Option<Paper>,
}

/// The same as it is kept: people and organizations by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAssent {
    /// The party.
    pub organization_id: Uuid,
    /// The version.
    pub version: i32,
    /// The person.
    pub person_id: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who signed on what paper.
    pub paper: Option<Paper>,
}

/// How far a memorandum is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgreementStatus {
    /// Nobody has assented to this version.
    Draft,
    /// Some parties have.
    PartlyAssented,
    /// All parties have.
    Agreed,
}

/// The memorandum of a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Agreement {
    /// The agreement's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// What it is called.
    pub title: String,
    /// The version, from 1; a change of one that was assented to makes the next.
    #[schema(example = 1)]
    pub version: i32,
    /// How far it is.
    pub status: AgreementStatus,
    /// The sections in their order.
    pub sections: Vec<Section>,
    /// How many of them are written.
    pub completeness: Completeness,
    /// The first day for which it holds.
    pub effective_on: Option<NaiveDate>,
    /// The last day for which it holds.
    pub expires_on: Option<NaiveDate>,
    /// When it is to be renewed.
    pub renewal_on: Option<NaiveDate>,
    /// Until when a party gives notice.
    pub notice_on: Option<NaiveDate>,
    /// All assents, those to earlier versions as well.
    pub assents: Vec<AgreementAssent>,
    /// The versions that were assented to before.
    pub earlier: Vec<EarlierVersion>,
    /// When all parties had assented to this version.
    pub agreed_at: Option<DateTime<Utc>>,
    /// The version in force, where there is one.
    pub in_force: Option<TermsInForce>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Agreement {
    /// The assents to the version as it is now.
    pub fn current_assents(&self) -> impl Iterator<Item = &AgreementAssent> {
        self.assents.iter().filter(|assent| assent.version == self.version)
    }
}

impl From<&Agreement> for AgreementInput {
    fn from(row: &Agreement) -> Self {
        let Agreement { title, sections, effective_on, expires_on, renewal_on, notice_on, .. } = row.clone();
        let partnership_id = row.partnership.id;
        Self { partnership_id, title, sections, effective_on, expires_on, renewal_on, notice_on }
    }
}

#[cfg(test)]
mod tests {
    use super::{Section, completeness, template};

    #[test]
    fn a_memorandum_is_complete_when_every_section_of_the_template_and_every_own_one_is_written() {
        let told = completeness(&template());
        assert_eq!((told.written, told.sections, told.missing.len()), (0, 10, 10));
        let mut sections = template();
        for section in &mut sections {
            section.text = Some("Written.".to_owned());
        }
        assert_eq!(completeness(&sections).missing, Vec::<String>::new());
        sections.remove(0);
        sections.push(Section { code: "animals".to_owned(), title: "Animals".to_owned(), text: None });
        let told = completeness(&sections);
        assert_eq!(
            (told.written, told.sections, told.missing),
            (9, 11, vec!["animals".to_owned(), "parties".to_owned()])
        );
    }
}
