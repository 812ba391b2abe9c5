//! Reading the OpenAPI document.

use serde_json::Value;

/// A file of JSON.
pub fn read(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Every operation with its method, in capitals, and path.
pub fn operations(document: &Value) -> impl Iterator<Item = (&Value, String, &str)> {
    document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap();
        methods.iter().map(|(method, operation)| (operation, method.to_uppercase(), path.as_str()))
    })
}

/// The operation with this id.
pub fn operation<'a>(document: &'a Value, id: &str) -> Option<(&'a Value, String, &'a str)> {
    operations(document).find(|(operation, ..)| operation["operationId"] == id)
}

/// The path and query of an operation with the values of its parameters filled in.
pub fn url(path: &str, parameters: &serde_json::Map<String, Value>) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut filled = path.to_owned();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        let placeholder = format!("{{{name}}}");
        if filled.contains(&placeholder) {
            filled = filled.replace(&placeholder, &text(value));
        } else if let Some(values) = value.as_array() {
            for value in values {
                query.append_pair(name, &text(value));
            }
        } else {
            query.append_pair(name, &text(value));
        }
    }
    let query = query.finish();
    if query.is_empty() { filled } else { format!("{filled}?{query}") }
}
