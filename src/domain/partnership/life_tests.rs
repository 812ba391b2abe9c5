//! The state machine of partnerships, step by step and in random walks.

use proptest::prelude::*;
use uuid::Uuid;

use super::PartyStatus::{Assented, Declined, Invited, Left};
use super::{Actor, Life, PartyLife, Refusal, State, Step};
use crate::domain::identity::role::Role;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A draft: party 0 leads, and those with an even number have accounts.
fn draft(parties: u128) -> Life {
    let party = |number: u128| PartyLife {
        organization_id: id(number),
        lead: number == 0,
        accounts: number.is_multiple_of(2),
        status: Invited,
    };
    Life {
        state: State::Draft,
        terms_version: 1,
        suspended_by: None,
        parties: (0..parties).map(party).collect(),
    }
}

fn admin(number: u128) -> Actor {
    Actor { organization_id: id(number), role: Role::Admin }
}

fn coordinator(number: u128) -> Actor {
    Actor { organization_id: id(number), role: Role::Coordinator }
}

fn taken(life: Life, steps: &[(Step, u128)]) -> Life {
    steps.iter().fold(life, |life, (step, party)| life.after(*step, id(*party)))
}

fn statuses(life: &Life) -> Vec<super::PartyStatus> {
    life.parties.iter().map(|party| party.status).collect()
}

#[test]
fn only_the_lead_proposes_and_that_is_its_assent() {
    let life = draft(3);
    assert_eq!(life.steps(coordinator(0)), [Step::Propose]);
    assert_eq!(life.steps(admin(2)), []);
    assert_eq!(life.may(Step::Propose, coordinator(2)), Err(Refusal::Role("the lead proposes")));
    let viewer = Actor { role: Role::Contributor, ..coordinator(0) };
    assert!(matches!(life.may(Step::Propose, viewer), Err(Refusal::Role(_))));
    let proposed = life.after(Step::Propose, id(0));
    assert_eq!(statuses(&proposed), [Assented, Invited, Invited]);
    assert_eq!(proposed.state, State::Proposed);
}

#[test]
fn the_last_assent_makes_it_active() {
    let life = taken(draft(3), &[(Step::Propose, 0), (Step::Accept, 2)]);
    assert_eq!(life.state, State::Proposed);
    assert!(life.may(Step::Accept, admin(2)).is_err());
    assert_eq!(life.after(Step::Accept, id(1)).state, State::Active);
}

#[test]
fn an_admin_assents_and_a_coordinator_counters() {
    let life = taken(draft(2), &[(Step::Propose, 0)]);
    let mut life = life;
    life.parties[1].accounts = true;
    assert_eq!(life.steps(coordinator(1)), [Step::Counter]);
    assert_eq!(life.steps(admin(1)), [Step::Accept, Step::Decline, Step::Counter]);
}

#[test]
fn the_lead_answers_for_those_without_accounts_and_for_nobody_else() {
    let life = taken(draft(4), &[(Step::Propose, 0)]);
    let own = life.current(id(0)).unwrap();
    assert_eq!(life.for_whom(Step::Accept, own), [id(1), id(3)]);
    assert_eq!(life.for_whom(Step::Decline, own), [id(0), id(1), id(3)]);
    assert_eq!(life.for_whom(Step::Leave, own), [id(1), id(3)]);
    assert_eq!(life.for_whom(Step::Suspend, own), [id(0)]);
    let other = life.current(id(2)).unwrap();
    assert_eq!(life.for_whom(Step::Accept, other), [id(2)]);
}

#[test]
fn a_counter_makes_the_next_version_and_voids_all_assents() {
    let life = taken(draft(3), &[(Step::Propose, 0), (Step::Accept, 1), (Step::Counter, 2)]);
    assert_eq!((life.terms_version, life.state), (2, State::Proposed));
    assert_eq!(statuses(&life), [Invited, Invited, Invited]);
    assert!(life.may(Step::Accept, admin(0)).is_ok(), "the lead has to assent as well");
}

