//! The table `meeting`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "meeting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    pub partnership_id: Uuid,
    pub author_id: Option<Uuid>,
    pub title: String,
    pub agenda: Option<String>,
    pub place: Option<String>,
    pub url: Option<String>,
    /// The first time, on the clock of the zone.
    pub starts_at: String,
    pub time_zone: String,
    pub duration_minutes: i32,
    pub rule: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub exceptions: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
