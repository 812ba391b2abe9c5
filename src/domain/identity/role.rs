//! The two sides and the ladder of roles, the same on both.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What an organization is here as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// A library.
    Library,
    /// An organization that works with libraries.
    Partner,
}

/// What a person may do for an organization, each rung including those before it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads, and sees the results of closed rounds, never raters.
    Viewer,
    /// Also rates, and reads its own sheets.
    Contributor,
    /// Also writes the directory, opens and closes rounds, sees raters, imports, and invites up to contributor.
    Coordinator,
    /// Also manages members and instruments, deletes, and decides.
    Admin,
}

/// Makes the texts of an enum that the database keeps: the same as in JSON.
macro_rules! texts {
    ($name:ty { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// The word that stands for it in JSON and in the database.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(format!("{text} is no {}", stringify!($name))),
                }
            }
        }
    };
}

texts!(Side { Library = "library", Partner = "partner" });
texts!(Role { Viewer = "viewer", Contributor = "contributor", Coordinator = "coordinator", Admin = "admin" });
