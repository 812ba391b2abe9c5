//! Who reads instruments, and who writes a library's own.

use super::in_scope;
use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::evaluation::instrument::Instrument;
use crate::domain::identity::role::{Role, Side};
use crate::error::Result;

const WRITERS: &str = "an admin of a library writes instruments";
const NOT_OWN: &str = "the instrument is not your library's own; copy a built-in one and change the copy";
const OF_OTHERS: &str = "an instrument of another library is not copied";

in_scope! {
    /// Lists the built-in instruments, the library's own, and those by which others share results.
    List = "list_instruments";
    /// Reads one version of an instrument.
    Get = "get_instrument";
    /// Reads one version as a document of its own.
    Export = "export_instrument";
    /// Prints an empty sheet of a version.
    Worksheet = "get_instrument_worksheet";
    /// Reads an empty sheet of a version for a spreadsheet.
    WorksheetCsv = "get_instrument_worksheet_csv";
    /// Copies a version into a draft of the next one.
    Copy = "copy_instrument";
    /// Changes a draft.
    Update = "update_instrument";
    /// Removes a draft.
    Delete = "delete_instrument";
    /// Makes a draft usable; from then on it never changes.
    Publish = "publish_instrument";
    /// Keeps a published version from being used in new rounds.
    Retire = "retire_instrument";
}

/// Makes the draft of a new instrument.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_instrument";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(writes(principal), Self::OPERATION, WRITERS)?;
        Ok(principal.scope())
    }
}

/// Makes a draft of a document.
#[derive(Debug)]
pub struct Import;

impl Action for Import {
    const OPERATION: &'static str = "import_instrument";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(writes(principal), Self::OPERATION, WRITERS)?;
        Ok(principal.scope())
    }
}

impl RowAction for Copy {
    type Row = Instrument;

    fn check(principal: &Principal, row: &Instrument) -> Result<()> {
        require(writes(principal), Self::OPERATION, WRITERS)?;
        require(row.library.is_none() || is_own(principal, row), Self::OPERATION, OF_OTHERS)
    }
}

impl RowAction for Update {
    type Row = Instrument;

    fn check(principal: &Principal, row: &Instrument) -> Result<()> {
        own::<Self>(principal, row)?;
        row.status.edit()
    }
}

impl RowAction for Delete {
    type Row = Instrument;

    fn check(principal: &Principal, row: &Instrument) -> Result<()> {
        own::<Self>(principal, row)?;
        row.status.edit()
    }
}

impl RowAction for Publish {
    type Row = Instrument;

    fn check(principal: &Principal, row: &Instrument) -> Result<()> {
        own::<Self>(principal, row)?;
        row.status.publish().map(drop)
    }
}

impl RowAction for Retire {
    type Row = Instrument;

    fn check(principal: &Principal, row: &Instrument) -> Result<()> {
        own::<Self>(principal, row)?;
        row.status.retire().map(drop)
    }
}

fn writes(principal: &Principal) -> bool {
    principal.is(Side::Library, Role::Admin)
}

/// Passes where the caller writes instruments and this one is its library's.
fn own<A: Action>(principal: &Principal, row: &Instrument) -> Result<()> {
    require(writes(principal), A::OPERATION, WRITERS)?;
    require(is_own(principal, row), A::OPERATION, NOT_OWN)
}

fn is_own(principal: &Principal, row: &Instrument) -> bool {
    row.library.as_ref().is_some_and(|library| principal.acts_for(library.id))
}

/// What the caller may do to the version now.
pub fn actions(principal: &Principal, row: &Instrument) -> Vec<&'static str> {
    let actions = [
        allowed::<Copy>(principal, row),
        allowed::<Update>(principal, row),
        allowed::<Delete>(principal, row),
        allowed::<Publish>(principal, row),
        allowed::<Retire>(principal, row),
    ];
    actions.into_iter().flatten().collect()
}
