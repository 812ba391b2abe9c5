//! The tables and columns of a database, as it tells them itself.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A table and those of its columns that are written, not computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
}

/// A column; the columns of a table are in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// What a column holds, the same on both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Uuid,
    Text,
    Time,
    Date,
    Integer,
    Float,
    Boolean,
    Json,
    Bytes,
}

impl Kind {
    fn of(declared: &str) -> Option<Self> {
        Some(match declared {
            "uuid" | "uuid_text" => Self::Uuid,
            "text" | "character varying" | "varchar" => Self::Text,
            "timestamp with time zone" | "timestamp_with_timezone_text" => Self::Time,
            "date" | "date_text" => Self::Date,
            "smallint" | "integer" | "bigint" => Self::Integer,
            "double precision" | "double" => Self::Float,
            "boolean" => Self::Boolean,
            "json" | "jsonb" | "json_text" | "jsonb_text" => Self::Json,
            "bytea" => Self::Bytes,
            other if other.starts_with("blob") => Self::Bytes,
            _ => return None,
        })
    }
}

/// Views of system tables, the full-text index and the list of migrations are left out, and so is what a server
/// knows of its own transactions.
const SQLITE: &str = "SELECT t.name, c.name, lower(c.type)
    FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c
    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'
        AND t.name <> 'seaql_migrations' AND c.hidden = 0
    ORDER BY t.name, c.name";
const POSTGRES: &str = "SELECT c.table_name::text, c.column_name::text, c.data_type::text
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND table_name <> 'seaql_migrations'
        AND c.is_generated = 'NEVER' AND c.data_type <> 'xid8'
    ORDER BY c.table_name::text COLLATE \"C\", c.column_name::text COLLATE \"C\"";

/// Every table.
pub(super) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Table>> {
    let backend = connection.get_database_backend();
    let sql = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let mut tables: Vec<Table> = Vec::new();
    for row in connection.query_all_raw(Statement::from_string(backend, sql)).await? {
        let cell = |index| row.try_get_by_index::<String>(index);
        let (table, name, declared) = (cell(0)?, cell(1)?, cell(2)?);
        let kind = Kind::of(&declared).ok_or_else(|| {
            Error::internal(format!("{table}.{name} is of a type that no backup knows: {declared}"))
        })?;
        let column = Column { name, kind };
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(column),
            _ => tables.push(Table { name: table, columns: vec![column] }),
        }
    }
    Ok(tables)
}

impl Table {
    /// A query for all rows. Whole numbers are read in one size.
    pub(super) fn select(&self) -> String {
        let columns = self.columns.iter().map(|column| match column.kind {
            Kind::Integer => format!("CAST({} AS bigint)", quoted(&column.name)),
            _ => quoted(&column.name),
        });
        format!("SELECT {} FROM {}", columns.collect::<Vec<_>>().join(", "), quoted(&self.name))
    }

    /// A statement that inserts so many rows.
    pub(super) fn insert(&self, rows: usize, backend: DbBackend) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| quoted(&column.name)).collect();
        // Numbers that the database counts up itself are those of the backup.
        let given = if backend == DbBackend::Postgres { "OVERRIDING SYSTEM VALUE " } else { "" };
        let places: Vec<_> = (0..rows)
            .map(|row| {
                let first = row * columns.len() + 1;
                let places: Vec<_> =
                    (first..first + columns.len()).map(|place| format!("${place}")).collect();
                format!("({})", places.join(", "))
            })
            .collect();
        format!(
            "INSERT INTO {} ({}) {given}VALUES {}",
            quoted(&self.name),
            columns.join(", "),
            places.join(", ")
        )
    }
}

/// A name as SQL writes it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
