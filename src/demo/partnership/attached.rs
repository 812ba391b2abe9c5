//! What hangs on partnerships, and what libraries keep beside them.

use serde_json::{Value, json};
use uuid::Uuid;

use super::plots::{MUSEUM, RIVERSIDE, RIVERSIDE_ADMIN, SCHOOLS};
use super::read;
use crate::access::partnership::agreements::Assent;
use crate::access::partnership::attached::Create as Attach;
use crate::access::partnership::rates::Create as CreateRate;
use crate::access::partnership::strategies::Create as CreateStrategy;
use crate::caller::Caller;
use crate::demo::source::id;
use crate::domain::partnership::agreement::{Agreement, TEMPLATE};
use crate::domain::partnership::challenge::Challenge;
use crate::domain::partnership::contribution::Contribution;
use crate::domain::partnership::decision::PartnershipDecision;
use crate::domain::partnership::milestone::Milestone;
use crate::domain::partnership::rate::RateInput;
use crate::domain::partnership::role::PartnershipRole;
use crate::domain::partnership::strategy::StrategyInput;
use crate::error::Result;
use crate::store::Store;
use crate::store::partnership::attached::{self, Written};
use crate::store::partnership::{agreements, partnerships, rates, strategies};

/// What an hour of a librarian is worth, as the library's admin has it.
pub(super) async fn rates(store: &Store) -> Result<()> {
    let admin = Caller::sign_in(store, RIVERSIDE_ADMIN, None).await?;
    let permit = admin.permit::<CreateRate>()?;
    for (name, amount) in [("Librarian, 2026", 4_250), ("Page, 2026", 1_900)] {
        let input: RateInput = read(json!({
            "name": name, "amount": amount, "currency": "USD", "valid_from": "2026-01-01", "valid_until": "2026-12-31",
            "source": "Collective agreement of the county"
        }))?;
        store.write(async |unit| rates::create(unit, &permit, input.clone()).await).await?;
    }
    admin.sign_out(store).await
}

/// A memorandum to which the library has assented, and one that is still to be written.
pub(super) async fn memoranda(store: &Store, library: &Caller) -> Result<()> {
    let memorandum =
        memorandum("Memorandum of understanding", ["2026-02-01", "2027-01-31", "2027-01-31", "2026-10-31"]);
    attach::<Agreement>(store, library, id("partnership", 1), memorandum).await?;
    let begun = json!({"title": "Annex on loans"});
    attach::<Agreement>(store, library, id("partnership", 1), begun).await?;
    assent(store, RIVERSIDE_ADMIN, 1).await
}

/// An admin assents to the first version of an agreement.
pub(super) async fn assent(store: &Store, admin: &str, agreement: u64) -> Result<()> {
    let admin = Caller::sign_in(store, admin, None).await?;
    let permit = admin.permit::<Assent>()?;
    store
        .write(async |unit| {
            let row = attached::get::<Agreement, _>(unit, &permit, id("agreement", agreement)).await?;
            agreements::assent(unit, &permit.over(row)?, read(json!({"version": 1}))?).await.map(drop)
        })
        .await?;
    admin.sign_out(store).await
}

/// A memorandum with every section of the template written.
pub(super) fn memorandum(title: &str, days: [&str; 4]) -> Value {
    let written = |(code, title): (&str, &str)| json!({"code": code, "title": title, "text": format!("{title}: as talked over in January.")});
    let sections: Vec<Value> = TEMPLATE.into_iter().map(written).collect();
    let [effective_on, expires_on, renewal_on, notice_on] = days;
    json!({
        "title": title, "sections": sections, "effective_on": effective_on, "expires_on": expires_on,
        "renewal_on": renewal_on, "notice_on": notice_on
    })
}

