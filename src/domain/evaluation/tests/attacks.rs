//! An attacker who may not see raters, knows who answered what, reads everything that is shown of two rounds by the same people
//! with two versions of an instrument, compares them with others, and adds and subtracts: nothing that it can work out is
//! about one or two raters alone.

use num_rational::Ratio;
use proptest::prelude::{Strategy, prop};
use proptest::{prop_assert, proptest};

use super::{instrument, sheets, subject};
use crate::domain::evaluation::{
    compare::compare, comparison::Comparison, instrument::InstrumentInput, score::Score,
    scoring::compute_score, withhold::withhold,
};

const RATERS: usize = 5;
const ITEMS: usize = 7;
/// Far above any denominator here, so that a rank by it is the rank.
const PRIME: i128 = (1 << 61) - 1;

type Grid = Vec<Vec<u8>>;

/// A sum of ratings with a weight for each cell: round, rater and item.
type Equation = Vec<Ratio<i128>>;

/// One round: which items its version has, who answered what, and where its cells begin.
struct Round<'a> {
    content: &'a InstrumentInput,
    grid: &'a Grid,
    offset: usize,
    cells: usize,
}

impl Round<'_> {
    fn zero(&self) -> Equation {
        vec![Ratio::from_integer(0); self.cells]
    }

    fn raters(&self, item: usize) -> Vec<usize> {
        (0..self.grid.len()).filter(|rater| self.grid[*rater][item] > 0).collect()
    }

    /// The mean of an item over those who rated it; none without one.
    fn item(&self, item: usize) -> Option<Equation> {
        let raters = self.raters(item);
        let mut equation = self.zero();
        for rater in &raters {
            equation[self.offset + rater * ITEMS + item] = Ratio::new(1, raters.len() as i128);
        }
        (!raters.is_empty()).then_some(equation)
    }

    /// The items of a factor.
    fn columns(&self, factor: usize) -> std::ops::Range<usize> {
        let before: usize = self.content.factors[..factor].iter().map(|factor| factor.items.len()).sum();
        before..before + self.content.factors[factor].items.len()
    }

    fn factor(&self, factor: usize) -> Option<Equation> {
        mean(&self.columns(factor).filter_map(|item| self.item(item)).collect::<Vec<_>>())
    }

    fn overall(&self, factors: &[usize]) -> Option<Equation> {
        mean(&factors.iter().filter_map(|factor| self.factor(*factor)).collect::<Vec<_>>())
    }

    fn score(&self) -> Score {
        let codes: Vec<&str> = self.content.items().map(|item| item.code.as_str()).collect();
        let row = |row: &Vec<u8>| {
            let cells = codes.iter().zip(row).filter(|(_, rating)| **rating > 0);
            cells.map(|(code, rating)| format!("{code}={rating}")).collect::<Vec<_>>().join(" ")
        };
        let rows: Vec<String> = self.grid.iter().map(row).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        withhold(compute_score(self.content, None, &sheets(&rows)).unwrap())
    }

    /// What the score shows, as equations.
    fn shown(&self, score: &Score, equations: &mut Vec<Equation>) {
        let all: Vec<usize> = (0..self.content.factors.len()).collect();
        equations.extend(score.overall.mean.and(self.overall(&all)));
        for (factor, shown) in score.factors.iter().enumerate() {
            equations.extend(shown.figures.mean.and(self.factor(factor)));
            for (item, shown) in self.columns(factor).zip(&shown.items) {
                equations.extend(shown.figures.mean.and(self.item(item)));
            }
        }
    }

    /// What a comparison shows of this round.
    fn compared(&self, comparison: &Comparison, number: u128, equations: &mut Vec<Equation>) {
        let common: Vec<usize> = self
            .content
            .factors
            .iter()
            .enumerate()
            .filter(|(_, own)| {
                comparison.factors.iter().any(|factor| factor.compared && factor.code == own.code)
            })
            .map(|(factor, _)| factor)
            .collect();
        let partner =
            comparison.partners.iter().find(|partner| partner.round_id.as_u128() == number).unwrap();
        equations.extend(partner.compared_mean.and(self.overall(&common)));
    }
}

fn mean(parts: &[Equation]) -> Option<Equation> {
    let n = parts.len() as i128;
    let mut sum = parts.first()?.clone();
    for part in &parts[1..] {
        sum.iter_mut().zip(part).for_each(|(own, other)| *own += other);
    }
    Some(sum.into_iter().map(|weight| weight / n).collect())
}

fn inverse(value: i128) -> i128 {
    let (mut result, mut base, mut power) = (1, value.rem_euclid(PRIME), PRIME - 2);
    while power > 0 {
        if power & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        power >>= 1;
    }
    result
}

