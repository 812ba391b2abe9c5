//! What every operation has by convention: its problems, its headers, its preconditions.

use serde_json::{Map, Value, json};

use super::problems;
use crate::domain::directory::builtin::sectors;

/// Lists that have other orders than `created_at`.
const ORDERS: &[(&str, &[&str])] = &[
    ("list_job_rows", &["line"]),
    ("list_matches", &["rank"]),
    ("list_notices", &["on"]),
    ("list_organizations", &["name", "created_at"]),
    ("list_prospects", &["created_at", "stage_since"]),
    ("list_tenants", &["name", "created_at"]),
    ("list_taxonomies", &["code", "created_at"]),
    ("list_terms", &["code", "name", "created_at"]),
];

/// Adds to an operation what its path, method and body imply.
pub(super) fn apply(path: &str, method: &str, operation: &mut Map<String, Value>) {
    let writes = method != "get";
    let streams = path.ends_with("/stream");
    if !writes && !streams {
        add_parameter(
            operation,
            "If-None-Match",
            "The ETag of the answer you have; 304 when it is still good.",
        );
        add_response(operation, "304", json!({"description": "What you have is still good."}));
    }
    if !path.starts_with("/v1") {
        match path {
            "/health/ready" => add_problems(operation, &[503]),
            "/oauth/token" => add_problems(operation, &[408, 413, 500, 503]),
            _ => {}
        }
        return;
    }
    close_lists(operation);
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let secured = operation.get("security").is_none_or(|security| security[0].get("bearer").is_some());
    let on_row = path.contains("{id}");
    let has_body = operation.contains_key("requestBody");
    let keeps_answers =
        method == "post" && !["/v1/sessions", "/v1/compute"].iter().any(|area| path.starts_with(area));
    let mut statuses = vec![400, 422, 500, 503];
    if secured || path == "/v1/sessions" || path == "/v1/sessions/refresh" {
        statuses.push(401);
    }
    if secured {
        statuses.push(403);
    }
    if on_row || path.contains("{secret}") || path.ends_with("/accept") || path.ends_with("/use") {
        statuses.push(404);
    }
    // The one row of its kind that the caller has.
    let singleton = path == "/v1/pipeline";
    if writes && (on_row || singleton || keeps_answers || id == "compute_score") {
        statuses.push(409);
    }
    if id == "accept_invitation" {
        statuses.extend([401, 403]);
    }
    if has_body {
        statuses.extend([408, 413, 415]);
    }
    if path == "/v1/sessions" && method == "post" || path == "/v1/me/password" {
        statuses.push(429);
    }
    if writes && (on_row || singleton || path == "/v1/me" || path.starts_with("/v1/me/")) {
        statuses.push(412);
        add_parameter(
            operation,
            "If-Match",
            "The ETag of the row as you read it; 412 when it changed since.",
        );
    }
    if keeps_answers {
        let what =
            "Any text of your own, 1 to 255 characters: a request sent again with it is carried out once.";
        add_parameter(operation, "Idempotency-Key", what);
    }
    if ["/v1/comparisons", "/v1/events"].contains(&path) {
        statuses.push(406);
    }
    if path.ends_with("/copy") && !writes {
        statuses.push(409);
    }
    let of_round = ["/score", "/agreement"].iter().any(|end| path.ends_with(end)) && !writes;
    let of_rounds = ["/v1/comparisons", "/v1/perception-gaps"].iter().any(|area| path.starts_with(area));
    if of_round || of_rounds {
        statuses.push(409);
    }
    add_problems(operation, &statuses);
    add_headers(path, method, operation);
    if streams {
        without_schema(operation);
    }
}

/// Leaves out the schema of a stream of events: OpenAPI 3.1 has none for it, and readers take it for one of an event.
fn without_schema(operation: &mut Map<String, Value>) {
    let content =
        operation.get_mut("responses").and_then(|it| it.pointer_mut("/200/content/text~1event-stream"));
    if let Some(media) = content.and_then(Value::as_object_mut) {
        media.remove("schema");
    }
}

/// Names all values of parameters that are closed lists.
fn close_lists(operation: &mut Map<String, Value>) {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
    let orders =
        ORDERS.iter().find(|(list, _)| *list == id).map_or(&["created_at"][..], |(_, orders)| orders);
    let orders: Vec<_> = orders.iter().flat_map(|order| [(*order).to_owned(), format!("-{order}")]).collect();
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        let values = match parameter.get("name").and_then(Value::as_str) {
            Some("sort") => orders.clone(),
            Some("sector") => sectors().into_iter().map(str::to_owned).collect(),
            _ => continue,
        };
        if let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut) {
            schema.insert("enum".to_owned(), json!(values));
            schema.insert("type".to_owned(), json!("string"));
        }
    }
}

fn add_problems(operation: &mut Map<String, Value>, statuses: &[u16]) {
    for status in statuses {
        let reference = format!("#/components/responses/{}", problems::name(*status));
        add_response(operation, &status.to_string(), json!({"$ref": reference}));
    }
}

fn add_response(operation: &mut Map<String, Value>, status: &str, response: Value) {
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        responses.entry(status).or_insert(response);
    }
}

fn add_parameter(operation: &mut Map<String, Value>, name: &str, description: &str) {
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(json!({
            "name": name, "in": "header", "required": false, "description": description, "schema": {"type": "string"}
        }));
    }
}

/// The headers of the good answers.
fn add_headers(path: &str, method: &str, operation: &mut Map<String, Value>) {
    let text = |what: &str| json!({"description": what, "schema": {"type": "string"}});
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
    let is_list = id.starts_with("list_") || id == "export_events";
    let is_file = ["export_instrument", "get_instrument_worksheet_csv"].contains(&id);
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    for (status, response) in responses.into_iter().flatten() {
        let mut headers = Map::new();
        let tagged = !path.starts_with("/v1/sessions") && !path.ends_with("/stream");
        if status.starts_with('2') && response.get("content").is_some() && tagged {
            headers.insert("ETag".to_owned(), text("The entity tag of the answer."));
        }
        if matches!(status.as_str(), "201" | "202") {
            headers.insert("Location".to_owned(), text("The path of the new row."));
        }
        if status == "200" && is_file {
            headers.insert("Content-Disposition".to_owned(), text("The name of the file (RFC 6266)."));
        }
        if status == "200" && is_list && method == "get" {
            headers.insert("Link".to_owned(), text("The first and the next page (RFC 8288)."));
        }
        if let (Some(response), false) = (response.as_object_mut(), headers.is_empty()) {
            response.insert("headers".to_owned(), headers.into());
        }
    }
}
