//! Full-text search: words are folded and stemmed in `domain::text`; the databases match plain tokens.

use sea_orm::EntityTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, Order, SelectStatement, SimpleExpr};
use uuid::Uuid;

use crate::domain::directory::organization::OrganizationInput;
use crate::domain::text::{self, Language};
use crate::error::Result;
use crate::store::entity::{organization, organization_search};
use crate::store::scoped::{self, PartOf};
use crate::store::{Rows, Unit};

impl PartOf for organization_search::Entity {
    const WHOLE: organization_search::Column = organization_search::Column::OrganizationId;
}

/// Keeps the words by which an entry is found.
pub(super) async fn put(unit: &Unit, id: Uuid, entry: &OrganizationInput, terms: &[String]) -> Result<()> {
    let names = [Some(&entry.name), entry.alternate_name.as_ref()].into_iter().flatten();
    let name_tokens = text::search_text(names.map(String::as_str), unit.language());
    let texts = entry.description.iter().chain(terms);
    let tokens = text::search_text(texts.map(String::as_str), unit.language());
    let known = scoped::parts::<organization_search::Entity>([id]).one(&unit.db().executor).await?;
    if known.as_ref().is_some_and(|known| known.name_tokens == name_tokens && known.tokens == tokens) {
        return Ok(());
    }
    scoped::delete_parts::<organization_search::Entity>([id]).exec(unit.connection()).await?;
    let row = organization_search::ActiveModel {
        organization_id: sea_orm::ActiveValue::Set(id),
        name_tokens: sea_orm::ActiveValue::Set(name_tokens),
        tokens: sea_orm::ActiveValue::Set(tokens),
        ..Default::default()
    };
    insert(row).exec_without_returning(unit.connection()).await?;
    Ok(())
}

/// Takes an entry out of the search.
pub(super) async fn remove(unit: &Unit, id: Uuid) -> Result<()> {
    scoped::delete_parts::<organization_search::Entity>([id]).exec(unit.connection()).await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the words are derived from a row that has its event")]
fn insert(row: organization_search::ActiveModel) -> sea_orm::Insert<organization_search::ActiveModel> {
    organization_search::Entity::insert(row)
}

/// Joins the entries whose words match to a query, and orders it by relevance when asked to: a word of a name
/// weighs ten times one of a description or a term, which are the weights `A` and `D` of PostgreSQL.
pub(super) fn matching(
    query: &mut SelectStatement,
    q: &str,
    language: Language,
    postgres: bool,
    ranked: bool,
) {
    let words = text::query_tokens(q, language);
    let search = Alias::new("organization_search");
    let same = Expr::col((organization::Entity, organization::Column::Id))
        .equals((search.clone(), Alias::new("organization_id")));
    query.join(JoinType::InnerJoin, search, same);
    let (matches, rank): (SimpleExpr, &'static str) = if postgres {
        let words = words.join(" ");
        let matches = "organization_search.vector @@ plainto_tsquery('simple', $1)";
        let rank = "-ts_rank(organization_search.vector, plainto_tsquery('simple', $1))";
        if ranked {
            query.order_by_expr(Expr::cust_with_values(rank, [words.clone()]), Order::Asc);
        }
        (Expr::cust_with_values(matches, [words]), "")
    } else {
        let words = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ");
        let row = Expr::cust("organization_fts.rowid = organization_search.id");
        query.join(JoinType::InnerJoin, Alias::new("organization_fts"), row);
        (Expr::cust_with_values("organization_fts MATCH ?", [words]), "bm25(organization_fts, 10.0, 1.0)")
    };
    query.and_where(matches);
    if ranked && !postgres {
        query.order_by_expr(Expr::cust(rank), Order::Asc);
    }
}
