//! The table `job_row`: what became of a row of the file that a job reads.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i64,
    pub result: String,
    pub organization_id: Option<Uuid>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub errors: Option<Json>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub duplicates: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
