//! The table `agreement`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "agreement")]
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
    pub edition: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub sections: Json,
    pub effective_on: Option<chrono::NaiveDate>,
    pub expires_on: Option<chrono::NaiveDate>,
    pub renewal_on: Option<chrono::NaiveDate>,
    pub notice_on: Option<chrono::NaiveDate>,
    #[sea_orm(column_type = "JsonBinary")]
    pub assents: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub earlier: Json,
    pub agreed_at: Option<chrono::DateTime<chrono::Utc>>,
    pub agreed_version: Option<i32>,
    pub agreed_expires_on: Option<chrono::NaiveDate>,
    pub agreed_renewal_on: Option<chrono::NaiveDate>,
    pub agreed_notice_on: Option<chrono::NaiveDate>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
