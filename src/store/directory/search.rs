//! Full-text search: words are folded and stemmed in `domain::text`; the databases match plain tokens.

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, Order, SelectStatement, SimpleExpr};
use uuid::Uuid;

use crate::domain::directory::organization::OrganizationInput;
use crate::domain::text::{self, Language};
use crate::error::Result;
use crate::store::entity::{organization, organization_search, term};
use crate::store::scoped::{self, PartOf};
use crate::store::write::batches;
use crate::store::{Rows, Unit};

impl PartOf for organization_search::Entity {
    const WHOLE: organization_search::Column = organization_search::Column::OrganizationId;
}

/// The words by which an entry is found.
pub(super) fn row(
    unit: &Unit,
    id: Uuid,
    entry: &OrganizationInput,
    terms: &[term::Model],
) -> organization_search::ActiveModel {
    let names = [Some(&entry.name), entry.alternate_name.as_ref()].into_iter().flatten();
    let texts = entry.description.iter().chain(terms.iter().map(|term| &term.name));
    organization_search::ActiveModel {
        organization_id: Set(id),
        name_tokens: Set(text::search_text(names.map(String::as_str), unit.language())),
        tokens: Set(text::search_text(texts.map(String::as_str), unit.language())),
        ..Default::default()
    }
}

/// Keeps the words of an entry.
pub(super) async fn put(
    unit: &Unit,
    id: Uuid,
    entry: &OrganizationInput,
    terms: &[term::Model],
) -> Result<()> {
    let row = row(unit, id, entry, terms);
    let known = scoped::parts::<organization_search::Entity>([id]).one(&unit.db().executor).await?;
    if known.is_some_and(|known| row.name_tokens == Set(known.name_tokens) && row.tokens == Set(known.tokens))
    {
        return Ok(());
    }
    remove(unit, id).await?;
    put_rows(unit, vec![row]).await
}

/// Keeps the words of new entries.
pub(super) async fn put_rows(unit: &Unit, rows: Vec<organization_search::ActiveModel>) -> Result<()> {
    for rows in batches(rows) {
        insert(rows).exec_without_returning(unit.connection()).await?;
    }
    Ok(())
}

/// Takes an entry out of the search.
pub(super) async fn remove(unit: &Unit, id: Uuid) -> Result<()> {
    scoped::delete_parts::<organization_search::Entity>([id]).exec(unit.connection()).await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the words are derived from a row that has its event")]
fn insert(
    rows: Vec<organization_search::ActiveModel>,
) -> sea_orm::InsertMany<organization_search::ActiveModel> {
    organization_search::Entity::insert_many(rows)
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
