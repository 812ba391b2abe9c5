//! Access tokens: signed JSON Web Tokens (RFC 9068).

use std::sync::{Arc, PoisonError, RwLock};

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::signing::{StoredKey, TokenAlgorithm};
use crate::domain::identity::client::ClientScopes;
use crate::error::{Error, Result};

/// Whom the tokens are for, and who makes them unless the installation's address is known.
pub const ISSUER: &str = "ligature";

/// Seconds that a token lives, unless it is one of the demonstration.
pub const LIFETIME: i64 = 15 * 60;

/// Seconds from the making of a key until it signs: by then every process has read it.
pub const LEAD: i64 = 5;

/// What the tokens are.
const TYPE: &str = "at+jwt";

/// Tokens remembered as checked.
const KNOWN: u64 = 10_000;

const REFUSED: Error = Error::Unauthenticated("the access token is not valid");

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

/// How tokens are made.
#[derive(Clone, Debug)]
pub struct Issuing {
    /// Who says it: the address of the installation where it is known, so that programs can compare.
    pub issuer: String,
    /// Seconds that a token lives.
    pub lifetime: i64,
    /// How it is signed, once there is a key for it that every process knows.
    pub algorithm: TokenAlgorithm,
}

impl Default for Issuing {
    fn default() -> Self {
        Self { issuer: ISSUER.to_owned(), lifetime: LIFETIME, algorithm: TokenAlgorithm::default() }
    }
}

/// Makes and verifies tokens. All clones share the keys.
#[derive(Clone)]
pub struct Tokens {
    ring: Arc<RwLock<Arc<Ring>>>,
    issuing: Arc<Issuing>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Tokens").field("issuing", &self.issuing).finish_non_exhaustive()
    }
}

/// The keys in use, oldest first.
struct Ring {
    keys: Vec<Key>,
    /// Tokens whose signature was checked, by their hash: checking costs more than reading a row.
    known: Cache<[u8; 32], Checked>,
}

struct Key {
    stored: StoredKey,
    encoding: EncodingKey,
    decoding: DecodingKey,
    public: Jwk,
}

/// What a token says, and when its key is retired.
#[derive(Clone, Copy)]
struct Checked {
    verified: Verified,
    not_before: i64,
    retired: Option<i64>,
}

impl Key {
    fn new(stored: &StoredKey) -> Result<Self> {
        let public = stored.public()?;
        let decoding = DecodingKey::from_jwk(&public).map_err(Error::internal)?;
        Ok(Self { encoding: stored.encoding(), stored: stored.clone(), decoding, public })
    }

    fn is_live(&self, now: i64) -> bool {
        self.stored.retired.is_none_or(|retired| retired > now)
    }
}

impl Ring {
    fn new(keys: &[StoredKey]) -> Result<Self> {
        let keys = keys.iter().map(Key::new).collect::<Result<_>>()?;
        Ok(Self { keys, known: Cache::new(KNOWN) })
    }

    /// The newest key that every process knows by now, of this algorithm where there is one; else the oldest.
    fn signing(&self, algorithm: TokenAlgorithm, now: i64) -> Result<&Key> {
        let live = || self.keys.iter().filter(|key| key.is_live(now));
        let known = || live().rev().filter(|key| key.stored.made + LEAD <= now);
        known()
            .find(|key| key.stored.algorithm == algorithm)
            .or_else(|| known().next())
            .or_else(|| live().next())
            .ok_or_else(|| Error::internal("there is no signing key"))
    }
}

impl Tokens {
    /// Signs and accepts by these keys, oldest first.
    ///
    /// # Errors
    /// [`Error::Internal`] when one cannot be read.
    pub fn new(keys: &[StoredKey], issuing: Issuing) -> Result<Self> {
        let ring = Arc::new(RwLock::new(Arc::new(Ring::new(keys)?)));
        Ok(Self { ring, issuing: Arc::new(issuing) })
    }

