//! The keys that sign tokens, as they lie in the database.

use ligature::access::token::Tokens;
use ligature::store::identity::keys;
use sea_orm::{ConnectionTrait, Database, Statement};

use crate::support::App;

const SECRET: &str = "the secret of this installation";

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
    let plain = keys::load(&app.store, None).await.unwrap().pop().unwrap();
    assert_eq!(kept(&app).await, (plain.private.clone(), false));
    let now = app.store.source().now().timestamp();
    // The start that encrypts, and the next.
    for _ in 0..2 {
        let loaded = keys::load(&app.store, Some(SECRET)).await.unwrap();
        let found: Vec<_> = loaded.iter().map(|key| (&key.id, &key.private)).collect();
        assert_eq!(found, [(&plain.id, &plain.private)]);
        Tokens::new(&loaded, 900).unwrap().verify(&token, now).unwrap();
        let (sealed, encrypted) = kept(&app).await;
        assert!(encrypted);
        let seed = &plain.private[plain.private.len() - 32..];
        assert!(!sealed.windows(32).any(|part| part == seed), "the key lies there as it is");
    }
}

#[tokio::test]
async fn encrypted_keys_are_not_loaded_with_another_secret_or_none() {
    let app = App::new().await;
    keys::load(&app.store, Some(SECRET)).await.unwrap();
    let before = kept(&app).await;
    for secret in [Some("another secret"), Some(""), None] {
        let refused = keys::load(&app.store, secret).await.unwrap_err();
        assert!(matches!(refused, ligature::error::Error::Internal(_)), "{refused:?}");
    }
    assert_eq!(kept(&app).await, before);
    keys::load(&app.store, Some(SECRET)).await.unwrap();
}
