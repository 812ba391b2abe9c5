//! What every list takes and answers: pages by cursor, in a stable order.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most rows that a list ordered by relevance or distance goes through.
pub const RANKED_ROWS: u64 = 1_000;

/// Which page of a list is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// Rows in a page, 1 to 200.
    pub limit: u64,
    /// Where the page begins; the first page without.
    pub cursor: Option<Cursor>,
    /// The field to sort by, as the caller named it.
    pub sort: Option<String>,
    /// Whether to count all rows.
    pub count: Option<Counting>,
}

/// How far rows are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Up to [`COUNTED`], so that it costs the same on any size.
    Bounded,
    /// To the end.
    Exact,
}

/// Rows that are counted unless the exact number is asked for.
pub const COUNTED: u64 = 10_000;

/// How many rows there are in all, over every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// The rows counted.
    pub rows: u64,
    /// Whether there are more of them.
    pub more: bool,
}

impl Default for Listing {
    fn default() -> Self {
        Self { limit: 50, cursor: None, sort: None, count: None }
    }
}

/// The place after which a page begins. Opaque to callers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// The order in which it was made.
    pub sort: String,
    /// The sort key of the last row, where the order has one beside the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The id of the last row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// How many rows came before, in an order without key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
}

impl Cursor {
    /// The cursor as a URL-safe text.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// The cursor that [`Cursor::encode`] wrote.
    pub fn decode(text: &str) -> Option<Self> {
        let cursor: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        // A key that no row can have: PostgreSQL takes no NUL.
        (!cursor.key.as_ref().is_some_and(|key| key.contains('\0'))).then_some(cursor)
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; none at the end.
    pub next: Option<Cursor>,
    /// How many rows there are in all, where that was asked for.
    pub total: Option<Total>,
}

impl<T> Page<T> {
    /// The same page of other rows.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next, total: self.total }
    }

    /// The same page, its rows replaced together.
    ///
    /// # Errors
    /// Whatever `change` answers.
    pub async fn then<U, E>(
        self,
        change: impl AsyncFnOnce(Vec<T>) -> Result<Vec<U>, E>,
    ) -> Result<Page<U>, E> {
        Ok(Page { items: change(self.items).await?, next: self.next, total: self.total })
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn a_cursor_survives_its_text_and_nothing_else_is_one() {
        let cursor = Cursor {
            sort: "-name".into(),
            key: Some("ä\"b".into()),
            id: Some(uuid::Uuid::max()),
            offset: None,
        };
        let text = cursor.encode();
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_eq!(Cursor::decode(&text), Some(cursor));
        let nul = Cursor { sort: "name".into(), key: Some("a\0b".into()), id: None, offset: None };
        assert_eq!(Cursor::decode(&nul.encode()), None);
        assert_eq!(Cursor::decode("nonsense"), None);
        assert_eq!(Cursor::decode(""), None);
    }
}
