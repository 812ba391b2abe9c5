//! The partnerships of the demonstration, each step taken by who would.

use serde_json::{Value, json};
use uuid::Uuid;

use super::source::id;
use crate::access::evaluation::rounds::{Close, Create as Open};
use crate::access::partnership::agreements::Assent;
use crate::access::partnership::attached::Create as Attach;
use crate::access::partnership::partnerships::{
    Accept, Create, Decline, End, Leave, Propose, Suspend, Takes,
};
use crate::access::partnership::rates::Create as CreateRate;
use crate::access::partnership::strategies::Create as CreateStrategy;
use crate::caller::Caller;
use crate::domain::evaluation::builtin::SHARED_PERSPECTIVES;
use crate::domain::evaluation::round::RoundInput;
use crate::domain::partnership::action::{AnswerInput, EndInput, StepInput};
use crate::domain::partnership::agreement::{Agreement, TEMPLATE};
use crate::domain::partnership::challenge::Challenge;
use crate::domain::partnership::contribution::Contribution;
use crate::domain::partnership::decision::PartnershipDecision;
use crate::domain::partnership::goal::Goal;
use crate::domain::partnership::milestone::Milestone;
use crate::domain::partnership::note::PartnershipNote;
use crate::domain::partnership::partnership::Partnership;
use crate::domain::partnership::rate::RateInput;
use crate::domain::partnership::role::PartnershipRole;
use crate::domain::partnership::strategy::StrategyInput;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::evaluation::rounds;
use crate::store::partnership::attached::{self, Written};
use crate::store::partnership::{agreements, partnerships, rates, steps, strategies};

/// Organizations by their places among those of the demonstration.
const RIVERSIDE: u64 = 1;
const HILLSIDE: u64 = 2;
const MUSEUM: u64 = 3;
const JOBS: u64 = 4;
const SCHOOLS: u64 = 9;
const RADIO: u64 = 18;

/// A step: by whom, and for which organization where it is not the person's own.
type Taken = (Do, &'static str, Option<u64>);

/// What is done.
#[derive(Clone, Copy, Debug)]
enum Do {
    Propose,
    Accept,
    Decline,
    Suspend,
    End,
    Leave,
}

/// A partnership: who drafts it, how it is called, what the parties say, with whom, and what becomes of it.
struct Plot {
    coordinator: &'static str,
    name: &'static str,
    statement: &'static str,
    others: &'static [u64],
    steps: &'static [Taken],
}

const RIVERSIDE_LEADS: &str = "coordinator@riverside.example";
const RIVERSIDE_ADMIN: &str = "admin@riverside.example";
const HILLSIDE_LEADS: &str = "coordinator@hillside.example";
const HILLSIDE_ADMIN: &str = "admin@hillside.example";
const MUSEUM_ADMIN: &str = "admin@lakeshore.example";
const JOBS_ADMIN: &str = "admin@jobs.example";

const PLOTS: [Plot; 11] = [
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "The lake and us",
        statement: "Everybody in Riverside can get to know the history of the lake.",
        others: &[MUSEUM, SCHOOLS],
        steps: &[
            (Do::Propose, RIVERSIDE_LEADS, None),
            (Do::Accept, MUSEUM_ADMIN, None),
            (Do::Accept, RIVERSIDE_ADMIN, Some(SCHOOLS)),
        ],
    },
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "A workbench for job seekers",
        statement: "Nobody looks for work alone.",
        others: &[JOBS],
        steps: &[],
    },
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "Reading on the water",
        statement: "Reading belongs on every jetty of the lake.",
        others: &[MUSEUM, HILLSIDE, SCHOOLS],
        steps: &[(Do::Propose, RIVERSIDE_LEADS, None), (Do::Accept, HILLSIDE_ADMIN, None)],
    },
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "Old maps, new eyes",
        statement: "The maps of the harbor are for everybody to see.",
        others: &[MUSEUM],
        steps: &[
            (Do::Propose, RIVERSIDE_LEADS, None),
            (Do::Accept, MUSEUM_ADMIN, None),
            (Do::End, RIVERSIDE_ADMIN, None),
        ],
    },
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "Skills for the county",
        statement: "Whoever learns in one library is welcome in the other.",
        others: &[HILLSIDE, JOBS],
        steps: &[
            (Do::Propose, RIVERSIDE_LEADS, None),
            (Do::Accept, HILLSIDE_ADMIN, None),
            (Do::Accept, JOBS_ADMIN, None),
            (Do::Leave, JOBS_ADMIN, None),
            (Do::Suspend, HILLSIDE_LEADS, None),
        ],
    },
    Plot {
        coordinator: HILLSIDE_LEADS,
        name: "Homework under the hill",
        statement: "Homework has a place in all eleven branches.",
        others: &[SCHOOLS],
        steps: &[],
    },
    Plot {
        coordinator: HILLSIDE_LEADS,
        name: "Fossils on tour",
        statement: "The fossils come to those who cannot come to them.",
        others: &[MUSEUM],
        steps: &[(Do::Propose, HILLSIDE_LEADS, None)],
    },
    Plot {
        coordinator: HILLSIDE_LEADS,
        name: "Evening classes",
        statement: "Courses begin when work is over.",
        others: &[JOBS],
        steps: &[(Do::Propose, HILLSIDE_LEADS, None), (Do::Accept, JOBS_ADMIN, None)],
    },
    Plot {
        coordinator: HILLSIDE_LEADS,
        name: "Stories of the hill",
        statement: "The old tell, the young write down.",
        others: &[MUSEUM],
        steps: &[
            (Do::Propose, HILLSIDE_LEADS, None),
            (Do::Accept, MUSEUM_ADMIN, None),
            (Do::End, HILLSIDE_ADMIN, None),
        ],
    },
    Plot {
        coordinator: HILLSIDE_LEADS,
        name: "A bus for the branches",
        statement: "The bus stops where the branches are.",
        others: &[JOBS],
        steps: &[(Do::Propose, HILLSIDE_LEADS, None), (Do::Decline, JOBS_ADMIN, None)],
    },
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "The library on air",
        statement: "What is read aloud is heard in every kitchen.",
        others: &[RADIO],
        steps: &[],
    },
];

