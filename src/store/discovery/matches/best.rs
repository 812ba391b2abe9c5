//! The query for the organizations that fit an initiative best.

use sea_orm::sea_query::{
    Alias, CaseStatement, Condition, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement,
    UnionType,
};
use sea_orm::{ColumnTrait, FromQueryResult};
use uuid::Uuid;

use super::wanted::Wanted;
use crate::access::discovery::matches::List;
use crate::access::{Permit, Scope};
use crate::domain::directory::filter::Around;
use crate::domain::discovery::matching::{MOST_CANDIDATES, Question};
use crate::error::{Error, Result};
use crate::store::directory::{places, reach};
use crate::store::entity::organization_facet::{Column, Entity};
use crate::store::entity::{organization, own_term, term};
use crate::store::scoped;

/// A term that is named, and one of the same group.
const TERM: i32 = 2;
const GROUP: i32 = 1;

const MOST: u64 = MOST_CANDIDATES as u64;
const FACET: &str = "facet";
const ORGANIZATION: &str = "organization_id";
const FIT: &str = "\"facet\".\"fit\"";

/// What is known of an organization.
#[derive(FromQueryResult)]
pub(super) struct Row {
    pub(super) organization_id: Uuid,
    pub(super) name_key: String,
    pub(super) fit: i32,
    pub(super) offered: i32,
    pub(super) chord: Option<f64>,
}

impl Wanted {
    /// One row for each organization that fits somehow, those that fit categories and needs best by the weights first.
    pub(super) fn best(
        &self,
        permit: &Permit<List>,
        question: &Question,
        postgres: bool,
    ) -> Result<Option<SelectStatement>> {
        if self.terms.is_empty() && self.needs.is_empty() {
            return Ok(None);
        }
        // Whole numbers, so that both databases agree: both weights in thousandths by twice the number of needs.
        let needs = Ord::max(question.needs, 1);
        let offered = self.offered();
        let (of_fit, of_offered) =
            (thousandths(question.weights.category) * needs, thousandths(question.weights.offers) * 2);
        let of_row = format!("{FIT} * {of_fit} + {offered} * {of_offered}");
        let mut query = match &self.around {
            Some(around) => self.nearby(permit.scope(), around),
            None => self.everywhere(permit.tenant()?, permit.scope(), &of_row, postgres)?,
        };
        // One that fits by the library's own view alone may have no facet, and so no name here.
        let name = Query::select()
            .column((organization::Entity, organization::Column::NameKey))
            .from(organization::Entity)
            .and_where(
                Expr::col((organization::Entity, organization::Column::Id)).equals(facet(ORGANIZATION)),
            )
            .take();
        let name = Func::coalesce([Expr::cust("MIN(\"facet\".\"name_key\")"), name.into()]);
        let most = |column: &str| Expr::cust(format!("MAX({column})"));
        query
            .column(facet(ORGANIZATION))
            .expr_as(name, Alias::new("name_key"))
            .expr_as(most(FIT), Alias::new("fit"))
            .expr_as(most(&offered), Alias::new("offered"))
            .and_where(Expr::col(facet(ORGANIZATION)).ne(permit.tenant()?))
            .group_by_col(facet(ORGANIZATION))
            .cond_having(Condition::any().add(most(FIT).gt(0)).add(most(&offered).gt(0)))
            .order_by_expr(most(&of_row), Order::Desc)
            .order_by(Alias::new("name_key"), Order::Asc)
            .order_by(facet(ORGANIZATION), Order::Asc)
            .limit(MOST + 1);
        Ok(Some(query))
    }

    /// The facets that fit, without those that cannot be among the best: every row tells all that its organization offers,
    /// so the one that fits best tells its points, and some have so many that no more are needed below.
    fn everywhere(
        &self,
        tenant: Uuid,
        scope: Scope,
        of_row: &str,
        postgres: bool,
    ) -> Result<SelectStatement> {
        let seen = |rows: SelectStatement| {
            let mut query = Query::select();
            query.from_subquery(rows, Alias::new(FACET));
            query.and_where(Expr::col(facet(ORGANIZATION)).ne(tenant));
            query
        };
        let shown = || reach::is_hidden(facet(ORGANIZATION), tenant, postgres).not();
        let by_term = (!self.terms.is_empty()).then(|| by_terms(&self.terms, TERM));
        let mut enough = seen(united(by_term.clone().map_or_else(|| self.by_offers(), |rows| vec![rows]))?);
        enough.and_where(shown()).limit(1).offset(MOST);
        match by_term {
            Some(_) => {
                let points = Expr::cust(format!("MAX({of_row})"));
                enough
                    .expr(points.clone())
                    .group_by_col(facet(ORGANIZATION))
                    .order_by_expr(points, Order::Desc)
            }
            // Each organization is there once.
            None => enough
                .expr(Expr::cust(of_row.to_owned()))
                .order_by_expr(Expr::cust(of_row.to_owned()), Order::Desc),
        };
        let mut rows: Vec<_> = by_term.into_iter().chain(self.by_offers()).collect();
        if !self.groups.is_empty() {
            rows.push(by_terms(&self.groups, GROUP));
        }
        if !self.paths.is_empty() {
            rows.push(self.own_rows(scope));
        }
        let mut query = seen(united(rows)?);
        query
            .and_where(Expr::cust(of_row.to_owned()).gte(Func::coalesce([enough.into(), Expr::val(0)])))
            .and_where(shown())
            .expr_as(Expr::cust("CAST(NULL AS double precision)"), Alias::new("chord"));
        Ok(query)
    }

