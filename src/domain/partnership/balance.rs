//! The balance of a partnership: what each party gave and received, by currency, and how even that is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::money::shares;
use crate::domain::directory::named::Named;

/// Contributions from one party to another, or to all others, in one currency; without a currency nobody said their worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The party that gives.
    pub from: Uuid,
    /// The party that receives; all others without.
    pub to: Option<Uuid>,
    /// How many parties had left before it was pledged.
    pub left_before: usize,
    /// The currency.
    pub currency: Option<String>,
    /// What was pledged is worth.
    pub pledged: i64,
    /// What was delivered is worth.
    pub delivered: i64,
    /// How many contributions these are.
    pub count: i64,
}

/// Who belongs to a partnership, and who left it when.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// The parties now.
    pub current: BTreeSet<Uuid>,
    /// Those that left, the first one first.
    pub left: Vec<(NaiveDate, Uuid)>,
}

impl Members {
    /// The others, of whoever belonged to it once so many had left.
    fn others(&self, than: Uuid, left_before: usize) -> Vec<Uuid> {
        let left = self.left.iter().skip(left_before).map(|(_, id)| *id);
        let all: BTreeSet<Uuid> = self.current.iter().copied().chain(left).collect();
        all.into_iter().filter(|id| *id != than).collect()
    }
}

/// What each party gave and received.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Balance {
    /// The parties that belong to the partnership now, and those that gave or received something.
    pub parties: Vec<PartyBalance>,
}

/// What one party gave and received.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct PartyBalance {
    /// The party.
    pub organization: Named,
    /// By currency, in the order of their codes; they are never added.
    pub currencies: Vec<CurrencyBalance>,
    /// How many contributions it made of which nobody said what they are worth.
    #[schema(example = 1)]
    pub unvalued_given: i64,
    /// How many such it received, those for all others included.
    #[schema(example = 0)]
    pub unvalued_received: i64,
}

/// What a party gave and received in one currency, in its smallest unit.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct CurrencyBalance {
    /// The currency.
    #[schema(example = "USD")]
    pub currency: String,
    /// What it pledged.
    #[schema(example = 63600)]
    pub given_pledged: i64,
    /// What it delivered.
    #[schema(example = 12720)]
    pub given_delivered: i64,
    /// What was pledged to it. What goes to all others is shared equally among those that were parties
    /// on the day of the pledge.
    #[schema(example = 50000)]
    pub received_pledged: i64,
    /// What was delivered to it.
    #[schema(example = 25000)]
    pub received_delivered: i64,
    /// What the partnership does for it: delivered to it less delivered by it.
    #[schema(example = 12280)]
    pub net: i64,
    /// How even give and take are, over what was delivered: the smaller divided by the larger, from 0 to 1; null where both are 0.
    #[schema(example = 0.5088)]
    pub reciprocity: Option<f64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    given: [i64; 2],
    received: [i64; 2],
}

/// The balance of the parties, from what flowed between them. What went to all others is shared by those that
/// belonged to it then.
pub fn balance(parties: &[Named], members: &Members, flows: &[Flow]) -> Balance {
    let mut sums: BTreeMap<(Uuid, &str), Sums> = BTreeMap::new();
    let mut unvalued: BTreeMap<Uuid, [i64; 2]> = BTreeMap::new();
    for flow in flows {
        let to: Vec<Uuid> = match flow.to {
            Some(one) => vec![one],
            None => members.others(flow.from, flow.left_before),
        };
        let Some(currency) = flow.currency.as_deref() else {
            unvalued.entry(flow.from).or_default()[0] += flow.count;
            for id in to {
                unvalued.entry(id).or_default()[1] += flow.count;
            }
            continue;
        };
        for (kind, whole) in [flow.pledged, flow.delivered].into_iter().enumerate() {
            let given = sums.entry((flow.from, currency)).or_default();
            if let Some(sum) = given.given.get_mut(kind) {
                *sum += whole;
            }
            for (id, share) in to.iter().zip(shares(whole, to.len())) {
                let received = sums.entry((*id, currency)).or_default();
                if let Some(sum) = received.received.get_mut(kind) {
                    *sum += share;
                }
            }
        }
    }
    let view = |party: &Named| {
        let own = sums.iter().filter(|((id, _), _)| *id == party.id);
        let currencies = own.map(|((_, currency), sums)| in_currency(currency, *sums)).collect();
        let [unvalued_given, unvalued_received] = unvalued.get(&party.id).copied().unwrap_or_default();
        PartyBalance { organization: party.clone(), currencies, unvalued_given, unvalued_received }
    };
    Balance { parties: parties.iter().map(view).collect() }
}

fn in_currency(currency: &str, sums: Sums) -> CurrencyBalance {
    let [given_pledged, given_delivered] = sums.given;
    let [received_pledged, received_delivered] = sums.received;
    CurrencyBalance {
        currency: currency.to_owned(),
        given_pledged,
        given_delivered,
        received_pledged,
        received_delivered,
        net: received_delivered - given_delivered,
        reciprocity: reciprocity(given_delivered, received_delivered),
    }
}

