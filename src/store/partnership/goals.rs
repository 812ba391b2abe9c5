//! The goals that parties share.

use sea_orm::ActiveValue::Set;

use super::attached::{Names, Stored, Written};
use super::steps;
use crate::access::{Action, Permit};
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::goal::{Goal, GoalInput};
use crate::domain::partnership::life::State;
use crate::domain::partnership::partnership::Partnership;
use crate::error::Result;
use crate::store::directory::views::{text_of, word};
use crate::store::entity::goal;
use crate::store::integration::events::Audience;
use crate::store::write::recorded;
use crate::store::{Db, Unit};

recorded!(goal, "goal", |row| vec![Audience::Partnership(row.partnership_id)]);

impl Stored for Goal {
    type Entity = goal::Entity;

    const TEXTS: &[&str] = &["title", "measure", "target", "reached"];

    async fn views(_: &Db<'_>, found: Vec<(goal::Model, Whole)>, _: &Names) -> Result<Vec<Self>> {
        let view = |(row, partnership): (goal::Model, Whole)| {
            Ok(Self {
                id: row.id,
                partnership,
                title: row.title,
                measure: row.measure,
                target: row.target,
                reached: row.reached,
                due_on: row.due_on,
                status: word(&row.status)?,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().map(view).collect()
    }
}

impl Written for Goal {
    fn write(row: &mut goal::ActiveModel, input: &GoalInput) -> Result<()> {
        let input = input.clone();
        row.title = Set(input.title);
        row.measure = Set(input.measure);
        row.target = Set(input.target);
        row.reached = Set(input.reached);
        row.due_on = Set(input.due_on);
        row.status = Set(text_of(input.status)?);
        Ok(())
    }

    /// Goals are a part of what is proposed: who changes one then asks everybody anew, as by a counter-proposal.
    async fn wrote<A: Action>(unit: &Unit, permit: &Permit<A>, whole: &Partnership) -> Result<()> {
        match whole.state {
            State::Proposed => steps::ask_anew(unit, permit, whole).await,
            _ => Ok(()),
        }
    }
}
