//! The shape of bodies, as the document's own schemas have it: its faults are told at once.

use std::collections::HashMap;
use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{Registry, RegistryBuilder, ValidationError, Validator};
use serde_json::{Value, json};

use super::document::{body_schemas, document};
use crate::domain::check::MOST_FAULTS;
use crate::domain::reading::escape;
use crate::error::{Error, FieldError, Result};

/// What the document is called among the validators, which share it: a copy for each would be most of the memory.
const DOCUMENT: &str = "json-schema:///document";

static SHAPES: OnceLock<HashMap<String, Validator>> = OnceLock::new();

fn validators(document: &Value) -> HashMap<String, Validator> {
    let schemas = json!({"components": document.get("components")});
    let registry = Registry::new().add(DOCUMENT, &schemas).and_then(RegistryBuilder::prepare);
    let Ok(registry) = registry else { return HashMap::new() };
    let validator = |name: String| {
        let schema = json!({"$ref": format!("{DOCUMENT}#/components/schemas/{name}")});
        let options = jsonschema::options().should_validate_formats(true).with_registry(&registry);
        Some((name, options.build(&schema).ok()?))
    };
    body_schemas(document).into_iter().filter_map(validator).collect()
}

/// The code of a fault that is a member which the schema does not know.
pub(super) const UNKNOWN: &str = "unknown_field";

/// Makes the validators, so that no request waits for them.
pub(super) fn prepare(document: &Value) {
    SHAPES.get_or_init(|| validators(document));
}

/// What speaks against a body.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// The faults that the schema finds. Of values the input itself may tell them better.
    pub(super) found: Vec<FieldError>,
    /// Whether the shape is wrong: members that are missing, unknown or of another type.
    pub(super) shapeless: bool,
}

/// What speaks against a body of the schema `name`. Members that it does not know are taken out, so that the others can
/// be looked at.
pub(super) fn check(name: &str, body: &mut Value) -> Result<Faults> {
    let shapes = SHAPES.get_or_init(|| validators(&document()));
    let validator =
        shapes.get(name).ok_or_else(|| Error::internal(format!("the document has no schema {name}")))?;
    let mut faults = Faults::default();
    if validator.is_valid(body) {
        return Ok(faults);
    }
    for error in validator.iter_errors(body) {
        faults.shapeless |= tell(&error, body, &mut faults.found);
        if faults.found.len() >= MOST_FAULTS {
            faults.found.truncate(MOST_FAULTS);
            break;
        }
    }
    for fault in faults.found.iter().filter(|fault| fault.code == UNKNOWN) {
        let (parent, name) = fault.pointer.rsplit_once('/').unwrap_or_default();
        if let Some(members) = body.pointer_mut(parent).and_then(Value::as_object_mut) {
            members.remove(&name.replace("~1", "/").replace("~0", "~"));
        }
    }
    Ok(faults)
}

/// Adds what an error of the body says; whether it is one of the shape.
fn tell(error: &ValidationError<'_>, body: &Value, faults: &mut Vec<FieldError>) -> bool {
    let at = error.instance_path().as_str();
    let mut add =
        |pointer: String, code: &str, detail: String| faults.push(FieldError::new(pointer, code, detail));
    match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            add(format!("{at}/{}", escape(name)), "required", "must be given".to_owned());
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected.iter().take(MOST_FAULTS) {
                add(format!("{at}/{}", escape(name)), UNKNOWN, "there is no such field".to_owned());
            }
        }
        // Of an object that has no members at all the error does not name those that came.
        Kind::FalseSchema => {
            let members = body.pointer(at).and_then(Value::as_object);
            for name in members.into_iter().flat_map(|members| members.keys()).take(MOST_FAULTS) {
                add(format!("{at}/{}", escape(name)), UNKNOWN, "there is no such field".to_owned());
            }
        }
        Kind::Enum { .. } => {
            add(at.to_owned(), "enum", format!("must be {}", forms(error)));
            return false;
        }
        Kind::Format { format } if format == "uuid" => {
            add(at.to_owned(), "uuid", "must be a UUID".to_owned());
        }
        Kind::Type { .. } | Kind::Format { .. } | Kind::Constant { .. } => {
            add(at.to_owned(), "type", format!("must be {}", forms(error)));
        }
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
            // Of several forms the one that was meant is the one whose faults lie deeper, or are not of its type.
            let meant = |branch: &&Vec<ValidationError<'static>>| {
                branch.iter().all(|fault| fault.instance_path().as_str() != at || !is_form(fault.kind()))
            };
            match context.iter().find(meant) {
                Some(branch) => {
                    return branch
                        .iter()
                        .fold(false, |shapeless, fault| tell(fault, body, faults) | shapeless);
                }
                None => {
                    add(at.to_owned(), "type", format!("must be {}", forms(error)));
                    return false;
                }
            }
        }
        Kind::MinLength { .. } | Kind::MaxLength { .. } | Kind::MinItems { .. } | Kind::MaxItems { .. } => {
            add(at.to_owned(), "length", limit(error));
            return false;
        }
        _ => {
            add(at.to_owned(), "range", limit(error));
            return false;
        }
    }
    true
}

/// Whether a fault says that a value is of another kind, not that there is something wrong inside.
fn is_form(kind: &Kind) -> bool {
    matches!(kind, Kind::Type { .. } | Kind::Enum { .. } | Kind::Constant { .. })
}

/// The forms that a value may have.
fn forms(error: &ValidationError<'_>) -> String {
    match error.kind() {
        Kind::Type { kind: TypeKind::Single(one) } => with_article(one.as_str()),
        Kind::Type { kind: TypeKind::Multiple(many) } => {
            let names: Vec<_> = many.iter().map(|one| with_article(one.as_str())).collect();
            names.join(" or ")
        }
        Kind::Enum { options } => {
            let words: Vec<_> = options
                .as_array()
                .into_iter()
                .flatten()
                .map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned))
                .collect();
            if words.len() == 1 { words.concat() } else { format!("one of {}", words.join(", ")) }
        }
        Kind::Constant { expected_value } => expected_value.to_string(),
        Kind::Format { format } => format!("a {format}"),
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
            let names: Vec<_> = context.iter().filter_map(|branch| branch.first()).map(forms).collect();
            names.join(" or ")
        }
        _ => "of another form".to_owned(),
    }
}

fn with_article(name: &str) -> String {
    match name {
        "null" => "null".to_owned(),
        "array" | "integer" | "object" => format!("an {name}"),
        other => format!("a {other}"),
    }
}

/// What a limit asks for.
fn limit(error: &ValidationError<'_>) -> String {
    match error.kind() {
        Kind::MinLength { limit } => format!("must have at least {limit} characters"),
        Kind::MaxLength { limit } => format!("must have at most {limit} characters"),
        Kind::MinItems { limit } => format!("must have at least {limit} entries"),
        Kind::MaxItems { limit } => format!("may have at most {limit} entries"),
        Kind::Minimum { limit } => format!("must be at least {limit}"),
        Kind::Maximum { limit } => format!("must be at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        other => format!("does not fit: {}", other.keyword()),
    }
}
