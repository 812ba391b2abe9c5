//! What belongs to the entries of the demonstration, and what is asked about them; each written by who would.

use serde_json::json;
use uuid::Uuid;

use super::source::id;
use crate::access::directory::claims::Create as Claiming;
use crate::access::directory::notes::Create as Noting;
use crate::access::directory::own_terms::Create as Classifying;
use crate::access::directory::parts::Create;
use crate::access::directory::proposals::Create as Proposing;
use crate::access::directory::taxonomies::Create as Founding;
use crate::access::directory::terms::Create as Naming;
use crate::caller::Caller;
use crate::domain::directory::claim::ClaimInput;
use crate::domain::directory::contact::{Contact, ContactInput};
use crate::domain::directory::location::{Address, Location, LocationInput};
use crate::domain::directory::note::{NoteInput, OwnTermInput};
use crate::domain::directory::phone::{Phone, PhoneInput};
use crate::domain::directory::proposal::ProposalInput;
use crate::domain::directory::taxonomy::{TaxonomyInput, TermInput};
use crate::domain::directory::visibility::Visibility;
use crate::error::Result;
use crate::store::Store;
use crate::store::directory::{
    claims, contacts, locations, notes, organizations, own_terms, phones, proposals, taxonomies, terms,
};

/// Harbor Heritage Society and Lakeside Community College, by their places among the organizations.
const HERITAGE: u64 = 5;
const COLLEGE: u64 = 8;

/// Places: of which entry, their name, street, and degrees north and east.
const PLACES: [(u64, &str, &str, f64, f64); 4] = [
    (HERITAGE, "Old Harbor Office", "3 Pier Street", 37.501, -122.214),
    (COLLEGE, "Main campus", "400 College Avenue", 37.485, -122.255),
    (18, "Community hall", "27 Elm Street", 37.479, -122.231),
    (14, "St. Brigid Hospital", "1 Hospital Way", 37.468, -122.228),
];

/// Makes all of it.
pub(super) async fn fill(store: &Store) -> Result<()> {
    let library = Caller::sign_in(store, "coordinator@riverside.example", None).await?;
    parts(store, &library).await?;
    own(store, &library).await?;
    library.sign_out(store).await?;
    asked(store).await
}

/// Places, telephone numbers and contacts, one of them internal and one for every caller.
async fn parts(store: &Store, library: &Caller) -> Result<()> {
    let (place, phone) = (library.permit::<Create<Location>>()?, library.permit::<Create<Phone>>()?);
    let contact = library.permit::<Create<Contact>>()?;
    store
        .write(async |unit| {
            for (entry, name, street, latitude, longitude) in PLACES {
                let entry = organizations::get(unit, &place, id("organization", entry)).await?;
                let address = Address {
                    address_1: Some(street.to_owned()),
                    city: Some("Riverside".to_owned()),
                    state_province: Some("CA".to_owned()),
                    postal_code: Some("94063".to_owned()),
                    country: Some("US".to_owned()),
                    ..Address::default()
                };
                let input: LocationInput = read(json!({
                    "organization_id": entry.id, "name": name, "latitude": latitude, "longitude": longitude,
                    "addresses": [address]
                }))?;
                locations::create(unit, &place.over(entry)?, input).await?;
            }
            let heritage = organizations::get(unit, &contact, id("organization", HERITAGE)).await?;
            for (name, title, visibility) in [
                ("Ilse Vantongeren", "Treasurer", Visibility::Internal),
                ("Bram de Groot", "Chair", Visibility::Partners),
            ] {
                let input = ContactInput {
                    organization_id: heritage.id,
                    name: Some(name.to_owned()),
                    title: Some(title.to_owned()),
                    department: None,
                    email: None,
                    visibility,
                };
                contacts::create(unit, &contact.over(heritage.clone())?, input).await?;
            }
            for (number, contact_id) in
                [("+1 650 253 0101", None), ("+1 650 253 0199", Some(id("contact", 1)))]
            {
                let input: PhoneInput = read(json!({
                    "organization_id": heritage.id, "number": number, "contact_id": contact_id, "type": "voice"
                }))?;
                phones::create(unit, &phone.over(heritage.clone())?, input).await?;
            }
            Ok(())
        })
        .await
}

/// The library's own taxonomies, a term on an entry, and a note.
async fn own(store: &Store, library: &Caller) -> Result<()> {
    let (founding, naming) = (library.permit::<Founding>()?, library.permit::<Naming>()?);
    let (classifying, noting) = (library.permit::<Classifying>()?, library.permit::<Noting>()?);
    store
        .write(async |unit| {
            let mut made: Vec<Uuid> = Vec::new();
            for (code, name) in
                [("our-neighbourhoods", "Our neighbourhoods"), ("to-be-sorted", "To be sorted")]
            {
                let input: TaxonomyInput = read(json!({"code": code, "name": name}))?;
                made.push(taxonomies::create(unit, &founding, input).await?.id);
            }
            let Some(taxonomy_id) = made.first().copied() else { return Ok(()) };
            for (code, name) in [("riverside", "Riverside"), ("hillside", "Hillside")] {
                let taxonomy = taxonomies::get(unit, &naming, taxonomy_id).await?;
                let input: TermInput = read(json!({"taxonomy_id": taxonomy_id, "code": code, "name": name}))?;
                terms::create(unit, &naming.over(taxonomy)?, input).await?;
            }
            let organization_id = id("organization", HERITAGE);
            let input = OwnTermInput { organization_id, term_id: id("term", 1) };
            own_terms::create(unit, &classifying, input).await?;
            let text = "They asked us to keep quiet about the loan until the board has met.".to_owned();
            notes::create(unit, &noting, NoteInput { organization_id, text }).await.map(drop)
        })
        .await
}

/// A claim by a partner, and a change that a partner proposes.
async fn asked(store: &Store) -> Result<()> {
    let (museum, jobs) = ("admin@lakeshore.example", "coordinator@jobs.example");
    let claimant = Caller::sign_in(store, museum, None).await?;
    let proposer = Caller::sign_in(store, jobs, None).await?;
    let (claiming, proposing) = (claimant.permit::<Claiming>()?, proposer.permit::<Proposing>()?);
    store
        .write(async |unit| {
            let entry = organizations::get(unit, &claiming, id("organization", HERITAGE)).await?;
            let reason = "The society merged with the museum in May.".to_owned();
            let input = ClaimInput { organization_id: entry.id, reason };
            claims::create(unit, &claiming.over(entry)?, input).await?;
            let entry = organizations::get(unit, &proposing, id("organization", COLLEGE)).await?;
            let input: ProposalInput = read(json!({
                "organization_id": entry.id, "patch": {"website": "https://college.example"},
                "reason": "They have a new website."
            }))?;
            proposals::create(unit, &proposing.over(entry)?, input).await.map(drop)
        })
        .await?;
    claimant.sign_out(store).await?;
    proposer.sign_out(store).await
}

fn read<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> Result<T> {
    serde_json::from_value(value).map_err(crate::error::Error::internal)
}
