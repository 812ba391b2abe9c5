//! What parties give and take, and the balance of it.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::attached::{Names, Stored, Written};
use super::{rates, reach};
use crate::access::partnership::contributions::GetBalance;
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::check::Faults;
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::balance::{Balance, Flow, Members, balance};
use crate::domain::partnership::contribution::{Contribution, ContributionInput};
use crate::domain::partnership::life::Step;
use crate::domain::partnership::partnership::{Partnership, Standing};
use crate::error::{Error, Result};
use crate::store::directory::views::{of, text_of, word};
use crate::store::entity::{contribution, partnership_step, party};
use crate::store::integration::events::Audience;
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Db, Rows, Store, Unit};

recorded!(contribution, "contribution", |row| vec![Audience::Partnership(row.partnership_id)]);

/// Parties see all of them, and a party that left what it gave.
impl Tenanted for contribution::Entity {
    fn within(scope: Scope) -> Condition {
        let own = Condition::all()
            .add(contribution::Column::FromId.eq(scope.tenant()))
            .add(reach::told_of(&contribution::Column::PartnershipId, scope));
        Condition::any().add(reach::of_parties(&contribution::Column::PartnershipId, scope)).add(own)
    }
}

impl Stored for Contribution {
    type Entity = contribution::Entity;

    const TEXTS: &[&str] = &["title", "effect"];

    fn organizations(row: &contribution::Model) -> Vec<Uuid> {
        std::iter::once(row.from_id).chain(row.to_id).collect()
    }

