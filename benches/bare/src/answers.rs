// Included once for each database: the statements are the same, `Database` and `SEARCH` are not.

use std::collections::HashMap;

use actix_web::error::ErrorInternalServerError as failed;
use actix_web::{HttpRequest, HttpResponse, Result, web};
use serde::Deserialize;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::{LIBRARY, TURNS};
use crate::comparison::{Sheet, compare};
use crate::rows::{
    Input, Named, Organization, OrganizationRow, Page, RoundRow, SheetRow, Term, round_ids,
};

type Pool = sqlx::Pool<Database>;

pub struct Pools {
    pub reader: Pool,
    pub writer: Pool,
}

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/organizations/{id}", web::get().to(get))
        .route("/v1/organizations", web::get().to(list))
        .route("/v1/organizations", web::post().to(create))
        .route("/v1/comparisons", web::get().to(comparison));
}

const COLUMNS: &str = "id, created_at, updated_at, deleted_at, version, name, name_key, alternate_name, description, \
    email, website, year_incorporated, legal_status, logo, uri, organization_identifiers, additional_websites, offers, \
    needs, terms, visibility, side, steward_id, shared_at, shared_name";

const SEEN: &str = "(visibility <> 'internal' OR steward_id = $1 OR id = $1) AND deleted_at IS NULL";

/// `$2, $3, …`
fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

async fn get(pools: web::Data<Pools>, id: web::Path<Uuid>) -> Result<HttpResponse> {
    let sql = format!("SELECT {COLUMNS} FROM organization WHERE {SEEN} AND id = $2 LIMIT 1");
    let row: Option<OrganizationRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(LIBRARY)
        .bind(*id)
        .fetch_optional(&pools.reader)
        .await
        .map_err(failed)?;
    let Some(row) = row else { return Ok(HttpResponse::NotFound().finish()) };
    Ok(HttpResponse::Ok().json(view(&pools.reader, vec![row]).await?.pop()))
}

#[derive(Deserialize)]
struct Query {
    offer: Option<String>,
    q: Option<String>,
}

async fn list(pools: web::Data<Pools>, query: web::Query<Query>) -> Result<HttpResponse> {
    let rows = match (&query.offer, &query.q) {
        (_, Some(q)) => searched(&pools.reader, q).await?,
        (Some(offer), None) => {
            let sql = format!(
                "SELECT {COLUMNS} FROM organization JOIN (SELECT organization_id, name_key AS facet_key \
                 FROM organization_facet WHERE kind = $2 AND value = $3) facet ON id = organization_id WHERE {SEEN} \
                 ORDER BY facet_key, organization_id LIMIT 51"
            );
            let query = sqlx::query_as(AssertSqlSafe(sql)).bind(LIBRARY).bind("offer").bind(offer);
            query.fetch_all(&pools.reader).await.map_err(failed)?
        }
        (None, None) => {
            let sql = format!("SELECT {COLUMNS} FROM organization WHERE {SEEN} ORDER BY name_key, id LIMIT 51");
            sqlx::query_as(AssertSqlSafe(sql)).bind(LIBRARY).fetch_all(&pools.reader).await.map_err(failed)?
        }
    };
    let mut rows: Vec<OrganizationRow> = rows;
    let more = rows.len() > 50;
    rows.truncate(50);
    let next_cursor = rows.last().filter(|_| more).map(|row| format!("{} {}", row.name_key, row.id));
    Ok(HttpResponse::Ok().json(Page { items: view(&pools.reader, rows).await?, next_cursor }))
}

async fn searched(pool: &Pool, q: &str) -> Result<Vec<OrganizationRow>> {
    let ids: Vec<(Uuid,)> =
        sqlx::query_as(SEARCH).bind(LIBRARY).bind(q).fetch_all(pool).await.map_err(failed)?;
    let sql =
        format!("SELECT {COLUMNS} FROM organization WHERE {SEEN} AND id IN ({})", places(2, ids.len()));
    let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(LIBRARY);
    for (id,) in &ids {
        query = query.bind(*id);
    }
    let rows: Vec<OrganizationRow> = query.fetch_all(pool).await.map_err(failed)?;
    let mut by_id: HashMap<Uuid, OrganizationRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|(id,)| by_id.remove(id)).collect())
}

