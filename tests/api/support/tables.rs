//! Everything that a database holds, as text.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use super::App;

/// The contents of every table.
#[derive(Debug)]
pub struct Tables(Vec<(String, String)>);

impl Tables {
    pub async fn of(app: &App) -> Self {
        let database = sea_orm::Database::connect(&app.database.url).await.unwrap();
        let names = match database.get_database_backend() {
            DbBackend::Postgres => "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
            _ => "SELECT name FROM sqlite_master WHERE type = 'table'",
        };
        let mut tables = Vec::new();
        for name in texts(&database, names).await {
            let rows = texts(&database, &rows_of(&database, &name).await).await;
            tables.push((name, rows.join("\n").to_lowercase()));
        }
        database.close().await.unwrap();
        assert!(tables.len() > 20, "{tables:?}");
        Self(tables)
    }

    /// The tables in which the text stands: in whatever case, and as it is within binary columns.
    pub fn holding(&self, text: &str) -> Vec<&str> {
        let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        let text = text.to_lowercase();
        let holding = self.0.iter().filter(|(_, rows)| rows.contains(&text) || rows.contains(&hex));
        holding.map(|(name, _)| name.as_str()).collect()
    }
}

/// A query for each row of a table as one text, binary columns in hexadecimal.
async fn rows_of(database: &DatabaseConnection, table: &str) -> String {
    if database.get_database_backend() == DbBackend::Postgres {
        return format!("SELECT CAST(t AS text) AS name FROM \"{table}\" t");
    }
    let columns = texts(database, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
    let quoted: Vec<_> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
    format!("SELECT {} AS name FROM \"{table}\"", quoted.join(" || ' ' || "))
}

/// The column `name` of every row.
pub async fn texts(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}
