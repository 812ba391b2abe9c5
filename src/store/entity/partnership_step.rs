//! The table `partnership_step`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "partnership_step")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    pub partnership_id: Uuid,
    pub step: String,
    pub party_id: Uuid,
    pub acted_by: Uuid,
    pub author_id: Option<Uuid>,
    pub terms_version: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub terms: Option<Json>,
    pub reason: Option<String>,
    pub signer: Option<String>,
    pub signed_on: Option<chrono::NaiveDate>,
    pub document: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
