//! The one way to write: a unit of work that stamps rows, checks versions and records events.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::ValueType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseExecutor, DatabaseTransaction, DbErr,
    EntityTrait, Insert, InsertMany, IntoActiveModel, Iterable, ModelTrait, QueryFilter,
    SqliteTransactionMode, TransactionOptions, TransactionTrait, TryIntoModel, UpdateOne,
};
use serde::Serialize;

use super::integration::events::{self, Audience};
use super::{Db, Rows, Store};
use crate::access::{Action, Permit};
use crate::domain::text::Language;
use crate::error::{Error, Result};

/// How often a unit of work is run again when the database asks for it.
const TRIES: u32 = 5;

/// Parameters of a statement at most: SQLite takes 32,766, PostgreSQL twice as many.
const PARAMETERS: usize = 30_000;

/// One transaction, in which everything happens or nothing.
#[derive(Debug)]
pub struct Unit {
    transaction: DatabaseTransaction,
    store: Store,
    now: DateTime<Utc>,
    standing_changed: AtomicBool,
    abandoned: AtomicBool,
    events: AtomicU64,
}

/// An entity whose rows are written here: it has id, times, version and tombstone, and its writes are events.
pub(super) trait Recorded: EntityTrait<Model: Serialize + IntoActiveModel<Self::ActiveModel>> {
    /// What the resource is called in events and ids.
    const RESOURCE: &'static str;

    /// Who may learn of a write to this row.
    fn audiences(row: &Self::Model) -> Vec<Audience>;

    /// The id, version and columns that every such table has.
    fn stamps() -> Stamps<Self::Column>;
}

/// The columns that every resource has.
pub(super) struct Stamps<C> {
    pub(super) id: C,
    pub(super) created_at: C,
    pub(super) updated_at: C,
    pub(super) deleted_at: C,
    pub(super) version: C,
}

/// Makes an entity [`Recorded`]: `recorded!(note, "note", |row| vec![Audience::Tenant(row.library_id)])`.
macro_rules! recorded {
    ($entity:ident, $resource:literal, $audiences:expr) => {
        impl crate::store::write::Recorded for $entity::Entity {
            const RESOURCE: &'static str = $resource;

            fn audiences(row: &$entity::Model) -> Vec<crate::store::integration::events::Audience> {
                let audiences: fn(&$entity::Model) -> Vec<crate::store::integration::events::Audience> =
                    $audiences;
                audiences(row)
            }

            fn stamps() -> crate::store::write::Stamps<$entity::Column> {
                crate::store::write::Stamps {
                    id: $entity::Column::Id,
                    created_at: $entity::Column::CreatedAt,
                    updated_at: $entity::Column::UpdatedAt,
                    deleted_at: $entity::Column::DeletedAt,
                    version: $entity::Column::Version,
                }
            }
        }
    };
}
pub(super) use recorded;

impl Store {
    /// Runs `work` in one transaction and commits it when it succeeds.
    /// It is run again when the database says that it clashed with another.
    ///
    /// # Errors
    /// What `work` answers, and [`Error::Unavailable`] when the database is away.
    pub async fn write<T>(&self, work: impl AsyncFn(&Unit) -> Result<T>) -> Result<T> {
        let mut tries = 1;
        loop {
            let unit = self.begin().await?;
            let done = match work(&unit).await {
                Ok(value) => unit.commit().await.map(|()| value),
                Err(failure) => {
                    // Dropping an unfinished transaction rolls it back as well; this only does it at once.
                    let _ = unit.transaction.rollback().await;
                    Err(failure)
                }
            };
            match done {
                Err(Error::Clash) if tries < TRIES => tries += 1,
                Err(Error::Clash) => return Err(Error::Unavailable("too many clashes".to_owned())),
                other => return other,
            }
        }
    }

    async fn begin(&self) -> Result<Unit> {
        let options = TransactionOptions {
            sqlite_transaction_mode: (!self.is_postgres()).then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.writer.begin_with_options(options).await?;
        Ok(Unit {
            transaction,
            store: self.clone(),
            now: self.source.now(),
            standing_changed: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
            events: AtomicU64::new(0),
        })
    }
}

impl Rows for Unit {
    fn db(&self) -> Db<'_> {
        Db {
            executor: DatabaseExecutor::Transaction(&self.transaction),
            language: self.store.language,
            locks: self.store.is_postgres(),
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.now
    }
}

impl Unit {
    /// The time of everything written in it.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The store it writes to, for its ids and random bytes.
    pub(super) fn source(&self) -> &dyn super::source::Source {
        self.store.source()
    }

    pub(super) fn language(&self) -> Language {
        self.store.language
    }

    pub(super) fn connection(&self) -> &impl ConnectionTrait {
        &self.transaction
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.store.is_postgres()
    }

    /// Sessions, people or memberships changed: what is remembered of callers is forgotten at the commit.
    pub(super) fn standing_changed(&self) {
        self.standing_changed.store(true, Ordering::SeqCst);
    }

    /// Lets nothing of it come true, although it succeeds: for trying out what would happen.
    pub(super) fn abandon(&self) {
        self.abandoned.store(true, Ordering::SeqCst);
    }

