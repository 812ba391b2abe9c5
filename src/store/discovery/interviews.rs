//! A library's interviews.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{guides, prospects};
use crate::access::discovery::interviews::{Create, Delete, List, Update, Withdraw};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::discovery::interview::{
    Answered, FollowUp, FollowUpInput, Interview, InterviewFilter, InterviewInput, next_due,
};
use crate::domain::identity::erasure::erase_members;
use crate::domain::identity::person::Affiliation;
use crate::domain::listing::{Listing, Page};
use crate::error::Result;
use crate::store::authored::{self, Authored};
use crate::store::directory::organizations;
use crate::store::directory::parts::stays;
use crate::store::directory::reach::of_library;
use crate::store::directory::views::{from_json, names, of, only, text_of, to_json, word};
use crate::store::entity::interview;
use crate::store::evaluation::views::people;
use crate::store::identity::members;
use crate::store::integration::events::{self, Audience};
use crate::store::integration::idempotency;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(interview, "interview", |row| vec![Audience::Tenant(row.library_id)]);

/// What the interviewed person said, and who that is.
const SAID: [&str; 3] = ["person_name", "person_role", "answer"];

/// An interview is seen by its library alone, also when the entry is hidden or deleted: what was said can still be erased.
impl Tenanted for interview::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&interview::Column::LibraryId, scope)
    }
}

