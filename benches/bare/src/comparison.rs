//! The worksheet's matrix in floating point: the same figures as the service's, none of them exact or withheld.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::rows::{Named, Rating, RoundRow};

pub struct Sheet {
    pub round_id: Uuid,
    pub rater: Option<Named>,
    pub counted: bool,
    pub ratings: Vec<Rating>,
}

/// The partners by their overall mean, factor by factor and item by item.
pub fn compare(content: &Value, rounds: &[RoundRow], names: &HashMap<Uuid, Named>, sheets: &[Sheet]) -> Value {
    let factors: Vec<&Value> = list(&content["factors"]);
    let mut partners: Vec<(f64, &RoundRow, Vec<Value>)> = rounds
        .iter()
        .map(|round| {
            let own: Vec<&Sheet> =
                sheets.iter().filter(|sheet| sheet.round_id == round.id && sheet.counted).collect();
            let scores: Vec<Value> = factors.iter().map(|factor| score(factor, &own)).collect();
            let means: Vec<f64> = scores.iter().filter_map(|score| score["mean"].as_f64()).collect();
            (mean(&means).unwrap_or(0.0), round, scores)
        })
        .collect();
    partners.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
    let rows: Vec<Value> = factors
        .iter()
        .enumerate()
        .map(|(place, factor)| {
            let items: Vec<Value> = list(&factor["items"])
                .iter()
                .enumerate()
                .map(|(item, told)| {
                    let figures = |scores: &[Value]| scores[place]["items"][item].clone();
                    json!({"code": told["code"], "name": told["name"], "values": row(&partners, figures)})
                })
                .collect();
            let figures = |scores: &[Value]| scores[place].clone();
            json!({"code": factor["code"], "name": factor["name"], "compared": true, "weight": 1.0,
                "values": row(&partners, figures), "items": items})
        })
        .collect();
    let partners: Vec<Value> = partners
        .iter()
        .enumerate()
        .map(|(place, (mean, round, scores))| {
            let raters: Vec<_> =
                sheets.iter().filter(|sheet| sheet.round_id == round.id).map(|sheet| &sheet.rater).collect();
            json!({"round_id": round.id, "round_status": round.status, "place": place + 1, "compared_mean": mean,
                "organization": names.get(&round.organization_id),
                "score": {"overall": {"mean": mean}, "factors": scores, "raters": raters}})
        })
        .collect();
    json!({"credit": content["credit"], "scale": content["scale"], "bands": content["bands"],
        "partners": partners, "factors": rows})
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().into_iter().flatten().collect()
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn score(factor: &Value, sheets: &[&Sheet]) -> Value {
    let mut means = Vec::new();
    let items: Vec<Value> = list(&factor["items"])
        .into_iter()
        .map(|item| {
            let of_item = |sheet: &&Sheet| {
                let code = item["code"].as_str()?;
                sheet.ratings.iter().find(|rating| rating.item == code)?.value.as_f64()
            };
            let given: Vec<f64> = sheets.iter().filter_map(of_item).collect();
            means.extend(mean(&given));
            figures(item, &given)
        })
        .collect();
    let mut score = figures(factor, &means);
    score["items"] = items.into();
    score
}

fn figures(told: &Value, given: &[f64]) -> Value {
    let average = mean(given);
    let squares = average.map(|average| given.iter().map(|value| (value - average).powi(2)).sum::<f64>());
    let sd = squares.filter(|_| given.len() > 1).map(|sum| (sum / (given.len() - 1) as f64).sqrt());
    json!({"code": told["code"], "name": told["name"], "mean": average, "sd": sd,
        "min": given.iter().copied().reduce(f64::min), "max": given.iter().copied().reduce(f64::max),
        "n_ratings": given.len(), "n_raters": given.len(), "minimum": told["minimum"]})
}

fn row(partners: &[(f64, &RoundRow, Vec<Value>)], figures: impl Fn(&[Value]) -> Value) -> Vec<Value> {
    let means: Vec<Option<f64>> = partners.iter().map(|(_, _, scores)| figures(scores)["mean"].as_f64()).collect();
    let highest = means.iter().flatten().copied().reduce(f64::max);
    let value = |(mean, (_, round, _)): (&Option<f64>, &(f64, &RoundRow, Vec<Value>))| {
        let difference = mean.zip(highest).map(|(mean, highest)| mean - highest);
        json!({"round_id": round.id, "mean": mean, "difference": difference})
    };
    means.iter().zip(partners).map(value).collect()
}
