//! Memoranda: written in sections, and assented to by each party.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::attached::{self, Names, Stored, Written};
use super::{mentions, partnerships};
use crate::access::partnership::agreements::Assent;
use crate::access::{Action, Authorized, Permit};
use crate::domain::partnership::agreement::{
    Agreement, AgreementAssent, AgreementAssentInput, AgreementInput, AgreementStatus, EarlierVersion,
    KeptAssent, TermsInForce, completeness, template,
};
use crate::domain::partnership::attached::Whole;
use crate::domain::partnership::life::Life;
use crate::domain::partnership::partnership::Partnership;
use crate::domain::partnership::party::Paper;
use crate::error::{Code, Error, Result};
use crate::store::directory::views::{from_json, of, to_json};
use crate::store::entity::agreement;
use crate::store::evaluation::views::people;
use crate::store::integration::events::Audience;
use crate::store::write::recorded;
use crate::store::{Db, Rows, Unit, scoped};

recorded!(agreement, "agreement", |row| vec![Audience::Partnership(row.partnership_id)]);

impl Stored for Agreement {
    type Entity = agreement::Entity;

    // What the parties agreed is their own and stays.
    const TEXTS: &[&str] = &[];

    fn organizations(row: &agreement::Model) -> Vec<Uuid> {
        kept(row).unwrap_or_default().iter().map(|assent| assent.organization_id).collect()
    }

