//! The table `prospect`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "prospect")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    pub library_id: Uuid,
    pub organization_id: Uuid,
    pub initiative_id: Option<Uuid>,
    /// The code of a stage of the library's pipeline.
    pub stage: String,
    /// What the stage means.
    pub meaning: String,
    pub stage_since: chrono::DateTime<chrono::Utc>,
    pub owner_id: Option<Uuid>,
    pub next_step: Option<String>,
    pub next_step_on: Option<chrono::NaiveDate>,
    /// Who wrote the next step; none for a program.
    pub author_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
