//! What hangs on the partnerships of the library that is not Riverside.

use serde_json::json;

use super::attached::{assent, attach, memorandum};
use super::plots::{HILLSIDE, HILLSIDE_ADMIN, HILLSIDE_LEADS, JOBS, JOBS_ADMIN, RIVERSIDE_LEADS};
use crate::caller::Caller;
use crate::demo::source::id;
use crate::domain::partnership::agreement::Agreement;
use crate::domain::partnership::challenge::Challenge;
use crate::domain::partnership::contribution::Contribution;
use crate::domain::partnership::decision::PartnershipDecision;
use crate::domain::partnership::goal::Goal;
use crate::domain::partnership::milestone::Milestone;
use crate::error::Result;
use crate::store::Store;

/// Makes all of it.
pub(super) async fn fill(store: &Store) -> Result<()> {
    let caller = Caller::sign_in(store, HILLSIDE_LEADS, None).await?;
    evening_classes(store, &caller).await?;
    let suspended = id("partnership", 5);
    let goal = json!({"title": "One card is enough in both libraries.", "measure": "Cards shown in the other library"});
    attach::<Goal>(store, &caller, suspended, goal).await?;
    let milestone = json!({"title": "The hall has its roof.", "due_on": "2026-05-29"});
    attach::<Milestone>(store, &caller, suspended, milestone).await?;
    caller.sign_out(store).await?;
    let caller = Caller::sign_in(store, RIVERSIDE_LEADS, None).await?;
    let milestone = json!({"title": "Each jetty has its box of books.", "due_on": "2026-06-12"});
    attach::<Milestone>(store, &caller, id("partnership", 3), milestone).await?;
    caller.sign_out(store).await
}

/// An active partnership with a memorandum to which both have assented.
async fn evening_classes(store: &Store, caller: &Caller) -> Result<()> {
    let whole = id("partnership", 8);
    let (library, jobs) = (id("organization", HILLSIDE), id("organization", JOBS));
    let goal =
        json!({"title": "Whoever works by day learns by night.", "measure": "People in courses after six"});
    attach::<Goal>(store, caller, whole, goal).await?;
    for contribution in [
        json!({
            "from_id": library, "to_id": jobs, "kind": "training_space", "form": "hours", "title": "Two rooms in the evening",
            "pledged": 4800, "delivered": 600, "unit_amount": 1800, "currency": "USD", "pledged_on": "2025-12-04",
            "effect": "The centre teaches where people live."
        }),
        json!({
            "from_id": jobs, "to_id": library, "kind": "expertise", "form": "hours", "title": "Teachers of the courses",
            "pledged": 3600, "delivered": 450, "unit_amount": 3200, "currency": "USD", "pledged_on": "2025-12-04",
            "effect": "The branches are open late."
        }),
    ] {
        attach::<Contribution>(store, caller, whole, contribution).await?;
    }
    let challenge = json!({
        "kind": "manpower", "title": "Nobody locks up after nine.", "likelihood": 3, "impact": 3,
        "mitigation": "The teachers get keys.", "owner_id": library, "review_on": "2026-03-02"
    });
    attach::<Challenge>(store, caller, whole, challenge).await?;
    let decision = json!({
        "title": "Courses begin at seven.", "reason": "The last bus up the hill leaves at half past six.",
        "decided_by": [library, jobs], "decided_on": "2025-12-04"
    });
    attach::<PartnershipDecision>(store, caller, whole, decision).await?;
    let milestone = json!({"title": "The first course has begun.", "due_on": "2026-02-02", "owner_id": jobs});
    attach::<Milestone>(store, caller, whole, milestone).await?;
    let memorandum = memorandum(
        "Memorandum on the evening classes",
        ["2026-01-01", "2026-12-31", "2026-12-01", "2026-09-30"],
    );
    attach::<Agreement>(store, caller, whole, memorandum).await?;
    for admin in [HILLSIDE_ADMIN, JOBS_ADMIN] {
        assent(store, admin, 3).await?;
    }
    Ok(())
}
