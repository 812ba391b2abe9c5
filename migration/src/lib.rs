//! The database's history: each migration runs up and down, the same on SQLite and PostgreSQL.

mod columns;
mod m20261121_000001_installation;
mod m20261121_000002_directory;
mod m20261121_000003_taxonomy;
mod m20261121_000004_identity;
mod m20261121_000005_evaluation;
mod m20261121_000006_integration;
mod m20261121_000007_clients;
mod m20261121_000008_jobs;
mod m20261121_000009_people;
mod m20261121_000010_facet_names;
mod m20261122_000011_places;
mod m20261122_000012_event_audiences;
mod m20261122_000013_partnership;
mod m20261122_000014_collaboration;
mod m20261122_000015_contributions;
mod m20261122_000016_agreements;
mod m20261122_000022_initiatives;
mod m20261122_000023_prospects;
mod m20261122_000024_internal_entries;
mod m20261122_000025_interviews;
mod m20261122_000026_meetings;
mod m20261122_000027_calendar_links;
mod m20261122_000028_reasons;
mod m20261122_000029_authors;
mod m20261122_000030_large_directories;
mod m20261122_000031_terms_in_force;
mod m20261122_000033_both_sides;
mod m20261123_000034_circles;
mod m20261123_000035_due_interviews;
mod m20261123_000036_offers_by_entry;

use sea_orm_migration::async_trait;
pub use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_installation::Migration),
            Box::new(m20261121_000002_directory::Migration),
            Box::new(m20261121_000003_taxonomy::Migration),
            Box::new(m20261121_000004_identity::Migration),
            Box::new(m20261121_000005_evaluation::Migration),
            Box::new(m20261121_000006_integration::Migration),
            Box::new(m20261121_000007_clients::Migration),
            Box::new(m20261121_000008_jobs::Migration),
            Box::new(m20261121_000009_people::Migration),
            Box::new(m20261121_000010_facet_names::Migration),
            Box::new(m20261122_000011_places::Migration),
            Box::new(m20261122_000012_event_audiences::Migration),
            Box::new(m20261122_000013_partnership::Migration),
            Box::new(m20261122_000014_collaboration::Migration),
            Box::new(m20261122_000015_contributions::Migration),
            Box::new(m20261122_000016_agreements::Migration),
            Box::new(m20261122_000022_initiatives::Migration),
            Box::new(m20261122_000023_prospects::Migration),
            Box::new(m20261122_000024_internal_entries::Migration),
            Box::new(m20261122_000025_interviews::Migration),
            Box::new(m20261122_000026_meetings::Migration),
            Box::new(m20261122_000027_calendar_links::Migration),
            Box::new(m20261122_000028_reasons::Migration),
            Box::new(m20261122_000029_authors::Migration),
            Box::new(m20261122_000030_large_directories::Migration),
            Box::new(m20261122_000031_terms_in_force::Migration),
            Box::new(m20261122_000033_both_sides::Migration),
            Box::new(m20261123_000034_circles::Migration),
            Box::new(m20261123_000035_due_interviews::Migration),
            Box::new(m20261123_000036_offers_by_entry::Migration),
        ]
    }
}