/// Makes all of it.
pub(super) async fn fill(store: &Store) -> Result<()> {
    for plot in &PLOTS {
        let drafted = draft(store, plot).await?;
        for taken in plot.steps {
            take(store, drafted, *taken).await?;
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
    rates(store).await
}

/// What an hour of a librarian is worth, as the library's admin has it.
async fn rates(store: &Store) -> Result<()> {
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
async fn memoranda(store: &Store, library: &Caller) -> Result<()> {
    let written = |(code, title): (&str, &str)| json!({"code": code, "title": title, "text": format!("{title}: as talked over in January.")});
    let sections: Vec<Value> = TEMPLATE.into_iter().map(written).collect();
    let memorandum = json!({
        "title": "Memorandum of understanding", "sections": sections, "effective_on": "2026-02-01",
        "expires_on": "2027-01-31", "renewal_on": "2027-01-31", "notice_on": "2026-10-31"
    });
    attach::<Agreement>(store, library, id("partnership", 1), memorandum).await?;
    let begun = json!({"title": "Annex on loans"});
    attach::<Agreement>(store, library, id("partnership", 1), begun).await?;
    let admin = Caller::sign_in(store, RIVERSIDE_ADMIN, None).await?;
    let permit = admin.permit::<Assent>()?;
    store
        .write(async |unit| {
            let row = attached::get::<Agreement, _>(unit, &permit, id("agreement", 1)).await?;
            agreements::assent(unit, &permit.over(row)?, read(json!({"version": 1}))?).await.map(drop)
        })
        .await?;
    admin.sign_out(store).await
}

/// What the parties write together, each its part.
async fn together(store: &Store, library: &Caller, museum: &Caller, whole: Uuid) -> Result<()> {
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

/// A round that was closed before anybody rated, and leaves open whether a deal-breaker is passed.
async fn doubt(store: &Store, organization_id: Uuid) -> Result<()> {
    let caller = Caller::sign_in(store, RIVERSIDE_LEADS, None).await?;
    let (open, close) = (caller.permit::<Open>()?, caller.permit::<Close>()?);
    let name = Some("Would they go with us?".to_owned());
    let input = RoundInput { organization_id, instrument_id: SHARED_PERSPECTIVES, name, rater_ids: None };
    store
        .write(async |unit| {
            let round = rounds::create(unit, &open, input.clone()).await?;
            let round = close.over(rounds::get(unit, &close, round.id).await?)?;
            rounds::close(unit, &round).await.map(drop)
        })
        .await?;
    caller.sign_out(store).await
}

async fn draft(store: &Store, plot: &Plot) -> Result<Uuid> {
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

async fn take(store: &Store, partnership: Uuid, (what, email, for_whom): Taken) -> Result<()> {
    let caller = Caller::sign_in(store, email, None).await?;
    let paper = for_whom.map(|number| {
        json!({
            "organization_id": id("organization", number), "signer": "Ada Bergmann, chair of the board",
            "signed_on": "2026-01-05", "document": "Letter to the director, in the green folder"
        })
    });
    let answer = json!({"terms_version": 1, "for_party": paper, "reason": "The board agreed."});
    let step = json!({"terms_version": 1});
    match what {
        Do::Propose => step_of::<Propose, StepInput>(store, &caller, partnership, step).await?,
        Do::Suspend => step_of::<Suspend, StepInput>(store, &caller, partnership, step).await?,
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

/// Hangs a row on a partnership.
pub(super) async fn attach<T: Written>(
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

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(Error::internal)
}
