//! The table `minutes`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "minutes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    pub partnership_id: Uuid,
    pub author_id: Option<Uuid>,
    pub meeting_id: Uuid,
    /// What the rule says on the clock of the zone.
    pub occurs_at: String,
    pub cancelled: bool,
    pub agenda: Option<String>,
    pub text: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub attendance: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
