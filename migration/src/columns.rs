//! The shapes that most tables share.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, pk_uuid, text, timestamp_with_time_zone, timestamp_with_time_zone_null,
};

/// The ladder of roles.
pub(crate) const ROLES: [&str; 4] = ["viewer", "contributor", "coordinator", "admin"];

/// A table with the columns of every resource: id, times, version and tombstone.
pub(crate) fn resource(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(pk_uuid("id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("deleted_at"))
        .col(big_integer("version"))
        .take()
}

/// A foreign key to the `id` of another table.
pub(crate) fn reference(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to(table, "id").take()
}

/// A text column that holds one of `values`.
pub(crate) fn one_of(column: &'static str, values: &[&'static str]) -> ColumnDef {
    text(column).check(Expr::col(column).is_in(values.iter().copied())).take()
}

/// A plain index, named after its table and columns.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(format!("{table}_{}", columns.join("_"))).table(table).take();
    for column in columns {
        index.col(*column);
    }
    index
}

/// The same, unique.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(table, columns).unique().take()
}

/// Puts an index of these columns in the place of one of others.
pub(crate) async fn replace(
    manager: &SchemaManager<'_>,
    table: &'static str,
    before: &[&'static str],
    after: &[&'static str],
) -> Result<(), DbErr> {
    let name = format!("{table}_{}", before.join("_"));
    manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
    manager.create_index(index(table, after)).await
}

/// Makes tables and their indexes.
pub(crate) async fn create(
    manager: &SchemaManager<'_>,
    tables: impl IntoIterator<Item = TableCreateStatement>,
    indexes: impl IntoIterator<Item = IndexCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Drops tables, in the order given.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).take()).await?;
    }
    Ok(())
}