#[test]
fn a_decline_ends_a_proposal_of_two_and_of_more_asks_the_rest_anew() {
    let two = taken(draft(2), &[(Step::Propose, 0), (Step::Decline, 1)]);
    assert_eq!((two.state, two.terms_version), (State::Declined, 1));
    let three = taken(draft(3), &[(Step::Propose, 0), (Step::Accept, 2), (Step::Decline, 1)]);
    assert_eq!((three.state, three.terms_version), (State::Proposed, 2));
    assert_eq!(statuses(&three), [Invited, Declined, Invited]);
    assert_eq!(three.steps(admin(1)), []);
    assert_eq!(three.after(Step::Decline, id(2)).state, State::Declined);
    let withdrawn = taken(draft(3), &[(Step::Propose, 0), (Step::Decline, 0)]);
    assert_eq!(withdrawn.state, State::Declined, "without its lead there is no proposal");
}

#[test]
fn the_party_that_suspended_it_resumes_it() {
    let life =
        taken(draft(3), &[(Step::Propose, 0), (Step::Accept, 1), (Step::Accept, 2), (Step::Suspend, 2)]);
    assert!(matches!(life.may(Step::Resume, coordinator(0)), Err(Refusal::Role(_))));
    assert!(life.may(Step::Resume, coordinator(2)).is_ok());
    let left = life.clone().after(Step::Leave, id(2));
    assert_eq!((left.state, left.suspended_by), (State::Suspended, Some(id(0))));
    assert_eq!(life.after(Step::Resume, id(2)).state, State::Active);
}

#[test]
fn any_admin_ends_it_and_two_cannot_be_left() {
    let active = taken(draft(3), &[(Step::Propose, 0), (Step::Accept, 1), (Step::Accept, 2)]);
    assert_eq!(active.steps(admin(2)), [Step::Suspend, Step::End, Step::Leave]);
    assert_eq!(active.steps(coordinator(2)), [Step::Suspend]);
    let two = active.clone().after(Step::Leave, id(1));
    assert_eq!(two.steps(admin(2)), [Step::Suspend, Step::End]);
    assert!(matches!(two.may(Step::Leave, admin(2)), Err(Refusal::Time(_))));
    assert!(matches!(two.may(Step::Leave, admin(0)), Err(Refusal::Role(_))), "the lead does not leave");
    assert_eq!(two.steps(admin(1)), []);
    assert_eq!(two.after(Step::End, id(2)).steps(admin(0)), []);
}

proptest! {
    #[test]
    fn whatever_is_done_in_whatever_order_the_rules_hold(
        parties in 2..6_u128,
        tries in prop::collection::vec((0..8_usize, 0..6_u128, any::<bool>(), any::<prop::sample::Index>()), 0..60),
    ) {
        let mut life = draft(parties);
        for (step, party, powerful, whom) in tries {
            let actor = if powerful { admin(party) } else { coordinator(party) };
            let step = Step::ALL[step];
            prop_assert_eq!(life.may(step, actor).is_ok(), life.steps(actor).contains(&step));
            if life.may(step, actor).is_err() {
                continue;
            }
            let own = life.current(actor.organization_id).unwrap();
            let whom = *whom.get(&life.for_whom(step, own));
            let before = life.clone();
            life = life.after(step, whom);
            prop_assert!(life.terms_version >= before.terms_version);
            prop_assert!(life.state != State::Draft);
            let current = || life.parties.iter().filter(|party| party.status.is_current());
            if matches!(life.state, State::Proposed | State::Active | State::Suspended) {
                prop_assert!(current().count() >= 2);
                prop_assert!(current().any(|party| party.lead));
            }
            if life.state != State::Proposed && life.state != State::Declined {
                prop_assert!(current().all(|party| party.status == Assented));
            }
            prop_assert_eq!(life.suspended_by.is_some(), life.state == State::Suspended);
            if let Some(id) = life.suspended_by {
                prop_assert!(life.current(id).is_some());
            }
            for (old, new) in before.parties.iter().zip(&life.parties) {
                prop_assert!(old.status.is_current() || old.status == new.status, "who is out stays out");
                prop_assert!(new.status != Left || new.organization_id == whom || old.status == Left);
            }
            if !before.state.is_open() {
                prop_assert!(false, "nothing happens to what is over");
            }
        }
    }
}
