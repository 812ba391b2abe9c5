//! The table `contribution`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "contribution")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    pub partnership_id: Uuid,
    pub author_id: Option<Uuid>,
    pub from_id: Uuid,
    pub to_id: Option<Uuid>,
    pub kind: String,
    pub form: String,
    pub title: String,
    pub pledged: i64,
    pub delivered: i64,
    pub unit_amount: Option<i64>,
    pub currency: Option<String>,
    pub rate_id: Option<Uuid>,
    pub rate_name: Option<String>,
    pub pledged_value: Option<i64>,
    pub delivered_value: Option<i64>,
    pub pledged_on: chrono::NaiveDate,
    pub due_on: Option<chrono::NaiveDate>,
    pub effect: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
