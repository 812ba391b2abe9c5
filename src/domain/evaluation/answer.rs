//! One answer of a rater to one item.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use serde_json::Value;
use utoipa::openapi::{ObjectBuilder, OneOfBuilder, RefOr, Schema, schema::Type};

use super::instrument::Scale;
use crate::domain::check::Faults;

/// What a rater answered to an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Answer {
    /// A value of the instrument's scale.
    Rating(i32),
    /// The rater does not know.
    Unknown,
    /// The item does not apply to the organization.
    NotApplicable,
    /// Nothing was answered.
    #[default]
    Blank,
}

impl Answer {
    /// Reads a JSON value; `4` and `4.0` are the same number.
    pub fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self::Blank),
            Value::String(word) if word == "unknown" => Some(Self::Unknown),
            Value::String(word) if word == "not_applicable" => Some(Self::NotApplicable),
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)).and_then(|number| {
                let rating = i32::try_from(number).ok()?;
                Some(Self::Rating(rating))
            }),
            _ => None,
        }
    }

    /// Reads a JSON value that has to be an answer on this scale, or adds a fault at `pointer`.
    pub(super) fn read_on(scale: &Scale, value: &Value, pointer: &str, faults: &mut Faults) -> Self {
        match Self::read(value) {
            Some(Self::Rating(rating)) if !scale.has(rating) => {}
            Some(answer) => return answer,
            None => {}
        }
        let values = scale.labels.iter().map(|label| label.value.to_string()).collect::<Vec<_>>().join(", ");
        faults.add(
            pointer,
            "not_on_scale",
            format!("must be one of {values}, unknown, not_applicable or null"),
        );
        Self::Blank
    }
}

impl From<Answer> for Value {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Rating(value) => value.into(),
            Answer::Unknown => "unknown".into(),
            Answer::NotApplicable => "not_applicable".into(),
            Answer::Blank => Self::Null,
        }
    }
}

/// The whole number that a floating point number stands for.
fn whole(number: f64) -> Option<i64> {
    let text = format!("{number:.0}");
    text.parse().ok().filter(|_| number.fract() == 0.0)
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from(*self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::read(&value)
            .ok_or_else(|| D::Error::custom("must be a whole number, unknown, not_applicable or null"))
    }
}

impl utoipa::PartialSchema for Answer {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .item(
                ObjectBuilder::new()
                    .schema_type(Type::Integer)
                    .description(Some("A value of the instrument's scale."))
                    .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                        utoipa::openapi::KnownFormat::Int32,
                    ))),
            )
            .item(ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["unknown", "not_applicable"])))
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .description(Some(
                "A value of the instrument's scale, `unknown` (the rater does not know), `not_applicable` (the item \
                 does not apply to the organization) or null (blank).",
            ))
            .examples([serde_json::json!(4)])
            .into()
    }
}

impl utoipa::ToSchema for Answer {}
