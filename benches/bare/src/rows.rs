//! Rows as they are read and as they are answered.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub struct OrganizationRow {
    pub id: Uuid,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub name: String,
    pub name_key: String,
    pub alternate_name: Option<String>,
    pub description: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub year_incorporated: Option<i32>,
    pub legal_status: Option<String>,
    pub logo: Option<String>,
    pub uri: Option<String>,
    pub organization_identifiers: Value,
    pub additional_websites: Value,
    pub offers: Value,
    pub needs: Value,
    pub terms: sqlx::types::Json<Vec<Uuid>>,
    pub visibility: String,
    pub side: Option<String>,
    pub steward_id: Option<Uuid>,
}

#[derive(Clone, Serialize, sqlx::FromRow)]
pub struct Term {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub taxonomy: String,
}

#[derive(Clone, Serialize, sqlx::FromRow)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
}

#[derive(Serialize)]
pub struct Organization {
    pub id: Uuid,
    pub name: String,
    pub alternate_name: Option<String>,
    pub description: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub year_incorporated: Option<i32>,
    pub legal_status: Option<String>,
    pub logo: Option<String>,
    pub uri: Option<String>,
    pub visibility: String,
    pub organization_identifiers: Value,
    pub additional_websites: Value,
    pub offers: Value,
    pub needs: Value,
    pub terms: Vec<Term>,
    pub side: Option<String>,
    pub steward: Option<Named>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Serialize)]
pub struct Page {
    pub items: Vec<Organization>,
    pub next_cursor: Option<String>,
}

/// What the load test creates.
#[derive(Deserialize)]
pub struct Input {
    pub name: String,
    pub description: String,
    pub email: String,
    pub visibility: String,
    pub offers: Vec<String>,
    pub terms: Vec<Uuid>,
}

/// The rounds of a comparison, `round_id=…&round_id=…`.
pub fn round_ids(query: &str) -> Vec<Uuid> {
    query.split('&').filter_map(|pair| pair.strip_prefix("round_id=")?.parse().ok()).collect()
}

#[derive(sqlx::FromRow)]
pub struct RoundRow {
    pub id: Uuid,
    pub organization_id: Uuid,
    pub instrument_id: Uuid,
    pub status: String,
}

#[derive(sqlx::FromRow)]
pub struct SheetRow {
    pub round_id: Uuid,
    pub rater_id: Uuid,
    pub status: String,
    pub ratings: sqlx::types::Json<Vec<Rating>>,
}

#[derive(Deserialize)]
pub struct Rating {
    pub item: String,
    pub value: Value,
}
