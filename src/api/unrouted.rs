//! Requests that no route takes: 405 where the path is known, else 404.

use std::sync::LazyLock;

use actix_web::HttpRequest;
use utoipa::openapi::OpenApi;

use super::answer::Answer;
use super::document;
use crate::error::{Error, Result};

static ROUTES: LazyLock<Routes> = LazyLock::new(|| Routes::of(&document::routes()));

/// The paths that are served, and by which methods.
#[derive(Debug)]
struct Routes(Vec<(Vec<String>, Vec<&'static str>)>);

impl Routes {
    /// The routes of the document, which are those that are served.
    fn of(document: &OpenApi) -> Self {
        let routes = document.paths.paths.iter().map(|(path, item)| {
            let methods =
                [("GET", &item.get), ("POST", &item.post), ("PATCH", &item.patch), ("DELETE", &item.delete)];
            let methods =
                methods.into_iter().filter(|(_, operation)| operation.is_some()).map(|(method, _)| method);
            (path.split('/').map(str::to_owned).collect(), methods.collect())
        });
        let others = ["/", "/openapi.json", "/problems", "/docs", "/docs/"];
        let others = others.map(|path| (path.split('/').map(str::to_owned).collect(), vec!["GET"]));
        Self(routes.chain(others).collect())
    }

    /// The methods that the path takes.
    fn allowed(&self, path: &str) -> Option<String> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &[String]| {
            template.len() == parts.len()
                && template.iter().zip(&parts).all(|(known, part)| known.starts_with('{') || known == part)
        };
        let mut methods: Vec<_> = self
            .0
            .iter()
            .filter(|(template, _)| fits(template))
            .flat_map(|(_, methods)| methods.clone())
            .collect();
        methods.sort_unstable();
        methods.dedup();
        (!methods.is_empty()).then(|| methods.join(", "))
    }
}

/// Reads the routes off the document.
pub(super) fn prepare() {
    LazyLock::force(&ROUTES);
}

/// Answers a request that no route took.
pub(super) async fn answer(request: HttpRequest) -> Result<Answer> {
    match ROUTES.allowed(request.path()) {
        Some(allowed) if !allowed.split(", ").any(|method| method == request.method().as_str()) => {
            Err(Error::MethodNotAllowed(allowed))
        }
        _ => Err(Error::NotFound("path")),
    }
}
