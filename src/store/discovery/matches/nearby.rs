//! The same query within a circle, which may hold a quarter of the directory.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{
    Alias, CaseStatement, Condition, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement,
    SimpleExpr,
};

use super::best::{Best, FACET, FIT, GROUP, MOST, ORGANIZATION, TERM, facet, name_of, strings};
use crate::domain::directory::filter::Around;
use crate::store::directory::places;
use crate::store::entity::organization_facet::{Column, Entity};
use crate::store::scoped;

/// What is known of a place: the fit of its organization above so many bits, and below them its offers.
const KNOWN: &str = "known";
const OFFERED: &str = "\"facet\".\"offered\"";
const OFFER_BITS: u32 = 32;

impl Best<'_> {
    /// Those within the circle with the most points, of them the nearest. The names come last, for those that are left.
    pub(super) fn nearby(&self, around: &Around) -> SelectStatement {
        let own = Expr::col(facet(ORGANIZATION)).in_subquery(self.named_by_own_terms());
        let fit = Expr::cust(format!("(\"facet\".\"{KNOWN}\" >> {OFFER_BITS})"));
        let fit: SimpleExpr = CaseStatement::new().case(own, TERM).finally(fit).into();
        let fits = Query::select()
            .columns([facet(ORGANIZATION), facet("chord")])
            .expr_as(fit.cast_as("integer"), Alias::new("fit"))
            .expr_as(Expr::cust(self.offered(KNOWN)).cast_as("integer"), Alias::new("offered"))
            .from_subquery(self.known(around), Alias::new(FACET))
            .and_where(Expr::col(facet(ORGANIZATION)).ne(self.tenant))
            .limit(scoped::ALL)
            .take();
        let best = self
            .in_order(fits)
            .cond_where(Condition::any().add(Expr::cust(FIT).gt(0)).add(Expr::cust(OFFERED).gt(0)))
            .limit(MOST + 1)
            .take();
        self.in_order(best).expr_as(name_of(facet(ORGANIZATION)), Alias::new("name_key")).take()
    }

    fn in_order(&self, rows: SelectStatement) -> SelectStatement {
        Query::select()
            .columns([ORGANIZATION, "chord", "fit", "offered"].map(facet))
            .from_subquery(rows, Alias::new(FACET))
            .order_by_expr(Expr::cust(self.points_of(OFFERED)), Order::Desc)
            .order_by(facet("chord"), Order::Asc)
            .order_by(facet(ORGANIZATION), Order::Asc)
            .take()
    }

    /// What the facets of each organization within the circle tell, in one number. SQLite looks for them place by place;
    /// PostgreSQL reads those that fit and joins them.
    fn known(&self, around: &Around) -> SelectStatement {
        let place = |column: &'static str| (Alias::new("place"), Alias::new(column));
        let of_place = Expr::col((Entity, Column::OrganizationId)).equals(place(ORGANIZATION));
        let mut query = Query::select();
        query
            .columns([place(ORGANIZATION), place("chord")])
            .from_subquery(places::nearest_of_many(around, self.scope, self.postgres), Alias::new("place"));
        let known: Vec<SimpleExpr> = if self.postgres {
            let fits = Condition::all()
                .add(of_place)
                .add(Column::Kind.is_in(["term", "offer"]))
                .add(Column::Value.is_in(self.wanted.terms_and_groups().chain(self.wanted.words())));
            query
                .join(JoinType::LeftJoin, Entity, fits)
                .group_by_columns([place(ORGANIZATION), place("chord")]);
            vec![Func::max(self.told()).into()]
        } else {
            let facets = Query::select().from(Entity).and_where(of_place).take();
            let terms = facets.clone().expr(Func::max(self.told())).and_where(Column::Kind.eq("term")).take();
            // Who has no term may offer something.
            let others = facets.clone().column((Entity, Column::Offers)).limit(1).take();
            vec![terms.into(), others.into()]
        };
        let known = Func::coalesce(known.into_iter().chain([Expr::val(0)]));
        query.expr_as(known, Alias::new(KNOWN)).limit(scoped::ALL).take()
    }

    /// What one facet tells: how well it fits, and in the bits below that what its organization offers.
    fn told(&self) -> SimpleExpr {
        let above = |fit: i32| i64::from(fit) << OFFER_BITS;
        let fit: SimpleExpr = CaseStatement::new()
            .case(Column::Value.is_in(strings(&self.wanted.terms)), above(TERM))
            .case(Column::Value.is_in(strings(&self.wanted.groups)), above(GROUP))
            .finally(0_i64)
            .into();
        fit.add(Column::Offers.into_expr())
    }
}
