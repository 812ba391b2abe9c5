//! Who sees how ratings went over time: whoever may read the rounds and their scores.

use super::in_scope;

in_scope! {
    /// Reads the trend of an organization.
    Get = "get_trend";
    /// Draws it.
    Draw = "get_trend_svg";
    /// Reads it as a page to print.
    Print = "get_trend_html";
}
