//! Partnerships as a party sees them: a fixed number of queries, however many rows there are.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder, QuerySelect, Select};
use serde_json::Value;
use uuid::Uuid;

use crate::access::evaluation::sees_raters;
use crate::access::{Action, Permit};
use crate::domain::directory::named::{Entry, Named};
use crate::domain::identity::client::ClientScope;
use crate::domain::partnership::partnership::{Partnership, Standing, Terms, Waiver};
use crate::domain::partnership::party::{Assent, Paper, Part, Party};
use crate::error::{Error, Result};
use crate::store::directory::views::{entries, from_json, of, text_of, word};
use crate::store::entity::{partnership, party, waiver};
use crate::store::evaluation::views::people;
use crate::store::{Db, named, scoped};

/// What stands in several rows.
struct Names {
    entries: HashMap<Uuid, Entry>,
    people: HashMap<Uuid, Named>,
    continued: HashMap<Uuid, Named>,
}

/// Partnerships as the caller sees them; one that it left as it was then.
pub(super) async fn partnerships<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    rows: Vec<partnership::Model>,
) -> Result<Vec<Partnership>> {
    let tenant = permit.scope().tenant();
    let ids = || rows.iter().map(|row| row.id);
    let parties = parties(db, ids()).await?;
    let waivers = scoped::select::<waiver::Entity, A>(permit)
        .filter(waiver::Column::PartnershipId.is_in(ids()))
        .order_by_asc(waiver::Column::Id)
        .all(&db.executor)
        .await?;
    let authors = waivers.iter().filter_map(|row| row.author_id);
    let names = Names {
        entries: entries(db, permit, parties.iter().map(|row| row.organization_id)).await?,
        people: people(db, parties.iter().filter_map(|row| row.assented_by).chain(authors)).await?,
        continued: reached(db, permit, rows.iter().filter_map(|row| row.continues_id)).await?,
    };
    let principal = permit.principal()?;
    let told = sees_raters(principal) && principal.has_scope(ClientScope::EvaluationRead);
    let mut waived = HashMap::new();
    for row in waivers {
        let view = Waiver {
            reason: row.reason,
            round_ids: told.then(|| from_json(row.round_ids)).transpose()?,
            by: row.author_id.map(|id| of(&names.people, id)).transpose()?,
            at: row.created_at,
        };
        waived.insert(row.partnership_id, view);
    }
    let mut former = HashSet::new();
    let mut by_partnership: HashMap<Uuid, Vec<Party>> = HashMap::new();
    for row in parties {
        if Some(row.organization_id) == tenant && row.told_until.is_some() {
            former.insert(row.partnership_id);
        }
        let partnership_id = row.partnership_id;
        by_partnership.entry(partnership_id).or_default().push(party(row, &names)?);
    }
    let mut copies = if former.is_empty() { HashMap::new() } else { copies(db, tenant, &former).await? };
    let view = |row: partnership::Model| {
        if former.contains(&row.id) {
            let copy =
                copies.remove(&row.id).ok_or_else(|| Error::internal("a party left without its copy"))?;
            return from_json(copy.get("partnership").cloned().unwrap_or_default());
        }
        let id = row.id;
        let parties = by_partnership.remove(&id).unwrap_or_default();
        let standing = if Some(row.lead_id) == tenant { Standing::Lead } else { Standing::Party };
        let mut view = partnership(row, parties, standing, &names)?;
        view.waiver = waived.remove(&id);
        Ok(view)
    };
    rows.into_iter().map(view).collect()
}

fn partnership(
    row: partnership::Model,
    parties: Vec<Party>,
    standing: Standing,
    names: &Names,
) -> Result<Partnership> {
    Ok(Partnership {
        id: row.id,
        name: row.name,
        state: word(&row.state)?,
        standing,
        terms_version: row.terms_version,
        terms: Terms {
            purposes: from_json(row.purposes)?,
            purpose_text: row.purpose_text,
            statement: row.statement,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
        },
        parties,
        continues: row.continues_id.and_then(|id| names.continued.get(&id).cloned()),
        suspended_by: row.suspended_by.map(|id| of(&names.entries, id)).transpose()?.map(Into::into),
        lessons: row.lessons,
        waiver: None,
        proposed_at: row.proposed_at,
        activated_at: row.activated_at,
        ended_at: row.ended_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// A party as the others see it.
fn party(row: party::Model, names: &Names) -> Result<Party> {
    let entry = of(&names.entries, row.organization_id)?;
    let paper = match (row.signer, row.signed_on, row.document) {
        (Some(signer), Some(signed_on), Some(document)) => Some(Paper { signer, signed_on, document }),
        _ => None,
    };
    let assent = match (row.assented_version, row.assented_at) {
        (Some(terms_version), Some(at)) => {
            let by = row.assented_by.map(|id| of(&names.people, id)).transpose()?;
            Some(Assent { terms_version, at, by, paper })
        }
        _ => None,
    };
    Ok(Party {
        has_accounts: entry.is_tenant,
        organization: entry.into(),
        part: word(&row.part)?,
        kind: word(&row.kind)?,
        paid: row.paid,
        rewards: from_json(row.rewards)?,
        status: word(&row.status)?,
        assent,
    })
}

/// The parties of partnerships, the lead first, without what those saw that left.
async fn parties(db: &Db<'_>, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<party::Model>> {
    let columns = party::Column::iter().filter(|column| !matches!(column, party::Column::Copy));
    let mut found = scoped::parts::<party::Entity>(ids)
        .filter(party::Column::DeletedAt.is_null())
        .select_only()
        .columns(columns)
        .expr_as(Expr::cust("NULL"), "copy")
        .order_by_asc(party::Column::CreatedAt)
        .order_by_asc(party::Column::Id)
        .all(&db.executor)
        .await?;
    let lead = lead()?;
    found.sort_by_key(|row| row.part != lead);
    Ok(found)
}

/// How the table calls the lead.
pub(super) fn lead() -> Result<String> {
    text_of(Part::Lead)
}

#[derive(FromQueryResult)]
struct CopyRow {
    partnership_id: Uuid,
    copy: Option<Value>,
}

/// What the caller's organization saw when it left.
pub(super) async fn copies(
    db: &Db<'_>,
    tenant: Option<Uuid>,
    ids: &HashSet<Uuid>,
) -> Result<HashMap<Uuid, Value>> {
    let rows = scoped::parts::<party::Entity>(ids.iter().copied())
        .filter(party::Column::OrganizationId.eq(tenant))
        .select_only()
        .columns([party::Column::PartnershipId, party::Column::Copy])
        .into_model::<CopyRow>()
        .all(&db.executor)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.partnership_id, row.copy?))).collect())
}

/// The names of those partnerships that the caller reaches.
pub(super) async fn reached<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Named>> {
    let ids: HashSet<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    by_name(db, scoped::select::<partnership::Entity, A>(permit).filter(partnership::Column::Id.is_in(ids)))
        .await
}

/// The names of these partnerships.
pub(super) async fn by_name(
    db: &Db<'_>,
    partnerships: Select<partnership::Entity>,
) -> Result<HashMap<Uuid, Named>> {
    named::rows(db, partnerships, [partnership::Column::Id, partnership::Column::Name]).await
}
