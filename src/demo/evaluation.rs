//! What the organizations of the demonstration think of each other and of themselves: instruments, rounds, sheets and what
//! they share of it.

use uuid::Uuid;

use super::stories::{OWN_VIEW, STORIES, Sheet, Story};
use crate::access::directory::organizations::List;
use crate::access::evaluation::evaluations::{Create as Begin, Submit, Update};
use crate::access::evaluation::instruments::{Copy, Create as Draft, Publish, Update as Edit};
use crate::access::evaluation::rounds::{Close, Create as Open, Share};
use crate::caller::Caller;
use crate::domain::directory::filter::OrganizationFilter;
use crate::domain::evaluation::answer::Answer;
use crate::domain::evaluation::builtin::{
    POTENTIAL_PARTNERS_WORKSHEET, approach_considerations, potential_partners_worksheet, shared_perspectives,
};
use crate::domain::evaluation::evaluation::{EvaluationInput, RatingInput};
use crate::domain::evaluation::filter::RoundFilter;
use crate::domain::evaluation::instrument::InstrumentInput;
use crate::domain::evaluation::round::RoundInput;
use crate::domain::evaluation::shared_result::ShareInput;
use crate::domain::listing::Listing;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::directory::organizations;
use crate::store::evaluation::{evaluations, instruments, rounds, shares};

/// Makes the library's own instruments and all rounds, each by the people who would.
pub(super) async fn fill(store: &Store) -> Result<()> {
    own_instruments(store).await?;
    for story in &STORIES {
        play(store, story).await?;
    }
    Ok(())
}

/// How the museum sees itself; both sides share their rounds about it.
pub(super) async fn share(store: &Store) -> Result<()> {
    let own = play(store, &OWN_VIEW).await?;
    show(store, OWN_VIEW.coordinator, own, "Riverside Public Library").await?;
    let caller = Caller::sign_in(store, "coordinator@riverside.example", None).await?;
    let museum = find(store, &caller, OWN_VIEW.organization).await?;
    let filter = RoundFilter {
        organization_id: Some(museum),
        instrument_id: Some(OWN_VIEW.instrument),
        ..RoundFilter::default()
    };
    let found = rounds::list(store, &caller.permit()?, &filter, &Listing::default()).await?;
    caller.sign_out(store).await?;
    for round in found.items {
        show(store, "coordinator@riverside.example", round.id, OWN_VIEW.organization).await?;
    }
    Ok(())
}

async fn show(store: &Store, coordinator: &str, round_id: Uuid, recipient: &str) -> Result<()> {
    let caller = Caller::sign_in(store, coordinator, None).await?;
    let input = ShareInput { organization_id: find(store, &caller, recipient).await? };
    let permit = caller.permit::<Share>()?;
    store
        .write(async |unit| {
            let round = permit.over(rounds::get(unit, &permit, round_id).await?)?;
            shares::share(unit, &round, input).await
        })
        .await?;
    caller.sign_out(store).await
}

/// Makes a round with its sheets, and closes it where the story says so.
async fn play(store: &Store, story: &Story) -> Result<Uuid> {
    let round_id = open(store, story).await?;
    for sheet in story.sheets {
        rate(store, round_id, sheet).await?;
    }
    if story.closed {
        let caller = Caller::sign_in(store, story.coordinator, None).await?;
        let permit = caller.permit::<Close>()?;
        store
            .write(async |unit| {
                let round = permit.over(rounds::get(unit, &permit, round_id).await?)?;
                rounds::close(unit, &round).await
            })
            .await?;
        caller.sign_out(store).await?;
    }
    Ok(round_id)
}

/// A published copy of the worksheet that asks for more than the original, and a draft.
async fn own_instruments(store: &Store) -> Result<()> {
    let caller = Caller::sign_in(store, "admin@riverside.example", None).await?;
    let (copy, edit) = (caller.permit::<Copy>()?, caller.permit::<Edit>()?);
    let (publish, draft) = (caller.permit::<Publish>()?, caller.permit::<Draft>()?);
    store
        .write(async |unit| {
            let source = instruments::get(unit, &copy, POTENTIAL_PARTNERS_WORKSHEET).await?;
            let copied = instruments::copy(unit, &copy.over(source)?).await?;
            let own = instruments::update(unit, &edit.over(copied)?, stricter()).await?;
            instruments::publish(unit, &publish.over(own)?).await?;
            instruments::create(unit, &draft, summer_reading()).await
        })
        .await?;
    caller.sign_out(store).await
}

