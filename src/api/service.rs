//! What every handler works with.

use std::net::IpAddr;

use actix_web::HttpRequest;

use crate::access::password::Passwords;
use crate::access::token::Tokens;
use crate::store::Store;

/// How the service is seen from outside.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Origins whose pages may call the service; `*` for all.
    pub cors_origins: Vec<String>,
    /// The origin at which the service is reached, for links in answers.
    pub public_url: Option<String>,
}

/// The database, the tokens and the passwords.
#[derive(Clone, Debug)]
pub struct Service {
    /// The database.
    pub store: Store,
    /// Makes and verifies access tokens.
    pub tokens: Tokens,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    /// How the service is seen from outside.
    pub settings: Settings,
}

impl Service {
    /// The client's address: the peer's, or behind a trusted proxy the last one that is not a trusted proxy itself.
    pub(super) fn client_address(&self, request: &HttpRequest) -> Option<String> {
        let trusted = |address: &IpAddr| self.settings.trusted_proxies.contains(address);
        let peer = request.peer_addr()?.ip();
        if !trusted(&peer) {
            return Some(peer.to_string());
        }
        let header = request
            .headers()
            .get("x-forwarded-for")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let forwarded = header.rsplit(',').map_while(|part| part.trim().parse::<IpAddr>().ok());
        Some(forwarded.into_iter().find(|address| !trusted(address)).unwrap_or(peer).to_string())
    }

    /// The origin at which this request reached the service.
    pub(super) fn origin(&self, request: &HttpRequest) -> String {
        self.settings.public_url.clone().unwrap_or_else(|| {
            let connection = request.connection_info();
            format!("{}://{}", connection.scheme(), connection.host())
        })
    }
}
