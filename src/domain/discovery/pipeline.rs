//! A library's pipeline: the stages through which its prospects go.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::error::{Code, Error, Result};

/// Stages at most.
pub const MOST_STAGES: usize = 30;

/// What a stage means for a prospect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageMeaning {
    /// On its way.
    Open,
    /// A partner was found.
    Won,
    /// Nothing came of it.
    Lost,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The code, which stays when the name changes: small letters, digits and `_`.
    #[schema(example = "contacted", min_length = 1, max_length = 50, pattern = "^[a-z0-9]+(_[a-z0-9]+)*$")]
    pub code: String,
    /// What people call it.
    #[schema(example = "Contacted", min_length = 1, max_length = 100)]
    pub name: String,
    /// What it means.
    pub meaning: StageMeaning,
}

impl Check for Stage {
    fn check(&self, faults: &mut Faults) {
        let plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if self.code.len() > 50 || !self.code.split('_').all(plain) {
            faults.add("/code", "format", "must be small letters and digits, joined by _, at most 50");
        }
        faults.text("/name", &self.name, 1..=100);
    }
}

/// What a library says of its pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PipelineInput {
    /// The stages in their order, 1 to 30; the first one is open, and new prospects begin there.
    #[schema(min_items = 1, max_items = 30)]
    pub stages: Vec<Stage>,
}

impl Check for PipelineInput {
    fn check(&self, faults: &mut Faults) {
        faults.each("/stages", &self.stages, MOST_STAGES);
        faults.once("/stages", self.stages.iter().map(|stage| &stage.code), "/code");
        match self.stages.first() {
            None => faults.add("/stages", "empty", "must have at least one stage"),
            Some(first) if first.meaning != StageMeaning::Open => {
                faults.add("/stages/0/meaning", "not_open", "must be open, since prospects begin here");
            }
            Some(_) => {}
        }
    }
}

impl Default for PipelineInput {
    fn default() -> Self {
        use StageMeaning::{Lost, Open, Won};
        let stages = [
            ("identified", "Identified", Open),
            ("contacted", "Contacted", Open),
            ("interviewed", "Interviewed", Open),
            ("evaluated", "Evaluated", Open),
            ("proposed", "Proposed", Open),
            ("won", "Won", Won),
            ("declined", "Declined", Lost),
        ];
        let stage =
            |(code, name, meaning): (&str, &str, _)| Stage { code: code.into(), name: name.into(), meaning };
        Self { stages: stages.into_iter().map(stage).collect() }
    }
}

impl PipelineInput {
    /// The stage where prospects begin.
    ///
    /// # Errors
    /// [`Error::Internal`] for a pipeline that was never checked.
    pub fn first(&self) -> Result<&Stage> {
        self.stages.first().ok_or_else(|| Error::internal("a pipeline without stages"))
    }

    /// The stage with this code.
    pub fn stage(&self, code: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.code == code)
    }

    /// Passes when the stages in which prospects are, `used`, stay and mean what they meant.
    ///
    /// # Errors
    /// [`Error::Conflict`] with `in_use`.
    pub fn may_become(&self, new: &Self, used: &[String]) -> Result<()> {
        let meaning = |pipeline: &Self, code: &str| pipeline.stage(code).map(|stage| stage.meaning);
        match used.iter().find(|code| meaning(self, code) != meaning(new, code)) {
            None => Ok(()),
            Some(code) => {
                let detail = format!("prospects are in the stage {code}: it stays, and means what it meant");
                Err(Error::conflict(Code::InUse, detail))
            }
        }
    }
}

/// A library's pipeline: the common stages, until it says something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Pipeline {
    /// The library's id: it has one pipeline.
    pub id: Uuid,
    /// The stages in their order.
    pub stages: Vec<Stage>,
    /// When it was first needed or changed; null while nothing is stored.
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

impl From<&Pipeline> for PipelineInput {
    fn from(pipeline: &Pipeline) -> Self {
        Self { stages: pipeline.stages.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{PipelineInput, StageMeaning};
    use crate::domain::check::{Check, Faults};

    fn pointers(pipeline: &PipelineInput) -> Vec<String> {
        let mut faults = Faults::default();
        pipeline.check(&mut faults);
        faults.into_found().into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_pipeline_begins_open_and_names_each_stage_once() {
        let good = PipelineInput::default();
        assert_eq!(pointers(&good), Vec::<String>::new());
        assert_eq!(good.stages.len(), 7);
        assert_eq!(pointers(&PipelineInput { stages: Vec::new() }), ["/stages"]);
        let mut twice = good.clone();
        twice.stages[3].code = "won".into();
        assert_eq!(pointers(&twice), ["/stages/5/code"]);
        let mut closed = good.clone();
        closed.stages[0].meaning = StageMeaning::Won;
        assert_eq!(pointers(&closed), ["/stages/0/meaning"]);
        for code in ["", "A", "a b", "_a", "a__b", "ä"] {
            let mut bad = good.clone();
            bad.stages[0].code = code.into();
            assert_eq!(pointers(&bad), ["/stages/0/code"], "{code}");
        }
    }

    #[test]
    fn stages_with_prospects_stay_and_keep_their_meaning() {
        let old = PipelineInput::default();
        let used = ["contacted".to_owned()];
        let mut renamed = old.clone();
        renamed.stages.reverse();
        renamed.stages.iter_mut().for_each(|stage| stage.name = "x".into());
        assert!(old.may_become(&renamed, &used).is_ok());
        let mut without = old.clone();
        without.stages.retain(|stage| stage.code != "contacted");
        assert!(old.may_become(&without, &used).is_err());
        assert!(old.may_become(&without, &[]).is_ok());
        let mut other = old.clone();
        other.stages[1].meaning = StageMeaning::Lost;
        assert!(old.may_become(&other, &used).is_err());
    }
}
