//! `ligature backup` and `ligature restore`.

use std::fs::File;
use std::io::{BufReader, BufWriter, Seek, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::stdout::print;
use crate::config::DatabaseArgs;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::backup::{Summary, check};

/// Writes a backup beside its place, reads it again, and only then gives it its name.
pub(super) async fn back_up(store: &Store, file: &Path) -> Result<()> {
    let failed = |error: &dyn std::fmt::Display| Error::Unavailable(format!("{}: {error}", file.display()));
    if file.try_exists().map_err(|error| failed(&error))? {
        return Err(failed(&"there is such a file already; name another"));
    }
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Nobody but its owner reads it, and it is gone unless it gets its name.
    let mut partial = tempfile::Builder::new()
        .prefix(".ligature-backup-")
        .tempfile_in(folder)
        .map_err(|error| failed(&error))?;
    let mut packed = GzEncoder::new(BufWriter::new(partial.as_file_mut()), Compression::default());
    let written = store.back_up(&mut packed).await?;
    packed.finish().and_then(|mut out| out.flush()).map_err(|error| failed(&error))?;
    partial.as_file().sync_all().map_err(|error| failed(&error))?;
    partial.rewind().map_err(|error| failed(&error))?;
    if check(unpacked(partial.as_file()))? != written {
        return Err(failed(&"what was written is not what can be read"));
    }
    partial.persist_noclobber(file).map_err(|error| failed(&error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| failed(&error))?;
    tell(file, written)
}

/// Puts everything into the database that the settings name, or nothing.
pub(super) async fn restore(database: &DatabaseArgs, file: &Path) -> Result<()> {
    let open = File::open(file);
    let open = open.map_err(|error| Error::Unavailable(format!("{}: {error}", file.display())))?;
    let store = super::connect(database).await?;
    let restored = store.restore(unpacked(&open)).await;
    store.close().await;
    tell(file, restored?)
}

fn unpacked(file: &File) -> BufReader<GzDecoder<&File>> {
    BufReader::new(GzDecoder::new(file))
}

fn tell(file: &Path, Summary { tables, rows }: Summary) -> Result<()> {
    print(&format!("{}: {tables} tables, {rows} rows", file.display()))
}
