//! What the rows that hang on a partnership have in common.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::life::State;
use super::partnership::{Partnership, Standing};
use crate::domain::check::{Check, Faults};

/// The partnership on which a row hangs. How far it is decides who writes the row, and is not shown there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Whole {
    /// The partnership's id.
    pub id: Uuid,
    /// The partnership's name.
    pub name: String,
    /// How far it is.
    #[serde(skip)]
    pub state: State,
    /// When it was ended or declined.
    #[serde(skip)]
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether the caller's organization belongs to it now.
    #[serde(skip)]
    pub current: bool,
    /// Whether it leads.
    #[serde(skip)]
    pub leads: bool,
}

impl From<&Partnership> for Whole {
    fn from(row: &Partnership) -> Self {
        let (current, leads) = (row.standing != Standing::Former, row.standing == Standing::Lead);
        let (name, ended_at) = (row.name.clone(), row.ended_at);
        Self { id: row.id, name, state: row.state, ended_at, current, leads }
    }
}

/// A row that hangs on a partnership and is written by its parties.
pub trait Attached: Serialize + Sized + 'static {
    /// What is written about it.
    type Input: AttachedInput + for<'a> From<&'a Self>;

    /// The row's id.
    fn id(&self) -> Uuid;

    /// The partnership.
    fn whole(&self) -> &Whole;
}

/// What is written about such a row.
pub trait AttachedInput: Clone + PartialEq + Serialize + DeserializeOwned + Check {
    /// The partnership.
    fn partnership_id(&self) -> Uuid;

    /// The parties that it names, each with its JSON Pointer.
    fn parties(&self) -> Vec<(String, Uuid)> {
        Vec::new()
    }

    /// The days on which it says that something was done, each with its JSON Pointer.
    fn done(&self) -> Vec<(&'static str, NaiveDate)> {
        Vec::new()
    }
}

/// Says how a row is [`Attached`].
macro_rules! attached {
    ($row:ident, $input:ident $(, parties: $parties:expr)? $(, done: $done:expr)?) => {
        impl $crate::domain::partnership::attached::Attached for $row {
            type Input = $input;

            fn id(&self) -> uuid::Uuid {
                self.id
            }

            fn whole(&self) -> &$crate::domain::partnership::attached::Whole {
                &self.partnership
            }
        }

        impl $crate::domain::partnership::attached::AttachedInput for $input {
            fn partnership_id(&self) -> uuid::Uuid {
                self.partnership_id
            }

            $(fn parties(&self) -> Vec<(String, uuid::Uuid)> {
                let parties: fn(&Self) -> Vec<(String, uuid::Uuid)> = $parties;
                parties(self)
            })?

            $(fn done(&self) -> Vec<(&'static str, chrono::NaiveDate)> {
                let done: fn(&Self) -> Vec<(&'static str, chrono::NaiveDate)> = $done;
                done(self)
            })?
        }
    };
}
pub(super) use attached;

/// Filters of the lists of what hangs on partnerships.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AttachedFilter {
    /// The partnership.
    pub partnership_id: Option<Uuid>,
}

impl Check for AttachedFilter {
    fn check(&self, _: &mut Faults) {}
}
