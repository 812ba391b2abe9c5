//! Instruments as versioned data: factors with items, a scale with labels, weights, bands and deal-breakers.

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema,
    openapi::{RefOr, Schema},
};
use uuid::Uuid;

use crate::{
    domain::{directory::named::Named, text::slug},
    error::{Code, Error, Result},
};

/// The most factors of an instrument.
pub const MAX_FACTORS: usize = 40;
/// The most items of one factor; together with the other limits it keeps the sums of a spread within 128 bits.
pub const MAX_ITEMS_OF_FACTOR: usize = 25;
/// The most items of an instrument.
pub const MAX_ITEMS: usize = 400;
/// The most characters of an instrument's code.
pub const MAX_CODE: usize = 400;
/// The lowest and the highest value that a scale may use.
pub const SCALE_VALUES: std::ops::RangeInclusive<i32> = -100..=100;
/// The largest weight of a factor.
pub const MAX_WEIGHT: f64 = 1_000_000.0;
/// The smallest weight of a factor that is not 0.
pub const MIN_WEIGHT: f64 = 0.000_001;

/// What a library writes of an instrument, and what every version of an instrument holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstrumentInput {
    /// The instrument's name, 1 to 200 characters.
    #[schema(example = "Reading partners", min_length = 1, max_length = 200)]
    pub name: String,
    /// What it is for, up to 4,000 characters.
    #[schema(example = "For partners of the summer reading program.")]
    pub description: Option<String>,
    /// Whose work it builds on, up to 1,000 characters.
    #[schema(example = "Written by the county's reading council.")]
    pub credit: Option<String>,
    /// The values a rating may have.
    pub scale: Scale,
    /// The factors in their order, 1 to 40.
    #[schema(min_items = 1, max_items = 40)]
    pub factors: Vec<Factor>,
    /// How means are named, from the lowest upwards, up to 11; only the first has no `from`. Without bands no mean is
    /// named.
    #[serde(default)]
    #[schema(max_items = 11, example = json!([
        {"code": "concern", "label": "Concern", "from": null},
        {"code": "strength", "label": "Strength", "from": 4}
    ]))]
    pub bands: Vec<Band>,
}

/// The values that a rating may have, each with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// 2 to 11 whole numbers from -100 to 100 in ascending order.
    #[schema(min_items = 2, max_items = 11)]
    #[schema(example = json!([{"value": 0, "label": "no"}, {"value": 1, "label": "yes"}]))]
    pub labels: Vec<ScaleLabel>,
}

/// One value of a scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleLabel {
    /// The number that enters the means.
    #[schema(example = 1, minimum = -100, maximum = 100)]
    pub value: i32,
    /// What it means, 1 to 100 characters.
    #[schema(example = "yes", min_length = 1, max_length = 100)]
    pub label: String,
}

/// A group of items that get one score together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// A short code, unique within the instrument: letters, digits, `_`, `-` and `.`, up to 20 characters.
    #[schema(example = "1", pattern = "^[A-Za-z0-9._-]{1,20}$")]
    pub code: String,
    /// The factor's name, 1 to 300 characters.
    #[schema(example = "Children", min_length = 1, max_length = 300)]
    pub name: String,
    /// What raters should know before they answer its items, up to 2,000 characters.
    #[serde(default)]
    #[schema(example = "Think of the last two years.", max_length = 2000)]
    pub help: Option<String>,
    /// How much it counts in the overall mean: 0, or 0.000001 to 1,000,000; at least one factor counts.
    #[serde(default = "one")]
    #[schema(example = 1, minimum = 0, maximum = 1_000_000)]
    pub weight: f64,
    /// A deal-breaker: a mean below this blocks the partner, whatever the other means are.
    #[schema(example = 3)]
    pub minimum: Option<f64>,
    /// The items in their order, 1 to 25; up to 400 in all factors together.
    #[schema(min_items = 1, max_items = 25)]
    pub items: Vec<Item>,
}

/// One question that raters answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// A short code, unique among all items of the instrument: letters, digits, `_`, `-` and `.`, up to 20 characters.
    #[schema(example = "1a", pattern = "^[A-Za-z0-9._-]{1,20}$")]
    pub code: String,
    /// The item's name, 1 to 300 characters.
    #[schema(example = "Reaches children who do not read yet", min_length = 1, max_length = 300)]
    pub name: String,
    /// The question in a library's own words, up to 1,000 characters.
    #[schema(example = "How many of the families they serve have no library card?")]
    pub prompt: Option<String>,
    /// What to look for, up to 1,000 characters.
    #[serde(default)]
    #[schema(example = "Their own figures, or what their branch tells.", max_length = 1000)]
    pub help: Option<String>,
    /// A deal-breaker: a mean below this blocks the partner, whatever the other means are.
    #[schema(example = 2)]
    pub minimum: Option<f64>,
}

/// A name for means from an edge upwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// A short code, unique among the bands: letters, digits, `_`, `-` and `.`, up to 20 characters.
    #[schema(example = "strength", pattern = "^[A-Za-z0-9._-]{1,20}$")]
    pub code: String,
    /// The band's name for people, 1 to 100 characters.
    #[schema(example = "Strength", min_length = 1, max_length = 100)]
    pub label: String,
    /// The lowest mean of the band, compared with the exact mean; null for the lowest band.
    #[schema(example = 4)]
    pub from: Option<f64>,
}

/// Where a version of an instrument stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentStatus {
    /// It may be edited and cannot be used yet.
    Draft,
    /// It can be used and never changes.
    Published,
    /// It stays as it is for the rounds that used it, and cannot be used for new ones.
    Retired,
}

