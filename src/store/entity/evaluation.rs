//! The table `evaluation`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "evaluation")]
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
    pub round_id: Uuid,
    pub rater_id: Uuid,
    pub status: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub ratings: Json,
    pub submitted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub reopened: i32,
    pub reopened_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
