//! The instruments that come with the program, complete as their sources have them.

use uuid::Uuid;

use super::instrument::{
    Band, Factor, Instrument, InstrumentInput, InstrumentStatus, Item, Scale, ScaleLabel,
};

/// The id of `potential-partners-worksheet`, version 1.
pub const POTENTIAL_PARTNERS_WORKSHEET: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_000e_0001);
/// The id of `approach-considerations`, version 1.
pub const APPROACH_CONSIDERATIONS: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_000e_0002);
/// The id of `shared-perspectives`, version 1.
pub const SHARED_PERSPECTIVES: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_000e_0003);

/// All built-in instruments, published, with the time at which they are stored.
pub fn instruments(now: chrono::DateTime<chrono::Utc>) -> [Instrument; 3] {
    [
        (POTENTIAL_PARTNERS_WORKSHEET, "potential-partners-worksheet", potential_partners_worksheet()),
        (APPROACH_CONSIDERATIONS, "approach-considerations", approach_considerations()),
        (SHARED_PERSPECTIVES, "shared-perspectives", shared_perspectives()),
    ]
    .map(|(id, code, content)| Instrument {
        id,
        code: code.to_owned(),
        version: 1,
        status: InstrumentStatus::Published,
        copied_from: None,
        library: None,
        content,
        created_at: now,
        updated_at: now,
    })
}

/// The Potential Partners Worksheet: 6 factors, 20 items.
pub fn potential_partners_worksheet() -> InstrumentInput {
    InstrumentInput {
        name: "Potential Partners Worksheet".to_owned(),
        description: Some("Use this worksheet to evaluate each potential partner.".to_owned()),
        credit: Some(
            "Collaboration: What Makes It Work, 2nd edition, Amherst H. Wilder Foundation".to_owned(),
        ),
        scale: agreement(),
        factors: vec![
            factor(
                "1",
                "Environment",
                [
                    ("1a", "A history of cooperation in the community"),
                    ("1b", "The group is seen as a legitimate leader"),
                    ("1c", "A favorable political and social climate"),
                ],
            ),
            factor(
                "2",
                "Membership Characteristics",
                [
                    ("2a", "Mutual respect, understanding and trust"),
                    ("2b", "Appropriate cross-section of members"),
                    ("2c", "Members recognize the benefit of the collaboration"),
                    ("2d", "Members are able to compromise"),
                ],
            ),
            factor(
                "3",
                "Process and Structure",
                [
                    ("3a", "Members share a stake in both process and outcome"),
                    ("3b", "Multiple layers of participation"),
                    ("3c", "Flexibility"),
                    ("3d", "Development of clear roles"),
                    ("3e", "Adaptability"),
                    ("3f", "Appropriate pace of development"),
                ],
            ),
            factor(
                "4",
                "Communication",
                [
                    ("4a", "Open and frequent communication"),
                    ("4b", "Established informal relationships and links"),
                ],
            ),
            factor(
                "5",
                "Purpose",
                [
                    ("5a", "Concrete, attainable goals and objectives"),
                    ("5b", "Shared vision"),
                    ("5c", "Unique purpose"),
                ],
            ),
            factor(
                "6",
                "Resources",
                [("6a", "Sufficient funds, staff, materials and time"), ("6b", "Skilled leadership")],
            ),
        ],
        bands: bands(),
    }
}

/// What to consider when approaching potential partners and providers: 4 items in one factor.
pub fn approach_considerations() -> InstrumentInput {
    let prompts = [
        "Ensure that your organization's mission and objectives align with those of potential partners.",
        "Clearly articulate how a partnership will benefit both parties and contribute to the greater good.",
        "Foster open communication channels and establish a collaborative framework for working together.",
        "Be prepared to adjust your approach as needed, taking into account the unique needs and perspectives of \
         partners.",
    ];
    let mut considerations = factor(
        "1",
        "Considerations",
        [
            ("1a", "Shared goals and values"),
            ("1b", "Mutual benefit"),
            ("1c", "Communication and collaboration"),
            ("1d", "Flexibility and adaptability"),
        ],
    );
    for (item, prompt) in considerations.items.iter_mut().zip(prompts) {
        item.prompt = Some(prompt.to_owned());
    }
    InstrumentInput {
        name: "Approach considerations".to_owned(),
        description: Some("What to consider when approaching potential partners and providers.".to_owned()),
        credit: Some("Guide to Local Potential Partners and Providers".to_owned()),
        scale: agreement(),
        factors: vec![considerations],
        bands: bands(),
    }
}

/// Whether both sides see the same: 2 items, answered yes or no, each a deal-breaker.
pub fn shared_perspectives() -> InstrumentInput {
    let mut perspectives = factor(
        "1",
        "Similar perspectives",
        [
            ("1a", "The organization agrees with the shared statement"),
            ("1b", "The organization holds libraries to be relevant"),
        ],
    );
    let prompts = [
        "Does the organization agree with the statement that the collaboration stands on, such as \u{201c}a community \
         can help raise a child reader\u{201d}?",
        "Does the organization believe that libraries are still relevant?",
    ];
    for (item, prompt) in perspectives.items.iter_mut().zip(prompts) {
        item.prompt = Some(prompt.to_owned());
        item.minimum = Some(1.0);
    }
    InstrumentInput {
        name: "Shared perspectives".to_owned(),
        description: Some("Without both of these a collaboration is in jeopardy from the start.".to_owned()),
        credit: Some(
            "Best Practices for Library Collaborations and Partnerships with Other Organizations".to_owned(),
        ),
        scale: scale([(0, "no"), (1, "yes")]),
        factors: vec![perspectives],
        bands: Vec::new(),
    }
}

fn agreement() -> Scale {
    scale([
        (1, "strongly disagree"),
        (2, "disagree"),
        (3, "neither agree nor disagree"),
        (4, "agree"),
        (5, "strongly agree"),
    ])
}

fn scale<const N: usize>(labels: [(i32, &str); N]) -> Scale {
    Scale { labels: labels.map(|(value, label)| ScaleLabel { value, label: label.to_owned() }).into() }
}

fn bands() -> Vec<Band> {
    [
        ("concern", "Concern", None),
        ("borderline", "Worth a talk", Some(3.0)),
        ("strength", "Strength", Some(4.0)),
    ]
    .map(|(code, label, from)| Band { code: code.to_owned(), label: label.to_owned(), from })
    .into()
}

fn factor<const N: usize>(code: &str, name: &str, items: [(&str, &str); N]) -> Factor {
    Factor {
        code: code.to_owned(),
        name: name.to_owned(),
        help: None,
        weight: 1.0,
        minimum: None,
        items: items
            .map(|(code, name)| Item {
                code: code.to_owned(),
                name: name.to_owned(),
                prompt: None,
                help: None,
                minimum: None,
            })
            .into(),
    }
}
