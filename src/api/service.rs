//! What every handler works with.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::HOST;

use crate::access::password::Passwords;
use crate::access::token::Tokens;
use crate::store::Store;

use super::Simulations;

/// How the service is seen from outside.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Origins whose pages may call the service; `*` for all.
    pub cors_origins: Vec<String>,
    /// The origin at which the service is reached, for links in answers.
    pub public_url: Option<String>,
    /// For how long a body may be on its way: who sends it drop by drop holds a connection no longer.
    pub patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            trusted_proxies: Vec::new(),
            cors_origins: Vec::new(),
            public_url: None,
            patience: Duration::from_secs(120),
        }
    }
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
    /// Computes what takes seconds.
    pub simulations: Simulations,
    /// How the service is seen from outside.
    pub settings: Settings,
}

impl Service {
    fn trusts(&self, address: IpAddr) -> bool {
        self.settings.trusted_proxies.iter().any(|trusted| trusted.to_canonical() == address)
    }

    /// The client's address: the peer's, or behind a trusted proxy the last one that is not a trusted proxy itself.
    pub(super) fn client_address(&self, request: &HttpRequest) -> Option<String> {
        let peer = request.peer_addr()?.ip().to_canonical();
        // Each proxy adds to the header, on its line or with a line of its own.
        let forwarded = forwarded(request, "x-forwarded-for");
        let forwarded = forwarded.iter().rev().map_while(|part| address(part));
        let mut hops = std::iter::once(peer).chain(forwarded).skip_while(|hop| self.trusts(*hop));
        Some(hops.next().unwrap_or(peer).to_string())
    }

    /// The origin at which this request reached the service.
    pub(super) fn origin(&self, request: &HttpRequest) -> String {
        if let Some(url) = &self.settings.public_url {
            return url.clone();
        }
        let trusted = request.peer_addr().is_some_and(|peer| self.trusts(peer.ip().to_canonical()));
        let told = |name| forwarded(request, name).pop().filter(|_| trusted);
        let host = request.headers().get(HOST).and_then(|value| value.to_str().ok());
        let host = told("x-forwarded-host").unwrap_or_else(|| host.unwrap_or("localhost").to_owned());
        let scheme = told("x-forwarded-proto").unwrap_or_else(|| "http".to_owned());
        format!("{scheme}://{host}")
    }
}

/// The parts of a header that several proxies may have added to, in order.
fn forwarded(request: &HttpRequest, name: &str) -> Vec<String> {
    let lines = request.headers().get_all(name).filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|part| part.trim().to_owned()).collect()
}

/// An address with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let address = text.parse::<SocketAddr>().map(|address| address.ip());
    let bare = || text.trim_start_matches('[').trim_end_matches(']').parse().ok();
    Some(address.ok().or_else(bare)?.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_may_have_a_port_and_may_be_mapped() {
        for text in ["192.0.2.7", "192.0.2.7:4711", "::ffff:192.0.2.7", "[::ffff:192.0.2.7]:4711"] {
            assert_eq!(
                address(text).map(|address| address.to_string()).as_deref(),
                Some("192.0.2.7"),
                "{text}"
            );
        }
        assert_eq!(address("[2001:db8::1]"), address("2001:db8::1"));
        assert_eq!((address("unknown"), address("")), (None, None));
    }
}
