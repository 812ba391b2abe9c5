//! What a person wrote in partnerships: to be handed out, and to be erased.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use super::attached::Stored;
use super::{attached, mentions, signers, strategies};
use crate::access::{Action, Permit};
use crate::domain::identity::erasure::{ERASED, erase_members, erase_where};
use crate::domain::identity::export::{ExportedText, ExportedTexts};
use crate::domain::identity::person::Affiliation;
use crate::domain::partnership::action_item::ActionItem;
use crate::domain::partnership::challenge::Challenge;
use crate::domain::partnership::contribution::Contribution;
use crate::domain::partnership::decision::PartnershipDecision;
use crate::domain::partnership::goal::Goal;
use crate::domain::partnership::life::Step;
use crate::domain::partnership::meeting::Meeting;
use crate::domain::partnership::milestone::Milestone;
use crate::domain::partnership::minutes::Minutes;
use crate::domain::partnership::note::PartnershipNote;
use crate::domain::partnership::party::signer_key;
use crate::domain::partnership::role::PartnershipRole;
use crate::domain::partnership::step::StepTaken;
use crate::error::Result;
use crate::store::authored::{self, Kept};
use crate::store::directory::views::text_of;
use crate::store::entity::{partnership, partnership_step, party, strategy, waiver};
use crate::store::integration::events;
use crate::store::{Rows, Store, Unit};

/// What the texts in a copy are called.
fn copied() -> Vec<&'static str> {
    [
        StepTaken::TEXTS,
        Goal::TEXTS,
        PartnershipRole::TEXTS,
        PartnershipDecision::TEXTS,
        Challenge::TEXTS,
        Milestone::TEXTS,
        Meeting::TEXTS,
        Minutes::TEXTS,
        ActionItem::TEXTS,
    ]
    .concat()
}

/// The texts of a person, in organizations to which it belongs.
pub(in crate::store) async fn of_author<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<ExportedTexts> {
    Ok(ExportedTexts {
        notes: attached::of_author::<PartnershipNote, A>(store, permit, person_id, memberships).await?,
        steps: attached::of_author::<StepTaken, A>(store, permit, person_id, memberships).await?,
        goals: attached::of_author::<Goal, A>(store, permit, person_id, memberships).await?,
        roles: attached::of_author::<PartnershipRole, A>(store, permit, person_id, memberships).await?,
        decisions: attached::of_author::<PartnershipDecision, A>(store, permit, person_id, memberships)
            .await?,
        challenges: attached::of_author::<Challenge, A>(store, permit, person_id, memberships).await?,
        milestones: attached::of_author::<Milestone, A>(store, permit, person_id, memberships).await?,
        meetings: attached::of_author::<Meeting, A>(store, permit, person_id, memberships).await?,
        minutes: attached::of_author::<Minutes, A>(store, permit, person_id, memberships).await?,
        action_items: attached::of_author::<ActionItem, A>(store, permit, person_id, memberships).await?,
        contributions: attached::of_author::<Contribution, A>(store, permit, person_id, memberships).await?,
        strategies: strategies::of_author(store, permit, person_id, memberships).await?,
        waivers: own_waivers(store, person_id, memberships).await?,
        lessons: own_lessons(store, person_id, memberships).await?,
    })
}

