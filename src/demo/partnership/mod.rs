//! The partnerships of the demonstration, each step taken by who would.

mod attached;
mod hillside;
mod plots;
mod steps;

use serde_json::{Value, json};

pub(super) use self::attached::attach;
use self::attached::{memoranda, rates, together};
use self::plots::{MUSEUM_ADMIN, PLOTS, RADIO, RIVERSIDE_LEADS};
use super::source::id;
use crate::access::evaluation::rounds::{Close, Create as Open};
use crate::caller::Caller;
use crate::domain::evaluation::builtin::SHARED_PERSPECTIVES;
use crate::domain::evaluation::round::RoundInput;
use crate::domain::partnership::goal::Goal;
use crate::domain::partnership::note::PartnershipNote;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::evaluation::rounds;

/// Makes all of it.
pub(super) async fn fill(store: &Store) -> Result<()> {
    for plot in &PLOTS {
        let drafted = steps::draft(store, plot).await?;
        for taken in plot.steps {
            steps::take(store, drafted, *taken).await?;
        }
    }
    doubt(store, id("organization", RADIO)).await?;
    let active = id("partnership", 1);
    let library = Caller::sign_in(store, RIVERSIDE_LEADS, None).await?;
    let museum = Caller::sign_in(store, MUSEUM_ADMIN, None).await?;
    for (title, measure) in [
        (
            "Every fourth-grader has held a piece of the lake's history.",
            "Children who took part in a workshop",
        ),
        ("The museum has visitors from every branch.", "Tickets with the library's stamp"),
    ] {
        attach::<Goal>(store, &library, active, json!({"title": title, "measure": measure})).await?;
    }
    together(store, &library, &museum, active).await?;
    memoranda(store, &library).await?;
    let ours = json!({"text": "Their director would rather talk to ours than to me."});
    attach::<PartnershipNote>(store, &library, active, ours).await?;
    let theirs = json!({"text": "The library pays late; ask for the money in advance."});
    attach::<PartnershipNote>(store, &museum, active, theirs).await?;
    library.sign_out(store).await?;
    museum.sign_out(store).await?;
    hillside::fill(store).await?;
    rates(store).await
}

/// A round that was closed before anybody rated, and leaves open whether a deal-breaker is passed.
async fn doubt(store: &Store, organization_id: uuid::Uuid) -> Result<()> {
    let caller = Caller::sign_in(store, RIVERSIDE_LEADS, None).await?;
    let (open, close) = (caller.permit::<Open>()?, caller.permit::<Close>()?);
    let name = Some("Would they go with us?".to_owned());
    let input = RoundInput {
        organization_id,
        instrument_id: SHARED_PERSPECTIVES,
        name,
        partnership_id: None,
        rater_ids: None,
    };
    store
        .write(async |unit| {
            let round = rounds::create(unit, &open, input.clone()).await?;
            let round = close.over(rounds::get(unit, &close, round.id).await?)?;
            rounds::close(unit, &round).await.map(drop)
        })
        .await?;
    caller.sign_out(store).await
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(Error::internal)
}