    /// The facets that fit of the entries within the circle: from the places to their few facets, not from the facets' index,
    /// which holds those of everybody; joining the values with nothing keeps the databases from that.
    fn nearby(&self, scope: Scope, around: &Around) -> SelectStatement {
        let place = |column: &'static str| (Alias::new("place"), Alias::new(column));
        let plain = |column: &str| Expr::cust(format!("(\"organization_facet\".\"{column}\" || '')"));
        let of_kind = |kind: &str, values: Vec<String>| {
            Condition::all().add(Column::Kind.eq(kind)).add(Column::Value.is_in(values))
        };
        let own = scoped::column_within::<own_term::Entity>(own_term::Column::OrganizationId, scope)
            .and_where(own_term::Column::TermId.in_subquery(self.own_terms(scope)))
            .take();
        let named = Condition::any()
            .add(of_kind("term", strings(&self.terms)))
            .add(Expr::col(place(ORGANIZATION)).in_subquery(own));
        let fit = CaseStatement::new()
            .case(named, TERM)
            .case(of_kind("term", strings(&self.groups)), GROUP)
            .finally(0);
        let wanted = Condition::all()
            .add(Expr::col((Entity, Column::OrganizationId)).equals(place(ORGANIZATION)))
            .add(plain("kind").is_in(["term", "offer"]))
            .add(plain("value").is_in(self.terms_and_groups().chain(self.words())));
        let rows = Query::select()
            .column(place(ORGANIZATION))
            .column(place("chord"))
            .column((Entity, Column::NameKey))
            .expr_as(Func::coalesce([Column::Offers.into_expr().into(), Expr::val(0)]), Alias::new("offers"))
            .expr_as(fit, Alias::new("fit"))
            .from_subquery(places::nearest(around, scope), Alias::new("place"))
            .join(JoinType::LeftJoin, Entity, wanted)
            .take();
        Query::select()
            .expr_as(Expr::cust("MIN(\"facet\".\"chord\")"), Alias::new("chord"))
            .from_subquery(rows, Alias::new(FACET))
            .take()
    }

    /// How many of the needed kinds a row's organization offers.
    fn offered(&self) -> String {
        let bits =
            self.needs.iter().map(|(kind, _)| format!("((\"facet\".\"offers\" >> {}) & 1)", *kind as i32));
        let bits = std::iter::once("0".to_owned()).chain(bits).collect::<Vec<_>>();
        format!("({})", bits.join(" + "))
    }

    /// The offers that are needed, each organization once: by the first of them that it has.
    fn by_offers(&self) -> Vec<SelectStatement> {
        let mut before = 0;
        let mut rows = Vec::new();
        for (kind, word) in &self.needs {
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
    fn own_rows(&self, scope: Scope) -> SelectStatement {
        let own = |column: own_term::Column| Expr::col((own_term::Entity, column));
        let same =
            own(own_term::Column::OrganizationId).equals((organization::Entity, organization::Column::Id));
        let offers = Query::select()
            .expr(Expr::cust("COALESCE(MAX(\"organization_facet\".\"offers\"), 0)"))
            .from(Entity)
            .and_where(own(own_term::Column::OrganizationId).equals((Entity, Column::OrganizationId)))
            .take();
        scoped::column_within::<own_term::Entity>(own_term::Column::OrganizationId, scope)
            .column((organization::Entity, organization::Column::NameKey))
            .expr_as(offers, Alias::new("offers"))
            .expr_as(Expr::cust(TERM.to_string()), Alias::new("fit"))
            .join(JoinType::InnerJoin, organization::Entity, same)
            .and_where(own_term::Column::TermId.in_subquery(self.own_terms(scope)))
            .take()
    }

    /// The terms that are named and all below them.
    fn own_terms(&self, scope: Scope) -> SelectStatement {
        let below = self
            .paths
            .iter()
            .fold(Condition::any(), |any, path| any.add(term::Column::Path.starts_with(path)));
        let none = self.paths.is_empty().then(scoped::nothing);
        scoped::ids_within::<term::Entity>(scope)
            .cond_where(below)
            .cond_where(Condition::all().add_option(none))
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

fn facet(column: &'static str) -> (Alias, Alias) {
    (Alias::new(FACET), Alias::new(column))
}

fn strings(ids: &[Uuid]) -> Vec<String> {
    ids.iter().map(Uuid::to_string).collect()
}

/// A weight, which has three decimals at most, in thousandths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 100,000")]
fn thousandths(weight: f64) -> u64 {
    (weight * 1_000.0).round() as u64
}
