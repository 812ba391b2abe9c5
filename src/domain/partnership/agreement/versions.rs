//! The versions of a memorandum: those that were, and the one in force.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Agreement, AgreementStatus, Section, completeness};

/// A version that was assented to and is no longer the current one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EarlierVersion {
    /// The version.
    #[schema(example = 1)]
    pub version: i32,
    /// What it was called.
    pub title: String,
    /// Its sections.
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
    /// Until when a party gives notice.
    #[serde(default)]
    pub notice_on: Option<NaiveDate>,
    /// When all parties had assented to it; null where not all did.
    #[serde(default)]
    pub agreed_at: Option<DateTime<Utc>>,
}

/// The version in force: the latest to which all parties assented. It holds while the next one is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TermsInForce {
    /// The version; the present one, or one of `earlier`.
    #[schema(example = 1)]
    pub version: i32,
    /// The last day for which it holds.
    pub expires_on: Option<NaiveDate>,
    /// When it is to be renewed.
    pub renewal_on: Option<NaiveDate>,
    /// Until when a party gives notice.
    pub notice_on: Option<NaiveDate>,
}

impl Agreement {
    /// The agreement as it was in an earlier version, or as it is.
    pub fn in_version(mut self, version: i32) -> Option<Self> {
        if version == self.version {
            return Some(self);
        }
        let place = self.earlier.iter().position(|earlier| earlier.version == version)?;
        let EarlierVersion {
            title,
            sections,
            effective_on,
            expires_on,
            renewal_on,
            notice_on,
            agreed_at,
            ..
        } = self.earlier.swap_remove(place);
        let status = agreed_at.map_or(AgreementStatus::PartlyAssented, |_| AgreementStatus::Agreed);
        let completeness = completeness(&sections);
        Some(Self {
            title,
            version,
            status,
            sections,
            completeness,
            effective_on,
            expires_on,
            renewal_on,
            notice_on,
            agreed_at,
            ..self
        })
    }

    /// The present version among the earlier ones.
    pub fn as_earlier(&self) -> EarlierVersion {
        let Self {
            title, version, sections, effective_on, expires_on, renewal_on, notice_on, agreed_at, ..
        } = self.clone();
        EarlierVersion {
            version,
            title,
            sections,
            effective_on,
            expires_on,
            renewal_on,
            notice_on,
            agreed_at,
        }
    }
}
