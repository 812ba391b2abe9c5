//! The keys that sign access tokens.

use std::str::FromStr;

use ed25519_dalek::pkcs8::KeypairBytes;
use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey};
use p256::pkcs8::EncodePrivateKey;

use crate::error::{Error, Result};

/// How tokens are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenAlgorithm {
    /// Ed25519, by its name in RFC 8037.
    #[default]
    EdDsa,
    /// ECDSA with P-256, for gateways that know no Ed25519.
    Es256,
}

impl TokenAlgorithm {
    /// The name as tokens have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
        }
    }

    /// The same for the library that signs.
    pub(super) fn in_header(self) -> Algorithm {
        match self {
            Self::EdDsa => Algorithm::EdDSA,
            Self::Es256 => Algorithm::ES256,
        }
    }
}

impl FromStr for TokenAlgorithm {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "EdDSA" => Ok(Self::EdDsa),
            "ES256" => Ok(Self::Es256),
            _ => Err("must be EdDSA or ES256".to_owned()),
        }
    }
}

/// A signing key as it is kept.
#[derive(Clone)]
pub struct StoredKey {
    /// The key's id, `kid` in the tokens.
    pub id: String,
    /// What it signs by.
    pub algorithm: TokenAlgorithm,
    /// The private key, PKCS #8 DER.
    pub private: Vec<u8>,
    /// When it was made, in seconds since 1970.
    pub made: i64,
    /// From when on its tokens are refused, in seconds since 1970.
    pub retired: Option<i64>,
}

impl std::fmt::Debug for StoredKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("StoredKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl StoredKey {
    /// A new key from 32 random bytes.
    ///
    /// # Errors
    /// [`Error::Internal`] when the bytes are no key, which for ES256 is so of one in 2^32 at most, or it cannot be
    /// written down.
    pub fn generate(id: String, algorithm: TokenAlgorithm, random: &[u8; 32], made: i64) -> Result<Self> {
        let document = match algorithm {
            // Without the public half: jsonwebtoken reads the short form only.
            TokenAlgorithm::EdDsa => KeypairBytes { secret_key: *random, public_key: None }.to_pkcs8_der(),
            TokenAlgorithm::Es256 => {
                p256::SecretKey::from_slice(random).map_err(Error::internal)?.to_pkcs8_der()
            }
        };
        let private = document.map_err(Error::internal)?.as_bytes().to_vec();
        Ok(Self { id, algorithm, private, made, retired: None })
    }

    /// The private half, for signing.
    pub(super) fn encoding(&self) -> EncodingKey {
        match self.algorithm {
            TokenAlgorithm::EdDsa => EncodingKey::from_ed_der(&self.private),
            TokenAlgorithm::Es256 => EncodingKey::from_ec_der(&self.private),
        }
    }

    /// The public half, as published.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key cannot be read.
    pub fn public(&self) -> Result<Jwk> {
        let mut jwk =
            Jwk::from_encoding_key(&self.encoding(), self.algorithm.in_header()).map_err(Error::internal)?;
        jwk.common.key_id = Some(self.id.clone());
        jwk.common.key_algorithm = Some(match self.algorithm {
            TokenAlgorithm::EdDsa => KeyAlgorithm::EdDSA,
            TokenAlgorithm::Es256 => KeyAlgorithm::ES256,
        });
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(jwk)
    }
}
