//! What the parties decided.

use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::attached::{Names, Stored, Written};
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::decision::{PartnershipDecision, PartnershipDecisionInput};
use crate::error::Result;
use crate::store::Db;
use crate::store::directory::views::{from_json, of, to_json};
use crate::store::entity::decision;
use crate::store::integration::events::Audience;
use crate::store::write::recorded;

recorded!(decision, "decision", |row| vec![Audience::Partnership(row.partnership_id)]);

impl Stored for PartnershipDecision {
    type Entity = decision::Entity;

    const TEXTS: &[&str] = &["title", "reason"];

    fn organizations(row: &decision::Model) -> Vec<Uuid> {
        from_json(row.decided_by.clone()).unwrap_or_default()
    }

    async fn views(_: &Db<'_>, found: Vec<(decision::Model, Whole)>, names: &Names) -> Result<Vec<Self>> {
        let view = |(row, partnership): (decision::Model, Whole)| {
            Ok(Self {
                id: row.id,
                partnership,
                title: row.title,
                reason: row.reason,
                decided_by: from_json::<Vec<Uuid>>(row.decided_by)?
                    .into_iter()
                    .map(|id| of(names, id))
                    .collect::<Result<_>>()?,
                decided_on: row.decided_on,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().map(view).collect()
    }
}

impl Written for PartnershipDecision {
    fn write(row: &mut decision::ActiveModel, input: &PartnershipDecisionInput) -> Result<()> {
        let input = input.clone();
        row.title = Set(input.title);
        row.reason = Set(input.reason);
        row.decided_by = Set(to_json(&input.decided_by)?);
        row.decided_on = Set(input.decided_on);
        Ok(())
    }
}
