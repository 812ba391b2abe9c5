//! The table `round`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "round")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    /// Whose it is; the column is from when only libraries rated.
    #[sea_orm(column_name = "library_id")]
    pub tenant_id: Uuid,
    pub organization_id: Uuid,
    pub instrument_id: Uuid,
    pub name: Option<String>,
    pub status: String,
    pub closed_at: Option<chrono::DateTime<chrono::Utc>>,
    /// What callers who may not see raters see, written when the round is closed.
    #[sea_orm(column_type = "JsonBinary")]
    pub score: Option<Json>,
    /// The partnership that it is about.
    pub partnership_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
