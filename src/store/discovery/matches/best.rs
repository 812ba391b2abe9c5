//! The query for the organizations that fit an initiative best.

use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement, SimpleExpr, UnionType,
};
use sea_orm::{ColumnTrait, FromQueryResult};
use uuid::Uuid;

use super::wanted::Wanted;
use crate::access::discovery::matches::List;
use crate::access::{Permit, Scope};
use crate::domain::discovery::matching::{MOST_CANDIDATES, Question};
use crate::error::{Error, Result};
use crate::store::directory::reach;
use crate::store::entity::organization_facet::{Column, Entity};
use crate::store::entity::{organization, own_term, term};
use crate::store::scoped;

/// A term that is named, and one of the same group.
pub(super) const TERM: i32 = 2;
pub(super) const GROUP: i32 = 1;

pub(super) const MOST: u64 = MOST_CANDIDATES as u64;
pub(super) const FACET: &str = "facet";
pub(super) const ORGANIZATION: &str = "organization_id";
pub(super) const FIT: &str = "\"facet\".\"fit\"";

/// What is known of an organization.
#[derive(FromQueryResult)]
pub(super) struct Row {
    pub(super) organization_id: Uuid,
    pub(super) name_key: String,
    pub(super) fit: i32,
    pub(super) offered: i32,
    pub(super) chord: Option<f64>,
}

/// A question for the best, with what each half of a fit and each offer counts: whole numbers, so that both databases agree.
pub(super) struct Best<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) tenant: Uuid,
    pub(super) scope: Scope,
    pub(super) postgres: bool,
    of_fit: i64,
    of_offer: i64,
}

impl<'a> Best<'a> {
    /// None where nothing is asked for.
    pub(super) fn of(
        wanted: &'a Wanted,
        permit: &Permit<List>,
        question: &Question,
        postgres: bool,
    ) -> Result<Option<Self>> {
        if wanted.terms.is_empty() && wanted.needs.is_empty() {
            return Ok(None);
        }
        // Both weights in thousandths by twice the number of needs.
        let needs = i64::try_from(Ord::max(question.needs, 1)).map_err(Error::internal)?;
        Ok(Some(Self {
            wanted,
            tenant: permit.tenant()?,
            scope: permit.scope(),
            postgres,
            of_fit: thousandths(question.weights.category) * needs,
            of_offer: thousandths(question.weights.offers) * 2,
        }))
    }

    /// A query for the points that so many have that none with fewer is among the best; none where it would not pay.
    pub(super) fn enough(&self) -> Result<Option<SelectStatement>> {
        if self.wanted.around.is_some() {
            return Ok(None);
        }
        let points = self.points();
        let mut enough = match self.wanted.terms.as_slice() {
            // Each organization is there once.
            [] => {
                let points = Expr::cust(format!("CAST({points} AS bigint)"));
                let mut query = self.seen(united(self.by_offers())?, 0);
                query.expr(points.clone()).order_by_expr(points, Order::Desc).take()
            }
            terms => {
                let points = Expr::cust(format!("CAST(MAX({points}) AS bigint)"));
                let mut query = self.seen(by_terms(terms, TERM), 0);
                query
                    .expr(points.clone())
                    .group_by_col(facet(ORGANIZATION))
                    .order_by_expr(points, Order::Desc)
                    .take()
            }
        };
        Ok(Some(enough.limit(1).offset(MOST).take()))
    }

    /// One row for each organization that fits somehow and has so many points at least: those with the most first, of them the
    /// nearest.
    pub(super) fn query(&self, enough: i64) -> Result<SelectStatement> {
        match &self.wanted.around {
            Some(around) => Ok(self.nearby(around)),
            None => self.everywhere(enough),
        }
    }

    fn everywhere(&self, enough: i64) -> Result<SelectStatement> {
        let nowhere = Expr::cust("CAST(NULL AS double precision)");
        // One that fits by the library's own view alone may have no facet, and so no name here.
        let name = Func::coalesce([Expr::cust("MIN(\"facet\".\"name_key\")"), name_of(facet(ORGANIZATION))]);
        let most = |column: &str| Expr::cust(format!("MAX({column})"));
        let offered = self.offered("offers");
        Ok(self
            .seen(united(self.rows(enough)?)?, enough)
            .column(facet(ORGANIZATION))
            .expr_as(nowhere, Alias::new("chord"))
            .expr_as(name, Alias::new("name_key"))
            .expr_as(most(FIT), Alias::new("fit"))
            .expr_as(most(&offered), Alias::new("offered"))
            .group_by_col(facet(ORGANIZATION))
            .cond_having(Condition::any().add(most(FIT).gt(0)).add(most(&offered).gt(0)))
            .order_by_expr(most(&self.points()), Order::Desc)
            .order_by(Alias::new("name_key"), Order::Asc)
            .order_by(facet(ORGANIZATION), Order::Asc)
            .limit(MOST + 1)
            .take())
    }

    /// The facets that fit and can have so many points: every row tells all that its organization offers, so the one that
    /// fits best tells its points.
    fn rows(&self, enough: i64) -> Result<Vec<SelectStatement>> {
        let wanted = self.wanted;
        let of_all_offers = self.of_offer * i64::try_from(wanted.needs.len()).map_err(Error::internal)?;
        let mut rows = Vec::new();
        if !wanted.terms.is_empty() {
            rows.push(by_terms(&wanted.terms, TERM));
        }
        if !wanted.groups.is_empty() && self.of_fit + of_all_offers >= enough {
            rows.push(by_terms(&wanted.groups, GROUP));
        }
        if of_all_offers >= enough {
            rows.extend(self.by_offers());
        }
        if !wanted.paths.is_empty() {
            rows.push(self.own_rows());
        }
        Ok(rows)
    }

