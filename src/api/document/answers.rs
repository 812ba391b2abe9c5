//! The schemas of answers: every member is there, a member without value is null.
#![expect(clippy::indexing_slicing, reason = "a member that a JSON object lacks is null, not a panic")]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::patches::{PREFIX, body_schemas, patch_name};

/// Members that answers leave out where they have no value.
const LEFT_OUT: [&str; 2] = ["total", "total_relation"];

/// Lets `One_Note` and `ListOf_Note` refer to `Note`, which generics write out in full.
pub(super) fn name_rows(document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object_mut();
    for (name, schema) in schemas.into_iter().flatten() {
        let row = |row: &str| json!({"$ref": format!("{PREFIX}{row}")});
        if let Some(name) = name.strip_prefix("One_") {
            schema["allOf"][0] = row(name);
        } else if let Some(name) = name.strip_prefix("ListOf_") {
            schema["properties"]["items"]["items"] = row(name);
        }
    }
}

/// Says of all schemas that stand in answers only that their members are there. Problems leave members out.
pub(super) fn require_members(document: &mut Value) {
    let mut sent = BTreeSet::from(["Problem".to_owned()]);
    for name in body_schemas(document) {
        reach(document, &name, &mut sent);
        reach(document, &patch_name(&name), &mut sent);
    }
    divide(document, &sent);
    let schemas = document["components"]["schemas"].as_object_mut();
    for (_, schema) in schemas.into_iter().flatten().filter(|(name, _)| !sent.contains(*name)) {
        require(schema);
    }
}

/// Gives answers schemas of their own for what stands in bodies, too, where it may be left out.
fn divide(document: &mut Value, sent: &BTreeSet<String>) {
    let mut answered = BTreeSet::new();
    let Some(schemas) = document["components"]["schemas"].as_object() else { return };
    for name in schemas.keys().filter(|name| !sent.contains(*name)) {
        reach(document, name, &mut answered);
    }
    let lacks = |name: &String| {
        let members = schemas[name]["properties"].as_object().map_or(0, serde_json::Map::len);
        members > schemas[name]["required"].as_array().map_or(0, Vec::len)
    };
    // A patch is answered as it was sent.
    let patches: BTreeSet<String> = body_schemas(document).iter().map(|name| patch_name(name)).collect();
    let shared = answered.intersection(sent).filter(|name| lacks(name) && !patches.contains(*name));
    let divided: BTreeSet<String> = shared.cloned().collect();
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    for name in &divided {
        let schema = schemas[name].clone();
        schemas.insert(answer_name(name), schema);
    }
    for (_, schema) in schemas.iter_mut().filter(|(name, _)| !sent.contains(*name)) {
        redirect(schema, &divided);
    }
}

/// What the schema of a type is called where it is answered.
fn answer_name(name: &str) -> String {
    format!("{name}Answer")
}

fn redirect(value: &mut Value, divided: &BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let target = member.as_str().and_then(|target| target.strip_prefix(PREFIX));
                match target.filter(|target| name == "$ref" && divided.contains(*target)) {
                    Some(target) => *member = json!(format!("{PREFIX}{}", answer_name(target))),
                    None => redirect(member, divided),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, divided)),
        _ => {}
    }
}

fn require(schema: &mut Value) {
    let members = schema["properties"].as_object().map(|properties| {
        properties.keys().filter(|name| !LEFT_OUT.contains(&name.as_str())).cloned().collect::<Vec<_>>()
    });
    let Some(object) = schema.as_object_mut() else { return };
    match members {
        Some(members) => drop(object.insert("required".to_owned(), json!(members))),
        None => drop(object.remove("properties")),
    }
    for part in object.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        if part.get("properties").is_some() {
            require(part);
        }
    }
}

/// The schema and all that it refers to.
fn reach(document: &Value, name: &str, reached: &mut BTreeSet<String>) {
    if document["components"]["schemas"].get(name).is_some() && reached.insert(name.to_owned()) {
        let mut found = Vec::new();
        references(&document["components"]["schemas"][name], &mut found);
        for name in found {
            reach(document, &name, reached);
        }
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let target = members.get("$ref").and_then(Value::as_str);
            found.extend(target.and_then(|target| target.strip_prefix(PREFIX)).map(str::to_owned));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
