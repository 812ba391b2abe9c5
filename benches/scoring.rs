//! What scores and comparisons cost, at the sizes that libraries have: `cargo bench`.

use std::sync::Arc;

use divan::Bencher;
use ligature::domain::directory::named::Named;
use ligature::domain::evaluation::answer::Answer;
use ligature::domain::evaluation::builtin::{POTENTIAL_PARTNERS_WORKSHEET, potential_partners_worksheet};
use ligature::domain::evaluation::compare::{Subject, compare};
use ligature::domain::evaluation::evaluation::EvaluationStatus;
use ligature::domain::evaluation::instrument::{InstrumentInput, InstrumentRef};
use ligature::domain::evaluation::round::RoundStatus;
use ligature::domain::evaluation::scoring::{Sheet, compute_score};
use uuid::Uuid;

fn main() {
    divan::main();
}

/// The score of so many raters over the worksheet's 20 items.
#[divan::bench(args = [1, 5, 50])]
fn score(bencher: Bencher<'_, '_>, raters: u32) {
    let worksheet = potential_partners_worksheet();
    bencher.with_inputs(|| sheets(raters, 0)).bench_refs(|sheets| compute_score(&worksheet, None, sheets));
}

/// So many partners side by side, rated by so many each: all scores, and the comparison.
#[divan::bench(args = [(2, 5), (20, 5), (50, 10)])]
fn comparison(bencher: Bencher<'_, '_>, (partners, raters): (u32, u32)) {
    let content = Arc::new(potential_partners_worksheet());
    let rated: Vec<_> = (0..partners).map(|partner| (partner, sheets(raters, partner))).collect();
    bencher.bench(|| {
        compare(rated.iter().map(|(partner, sheets)| subject(*partner, &content, sheets)).collect())
    });
}

/// Sheets without a pattern that would make fractions short: every answer is from 1 to 5, and one in eleven unknown.
fn sheets(raters: u32, partner: u32) -> Vec<Sheet> {
    let worksheet = potential_partners_worksheet();
    let answer = |cell: u32| match cell % 11 {
        0 => Answer::Unknown,
        _ => Answer::Rating((1 + cell.wrapping_mul(2_654_435_761) % 5).try_into().unwrap_or(1)),
    };
    let sheet = |rater: u32| Sheet {
        rater: Named { id: Uuid::from_u128(rater.into()), name: format!("Rater {rater}") }.into(),
        status: EvaluationStatus::Submitted,
        reopened: false,
        answers: worksheet
            .items()
            .zip(0_u32..)
            .map(|(item, place)| (item.code.clone(), answer(place + 31 * rater + 977 * partner)))
            .collect(),
    };
    (0..raters).map(sheet).collect()
}

fn subject(number: u32, content: &Arc<InstrumentInput>, sheets: &[Sheet]) -> Subject {
    let score = compute_score(content, None, sheets).unwrap_or_else(|error| panic!("{error}"));
    let id = Uuid::from_u128(number.into());
    Subject {
        round_id: id,
        round_status: RoundStatus::Closed,
        organization: Named { id, name: format!("Partner {number}") },
        label: format!("Partner {number}"),
        instrument: InstrumentRef {
            id: POTENTIAL_PARTNERS_WORKSHEET,
            code: "potential-partners-worksheet".to_owned(),
            version: 1,
            name: content.name.clone(),
        },
        content: content.clone(),
        score,
    }
}
