//! Tests of table, page and chart.

use uuid::Uuid;

use super::{comparison_csv, comparison_html, comparison_svg};
use crate::domain::{
    directory::named::Named,
    evaluation::{
        answer::Answer,
        builtin::potential_partners_worksheet,
        compare::{Subject, compare},
        comparison::{Comparison, Remark, RemarkCode},
        evaluation::EvaluationStatus,
        instrument::InstrumentRef,
        round::RoundStatus,
        score::Rater,
        scoring::{Sheet, compute_score},
        withhold::withhold,
    },
};

/// Partners with these names; the ratings of the first are the highest. The last has no rating for `1a`.
fn comparison(names: &[&str], raters: u128, hide: bool) -> Comparison {
    let content = std::sync::Arc::new(potential_partners_worksheet());
    let subjects = names.iter().enumerate().map(|(index, name)| {
        let value = Answer::Rating(5 - i32::try_from(index % 5).unwrap());
        let last = index + 1 == names.len();
        let items = content.items().filter(|item| !last || item.code != "1a");
        let answers: Vec<_> = items.map(|item| (item.code.clone(), value)).collect();
        let sheets: Vec<Sheet> = (0..raters)
            .map(|rater| Sheet {
                rater: Rater { id: Some(Uuid::from_u128(rater)), name: "Secret Rater".to_owned() },
                status: EvaluationStatus::Submitted,
                reopened: false,
                answers: answers.clone(),
            })
            .collect();
        let score = compute_score(&content, None, &sheets).unwrap();
        let number = u128::try_from(index).unwrap();
        Subject {
            round_id: Uuid::from_u128(number),
            round_status: RoundStatus::Closed,
            organization: Named { id: Uuid::from_u128(number), name: (*name).to_owned() },
            label: (*name).to_owned(),
            instrument: InstrumentRef {
                id: Uuid::nil(),
                code: "potential-partners-worksheet".to_owned(),
                version: 1,
                name: content.name.clone(),
            },
            content: content.clone(),
            score: if hide { withhold(score) } else { score },
        }
    });
    compare(subjects.collect()).unwrap()
}

fn records(comparison: &Comparison) -> Vec<Vec<String>> {
    let table = comparison_csv(comparison).unwrap();
    assert!(table.ends_with("\r\n"));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn remark(detail: &str, comparison: &Comparison, partners: std::ops::Range<usize>) -> Remark {
    let round_ids = comparison.partners[partners].iter().map(|partner| partner.round_id).collect();
    Remark { code: RemarkCode::RoundOpen, detail: detail.to_owned(), round_ids }
}

fn row<'a>(records: &'a [Vec<String>], level: &str, code: &str) -> &'a [String] {
    &records.iter().find(|record| record[0] == level && record[1] == code).unwrap()[4..]
}

#[test]
fn the_table_has_partners_in_columns_and_numbers_alone() {
    let records = records(&comparison(&["North", "South"], 2, false));
    assert_eq!(records[0], ["level", "code", "name", "compared", "North", "South", "difference"]);
    assert_eq!(row(&records, "place", ""), ["1", "2", ""]);
    assert_eq!(row(&records, "compared_mean", ""), ["5", "4", ""]);
    assert_eq!(row(&records, "factor", "1"), ["5", "4", "1"]);
    assert_eq!(row(&records, "factor_sd", "1"), ["0", "0", ""]);
    assert_eq!(row(&records, "item", "1a"), ["5", "", ""]);
    assert_eq!(records.len(), 8 + 6 + 6 + 20);
}

#[test]
fn the_table_says_what_is_left_out_and_which_partners_a_remark_is_about() {
    let mut some = comparison(&["North", "South"], 2, false);
    some.factors[5].compared = false;
    some.remarks = vec![remark("=About one.", &some, 1..2), remark("About both.", &some, 0..2)];
    let records = records(&some);
    let compared = |level| records.iter().filter(move |record| record[0] == level).map(|record| &record[3]);
    assert!(compared("factor").eq(["true", "true", "true", "true", "true", "false"]));
    assert!(compared("item").all(String::is_empty));
    assert_eq!(
        records[records.len() - 2..],
        [
            ["remark", "", "'=About one.", "", "false", "true", ""],
            ["remark", "", "About both.", "", "true", "true", ""]
        ]
    );
}

#[test]
fn page_and_chart_name_the_partners_that_a_remark_is_about() {
    let mut some = comparison(&["North", "South", "West"], 2, false);
    some.remarks = vec![remark("About two.", &some, 1..3), remark("About all.", &some, 0..3)];
    let page = comparison_html(&some);
    assert!(page.contains("<li>About two. Concerns: South; West.</li>"));
    assert!(page.contains("<li>About all. Concerns all partners.</li>"));
    let chart = comparison_svg(&some).unwrap();
    let (description, drawn) = chart.split_once("</desc>").unwrap();
    for part in [description, drawn] {
        assert!(
            part.contains("About two. Concerns: South; West.") && part.contains("all partners."),
            "{part}"
        );
    }
}

