//! Money: whole numbers of a currency's smallest unit, never a fraction, and never of two currencies at once.

use crate::domain::check::Faults;

/// The most that an amount may be: as much as sums of many still fit a JSON number exactly.
pub const MOST: i64 = 1_000_000_000_000;

/// The currencies of ISO 4217 that are in use.
const CURRENCIES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR \
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU \
    MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD \
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG \
    XOF XPF YER ZAR ZMW ZWG";

/// The code is one of ISO 4217.
pub(super) fn check_currency(faults: &mut Faults, pointer: &str, code: &str) {
    if code.len() != 3 || !CURRENCIES.split(' ').any(|known| known == code) {
        faults.add(pointer, "currency", "must be a code of ISO 4217, such as USD");
    }
}

/// The amount is between 0 and [`MOST`].
pub(super) fn check_amount(faults: &mut Faults, pointer: &str, amount: i64) {
    if !(0..=MOST).contains(&amount) {
        faults.add(pointer, "range", format!("must be 0 to {MOST}"));
    }
}

/// `quantity` times `amount` for each `per` of it, to the nearest unit, halves up; none where it is more than [`MOST`].
pub fn value(quantity: i64, amount: i64, per: i64) -> Option<i64> {
    let (quantity, amount, per) = (i128::from(quantity), i128::from(amount), i128::from(per));
    let doubled = quantity.checked_mul(amount)?.checked_mul(2)?.checked_add(per)?;
    let value = i64::try_from(doubled.checked_div_euclid(per.checked_mul(2)?)?).ok()?;
    (value <= MOST).then_some(value)
}

/// `whole` in so many shares that differ by one unit at most, the larger ones first.
pub fn shares(whole: i64, count: usize) -> Vec<i64> {
    let Some(parts) = i64::try_from(count).ok().filter(|parts| *parts > 0) else { return Vec::new() };
    let (each, rest) = (whole / parts, whole % parts);
    (0..parts).map(|place| each + i64::from(place < rest)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{CURRENCIES, MOST, check_currency, shares, value};
    use crate::domain::check::Faults;

    #[test]
    fn an_hour_and_a_half_of_a_volunteer_is_worth_what_the_rate_says() {
        assert_eq!(value(90, 3_180, 60), Some(4_770));
        assert_eq!(value(1, 3_180, 60), Some(53));
        assert_eq!(value(1, 30, 60), Some(1), "half a unit is rounded up");
        assert_eq!(value(1, 29, 60), Some(0));
        assert_eq!(value(i64::MAX, i64::MAX, 1), None);
    }

    #[test]
    fn only_currencies_are_currencies() {
        assert!(
            CURRENCIES.split(' ').all(|code| code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase()))
        );
        for (code, known) in
            [("USD", true), ("EUR", true), ("usd", false), ("US", false), ("XYZ", false), ("D A", false)]
        {
            let mut faults = Faults::default();
            check_currency(&mut faults, "/currency", code);
            assert_eq!(faults.is_empty(), known, "{code}");
        }
    }

    proptest! {
        #[test]
        fn shares_are_the_whole_and_nearly_equal(whole in 0..=MOST, count in 1..60_usize) {
            let shares = shares(whole, count);
            prop_assert_eq!(shares.len(), count);
            prop_assert_eq!(shares.iter().sum::<i64>(), whole);
            prop_assert!(shares.iter().max().unwrap() - shares.iter().min().unwrap() <= 1);
        }

        #[test]
        fn a_value_is_the_nearest_unit(quantity in 0..=1_000_000_i64, amount in 0..=1_000_000_i64, per in 1..=60_i64) {
            let value = value(quantity, amount, per).unwrap();
            let exact = i128::from(quantity) * i128::from(amount);
            let off = i128::from(value) * i128::from(per) - exact;
            prop_assert!(2 * off <= i128::from(per) && 2 * off > -i128::from(per));
        }
    }
}
