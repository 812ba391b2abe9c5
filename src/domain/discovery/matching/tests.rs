use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};
use uuid::Uuid;

use super::{Candidate, Fit, MatchFilter, PartName, Question, Ranked, rank};
use crate::domain::discovery::relation::Relation;
use crate::domain::discovery::weights::Weights;

const QUESTION: Question = Question {
    weights: Weights { category: 3.0, offers: 3.0, distance: 1.0, score: 2.0, relation: 1.0 },
    needs: 2,
    terms: true,
    radius_km: Some(50.0),
};

fn candidate(number: u128) -> Candidate {
    Candidate {
        id: Uuid::from_u128(number),
        name_key: format!("club {number}"),
        fit: Fit::Term,
        offered: 1,
        distance_km: Some(10.0),
        means: vec![0.75],
        relation: Relation::None,
        blocked: Some(false),
    }
}

fn value(row: &Ranked, name: PartName) -> Option<f64> {
    row.parts.iter().find(|part| part.name == name).and_then(|part| part.value)
}

#[test]
fn a_rank_is_the_mean_of_its_parts_by_their_weights() {
    let ranked = rank(&QUESTION, vec![candidate(1)]);
    let row = &ranked[0];
    let values: Vec<_> = row.parts.iter().map(|part| part.value.unwrap()).collect();
    assert_eq!(values, [1.0, 0.5, 0.8, 0.75, 0.25]);
    // (3 x 1 + 3 x 0.5 + 1 x 0.8 + 2 x 0.75 + 1 x 0.25) / 10
    assert_eq!((row.rank, row.place), (Some(0.705), Some(1)));
    assert_eq!(row.parts.map(|part| part.share), [0.3, 0.3, 0.1, 0.2, 0.1].map(Some));
}

#[test]
fn what_is_not_known_does_not_count() {
    let unknown = Candidate { distance_km: None, means: Vec::new(), ..candidate(1) };
    let row = rank(&QUESTION, vec![unknown]).remove(0);
    assert_eq!((value(&row, PartName::Distance), value(&row, PartName::Score)), (None, None));
    // (3 + 1.5 + 0.25) / 7
    assert_eq!(row.rank, Some(4.75 / 7.0));
    let asked = Question { needs: 0, terms: false, radius_km: None, ..QUESTION };
    let row = rank(&asked, vec![candidate(1)]).remove(0);
    assert_eq!(row.parts.map(|part| part.value.is_some()), [false, false, false, true, true]);
    let only = Weights { category: 1.0, offers: 0.0, distance: 0.0, score: 0.0, relation: 0.0 };
    let row = rank(&Question { weights: only, ..asked }, vec![candidate(1)]).remove(0);
    assert_eq!((row.rank, row.place), (None, Some(1)));
}

#[test]
fn each_relation_and_each_fit_has_its_value() {
    for (relation, expected) in Relation::ALL.into_iter().zip([0.0, 0.25, 0.5, 0.75, 1.0]) {
        let row = rank(&QUESTION, vec![Candidate { relation, ..candidate(1) }]).remove(0);
        assert_eq!(value(&row, PartName::Relation), Some(expected));
    }
    for (fit, expected) in [(Fit::Not, 0.0), (Fit::Group, 0.5), (Fit::Term, 1.0)] {
        let row = rank(&QUESTION, vec![Candidate { fit, ..candidate(1) }]).remove(0);
        assert_eq!(value(&row, PartName::Category), Some(expected));
    }
    let row = rank(&QUESTION, vec![Candidate { means: vec![0.5, 1.0], ..candidate(1) }]).remove(0);
    assert_eq!(value(&row, PartName::Score), Some(0.75));
    let beyond = Candidate { distance_km: Some(50.0), offered: 9, ..candidate(1) };
    let row = rank(&QUESTION, vec![beyond]).remove(0);
    assert_eq!((value(&row, PartName::Distance), value(&row, PartName::Offers)), (Some(0.0), Some(1.0)));
}