    async fn views(
        db: &Db<'_>,
        found: Vec<(contribution::Model, Whole)>,
        names: &Names,
    ) -> Result<Vec<Self>> {
        let wholes: HashSet<Uuid> = found.iter().map(|(row, _)| row.partnership_id).collect();
        let left: HashSet<(Uuid, Uuid)> = scoped::parts::<party::Entity>(wholes)
            .filter(party::Column::ToldUntil.is_not_null())
            .select_only()
            .columns([party::Column::PartnershipId, party::Column::OrganizationId])
            .into_tuple()
            .all(&db.executor)
            .await?
            .into_iter()
            .collect();
        let view = |(row, partnership): (contribution::Model, Whole)| {
            let whole = row.partnership_id;
            let mut parties = std::iter::once(row.from_id).chain(row.to_id);
            Ok(Self {
                settled: parties.any(|party| left.contains(&(whole, party))),
                id: row.id,
                partnership,
                from: of(names, row.from_id)?,
                to: row.to_id.map(|id| of(names, id)).transpose()?,
                kind: word(&row.kind)?,
                form: word(&row.form)?,
                title: row.title,
                pledged: row.pledged,
                delivered: row.delivered,
                unit_amount: row.unit_amount,
                currency: row.currency,
                rate_id: row.rate_id,
                rate_name: row.rate_name,
                pledged_value: row.pledged_value,
                delivered_value: row.delivered_value,
                pledged_on: row.pledged_on,
                due_on: row.due_on,
                effect: row.effect,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().map(view).collect()
    }
}

impl Written for Contribution {
    fn write(row: &mut contribution::ActiveModel, input: &ContributionInput) -> Result<()> {
        let input = input.clone();
        row.from_id = Set(input.from_id);
        row.to_id = Set(input.to_id);
        row.kind = Set(text_of(input.kind)?);
        row.form = Set(text_of(input.form)?);
        row.title = Set(input.title);
        row.pledged = Set(input.pledged);
        row.delivered = Set(input.delivered);
        row.rate_id = Set(input.rate_id);
        row.pledged_on = Set(input.pledged_on);
        row.due_on = Set(input.due_on);
        row.effect = Set(input.effect);
        Ok(())
    }

    /// Values it: by the rate as it is now, unless rate and day stay as they were; then by what the rate said before.
    async fn settle<A: Action>(
        unit: &Unit,
        permit: &Permit<A>,
        whole: &Partnership,
        before: Option<&Self>,
        input: &ContributionInput,
        row: &mut contribution::ActiveModel,
    ) -> Result<()> {
        involved(permit, whole, input)?;
        let kept =
            before.filter(|before| (before.rate_id, before.pledged_on) == (input.rate_id, input.pledged_on));
        let (amount, currency, name) = match (input.rate_id, kept) {
            (None, _) => (input.unit_amount, input.currency.clone(), None),
            (Some(_), Some(before)) => {
                (before.unit_amount, before.currency.clone(), before.rate_name.clone())
            }
            (Some(id), None) => {
                let rate =
                    rates::get(unit, permit, id).await.map_err(|error| error.of_reference("/rate_id"))?;
                if !rate.holds_on(input.pledged_on) {
                    let detail = "does not hold on the day of the pledge";
                    return Err(Error::invalid("/rate_id", "not_valid", detail));
                }
                (Some(rate.amount), Some(rate.currency), Some(rate.name))
            }
        };
        if let Some(amount) = amount {
            let mut faults = Faults::default();
            input.check_worth(&mut faults, amount);
            faults.finish()?;
        }
        row.pledged_value = Set(input.worth(input.pledged, amount));
        row.delivered_value = Set(input.worth(input.delivered, amount));
        row.unit_amount = Set(amount);
        row.currency = Set(currency);
        row.rate_name = Set(name);
        Ok(())
    }
}

/// Passes for the giver, the receiver and the lead.
fn involved<A: Action>(permit: &Permit<A>, whole: &Partnership, input: &ContributionInput) -> Result<()> {
    let tenant = permit.scope().tenant();
    let own = Some(input.from_id) == tenant || input.to_id.is_some() && input.to_id == tenant;
    match own || whole.standing == Standing::Lead {
        true => Ok(()),
        false => {
            Err(Error::invalid("/from_id", "not_involved", "the giver, the receiver or the lead writes this"))
        }
    }
}

#[derive(FromQueryResult)]
struct FlowRow {
    from_id: Uuid,
    to_id: Option<Uuid>,
    left_before: i32,
    currency: Option<String>,
    pledged: Option<i64>,
    delivered: Option<i64>,
    counted: i64,
}

/// What each party gave and received: the database adds it up, by giver, receiver and currency.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn of_partnership(store: &Store, whole: &Authorized<GetBalance>) -> Result<Balance> {
    balance_of(store, whole.permit(), whole.row()).await
}

pub(super) async fn balance_of<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    whole: &Partnership,
) -> Result<Balance> {
    let left = left(store, whole).await?;
    let since = left.iter().map(|(day, _)| format!(" + CASE WHEN pledged_on > '{day}' THEN 1 ELSE 0 END"));
    let left_before = Expr::cust(format!("CAST(0 AS integer){}", since.collect::<String>()));
    let sum = |column: &'static str| Expr::cust(format!("CAST(SUM({column}) AS bigint)"));
    let rows = scoped::select::<contribution::Entity, _>(permit)
        .filter(contribution::Column::PartnershipId.eq(whole.id))
        .select_only()
        .columns([contribution::Column::FromId, contribution::Column::ToId, contribution::Column::Currency])
        .expr_as(left_before.clone(), "left_before")
        .expr_as(sum("pledged_value"), "pledged")
        .expr_as(sum("delivered_value"), "delivered")
        .expr_as(Expr::col(contribution::Column::Id).count(), "counted")
        .group_by(contribution::Column::FromId)
        .group_by(contribution::Column::ToId)
        .group_by(contribution::Column::Currency)
        .group_by(left_before)
        .into_model::<FlowRow>()
        .all(&store.db().executor)
        .await?;
    let flow = |row: FlowRow| Flow {
        from: row.from_id,
        to: row.to_id,
        left_before: usize::try_from(row.left_before).unwrap_or_default(),
        currency: row.currency,
        pledged: row.pledged.unwrap_or_default(),
        delivered: row.delivered.unwrap_or_default(),
        count: row.counted,
    };
    let flows: Vec<Flow> = rows.into_iter().map(flow).collect();
    let shared = |id| left.iter().position(|(_, party)| *party == id);
    let moved = |id| {
        let before =
            |flow: &Flow| flow.to.is_none() && shared(id).is_some_and(|place| flow.left_before <= place);
        flows.iter().any(|flow| flow.from == id || flow.to == Some(id) || before(flow))
    };
    let parties =
        whole.parties.iter().filter(|party| party.status.is_current() || moved(party.organization.id));
    let parties: Vec<_> = parties.map(|party| party.organization.clone()).collect();
    let current = whole.parties.iter().filter(|party| party.status.is_current());
    let current = current.map(|party| party.organization.id).collect();
    Ok(balance(&parties, &Members { current, left }, &flows))
}

/// The parties that left, and on which day, the first one first.
async fn left(store: &Store, whole: &Partnership) -> Result<Vec<(NaiveDate, Uuid)>> {
    use partnership_step::Column;
    let left = scoped::parts::<partnership_step::Entity>([whole.id])
        .filter(Column::Step.eq(text_of(Step::Leave)?))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .select_only()
        .columns([Column::CreatedAt, Column::PartyId])
        .into_tuple::<(DateTime<Utc>, Uuid)>()
        .all(&store.db().executor)
        .await?;
    Ok(left.into_iter().map(|(at, id)| (at.date_naive(), id)).collect())
}
