//! What matches and boards of a large directory read: the offers of an entry as bits beside each of its facets, and the few
//! entries that are hidden or gone in an index of their own; and the points of an entry in the index of its places.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::integer;

use crate::columns::replace;

const TABLE: &str = "organization_facet";

/// The kinds of resources, each with the bit of its place.
const KINDS: [&str; 17] = [
    "expertise",
    "resources",
    "student_talent",
    "facilities",
    "equipment",
    "personnel",
    "collections",
    "audiences",
    "networks",
    "outreach",
    "funding",
    "in_kind_contributions",
    "programming",
    "workspace",
    "training_space",
    "technology_skills",
    "marketing",
];

/// The indexes before and after.
const INDEXES: [(&str, &[&str], &[&str]); 3] = [
    ("location", &["organization_id", "id"], &["organization_id", "id", "x", "y", "z"]),
    (TABLE, &["organization_id"], &["organization_id", "kind", "value"]),
    (
        TABLE,
        &["kind", "value", "name_key", "organization_id"],
        &["kind", "value", "name_key", "organization_id", "offers"],
    ),
];

const INTERNAL: &str =
    "CREATE INDEX organization_internal ON organization (id, steward_id) WHERE visibility = 'internal'";
const HIDDEN: &str =
    "CREATE INDEX organization_hidden ON organization (id, steward_id, visibility, deleted_at)
    WHERE visibility = 'internal' OR deleted_at IS NOT NULL";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        manager
            .drop_index(Index::drop().name("organization_internal").table("organization").to_owned())
            .await?;
        connection.execute_unprepared(HIDDEN).await?;
        let offers = Table::alter().table(TABLE).add_column(integer("offers").default(0)).take();
        manager.alter_table(offers).await?;
        let bits: String = KINDS
            .iter()
            .enumerate()
            .map(|(place, kind)| format!(" WHEN '{kind}' THEN {}", 1 << place))
            .collect();
        let known = format!(
            "UPDATE organization_facet SET offers = COALESCE((SELECT SUM(CASE offer.value{bits} ELSE 0 END)
                FROM organization_facet AS offer
                WHERE offer.kind = 'offer' AND offer.organization_id = organization_facet.organization_id), 0)"
        );
        connection.execute_unprepared(&known).await?;
        for (table, before, after) in INDEXES {
            replace(manager, table, before, after).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, before, after) in INDEXES {
            replace(manager, table, after, before).await?;
        }
        manager.alter_table(Table::alter().table(TABLE).drop_column("offers").take()).await?;
        manager
            .drop_index(Index::drop().name("organization_hidden").table("organization").to_owned())
            .await?;
        manager.get_connection().execute_unprepared(INTERNAL).await?;
        Ok(())
    }
}
