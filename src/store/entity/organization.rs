//! The table `organization`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    pub name: String,
    #[serde(skip)]
    pub name_key: String,
    pub alternate_name: Option<String>,
    pub description: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub year_incorporated: Option<i32>,
    pub legal_status: Option<String>,
    pub logo: Option<String>,
    pub uri: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub organization_identifiers: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub additional_websites: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub offers: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub needs: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub terms: Json,
    pub visibility: String,
    pub side: Option<String>,
    pub steward_id: Option<Uuid>,
    #[serde(skip)]
    pub shared_at: chrono::DateTime<chrono::Utc>,
    #[serde(skip)]
    pub shared_name: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
