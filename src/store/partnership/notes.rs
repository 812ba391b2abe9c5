//! What each side notes about a partnership.

use sea_orm::ActiveValue::Set;

use super::attached::{Names, Stored, Written};
use crate::access::Permit;
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::note::{PartnershipNote, PartnershipNoteInput};
use crate::error::Result;
use crate::store::Db;
use crate::store::entity::partnership_note;
use crate::store::integration::events::Audience;
use crate::store::write::recorded;

recorded!(partnership_note, "partnership_note", |row| vec![Audience::Tenant(row.organization_id)]);

impl Stored for PartnershipNote {
    type Entity = partnership_note::Entity;

    const TEXTS: &[&str] = &["text"];

    async fn views(_: &Db<'_>, found: Vec<(partnership_note::Model, Whole)>, _: &Names) -> Result<Vec<Self>> {
        let view = |(row, partnership): (partnership_note::Model, Whole)| Self {
            id: row.id,
            partnership,
            text: row.text,
            created_at: row.created_at,
            updated_at: row.updated_at,
        };
        Ok(found.into_iter().map(view).collect())
    }
}

impl Written for PartnershipNote {
    const SHARED: bool = false;

    fn write(row: &mut partnership_note::ActiveModel, input: &PartnershipNoteInput) -> Result<()> {
        row.text = Set(input.text.clone());
        Ok(())
    }

    fn found<A: crate::access::Action>(
        row: &mut partnership_note::ActiveModel,
        permit: &Permit<A>,
    ) -> Result<()> {
        row.organization_id = Set(permit.tenant()?);
        Ok(())
    }
}
