//! Deal-breakers: blocked, undetermined and clear.

use super::{builtin::shared_perspectives, instrument, sheets};
use crate::domain::evaluation::{
    score::{BlockReason, Level, Score, ScoreStatus},
    scoring::compute_score,
};

fn perspectives(answers: &[&str]) -> Score {
    compute_score(&shared_perspectives(), None, &sheets(answers)).unwrap()
}

#[test]
fn one_no_blocks() {
    let score = perspectives(&["1a=1 1b=1", "1a=1 1b=0", "1a=1 1b=1"]);
    assert_eq!(score.status, Some(ScoreStatus::Blocked));
    let [blocked] = &score.blocked_by[..] else { panic!("{:?}", score.blocked_by) };
    assert_eq!((blocked.level, blocked.code.as_str(), blocked.minimum), (Level::Item, "1b", 1.0));
    assert_eq!((blocked.mean, blocked.reason), (Some(2.0 / 3.0), BlockReason::BelowMinimum));
    assert_eq!(perspectives(&["1a=1 1b=1", "1a=1 1b=1"]).status, Some(ScoreStatus::Clear));
}

#[test]
fn without_a_rating_it_is_undetermined_unless_something_else_blocks() {
    let score = perspectives(&["1a=1 1b=?"]);
    assert_eq!(score.status, Some(ScoreStatus::Undetermined));
    assert_eq!(score.blocked_by[0].reason, BlockReason::NoRating);
    assert_eq!(perspectives(&[]).status, Some(ScoreStatus::Undetermined));
    let score = perspectives(&["1a=0 1b=?"]);
    assert_eq!((score.status, score.blocked_by.len()), (Some(ScoreStatus::Blocked), 2));
}

#[test]
fn minimums_are_compared_with_the_exact_mean() {
    let mut content = instrument(&[3]);
    content.factors[0].minimum = Some(4.0);
    let answers = ["1a=3 1b=5 1c=1", "1a=5 1b=5 1c=3", "1a=5 1b=5 1c=4"];
    let status = |minimum| {
        let mut content = content.clone();
        content.factors[0].minimum = Some(minimum);
        compute_score(&content, None, &sheets(&answers)).unwrap().status
    };
    assert_eq!(status(4.0), Some(ScoreStatus::Clear), "the mean is exactly 4");
    assert_eq!(status(4.000_001), Some(ScoreStatus::Blocked));
}
