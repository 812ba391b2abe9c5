//! API clients: programs that act for an organization, by OAuth 2.0 client credentials (RFC 6749, 4.4).

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::role::Role;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

/// What a program may do: an area, and whether it reads or writes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub enum ClientScope {
    /// `directory:read`
    #[serde(rename = "directory:read")]
    DirectoryRead,
    /// `directory:write`
    #[serde(rename = "directory:write")]
    DirectoryWrite,
    /// `evaluation:read`
    #[serde(rename = "evaluation:read")]
    EvaluationRead,
    /// `evaluation:write`
    #[serde(rename = "evaluation:write")]
    EvaluationWrite,
    /// `partnership:read`
    #[serde(rename = "partnership:read")]
    PartnershipRead,
    /// `partnership:write`
    #[serde(rename = "partnership:write")]
    PartnershipWrite,
    /// `discovery:read`
    #[serde(rename = "discovery:read")]
    DiscoveryRead,
    /// `discovery:write`
    #[serde(rename = "discovery:write")]
    DiscoveryWrite,
    /// `identity:read`
    #[serde(rename = "identity:read")]
    IdentityRead,
    /// `audit:read`
    #[serde(rename = "audit:read")]
    AuditRead,
}

impl ClientScope {
    /// Every scope, with what it allows.
    pub const ALL: [(Self, &'static str); 10] = [
        (
            Self::DirectoryRead,
            "Read the directory: organizations and their parts, taxonomies, own terms, notes, claims, proposals.",
        ),
        (Self::DirectoryWrite, "Write the directory, and import lists."),
        (Self::EvaluationRead, "Read instruments, rounds, and the scores and comparisons of closed ones."),
        (Self::EvaluationWrite, "Write instruments, open and close rounds."),
        (Self::PartnershipRead, "Read partnerships and what hangs on them."),
        (Self::PartnershipWrite, "Draft partnerships, and write what hangs on them; steps are for people."),
        (
            Self::DiscoveryRead,
            "Read initiatives, prospects, coverage, matches, talks, talking points and the checklist.",
        ),
        (
            Self::DiscoveryWrite,
            "Write initiatives, prospects, guides, talks, talking points and the checklist.",
        ),
        (Self::IdentityRead, "Read members and tenants."),
        (Self::AuditRead, "Read the history of changes, as an admin, of the areas that it may read as well."),
    ];

    /// The scope as it stands in tokens and in the document.
    pub fn word(self) -> &'static str {
        match self {
            Self::DirectoryRead => "directory:read",
            Self::DirectoryWrite => "directory:write",
            Self::EvaluationRead => "evaluation:read",
            Self::EvaluationWrite => "evaluation:write",
            Self::PartnershipRead => "partnership:read",
            Self::PartnershipWrite => "partnership:write",
            Self::DiscoveryRead => "discovery:read",
            Self::DiscoveryWrite => "discovery:write",
            Self::IdentityRead => "identity:read",
            Self::AuditRead => "audit:read",
        }
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClientScopes(u16);

impl ClientScopes {
    /// Whether the scope is in it.
    pub fn contains(self, scope: ClientScope) -> bool {
        self.0 & bit(scope) != 0
    }

    /// Whether no scope is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes that are in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The scopes of a text as tokens have it, separated by spaces; none where one of them is unknown.
    pub fn parse(text: &str) -> Option<Self> {
        let word = |word: &str| ClientScope::ALL.iter().find(|(scope, _)| scope.word() == word);
        text.split(' ')
            .filter(|part| !part.is_empty())
            .map(|part| word(part).map(|(scope, _)| *scope))
            .collect()
    }

    /// The scopes in it.
    pub fn iter(self) -> impl Iterator<Item = ClientScope> {
        ClientScope::ALL.iter().map(|(scope, _)| *scope).filter(move |scope| self.contains(*scope))
    }
}

fn bit(scope: ClientScope) -> u16 {
    1 << scope as u8
}

impl FromIterator<ClientScope> for ClientScopes {
    fn from_iter<I: IntoIterator<Item = ClientScope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |set, scope| set | bit(scope)))
    }
}

