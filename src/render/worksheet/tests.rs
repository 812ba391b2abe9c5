//! Tests of the empty sheet.

use super::{STYLE, worksheet_csv, worksheet_html};
use crate::domain::evaluation::builtin;
use crate::domain::evaluation::instrument::Instrument;

fn worksheet() -> Instrument {
    let [worksheet, ..] = builtin::instruments(chrono::DateTime::UNIX_EPOCH);
    worksheet
}

#[test]
fn the_page_has_every_factor_item_and_label_and_a_cell_for_each_partner() {
    let instrument = worksheet();
    for partners in 1..=4_u8 {
        let page = worksheet_html(&instrument, partners);
        for factor in &instrument.content.factors {
            assert!(page.contains(&format!("{}. {}", factor.code, factor.name)), "{}", factor.name);
        }
        for item in instrument.content.items() {
            assert!(page.contains(&format!("{} {}", item.code, item.name)), "{}", item.name);
        }
        for label in &instrument.content.scale.labels {
            assert!(page.contains(&format!("<b>{}</b> {}", label.value, label.label)), "{}", label.label);
        }
        assert_eq!(page.matches("<td></td>").count(), 21 * usize::from(partners));
        assert!(page.contains(&format!("Partner {partners}")));
        assert!(!page.contains(&format!("Partner {}<", partners + 1)));
        for text in [
            "Rater",
            "Date",
            "know",
            "not applicable",
            "Wilder Foundation",
            "potential-partners-worksheet, version 1",
        ] {
            assert!(page.contains(text), "{text}");
        }
    }
}

#[test]
fn the_page_shows_help_and_prompts_and_no_markup_of_theirs() {
    let mut instrument = worksheet();
    instrument.content.name = "<script>alert(1)</script>".to_owned();
    instrument.content.factors[0].help = Some("Think of </table> years.".to_owned());
    instrument.content.factors[0].items[0].help = Some("Their own figures.".to_owned());
    instrument.content.factors[0].items[0].prompt = Some("How many & how often?".to_owned());
    let page = worksheet_html(&instrument, 2);
    for text in ["Think of &lt;/table&gt; years.", "Their own figures.", "How many &amp; how often?"] {
        assert!(page.contains(text), "{text}");
    }
    for forbidden in ["<script", "style=", "http:", "https:", "onload"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains(&format!("<style>{STYLE}</style>")));
}

#[test]
fn the_table_has_a_line_for_each_item_and_room_for_answers() {
    let mut content = builtin::shared_perspectives();
    content.factors[0].items[0].name = "=cmd|' /C calc'!A0".to_owned();
    content.factors[0].items[1].code = "-1".to_owned();
    assert_eq!(
        worksheet_csv(&content).unwrap(),
        "item,name,value,note,evidence\r\n\
         1a,'=cmd|' /C calc'!A0,,,\r\n\
         '-1,The organization holds libraries to be relevant,,,\r\n"
    );
}