#[test]
fn blocked_organizations_come_last_and_ties_share_the_better_place() {
    let blocked = Candidate { blocked: Some(true), offered: 2, ..candidate(1) };
    let worse = Candidate { offered: 0, ..candidate(4) };
    let unknown = Candidate { blocked: None, offered: 1, ..candidate(5) };
    let ranked = rank(&QUESTION, vec![worse, unknown, blocked, candidate(3), candidate(2)]);
    let order: Vec<_> = ranked.iter().map(|row| (row.candidate.id.as_u128(), row.place)).collect();
    assert_eq!(order, [(2, Some(1)), (3, Some(1)), (4, Some(3)), (1, None), (5, None)]);
    assert!(ranked[3].rank > ranked[0].rank, "a rank is told all the same");
}

#[test]
fn weights_of_the_question_take_the_place_of_the_initiatives() {
    let filter = MatchFilter { weight_score: Some(0.0), ..MatchFilter::default() };
    let own = Weights { category: 5.0, ..Weights::default() };
    let used = filter.over(Some(own)).unwrap();
    assert_eq!((used.category, used.score, used.offers), (5.0, 0.0, 3.0));
    let nothing = Some(0.0);
    let filter = MatchFilter {
        weight_category: nothing,
        weight_offers: nothing,
        weight_distance: nothing,
        weight_score: nothing,
        weight_relation: nothing,
    };
    assert!(filter.over(None).is_err());
}

fn any_candidate() -> impl Strategy<Value = Candidate> {
    let relation = (0_usize..5).prop_map(|place| Relation::ALL[place]);
    let fit = (0_usize..3).prop_map(|place| [Fit::Not, Fit::Group, Fit::Term][place]);
    let means = prop::collection::vec(0.0..=1.0f64, 0..3);
    (0_u128..1000, fit, 0_u64..4, prop::option::of(0.0..100.0f64), means, relation, any::<Option<bool>>())
        .prop_map(|(number, fit, offered, distance_km, means, relation, blocked)| Candidate {
            fit,
            offered,
            distance_km,
            means,
            relation,
            blocked,
            ..candidate(number)
        })
}

fn any_weights() -> impl Strategy<Value = Weights> {
    let weight = || (0_u32..=100_000).prop_map(|thousandths| f64::from(thousandths) / 1000.0);
    (weight(), weight(), weight(), weight(), weight()).prop_map(
        |(category, offers, distance, score, relation)| Weights {
            category,
            offers,
            distance,
            score,
            relation,
        },
    )
}

proptest! {
    #[test]
    fn ranks_are_shares_in_falling_order(
        weights in any_weights(), found in prop::collection::vec(any_candidate(), 0..20),
    ) {
        let ranked = rank(&Question { weights, ..QUESTION }, found);
        for row in &ranked {
            prop_assert!(row.rank.is_none_or(|rank| (0.0..=1.0).contains(&rank)), "{row:?}");
            let shares: f64 = row.parts.iter().filter_map(|part| part.share).sum();
            prop_assert!(row.rank.is_none() || (shares - 1.0).abs() < 1e-9, "{row:?}");
        }
        for pair in ranked.windows(2) {
            let [first, second] = [&pair[0], &pair[1]].map(|row| row.candidate.blocked == Some(false));
            prop_assert!(first >= second);
            prop_assert_eq!(pair[1].place.is_some(), second);
            if first == second {
                prop_assert!(pair[0].rank.unwrap_or(-1.0) >= pair[1].rank.unwrap_or(-1.0), "{pair:?}");
            }
        }
    }

    #[test]
    fn the_order_does_not_depend_on_the_order_in_which_candidates_come(
        weights in any_weights(), found in prop::collection::vec(any_candidate(), 0..20),
    ) {
        let question = Question { weights, ..QUESTION };
        let places = |found: Vec<Candidate>| -> Vec<_> {
            rank(&question, found).into_iter().map(|row| (row.candidate.name_key, row.rank.map(f64::to_bits), row.place)).collect()
        };
        let mut turned = found.clone();
        turned.reverse();
        prop_assert_eq!(places(found), places(turned));
    }

    #[test]
    fn a_closer_relation_never_lowers_a_rank(weights in any_weights(), one in any_candidate()) {
        let question = Question { weights, ..QUESTION };
        let rank_of = |relation| rank(&question, vec![Candidate { relation, ..one.clone() }]).remove(0).rank;
        for pair in Relation::ALL.windows(2) {
            prop_assert!(rank_of(pair[0]) <= rank_of(pair[1]));
        }
    }
}
