//! Access tokens: what is forged, foreign, old or early is refused, by both algorithms. The attacks are those of RFC 8725.

mod forms;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ligature::access::signing::StoredKey;
use ligature::access::signing::TokenAlgorithm::{self, EdDsa, Es256};
use ligature::store::identity::keys::{self, Keeping};
use serde_json::{Value, json};

use crate::support::{App, Clock};

/// What is needed to forge: the claims of a good token and the key that signed it.
struct Forge {
    app: App,
    claims: Value,
    key: StoredKey,
}

impl Forge {
    /// One for each algorithm.
    async fn each() -> [Self; 2] {
        [Self::on(App::new().await, EdDsa).await, Self::on(App::new().await, Es256).await]
    }

    async fn on(app: App, algorithm: TokenAlgorithm) -> Self {
        let token = app.library().admin().await.token.unwrap();
        let mut keys = keys::load(&app.store, &Keeping { algorithm, ..Keeping::default() }).await.unwrap();
        app.tokens.replace(&keys).unwrap();
        Self { app, claims: part(&token, 1), key: keys.pop().unwrap() }
    }

    /// A token with other claims, signed with the right key.
    fn with(&self, change: &Value) -> String {
        let mut claims = self.claims.clone();
        json_patch::merge(&mut claims, change);
        self.sign(&self.header(), &claims, &private(&self.key))
    }

    /// A token of these very texts, signed with the right key.
    fn of(&self, header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
        let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let algorithm = self.header().alg;
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &private(&self.key), algorithm);
        format!("{message}.{}", signature.unwrap())
    }

    fn header(&self) -> Header {
        self.header_by(match self.key.algorithm {
            EdDsa => Algorithm::EdDSA,
            Es256 => Algorithm::ES256,
        })
    }

    fn header_text(&self) -> String {
        format!(r#"{{"alg":"{}","typ":"at+jwt","kid":"{}"}}"#, self.key.algorithm.as_str(), self.key.id)
    }

    /// A header that is right but for the algorithm.
    fn header_by(&self, algorithm: Algorithm) -> Header {
        Header { kid: Some(self.key.id.clone()), typ: Some("at+jwt".to_owned()), ..Header::new(algorithm) }
    }

    fn sign(&self, header: &Header, claims: &Value, key: &EncodingKey) -> String {
        jsonwebtoken::encode(header, claims, key).unwrap()
    }

    async fn answers(&self, token: &str, status: u16) {
        let answer = self.app.bearer(token).get("/v1/me").await;
        assert_eq!(answer.status, status, "{token}");
        if status == 401 {
            assert_eq!(answer.header("www-authenticate"), "Bearer error=\"invalid_token\"");
            self.app.bearer(token).post("/v1/organizations", json!({"name": ""})).await.expect(401);
        }
    }
}

/// A key that is not one of the service, of the algorithm of one that is.
fn other_key(id: &str, like: &StoredKey) -> StoredKey {
    StoredKey::generate(id.to_owned(), like.algorithm, &[7; 32], 0).unwrap()
}

