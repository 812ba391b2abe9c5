//! The table `prospect_move`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "prospect_move")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub prospect_id: Uuid,
    pub from_stage: Option<String>,
    pub to_stage: String,
    /// Since when it was in the stage before.
    pub from_since: Option<chrono::DateTime<chrono::Utc>>,
    pub reason: Option<String>,
    /// Who moved it; none for a program.
    pub person_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