/// The worksheet with resources counting double and trust as a deal-breaker.
fn stricter() -> InstrumentInput {
    let mut content = potential_partners_worksheet();
    content.description = Some("The worksheet as Riverside uses it since 2026.".to_owned());
    for factor in &mut content.factors {
        factor.weight = if factor.code == "6" { 2.0 } else { 1.0 };
        for item in factor.items.iter_mut().filter(|item| item.code == "2a") {
            item.minimum = Some(3.0);
        }
    }
    content
}

fn summer_reading() -> InstrumentInput {
    let mut content = approach_considerations();
    content.name = "Summer reading partners".to_owned();
    content.description = Some("For the partners of the summer reading program.".to_owned());
    content.credit = None;
    let mut perspectives = shared_perspectives().factors;
    for factor in &mut perspectives {
        factor.code = "2".to_owned();
        for item in &mut factor.items {
            item.code = item.code.replace('1', "2");
            item.minimum = Some(3.0);
        }
    }
    content.factors.append(&mut perspectives);
    content
}

async fn open(store: &Store, story: &Story) -> Result<Uuid> {
    let caller = Caller::sign_in(store, story.coordinator, None).await?;
    let raters = story.sheets.iter().map(|sheet| super::account(sheet.rater).map(super::Account::id));
    let input = RoundInput {
        organization_id: find(store, &caller, story.organization).await?,
        instrument_id: story.instrument,
        name: Some(story.name.to_owned()),
        partnership_id: None,
        rater_ids: story.named.then(|| raters.flatten().collect()),
    };
    let permit = caller.permit::<Open>()?;
    let round = store.write(async |unit| rounds::create(unit, &permit, input.clone()).await).await?;
    caller.sign_out(store).await?;
    Ok(round.id)
}

/// The entry of the directory with this name.
pub(super) async fn find(store: &Store, caller: &Caller, name: &str) -> Result<Uuid> {
    let permit = caller.permit::<List>()?;
    let filter = OrganizationFilter { q: Some(name.to_owned()), ..OrganizationFilter::default() };
    let found = organizations::list(store, &permit, &filter, &Listing::default()).await?;
    let found = found.items.into_iter().find(|row| row.name == name);
    found.map(|row| row.id).ok_or_else(|| Error::internal(format!("no entry of {name}")))
}

async fn rate(store: &Store, round_id: Uuid, sheet: &Sheet) -> Result<()> {
    let caller = Caller::sign_in(store, sheet.rater, None).await?;
    let (begin, update) = (caller.permit::<Begin>()?, caller.permit::<Update>()?);
    let submit = caller.permit::<Submit>()?;
    store
        .write(async |unit| {
            let round = begin.over(rounds::get(unit, &begin, round_id).await?)?;
            let begun = evaluations::create(unit, &round).await?;
            let accept = |content: &_| written(sheet, content).accept(content);
            let written = evaluations::update(unit, &update.over(begun)?, accept).await?;
            if sheet.submitted {
                evaluations::submit(unit, &submit.over(written)?).await?;
            }
            Ok(())
        })
        .await?;
    caller.sign_out(store).await
}

/// The answers of a sheet, item by item.
fn written(sheet: &Sheet, content: &InstrumentInput) -> EvaluationInput {
    let answers = sheet.answers.chars().filter(|answer| *answer != ' ').map(|answer| match answer {
        '?' => Answer::Unknown,
        '-' => Answer::NotApplicable,
        digit => {
            digit.to_digit(10).and_then(|digit| digit.try_into().ok()).map_or(Answer::Blank, Answer::Rating)
        }
    });
    let note =
        |code: &str| sheet.notes.iter().find(|(item, _)| *item == code).map(|(_, note)| (*note).to_owned());
    let ratings = content.items().zip(answers).filter(|(_, answer)| *answer != Answer::Blank);
    let ratings = ratings.map(|(item, answer)| RatingInput {
        item: item.code.clone(),
        value: answer.into(),
        note: note(&item.code),
        evidence: None,
    });
    EvaluationInput { ratings: ratings.collect() }
}