#[test]
fn no_text_cell_is_a_formula() {
    let names = ["=1+1", "+1", "-1", "@A1", "\tx", "\rx", "a,\"b\"\nc"];
    let records = records(&comparison(&names, 1, false));
    assert_eq!(records[0][4..11], ["'=1+1", "'\rx", "'+1", "a,\"b\"\nc", "'-1", "'@A1", "'\tx"]);
    let mut negative = comparison(&["A", "B"], 1, false);
    negative.factors[0].row.values[0].mean = Some(-1.5);
    assert_eq!(row(&self::records(&negative), "factor", "1")[0], "-1.5", "a number stays a number");
}

#[test]
fn the_page_is_one_table_and_escapes_names() {
    let page = comparison_html(&comparison(&["A <script>alert(1)</script> & Co", "B"], 3, false));
    assert!(page.contains("A &lt;script&gt;alert(1)&lt;/script&gt; &amp; Co"));
    for forbidden in ["<script", " style=", "http:", "https:", "Secret Rater"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert_eq!(page.matches("<table").count(), 1);
    assert_eq!(page.matches("<caption").count(), 1);
    assert_eq!(page.matches("scope=\"col\"").count(), 2 + 2);
    assert_eq!(page.matches("scope=\"row\"").count(), 4 + 20);
    assert_eq!(page.matches("scope=\"rowgroup\"").count(), 6);
    assert!(page.contains("Members share a stake in both process and outcome"));
}

#[test]
fn the_chart_has_a_text_alternative_and_escapes_names() {
    let long = "A <b>very</b> long & winding name of an organization that no chart has room for \u{1}";
    for names in [vec![long, "B"], vec![long; 30]] {
        let chart = comparison_svg(&comparison(&names, 3, false)).unwrap();
        assert!(chart.starts_with("<svg role=\"img\" aria-labelledby=\"profile-title\""));
        assert!(chart.contains(" style=\"max-width:100%;height:auto\"") && chart.contains(" viewBox=\"0 0 "));
        assert!(chart.contains("<title id=\"profile-title\">Potential Partners Worksheet: "));
        let description = chart.split_once("<desc").unwrap().1.split_once("</desc>").unwrap().0;
        let name =
            "A &lt;b&gt;very&lt;/b&gt; long &amp; winding name of an organization that no chart has room for";
        assert!(
            description.contains(name)
                && description.contains("place 1, overall mean 5.00; Environment 5.00 (Strength)")
        );
        for forbidden in ["<script", "foreignObject", "<b>", "href", "Secret Rater", "\u{1}"] {
            assert!(!chart.contains(forbidden), "{forbidden}");
        }
    }
}

#[test]
fn every_number_of_partners_has_a_chart() {
    let names: Vec<String> = (1..=50).map(|number| format!("Partner {number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for count in [2, 8, 9, 50] {
        let chart = comparison_svg(&comparison(&names[..count], 2, false)).unwrap();
        assert!(names[..count].iter().all(|name| chart.contains(&format!("\n{name}\n"))), "{count}");
        let y =
            chart.split(" y=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0.parse::<i32>().unwrap());
        let height: i32 =
            chart.split_once("viewBox=\"0 0 ").unwrap().1.split(['"', ' ']).nth(1).unwrap().parse().unwrap();
        assert!(y.max().unwrap() < height, "all of it lies within the picture");
    }
}

#[test]
fn what_is_withheld_is_in_no_picture() {
    let hidden = comparison(&["North", "South"], 2, true);
    let (table, page, chart) =
        (comparison_csv(&hidden).unwrap(), comparison_html(&hidden), comparison_svg(&hidden).unwrap());
    assert_eq!(row(&records(&hidden), "factor", "2"), ["withheld", "withheld", ""]);
    assert!(table.contains("withheld") && page.contains("withheld") && chart.contains("withheld"));
    for mean in ["5.00", "4.00"] {
        assert!(!page.contains(mean) && !chart.contains(mean), "{mean}");
    }
}

#[test]
fn spreads_stand_beside_the_means_of_many_partners() {
    let names = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"];
    let chart = comparison_svg(&comparison(&names, 3, false)).unwrap();
    assert_eq!(chart.matches("\u{b1}0.00").count(), names.len() * 6);
    assert!(chart.contains("\u{b1} is the standard deviation"));
    let hidden = comparison_svg(&comparison(&names, 3, true)).unwrap();
    assert!(!hidden.contains('\u{b1}'), "who may not see raters sees no spread");
}
