//! The table `challenge`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "challenge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    pub partnership_id: Uuid,
    pub author_id: Option<Uuid>,
    pub kind: String,
    pub other_kind: Option<String>,
    pub title: String,
    pub description: Option<String>,
    pub likelihood: i32,
    pub impact: i32,
    pub mitigation: Option<String>,
    pub owner_id: Option<Uuid>,
    pub review_on: Option<chrono::NaiveDate>,
    pub status: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
