//! Fitting text into pictures, whose reader's fonts are not known.

/// The text without characters that XML does not allow, on one line.
pub(super) fn plain(text: &str) -> String {
    let allowed = |character: &char| !matches!(character, '\u{fffe}' | '\u{ffff}');
    text.chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .filter(allowed)
        .collect()
}

/// Roughly how wide a text is in a sans-serif font of this size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(share).sum::<f64>() * size
}

fn share(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '(' | ')' => {
            0.32
        }
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
        'A'..='Z' | '\u{c0}'..='\u{de}' => 0.7,
        // Greek and Cyrillic capitals.
        '\u{386}'..='\u{3ab}' | '\u{400}'..='\u{42f}' => 0.75,
        '\u{300}'..='\u{36f}' => 0.0,
        '\u{1100}'.. => 1.0,
        _ => 0.56,
    }
}

/// The text in lines that are no wider than `most`; a word that is too long is cut.
pub(super) fn wrap(text: &str, most: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in plain(text).split_whitespace() {
        let word = shorten(word, most, size);
        match lines.last_mut() {
            Some(line) if width(line, size) + width(&word, size) + share(' ') * size <= most => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// The text, its end replaced by an ellipsis where it is wider than `most`.
pub(super) fn shorten(text: &str, most: f64, size: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let kept = start(text.chars(), most - size, size);
    format!("{}\u{2026}", kept.trim_end())
}

/// The text, its middle replaced by an ellipsis where it is wider than `most`.
fn shorten_middle(text: &str, most: f64, size: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let half = (most - size) / 2.0;
    let end: String = start(text.chars().rev(), half, size).chars().rev().collect();
    format!("{}\u{2026}{}", start(text.chars(), half, size).trim_end(), end.trim_start())
}

fn start(characters: impl Iterator<Item = char>, most: f64, size: f64) -> String {
    let mut left = most;
    let fits = |character: &char| {
        left -= share(*character) * size;
        left >= 0.0
    };
    characters.take_while(fits).collect()
}

/// Short names that stay different: from the end, else from the middle, else numbered.
pub(super) fn labels<'a>(names: impl Iterator<Item = &'a str>, most: f64, size: f64) -> Vec<String> {
    let names: Vec<String> = names.map(plain).collect();
    let again = |list: &[String], own: &String| list.iter().filter(|other| *other == own).count() > 1;
    let short: Vec<String> = names.iter().map(|name| shorten(name, most, size)).collect();
    let middle = |(name, label): (&String, &String)| {
        if again(&short, label) { shorten_middle(name, most, size) } else { label.clone() }
    };
    let middle: Vec<String> = names.iter().zip(&short).map(middle).collect();
    let mut number = 0;
    let mut label = |(name, label): (&String, &String)| {
        if !again(&middle, label) {
            return label.clone();
        }
        number += 1;
        let suffix = format!(" ({number})");
        shorten(name, most - width(&suffix, size), size) + &suffix
    };
    names.iter().zip(&middle).map(&mut label).collect()
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
