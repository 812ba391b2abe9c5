//! The history of partnerships is read by the parties, and written by the steps.

use super::attached::Listed;
use crate::domain::partnership::step::StepTaken;

impl Listed for StepTaken {
    const LIST: &'static str = "list_partnership_steps";
    const GET: &'static str = "get_partnership_step";
}
