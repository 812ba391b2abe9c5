//! The steps of partnerships: taken one after the other, since each locks the partnership first.

use chrono::NaiveDate;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{agreements, copies, mentions, parties, partnerships};
use crate::access::partnership::partnerships::{Takes, steps};
use crate::access::{Action, Authorized, Permit};
use crate::domain::partnership::action::{AnswerInput, CounterInput, EndInput, ForParty, StepInput};
use crate::domain::partnership::life::{Life, PartyStatus, State, Step};
use crate::domain::partnership::partnership::{Partnership, Terms};
use crate::domain::partnership::party::PartyInput;
use crate::error::{Code, Error, Result};
use crate::store::Unit;
use crate::store::directory::views::{text_of, to_json};
use crate::store::entity::{partnership, partnership_step, party};
use crate::store::integration::events::{self, Audience};
use crate::store::scoped;

/// What is said with a step.
#[derive(Clone, Debug, Default)]
pub struct Said {
    terms_version: i32,
    reason: String,
    for_party: Option<ForParty>,
    terms: Option<Terms>,
    parties: Vec<PartyInput>,
    lessons: Option<String>,
}

impl From<StepInput> for Said {
    fn from(StepInput { terms_version, reason }: StepInput) -> Self {
        Self { terms_version, reason, ..Self::default() }
    }
}

impl From<AnswerInput> for Said {
    fn from(AnswerInput { terms_version, reason, for_party }: AnswerInput) -> Self {
        Self { terms_version, reason, for_party, ..Self::default() }
    }
}

impl From<CounterInput> for Said {
    fn from(CounterInput { terms_version, reason, terms, parties }: CounterInput) -> Self {
        Self { terms_version, reason, terms: Some(terms), parties, ..Self::default() }
    }
}

impl From<EndInput> for Said {
    fn from(EndInput { terms_version, reason, lessons }: EndInput) -> Self {
        Self { terms_version, reason, lessons: Some(lessons), ..Self::default() }
    }
}

/// Takes a step.
///
/// # Errors
/// [`Error::Conflict`] with `stale_terms` or `deal_breaker`, [`Error::StepNotAllowed`] when the caller's own party cannot
/// take it now, [`Error::Invalid`] for a party for which the caller does not answer, or for
/// other terms that are the same.
pub async fn take<A: Takes>(unit: &Unit, row: &Authorized<A>, said: impl Into<Said>) -> Result<Partnership> {
    let (permit, before, mut said) = (row.permit(), row.row(), said.into());
    if said.terms_version != before.terms_version {
        let detail = format!("the terms are version {}, not {}", before.terms_version, said.terms_version);
        return Err(Error::conflict(Code::StaleTerms, detail));
    }
    if let Some(paper) = &said.for_party {
        paper.is_signed(unit.now())?;
    }
    if said.terms.as_ref().is_some_and(|terms| !before.is_changed_by(terms, &said.parties)) {
        return Err(Error::invalid(
            "/terms",
            "unchanged",
            "these are the terms as they are: accept them, or change them",
        ));
    }
    let party_id = for_whom(permit, before, &said)?;
    if A::STEP == Step::Propose {
        parties::none_gone(unit, before).await?;
        partnerships::not_blocked(unit, permit, before).await?;
    }
    let life = before.life().after(A::STEP, party_id);
    let out = life.current(party_id).is_none() && life.state != State::Declined;
    let paper = said.for_party.take();
    if A::STEP == Step::Propose {
        said.terms = Some(before.terms.clone());
    }
    let mut rows = parties::of(unit, before.id).await?;
    rows.retain(|row| row.deleted_at.is_none());
    let told = events::last_for(unit, Audience::Partnership(before.id)).await?;
    // First what the party itself does: who leaves reads this much.
    for row in &mut rows {
        if row.organization_id == party_id {
            *row = stand(unit, permit, row.clone(), &life, paper.as_ref()).await?;
        }
    }
    record(unit, permit, before.id, party_id, &life, &said, paper).await?;
    if out && let Some(row) = rows.iter().find(|row| row.organization_id == party_id) {
        let waiting = agreements::waiting(unit, permit, before.id).await?;
        copies::keep(unit, permit, before, row).await?;
        // Later than what the party that is out goes on reading.
        agreements::without(unit, permit, waiting, &life).await?;
        rows.retain(|row| row.organization_id != party_id);
    }
    for mut row in rows {
        if let Some(input) = said.parties.iter().find(|input| input.organization_id == row.organization_id) {
            row = parties::put(unit, permit, row, input).await?;
        }
        if row.organization_id != party_id {
            stand(unit, permit, row, &life, None).await?;
        }
    }
    tell(unit, before.id, &life, told).await?;
    put(unit, permit, before, &life, said).await?;
    partnerships::get(unit, permit, before.id).await
}

/// Makes the next version of the terms of what is proposed, to which nobody has assented: something changed that belongs to it.
pub(super) async fn ask_anew<A: Action>(unit: &Unit, permit: &Permit<A>, before: &Partnership) -> Result<()> {
    let mut life = before.life();
    life.asks_anew();
    for row in parties::of(unit, before.id).await?.into_iter().filter(|row| row.deleted_at.is_none()) {
        stand(unit, permit, row, &life, None).await?;
    }
    tell(unit, before.id, &life, 0).await?;
    put(unit, permit, before, &life, Said::default()).await
}

