//! The schemas of merge patches: those of the inputs, nothing of which has to be there.
#![expect(clippy::indexing_slicing, reason = "a member that a JSON object lacks is null, not a panic")]

use serde_json::{Value, json};

const PREFIX: &str = "#/components/schemas/";

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
        let mut schema = document["components"]["schemas"][&input].clone();
        if let Some(members) = schema.as_object_mut() {
            members.remove("required");
            members.insert(
                "description".to_owned(),
                json!("A JSON merge patch: what is absent stays, null clears."),
            );
        }
        document["components"]["schemas"][patch_name(&input)] = schema;
    }
}

fn patch_name(input: &str) -> String {
    format!("{}Patch", input.trim_end_matches("Input"))
}
