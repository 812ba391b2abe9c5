//! The OpenAPI document, made from the routes that are served.

use actix_web::web::Data;
use actix_web::{App, HttpResponse};
use utoipa::OpenApi;
use utoipa_actix_web::AppExt;

use super::problem::Problem;

/// The parts of the document that no handler carries.
#[derive(OpenApi)]
#[openapi(components(schemas(Problem)))]
struct Base;

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    App::new().into_utoipa_app().openapi(Base::openapi()).configure(super::routes).split_for_parts().1
}

/// `GET /openapi.json`.
pub(super) async fn serve(text: Data<String>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(text.as_str().to_owned())
}

/// `GET /problems`: the page that the `type` of problems names.
pub(super) async fn problems() -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body("")
}