/// The library's interviews that fit the filter.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an organization or a prospect that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &InterviewFilter,
    listing: &Listing,
) -> Result<Page<Interview>> {
    let mut select = scoped::select::<interview::Entity, _>(permit);
    if let Some(id) = filter.organization_id {
        organizations::referred(store, permit, id, "organization_id").await?;
        select = select.filter(interview::Column::OrganizationId.eq(id));
    }
    if let Some(id) = filter.prospect_id {
        prospects::referred(store, permit, id, None, "prospect_id").await?;
        select = select.filter(interview::Column::ProspectId.eq(id));
    }
    if let Some(day) = filter.due_before {
        select = select.filter(interview::Column::NextDueOn.lt(day));
    }
    let found = page(&store.db(), select, ids!(interview), &[by_creation!(interview)], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// One interview.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Interview> {
    let row = scoped::one::<interview::Entity, _>(rows, permit, id).await?;
    only(seen(rows, permit, vec![row]).await?)
}

/// Writes down an interview, perhaps only the questions of a guide for the time being.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an organization, prospect, guide or member that is not there.
pub async fn create(unit: &Unit, permit: &Permit<Create>, mut input: InterviewInput) -> Result<Interview> {
    organizations::referred(unit, permit, input.organization_id, "/organization_id").await?;
    refer(unit, permit, &input, None).await?;
    if let Some(id) = input.guide_id.filter(|_| input.answers.is_empty()) {
        let questions = guides::get(unit, permit, id).await?.questions.into_iter();
        input.answers = questions.map(|question| Answered { question, answer: None }).collect();
    }
    let mut row = interview::ActiveModel {
        library_id: Set(permit.tenant()?),
        organization_id: Set(input.organization_id),
        author_id: Set(permit.author().person_id),
        ..Default::default()
    };
    write(&mut row, input)?;
    let written = unit.insert::<interview::Entity, _>(permit, row).await?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Changes an interview.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for another organization, or a prospect, guide or member that is not there.
pub async fn update(unit: &Unit, interview: &Authorized<Update>, input: InterviewInput) -> Result<Interview> {
    let (permit, before) = (interview.permit(), interview.row());
    stays("/organization_id", before.organization.id, input.organization_id)?;
    refer(unit, permit, &input, Some(before)).await?;
    let row = scoped::one::<interview::Entity, _>(unit, permit, before.id).await?;
    let mut faulty = Ok(());
    let written = unit
        .update::<interview::Entity, _>(permit, row, |row| {
            if InterviewInput::from(before).texts() != input.texts() {
                row.author_id = Set(permit.author().person_id);
            }
            faulty = write(row, input);
        })
        .await?;
    faulty?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Writes down that the person took the consent back: name, role and answers are erased, in the history as well.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn withdraw(unit: &Unit, interview: &Authorized<Withdraw>) -> Result<Interview> {
    let (permit, id) = (interview.permit(), interview.row().id);
    let consent = text_of(interview.row().consent.withdraw()?)?;
    let row = scoped::one::<interview::Entity, _>(unit, permit, id).await?;
    let mut answers = row.answers.clone();
    erase_members(&mut answers, &SAID);
    let written = unit
        .update::<interview::Entity, _>(permit, row, |row| {
            row.person_name = Set(None);
            row.person_role = Set(None);
            row.consent = Set(consent);
            row.answers = Set(answers);
        })
        .await?;
    events::erase(unit, "interview", &[id], &SAID).await?;
    idempotency::empty(unit, &[id], &[]).await?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Removes an interview.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, interview: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<interview::Entity, _>(unit, interview.permit(), interview.row().id).await?;
    unit.delete::<interview::Entity, _>(interview.permit(), row).await?;
    Ok(())
}

/// Passes when prospect, guide and members are there, as far as they are new.
async fn refer<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    input: &InterviewInput,
    before: Option<&Interview>,
) -> Result<()> {
    let old = before.map(InterviewInput::from);
    let prospect = old.as_ref().and_then(|old| old.prospect_id);
    if let Some(id) = input.prospect_id.filter(|id| Some(*id) != prospect) {
        prospects::referred(unit, permit, id, Some(input.organization_id), "/prospect_id").await?;
    }
    let guide = old.as_ref().and_then(|old| old.guide_id);
    if let Some(id) = input.guide_id.filter(|id| Some(*id) != guide) {
        guides::get(unit, permit, id).await.map_err(|error| error.of_reference("/guide_id"))?;
    }
    let owners = |input: &InterviewInput| -> Vec<(String, Uuid)> {
        let owners = input.follow_ups.iter().enumerate();
        owners
            .filter_map(|(index, one)| Some((format!("/follow_ups/{index}/owner_id"), one.owner_id?)))
            .collect()
    };
    let known: Vec<Uuid> = old.iter().flat_map(owners).map(|(_, id)| id).collect();
    let new = owners(input).into_iter().filter(|(_, id)| !known.contains(id)).collect();
    members::all_here(unit, permit, new).await
}

fn write(row: &mut interview::ActiveModel, input: InterviewInput) -> Result<()> {
    row.prospect_id = Set(input.prospect_id);
    row.guide_id = Set(input.guide_id);
    row.held_on = Set(input.held_on);
    row.person_name = Set(input.person_name);
    row.person_role = Set(input.person_role);
    row.consent = Set(text_of(input.consent)?);
    row.answers = Set(to_json(&input.answers)?);
    row.next_due_on = Set(next_due(&input.follow_ups));
    row.follow_ups = Set(to_json(&input.follow_ups)?);
    Ok(())
}

impl Authored for interview::Entity {
    const TEXTS: &'static [&'static str] = &["person_name", "person_role", "question", "answer", "text"];
}

/// The interviews that a person wrote down, in libraries to which the person belongs.
pub(in crate::store) async fn of_author<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<Interview>> {
    let found = authored::of_author::<interview::Entity>(store, person_id, memberships).await?;
    seen(store, permit, found).await
}

/// Rows as callers see them: a fixed number of further queries, however many there are.
async fn seen<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<interview::Model>,
) -> Result<Vec<Interview>> {
    let db = rows.db();
    let organizations = names(&db, permit, found.iter().map(|row| row.organization_id)).await?;
    let guides = guides::names_of(&db, found.iter().filter_map(|row| row.guide_id)).await?;
    let follow_ups: Vec<Vec<FollowUpInput>> =
        found.iter().map(|row| from_json(row.follow_ups.clone())).collect::<Result<_>>()?;
    let owners = follow_ups.iter().flatten().filter_map(|follow_up| follow_up.owner_id);
    let people = people(&db, owners.chain(found.iter().filter_map(|row| row.author_id))).await?;
    let person = |id: Option<Uuid>| id.map(|id| of(&people, id)).transpose();
    let view = |(row, follow_ups): (interview::Model, Vec<FollowUpInput>)| {
        let follow_up = |one: FollowUpInput| {
            let FollowUpInput { text, due_on, owner_id, done } = one;
            Ok(FollowUp { text, due_on, owner: person(owner_id)?, done })
        };
        Ok(Interview {
            id: row.id,
            organization: of(&organizations, row.organization_id)?,
            prospect_id: row.prospect_id,
            guide: row.guide_id.map(|id| of(&guides, id)).transpose()?,
            held_on: row.held_on,
            person_name: row.person_name,
            person_role: row.person_role,
            consent: word(&row.consent)?,
            answers: from_json(row.answers)?,
            follow_ups: follow_ups.into_iter().map(follow_up).collect::<Result<_>>()?,
            next_due_on: row.next_due_on,
            author: person(row.author_id)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().zip(follow_ups).map(view).collect()
}
