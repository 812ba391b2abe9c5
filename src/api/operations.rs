//! The name of what a request asks for: the document's operation id, of which there are only so many.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::HttpRequest;

use super::document;

/// What is called by no operation of the document: pages, unknown paths, wrong methods.
pub(super) const OTHER: &str = "other";

static OPERATIONS: LazyLock<HashMap<String, HashMap<&'static str, String>>> = LazyLock::new(|| {
    let operations = document::routes().paths.paths.into_iter().map(|(path, item)| {
        let methods =
            [("GET", item.get), ("POST", item.post), ("PATCH", item.patch), ("DELETE", item.delete)];
        let ids =
            methods.into_iter().filter_map(|(method, operation)| Some((method, operation?.operation_id?)));
        (path, ids.collect())
    });
    operations.collect()
});

/// The operation that the request was routed to.
pub(super) fn of(request: &HttpRequest) -> &'static str {
    let ids = request.match_pattern().and_then(|pattern| OPERATIONS.get(&pattern));
    ids.and_then(|ids| ids.get(request.method().as_str())).map_or(OTHER, String::as_str)
}
