//! What may go wrong.

use sea_orm::ActiveValue::Set;

use super::attached::{Names, Stored, Written};
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::challenge::{Challenge, ChallengeInput};
use crate::error::Result;
use crate::store::Db;
use crate::store::directory::views::{of, text_of, word};
use crate::store::entity::challenge;
use crate::store::integration::events::Audience;
use crate::store::write::recorded;

recorded!(challenge, "challenge", |row| vec![Audience::Partnership(row.partnership_id)]);

impl Stored for Challenge {
    type Entity = challenge::Entity;

    const TEXTS: &[&str] = &["other_kind", "title", "description", "mitigation"];

    fn organizations(row: &challenge::Model) -> Vec<uuid::Uuid> {
        row.owner_id.into_iter().collect()
    }

    async fn views(_: &Db<'_>, found: Vec<(challenge::Model, Whole)>, names: &Names) -> Result<Vec<Self>> {
        let view = |(row, partnership): (challenge::Model, Whole)| {
            Ok(Self {
                id: row.id,
                partnership,
                kind: word(&row.kind)?,
                other_kind: row.other_kind,
                title: row.title,
                description: row.description,
                likelihood: row.likelihood,
                impact: row.impact,
                risk: row.likelihood * row.impact,
                mitigation: row.mitigation,
                owner: row.owner_id.map(|id| of(names, id)).transpose()?,
                review_on: row.review_on,
                status: word(&row.status)?,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().map(view).collect()
    }
}

impl Written for Challenge {
    fn write(row: &mut challenge::ActiveModel, input: &ChallengeInput) -> Result<()> {
        let input = input.clone();
        row.kind = Set(text_of(input.kind)?);
        row.other_kind = Set(input.other_kind);
        row.title = Set(input.title);
        row.description = Set(input.description);
        row.likelihood = Set(input.likelihood);
        row.impact = Set(input.impact);
        row.mitigation = Set(input.mitigation);
        row.owner_id = Set(input.owner_id);
        row.review_on = Set(input.review_on);
        row.status = Set(text_of(input.status)?);
        Ok(())
    }
}