    /// So many events were appended; they count once they are committed.
    pub(super) fn appended(&self, events: usize) {
        self.events.fetch_add(events.try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    async fn commit(self) -> Result<()> {
        let Self { transaction, store, standing_changed, abandoned, events, .. } = self;
        if abandoned.load(Ordering::SeqCst) {
            return Ok(transaction.rollback().await?);
        }
        transaction.commit().await?;
        store.count_events(events.into_inner());
        if standing_changed.load(Ordering::SeqCst) {
            store.standings.forget();
        }
        Ok(())
    }

    /// Writes a new row with its event. `id` is made when the row has none.
    pub(super) async fn insert<E: Recorded, A: Action>(
        &self,
        permit: &Permit<A>,
        mut row: E::ActiveModel,
    ) -> Result<E::Model, DbErr>
    where
        E::ActiveModel: Send,
    {
        let stamps = E::stamps();
        if row.get(stamps.id).is_not_set() {
            row.set(stamps.id, self.source().id(E::RESOURCE).into());
        }
        self.stamp_new::<E>(&mut row);
        let written = insert::<E>(row).exec_with_returning(&self.transaction).await?;
        events::record::<E, A>(self, permit, None, Some(&written)).await?;
        Ok(written)
    }

    /// Writes new rows with their events, which hold no values: for lists. The rows have their ids.
    pub(super) async fn insert_many<E: Recorded, A: Action>(
        &self,
        permit: &Permit<A>,
        mut rows: Vec<E::ActiveModel>,
    ) -> Result<(), DbErr>
    where
        E::ActiveModel: TryIntoModel<E::Model> + Send,
    {
        for row in &mut rows {
            self.stamp_new::<E>(row);
        }
        for rows in batches(rows) {
            let models =
                rows.iter().cloned().map(TryIntoModel::try_into_model).collect::<Result<Vec<_>, _>>()?;
            insert_many::<E>(rows).exec_without_returning(&self.transaction).await?;
            events::record_new::<E, A>(self, permit, &models).await?;
        }
        Ok(())
    }

    fn stamp_new<E: Recorded>(&self, row: &mut E::ActiveModel) {
        let stamps = E::stamps();
        row.set(stamps.created_at, self.now.into());
        row.set(stamps.updated_at, self.now.into());
        row.set(stamps.deleted_at, Option::<DateTime<Utc>>::None.into());
        row.set(stamps.version, 1_i64.into());
    }

    /// Writes the changed values of a row with their event; nothing when nothing changed.
    pub(super) async fn update<E: Recorded, A: Action>(
        &self,
        permit: &Permit<A>,
        before: E::Model,
        change: impl FnOnce(&mut E::ActiveModel),
    ) -> Result<E::Model, DbErr>
    where
        E::ActiveModel: Send,
    {
        let mut row = before.clone().into_active_model();
        change(&mut row);
        for column in E::Column::iter() {
            if matches!(row.get(column), Set(value) if value == before.get(column)) {
                row.not_set(column);
            }
        }
        if row.is_changed() { self.put::<E, A>(permit, before, row).await } else { Ok(before) }
    }

    /// Marks a row as deleted, with its event.
    pub(super) async fn delete<E: Recorded, A: Action>(
        &self,
        permit: &Permit<A>,
        before: E::Model,
    ) -> Result<(), DbErr>
    where
        E::ActiveModel: Send,
    {
        let mut row = before.clone().into_active_model();
        row.set(E::stamps().deleted_at, Some(self.now).into());
        self.put::<E, A>(permit, before, row).await.map(drop)
    }

    /// Counts the write of a part as a write of the whole; the event is that of the part.
    pub(super) async fn touch<E: Recorded>(
        &self,
        before: E::Model,
        change: impl FnOnce(&mut E::ActiveModel),
    ) -> Result<(), DbErr>
    where
        E::ActiveModel: Send,
    {
        let mut row = before.clone().into_active_model();
        change(&mut row);
        self.stamp::<E>(&before, row).await.map(drop)
    }

    async fn put<E: Recorded, A: Action>(
        &self,
        permit: &Permit<A>,
        before: E::Model,
        row: E::ActiveModel,
    ) -> Result<E::Model, DbErr>
    where
        E::ActiveModel: Send,
    {
        let written = self.stamp::<E>(&before, row).await?;
        events::record::<E, A>(self, permit, Some(&before), Some(&written)).await?;
        Ok(written)
    }

    /// Writes a row with its next version, unless another version is there by now.
    async fn stamp<E: Recorded>(&self, before: &E::Model, mut row: E::ActiveModel) -> Result<E::Model, DbErr>
    where
        E::ActiveModel: Send,
    {
        let stamps = E::stamps();
        let read = before.get(stamps.version);
        let version = <i64 as ValueType>::try_from(read.clone())
            .map_err(|_| DbErr::Type("a version is a number".to_owned()))?;
        row.set(stamps.version, (version + 1).into());
        row.set(stamps.updated_at, self.now.into());
        update::<E>(row).validate()?.filter(stamps.version.eq(read)).exec(&self.transaction).await
    }
}

/// Rows in as few statements as the databases' limits of parameters allow.
pub(super) fn batches<R: ActiveModelTrait>(mut rows: Vec<R>) -> impl Iterator<Item = Vec<R>> {
    let columns = <R::Entity as EntityTrait>::Column::iter().count();
    let most = PARAMETERS.checked_div(columns).unwrap_or(1);
    std::iter::from_fn(move || {
        let rest = rows.split_off(rows.len().min(most));
        let batch = std::mem::replace(&mut rows, rest);
        (!batch.is_empty()).then_some(batch)
    })
}

#[expect(clippy::disallowed_methods, reason = "the one way to insert many of a resource")]
fn insert_many<E: Recorded>(rows: Vec<E::ActiveModel>) -> InsertMany<E::ActiveModel> {
    E::insert_many(rows)
}

#[expect(clippy::disallowed_methods, reason = "the one way to insert a resource")]
fn insert<E: Recorded>(row: E::ActiveModel) -> Insert<E::ActiveModel> {
    E::insert(row)
}

#[expect(clippy::disallowed_methods, reason = "the one way to update a resource")]
fn update<E: Recorded>(row: E::ActiveModel) -> UpdateOne<E::ActiveModel> {
    E::update(row)
}