/// The rank of the equations in these columns.
fn rank(equations: &[Equation], columns: &[usize]) -> usize {
    let number = |weight: &Ratio<i128>| weight.numer().rem_euclid(PRIME) * inverse(*weight.denom()) % PRIME;
    let mut rows: Vec<Vec<i128>> =
        equations.iter().map(|row| columns.iter().map(|column| number(&row[*column])).collect()).collect();
    let mut rank = 0;
    for column in 0..columns.len() {
        let Some(found) = (rank..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
        rows.swap(rank, found);
        let pivot = rows[rank].clone();
        let unit = inverse(pivot[column]);
        for row in rows.iter_mut().skip(rank + 1).filter(|row| row[column] != 0) {
            let times = row[column] * unit % PRIME;
            row.iter_mut()
                .zip(&pivot)
                .for_each(|(own, other)| *own = (*own - times * other % PRIME).rem_euclid(PRIME));
        }
        rank += 1;
    }
    rank
}

/// Who of two raters could be told apart from the rest: a combination of what is shown is about them alone.
fn betrayed(equations: &[Equation], cells: usize) -> Option<(usize, usize)> {
    let all: Vec<usize> = (0..cells).collect();
    let whole = rank(equations, &all);
    let pairs = (0..RATERS).flat_map(|a| (a..RATERS).map(move |b| (a, b)));
    pairs.into_iter().find(|(a, b)| {
        let rest: Vec<usize> = all
            .iter()
            .copied()
            .filter(|cell| {
                let rater = cell / ITEMS % RATERS;
                rater != *a && rater != *b
            })
            .collect();
        rank(equations, &rest) < whole
    })
}

/// Answers of five raters: 0 is blank, and many are.
fn grid() -> impl Strategy<Value = Grid> {
    let cell = proptest::prop_oneof![1 => proptest::strategy::Just(0_u8), 2 => 1_u8..=5];
    prop::collection::vec(prop::collection::vec(cell, ITEMS), RATERS)
}

/// All that is shown of both rounds and of comparisons of them with others that lack a factor.
fn seen(one: &Grid, two: &Grid) -> (Vec<Equation>, usize) {
    let (first, second) = (instrument(&[4, 2, 1]), instrument(&[3, 4]));
    let cells = 2 * RATERS * ITEMS;
    let rounds = [
        Round { content: &first, grid: one, offset: 0, cells },
        Round { content: &second, grid: two, offset: RATERS * ITEMS, cells },
    ];
    let mut equations = Vec::new();
    let scores: Vec<Score> = rounds.iter().map(Round::score).collect();
    for (round, score) in rounds.iter().zip(&scores) {
        round.shown(score, &mut equations);
    }
    let made =
        |number: usize| subject(number as u128, rounds[number].content.clone(), scores[number].clone());
    let both = compare(vec![made(0), made(1)]).unwrap();
    for (number, round) in rounds.iter().enumerate() {
        round.compared(&both, number as u128, &mut equations);
        // A partner of whom three raters answered one factor only: what is compared is that factor.
        for lacking in ["1a=3 1b=3 1c=3", "2a=3 2b=3"] {
            let content = instrument(&[3, 2]);
            let score = withhold(compute_score(&content, None, &sheets(&[lacking; 3])).unwrap());
            let other = compare(vec![made(number), subject(9, content, score)]).unwrap();
            round.compared(&other, number as u128, &mut equations);
        }
    }
    (equations, cells)
}

#[test]
fn the_attacker_finds_what_is_not_withheld() {
    let (content, cells) = (instrument(&[4, 2, 1]), 2 * RATERS * ITEMS);
    let all = vec![vec![3; ITEMS]; RATERS];
    let (equations, _) = seen(&all, &all);
    assert_eq!(betrayed(&equations, cells), None);
    // With an item of two raters, whose neighbour stays: the factor less the others.
    let mut grid = all;
    (2..RATERS).for_each(|rater| grid[rater][0] = 0);
    let round = Round { content: &content, grid: &grid, offset: 0, cells };
    let naive = [round.factor(0), round.item(1), round.item(2), round.item(3)].into_iter().flatten();
    assert_eq!(betrayed(&naive.collect::<Vec<_>>(), cells), Some((0, 1)));
    assert_eq!(betrayed(&seen(&grid, &grid).0, cells), None);
    // Two comparisons of different sets, one with a factor more: the difference is that factor.
    let differ =
        [round.overall(&[0, 1]), round.overall(&[0, 1, 2])].into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(betrayed(&differ, cells), None);
    let mut lonely = grid.clone();
    (1..RATERS).for_each(|rater| lonely[rater][6] = 0);
    let round = Round { content: &content, grid: &lonely, offset: 0, cells };
    let differ =
        [round.overall(&[0, 1]), round.overall(&[0, 1, 2])].into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(betrayed(&differ, cells), Some((0, 0)));
}

proptest! {
    #[test]
    fn nothing_that_can_be_worked_out_is_about_one_or_two_raters(one in grid(), two in grid()) {
        let (equations, cells) = seen(&one, &two);
        let betrayed = betrayed(&equations, cells);
        prop_assert!(betrayed.is_none(), "raters {betrayed:?}");
    }
}
