//! JSON read as an input, with a fault that names place and reason where it is none.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use crate::error::FieldError;

/// The value as a `T`.
///
/// # Errors
/// What serde stumbles over first.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, FieldError> {
    serde_path_to_error::deserialize(value)
        .map_err(|error| fault(pointer(error.path()), &error.into_inner().to_string()))
}

/// A member's name as a part of a JSON Pointer.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A JSON Pointer to the place at which deserialization failed.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", escape(key))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// What serde says of a value, as a fault at its pointer.
fn fault(pointer: String, cause: &str) -> FieldError {
    let cause = cause.rsplit_once(" at line ").map_or(cause, |(message, _)| message);
    let name = |prefix: &str| cause.strip_prefix(prefix)?.split('`').next().map(escape);
    if let Some(field) = name("missing field `") {
        return FieldError::new(format!("{pointer}/{field}"), "required", "must be given");
    }
    if let Some(field) = name("unknown field `") {
        let known = pointer.ends_with(&format!("/{field}"));
        let pointer = if known { pointer } else { format!("{pointer}/{field}") };
        return FieldError::new(pointer, "unknown_field", "there is no such field");
    }
    let code = if cause.starts_with("unknown variant") { "enum" } else { "type" };
    FieldError::new(pointer, code, cause)
}
