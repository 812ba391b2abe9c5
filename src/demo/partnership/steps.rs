//! Partnerships are drafted, and go their way step by step.

use serde_json::{Value, json};
use uuid::Uuid;

use super::plots::{Do, HILLSIDE, Plot, RIVERSIDE, RIVERSIDE_LEADS, SCHOOLS, Taken};
use super::read;
use crate::access::partnership::partnerships::{
    Accept, Create, Decline, End, Leave, Propose, Suspend, Takes,
};
use crate::caller::Caller;
use crate::demo::source::id;
use crate::domain::partnership::action::{AnswerInput, EndInput, StepInput};
use crate::domain::partnership::partnership::Partnership;
use crate::error::Result;
use crate::store::Store;
use crate::store::partnership::{partnerships, steps};

pub(super) async fn draft(store: &Store, plot: &Plot) -> Result<Uuid> {
    let caller = Caller::sign_in(store, plot.coordinator, None).await?;
    let permit = caller.permit::<Create>()?;
    let lead = if plot.coordinator == RIVERSIDE_LEADS { RIVERSIDE } else { HILLSIDE };
    let party = |number: &u64| match *number {
        number if number == lead => {
            json!({"organization_id": id("organization", number), "rewards": ["New readers"]})
        }
        SCHOOLS => json!({"organization_id": id("organization", SCHOOLS), "kind": "host"}),
        number => {
            json!({"organization_id": id("organization", number), "rewards": ["Visitors who come back"]})
        }
    };
    let parties: Vec<Value> = [lead].iter().chain(plot.others).map(party).collect();
    let input = read(json!({
        "name": plot.name, "parties": parties,
        "terms": {
            "purposes": ["amplify_reach", "avoid_duplication"], "statement": plot.statement,
            "starts_on": "2026-02-01", "ends_on": "2027-01-31"
        }
    }))?;
    let made =
        store.write(async |unit| partnerships::create(unit, &permit, Clone::clone(&input)).await).await?;
    caller.sign_out(store).await?;
    Ok(made.id)
}

pub(super) async fn take(store: &Store, partnership: Uuid, (what, email, for_whom): Taken) -> Result<()> {
    let caller = Caller::sign_in(store, email, None).await?;
    let paper = for_whom.map(|number| {
        json!({
            "organization_id": id("organization", number), "signer": "Ada Bergmann, chair of the board",
            "signed_on": "2026-01-05", "document": "Letter to the director, in the green folder"
        })
    });
    let answer = json!({"terms_version": 1, "for_party": paper, "reason": "The board agreed."});
    let step = |reason: &str| json!({"terms_version": 1, "reason": reason});
    match what {
        Do::Propose => {
            let said = step("We talked it over with all of you.");
            step_of::<Propose, StepInput>(store, &caller, partnership, said).await?;
        }
        Do::Suspend => {
            let said = step("The roof of the hall is mended first.");
            step_of::<Suspend, StepInput>(store, &caller, partnership, said).await?;
        }
        Do::Accept => step_of::<Accept, AnswerInput>(store, &caller, partnership, answer).await?,
        Do::Decline => step_of::<Decline, AnswerInput>(store, &caller, partnership, answer).await?,
        Do::Leave => step_of::<Leave, AnswerInput>(store, &caller, partnership, answer).await?,
        Do::End => {
            let lessons = "Plan the transport a month ahead, and name one person who has the key.";
            let end = json!({"terms_version": 1, "reason": "All is shown.", "lessons": lessons});
            step_of::<End, EndInput>(store, &caller, partnership, end).await?;
        }
    }
    caller.sign_out(store).await
}

async fn step_of<A: Takes, T>(store: &Store, caller: &Caller, partnership: Uuid, said: Value) -> Result<()>
where
    T: Clone + serde::de::DeserializeOwned + Into<steps::Said>,
{
    let permit = caller.permit::<A>()?;
    let said: T = read(said)?;
    store
        .write(async |unit| {
            let row: Partnership = partnerships::get(unit, &permit, partnership).await?;
            steps::take(unit, &permit.over(row)?, said.clone()).await.map(drop)
        })
        .await
}
