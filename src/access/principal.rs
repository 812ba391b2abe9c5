//! The caller.

use uuid::Uuid;

use super::token::Verified;
use crate::domain::identity::client::{ClientScope, ClientScopes};
use crate::domain::identity::role::{Role, Side};

/// The organization a caller acts for, and as what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acting {
    /// The organization.
    pub organization_id: Uuid,
    /// Its side.
    pub side: Side,
    /// The caller's role there.
    pub role: Role,
}

/// What the database says right now of a token's session, person and membership, or of its client and secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub(crate) operator: bool,
    pub(crate) acting: Option<Acting>,
    /// What a program may do; none for a person, whose role alone decides.
    pub(crate) scopes: Option<ClientScopes>,
}

/// An authenticated caller, acting for at most one organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal {
    subject_id: Uuid,
    grant_id: Uuid,
    operator: bool,
    acting: Option<Acting>,
    scopes: Option<ClientScopes>,
}

impl Principal {
    /// Only a verified token of a live session or client makes a principal.
    pub fn new(token: &Verified, standing: Standing) -> Self {
        let Standing { operator, acting, scopes } = standing;
        Self { subject_id: token.subject_id(), grant_id: token.grant_id(), operator, acting, scopes }
    }

    /// The person, or the program: an id that no person has.
    pub fn subject_id(&self) -> Uuid {
        self.subject_id
    }

    /// The session in which the person asks; of a program the secret.
    pub fn grant_id(&self) -> Uuid {
        self.grant_id
    }

    /// Whether a program asks, which has no account, no sheets and no invitations of its own.
    pub fn is_program(&self) -> bool {
        self.scopes.is_some()
    }

    /// What a program may do; none for a person, whose role alone decides.
    pub fn scopes(&self) -> Option<ClientScopes> {
        self.scopes
    }

    /// Whether the caller is a person, or a program with this scope.
    pub fn has_scope(&self, scope: ClientScope) -> bool {
        self.scopes.is_none_or(|scopes| scopes.contains(scope))
    }

    /// Whether the person operates the installation.
    pub fn is_operator(&self) -> bool {
        self.operator
    }

    /// The organization the caller acts for.
    pub fn acting(&self) -> Option<Acting> {
        self.acting
    }

    /// The id of that organization.
    pub fn organization_id(&self) -> Option<Uuid> {
        self.acting.map(|acting| acting.organization_id)
    }

    /// Whether the caller acts for an organization, on `side` when one is asked for, with at least `role`.
    pub fn is(&self, side: impl Into<Option<Side>>, role: Role) -> bool {
        let side = side.into();
        self.acting.is_some_and(|acting| acting.role >= role && side.is_none_or(|side| acting.side == side))
    }

    /// Whether the caller acts for this organization.
    pub fn acts_for(&self, organization_id: Uuid) -> bool {
        self.organization_id() == Some(organization_id)
    }

    /// Whether the caller decides about an entry: for its steward, or as operator where it has none.
    pub fn stewards(&self, steward_id: Option<Uuid>) -> bool {
        match steward_id {
            Some(id) => self.acts_for(id),
            None => self.operator,
        }
    }

    /// The rows the caller reaches where nothing narrower is said.
    pub fn scope(&self) -> Scope {
        match self.acting {
            Some(Acting { organization_id, side, .. }) => Scope::Tenant { organization_id, side },
            None if self.operator => Scope::Operator,
            None => Scope::Person(self.subject_id),
        }
    }
}

/// The rows a permit reaches; which ones these are of an entity is said once, by the entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What one tenant reaches: its own rows and what others show it.
    Tenant {
        /// The tenant.
        organization_id: Uuid,
        /// Its side.
        side: Side,
    },
    /// What the operator reaches.
    Operator,
    /// One person's own rows.
    Person(Uuid),
    /// Every row: for the few operations that nobody asks for by token.
    System,
}

impl Scope {
    /// The tenant, where the scope is one's.
    pub fn tenant(&self) -> Option<Uuid> {
        match self {
            Self::Tenant { organization_id, .. } => Some(*organization_id),
            Self::Operator | Self::Person(_) | Self::System => None,
        }
    }
}
