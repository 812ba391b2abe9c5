//! What the libraries of the demonstration look for partners for, and how far they are.

use chrono::NaiveDate;
use uuid::Uuid;

use super::evaluation::find;
use crate::access::discovery::guides::Create as CreateGuide;
use crate::access::discovery::initiatives::Create;
use crate::access::discovery::interactions::Create as CreateInteraction;
use crate::access::discovery::interviews::Create as CreateInterview;
use crate::access::discovery::prospects::{Create as Begin, Move};
use crate::caller::Caller;
use crate::domain::directory::builtin::term_id;
use crate::domain::directory::resource_kind::ResourceKind::{
    Audiences, Collections, Equipment, Expertise, Networks, Outreach,
};
use crate::domain::discovery::guide::{COMMUNITY_LEADERS, GuideInput, Interviewed};
use crate::domain::discovery::initiative::{Area, InitiativeInput};
use crate::domain::discovery::interaction::{InteractionInput, InteractionKind};
use crate::domain::discovery::interview::{Answered, Consent, FollowUpInput, InterviewInput};
use crate::domain::discovery::prospect::{MoveInput, ProspectInput};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::discovery::{guides, initiatives, interactions, interviews, prospects};

pub(super) async fn fill(store: &Store) -> Result<()> {
    let riverside = Caller::sign_in(store, "coordinator@riverside.example", None).await?;
    let hillside = Caller::sign_in(store, "coordinator@hillside.example", None).await?;
    let mut made = Vec::new();
    for (caller, input) in [(&riverside, harbor()), (&riverside, literacy()), (&hillside, homework())] {
        let permit = caller.permit::<Create>()?;
        let row = store.write(async |unit| initiatives::create(unit, &permit, input.clone()).await).await?;
        made.push(row.id);
    }
    for story in &STORIES {
        let caller = if story.riverside { &riverside } else { &hillside };
        lead(store, caller, story, story.initiative.and_then(|place| made.get(place).copied())).await?;
    }
    hillside.sign_out(store).await?;
    talks(store, &riverside).await?;
    riverside.sign_out(store).await
}

/// A guide of the library's own, an interview with somebody who agreed to be named, and a call.
async fn talks(store: &Store, coordinator: &Caller) -> Result<()> {
    let permit = coordinator.permit::<CreateGuide>()?;
    let guide = GuideInput {
        name: "Newcomers".to_owned(),
        interviewed: Interviewed::Other,
        questions: texts(&["What did you look for when you came here?", "Who helped you first?"]),
    };
    store.write(async |unit| guides::create(unit, &permit, guide.clone()).await).await?;
    let contributor = Caller::sign_in(store, "contributor@riverside.example", None).await?;
    let center = find(store, &contributor, "Casa Hispana Center").await?;
    let permit = contributor.permit::<CreateInterview>()?;
    let answers = [
        (
            "Whom do you speak for, and how did you come to do so?",
            "Two hundred families; I came as one of them.",
        ),
        ("Where do they go first when they look for help or for information?", "To us, and to the church."),
        ("Who else should we talk to, and may we say that you sent us?", "The school nurse, and yes."),
    ];
    let answered = |(question, answer): (&str, &str)| Answered {
        question: question.to_owned(),
        answer: Some(answer.to_owned()),
    };
    let interview = InterviewInput {
        organization_id: center,
        prospect_id: None,
        guide_id: Some(COMMUNITY_LEADERS),
        held_on: NaiveDate::from_ymd_opt(2026, 1, 5).unwrap_or_default(),
        person_name: Some("Estela Marchetti".to_owned()),
        person_role: Some("Director".to_owned()),
        consent: Consent::Given,
        answers: answers.map(answered).to_vec(),
        follow_ups: vec![FollowUpInput {
            text: "Bring the flyers in Spanish.".to_owned(),
            due_on: NaiveDate::from_ymd_opt(2026, 1, 20),
            owner_id: permit.author().person_id,
            done: false,
        }],
    };
    store.write(async |unit| interviews::create(unit, &permit, interview.clone()).await).await?;
    let permit = contributor.permit::<CreateInteraction>()?;
    let call = InteractionInput {
        organization_id: find(store, &contributor, "Harbor Heritage Society").await?,
        prospect_id: None,
        kind: InteractionKind::Call,
        happened_on: NaiveDate::from_ymd_opt(2026, 1, 5).unwrap_or_default(),
        with_whom: Some("Their answering machine".to_owned()),
        summary: "Their chair is on a boat until Friday.".to_owned(),
    };
    store.write(async |unit| interactions::create(unit, &permit, call.clone()).await).await?;
    contributor.sign_out(store).await
}

