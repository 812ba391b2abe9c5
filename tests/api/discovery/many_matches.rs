//! Matches where more organizations fit than are ranked: those left out fit less than all that are ranked.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use ligature::domain::directory::builtin::term_id;
use ligature::domain::directory::resource_kind::ResourceKind;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::client::all;
use crate::support::{App, Client, client};

const ORGANIZATIONS: usize = 1_300;
const NEEDS: [ResourceKind; 3] = [ResourceKind::Workspace, ResourceKind::Expertise, ResourceKind::Marketing];
const TERMS: [&str; 3] = [
    "cultural-programs.museums",
    "cultural-programs.art-galleries",
    "educational-institutions.community-colleges",
];

/// An organization of the list: its name, where it is on a meridian, which term it carries and what it offers.
struct Made {
    name: String,
    latitude: f64,
    term: Option<usize>,
    offers: Vec<&'static str>,
}

/// A list without order: small numbers from a generator, so that every mix is there.
fn made() -> Vec<Made> {
    let mut seed = 7_u32;
    let mut below = |most: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % most
    };
    (0..ORGANIZATIONS)
        .map(|number| {
            let term = usize::try_from(below(5)).ok().filter(|term| *term < TERMS.len());
            let offers = ["expertise", "funding", "marketing", "workspace"];
            let offers = offers.into_iter().filter(|_| below(3) > 0).collect();
            let latitude = 50.0 + f64::from(below(650)) / 100.0;
            Made { name: format!("Fit {:04}", (number * 617) % ORGANIZATIONS), latitude, term, offers }
        })
        .collect()
}

/// What an organization is worth by its category in halves, and how many of the needs it meets.
fn worth(made: &Made) -> (usize, usize) {
    // The first term is named; the second is of the same group.
    let category = match made.term {
        Some(0) => 2,
        Some(1) => 1,
        _ => 0,
    };
    let met = NEEDS.iter().filter(|need| made.offers.contains(&need.words().as_str())).count();
    (category, met)
}

async fn stage(app: &App) -> (Client, Vec<Made>) {
    let coordinator = app.library().coordinator().await;
    let made = made();
    let line = |made: &Made| {
        let term = made.term.map(|term| TERMS[term]).unwrap_or_default();
        format!("{},{},10,{term},{}\n", made.name, made.latitude, made.offers.join(";"))
    };
    let list = format!("name,latitude,longitude,terms,offers\n{}", made.iter().map(line).collect::<String>());
    let request =
        coordinator.request(Method::POST, "/v1/organizations/import").header("content-type", "text/csv");
    let told = client::send(request.body(list)).await.expect(200);
    assert_eq!(
        (&told.body["created"], &told.body["failed"]),
        (&json!(ORGANIZATIONS), &json!(0)),
        "{}",
        told.text
    );
    (coordinator, made)
}

/// The names of the matches of an initiative with these weights, in their order.
async fn ranked(caller: &Client, input: Value) -> Vec<String> {
    let mut initiative = json!({"name": "x", "cause": "x"});
    initiative.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
    let id = caller.post("/v1/initiatives", initiative).await.expect(201).id();
    let rows = all(caller, &format!("/v1/initiatives/{id}/matches")).await;
    rows.iter().map(|row| row["organization"]["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn those_that_are_left_out_fit_less_than_all_that_are_ranked() {
    let app = App::new().await;
    let (caller, made) = stage(&app).await;
    let term = term_id("digitization-partners", TERMS[0]);
    let wanted = [(true, 3, 2), (true, 1, 5), (true, 0, 1), (false, 0, 1)];
    for (by_term, category, offers) in wanted {
        let terms = if by_term { vec![term] } else { Vec::new() };
        let weights =
            json!({"category": category, "offers": offers, "distance": 0, "score": 0, "relation": 0});
        let found = ranked(&caller, json!({"terms": terms, "needs": NEEDS, "weights": weights})).await;
        // In sixths: half a category is three, and each of three needs is two.
        let points = |made: &Made| {
            let (fit, met) = worth(made);
            if by_term { fit * 3 * category + met * 2 * offers } else { met }
        };
        let mut expected: Vec<&Made> = made
            .iter()
            .filter(|made| {
                let (fit, met) = worth(made);
                met > 0 || (by_term && fit > 0)
            })
            .collect();
        expected.sort_by_key(|made| (Reverse(points(made)), made.name.clone()));
        assert!(expected.len() > 1_000, "{} fit", expected.len());
        let expected: Vec<&str> = expected.iter().take(1_000).map(|made| made.name.as_str()).collect();
        let found: Vec<&str> =
            found.iter().map(String::as_str).filter(|name| name.starts_with("Fit")).collect();
        // The demonstration's own entries take some of the thousand places.
        assert_eq!(found, expected[..found.len()], "{category} {offers}");
        assert!(found.len() > 980, "{}", found.len());
    }
}

#[tokio::test]
async fn of_equals_within_a_circle_the_farthest_are_left_out() {
    let app = App::new().await;
    let (caller, made) = stage(&app).await;
    let place = json!({"latitude": 50.0, "longitude": 10.0, "radius_km": 800});
    let weights = json!({"category": 0, "offers": 1, "distance": 0, "score": 0, "relation": 0});
    let found = ranked(&caller, json!({"needs": NEEDS, "weights": weights, "place": place})).await;
    let mut expected: Vec<&Made> = made.iter().filter(|made| worth(made).1 > 0).collect();
    expected.sort_by(|one, other| {
        let order = |made: &Made| (Reverse(worth(made).1), made.name.clone());
        let nearer = one.latitude.total_cmp(&other.latitude);
        order(one).0.cmp(&order(other).0).then(nearer).then(order(one).1.cmp(&order(other).1))
    });
    let expected: BTreeSet<&str> = expected.iter().take(1_000).map(|made| made.name.as_str()).collect();
    assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected);
}