    /// Those of the rows that have so many points, and whose organizations the caller sees.
    fn seen(&self, rows: SelectStatement, enough: i64) -> SelectStatement {
        Query::select()
            .from_subquery(rows, Alias::new(FACET))
            .and_where(Expr::cust(self.points()).gte(enough))
            .and_where(Expr::col(facet(ORGANIZATION)).ne(self.tenant))
            .and_where(reach::is_hidden(facet(ORGANIZATION), self.tenant, self.postgres).not())
            .take()
    }

    /// The points of a row.
    fn points(&self) -> String {
        self.points_of(&self.offered("offers"))
    }

    /// The points of one that fits as its row tells and offers so many of the needed kinds.
    pub(super) fn points_of(&self, offered: &str) -> String {
        format!("{FIT} * {} + {offered} * {}", self.of_fit, self.of_offer)
    }

    /// How many of the needed kinds are among the offers of a row, by the column that holds their bits.
    pub(super) fn offered(&self, offers: &str) -> String {
        let bits =
            self.wanted.needs.iter().map(|(kind, _)| {
                format!("((\"facet\".\"{offers}\" >> {}) & 1)", kind.bit().trailing_zeros())
            });
        let bits = std::iter::once("0".to_owned()).chain(bits).collect::<Vec<_>>();
        format!("({})", bits.join(" + "))
    }

    /// The offers that are needed, each organization once: by the first of them that it has.
    fn by_offers(&self) -> Vec<SelectStatement> {
        let mut before = 0;
        let mut rows = Vec::new();
        for (kind, word) in &self.wanted.needs {
            let mut of_kind = facets(0);
            of_kind
                .and_where(Column::Kind.eq("offer"))
                .and_where(Column::Value.eq(word))
                .and_where(Expr::cust(format!("(\"organization_facet\".\"offers\" & {before}) = 0")));
            rows.push(of_kind);
            before |= kind.bit();
        }
        rows
    }

    /// The organizations to which the library gave such a term in its own view.
    fn own_rows(&self) -> SelectStatement {
        let own = |column: own_term::Column| Expr::col((own_term::Entity, column));
        let same =
            own(own_term::Column::OrganizationId).equals((organization::Entity, organization::Column::Id));
        let offers = Query::select()
            .expr(Expr::cust("COALESCE(MAX(\"organization_facet\".\"offers\"), 0)"))
            .from(Entity)
            .and_where(own(own_term::Column::OrganizationId).equals((Entity, Column::OrganizationId)))
            .take();
        self.named_by_own_terms()
            .column((organization::Entity, organization::Column::NameKey))
            .expr_as(offers, Alias::new("offers"))
            .expr_as(Expr::cust(TERM.to_string()), Alias::new("fit"))
            .join(JoinType::InnerJoin, organization::Entity, same)
            .take()
    }

    /// The ids of organizations to which the library gave, in its own view, a term that is named or one below it.
    pub(super) fn named_by_own_terms(&self) -> SelectStatement {
        let below = self
            .wanted
            .paths
            .iter()
            .fold(Condition::any(), |any, path| any.add(term::Column::Path.starts_with(path)));
        let none = self.wanted.paths.is_empty().then(scoped::nothing);
        let terms = scoped::ids_within::<term::Entity>(self.scope)
            .cond_where(below)
            .cond_where(Condition::all().add_option(none))
            .take();
        scoped::column_within::<own_term::Entity>(own_term::Column::OrganizationId, self.scope)
            .and_where(own_term::Column::TermId.in_subquery(terms))
            .take()
    }
}

/// The facets by these terms.
fn by_terms(terms: &[Uuid], fit: i32) -> SelectStatement {
    let mut rows = facets(fit);
    rows.and_where(Column::Kind.eq("term")).and_where(Column::Value.is_in(strings(terms)));
    rows
}

/// Facets that fit as well as told.
fn facets(fit: i32) -> SelectStatement {
    Query::select()
        .columns([Column::OrganizationId, Column::NameKey, Column::Offers].map(|column| (Entity, column)))
        .expr_as(Expr::cust(fit.to_string()), Alias::new("fit"))
        .from(Entity)
        .take()
}

fn united(rows: Vec<SelectStatement>) -> Result<SelectStatement> {
    let mut rows = rows.into_iter();
    let mut all = rows.next().ok_or_else(|| Error::internal("nothing is looked for"))?;
    Ok(all.unions(rows.map(|rows| (UnionType::All, rows))).take())
}

/// The name of the organization that `id` names, as it is sorted.
pub(super) fn name_of(id: (Alias, Alias)) -> SimpleExpr {
    let name = Query::select()
        .column((organization::Entity, organization::Column::NameKey))
        .from(organization::Entity)
        .and_where(Expr::col((organization::Entity, organization::Column::Id)).equals(id))
        .take();
    name.into()
}

pub(super) fn facet(column: &'static str) -> (Alias, Alias) {
    (Alias::new(FACET), Alias::new(column))
}

pub(super) fn strings(ids: &[Uuid]) -> Vec<String> {
    ids.iter().map(Uuid::to_string).collect()
}

/// A weight, which has three decimals at most, in thousandths.
#[expect(clippy::cast_possible_truncation, reason = "it is between 0 and 100,000")]
fn thousandths(weight: f64) -> i64 {
    (weight * 1_000.0).round() as i64
}
