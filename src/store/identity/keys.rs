//! The keys that sign tokens, kept in the database, encrypted when the installation has a secret.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use sha2::{Digest, Sha256};

use crate::access::signing::{StoredKey, TokenAlgorithm};
use crate::access::token::{LEAD, LIFETIME};
use crate::error::{Error, Result};
use crate::store::entity::signing_key::{ActiveModel, Column, Entity, Model};
use crate::store::scoped::{self, Shared};
use crate::store::{Rows, Store, Unit};

impl Shared for Entity {}

/// How the keys are kept and made.
#[derive(Clone, Debug, Default)]
pub struct Keeping {
    /// Encrypts them.
    pub secret: Option<String>,
    /// What new ones sign by.
    pub algorithm: TokenAlgorithm,
}

/// The keys in use, oldest first; one is made where there is none of the algorithm.
///
/// # Errors
/// [`Error::Internal`] when a key cannot be decrypted: the secret is missing or another one.
pub async fn load(store: &Store, keeping: &Keeping) -> Result<Vec<StoredKey>> {
    let secret = keeping.secret.as_deref();
    let mut rows = live(store).await?;
    if let Some(secret) = secret {
        for row in rows.iter().filter(|row| !row.encrypted) {
            tracing::warn!(kid = %row.id, "this signing key lay in the database as it is; it is encrypted now");
            encrypt(store, row, secret).await?;
        }
    }
    let wanted = keeping.algorithm.as_str();
    if !rows.iter().any(|row| row.algorithm == wanted && row.retired_at.is_none()) {
        // A secret that does not open the keys there are is not to seal another.
        rows.iter().try_for_each(|row| open(row.clone(), secret).map(drop))?;
        store.write(async |unit| make(unit, keeping).await).await?;
        rows = live(store).await?;
    }
    rows.into_iter().map(|row| open(row, secret)).collect()
}

/// Makes a new key and retires all others: at once, or when the last of their tokens has expired.
///
/// # Errors
/// As [`load`].
pub async fn rotate(store: &Store, keeping: &Keeping, at_once: bool) -> Result<String> {
    load(store, keeping).await?;
    store
        .write(async |unit| {
            let after = if at_once { TimeDelta::zero() } else { TimeDelta::seconds(2 * LEAD + LIFETIME) };
            let retired_at = unit.now() + after;
            let db = unit.db();
            let query = scoped::shared::<Entity>().filter(
                Condition::any().add(Column::RetiredAt.is_null()).add(Column::RetiredAt.gt(retired_at)),
            );
            for row in db.to_write(query).all(&db.executor).await? {
                let retired = ActiveModel { retired_at: Set(Some(retired_at)), ..row.into() };
                set(retired).exec(unit.connection()).await?;
            }
            make(unit, keeping).await
        })
        .await
}

/// Every key that was ever made, oldest first: its id, algorithm, and the times of making and retiring.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(store: &Store) -> Result<Vec<(String, String, DateTime<Utc>, Option<DateTime<Utc>>)>> {
    let rows = scoped::shared::<Entity>().order_by_asc(Column::CreatedAt).order_by_asc(Column::Id);
    let rows = rows.all(&store.db().executor).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.algorithm, row.created_at, row.retired_at)).collect())
}

/// The keys that sign or whose tokens are still accepted.
async fn live(store: &Store) -> Result<Vec<Model>> {
    let now = store.source().now();
    let query = scoped::shared::<Entity>()
        .filter(Condition::any().add(Column::RetiredAt.is_null()).add(Column::RetiredAt.gt(now)))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id);
    Ok(query.all(&store.db().executor).await?)
}

async fn make(unit: &Unit, keeping: &Keeping) -> Result<String> {
    let random = unit.source().random()?;
    let id = unit.source().id("signing_key").simple().to_string();
    let key = StoredKey::generate(id, keeping.algorithm, &random, unit.now().timestamp())?;
    let nonce = unit.source().random()?;
    let secret = keeping.secret.as_deref();
    let row = ActiveModel {
        id: Set(key.id.clone()),
        algorithm: Set(keeping.algorithm.as_str().to_owned()),
        private_key: Set(seal(&key.private, secret, &nonce)?),
        encrypted: Set(secret.is_some()),
        public_key: Set(serde_json::to_string(&key.public()?).map_err(Error::internal)?),
        created_at: Set(unit.now()),
        retired_at: Set(None),
    };
    put(row).exec_without_returning(unit.connection()).await?;
    Ok(key.id)
}

/// Encrypts a key that was made when the installation had no secret.
async fn encrypt(store: &Store, row: &Model, secret: &str) -> Result<()> {
    store
        .write(async |unit| {
            let nonce = unit.source().random()?;
            let sealed = ActiveModel {
                private_key: Set(seal(&row.private_key, Some(secret), &nonce)?),
                encrypted: Set(true),
                ..row.clone().into()
            };
            set(sealed).exec(unit.connection()).await?;
            Ok(())
        })
        .await
}

#[expect(clippy::disallowed_methods, reason = "a signing key is no resource and has no event")]
fn set(row: ActiveModel) -> sea_orm::UpdateOne<ActiveModel> {
    Entity::update(row)
}

#[expect(clippy::disallowed_methods, reason = "a signing key is no resource and has no event")]
fn put(row: ActiveModel) -> sea_orm::Insert<ActiveModel> {
    Entity::insert(row)
}

fn cipher(secret: &str) -> ChaCha20Poly1305 {
    let key = Sha256::digest([b"ligature signing keys\0", secret.as_bytes()].concat());
    ChaCha20Poly1305::new(&Key::from(<[u8; 32]>::from(key)))
}

fn seal(private: &[u8], secret: Option<&str>, random: &[u8; 32]) -> Result<Vec<u8>> {
    let Some(secret) = secret else { return Ok(private.to_vec()) };
    let nonce: [u8; 12] = random.first_chunk().copied().unwrap_or_default();
    let sealed = cipher(secret)
        .encrypt(&Nonce::from(nonce), private)
        .map_err(|_| Error::internal("the signing key cannot be encrypted"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(row: Model, secret: Option<&str>) -> Result<StoredKey> {
    let Model { id, algorithm, private_key, encrypted, created_at, retired_at, .. } = row;
    let private = if encrypted { decrypted(&private_key, secret)? } else { private_key };
    Ok(StoredKey {
        id,
        algorithm: algorithm.parse().map_err(Error::internal)?,
        private,
        made: created_at.timestamp(),
        retired: retired_at.map(|at| at.timestamp()),
    })
}

fn decrypted(private_key: &[u8], secret: Option<&str>) -> Result<Vec<u8>> {
    let wrong = || {
        Error::internal(
            "the signing keys are encrypted, and LIGATURE_SECRET is not the one they were encrypted with",
        )
    };
    let secret = secret.ok_or_else(wrong)?;
    let (nonce, sealed) = private_key.split_first_chunk::<12>().ok_or_else(wrong)?;
    cipher(secret).decrypt(&Nonce::from(*nonce), sealed).map_err(|_| wrong())
}
