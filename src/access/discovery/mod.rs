//! Rules of what a library keeps about partners that it looks for: its own rows, which nobody else sees.

pub mod checklist;
pub mod coverage;
pub mod guides;
pub mod initiatives;
pub mod interactions;
pub mod interviews;
pub mod matches;
pub mod pipelines;
pub mod pitches;
pub mod prospects;
pub mod talking_points;

/// Declares the five common actions on a library's own rows: all of the library read
/// them, those with the role write them, unless a rule on the row forbids it.
macro_rules! own_rows {
    ($row:ty, $one:literal, $many:literal, $role:expr, $writers:literal) => {
        own_rows!($row, $one, $many, $role, $writers, |_: &$row, _: &'static str| Ok(()));
    };
    ($row:ty, $one:literal, $many:literal, $role:expr, $writers:literal, $rule:expr) => {
        crate::access::in_scope! {
            /// Lists the library's rows.
            List = concat!("list_", $many);
            /// Reads one.
            Get = concat!("get_", $one);
            /// Changes one.
            Update = concat!("update_", $one);
            /// Removes one.
            Delete = concat!("delete_", $one);
        }

        /// Makes one.
        #[derive(Debug)]
        pub struct Create;

        impl crate::access::Action for Create {
            const OPERATION: &'static str = concat!("create_", $one);

            fn reach(principal: &crate::access::Principal) -> crate::error::Result<crate::access::Scope> {
                may_write(principal, Self::OPERATION)?;
                Ok(principal.scope())
            }
        }

        impl crate::access::RowAction for Update {
            type Row = $row;

            fn check(principal: &crate::access::Principal, row: &$row) -> crate::error::Result<()> {
                let operation = <Self as crate::access::Action>::OPERATION;
                may_write(principal, operation)?;
                ($rule)(row, operation)
            }
        }

        impl crate::access::RowAction for Delete {
            type Row = $row;

            fn check(principal: &crate::access::Principal, row: &$row) -> crate::error::Result<()> {
                let operation = <Self as crate::access::Action>::OPERATION;
                may_write(principal, operation)?;
                ($rule)(row, operation)
            }
        }

        fn may_write(
            principal: &crate::access::Principal,
            operation: &'static str,
        ) -> crate::error::Result<()> {
            let may = principal.is(crate::domain::identity::role::Side::Library, $role);
            crate::access::require(may, operation, $writers)
        }
    };
}
use own_rows;
