//! The table `mention`: whom and what copies and papers name.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mention")]
pub struct Model {
    /// A party, a step or an agreement.
    #[sea_orm(primary_key, auto_increment = false)]
    pub row_id: Uuid,
    /// The id of a person or of a row in a copy, or the folded name of a signer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
