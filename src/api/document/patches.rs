//! The schemas of merge patches: those of the inputs, nothing of which has to be there.
#![expect(clippy::indexing_slicing, reason = "a member that a JSON object lacks is null, not a panic")]

use std::collections::BTreeSet;

use serde_json::{Value, json};

pub(super) const PREFIX: &str = "#/components/schemas/";

/// Gives every `PATCH` the schema of its input without required members, in both media types.
pub(super) fn add_schemas(document: &mut Value) {
    let mut inputs = Vec::new();
    super::for_each_operation(document, |_, method, operation| {
        let Some(content) = operation.get_mut("requestBody").and_then(|body| body.get_mut("content")) else {
            return;
        };
        let input =
            content["application/json"]["schema"]["$ref"].as_str().and_then(|name| name.strip_prefix(PREFIX));
        if let (Some(input), "patch") = (input.map(str::to_owned), method) {
            let media = json!({"schema": {"$ref": format!("{PREFIX}{}", patch_name(&input))}});
            *content = json!({"application/merge-patch+json": media, "application/json": media});
            inputs.push(input);
        }
    });
    for input in inputs {
        add_schema(document, &input);
    }
    for proposal in ["ProposalInput", "Proposal"] {
        let patch = &mut document["components"]["schemas"][proposal]["properties"]["patch"];
        *patch = json!({"$ref": format!("{PREFIX}OrganizationPatch"), "description": patch["description"]});
    }
}

/// Adds the schema of a patch of an object, and of patches of the objects in it: a merge patch goes into them, too.
fn add_schema(document: &mut Value, name: &str) {
    let mut schema = document["components"]["schemas"][name].clone();
    if let Some(members) = schema.as_object_mut() {
        let required = members.remove("required").unwrap_or_default();
        let required: Vec<&str> =
            required.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let properties = members.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            if !required.contains(&name.as_str()) {
                allow_null(property);
            }
            match property.get_mut("oneOf").and_then(Value::as_array_mut) {
                Some(choices) => choices.iter_mut().for_each(|choice| go_into(document, choice)),
                None => go_into(document, property),
            }
        }
        members.insert(
            "description".to_owned(),
            json!("A JSON merge patch: what is absent stays, null clears."),
        );
    }
    document["components"]["schemas"][patch_name(name)] = schema;
}

/// Lets a reference to the schema of an object be one to that of its patch.
fn go_into(document: &mut Value, reference: &mut Value) {
    let inner = reference.get("$ref").and_then(Value::as_str).and_then(|inner| inner.strip_prefix(PREFIX));
    let Some(inner) = inner.map(str::to_owned) else { return };
    if document["components"]["schemas"][&inner].get("properties").is_some() {
        add_schema(document, &inner);
        reference["$ref"] = json!(format!("{PREFIX}{}", patch_name(&inner)));
    }
}

/// The names of the schemas that bodies of requests have.
pub(in crate::api) fn body_schemas(document: &Value) -> BTreeSet<String> {
    let operations =
        document["paths"].as_object().into_iter().flatten().flat_map(|(_, item)| item.as_object()).flatten();
    let contents =
        operations.filter_map(|(_, operation)| operation["requestBody"]["content"].as_object()).flatten();
    let name = |(_, media): (&String, &Value)| {
        Some(media["schema"]["$ref"].as_str()?.strip_prefix(PREFIX)?.to_owned())
    };
    contents.filter_map(name).collect()
}

/// Clearing is what null does in a merge patch, also to what is never null in the row.
fn allow_null(property: &mut Value) {
    match property["type"].take() {
        Value::String(one) => property["type"] = json!([one, "null"]),
        Value::Null => {
            let members = property.as_object_mut();
            let description = members.and_then(|members| {
                members.remove("type");
                members.remove("description")
            });
            if property.get("$ref").is_some() {
                *property =
                    json!({"oneOf": [{"type": "null"}, property.clone()], "description": description});
            } else if let (Some(members), Some(description)) = (property.as_object_mut(), description) {
                members.insert("description".to_owned(), description);
            }
        }
        several => property["type"] = several,
    }
}

/// The schema of a patch of an input.
pub(in crate::api) fn patch_name(input: &str) -> String {
    format!("{}Patch", input.trim_end_matches("Input"))
}
