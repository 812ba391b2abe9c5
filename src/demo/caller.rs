//! The people of the demonstration at work: each signs in, asks for permits as every caller does, and signs out.

use super::community::{account, sign_in};
use crate::access::identity::sessions::Delete;
use crate::access::token::{StoredKey, Tokens};
use crate::access::{Action, Permit, Principal};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::identity::sessions;
use crate::store::identity::standing::standing;

/// Seconds that the token of such a caller lives.
const LIFETIME: i64 = 900;

/// An account of the demonstration, signed in.
#[derive(Debug)]
pub(super) struct Caller(Principal);

impl Caller {
    /// Signs in. The token is made with a key of its own, which is forgotten at once: no service accepts it.
    pub(super) async fn sign_in(store: &Store, email: &str) -> Result<Self> {
        let account = account(email).ok_or_else(|| Error::internal(format!("no account {email}")))?;
        let key = StoredKey::generate("demonstration".to_owned(), &store.source().random()?)?;
        let tokens = Tokens::new(&[key], LIFETIME)?;
        let token = sign_in(store, &tokens, account).await?;
        let verified = tokens.verify(&token, store.source().now().timestamp())?;
        Ok(Self(Principal::new(&verified, standing(store, &verified).await?)))
    }

    /// Asks for a permit.
    pub(super) fn permit<A: Action>(&self) -> Result<Permit<A>> {
        Permit::grant(&self.0)
    }

    /// Ends the session.
    pub(super) async fn sign_out(self, store: &Store) -> Result<()> {
        let permit = self.permit::<Delete>()?;
        store
            .write(async |unit| {
                let session = permit.over(sessions::get(unit, &permit, self.0.session_id()).await?)?;
                sessions::delete(unit, &session).await
            })
            .await
    }
}
