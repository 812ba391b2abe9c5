//! An instrument as a document of its own, by which it goes from one library, or installation, to another.

use serde::{Deserialize, Serialize};

use super::instrument::{Instrument, InstrumentInput, MAX_CODE};
use crate::domain::{
    check::{Check, Faults},
    text::slug,
};

/// The version of the document that is written and read.
const FORMAT_VERSION: u32 = 1;

/// One version of an instrument without ids and without whose it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstrumentDocument {
    /// What the document is.
    pub format: DocumentFormat,
    /// The version of the format.
    #[schema(example = 1, minimum = 1, maximum = 1)]
    pub format_version: u32,
    /// The code that all versions of the instrument share: small letters and digits, words joined by dashes, up to 400
    /// characters.
    #[schema(example = "reading-partners", min_length = 1, max_length = 400)]
    pub code: String,
    /// The number of the version that was exported; an import gives a number of its own.
    #[schema(example = 1, minimum = 1)]
    pub version: i32,
    /// What the instrument holds.
    pub content: InstrumentInput,
}

/// The one format of these documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum DocumentFormat {
    /// An instrument of Ligature.
    #[serde(rename = "ligature-instrument")]
    LigatureInstrument,
}

impl From<Instrument> for InstrumentDocument {
    fn from(row: Instrument) -> Self {
        Self {
            format: DocumentFormat::LigatureInstrument,
            format_version: FORMAT_VERSION,
            code: row.code,
            version: row.version,
            content: row.content,
        }
    }
}

impl Check for InstrumentDocument {
    fn check(&self, faults: &mut Faults) {
        if self.format_version != FORMAT_VERSION {
            faults.add("/format_version", "range", format!("must be {FORMAT_VERSION}"));
        }
        faults.text("/code", &self.code, 1..=MAX_CODE);
        if slug(&self.code, "-") != self.code {
            faults.add("/code", "code", "must have small letters and digits, words joined by dashes");
        }
        if self.version < 1 {
            faults.add("/version", "range", "must be 1 or more");
        }
        faults.below("/content", |faults| self.content.check(faults));
    }
}
