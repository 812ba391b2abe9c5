//! Who puts partners side by side: whoever may read the rounds and their scores.

use super::in_scope;

in_scope! {
    /// Compares the partners of several rounds.
    Compare = "compare_partners";
}