impl fmt::Display for ClientScopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.iter().map(ClientScope::word).collect();
        formatter.write_str(&words.join(" "))
    }
}

fn enabled() -> bool {
    true
}

/// A program, and what it may do.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientInput {
    /// What people call it.
    #[schema(example = "Events calendar", min_length = 1, max_length = 200)]
    pub name: String,
    /// What it may do at most, as a person with this role may.
    #[schema(example = "viewer")]
    pub role: Role,
    /// What it may do of that.
    #[schema(example = json!(["directory:read"]), min_items = 1, max_items = 10)]
    pub scopes: Vec<ClientScope>,
    /// Until when it may ask for tokens; without end unless given.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether it may ask for tokens and use them.
    #[serde(default = "enabled")]
    #[schema(default = true)]
    pub enabled: bool,
}

impl Check for ClientInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/name", &self.name, 1..=200);
        faults.at_most("/scopes", self.scopes.len(), ClientScope::ALL.len());
        if self.scopes.is_empty() {
            faults.add("/scopes", "length", "must have at least one entry");
        }
    }
}

/// A program that acts for an organization.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Client {
    /// The client's id: its `client_id`.
    pub id: Uuid,
    /// What people call it.
    #[schema(example = "Events calendar")]
    pub name: String,
    /// The organization for which it acts.
    pub organization: Named,
    /// What it may do at most. It never may more than the admin who answers for it.
    pub role: Role,
    /// What it may do of that.
    pub scopes: Vec<ClientScope>,
    /// Until when it may ask for tokens.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether it may ask for tokens and use them.
    pub enabled: bool,
    /// The admin who made or last changed it, and so answers for it: while this person is no member, it is refused.
    pub responsible: Named,
    /// When one of its secrets was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Its first secret. Only in the answer that made it, else null.
    pub client_secret: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Client> for ClientInput {
    fn from(client: &Client) -> Self {
        Self {
            name: client.name.clone(),
            role: client.role,
            scopes: client.scopes.clone(),
            expires_at: client.expires_at,
            enabled: client.enabled,
        }
    }
}

/// For which client a secret is made.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientSecretInput {
    /// The client.
    pub client_id: Uuid,
    /// Until when it can be used; without end unless given.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

impl Check for ClientSecretInput {
    fn check(&self, _: &mut Faults) {}
}

/// A secret of a client. To change a secret make the second, bring it to the program, and delete the first.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ClientSecret {
    /// The id of the secret, which is not secret.
    pub id: Uuid,
    /// The client.
    pub client_id: Uuid,
    /// The secret itself. Only in the answer that made it, else null: it is kept as a hash.
    pub client_secret: Option<String>,
    /// Until when it can be used.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// An access token of a program (RFC 6749, 5.1).
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ClientToken {
    /// The token, for `Authorization: Bearer`.
    pub access_token: String,
    /// The kind of token.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds that it can be used.
    #[schema(example = 900)]
    pub expires_in: i64,
    /// What it allows.
    #[schema(example = "directory:read")]
    pub scope: String,
}

/// Why no token was made (RFC 6749, 5.2).
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ClientTokenRefusal {
    /// A word of the standard.
    #[schema(example = "invalid_client")]
    pub error: &'static str,
    /// A sentence for people.
    #[schema(example = "client or secret is wrong, or may not be used now")]
    pub error_description: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_a_set_and_its_text() {
        for (scope, _) in ClientScope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.word());
        }
        let both = ClientScopes::parse("evaluation:read directory:read  evaluation:read").unwrap();
        assert_eq!(both.to_string(), "directory:read evaluation:read");
        assert!(both.contains(ClientScope::DirectoryRead) && !both.contains(ClientScope::DirectoryWrite));
        let one = [ClientScope::DirectoryRead, ClientScope::IdentityRead].into_iter().collect();
        assert_eq!(both.and(one).to_string(), "directory:read");
        assert_eq!(ClientScopes::parse("directory:read everything"), None);
        assert_eq!(ClientScopes::parse(""), Some(ClientScopes::default()));
        let all: ClientScopes = ClientScope::ALL.iter().map(|(scope, _)| *scope).collect();
        assert_eq!(all.iter().count(), ClientScope::ALL.len());
    }
}
