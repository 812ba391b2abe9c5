//! A pitch stays one page, whatever is said.

use chrono::DateTime;
use uuid::Uuid;

use super::{LIMITS, blocks, fits, least, pitch_html};
use crate::domain::directory::resource_kind::ResourceKind;
use crate::domain::discovery::initiative::Initiative;
use crate::domain::discovery::pitch::Pitch;
use crate::domain::discovery::talking_point::TalkingPoint;

/// A pitch in which every text is `word` again and again, as long as it may be.
fn full(word: &str, most: usize) -> Pitch {
    let text = |length: usize| -> String { word.chars().cycle().take(length.min(most)).collect() };
    let at = DateTime::UNIX_EPOCH;
    let point = TalkingPoint {
        id: Uuid::nil(),
        library: None,
        text: text(500),
        advantage: None,
        source: Some("Guide"),
        audiences: Vec::new(),
        created_at: at,
        updated_at: at,
    };
    let initiative = Initiative {
        id: Uuid::nil(),
        name: text(300),
        cause: text(20_000),
        goals: vec![text(1_000); 50],
        target_groups: vec![text(1_000); 50],
        needs: ResourceKind::ALL.to_vec(),
        terms: Vec::new(),
        rewards: vec![text(1_000); 50],
        place: None,
        weights: None,
        created_at: at,
        updated_at: at,
    };
    Pitch {
        library: text(300),
        organization: text(300),
        offers: ResourceKind::ALL[..8].to_vec(),
        needs: ResourceKind::ALL.to_vec(),
        points: vec![point; 6],
        initiative: Some(initiative),
    }
}

#[test]
fn the_longest_texts_are_cut_until_they_fit() {
    for word in ["W", "a few words ", "UNBROKENUNBROKENUNBROKEN ", "Щука ", "漢字"] {
        let pitch = full(word, usize::MAX);
        assert!(fits(&least(&pitch)), "{word}");
        assert!(!fits(&blocks(&pitch, LIMITS[0])), "{word} is long");
        assert!(pitch_html(&pitch).contains('\u{2026}'));
    }
}

#[test]
fn what_is_short_stands_there_whole() {
    let mut pitch = full("a few words ", 40);
    pitch.initiative.as_mut().unwrap().goals.truncate(2);
    pitch.initiative.as_mut().unwrap().needs.truncate(2);
    pitch.needs.truncate(2);
    let page = pitch_html(&pitch);
    assert!(!page.contains('\u{2026}') && page.contains("and 46 more"), "{page}");
}