/// A prospect: of whose initiative it is one, its way, and what comes next.
struct Story {
    riverside: bool,
    organization: &'static str,
    initiative: Option<usize>,
    moves: &'static [(&'static str, &'static str)],
    next: Option<(&'static str, (i32, u32, u32))>,
}

const STORIES: [Story; 5] = [
    Story {
        riverside: true,
        organization: "Lakeshore Museum",
        initiative: Some(0),
        moves: &[
            ("contacted", "We met at the harbor fair."),
            ("interviewed", "Their director gave us an hour."),
            ("evaluated", "Three of us rated them."),
        ],
        next: Some(("Write the proposal together with their educator.", (2026, 2, 2))),
    },
    Story {
        riverside: true,
        organization: "Harbor Heritage Society",
        initiative: Some(0),
        moves: &[],
        next: Some(("Call their chair, and ask for the keys of the boathouse.", (2026, 1, 12))),
    },
    Story {
        riverside: true,
        organization: "Family Service Agency of Riverside",
        initiative: None,
        moves: &[("contacted", "They called us."), ("won", "They take part from March on.")],
        next: None,
    },
    Story {
        riverside: true,
        organization: "Riverside Chamber of Commerce",
        initiative: None,
        moves: &[("contacted", "A letter to all local associations."), ("declined", "Not this year.")],
        next: None,
    },
    Story {
        riverside: false,
        organization: "Lakeside Community College",
        initiative: Some(2),
        moves: &[("contacted", "Their dean answered at once.")],
        next: Some(("Ask how many students would tutor.", (2026, 1, 20))),
    },
];

async fn lead(store: &Store, caller: &Caller, story: &Story, initiative_id: Option<Uuid>) -> Result<()> {
    let day = |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day);
    let (begin, go) = (caller.permit::<Begin>()?, caller.permit::<Move>()?);
    let input = ProspectInput {
        organization_id: find(store, caller, story.organization).await?,
        initiative_id,
        owner_id: begin.author().person_id,
        next_step: story.next.map(|(text, _)| text.to_owned()),
        next_step_on: story.next.and_then(|(_, date)| day(date)),
    };
    let made = store.write(async |unit| prospects::create(unit, &begin, input.clone()).await).await?;
    for (stage, reason) in story.moves {
        store
            .write(async |unit| {
                let prospect = go.over(prospects::get(unit, &go, made.id).await?)?;
                let to = MoveInput { stage: (*stage).to_owned(), reason: (*reason).to_owned() };
                prospects::move_to(unit, &prospect, to).await
            })
            .await?;
    }
    Ok::<_, Error>(())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn harbor() -> InitiativeInput {
    InitiativeInput {
        name: "Harbor memories".to_owned(),
        cause: "The pictures and logs of the old harbor fade in attics, and those who remember grow old."
            .to_owned(),
        goals: texts(&["500 pictures digitized by the end of the year.", "Thirty recorded memories."]),
        target_groups: texts(&["Families of dockworkers", "Schools"]),
        needs: vec![Collections, Expertise, Equipment],
        terms: vec![
            term_id("digitization-partners", "cultural-programs.museums"),
            term_id("digitization-partners", "like-minded-organizations.heritage-preservation-groups"),
            term_id("community-partners", "miscellaneous-organizations"),
            term_id("community-partners", "educational-organizations"),
        ],
        rewards: texts(&["A shared online exhibition.", "Copies of all scans for every partner."]),
        place: Some(Area { latitude: 37.4753, longitude: -122.2035, radius_km: 60.0 }),
        weights: None,
    }
}

fn literacy() -> InitiativeInput {
    InitiativeInput {
        name: "Family literacy".to_owned(),
        cause: "One family in six has no books at home.".to_owned(),
        goals: texts(&["200 families read together every week."]),
        target_groups: texts(&["Families with small children", "Newcomers"]),
        needs: vec![Audiences, Outreach, Networks],
        terms: vec![
            term_id("community-partners", "family-services-organizations"),
            term_id("community-partners", "educational-organizations"),
        ],
        rewards: texts(&["New families at every partner's events."]),
        place: None,
        weights: None,
    }
}

fn homework() -> InitiativeInput {
    InitiativeInput {
        name: "Homework help in the valley".to_owned(),
        cause: "Three valleys have no school library.".to_owned(),
        goals: texts(&["A help line on five days."]),
        target_groups: texts(&["Pupils of 10 to 16 years"]),
        needs: vec![Expertise],
        terms: vec![term_id("community-partners", "educational-organizations")],
        rewards: Vec::new(),
        place: None,
        weights: None,
    }
}
