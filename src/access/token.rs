//! Access tokens: JSON Web Tokens signed with Ed25519, and the keys that sign them.

use ed25519_dalek::pkcs8::{EncodePrivateKey, KeypairBytes};
use jsonwebtoken::jwk::{Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::identity::client::ClientScopes;
use crate::error::{Error, Result};

/// Who the tokens are made by and for.
pub const ISSUER: &str = "ligature";

/// Tokens remembered as checked.
const KNOWN: u64 = 10_000;

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    org: Option<Uuid>,
    /// The program, where one asks: the same as `sub` (RFC 9068).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    jti: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// A token whose signature, issuer, audience and times were checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Verified {
    subject_id: Uuid,
    grant_id: Uuid,
    organization_id: Option<Uuid>,
    scopes: Option<ClientScopes>,
    expires: i64,
}

impl Verified {
    /// The person or the program.
    pub fn subject_id(&self) -> Uuid {
        self.subject_id
    }

    /// The session of the person, or the secret of the program.
    pub fn grant_id(&self) -> Uuid {
        self.grant_id
    }

    /// What a program may do with it; none for a person.
    pub fn scopes(&self) -> Option<ClientScopes> {
        self.scopes
    }

    /// The organization the token acts for.
    pub fn organization_id(&self) -> Option<Uuid> {
        self.organization_id
    }

    /// When the token expires, in seconds since 1970.
    pub fn expires(&self) -> i64 {
        self.expires
    }
}

/// For whom a token is made.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The token's own id.
    pub id: Uuid,
    /// The person or the program.
    pub subject_id: Uuid,
    /// The session of the person, or the secret of the program.
    pub grant_id: Uuid,
    /// The organization the token acts for.
    pub organization_id: Option<Uuid>,
    /// What a program may do with it; none for a person.
    pub scopes: Option<ClientScopes>,
}

/// A signing key as it is kept.
#[derive(Clone)]
pub struct StoredKey {
    /// The key's id, `kid` in the tokens.
    pub id: String,
    /// The private key, PKCS #8 DER.
    pub private: Vec<u8>,
}

impl std::fmt::Debug for StoredKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("StoredKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl StoredKey {
    /// A new Ed25519 key from 32 random bytes.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key cannot be written down.
    pub fn generate(id: String, random: &[u8; 32]) -> Result<Self> {
        // Without the public half: jsonwebtoken reads the short form only.
        let pair = KeypairBytes { secret_key: *random, public_key: None };
        let document = pair.to_pkcs8_der().map_err(Error::internal)?;
        Ok(Self { id, private: document.as_bytes().to_vec() })
    }

    /// The public half, as published.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key cannot be read.
    pub fn public(&self) -> Result<Jwk> {
        let mut jwk = Jwk::from_encoding_key(&EncodingKey::from_ed_der(&self.private), Algorithm::EdDSA)
            .map_err(Error::internal)?;
        jwk.common.key_id = Some(self.id.clone());
        jwk.common.key_algorithm = Some(KeyAlgorithm::EdDSA);
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(jwk)
    }
}

/// Makes and verifies tokens.
#[derive(Clone)]
pub struct Tokens {
    key: EncodingKey,
    key_id: String,
    published: JwkSet,
    accepted: Vec<(String, DecodingKey)>,
    lifetime: i64,
    /// Tokens whose signature was checked, by their hash: checking costs more than reading a row.
    known: Cache<[u8; 32], (Verified, i64)>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Tokens").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Signs with the last of `keys` and accepts all of them; tokens live for `lifetime` seconds.
    ///
    /// # Errors
    /// [`Error::Internal`] when there is no key or one cannot be read.
    pub fn new(keys: &[StoredKey], lifetime: i64) -> Result<Self> {
        let newest = keys.last().ok_or_else(|| Error::internal("there is no signing key"))?;
        let published = JwkSet { keys: keys.iter().map(StoredKey::public).collect::<Result<_>>()? };
        let mut accepted = Vec::with_capacity(keys.len());
        for (stored, jwk) in keys.iter().zip(&published.keys) {
            accepted.push((stored.id.clone(), DecodingKey::from_jwk(jwk).map_err(Error::internal)?));
        }
        let key = EncodingKey::from_ed_der(&newest.private);
        Ok(Self { key, key_id: newest.id.clone(), published, accepted, lifetime, known: Cache::new(KNOWN) })
    }

    /// Seconds that a token lives.
    pub fn lifetime(&self) -> i64 {
        self.lifetime
    }

    /// The public keys, for `/.well-known/jwks.json`.
    pub fn published(&self) -> &JwkSet {
        &self.published
    }

    /// A token for `subject`, valid from `now` (seconds since 1970).
    ///
    /// # Errors
    /// [`Error::Internal`] when signing fails.
    pub fn issue(&self, subject: &Subject, now: i64) -> Result<String> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: subject.subject_id,
            sid: subject.grant_id,
            org: subject.organization_id,
            client_id: subject.scopes.map(|_| subject.subject_id),
            scope: subject.scopes.map(|scopes| scopes.to_string()),
            jti: subject.id,
            iat: now,
            nbf: now,
            exp: now + self.lifetime,
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.key_id.clone());
        jsonwebtoken::encode(&header, &claims, &self.key).map_err(Error::internal)
    }

    /// Checks signature, algorithm, issuer, audience and times, against `now` (seconds since 1970).
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for any token that is not one of ours, valid now.
    pub fn verify(&self, token: &str, now: i64) -> Result<Verified> {
        let hash = <[u8; 32]>::from(Sha256::digest(token));
        let (verified, not_before) = match self.known.get(&hash) {
            Some(known) => known,
            None => {
                let checked = self.check(token)?;
                self.known.insert(hash, checked);
                checked
            }
        };
        if verified.expires <= now {
            return Err(Error::Unauthenticated("the access token has expired"));
        }
        if not_before > now {
            return Err(Error::Unauthenticated("the access token is not valid yet"));
        }
        Ok(verified)
    }

    /// Everything but the times: what it says, and from when on.
    fn check(&self, token: &str) -> Result<(Verified, i64)> {
        const REFUSED: Error = Error::Unauthenticated("the access token is not valid");
        let header = jsonwebtoken::decode_header(token).map_err(|_| REFUSED)?;
        let id = header.kid.ok_or(REFUSED)?;
        let (_, key) = self.accepted.iter().find(|(accepted, _)| *accepted == id).ok_or(REFUSED)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[ISSUER]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // The times are compared at each use, with the injected clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &validation).map_err(|_| REFUSED)?.claims;
        let Claims { sub, sid, org, scope, client_id, exp, nbf, .. } = claims;
        let scopes = match (client_id, scope) {
            (Some(client), Some(scope)) if client == sub => Some(ClientScopes::parse(&scope).ok_or(REFUSED)?),
            (None, None) => None,
            _ => return Err(REFUSED),
        };
        let verified =
            Verified { subject_id: sub, grant_id: sid, organization_id: org, scopes, expires: exp };
        Ok((verified, nbf))
    }
}
