//! The score against a second, simple implementation, and properties that hold for any ratings.

use num_traits::ToPrimitive;
use proptest::prelude::{Strategy, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::{compute_score, instrument, sheet, subject};
use crate::domain::evaluation::{compare::compare, score::Score, scoring::Sheet};

const ITEMS: [usize; 3] = [3, 2, 4];

/// A fraction of machine words, enough for a few raters.
#[derive(Clone, Copy, Debug)]
struct Small(i128, i128);

impl Small {
    fn add(self, other: Self) -> Self {
        Self(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn over(self, count: i128) -> Self {
        Self(self.0, self.1 * count)
    }

    fn at_least(self, edge: i128) -> bool {
        self.0 >= edge * self.1
    }

    fn number(self) -> f64 {
        self.0.to_f64().unwrap() / self.1.to_f64().unwrap()
    }
}

fn mean(values: &[Small]) -> Option<Small> {
    let sum = values.iter().fold(Small(0, 1), |sum, value| sum.add(*value));
    (!values.is_empty()).then(|| sum.over(values.len().to_i128().unwrap()))
}

/// Rows of raters, columns of items; 1 to 5 a rating, 0 blank, 6 unknown, 7 not applicable.
fn grids() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(0_u8..=7, 9), 0..5)
}

fn codes() -> Vec<String> {
    ITEMS
        .iter()
        .zip(1..)
        .flat_map(|(count, factor)| ('a'..).take(*count).map(move |letter| format!("{factor}{letter}")))
        .collect()
}

fn to_sheets(grid: &[Vec<u8>]) -> Vec<Sheet> {
    let codes = codes();
    let cell = |(code, value): (&String, &u8)| match value {
        0 => String::new(),
        6 => format!("{code}=? "),
        7 => format!("{code}=- "),
        rating => format!("{code}={rating} "),
    };
    let row = |row: &Vec<u8>| codes.iter().zip(row).map(cell).collect::<String>();
    grid.iter().zip('A'..).map(|(cells, name)| sheet(&name.to_string(), &row(cells))).collect()
}

fn score(grid: &[Vec<u8>]) -> Score {
    compute_score(&instrument(&ITEMS), None, &to_sheets(grid)).unwrap()
}

fn is_rating(cell: &&u8) -> bool {
    (1..=5).contains(*cell)
}

fn band(mean: Small) -> &'static str {
    if mean.at_least(4) {
        "strength"
    } else if mean.at_least(3) {
        "borderline"
    } else {
        "concern"
    }
}

fn close(found: Option<f64>, expected: Option<f64>) -> bool {
    match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        (found, expected) => found == expected,
    }
}

