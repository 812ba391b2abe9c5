//! Those who signed on paper for a party without accounts: an erased person is one where the name is the account's.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::mentions;
use crate::access::{Action, Permit};
use crate::domain::identity::erasure::{ERASED, erase_where};
use crate::domain::partnership::party::signer_key;
use crate::error::Result;
use crate::store::entity::{agreement, partnership_step, party};
use crate::store::integration::events;
use crate::store::write::Recorded;
use crate::store::{Rows, Unit};

/// Rows that are read at once.
const BLOCK: usize = 1_000;

/// Erases the name of a signer in answers, steps, memoranda and their history; the ids of these rows.
pub(super) async fn erase<A: Action>(unit: &Unit, permit: &Permit<A>, name: &str) -> Result<Vec<Uuid>> {
    let key = signer_key(name);
    let signed = |signer: &str| signer_key(signer) == key;
    let ids = mentions::of(unit, std::slice::from_ref(&key)).await?;
    for ids in ids.chunks(BLOCK) {
        let db = unit.db();
        for row in of::<party::Entity>(party::Column::Id, ids).all(&db.executor).await? {
            if row.signer.as_deref().is_some_and(signed) {
                let erased = |row: &mut party::ActiveModel| row.signer = Set(Some(ERASED.to_owned()));
                unit.update::<party::Entity, A>(permit, row, erased).await?;
            }
        }
        for row in of::<partnership_step::Entity>(partnership_step::Column::Id, ids).all(&db.executor).await?
        {
            let erased = |row: &mut partnership_step::ActiveModel| row.signer = Set(Some(ERASED.to_owned()));
            unit.update::<partnership_step::Entity, A>(permit, row, erased).await?;
        }
        for row in of::<agreement::Entity>(agreement::Column::Id, ids).all(&db.executor).await? {
            let mut assents = row.assents.clone();
            erase_where(&mut assents, &["signer"], &signed);
            unit.update::<agreement::Entity, A>(permit, row, |row| row.assents = Set(assents)).await?;
        }
    }
    for resource in [party::Entity::RESOURCE, partnership_step::Entity::RESOURCE, agreement::Entity::RESOURCE]
    {
        events::erase_where(unit, resource, &ids, &["signer"], |_, text| signed(text)).await?;
    }
    Ok(ids)
}

#[expect(clippy::disallowed_methods, reason = "only a person's name is looked for, read by permit")]
fn of<E: EntityTrait>(id: E::Column, ids: &[Uuid]) -> Select<E> {
    E::find().filter(id.is_in(ids.iter().copied()))
}
