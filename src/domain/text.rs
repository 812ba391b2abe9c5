//! How words are compared: folding for order and equality, stems for search.
//!
//! Entries and queries go through the same functions, so that both databases find the same rows.

use std::collections::HashSet;
use std::str::FromStr;

use rust_stemmers::Algorithm;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A longer word is cut: the databases refuse words of some thousand bytes.
const LONGEST_TOKEN: usize = 64;

/// The languages whose words can be stemmed, by ISO 639-1 code.
const LANGUAGES: [(&str, Algorithm); 18] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nl", Algorithm::Dutch),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

/// The one language in which an installation stems words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(Algorithm);

impl Language {
    /// The codes that [`Language::from_str`] takes.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        LANGUAGES.iter().map(|(code, _)| *code)
    }
}

impl Default for Language {
    fn default() -> Self {
        Self(Algorithm::English)
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, algorithm)| Self(*algorithm)).ok_or_else(
            || {
                let codes: Vec<_> = Self::codes().collect();
                format!("must be one of {}", codes.join(", "))
            },
        )
    }
}

/// The text in compatibility decomposition, without marks, in lower case, its special Latin letters spelled out.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // Lower case of a few letters decomposes further, so decomposition comes last as well.
    let lower = text.nfkd().flat_map(char::to_lowercase);
    for character in lower.nfkd().filter(|character| !is_combining_mark(*character)) {
        match character {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ŧ' => folded.push('t'),
            'ς' => folded.push('σ'),
            other => folded.push(other),
        }
    }
    folded
}

/// The key by which a name is sorted, compared byte by byte: folded, with single spaces.
pub fn sort_key(name: &str) -> String {
    fold(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The folded letters and digits of a text, its words joined by `joint`.
pub fn slug(text: &str, joint: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(joint)
}

/// The folded and stemmed words of a text, in its order; words end at whatever is neither letter nor digit.
pub fn tokens(text: &str, language: Language) -> Vec<String> {
    let stemmer = rust_stemmers::Stemmer::create(language.0);
    fold(text)
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            let cut: String = word.chars().take(LONGEST_TOKEN).collect();
            let stem = fold(&stemmer.stem(&cut));
            if stem.is_empty() { cut } else { stem }
        })
        .collect()
}

/// What a row is found by: the words of its parts, joined by spaces.
///
/// A word counts once in each part, so that one that stands in several weighs more.
pub fn search_text<'a>(parts: impl IntoIterator<Item = &'a str>, language: Language) -> String {
    let words: Vec<_> = parts.into_iter().flat_map(|part| query_tokens(part, language)).collect();
    words.join(" ")
}

/// The different words of a query; a row has to hold all of them. Empty when the query has neither letter nor digit.
pub fn query_tokens(query: &str, language: Language) -> Vec<String> {
    let mut seen = HashSet::new();
    tokens(query, language).into_iter().filter(|token| seen.insert(token.clone())).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{LANGUAGES, LONGEST_TOKEN, Language, fold, query_tokens, search_text, sort_key, tokens};

    #[test]
    fn accents_case_and_special_letters_fold_away() {
        assert_eq!(fold("ÉCOLE"), "ecole");
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("GROẞ"), "gross");
        assert_eq!(fold("Ægir Øster Łódź Đakovo Þór Œuvre"), "aegir oster lodz dakovo thor oeuvre");
        assert_eq!(fold("İstanbul ısı"), "istanbul isi");
        assert_eq!(fold("ﬁne ①"), "fine 1");
        assert_eq!(fold("ΣΊΣΥΦΟΣ"), fold("σίσυφος"));
    }

    #[test]
    fn sort_keys_have_single_spaces() {
        assert_eq!(sort_key("  Örtliche\u{a0} Bücherei\n"), "ortliche bucherei");
    }

    #[test]
    fn words_end_at_whatever_is_neither_letter_nor_digit() {
        let english = Language::default();
        assert_eq!(
            tokens("Women's job-training (K-12)!", english),
            ["women", "s", "job", "train", "k", "12"]
        );
        assert_eq!(tokens(" - \u{200b} ", english), Vec::<String>::new());
    }

    #[test]
    fn forms_of_a_word_meet_in_the_language_of_the_installation() {
        assert_eq!(tokens("libraries", Language::default()), tokens("LIBRARY", Language::default()));
        let spanish: Language = "es".parse().unwrap();
        assert_eq!(tokens("educación", spanish), tokens("educacion", spanish));
        assert_eq!(tokens("bibliotecas", spanish), tokens("Biblioteca", spanish));
        let german: Language = "de".parse().unwrap();
        assert_eq!(tokens("Büchern", german), tokens("buchern", german));
    }

    #[test]
    fn an_unknown_language_names_the_known_ones() {
        assert!("xx".parse::<Language>().unwrap_err().contains("de, el, en"));
        assert_eq!("en".parse(), Ok(Language::default()));
    }

    #[test]
    fn search_text_repeats_a_word_only_across_parts() {
        let text = search_text(["Food Bank", "A food bank, a bank of food"], Language::default());
        assert_eq!(text, "food bank a food bank of");
        assert_eq!(query_tokens("Bank bänk banks", Language::default()), ["bank"]);
    }

    #[test]
    fn long_words_are_cut() {
        let token = tokens(&"x".repeat(5_000), Language::default());
        assert_eq!(token, ["x".repeat(LONGEST_TOKEN)]);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn every_language_takes_every_text(text in any::<String>(), index in 0..LANGUAGES.len()) {
            let language = Language(LANGUAGES[index].1);
            for token in tokens(&text, language) {
                prop_assert!(!token.is_empty());
                prop_assert!(!token.contains(char::is_whitespace));
            }
        }

        #[test]
        fn words_of_every_script_survive_stemming(word in "[a-zà-öø-ÿα-ωа-я\u{621}-\u{63a}\u{641}-\u{64a}\u{b85}-\u{b8a}\u{bae}-\u{bb9}]{1,80}", index in 0..LANGUAGES.len()) {
            let language = Language(LANGUAGES[index].1);
            prop_assert!(!tokens(&word, language).is_empty());
        }

        #[test]
        fn a_row_is_found_by_its_own_words(text in "\\PC{0,80}") {
            let language = Language::default();
            let row = search_text([text.as_str()], language);
            let words: Vec<_> = row.split(' ').collect();
            prop_assert!(query_tokens(&text, language).iter().all(|token| words.contains(&token.as_str())));
        }
    }
}