proptest! {
    #[test]
    fn a_second_implementation_agrees(grid in grids()) {
        let found = score(&grid);
        let counted: Vec<&Vec<u8>> = grid.iter().filter(|row| row.iter().any(|cell| is_rating(&cell))).collect();
        let mut factor_means = Vec::new();
        let mut columns = 0..;
        for (factor, items) in found.factors.iter().zip(ITEMS) {
            let columns: Vec<usize> = columns.by_ref().take(items).collect();
            let mut item_means = Vec::new();
            for (item, column) in factor.items.iter().zip(&columns) {
                let ratings: Vec<Small> = counted
                    .iter()
                    .map(|row| &row[*column])
                    .filter(is_rating)
                    .map(|rating| Small((*rating).into(), 1))
                    .collect();
                let expected = mean(&ratings);
                prop_assert_eq!(item.figures.mean, expected.map(Small::number));
                prop_assert_eq!(item.figures.band.as_deref(), expected.map(band));
                let applicable = counted.iter().filter(|row| row[*column] != 7).count();
                prop_assert_eq!(item.figures.coverage.applicable, applicable.to_u64());
                prop_assert_eq!(item.figures.coverage.answered, ratings.len().to_u64());
                item_means.extend(expected);
            }
            let expected = mean(&item_means);
            prop_assert!(close(factor.figures.mean, expected.map(Small::number)));
            prop_assert_eq!(factor.figures.band.as_deref(), expected.map(band));
            factor_means.extend(expected);

            let own: Vec<f64> = counted
                .iter()
                .map(|row| columns.iter().map(|column| &row[*column]).filter(is_rating).collect::<Vec<_>>())
                .filter(|ratings| !ratings.is_empty())
                .map(|row| row.iter().map(|rating| f64::from(**rating)).sum::<f64>() / row.len().to_f64().unwrap())
                .collect();
            let n = own.len().to_f64().unwrap();
            let centre = own.iter().sum::<f64>() / n;
            let variance = own.iter().map(|mean| (mean - centre).powi(2)).sum::<f64>() / (n - 1.0);
            let sd = (own.len() > 1).then(|| variance.sqrt());
            prop_assert!(close(factor.figures.sd, sd));
            prop_assert!(close(factor.figures.min, own.iter().copied().reduce(f64::min)));
            prop_assert!(close(factor.figures.max, own.iter().copied().reduce(f64::max)));
            prop_assert_eq!(factor.figures.n_raters, own.len().to_u64());
        }
        let expected = mean(&factor_means);
        prop_assert!(close(found.overall.mean, expected.map(Small::number)));
        prop_assert_eq!(found.overall.band.as_deref(), expected.map(band));
        prop_assert_eq!(found.overall.n_raters, counted.len().to_u64());
    }

    #[test]
    fn names_and_order_of_raters_change_nothing(grid in grids()) {
        let mut sheets = to_sheets(&grid);
        sheets.reverse();
        for (sheet, number) in sheets.iter_mut().zip(1..) {
            sheet.rater.name = format!("Rater {number}");
            sheet.rater.id = None;
        }
        let other = compute_score(&instrument(&ITEMS), None, &sheets).unwrap();
        let found = score(&grid);
        prop_assert_eq!(found.overall, other.overall);
        prop_assert_eq!(found.factors, other.factors);
        prop_assert_eq!(found.coverage, other.coverage);
    }

    #[test]
    fn means_stay_within_the_scale_and_coverage_within_one(grid in grids()) {
        let found = score(&grid);
        let items = found.factors.iter().flat_map(|factor| &factor.items).map(|item| &item.figures);
        for figures in items.chain(found.factors.iter().map(|factor| &factor.figures)) {
            prop_assert!(figures.mean.is_none_or(|mean| (1.0..=5.0).contains(&mean)));
            prop_assert!(figures.min <= figures.mean && figures.mean <= figures.max || figures.n_raters > Some(1));
            prop_assert!(figures.coverage.value.is_none_or(|value| (0.0..=1.0).contains(&value)));
        }
        prop_assert!(found.overall.mean.is_none_or(|mean| (1.0..=5.0).contains(&mean)));
        let shares: f64 = found.factors.iter().filter_map(|factor| factor.share).sum();
        prop_assert!(found.overall.mean.is_none() || (shares - 1.0).abs() < 1e-12);
    }

    #[test]
    fn names_and_order_of_partners_change_no_place(grids in prop::collection::vec(grids(), 2..5)) {
        let numbered = (1..).zip(&grids);
        let subjects: Vec<_> =
            numbered.map(|(number, grid)| subject(number, instrument(&ITEMS), score(grid))).collect();
        let mut other = subjects.clone();
        other.reverse();
        other.iter_mut().for_each(|subject| subject.organization.name = "Same".to_owned());
        let places = |comparison: crate::domain::evaluation::comparison::Comparison| {
            let mut places: Vec<_> = comparison
                .partners
                .into_iter()
                .map(|partner| (partner.round_id, partner.place, partner.compared_mean))
                .collect();
            places.sort_by_key(|(round_id, ..)| *round_id);
            places
        };
        prop_assert_eq!(places(compare(subjects.clone()).unwrap()), places(compare(other.clone()).unwrap()));
    }
}
