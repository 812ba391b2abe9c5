//! What rounds are called side by side, so that two of one organization can be told apart.

use std::collections::HashMap;

use super::round::Round;

/// The organization's name; where several rounds have the same, with the round's own name, or the day on which it was opened,
/// and with a number where that is the same, too.
#[must_use]
pub fn labels(rounds: &[Round]) -> Vec<String> {
    let names: Vec<_> = rounds.iter().map(|round| round.organization.name.clone()).collect();
    let longer = told_apart(&names, |place, name| {
        let round = rounds.get(place)?;
        let day = || round.opened_at.date_naive().to_string();
        Some(format!("{name}, {}", round.name.clone().unwrap_or_else(day)))
    });
    let mut seen: HashMap<String, usize> = HashMap::new();
    told_apart(&longer, |_, label| {
        let number = seen.entry(label.to_owned()).or_default();
        *number += 1;
        Some(format!("{label} ({number})"))
    })
}

/// The labels, those that occur several times by `longer`.
fn told_apart(labels: &[String], mut longer: impl FnMut(usize, &str) -> Option<String>) -> Vec<String> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for label in labels {
        *times.entry(label).or_default() += 1;
    }
    let alone = |label: &str| times.get(label) == Some(&1);
    let told = labels.iter().enumerate().map(|(place, label)| {
        let longer = if alone(label) { None } else { longer(place, label) };
        longer.unwrap_or_else(|| label.clone())
    });
    told.collect()
}
