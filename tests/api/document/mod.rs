//! The OpenAPI document: complete, current, and its examples work.

mod examples;
mod shape;
mod walk;
