//! The table `event`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub sequence: i64,
    pub at: chrono::DateTime<chrono::Utc>,
    pub person_id: Option<Uuid>,
    pub acting_for: Option<Uuid>,
    pub operation: String,
    pub resource: String,
    pub resource_id: Uuid,
    pub audience: String,
    pub audience_id: Option<Uuid>,
    #[sea_orm(column_type = "JsonBinary")]
    pub before: Option<Json>,
    #[sea_orm(column_type = "JsonBinary")]
    pub after: Option<Json>,
    pub client_id: Option<Uuid>,
    /// What the rows of one write have in common: the id by which a reader knows it.
    pub id: Uuid,
    pub organization_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
