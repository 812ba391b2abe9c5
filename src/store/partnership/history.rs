//! The history of partnerships, which the steps write.

use std::collections::HashMap;

use super::attached::{Names, Stored};
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::step::StepTaken;
use crate::error::Result;
use crate::store::Db;
use crate::store::directory::views::{from_json, of, word};
use crate::store::entity::partnership_step;
use crate::store::evaluation::views::people;
use crate::store::integration::events::Audience;
use crate::store::write::recorded;

recorded!(partnership_step, "partnership_step", |row| vec![Audience::Partnership(row.partnership_id)]);

impl Stored for StepTaken {
    type Entity = partnership_step::Entity;

    const TEXTS: &[&str] = &["reason"];

    fn organizations(row: &partnership_step::Model) -> Vec<uuid::Uuid> {
        vec![row.party_id, row.acted_by]
    }

    async fn views(
        db: &Db<'_>,
        found: Vec<(partnership_step::Model, Whole)>,
        names: &Names,
    ) -> Result<Vec<Self>> {
        let people: HashMap<_, _> = people(db, found.iter().filter_map(|(row, _)| row.author_id)).await?;
        let view = |(row, partnership): (partnership_step::Model, Whole)| {
            Ok(Self {
                id: row.id,
                partnership,
                step: word(&row.step)?,
                party: of(names, row.party_id)?,
                acted_by: of(names, row.acted_by)?,
                person: row.author_id.map(|id| of(&people, id)).transpose()?,
                terms_version: row.terms_version,
                terms: row.terms.map(from_json).transpose()?,
                reason: row.reason,
                signer: row.signer,
                signed_on: row.signed_on,
                document: row.document,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().map(view).collect()
    }
}