    /// Takes other keys from now on.
    ///
    /// # Errors
    /// [`Error::Internal`] when one cannot be read; then the keys stay as they were.
    pub fn replace(&self, keys: &[StoredKey]) -> Result<()> {
        let states = |keys: &mut dyn Iterator<Item = &StoredKey>| {
            keys.map(|key| (key.id.clone(), key.retired)).collect::<Vec<_>>()
        };
        let present = self.ring();
        let same = states(&mut present.keys.iter().map(|key| &key.stored)) == states(&mut keys.iter());
        if !same {
            let ring = Arc::new(Ring::new(keys)?);
            *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        }
        Ok(())
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Seconds that a token lives.
    pub fn lifetime(&self) -> i64 {
        self.issuing.lifetime
    }

    /// The public keys, for `/.well-known/jwks.json`: also of a key that is known before it signs.
    pub fn published(&self, now: i64) -> JwkSet {
        let ring = self.ring();
        JwkSet {
            keys: ring.keys.iter().filter(|key| key.is_live(now)).map(|key| key.public.clone()).collect(),
        }
    }

    /// A token for `subject`, valid from `now` (seconds since 1970).
    ///
    /// # Errors
    /// [`Error::Internal`] when signing fails.
    pub fn issue(&self, subject: &Subject, now: i64) -> Result<String> {
        let claims = Claims {
            iss: self.issuing.issuer.clone(),
            aud: ISSUER.to_owned(),
            sub: subject.subject_id,
            sid: subject.grant_id,
            org: subject.organization_id,
            client_id: subject.scopes.map(|_| subject.subject_id),
            scope: subject.scopes.map(|scopes| scopes.to_string()),
            jti: subject.id,
            iat: now,
            nbf: now,
            exp: now + self.issuing.lifetime,
        };
        let ring = self.ring();
        let key = ring.signing(self.issuing.algorithm, now)?;
        let mut header = Header::new(key.stored.algorithm.in_header());
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(key.stored.id.clone());
        jsonwebtoken::encode(&header, &claims, &key.encoding).map_err(Error::internal)
    }

    /// Checks signature, algorithm, type, issuer, audience and times, against `now` (seconds since 1970).
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for any token that is not one of ours, valid now.
    pub fn verify(&self, token: &str, now: i64) -> Result<Verified> {
        let ring = self.ring();
        let hash = <[u8; 32]>::from(Sha256::digest(token));
        let checked = match ring.known.get(&hash) {
            Some(known) => known,
            None => {
                let checked = self.check(&ring, token)?;
                ring.known.insert(hash, checked);
                checked
            }
        };
        if checked.retired.is_some_and(|retired| retired <= now) {
            return Err(REFUSED);
        }
        if checked.verified.expires <= now {
            return Err(Error::Unauthenticated("the access token has expired"));
        }
        if checked.not_before > now {
            return Err(Error::Unauthenticated("the access token is not valid yet"));
        }
        Ok(checked.verified)
    }

    /// Everything but the times.
    fn check(&self, ring: &Ring, token: &str) -> Result<Checked> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| REFUSED)?;
        // A type of its own, so that no other kind of token is taken for one (RFC 8725, 3.11; RFC 9068).
        if !header.typ.is_some_and(|told| told.eq_ignore_ascii_case(TYPE)) {
            return Err(REFUSED);
        }
        // Nothing is understood here that a token could insist on (RFC 7515, 4.1.11).
        if header.crit.is_some() {
            return Err(REFUSED);
        }
        let id = header.kid.ok_or(REFUSED)?;
        let key = ring.keys.iter().find(|key| key.stored.id == id).ok_or(REFUSED)?;
        // The key says by what it signs; what the token says of it has to agree.
        let mut validation = Validation::new(key.stored.algorithm.in_header());
        validation.set_issuer(&[&self.issuing.issuer]);
        validation.set_audience(&[ISSUER]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // The times are compared at each use, with the injected clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let decoded = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation);
        let Claims { sub, sid, org, scope, client_id, exp, nbf, .. } = decoded.map_err(|_| REFUSED)?.claims;
        let scopes = match (client_id, scope) {
            (Some(client), Some(scope)) if client == sub => Some(ClientScopes::parse(&scope).ok_or(REFUSED)?),
            (None, None) => None,
            _ => return Err(REFUSED),
        };
        let verified =
            Verified { subject_id: sub, grant_id: sid, organization_id: org, scopes, expires: exp };
        Ok(Checked { verified, not_before: nbf, retired: key.stored.retired })
    }
}