/// The party for which the step is taken.
fn for_whom<A: Takes>(permit: &Permit<A>, row: &Partnership, said: &Said) -> Result<Uuid> {
    let (life, tenant) = (row.life(), permit.tenant()?);
    let own = life.current(tenant).ok_or(Error::NotFound("partnership"))?;
    let possible = life.for_whom(A::STEP, own);
    for (index, input) in said.parties.iter().enumerate() {
        if life.current(input.organization_id).is_none() {
            return Err(Error::unknown_reference(format!("/parties/{index}/organization_id")));
        }
    }
    let not_now = |detail| {
        let steps = permit.principal().map(|principal| steps(principal, row))?;
        Err(Error::StepNotAllowed { detail, steps })
    };
    let Some(party) = &said.for_party else {
        return match possible.contains(&tenant) {
            true => Ok(tenant),
            false => not_now("your own party cannot take this step now; name the one for which you answer"),
        };
    };
    let id = party.organization_id;
    let pointer = "/for_party/organization_id";
    match life.current(id) {
        None => Err(Error::unknown_reference(pointer)),
        Some(party) if id == tenant || party.accounts || !own.lead => {
            Err(Error::invalid(pointer, "answers_itself", "you do not answer for this party"))
        }
        Some(_) if possible.contains(&id) => Ok(id),
        Some(_) => not_now("this party has assented"),
    }
}

/// Puts a party where it stands after the step.
async fn stand<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    row: party::Model,
    life: &Life,
    paper: Option<&ForParty>,
) -> Result<party::Model> {
    let own = life.parties.iter().find(|own| own.organization_id == row.organization_id);
    let Some(own) = own else { return Ok(row) };
    let (status, before) = (text_of(own.status)?, row.status.clone());
    let (now, person_id, version) = (unit.now(), permit.author().person_id, life.terms_version);
    let assents = own.status == PartyStatus::Assented && before != status;
    let voided = own.status != PartyStatus::Assented;
    let written = unit
        .update::<party::Entity, A>(permit, row, |row| {
            row.status = Set(status);
            if assents || voided {
                row.assented_version = Set(assents.then_some(version));
                row.assented_at = Set(assents.then_some(now));
                row.assented_by = Set(person_id.filter(|_| assents));
                row.signer = Set(paper.filter(|_| assents).map(|paper| paper.signer.clone()));
                row.signed_on = Set(paper.filter(|_| assents).map(|paper| paper.signed_on));
                row.document = Set(paper.filter(|_| assents).map(|paper| paper.document.clone()));
            }
        })
        .await?;
    mentions::paper(unit, written.id, paper.map(|paper| paper.signer.as_str())).await?;
    Ok(written)
}

/// From here on the parties that have been told of nothing are told of what happens, unless it is a draft.
async fn tell(unit: &Unit, partnership_id: Uuid, life: &Life, told: i64) -> Result<()> {
    if life.state != State::Draft {
        scoped::update_parts::<party::Entity>([partnership_id])
            .filter(party::Column::ToldFrom.is_null())
            .filter(party::Column::DeletedAt.is_null())
            .col_expr(party::Column::ToldFrom, Expr::val(told))
            .col_expr(party::Column::Version, party::Column::Version.into_expr().add(1))
            .col_expr(party::Column::UpdatedAt, Expr::val(unit.now()))
            .exec(unit.connection())
            .await?;
    }
    Ok(())
}

/// Puts the partnership where it stands after the step.
async fn put<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    before: &Partnership,
    life: &Life,
    said: Said,
) -> Result<()> {
    let row = scoped::one::<partnership::Entity, A>(unit, permit, before.id).await?;
    let (state, now, version) = (text_of(life.state)?, unit.now(), row.version);
    let mut faulty = Ok(());
    let written = unit
        .update::<partnership::Entity, A>(permit, row, |row| {
            row.state = Set(state);
            row.terms_version = Set(life.terms_version);
            row.suspended_by = Set(life.suspended_by);
            match (before.state, life.state) {
                (State::Draft, State::Proposed) => row.proposed_at = Set(Some(now)),
                (State::Proposed, State::Active) => row.activated_at = Set(Some(now)),
                (_, State::Ended | State::Declined) => row.ended_at = Set(Some(now)),
                _ => {}
            }
            if let Some(lessons) = said.lessons {
                row.lessons = Set(Some(lessons));
            }
            if let Some(terms) = said.terms {
                faulty = partnerships::put_terms(row, terms);
            }
        })
        .await?;
    faulty?;
    if written.version == version {
        unit.touch::<partnership::Entity>(written, |_| {}).await?;
    }
    Ok(())
}

/// Writes the step into the history of the partnership.
async fn record<A: Takes>(
    unit: &Unit,
    permit: &Permit<A>,
    partnership_id: Uuid,
    party_id: Uuid,
    life: &Life,
    said: &Said,
    paper: Option<ForParty>,
) -> Result<()> {
    let signed_on: Option<NaiveDate> = paper.as_ref().map(|paper| paper.signed_on);
    let made = A::STEP == Step::Counter;
    let row = partnership_step::ActiveModel {
        partnership_id: Set(partnership_id),
        step: Set(text_of(A::STEP)?),
        party_id: Set(party_id),
        acted_by: Set(permit.tenant()?),
        author_id: Set(permit.author().person_id),
        terms_version: Set(if made { life.terms_version } else { said.terms_version }),
        terms: Set(said.terms.as_ref().map(to_json).transpose()?),
        reason: Set(Some(said.reason.clone())),
        signer: Set(paper.as_ref().map(|paper| paper.signer.clone())),
        signed_on: Set(signed_on),
        document: Set(paper.map(|paper| paper.document)),
        ..Default::default()
    };
    let written = unit.insert::<partnership_step::Entity, A>(permit, row).await?;
    mentions::paper(unit, written.id, written.signer.as_deref()).await
}