fn private(key: &StoredKey) -> EncodingKey {
    match key.algorithm {
        EdDsa => EncodingKey::from_ed_der(&key.private),
        Es256 => EncodingKey::from_ec_der(&key.private),
    }
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[tokio::test]
async fn a_token_that_is_signed_the_right_way_is_taken() {
    for forge in Forge::each().await {
        forge.answers(&forge.with(&json!({})), 200).await;
        assert_eq!(forge.claims["exp"].as_i64().unwrap() - forge.claims["iat"].as_i64().unwrap(), 900);
        let published = forge.app.nobody().get("/.well-known/jwks.json").await.expect(200);
        let key = published.body["keys"].as_array().unwrap().last().unwrap();
        let curve = if forge.key.algorithm == EdDsa { "Ed25519" } else { "P-256" };
        let alg = forge.key.algorithm.as_str();
        assert_eq!(
            (&key["kid"], &key["alg"], &key["crv"]),
            (&json!(forge.key.id), &json!(alg), &json!(curve))
        );
        assert!(key.get("d").is_none(), "the private half stays here");
    }
}

#[tokio::test]
async fn a_token_without_signature_is_refused() {
    for forge in Forge::each().await {
        for algorithm in ["none", "None", "NONE"] {
            let header = encoded(&json!({"alg": algorithm, "typ": "at+jwt", "kid": forge.key.id}));
            let claims = encoded(&forge.claims);
            forge.answers(&format!("{header}.{claims}."), 401).await;
            forge.answers(&format!("{header}.{claims}"), 401).await;
        }
        let good = forge.with(&json!({}));
        let (unsigned, _) = good.rsplit_once('.').unwrap();
        forge.answers(&format!("{unsigned}."), 401).await;
    }
}

#[tokio::test]
async fn the_public_key_is_no_secret_to_sign_with() {
    for forge in Forge::each().await {
        let jwk = forge.key.public().unwrap();
        let text = serde_json::to_value(&jwk).unwrap();
        let x = text["x"].as_str().unwrap();
        let raw = URL_SAFE_NO_PAD.decode(x).unwrap();
        for secret in [raw.as_slice(), x.as_bytes(), text.to_string().as_bytes()] {
            for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
                let header = forge.header_by(algorithm);
                let token = forge.sign(&header, &forge.claims, &EncodingKey::from_secret(secret));
                forge.answers(&token, 401).await;
            }
        }
    }
}

#[tokio::test]
async fn foreign_issuers_and_audiences_are_refused() {
    for forge in Forge::each().await {
        for change in [
            json!({"iss": "elsewhere"}),
            json!({"aud": "elsewhere"}),
            json!({"aud": []}),
            json!({"iss": null}),
            json!({"aud": null}),
            json!({"sub": null}),
            json!({"exp": null}),
            json!({"nbf": null}),
        ] {
            forge.answers(&forge.with(&change), 401).await;
        }
    }
}

#[tokio::test]
async fn foreign_and_missing_keys_are_refused() {
    for forge in Forge::each().await {
        let foreign = private(&other_key(&forge.key.id, &forge.key));
        forge.answers(&forge.sign(&forge.header(), &forge.claims, &foreign), 401).await;
        let own = private(&forge.key);
        for kid in [None, Some("another".to_owned()), Some(String::new())] {
            let header = Header { kid, ..forge.header() };
            forge.answers(&forge.sign(&header, &forge.claims, &own), 401).await;
        }
        // A key that the token brings along is not asked.
        let jwk = other_key("another", &forge.key).public().unwrap();
        let header = Header { jwk: Some(jwk), ..forge.header() };
        forge.answers(&forge.sign(&header, &forge.claims, &foreign), 401).await;
    }
}

#[tokio::test]
async fn tampered_tokens_are_refused() {
    for forge in Forge::each().await {
        let good = forge.with(&json!({}));
        let other = part(forge.app.partner().admin().await.token.as_ref().unwrap(), 1);
        let parts: Vec<_> = good.split('.').collect();
        for field in ["sub", "sid", "org", "exp"] {
            let mut claims = forge.claims.clone();
            claims[field] = if field == "exp" { json!(4_000_000_000_i64) } else { other[field].clone() };
            forge.answers(&format!("{}.{}.{}", parts[0], encoded(&claims), parts[2]), 401).await;
        }
        let flipped = if parts[2].starts_with('A') { "B" } else { "A" };
        forge.answers(&format!("{}.{}.{flipped}{}", parts[0], parts[1], &parts[2][1..]), 401).await;
        for nonsense in ["", "a", "a.b.c", "....", "Bearer"] {
            forge.app.bearer(nonsense).get("/v1/me").await.expect(401);
        }
    }
}

#[tokio::test]
async fn a_signed_token_acts_only_where_its_person_is_a_member_and_in_its_own_session() {
    for forge in Forge::each().await {
        let other = part(forge.app.partner().admin().await.token.as_ref().unwrap(), 1);
        forge.answers(&forge.with(&json!({"org": other["org"]})), 401).await;
        forge.answers(&forge.with(&json!({"sid": other["sid"]})), 401).await;
        forge.answers(&forge.with(&json!({"sub": other["sub"]})), 401).await;
    }
}

