//! Lists that people and programs of the demonstration import: one that was tried out, and one that waits.

use super::programs;
use crate::access::integration::jobs::CreateImport;
use crate::caller::Caller;
use crate::domain::integration::job::ImportOptions;
use crate::error::Result;
use crate::jobs::imports::{Ending, run_next};
use crate::store::Store;
use crate::store::integration::jobs;

/// A new club, the museum again, and a row without a name.
const CLUBS: &str = "id,name,website,visibility\n\
    1,Riverside Chess Club,https://chess.example.org,partners\n\
    2,Museum at the Lake,https://www.lakeshore.example/visit,partners\n\
    3,,https://nobody.example.org,partners\n";

const SCHOOLS: &str = "id,name\n1,North River School\n2,South River School\n";

pub(super) async fn fill(store: &Store) -> Result<()> {
    let coordinator = Caller::sign_in(store, "coordinator@riverside.example", None).await?;
    import(store, &coordinator, "clubs", CLUBS).await?;
    run_next(store, None, &Ending::default(), &(Box::new(|_| {}) as _)).await?;
    coordinator.sign_out(store).await?;
    let program = programs::caller(store).await?;
    import(store, &program, "schools", SCHOOLS).await
}

/// Makes a job that only tells what would become of the rows.
async fn import(store: &Store, caller: &Caller, source: &str, list: &str) -> Result<()> {
    let permit = caller.permit::<CreateImport>()?;
    let options = ImportOptions { source: source.to_owned(), dry_run: true, mapping: None, encoding: None };
    store
        .write(async |unit| {
            let id = jobs::open(unit, &permit, &options).await?;
            jobs::append(unit, &permit, id, 0, list.as_bytes()).await?;
            jobs::submit(unit, &permit, id, "UTF-8").await
        })
        .await?;
    Ok(())
}
