//! Callers at work without HTTP, who ask for permits as every caller does.
//!
//! For the demonstration and the command line, where whoever holds the database runs the program, and for jobs.

use uuid::Uuid;

use crate::access::identity::sessions::{Create, Delete};
use crate::access::signing::{StoredKey, TokenAlgorithm};
use crate::access::token::{Issuing, Subject, Tokens};
use crate::access::{Action, Permit, Principal};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::identity::sessions::{self, Origin};
use crate::store::identity::standing::standing;
use crate::store::identity::{members, people};

/// Seconds that the token of such a caller lives.
const LIFETIME: i64 = 900;

/// An account, signed in, or a program.
#[derive(Clone, Copy, Debug)]
pub struct Caller(Principal);

impl Caller {
    /// Signs an account in, for the organization named or for its only one.
    ///
    /// # Errors
    /// [`Error::Malformed`] when there is no such account or it is not plain for which organization it acts.
    pub async fn sign_in(store: &Store, email: &str, organization_id: Option<Uuid>) -> Result<Self> {
        let permit = Permit::<Create>::system();
        let unknown = || Error::malformed(email, "is no account here");
        let person = people::credentials(store, &permit, email).await?.ok_or_else(unknown)?;
        let mut memberships = members::affiliations(store, &permit, person.person_id).await?;
        memberships.retain(|membership| organization_id.is_none_or(|id| membership.id == id));
        let organization_id = match memberships.as_slice() {
            [only] => Some(only.id),
            [] if organization_id.is_none() => None,
            [] => return Err(Error::malformed(email, "is no member there")),
            _ => return Err(Error::malformed(email, "acts for several organizations; name one")),
        };
        let permit = permit.in_the_name_of(person.person_id);
        let opened = store
            .write(async |unit| {
                sessions::create(unit, &permit, &person, organization_id, &Origin::default()).await
            })
            .await?;
        let subject = Subject {
            id: store.source().id("token"),
            subject_id: person.person_id,
            grant_id: opened.id,
            organization_id,
            scopes: None,
        };
        Self::resume(store, &subject).await
    }

    /// Whoever made a job, as long as their session or client lives. The token is made with a key of its own, which is
    /// forgotten at once: no service accepts it.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when the session or the client does no longer live.
    pub async fn resume(store: &Store, subject: &Subject) -> Result<Self> {
        let source = store.source();
        let now = source.now().timestamp();
        let algorithm = TokenAlgorithm::default();
        let key = StoredKey::generate("no service".to_owned(), algorithm, &source.random()?, now)?;
        let tokens = Tokens::new(&[key], Issuing { lifetime: LIFETIME, ..Issuing::default() })?;
        let verified = tokens.verify(&tokens.issue(subject, now)?, now)?;
        Ok(Self(Principal::new(&verified, standing(store, &verified).await?)))
    }

    /// Asks for a permit.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the rule refuses.
    pub fn permit<A: Action>(&self) -> Result<Permit<A>> {
        Permit::grant(&self.0)
    }

    /// Ends the session.
    ///
    /// # Errors
    /// Whatever the store answers.
    pub async fn sign_out(self, store: &Store) -> Result<()> {
        let permit = self.permit::<Delete>()?;
        store
            .write(async |unit| {
                let session = permit.over(sessions::get(unit, &permit, self.0.grant_id()).await?)?;
                sessions::delete(unit, &session).await
            })
            .await
    }
}
