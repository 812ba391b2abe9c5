//! The table `job`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    pub organization_id: Uuid,
    pub kind: String,
    pub state: String,
    /// The person or the program that made it.
    pub subject_id: Uuid,
    /// The session or the secret by which it was made, and by which it may go on.
    #[serde(skip)]
    pub grant_id: Uuid,
    /// The scopes of a program.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub scopes: Option<Json>,
    #[sea_orm(column_type = "JsonBinary")]
    pub options: Json,
    pub size: i64,
    pub encoding: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub ignored_columns: Json,
    pub bytes_read: i64,
    pub rows_done: i64,
    pub created_count: i64,
    pub updated_count: i64,
    pub unchanged_count: i64,
    pub failed_count: i64,
    pub duplicate_count: i64,
    pub fault: Option<String>,
    /// Who works on it, until when unless that is put off.
    #[serde(skip)]
    pub lease: Option<Uuid>,
    #[serde(skip)]
    pub leased_until: Option<chrono::DateTime<chrono::Utc>>,
    pub started_at: Option<chrono::DateTime<chrono::Utc>>,
    pub finished_at: Option<chrono::DateTime<chrono::Utc>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
