//! The spread of means over raters, in whole numbers over a common denominator until the last step.

/// Sample standard deviation, minimum and maximum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spread {
    pub sd: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
}

/// The spread of the values `sum / count`.
///
/// Each count is 1 to 25 (items of a factor), so that the common denominator is at most lcm(1..=25) = 26,771,144,400; with values up to 100 and at most 200,000 raters, `n * sum of squares` stays below 3 * 10^35, and 128 bits hold it.
#[expect(clippy::cast_precision_loss, reason = "rounded once at the end, as documented")]
pub(super) fn spread(values: &[(i64, u32)]) -> Spread {
    let common = values.iter().fold(1, |common, &(_, count)| lcm(common, i64::from(count)));
    let scaled: Vec<i64> =
        values.iter().map(|&(sum, count)| sum * (common / i64::from(count.max(1)))).collect();
    let as_f64 = |value: &i64| *value as f64 / common as f64;
    let sd = (values.len() > 1).then(|| {
        let (n, common) = (values.len() as i128, i128::from(common));
        let sum: i128 = scaled.iter().map(|&value| i128::from(value)).sum();
        let squares: i128 = scaled.iter().map(|&value| i128::from(value) * i128::from(value)).sum();
        let variance = (n * squares - sum * sum) as f64 / (n * (n - 1) * common * common) as f64;
        variance.sqrt()
    });
    Spread { sd, min: scaled.iter().min().map(as_f64), max: scaled.iter().max().map(as_f64) }
}

/// The least common multiple of positive numbers.
fn lcm(a: i64, b: i64) -> i64 {
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    a / divisor.max(1) * b
}
