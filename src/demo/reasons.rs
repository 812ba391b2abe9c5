//! Why to work together, as Riverside says it, and a strategy that it has marked.

use crate::access::discovery::checklist::Mark;
use crate::access::discovery::talking_points::Create;
use crate::caller::Caller;
use crate::domain::discovery::checklist::{CollaborationStrategy, StrategyMarkInput};
use crate::domain::discovery::talking_point::{Advantage, Audience, TalkingPointInput};
use crate::error::Result;
use crate::store::Store;
use crate::store::discovery::{checklist, talking_points};

fn points() -> [TalkingPointInput; 2] {
    [
        TalkingPointInput {
            text: "Your pupils find a quiet desk, and somebody who helps, at each of our four branches."
                .to_owned(),
            advantage: None,
            audiences: vec![Audience::School],
        },
        TalkingPointInput {
            text: "Everybody in Riverside knows our green door: whoever stands beside it is seen.".to_owned(),
            advantage: Some(Advantage::Reputation),
            audiences: vec![Audience::Business, Audience::Funder],
        },
    ]
}

pub(super) async fn fill(store: &Store) -> Result<()> {
    let coordinator = Caller::sign_in(store, "coordinator@riverside.example", None).await?;
    let permit = coordinator.permit::<Create>()?;
    for point in points() {
        store.write(async |unit| talking_points::create(unit, &permit, point.clone()).await).await?;
    }
    let permit = coordinator.permit::<Mark>()?;
    let input = StrategyMarkInput {
        strategy: CollaborationStrategy::OpenCommunication,
        note: Some("A letter to all partners goes out on the first of each month.".to_owned()),
    };
    store
        .write(async |unit| {
            let row = permit.over(checklist::get(unit, &permit).await?)?;
            checklist::mark(unit, &row, input.clone()).await.map(drop)
        })
        .await?;
    coordinator.sign_out(store).await
}