impl InstrumentStatus {
    /// Passes where the version may be edited.
    ///
    /// # Errors
    /// [`Error::Conflict`] with code `instrument_published`.
    pub fn edit(self) -> Result<()> {
        match self {
            Self::Draft => Ok(()),
            Self::Published | Self::Retired => {
                Err(Error::conflict(Code::InstrumentPublished, "a published version never changes; copy it"))
            }
        }
    }

    /// Passes where a round or a score may use the version.
    ///
    /// # Errors
    /// [`Error::Conflict`] with code `instrument_draft` or `instrument_retired`.
    pub fn usable(self) -> Result<()> {
        match self {
            Self::Published => Ok(()),
            Self::Draft => {
                Err(Error::conflict(Code::InstrumentDraft, "a draft cannot be used; publish it first"))
            }
            Self::Retired => {
                Err(Error::conflict(Code::InstrumentRetired, "the version is retired; use a published one"))
            }
        }
    }

    /// The status after publishing.
    ///
    /// # Errors
    /// [`Error::Conflict`] where the version is no draft.
    pub fn publish(self) -> Result<Self> {
        self.edit().map(|()| Self::Published)
    }

    /// The status after retiring.
    ///
    /// # Errors
    /// [`Error::Conflict`] where the version is not published.
    pub fn retire(self) -> Result<Self> {
        self.usable().map(|()| Self::Retired)
    }
}

/// One version of an instrument.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Instrument {
    /// The id of this version.
    pub id: Uuid,
    /// The code that all versions of the instrument share.
    #[schema(example = "potential-partners-worksheet")]
    pub code: String,
    /// The number of the version, from 1.
    #[schema(example = 1)]
    pub version: i32,
    /// Where the version stands.
    pub status: InstrumentStatus,
    /// The version it was copied from.
    pub copied_from: Option<Uuid>,
    /// The library whose own it is; null for a built-in instrument.
    pub library: Option<Named>,
    /// What the instrument holds.
    #[serde(flatten)]
    #[schema(schema_with = open_content)]
    pub content: InstrumentInput,
    /// When it was made.
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// When it was last changed.
    pub updated_at: chrono::DateTime<chrono::Utc>,
}

/// One version of an instrument in a list, without factors and items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InstrumentSummary {
    /// The id of this version.
    pub id: Uuid,
    /// The code that all versions of the instrument share.
    #[schema(example = "potential-partners-worksheet")]
    pub code: String,
    /// The number of the version, from 1.
    #[schema(example = 1)]
    pub version: i32,
    /// Where the version stands.
    pub status: InstrumentStatus,
    /// The version it was copied from.
    pub copied_from: Option<Uuid>,
    /// The library whose own it is; null for a built-in instrument.
    pub library: Option<Named>,
    /// The instrument's name.
    #[schema(example = "Potential Partners Worksheet")]
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// How many factors it has.
    #[schema(example = 6)]
    pub factor_count: usize,
    /// How many items all its factors have together.
    #[schema(example = 20)]
    pub item_count: usize,
    /// When it was made.
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// When it was last changed.
    pub updated_at: chrono::DateTime<chrono::Utc>,
}

impl From<Instrument> for InstrumentSummary {
    fn from(row: Instrument) -> Self {
        Self {
            id: row.id,
            code: row.code,
            version: row.version,
            status: row.status,
            copied_from: row.copied_from,
            library: row.library,
            factor_count: row.content.factors.len(),
            item_count: row.content.items().count(),
            name: row.content.name,
            description: row.content.description,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// An instrument's version by name, as rows that use it show it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InstrumentRef {
    /// The id of the version.
    pub id: Uuid,
    /// The code that all versions share.
    #[schema(example = "potential-partners-worksheet")]
    pub code: String,
    /// The number of the version.
    #[schema(example = 1)]
    pub version: i32,
    /// The instrument's name.
    #[schema(example = "Potential Partners Worksheet")]
    pub name: String,
}

impl From<&Instrument> for InstrumentRef {
    fn from(row: &Instrument) -> Self {
        Self { id: row.id, code: row.code.clone(), version: row.version, name: row.content.name.clone() }
    }
}

impl InstrumentInput {
    /// Whether it has a deal-breaker.
    pub fn has_minimum(&self) -> bool {
        let mut items = self.items();
        self.factors.iter().any(|factor| factor.minimum.is_some()) || items.any(|item| item.minimum.is_some())
    }

    /// The code of a new instrument with this name: its letters and digits, words joined by dashes.
    pub fn code(&self) -> String {
        let code: String = slug(&self.name, "-").chars().take(MAX_CODE).collect();
        let code = code.trim_end_matches('-');
        if code.is_empty() { "instrument".to_owned() } else { code.to_owned() }
    }

    /// All items in the order of the factors.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.factors.iter().flat_map(|factor| &factor.items)
    }
}

impl Scale {
    /// Whether the scale has this value.
    pub fn has(&self, value: i32) -> bool {
        self.labels.iter().any(|label| label.value == value)
    }

    /// The lowest and the highest value.
    pub fn range(&self) -> (i32, i32) {
        let values = || self.labels.iter().map(|label| label.value);
        (values().min().unwrap_or_default(), values().max().unwrap_or_default())
    }
}

fn one() -> f64 {
    1.0
}

/// The schema of an instrument's content that leaves room for the fields of its row beside it.
fn open_content() -> RefOr<Schema> {
    let mut schema = InstrumentInput::schema();
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.additional_properties = None;
    }
    schema
}