#[tokio::test]
async fn old_and_early_tokens_are_refused() {
    let clock = Arc::new(Clock::default());
    let forge = Forge::on(App::with(clock.clone()).await, EdDsa).await;
    let now = forge.claims["iat"].as_i64().unwrap();
    forge.answers(&forge.with(&json!({"exp": now - 1})), 401).await;
    forge.answers(&forge.with(&json!({"nbf": now + 120})), 401).await;
    // A token that was taken before is refused once it is old.
    let good = forge.with(&json!({}));
    forge.answers(&good, 200).await;
    clock.advance(TimeDelta::minutes(15));
    forge.answers(&good, 401).await;
}

#[tokio::test]
async fn a_revoked_session_is_refused_at_once() {
    let app = App::new().await;
    let (here, there) = (app.library().viewer().await, app.library().viewer().await);
    there.get("/v1/me").await.expect(200);
    let sessions = here.get("/v1/sessions").await.expect(200);
    let other = sessions.body["items"].as_array().unwrap().iter().find(|session| session["current"] == false);
    let path = format!("/v1/sessions/{}", other.unwrap()["id"].as_str().unwrap());
    app.library().admin().await.delete(&path).await.expect(404);
    here.delete(&path).await.expect(204);
    there.get("/v1/me").await.expect(401);
    here.get("/v1/me").await.expect(200);
    here.delete(&path).await.expect(404);
}

#[tokio::test]
async fn what_is_no_access_token_is_not_taken_for_one() {
    for forge in Forge::each().await {
        let own = private(&forge.key);
        for (kind, status) in [
            (Some("at+jwt"), 200),
            (Some("AT+JWT"), 200),
            (Some("JWT"), 401),
            (Some("logout+jwt"), 401),
            (Some(""), 401),
            (None, 401),
        ] {
            let header = Header { typ: kind.map(str::to_owned), ..forge.header() };
            forge.answers(&forge.sign(&header, &forge.claims, &own), status).await;
        }
        // Of a program both claims are there, and agree.
        forge.answers(&forge.with(&json!({"scope": "directory:read"})), 401).await;
        forge.answers(&forge.with(&json!({"client_id": forge.claims["sub"]})), 401).await;
        let both = json!({"client_id": forge.claims["sid"], "scope": "directory:read"});
        forge.answers(&forge.with(&both), 401).await;
        let person_as_program = json!({"client_id": forge.claims["sub"], "scope": "directory:read"});
        forge.answers(&forge.with(&person_as_program), 401).await;
    }
}

#[tokio::test]
async fn addresses_and_keys_in_a_header_are_not_followed() {
    for forge in Forge::each().await {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/jwks.json", listener.local_addr().unwrap());
        let foreign = private(&other_key("another", &forge.key));
        for kid in ["another", "../../../../dev/null", "' OR 1=1 --", "\0"] {
            let header = Header {
                kid: Some(kid.to_owned()),
                jku: Some(address.clone()),
                x5u: Some(address.clone()),
                jwk: Some(other_key(kid, &forge.key).public().unwrap()),
                ..forge.header()
            };
            forge.answers(&forge.sign(&header, &forge.claims, &foreign), 401).await;
        }
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "nobody asked for the key");
    }
}

#[tokio::test]
async fn headers_and_claims_that_can_be_read_in_two_ways_are_refused() {
    for forge in Forge::each().await {
        let header = forge.header_text();
        let claims = forge.claims.to_string();
        forge.answers(&forge.of(&header, &claims), 200).await;
        let twice = |text: &str, member: &str| text.replacen('{', &format!("{{{member},"), 1);
        for (header, claims) in [
            (twice(&header, r#""alg":"none""#), claims.clone()),
            (twice(&header, r#""kid":"another""#), claims.clone()),
            (header.clone(), twice(&claims, r#""exp":4000000000"#)),
            (header.clone(), twice(&claims, r#""sub":"019b8d62-7a80-7a1c-8000-000000000001""#)),
            (twice(&header, r#""crit":["exp"],"exp":1"#), claims.clone()),
            (twice(&header, r#""b64":false,"crit":["b64"]"#), claims.clone()),
            (header.clone(), format!("{claims} {claims}")),
            (header.clone(), "[]".to_owned()),
        ] {
            forge.answers(&forge.of(&header, &claims), 401).await;
        }
    }
}
