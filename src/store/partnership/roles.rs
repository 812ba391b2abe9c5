//! Who does what in a partnership.

use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::attached::{Names, Stored, Written};
use crate::access::{Action, Permit};
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::partnership::Partnership;
use crate::domain::partnership::role::{PartnershipRole, PartnershipRoleInput};
use crate::error::{Error, Result};
use crate::store::directory::views::of;
use crate::store::entity::partnership_role;
use crate::store::evaluation::views::people;
use crate::store::identity::members;
use crate::store::integration::events::Audience;
use crate::store::write::recorded;
use crate::store::{Db, Unit};

recorded!(partnership_role, "role", |row| vec![Audience::Partnership(row.partnership_id)]);

impl Stored for PartnershipRole {
    type Entity = partnership_role::Entity;

    const TEXTS: &[&str] = &["holder", "title", "duties"];

    fn organizations(row: &partnership_role::Model) -> Vec<Uuid> {
        vec![row.organization_id]
    }

    async fn views(
        db: &Db<'_>,
        found: Vec<(partnership_role::Model, Whole)>,
        names: &Names,
    ) -> Result<Vec<Self>> {
        let people = people(db, found.iter().filter_map(|(row, _)| row.person_id)).await?;
        let view = |(row, partnership): (partnership_role::Model, Whole)| {
            Ok(Self {
                id: row.id,
                partnership,
                organization: of(names, row.organization_id)?,
                person: row.person_id.map(|id| of(&people, id)).transpose()?,
                holder: row.holder,
                title: row.title,
                duties: row.duties,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().map(view).collect()
    }
}

impl Written for PartnershipRole {
    fn write(row: &mut partnership_role::ActiveModel, input: &PartnershipRoleInput) -> Result<()> {
        let input = input.clone();
        row.organization_id = Set(input.organization_id);
        row.person_id = Set(input.person_id);
        row.holder = Set(input.holder);
        row.title = Set(input.title);
        row.duties = Set(input.duties);
        Ok(())
    }

    /// Who is named is a member of the caller's own organization: those of others are not known here.
    async fn settle<A: Action>(
        unit: &Unit,
        permit: &Permit<A>,
        _: &Partnership,
        before: Option<&Self>,
        input: &PartnershipRoleInput,
        _: &mut partnership_role::ActiveModel,
    ) -> Result<()> {
        let who = |input: &PartnershipRoleInput| (input.organization_id, input.person_id);
        member(unit, permit, before.map(|before| who(&before.into())), who(input)).await
    }
}

/// Passes when the person who is named for a party is a member of the caller's own organization, or was named before.
pub(super) async fn member<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    before: Option<(Uuid, Option<Uuid>)>,
    named: (Uuid, Option<Uuid>),
) -> Result<()> {
    let (organization_id, Some(person_id)) = named else { return Ok(()) };
    if before == Some(named) {
        return Ok(());
    }
    if Some(organization_id) != permit.scope().tenant() {
        let detail = "names a member of your own organization: leave it out for another party";
        return Err(Error::invalid("/person_id", "other_party", detail));
    }
    members::all_here(unit, permit, vec![("/person_id".to_owned(), person_id)]).await
}
