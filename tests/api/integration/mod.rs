//! Work that goes on after the request which asked for it.

mod following;
mod jobs;
mod left;