    async fn views(db: &Db<'_>, found: Vec<(agreement::Model, Whole)>, names: &Names) -> Result<Vec<Self>> {
        let assents = found.iter().map(|(row, _)| kept(row)).collect::<Result<Vec<_>>>()?;
        let people = people(db, assents.iter().flatten().filter_map(|assent| assent.person_id)).await?;
        let view = |((row, partnership), assents): ((agreement::Model, Whole), Vec<KeptAssent>)| {
            let assent = |kept: KeptAssent| {
                Ok(AgreementAssent {
                    organization: of(names, kept.organization_id)?,
                    version: kept.version,
                    by: kept.person_id.map(|id| of(&people, id)).transpose()?,
                    at: kept.at,
                    paper: kept.paper,
                })
            };
            let assents = assents.into_iter().map(assent).collect::<Result<Vec<_>>>()?;
            let sections: Vec<_> = from_json(row.sections)?;
            let status = match (row.agreed_at, assents.iter().any(|assent| assent.version == row.edition)) {
                (Some(_), _) => AgreementStatus::Agreed,
                (None, true) => AgreementStatus::PartlyAssented,
                (None, false) => AgreementStatus::Draft,
            };
            Ok(Self {
                id: row.id,
                partnership,
                title: row.title,
                version: row.edition,
                status,
                completeness: completeness(&sections),
                sections,
                effective_on: row.effective_on,
                expires_on: row.expires_on,
                renewal_on: row.renewal_on,
                notice_on: row.notice_on,
                assents,
                earlier: from_json(row.earlier)?,
                agreed_at: row.agreed_at,
                in_force: row.agreed_version.map(|version| TermsInForce {
                    version,
                    expires_on: row.agreed_expires_on,
                    renewal_on: row.agreed_renewal_on,
                    notice_on: row.agreed_notice_on,
                }),
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        };
        found.into_iter().zip(assents).map(view).collect()
    }
}

pub(in crate::store) fn kept(row: &agreement::Model) -> Result<Vec<KeptAssent>> {
    from_json(row.assents.clone())
}

impl Written for Agreement {
    fn write(row: &mut agreement::ActiveModel, input: &AgreementInput) -> Result<()> {
        let sections = if input.sections.is_empty() { template() } else { input.sections.clone() };
        row.title = Set(input.title.clone());
        row.sections = Set(to_json(&sections)?);
        row.effective_on = Set(input.effective_on);
        row.expires_on = Set(input.expires_on);
        row.renewal_on = Set(input.renewal_on);
        row.notice_on = Set(input.notice_on);
        Ok(())
    }

    fn found<A: Action>(row: &mut agreement::ActiveModel, _: &Permit<A>) -> Result<()> {
        row.edition = Set(1);
        row.assents = Set(to_json(&Vec::<KeptAssent>::new())?);
        row.earlier = Set(to_json(&Vec::<EarlierVersion>::new())?);
        Ok(())
    }

    /// Whatever changes after somebody has assented makes the next version, which asks everybody anew.
    async fn settle<A: Action>(
        _: &Unit,
        _: &Permit<A>,
        _: &Partnership,
        before: Option<&Self>,
        _: &AgreementInput,
        row: &mut agreement::ActiveModel,
    ) -> Result<()> {
        let Some(before) = before.filter(|before| before.current_assents().next().is_some()) else {
            return Ok(());
        };
        let mut earlier = before.earlier.clone();
        earlier.push(before.as_earlier());
        row.earlier = Set(to_json(&earlier)?);
        row.edition = Set(before.version + 1);
        row.agreed_at = Set(None);
        Ok(())
    }
}

/// Assents to a version, for the own party or for one without accounts.
///
/// # Errors
/// [`Error::Conflict`] with `stale_terms` or `already_assented`, [`Error::Invalid`] for a party for which the caller does not
/// answer.
pub async fn assent(
    unit: &Unit,
    agreement: &Authorized<Assent>,
    input: AgreementAssentInput,
) -> Result<Agreement> {
    let (permit, before) = (agreement.permit(), agreement.row());
    if input.version != before.version {
        return Err(Error::conflict(
            Code::StaleTerms,
            format!("it is version {}, not {}", before.version, input.version),
        ));
    }
    let whole = partnerships::get(unit, permit, before.partnership.id).await?;
    let life = whole.life();
    let tenant = permit.tenant()?;
    if let Some(paper) = &input.for_party {
        paper.is_signed(unit.now())?;
    }
    let organization_id = input.for_party.as_ref().map_or(tenant, |party| party.organization_id);
    let pointer = "/for_party/organization_id";
    let party = life.current(organization_id).ok_or_else(|| Error::unknown_reference(pointer))?;
    if organization_id != tenant && (party.accounts || !before.partnership.leads) {
        return Err(Error::invalid(pointer, "answers_itself", "you do not answer for this party"));
    }
    if before.current_assents().any(|assent| assent.organization.id == organization_id) {
        return Err(Error::conflict(Code::AlreadyAssented, "this party has assented to this version"));
    }
    let paper: Option<Paper> = input.for_party.filter(|_| organization_id != tenant).map(Into::into);
    mentions::paper(unit, before.id, paper.as_ref().map(|paper| paper.signer.as_str())).await?;
    let row = scoped::one::<agreement::Entity, _>(unit, permit, before.id).await?;
    let mut assents = kept(&row)?;
    assents.push(KeptAssent {
        organization_id,
        version: before.version,
        person_id: permit.author().person_id,
        at: unit.now(),
        paper,
    });
    let agreed = all_assented(&life, &row, &assents).then_some(unit.now());
    let (terms, assents) = (row.clone(), to_json(&assents)?);
    unit.update::<agreement::Entity, _>(permit, row, |row| {
        row.assents = Set(assents);
        if let Some(now) = agreed {
            agree(row, &terms, now);
        }
    })
    .await?;
    partnerships::touch(unit, permit, whole.id).await?;
    attached::get(unit, permit, before.id).await
}

/// Whether all that are parties have assented to the version as it is now.
fn all_assented(life: &Life, row: &agreement::Model, assents: &[KeptAssent]) -> bool {
    let has = |id| assents.iter().any(|assent| assent.version == row.edition && assent.organization_id == id);
    life.parties.iter().filter(|party| party.status.is_current()).all(|party| has(party.organization_id))
}

/// Brings the version as it is now in force.
fn agree(row: &mut agreement::ActiveModel, terms: &agreement::Model, now: DateTime<Utc>) {
    row.agreed_at = Set(Some(now));
    row.agreed_version = Set(Some(terms.edition));
    row.agreed_expires_on = Set(terms.expires_on);
    row.agreed_renewal_on = Set(terms.renewal_on);
    row.agreed_notice_on = Set(terms.notice_on);
}

/// The agreements of a partnership to which not all parties have assented.
pub(super) async fn waiting<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    partnership_id: Uuid,
) -> Result<Vec<agreement::Model>> {
    let waiting = scoped::select::<agreement::Entity, A>(permit)
        .filter(agreement::Column::PartnershipId.eq(partnership_id))
        .filter(agreement::Column::AgreedAt.is_null());
    Ok(waiting.all(&unit.db().executor).await?)
}

/// Brings in force what waited only for a party that is out.
pub(super) async fn without<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    waiting: Vec<agreement::Model>,
    life: &Life,
) -> Result<()> {
    for row in waiting {
        if all_assented(life, &row, &kept(&row)?) {
            let terms = row.clone();
            unit.update::<agreement::Entity, A>(permit, row, |row| agree(row, &terms, unit.now())).await?;
        }
    }
    Ok(())
}
