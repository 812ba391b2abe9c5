//! The table `party`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "party")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: chrono::DateTime<chrono::Utc>,
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub version: i64,
    pub partnership_id: Uuid,
    pub organization_id: Uuid,
    pub part: String,
    pub kind: String,
    pub paid: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub rewards: Json,
    pub status: String,
    pub assented_version: Option<i32>,
    pub assented_at: Option<chrono::DateTime<chrono::Utc>>,
    pub assented_by: Option<Uuid>,
    pub signer: Option<String>,
    pub signed_on: Option<chrono::NaiveDate>,
    pub document: Option<String>,
    /// The last event before the party was told of the partnership; none until it is.
    #[serde(skip)]
    pub told_from: Option<i64>,
    /// The last event that it may read; none while it is a party.
    #[serde(skip)]
    pub told_until: Option<i64>,
    /// How far the partnership was when the party left.
    #[serde(skip)]
    pub left_state: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    /// What the party saw when it left. No event holds it.
    #[serde(skip)]
    pub copy: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
