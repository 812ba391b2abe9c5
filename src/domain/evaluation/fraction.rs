//! Exact fractions, so that a mean of exactly 4 is 4: floating point is made last.
//!
//! The parts of a mean over many items have denominators that grow beyond any machine word once raters leave different
//! items blank. So a fraction is kept in 128 bits while it fits, which is quick, and in integers of any size otherwise:
//! nothing overflows.

use std::{cmp::Ordering, str::FromStr};

use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, One, ToPrimitive, Zero};

/// An exact fraction in lowest terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fraction(Parts);

/// `Large` holds only what does not fit `Small`, so that equal fractions have equal parts.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Parts {
    Small(Ratio<i128>),
    Large(BigRational),
}

impl Fraction {
    /// The fraction 0.
    pub fn zero() -> Self {
        Self(Parts::Small(Ratio::zero()))
    }

    /// `numerator / denominator`, or nothing when the denominator is 0.
    pub fn ratio(numerator: i64, denominator: u64) -> Option<Self> {
        (denominator > 0).then(|| Self(Parts::Small(Ratio::new(numerator.into(), denominator.into()))))
    }

    /// The decimal number as it is written (0.1 is one tenth), or nothing when it is not finite.
    pub fn decimal(value: f64) -> Option<Self> {
        if value.fract() == 0.0
            && let Some(whole) = value.to_i128()
        {
            return Some(Self(Parts::Small(Ratio::from_integer(whole))));
        }
        // Rust prints the shortest decimal that reads back as the same number, never with an exponent.
        let text = value.is_finite().then(|| value.to_string())?;
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let numerator = BigInt::from_str(&format!("{whole}{decimals}")).ok()?;
        let denominator = BigInt::from(10).pow(u32::try_from(decimals.len()).ok()?);
        Some(Self::large(BigRational::new(numerator, denominator)))
    }

    /// The floating point number nearest to the fraction; nothing where that is infinite.
    pub fn to_f64(&self) -> Option<f64> {
        let number = match &self.0 {
            Parts::Small(small) => small.to_f64(),
            Parts::Large(large) => large.to_f64(),
        };
        number.filter(|number| number.is_finite())
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.with(other, Ratio::checked_add, |a, b| a + b)
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.with(other, Ratio::checked_sub, |a, b| a - b)
    }

    /// The fraction without its sign.
    #[must_use]
    pub fn size(&self) -> Self {
        if *self < Self::zero() { Self::zero().minus(self) } else { self.clone() }
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.with(other, Ratio::checked_mul, |a, b| a * b)
    }

    /// The quotient, or nothing when `other` is 0.
    pub fn over(&self, other: &Self) -> Option<Self> {
        (*other != Self::zero()).then(|| self.with(other, Ratio::checked_div, |a, b| a / b))
    }

    /// The mean of values, each with its weight; nothing where the weights add up to 0.
    pub fn weighted_mean<'a>(parts: impl IntoIterator<Item = (Self, &'a Self)>) -> Option<Self> {
        let mut sum = Self::zero();
        let mut weights = Self::zero();
        for (weight, value) in parts {
            sum = sum.plus(&weight.times(value));
            weights = weights.plus(&weight);
        }
        sum.over(&weights)
    }

    /// The mean of values that all weigh the same; nothing without a value.
    pub fn mean<'a>(values: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        let one = Self(Parts::Small(Ratio::one()));
        Self::weighted_mean(values.into_iter().map(|value| (one.clone(), value)))
    }

    fn with(
        &self,
        other: &Self,
        small: fn(&Ratio<i128>, &Ratio<i128>) -> Option<Ratio<i128>>,
        large: fn(BigRational, BigRational) -> BigRational,
    ) -> Self {
        if let (Parts::Small(a), Parts::Small(b)) = (&self.0, &other.0)
            && let Some(result) = small(a, b)
        {
            return Self(Parts::Small(result));
        }
        Self::large(large(self.to_large(), other.to_large()))
    }

    fn large(value: BigRational) -> Self {
        let (numerator, denominator) = (value.numer().to_i128(), value.denom().to_i128());
        Self(match numerator.zip(denominator) {
            Some((numerator, denominator)) => Parts::Small(Ratio::new_raw(numerator, denominator)),
            None => Parts::Large(value),
        })
    }

    fn to_large(&self) -> BigRational {
        match &self.0 {
            Parts::Small(small) => BigRational::new_raw((*small.numer()).into(), (*small.denom()).into()),
            Parts::Large(large) => large.clone(),
        }
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Parts::Small(a), Parts::Small(b)) => a.cmp(b),
            _ => self.to_large().cmp(&other.to_large()),
        }
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
