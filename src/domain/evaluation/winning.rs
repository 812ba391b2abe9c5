//! How often one of two alternatives wins when weights are free, exactly; and the smallest change of weights that changes
//! the winner.

use super::robustness::SmallestChange;

/// The share of all weights that add up to 1 by which the first of two alternatives is above the second, of which
/// `differences` are the scores of the first minus those of the second; half where they are equal everywhere.
///
/// The recursion of Varsi (1973) and Ali (1973) for a simplex cut by a half-space.
pub(super) fn winning(differences: impl IntoIterator<Item = f64>) -> f64 {
    let (above, not): (Vec<f64>, Vec<f64>) =
        differences.into_iter().partition(|difference| *difference > 0.0);
    if above.is_empty() && not.iter().all(|difference| *difference == 0.0) {
        return 0.5;
    }
    // The share on the other side, built up by one difference after another.
    let mut shares = vec![0.0; above.len()];
    for below in not {
        let mut before = 1.0;
        for (share, above) in shares.iter_mut().zip(&above) {
            *share = (above * *share - below * before) / (above - below);
            before = *share;
        }
    }
    1.0 - shares.last().copied().unwrap_or(1.0)
}

/// The smallest change of `weights`, which add up to 1, after which another alternative is level with the winner and any
/// step further overtakes it; nothing where none can. `scores` has a row for each alternative.
///
/// Between two alternatives weight moves from where the winner is furthest ahead to where it is furthest behind, until they
/// are level.
pub(super) fn smallest_change(scores: &[Vec<f64>], weights: &[f64]) -> Option<SmallestChange> {
    let value = |row: &Vec<f64>| row.iter().zip(weights).map(|(score, weight)| score * weight).sum::<f64>();
    let values: Vec<f64> = scores.iter().map(value).collect();
    let best = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let winner = values.iter().position(|value| *value == best)?;
    let own = scores.get(winner)?;
    let changes = scores.iter().enumerate().filter(|(challenger, _)| *challenger != winner);
    let changes = changes.filter_map(|(challenger, other)| {
        let differences: Vec<f64> = own.iter().zip(other).map(|(own, other)| own - other).collect();
        let (distance, weights) = level(&differences, weights)?;
        Some(SmallestChange { winner, challenger, distance, weights })
    });
    changes.min_by(|a, b| a.distance.total_cmp(&b.distance))
}

/// How much weight has to move until the differences weigh nothing, and the weights then.
fn level(differences: &[f64], weights: &[f64]) -> Option<(f64, Vec<f64>)> {
    let (worst, lowest) = differences.iter().copied().enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b))?;
    if lowest >= 0.0 {
        return None;
    }
    let mut ahead: f64 =
        differences.iter().zip(weights).map(|(difference, weight)| difference * weight).sum();
    let mut order: Vec<usize> = (0..differences.len()).filter(|place| *place != worst).collect();
    let at = |place: &usize| differences.get(*place).copied().unwrap_or_default();
    order.sort_by(|a, b| at(b).total_cmp(&at(a)));
    let (mut moved, mut weights) = (0.0, weights.to_vec());
    for place in order {
        let gain = at(&place) - lowest;
        let Some(weight) = weights.get_mut(place).filter(|_| ahead > 0.0 && gain > 0.0) else { break };
        let step = f64::min(*weight, ahead / gain);
        *weight -= step;
        ahead -= step * gain;
        moved += step;
    }
    if let Some(weight) = weights.get_mut(worst) {
        *weight += moved;
    }
    Some((moved, weights))
}
