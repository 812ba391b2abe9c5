//! What an instrument has to fulfil before it is stored.

use std::collections::HashSet;

use super::instrument::{
    Band, Factor, InstrumentInput, Item, MAX_FACTORS, MAX_ITEMS, MAX_ITEMS_OF_FACTOR, MAX_WEIGHT, MIN_WEIGHT,
    SCALE_VALUES, Scale,
};
use crate::domain::check::{Check, Faults};

impl Check for InstrumentInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/name", &self.name, 1..=200);
        faults.optional_text("/description", self.description.as_ref(), 4_000);
        faults.optional_text("/credit", self.credit.as_ref(), 1_000);
        faults.below("/scale", |faults| self.scale.check(faults));
        at_least_one(faults, "/factors", self.factors.len());
        let range = self.scale.range();
        let mut factor_codes = HashSet::new();
        let mut item_codes = HashSet::new();
        faults.at_most("/factors", self.factors.len(), MAX_FACTORS);
        for (index, factor) in self.factors.iter().enumerate() {
            faults.below(&format!("/factors/{index}"), |faults| {
                code(faults, &factor.code, &mut factor_codes);
                check_factor(faults, factor, range, &mut item_codes);
            });
        }
        faults.at_most("/factors", self.items().count(), MAX_ITEMS);
        if !self.factors.is_empty() && self.factors.iter().all(|factor| factor.weight == 0.0) {
            faults.add("/factors", "all_weights_zero", "at least one factor must have a weight above 0");
        }
        check_bands(faults, &self.bands, range);
    }
}

impl Check for Scale {
    fn check(&self, faults: &mut Faults) {
        if !(2..=11).contains(&self.labels.len()) {
            faults.add("/labels", "length", "must have 2 to 11 values");
        }
        for (index, label) in self.labels.iter().enumerate() {
            let value = format!("/labels/{index}/value");
            if !SCALE_VALUES.contains(&label.value) {
                faults.add(&value, "range", "must be from -100 to 100");
            }
            let before = index.checked_sub(1).and_then(|index| self.labels.get(index));
            if before.is_some_and(|before| before.value >= label.value) {
                faults.add(&value, "order", "must be above the value before it");
            }
            faults.text(&format!("/labels/{index}/label"), &label.label, 1..=100);
        }
    }
}

fn check_factor<'a>(
    faults: &mut Faults,
    factor: &'a Factor,
    range: (i32, i32),
    item_codes: &mut HashSet<&'a str>,
) {
    faults.text("/name", &factor.name, 1..=300);
    faults.optional_text("/help", factor.help.as_ref(), 2_000);
    weight(faults, "/weight", factor.weight);
    within(faults, "/minimum", factor.minimum, range);
    at_least_one(faults, "/items", factor.items.len());
    faults.at_most("/items", factor.items.len(), MAX_ITEMS_OF_FACTOR);
    for (index, item) in factor.items.iter().enumerate() {
        faults.below(&format!("/items/{index}"), |faults| {
            let Item { code: item_code, name, prompt, help, minimum } = item;
            code(faults, item_code, item_codes);
            faults.text("/name", name, 1..=300);
            faults.optional_text("/prompt", prompt.as_ref(), 1_000);
            faults.optional_text("/help", help.as_ref(), 1_000);
            within(faults, "/minimum", *minimum, range);
        });
    }
}

fn check_bands(faults: &mut Faults, bands: &[Band], range: (i32, i32)) {
    faults.at_most("/bands", bands.len(), 11);
    let mut codes = HashSet::new();
    let mut edge = None;
    for (index, band) in bands.iter().enumerate() {
        faults.below(&format!("/bands/{index}"), |faults| {
            code(faults, &band.code, &mut codes);
            faults.text("/label", &band.label, 1..=100);
            within(faults, "/from", band.from, range);
            if (index == 0) != band.from.is_none() {
                faults.add("/from", "edge", "must be null for the first band and a number for every other");
            }
            if index > 1 && band.from <= edge {
                faults.add("/from", "order", "must be above the edge before it");
            }
        });
        edge = band.from;
    }
}

/// A factor's weight has to be 0 or within the limits.
pub(super) fn weight(faults: &mut Faults, pointer: &str, weight: f64) {
    if weight != 0.0 && !(MIN_WEIGHT..=MAX_WEIGHT).contains(&weight) {
        faults.add(pointer, "range", "must be 0, or from 0.000001 to 1000000");
    }
}

fn within(faults: &mut Faults, pointer: &str, value: Option<f64>, (lowest, highest): (i32, i32)) {
    if value.is_some_and(|value| !(f64::from(lowest)..=f64::from(highest)).contains(&value)) {
        faults.add(pointer, "range", format!("must be from {lowest} to {highest}, as the scale is"));
    }
}

fn code<'a>(faults: &mut Faults, code: &'a str, seen: &mut HashSet<&'a str>) {
    let plain = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    if !(1..=20).contains(&code.len()) || !code.chars().all(plain) {
        faults.add("/code", "code", "must have 1 to 20 letters, digits, dots, dashes or underscores");
    } else if !seen.insert(code) {
        faults.add("/code", "duplicate", "is used twice");
    }
}

fn at_least_one(faults: &mut Faults, pointer: &str, length: usize) {
    if length == 0 {
        faults.add(pointer, "empty", "must have at least one entry");
    }
}
