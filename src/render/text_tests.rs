//! Tests of fitting text.

use super::{labels, plain, shorten, width, wrap};

#[test]
fn texts_fit_and_lines_are_not_lost() {
    let text = "Members share a stake in both process and outcome";
    let lines = wrap(text, 120.0, 15.0);
    assert!(lines.len() > 2 && lines.iter().all(|line| width(line, 15.0) <= 120.0));
    assert_eq!(lines.join(" "), text);
    assert!(width(&shorten(text, 100.0, 15.0), 15.0) <= 100.0);
    assert_eq!(shorten("Short", 100.0, 15.0), "Short");
    assert_eq!(plain("a\u{0}b\nc"), "a b c");
}

#[test]
fn short_names_stay_different() {
    let names = [
        "Friends of the Library, North Branch",
        "Friends of the Library, South Branch",
        "Friends of the Library of Riverside",
        "Friends of the Library of Riverside",
        "YMCA",
    ];
    let short = labels(names.into_iter(), 130.0, 15.0);
    let different: std::collections::HashSet<&String> = short.iter().collect();
    assert_eq!(different.len(), names.len(), "{short:?}");
    assert!(short.iter().all(|label| width(label, 15.0) <= 130.0), "{short:?}");
    assert_eq!(short.last().map(String::as_str), Some("YMCA"));
}