async fn own_waivers(
    store: &Store,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<ExportedText>> {
    let rows = waivers(person_id)
        .filter(waiver::Column::DeletedAt.is_null())
        .filter(authored::readable::<waiver::Entity>(memberships))
        .order_by_asc(waiver::Column::Id)
        .all(&store.db().executor)
        .await?;
    let text = |row: waiver::Model| ExportedText {
        id: row.partnership_id,
        text: row.reason,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(text).collect())
}

async fn own_lessons(
    store: &Store,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<ExportedText>> {
    let rows = ended_by(person_id)?
        .filter(partnership::Column::DeletedAt.is_null())
        .filter(authored::readable::<partnership::Entity>(memberships))
        .order_by_asc(partnership::Column::Id)
        .all(&store.db().executor)
        .await?;
    let text = |row: partnership::Model| {
        Some(ExportedText { id: row.id, text: row.lessons?, created_at: row.ended_at? })
    };
    Ok(rows.into_iter().filter_map(text).collect())
}

/// Erases what a person wrote, in rows, in the history, and in what parties kept that left, and the name where it signed on
/// paper; the ids of these rows. The terms of partnerships are the parties' own words and stay.
pub(in crate::store) async fn erase<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
    name: &str,
) -> Result<Vec<Uuid>> {
    let mut kept = attached::erase::<PartnershipNote, A>(unit, permit, person_id).await?;
    kept.extend(attached::erase::<StepTaken, A>(unit, permit, person_id).await?);
    kept.extend(attached::erase::<Goal, A>(unit, permit, person_id).await?);
    kept.extend(attached::erase::<PartnershipRole, A>(unit, permit, person_id).await?);
    kept.extend(attached::erase::<PartnershipDecision, A>(unit, permit, person_id).await?);
    kept.extend(attached::erase::<Challenge, A>(unit, permit, person_id).await?);
    kept.extend(attached::erase::<Milestone, A>(unit, permit, person_id).await?);
    kept.extend(attached::erase::<Meeting, A>(unit, permit, person_id).await?);
    kept.extend(attached::erase::<Minutes, A>(unit, permit, person_id).await?);
    kept.extend(attached::erase::<ActionItem, A>(unit, permit, person_id).await?);
    kept.extend(attached::erase::<Contribution, A>(unit, permit, person_id).await?);
    let mut ids: Vec<Uuid> = kept.keys().copied().collect();
    ids.extend(authored::erase::<strategy::Entity, A>(unit, permit, person_id).await?);
    ids.extend(reasons(unit, permit, person_id).await?);
    ids.extend(lessons(unit, permit, person_id).await?);
    ids.extend(signers::erase(unit, permit, name).await?);
    copies(unit, person_id, name, kept).await?;
    mentions::forget(unit, &signer_key(name)).await?;
    Ok(ids)
}

/// Why the person overrode deal-breakers.
async fn reasons<A: Action>(unit: &Unit, permit: &Permit<A>, person_id: Uuid) -> Result<Vec<Uuid>> {
    let mut ids = Vec::new();
    for row in waivers(person_id).all(&unit.db().executor).await? {
        ids.push(row.id);
        unit.update::<waiver::Entity, A>(permit, row, |row| row.reason = Set(ERASED.to_owned())).await?;
    }
    events::erase(unit, "waiver", &ids, &["reason"]).await?;
    Ok(ids)
}

/// What was learned in partnerships that the person ended.
async fn lessons<A: Action>(unit: &Unit, permit: &Permit<A>, person_id: Uuid) -> Result<Vec<Uuid>> {
    let mut ids = Vec::new();
    for row in ended_by(person_id)?.all(&unit.db().executor).await? {
        ids.push(row.id);
        unit.update::<partnership::Entity, A>(permit, row, |row| row.lessons = Set(Some(ERASED.to_owned())))
            .await?;
    }
    events::erase(unit, "partnership", &ids, &["lessons"]).await?;
    Ok(ids)
}

/// The name of the person, and what it wrote, in copies.
async fn copies(unit: &Unit, person_id: Uuid, name: &str, kept: Kept) -> Result<()> {
    let keys: Vec<String> =
        kept.keys().chain([&person_id]).map(Uuid::to_string).chain([signer_key(name)]).collect();
    let rows = mentions::of(unit, &keys).await?;
    let erased = Erased { person_id, signer: signer_key(name), texts: copied(), kept };
    for rows in rows.chunks(BLOCK) {
        for row in left(rows).all(&unit.db().executor).await? {
            let Some(before) = row.copy.clone() else { continue };
            let mut copy = before.clone();
            erased.leave(&mut copy);
            if copy != before {
                unit.touch::<party::Entity>(row, |row| row.copy = Set(Some(copy))).await?;
            }
        }
    }
    Ok(())
}

/// Copies that are read at once.
const BLOCK: usize = 100;

/// What is erased from copies.
struct Erased {
    person_id: Uuid,
    signer: String,
    texts: Vec<&'static str>,
    /// The rows, each with the texts in it that stay.
    kept: Kept,
}

impl Erased {
    /// Takes the person's names and texts out of `value`.
    fn leave(&self, value: &mut Value) {
        let own = value.get("id").and_then(Value::as_str).and_then(|id| Uuid::try_parse(id).ok());
        if own == Some(self.person_id) {
            erase_members(value, &["name"]);
        } else if let Some(kept) = own.and_then(|own| self.kept.get(&own)) {
            erase_where(value, &self.texts, &|text| !kept.contains(text));
        }
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member.as_str() {
                        Some(text) if name == "signer" && signer_key(text) == self.signer => {
                            *member = ERASED.into();
                        }
                        _ => self.leave(member),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.leave(item)),
            _ => {}
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "of a person read by permit; deleted rows are erased, too")]
fn waivers(person_id: Uuid) -> sea_orm::Select<waiver::Entity> {
    waiver::Entity::find().filter(waiver::Column::AuthorId.eq(person_id))
}

#[expect(clippy::disallowed_methods, reason = "of a person read by permit")]
fn ended_by(person_id: Uuid) -> Result<sea_orm::Select<partnership::Entity>> {
    let ended = Query::select()
        .column(partnership_step::Column::PartnershipId)
        .from(partnership_step::Entity)
        .and_where(partnership_step::Column::AuthorId.eq(person_id))
        .and_where(partnership_step::Column::Step.eq(text_of(Step::End)?))
        .take();
    Ok(partnership::Entity::find()
        .filter(partnership::Column::Lessons.is_not_null())
        .filter(partnership::Column::Id.in_subquery(ended)))
}

#[expect(
    clippy::disallowed_methods,
    reason = "only a person's name and texts are looked for, read by permit"
)]
fn left(ids: &[Uuid]) -> sea_orm::Select<party::Entity> {
    party::Entity::find()
        .filter(party::Column::Copy.is_not_null())
        .filter(party::Column::Id.is_in(ids.iter().copied()))
}
