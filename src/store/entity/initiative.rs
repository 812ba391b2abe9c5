//! The table `initiative`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "initiative")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    pub library_id: Uuid,
    pub name: String,
    pub cause: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub goals: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub target_groups: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub needs: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub terms: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub rewards: Json,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub place: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub weights: Option<Json>,
    /// Who wrote its texts last; none for a program.
    pub author_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