/// The smaller divided by the larger, to four digits; none where both are 0.
fn reciprocity(given: i64, received: i64) -> Option<f64> {
    let (less, more) = (i128::from(given.min(received)), i128::from(given.max(received)));
    let digits = less.checked_mul(20_000)?.checked_add(more)?.checked_div(more.checked_mul(2)?)?;
    i32::try_from(digits).ok().map(|digits| f64::from(digits) / 10_000.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Flow, Members, balance, reciprocity};
    use crate::domain::directory::named::Named;

    fn parties(count: u128) -> Vec<Named> {
        (0..count).map(|id| Named { id: Uuid::from_u128(id), name: id.to_string() }).collect()
    }

    fn ids(count: u128) -> Members {
        Members { current: (0..count).map(Uuid::from_u128).collect(), left: Vec::new() }
    }

    #[test]
    fn who_leaves_keeps_its_share_of_what_was_pledged_before() {
        let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let members = Members {
            current: [0, 1].map(Uuid::from_u128).into(),
            left: vec![(day(1), Uuid::from_u128(2)), (day(9), Uuid::from_u128(3))],
        };
        let received = |left_before: usize| {
            let told = balance(&parties(4), &members, &[Flow { left_before, ..flow(0, None, "USD", 60) }]);
            let of = |party: &super::PartyBalance| {
                party.currencies.first().map_or(0, |usd| usd.received_delivered)
            };
            told.parties.iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(received(0), [0, 20, 20, 20]);
        assert_eq!(received(1), [0, 30, 0, 30]);
        assert_eq!(received(2), [0, 60, 0, 0]);
    }

    fn flow(from: u128, to: Option<u128>, currency: &str, delivered: i64) -> Flow {
        let id = Uuid::from_u128;
        let currency = Some(currency.to_owned());
        Flow {
            from: id(from),
            to: to.map(id),
            left_before: 0,
            currency,
            pledged: delivered + 1,
            delivered,
            count: 1,
        }
    }

    #[test]
    fn give_and_take_are_told_by_party_and_currency() {
        let told = balance(
            &parties(3),
            &ids(3),
            &[flow(0, Some(1), "USD", 100), flow(1, None, "USD", 51), flow(2, Some(0), "EUR", 7)],
        );
        let usd = &told.parties[0].currencies[1];
        assert_eq!((usd.currency.as_str(), usd.given_delivered, usd.received_delivered), ("USD", 100, 26));
        assert_eq!((usd.net, usd.reciprocity), (-74, Some(0.26)));
        assert_eq!(
            (told.parties[0].currencies[0].currency.as_str(), told.parties[0].currencies[0].reciprocity),
            ("EUR", Some(0.0))
        );
        assert_eq!(told.parties[2].currencies[1].received_delivered, 25);
    }

    #[test]
    fn what_nobody_valued_is_counted_and_not_valued() {
        let unvalued = Flow { currency: None, count: 3, ..flow(0, None, "", 0) };
        let told = balance(&parties(3), &ids(3), &[unvalued]);
        assert_eq!((told.parties[0].unvalued_given, told.parties[1].unvalued_received), (3, 3));
        assert!(told.parties.iter().all(|party| party.currencies.is_empty()));
    }

    #[test]
    fn evenness_is_undefined_where_nothing_was_delivered() {
        assert_eq!(reciprocity(0, 0), None);
        assert_eq!(reciprocity(0, 5), Some(0.0));
        assert_eq!(reciprocity(5, 5), Some(1.0));
        assert_eq!(reciprocity(1, 3), Some(0.3333));
        assert_eq!(reciprocity(2, 3), Some(0.6667));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_currencies_are_never_mixed(
            flows in prop::collection::vec((0..5_u128, prop::option::of(0..5_u128), 0..3_usize, 0..1_000_000_i64), 0..60)
        ) {
            let codes = ["EUR", "JPY", "USD"];
            let flows: Vec<Flow> = flows.into_iter()
                .filter(|(from, to, ..)| Some(*from) != *to)
                .map(|(from, to, code, delivered)| flow(from, to, codes[code], delivered))
                .collect();
            let told = balance(&parties(5), &ids(5), &flows);
            for code in codes {
                let all = told.parties.iter().flat_map(|party| &party.currencies).filter(|own| own.currency == code);
                let (mut given, mut received, mut net) = (0, 0, 0);
                for own in all {
                    given += own.given_delivered;
                    received += own.received_delivered;
                    net += own.net;
                    prop_assert!(own.reciprocity.is_none_or(|index| (0.0..=1.0).contains(&index)));
                }
                let whole: i64 = flows.iter().filter(|flow| flow.currency.as_deref() == Some(code)).map(|flow| flow.delivered).sum();
                prop_assert_eq!((given, received, net), (whole, whole, 0));
            }
        }
    }
}
