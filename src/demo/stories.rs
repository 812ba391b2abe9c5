//! The rounds of the demonstration: who rated whom, and how.

use uuid::Uuid;

use crate::domain::evaluation::builtin::{APPROACH_CONSIDERATIONS, POTENTIAL_PARTNERS_WORKSHEET};

/// A sheet: who rates, and one answer for each item of the instrument in its order.
/// An answer is a digit, `?` for unknown, `-` for not applicable, `.` for blank; spaces part the factors.
pub(super) struct Sheet {
    pub(super) rater: &'static str,
    pub(super) answers: &'static str,
    /// Notes by item.
    pub(super) notes: &'static [(&'static str, &'static str)],
    pub(super) submitted: bool,
}

/// A round: who opens it, on whom, with which instrument, and how far it is.
pub(super) struct Story {
    pub(super) coordinator: &'static str,
    pub(super) organization: &'static str,
    pub(super) instrument: Uuid,
    pub(super) name: &'static str,
    /// Whether the raters are named, else everybody who may rate does.
    pub(super) named: bool,
    pub(super) sheets: &'static [Sheet],
    pub(super) closed: bool,
}

pub(super) const STORIES: [Story; 5] = [
    Story {
        coordinator: "coordinator@riverside.example",
        organization: "Lakeshore Museum",
        instrument: POTENTIAL_PARTNERS_WORKSHEET,
        name: "Local history year",
        named: true,
        sheets: &[
            Sheet {
                rater: "contributor@riverside.example",
                answers: "554 5445 445344 54 545 35",
                notes: &[
                    ("1a", "They ran the harbor exhibition with us."),
                    ("6a", "One educator for all schools."),
                ],
                submitted: true,
            },
            Sheet {
                rater: "coordinator@riverside.example",
                answers: "544 4344 434343 44 444 34",
                notes: &[("3b", "Everything goes over the director's desk.")],
                submitted: true,
            },
            Sheet {
                rater: "admin@riverside.example",
                answers: "455 5454 543454 53 455 44",
                notes: &[],
                submitted: true,
            },
        ],
        closed: true,
    },
    Story {
        coordinator: "coordinator@riverside.example",
        organization: "Riverside Job Center",
        instrument: POTENTIAL_PARTNERS_WORKSHEET,
        name: "Digital skills for job seekers",
        named: false,
        sheets: &[
            Sheet {
                rater: "contributor@riverside.example",
                answers: "343 43?3 332-23 3. 443 ?4",
                notes: &[("2c", "We have met the counselors only, never the board.")],
                submitted: true,
            },
            Sheet {
                rater: "coordinator@riverside.example",
                answers: "234 3343 243-32 23 344 24",
                notes: &[("6a", "Their grant ends in June."), ("4a", "Three weeks until they answered.")],
                submitted: true,
            },
            Sheet {
                rater: "admin@riverside.example",
                answers: "333 2434 3.2-34 22 .34 33",
                notes: &[],
                submitted: true,
            },
        ],
        closed: true,
    },
    Story {
        coordinator: "coordinator@riverside.example",
        organization: "Harbor Heritage Society",
        instrument: POTENTIAL_PARTNERS_WORKSHEET,
        name: "Local history year",
        named: false,
        sheets: &[
            Sheet {
                rater: "contributor@riverside.example",
                answers: "455 5344 343343 45 454 24",
                notes: &[("5c", "Nobody else keeps the ships' logs.")],
                submitted: true,
            },
            Sheet {
                rater: "coordinator@riverside.example",
                answers: "443 4343 333433 34 354 23",
                notes: &[("6a", "Volunteers only, twelve of them.")],
                submitted: true,
            },
            Sheet {
                rater: "admin@riverside.example",
                answers: "44. 4... ...... .. ... ..",
                notes: &[],
                submitted: false,
            },
        ],
        closed: false,
    },
    Story {
        coordinator: "coordinator@riverside.example",
        organization: "Riverside Computer Club",
        instrument: APPROACH_CONSIDERATIONS,
        name: "Repair afternoons",
        named: false,
        sheets: &[],
        closed: false,
    },
    Story {
        coordinator: "coordinator@hillside.example",
        organization: "Lakeshore Museum",
        instrument: APPROACH_CONSIDERATIONS,
        name: "Museum passes",
        named: false,
        sheets: &[
            Sheet {
                rater: "contributor@hillside.example",
                answers: "4543",
                notes: &[("1b", "Their visitors would come to our branches.")],
                submitted: true,
            },
            Sheet { rater: "coordinator@hillside.example", answers: "443.", notes: &[], submitted: false },
        ],
        closed: false,
    },
];

/// How a partner sees itself, by the same instrument as the library's first round about it.
pub(super) const OWN_VIEW: Story = Story {
    coordinator: "coordinator@lakeshore.example",
    organization: "Lakeshore Museum",
    instrument: POTENTIAL_PARTNERS_WORKSHEET,
    name: "How we work with others",
    named: false,
    sheets: &[
        Sheet {
            rater: "contributor@lakeshore.example",
            answers: "545 5455 334343 43 344 22",
            notes: &[("6a", "We have one educator, and she is on leave.")],
            submitted: true,
        },
        Sheet {
            rater: "coordinator@lakeshore.example",
            answers: "444 5445 333334 44 433 23",
            notes: &[],
            submitted: true,
        },
        Sheet {
            rater: "admin@lakeshore.example",
            answers: "554 5555 243443 43 344 12",
            notes: &[("3b", "The director decides, and she travels.")],
            submitted: true,
        },
    ],
    closed: true,
};
