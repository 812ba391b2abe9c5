//! Who sees how robust an order of partners is: whoever may compare them; what is drawn from sheets, whoever sees these.

use super::in_scope;

in_scope! {
    /// Works out the robustness of scores of which nothing is stored.
    Compute = "compute_robustness";
    /// Works out the robustness of a comparison.
    Compare = "get_comparison_robustness";
    /// Draws it.
    Draw = "get_comparison_robustness_svg";
    /// Puts all that is known of a comparison on a page to print.
    Report = "get_comparison_report";
}