/// What the parties write together, each its part.
pub(super) async fn together(store: &Store, library: &Caller, museum: &Caller, whole: Uuid) -> Result<()> {
    let (riverside, lakeshore) = (id("organization", RIVERSIDE), id("organization", MUSEUM));
    let role = json!({
        "organization_id": riverside, "person_id": id("person", 3), "title": "Keeper of the travelling case",
        "duties": "Packs the case, and knows where it is."
    });
    attach::<PartnershipRole>(store, library, whole, role).await?;
    let role = json!({
        "organization_id": id("organization", SCHOOLS), "holder": "The head of the fourth grade",
        "title": "Contact for the classes"
    });
    attach::<PartnershipRole>(store, library, whole, role).await?;
    let decision = json!({
        "title": "The case goes to the branches by the bookmobile.", "reason": "A carrier would cost more than the case.",
        "decided_by": [riverside, lakeshore], "decided_on": "2026-01-05"
    });
    attach::<PartnershipDecision>(store, museum, whole, decision).await?;
    let challenge = json!({
        "kind": "logistics", "title": "The case is too large for the small branches.", "likelihood": 4, "impact": 2,
        "mitigation": "A second, smaller case for these.", "owner_id": lakeshore, "review_on": "2026-04-01"
    });
    attach::<Challenge>(store, library, whole, challenge).await?;
    let challenge = json!({
        "kind": "other", "other_kind": "climate", "title": "The reading room is too damp for the maps.",
        "likelihood": 2, "impact": 5
    });
    attach::<Challenge>(store, museum, whole, challenge).await?;
    for (title, due_on) in
        [("The case is packed.", "2026-03-01"), ("The first class has seen it.", "2026-03-20")]
    {
        let milestone = json!({"title": title, "due_on": due_on, "owner_id": lakeshore});
        attach::<Milestone>(store, museum, whole, milestone).await?;
    }
    for contribution in [
        json!({
            "from_id": lakeshore, "to_id": riverside, "kind": "collections", "form": "things",
            "title": "Fossils and maps in a travelling case", "pledged": 40, "delivered": 40, "unit_amount": 1500,
            "currency": "USD", "pledged_on": "2026-01-05"
        }),
        json!({
            "from_id": riverside, "kind": "training_space", "form": "hours", "title": "The large reading room",
            "pledged": 6000, "delivered": 1500, "unit_amount": 2000, "currency": "USD", "pledged_on": "2026-01-05",
            "effect": "The classes come back with their parents."
        }),
        json!({
            "from_id": id("organization", SCHOOLS), "to_id": lakeshore, "kind": "funding", "form": "money",
            "title": "A share of the fund for excursions", "pledged": 250_000, "delivered": 100_000, "currency": "EUR",
            "pledged_on": "2026-01-05", "due_on": "2026-06-30"
        }),
        json!({
            "from_id": riverside, "to_id": lakeshore, "kind": "marketing", "form": "things", "title": "Posters",
            "pledged": 30, "pledged_on": "2026-01-05"
        }),
    ] {
        attach::<Contribution>(store, library, whole, contribution).await?;
    }
    let permit = library.permit::<CreateStrategy>()?;
    for strategy in [
        json!({
            "kind": "strengthen", "goal": "digital_inclusion", "title": "A shared desk for questions about devices",
            "partnership_id": whole, "review_on": "2026-06-30"
        }),
        json!({"kind": "develop_new", "goal": "innovation", "title": "A partner for every makerspace"}),
    ] {
        let input: StrategyInput = read(strategy)?;
        store.write(async |unit| strategies::create(unit, &permit, input.clone()).await).await?;
    }
    Ok(())
}

/// Hangs a row on a partnership.
pub(in crate::demo) async fn attach<T: Written>(
    store: &Store,
    caller: &Caller,
    partnership: Uuid,
    mut input: Value,
) -> Result<()> {
    let permit = caller.permit::<Attach<T>>()?;
    if let Some(members) = input.as_object_mut() {
        members.insert("partnership_id".to_owned(), json!(partnership));
    }
    let input: T::Input = read(input)?;
    store
        .write(async |unit| {
            let whole = permit.over(partnerships::get(unit, &permit, partnership).await?)?;
            attached::create::<T>(unit, &whole, input.clone()).await.map(drop)
        })
        .await
}