async fn create(pools: web::Data<Pools>, input: web::Json<Input>) -> Result<HttpResponse> {
    let input = input.into_inner();
    let mut transaction = pools.writer.begin_with(BEGIN).await.map_err(failed)?;
    let key = input.name.to_lowercase();
    let sql = format!(
        "INSERT INTO organization (id, created_at, updated_at, version, name, name_key, description, email, \
         organization_identifiers, additional_websites, offers, needs, terms, visibility, steward_id, shared_at, \
         shared_name) VALUES ($1, $2, $2, 1, $3, $4, $5, $6, $7, $7, $8, $7, $9, $10, $11, $2, $3) \
         RETURNING {COLUMNS}"
    );
    let row: OrganizationRow = sqlx::query_as(AssertSqlSafe(sql))
        .bind(Uuid::now_v7())
        .bind(chrono::Utc::now())
        .bind(&input.name)
        .bind(&key)
        .bind(&input.description)
        .bind(&input.email)
        .bind(serde_json::json!([]))
        .bind(sqlx::types::Json(&input.offers))
        .bind(sqlx::types::Json(&input.terms))
        .bind(&input.visibility)
        .bind(LIBRARY)
        .fetch_one(&mut *transaction)
        .await
        .map_err(failed)?;
    sqlx::query("INSERT INTO organization_search (organization_id, name_tokens, tokens) VALUES ($1, $2, $3)")
        .bind(row.id)
        .bind(&key)
        .bind(input.description.to_lowercase())
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    let facets = input.offers.iter().map(|offer| ("offer", offer.clone()));
    let facets: Vec<_> =
        facets.chain(input.terms.iter().map(|term| ("term", term.to_string()))).collect();
    let values: Vec<_> = (0..facets.len()).map(|n| format!("({})", places(4 * n + 1, 4))).collect();
    let sql = format!(
        "INSERT INTO organization_facet (kind, value, organization_id, name_key) VALUES {}",
        values.join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for (kind, value) in facets {
        query = query.bind(kind).bind(value).bind(row.id).bind(&key);
    }
    query.execute(&mut *transaction).await.map_err(failed)?;
    for _ in 0..*TURNS {
        sqlx::query("SELECT 1").execute(&mut *transaction).await.map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)?;
    let created = view(&pools.reader, vec![row]).await?.pop();
    Ok(HttpResponse::Created().json(created))
}

/// Entries with the names of their terms and stewards.
async fn view(pool: &Pool, rows: Vec<OrganizationRow>) -> Result<Vec<Organization>> {
    let mut ids: Vec<Uuid> = rows.iter().flat_map(|row| row.terms.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let sql = format!(
        "SELECT term.id, term.code, term.name, taxonomy.code AS taxonomy FROM term \
         JOIN taxonomy ON term.taxonomy_id = taxonomy.id WHERE term.id IN ({})",
        places(1, ids.len())
    );
    let mut query = sqlx::query_as::<Database, Term>(AssertSqlSafe(sql));
    for id in &ids {
        query = query.bind(*id);
    }
    let terms = query.fetch_all(pool).await.map_err(failed)?;
    let terms: HashMap<Uuid, Term> = terms.into_iter().map(|term| (term.id, term)).collect();
    let stewards = names(pool, "organization", rows.iter().filter_map(|row| row.steward_id)).await?;
    let view = |row: OrganizationRow| Organization {
        id: row.id,
        name: row.name,
        alternate_name: row.alternate_name,
        description: row.description,
        email: row.email,
        website: row.website,
        year_incorporated: row.year_incorporated,
        legal_status: row.legal_status,
        logo: row.logo,
        uri: row.uri,
        visibility: row.visibility,
        organization_identifiers: row.organization_identifiers,
        additional_websites: row.additional_websites,
        offers: row.offers,
        needs: row.needs,
        terms: row.terms.iter().filter_map(|id| terms.get(id).cloned()).collect(),
        side: row.side,
        steward: row.steward_id.and_then(|id| stewards.get(&id).cloned()),
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn names(pool: &Pool, table: &str, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Named>> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT id, name FROM {table} WHERE id IN ({})", places(1, ids.len()));
    let mut query = sqlx::query_as::<Database, Named>(AssertSqlSafe(sql));
    for id in &ids {
        query = query.bind(*id);
    }
    let named = query.fetch_all(pool).await.map_err(failed)?;
    Ok(named.into_iter().map(|named| (named.id, named)).collect())
}

async fn comparison(pools: web::Data<Pools>, request: HttpRequest) -> Result<HttpResponse> {
    let pool = &pools.reader;
    let ids = round_ids(request.query_string());
    let sql = format!(
        "SELECT id, organization_id, instrument_id, status FROM round WHERE library_id = $1 AND deleted_at IS NULL \
         AND id IN ({})",
        places(2, ids.len())
    );
    let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(LIBRARY);
    for id in &ids {
        query = query.bind(*id);
    }
    let rounds: Vec<RoundRow> = query.fetch_all(pool).await.map_err(failed)?;
    let sql = format!(
        "SELECT round_id, rater_id, status, ratings FROM evaluation WHERE round_id IN ({}) ORDER BY created_at, id",
        places(1, ids.len())
    );
    let mut query = sqlx::query_as(AssertSqlSafe(sql));
    for id in &ids {
        query = query.bind(*id);
    }
    let sheets: Vec<SheetRow> = query.fetch_all(pool).await.map_err(failed)?;
    let Some(first) = rounds.first() else { return Ok(HttpResponse::NotFound().finish()) };
    let content: (serde_json::Value,) = sqlx::query_as("SELECT content FROM instrument WHERE id = $1")
        .bind(first.instrument_id)
        .fetch_one(pool)
        .await
        .map_err(failed)?;
    let organizations = names(pool, "organization", rounds.iter().map(|round| round.organization_id)).await?;
    let raters = names(pool, "person", sheets.iter().map(|sheet| sheet.rater_id)).await?;
    let sheet = |row: SheetRow| Sheet {
        round_id: row.round_id,
        rater: raters.get(&row.rater_id).cloned(),
        counted: row.status == "submitted",
        ratings: row.ratings.0,
    };
    let sheets: Vec<Sheet> = sheets.into_iter().map(sheet).collect();
    Ok(HttpResponse::Ok().json(compare(&content.0, &rounds, &organizations, &sheets)))
}
