//! The keys that sign tokens, kept in the database, encrypted when the installation has a secret.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use sha2::{Digest, Sha256};

use crate::access::token::StoredKey;
use crate::error::{Error, Result};
use crate::store::entity::signing_key::{ActiveModel, Column, Entity, Model};
use crate::store::scoped::{self, Shared};
use crate::store::{Rows, Store};

impl Shared for Entity {}

/// The keys in use, oldest first; one is made where there is none.
///
/// # Errors
/// [`Error::Internal`] when a key cannot be decrypted: the secret is missing or another one.
pub async fn load(store: &Store, secret: Option<&str>) -> Result<Vec<StoredKey>> {
    let live = || {
        scoped::shared::<Entity>()
            .filter(Column::RetiredAt.is_null())
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
    };
    let mut rows = live().all(&store.db().executor).await?;
    if rows.is_empty() {
        store
            .write(async |unit| {
                let random = unit.source().random()?;
                let id = unit.source().id("signing_key").simple().to_string();
                let key = StoredKey::generate(id, &random)?;
                let nonce = unit.source().random()?;
                let row = ActiveModel {
                    id: Set(key.id.clone()),
                    algorithm: Set("EdDSA".to_owned()),
                    private_key: Set(seal(&key.private, secret, &nonce)?),
                    encrypted: Set(secret.is_some()),
                    public_key: Set(serde_json::to_string(&key.public()?).map_err(Error::internal)?),
                    created_at: Set(unit.now()),
                    retired_at: Set(None),
                };
                put(row).exec_without_returning(unit.connection()).await?;
                Ok(())
            })
            .await?;
        rows = live().all(&store.db().executor).await?;
    }
    if let Some(secret) = secret {
        for row in rows.iter().filter(|row| !row.encrypted) {
            tracing::warn!(kid = %row.id, "this signing key lay in the database as it is; it is encrypted now");
            encrypt(store, row, secret).await?;
        }
    }
    rows.into_iter().map(|row| open(row, secret)).collect()
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
    let Model { id, private_key, encrypted, .. } = row;
    if !encrypted {
        return Ok(StoredKey { id, private: private_key });
    }
    let wrong = || {
        Error::internal(
            "the signing keys are encrypted, and LIGATURE_SECRET is not the one they were encrypted with",
        )
    };
    let secret = secret.ok_or_else(wrong)?;
    let (nonce, sealed) = private_key.split_first_chunk::<12>().ok_or_else(wrong)?;
    let private = cipher(secret).decrypt(&Nonce::from(*nonce), sealed).map_err(|_| wrong())?;
    Ok(StoredKey { id, private })
}
