//! Lists: what every one of them takes, and how its pages are answered.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::query::{self, Pairs};
use crate::domain::check::Check;
use crate::domain::listing::{Counting, Cursor, Listing, Page, Total};
use crate::error::{Error, Result};

/// What every list takes.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Paging {
    /// Rows in a page.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// The field to sort by, with `-` before it for the other way.
    #[param(example = "-created_at")]
    sort: Option<String>,
    /// Whether to count the rows: up to 10,000, or `exact`, which takes longer the more there are.
    #[param(inline)]
    include_total: Option<IncludeTotal>,
}

/// Whether to count the rows.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum IncludeTotal {
    /// Not at all.
    False,
    /// Up to 10,000.
    True,
    /// All of them.
    Exact,
}

impl IncludeTotal {
    fn counting(self) -> Option<Counting> {
        match self {
            Self::False => None,
            Self::True => Some(Counting::Bounded),
            Self::Exact => Some(Counting::Exact),
        }
    }
}

/// What a total says.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum TotalRelation {
    /// There are as many.
    Exact,
    /// There are more.
    AtLeast,
}

const NAMES: [&str; 4] = ["limit", "cursor", "sort", "include_total"];

/// A page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ListOf<T> {
    /// The rows.
    items: Vec<T>,
    /// The `cursor` of the next page; null at the end.
    next_cursor: Option<String>,
    /// How many rows there are in all, where `include_total` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    /// Whether there are as many or more; there with `total`.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_relation: Option<TotalRelation>,
}

/// A request for a page, with the filters `F`.
pub(super) struct Listed<F> {
    pub(super) filter: F,
    pub(super) listing: Listing,
    path: String,
    pairs: Pairs,
}

/// The filters of a list that has none.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unfiltered {}

impl Check for Unfiltered {
    fn check(&self, _: &mut crate::domain::check::Faults) {}
}

impl<F> Listed<F> {
    /// 200 with the page and the links (RFC 8288) to its neighbours.
    pub(super) fn answer<T: Serialize>(&self, page: Page<T>) -> Result<Answer> {
        let next_cursor = page.next.as_ref().map(Cursor::encode);
        let links = self.links(next_cursor.as_deref());
        let relation = |total: Total| if total.more { TotalRelation::AtLeast } else { TotalRelation::Exact };
        let body = ListOf {
            items: page.items,
            next_cursor,
            total: page.total.map(|total| total.rows),
            total_relation: page.total.map(relation),
        };
        Ok(Answer::json(&body)?.with_header("link", links))
    }

    /// 200 with the page as a document of another media type, and the same links.
    pub(super) fn document(&self, next: Option<&Cursor>, media_type: &str, body: Vec<u8>) -> Answer {
        let links = self.links(next.map(Cursor::encode).as_deref());
        Answer::document(media_type, body).with_header("link", links)
    }

    fn links(&self, next: Option<&str>) -> String {
        let mut links = vec![format!("<{}>; rel=\"first\"", self.link(None))];
        if let Some(cursor) = next {
            links.push(format!("<{}>; rel=\"next\"", self.link(Some(cursor))));
        }
        links.join(", ")
    }

    fn link(&self, cursor: Option<&str>) -> String {
        let others = self.pairs.iter().filter(|(name, _)| name.as_str() != "cursor");
        let others =
            others.flat_map(|(name, values)| values.iter().map(move |value| (name.as_str(), value.as_str())));
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(others.chain(cursor.map(|cursor| ("cursor", cursor))))
            .finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }
}

impl<F: DeserializeOwned + Check + 'static> FromRequest for Listed<F> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

/// Rows in a page. A number of whatever size is a number, and out of range.
fn read_limit(text: &str) -> Result<u64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::malformed("limit", "is no whole number"));
    }
    let limit = text.parse().ok().filter(|limit| (1..=200).contains(limit));
    limit.ok_or_else(|| Error::invalid("limit", "range", "must be 1 to 200"))
}

fn read<F: DeserializeOwned + Check>(request: &HttpRequest) -> Result<Listed<F>> {
    let pairs = query::pairs(request.query_string())?;
    let (paging, filters): (Pairs, Pairs) =
        pairs.clone().into_iter().partition(|(name, _)| NAMES.contains(&name.as_str()));
    let filter = query::take::<F>(&filters)?.checked()?;
    let Paging { limit, cursor, sort, include_total } = query::take(&paging)?;
    let limit = limit.map_or(Ok(Listing::default().limit), |text| read_limit(&text))?;
    let unreadable = || Error::malformed("cursor", "is not one that this list gave");
    let cursor = cursor.map(|text| Cursor::decode(&text).ok_or_else(unreadable)).transpose()?;
    let listing = Listing { limit, cursor, sort, count: include_total.and_then(IncludeTotal::counting) };
    Ok(Listed { filter, listing, path: request.path().to_owned(), pairs })
}
