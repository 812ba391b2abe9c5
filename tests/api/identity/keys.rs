//! The keys that sign tokens, as they lie in the database.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ligature::access::signing::{StoredKey, TokenAlgorithm};
use ligature::access::token::{Issuing, LEAD, LIFETIME, Tokens};
use ligature::demo;
use ligature::store::identity::keys::{self, Keeping};
use sea_orm::{ConnectionTrait, Database, Statement};

use crate::support::{App, Clock};

const SECRET: &str = "the secret of this installation";

fn keeping(secret: Option<&str>) -> Keeping {
    Keeping { secret: secret.map(str::to_owned), ..Keeping::default() }
}

async fn load(app: &App, secret: Option<&str>) -> ligature::error::Result<Vec<StoredKey>> {
    keys::load(&app.store, &keeping(secret)).await
}

/// The bytes of the only key, and whether they are said to be encrypted.
async fn kept(app: &App) -> (Vec<u8>, bool) {
    let database = Database::connect(&app.database.url).await.unwrap();
    let sql = "SELECT private_key, encrypted FROM signing_key";
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(statement).await.unwrap();
    database.close().await.unwrap();
    assert_eq!(rows.len(), 1);
    (rows[0].try_get("", "private_key").unwrap(), rows[0].try_get("", "encrypted").unwrap())
}

#[tokio::test]
async fn keys_kept_without_a_secret_are_encrypted_once_there_is_one_and_stay_in_use() {
    let app = App::new().await;
    let token = app.library().viewer().await.token.unwrap();
    let plain = load(&app, None).await.unwrap().pop().unwrap();
    assert_eq!(kept(&app).await, (plain.private.clone(), false));
    let now = app.store.source().now().timestamp();
    // The start that encrypts, and the next.
    for _ in 0..2 {
        let loaded = load(&app, Some(SECRET)).await.unwrap();
        let found: Vec<_> = loaded.iter().map(|key| (&key.id, &key.private)).collect();
        assert_eq!(found, [(&plain.id, &plain.private)]);
        Tokens::new(&loaded, Issuing::default()).unwrap().verify(&token, now).unwrap();
        let (sealed, encrypted) = kept(&app).await;
        assert!(encrypted);
        let seed = &plain.private[plain.private.len() - 32..];
        assert!(!sealed.windows(32).any(|part| part == seed), "the key lies there as it is");
    }
}

#[tokio::test]
async fn encrypted_keys_are_not_loaded_with_another_secret_or_none() {
    let app = App::new().await;
    load(&app, Some(SECRET)).await.unwrap();
    let before = kept(&app).await;
    for secret in [Some("another secret"), Some(""), None] {
        let refused = load(&app, secret).await.unwrap_err();
        assert!(matches!(refused, ligature::error::Error::Internal(_)), "{refused:?}");
    }
    assert_eq!(kept(&app).await, before);
    load(&app, Some(SECRET)).await.unwrap();
}

/// The running service with the keys as they are now, which it reads once a second.
async fn watched(app: &App, keeping: &Keeping) {
    app.tokens.replace(&keys::load(&app.store, keeping).await.unwrap()).unwrap();
}

/// The header of an access token.
fn header(token: &str) -> jsonwebtoken::Header {
    jsonwebtoken::decode_header(token).unwrap()
}

#[tokio::test]
async fn a_new_key_is_published_before_it_signs_and_the_old_one_is_accepted_for_its_time() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let keeping = Keeping::default();
    let caller = app.library().viewer().await;
    let old = header(caller.token.as_ref().unwrap()).kid.unwrap();
    let new = keys::rotate(&app.store, &keeping, false).await.unwrap();
    watched(&app, &keeping).await;
    let published = app.nobody().get("/.well-known/jwks.json").await.body;
    let ids: Vec<_> = published["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect();
    assert_eq!(ids, [old.as_str(), new.as_str()]);
    let early = app.library().viewer().await;
    assert_eq!(header(early.token.as_ref().unwrap()).kid.as_ref(), Some(&old));

    clock.advance(TimeDelta::seconds(LEAD));
    let late = app.library().viewer().await;
    assert_eq!(header(late.token.as_ref().unwrap()).kid.as_ref(), Some(&new));
    clock.advance(TimeDelta::seconds(LIFETIME - 2 * LEAD));
    for caller in [&caller, &early, &late] {
        caller.get("/v1/me").await.expect(200);
    }
    clock.advance(TimeDelta::seconds(3 * LEAD));
    early.get("/v1/me").await.expect(401);
    let later = app.library().viewer().await;
    let published = app.nobody().get("/.well-known/jwks.json").await.body;
    assert_eq!(published["keys"].as_array().unwrap().len(), 1);
    watched(&app, &keeping).await;
    later.get("/v1/me").await.expect(200);
}

#[tokio::test]
async fn the_tokens_of_a_key_that_is_retired_at_once_are_refused_also_where_they_were_checked_before() {
    let app = App::new().await;
    let keeping = Keeping::default();
    let caller = app.library().viewer().await;
    caller.get("/v1/me").await.expect(200);
    keys::rotate(&app.store, &keeping, true).await.unwrap();
    watched(&app, &keeping).await;
    caller.get("/v1/me").await.expect(401);
    app.library().viewer().await.get("/v1/me").await.expect(200);
}

#[tokio::test]
async fn tokens_are_signed_by_the_other_algorithm_when_that_is_set() {
    let clock = Arc::new(Clock::default());
    let app = App::with(clock.clone()).await;
    let keeping = Keeping { algorithm: TokenAlgorithm::Es256, ..Keeping::default() };
    let issuing = Issuing { algorithm: TokenAlgorithm::Es256, ..Issuing::default() };
    let before = app.library().viewer().await.token.unwrap();
    let tokens = Tokens::new(&keys::load(&app.store, &keeping).await.unwrap(), issuing).unwrap();
    clock.advance(TimeDelta::seconds(LEAD));
    let account = demo::account("viewer@riverside.example").unwrap();
    let token = demo::sign_in(&app.store, &tokens, account).await.unwrap();
    assert_eq!(header(&token).alg, jsonwebtoken::Algorithm::ES256);
    watched(&app, &keeping).await;
    for token in [&before, &token] {
        app.bearer(token).get("/v1/me").await.expect(200);
    }
    let published = app.nobody().get("/.well-known/jwks.json").await.body;
    assert_eq!(
        (&published["keys"][1]["alg"], &published["keys"][1]["crv"]),
        (&"ES256".into(), &"P-256".into())
    );
    assert!(published["keys"][1].get("d").is_none());
    // A key signs by its own algorithm only, whatever the token says of it.
    let parts: Vec<_> = token.split('.').collect();
    let es256 = published["keys"][1]["kid"].as_str().unwrap();
    let claimed = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{es256}"}}"#));
    app.bearer(&format!("{claimed}.{}.{}", parts[1], parts[2])).get("/v1/me").await.expect(401);
}
