//! What is stored about a person, gathered to be handed out.

use super::{clients, invitations, members, people, sessions};
use crate::access::identity::{me, people::Export};
use crate::access::{Action, Authorized, Permit};
use crate::domain::identity::export::PersonExport;
use crate::domain::identity::person::Person;
use crate::error::Result;
use crate::store::Store;
use crate::store::directory::notes;
use crate::store::discovery::{
    checklist, guides, initiatives, interactions, interviews, moves, prospects, talking_points,
};
use crate::store::evaluation::evaluations;
use crate::store::integration::events;
use crate::store::partnership::texts;

/// What the operator may not read of a person.
const NOT_FOR_OPERATORS: [&str; 11] = [
    "evaluations",
    "notes",
    "prospects",
    "moves",
    "interviews",
    "interactions",
    "partnerships",
    "initiatives",
    "guides",
    "talking_points",
    "strategy_marks",
];

/// What is stored about the caller.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the account is gone.
pub async fn own(store: &Store, permit: &Permit<me::Export>) -> Result<PersonExport> {
    let person = people::get(store, permit, permit.principal()?.subject_id()).await?;
    let (id, memberships) = (person.id, person.memberships.clone());
    let export = common(store, permit, person).await?;
    Ok(PersonExport {
        evaluations: Some(evaluations::of_rater(store, permit, id, &memberships).await?),
        notes: Some(notes::of_author(store, permit, id, &memberships).await?),
        prospects: Some(prospects::of_author(store, permit, id, &memberships).await?),
        moves: Some(moves::of_author(store, id, &memberships).await?),
        interviews: Some(interviews::of_author(store, permit, id, &memberships).await?),
        interactions: Some(interactions::of_author(store, permit, id, &memberships).await?),
        initiatives: Some(initiatives::of_author(store, id, &memberships).await?),
        guides: Some(guides::of_author(store, permit, id, &memberships).await?),
        talking_points: Some(talking_points::of_author(store, permit, id, &memberships).await?),
        strategy_marks: Some(checklist::of_author(store, id, &memberships).await?),
        partnerships: Some(texts::of_author(store, permit, id, &memberships).await?),
        ..export
    })
}

/// What is stored about a person, as far as the operator may read it.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub async fn for_operator(store: &Store, person: &Authorized<Export>) -> Result<PersonExport> {
    let export = common(store, person.permit(), person.row().clone()).await?;
    Ok(PersonExport { left_out: NOT_FOR_OPERATORS.to_vec(), ..export })
}

async fn common<A: Action>(store: &Store, permit: &Permit<A>, account: Person) -> Result<PersonExport> {
    let id = account.id;
    Ok(PersonExport {
        memberships: members::ever(store, permit, id).await?,
        sessions: sessions::ever(store, id).await?,
        invitations: invitations::to_address(store, permit, &account.email).await?,
        clients: clients::answered_for(store, id).await?,
        evaluations: None,
        notes: None,
        prospects: None,
        moves: None,
        interviews: None,
        interactions: None,
        partnerships: None,
        initiatives: None,
        guides: None,
        talking_points: None,
        strategy_marks: None,
        events: events::of_person(store, permit, id).await?,
        left_out: Vec::new(),
        account,
    })
}
