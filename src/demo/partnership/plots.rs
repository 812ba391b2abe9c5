//! What partnerships there are, with whom, and what becomes of them.

/// Organizations by their places among those of the demonstration.
pub(super) const RIVERSIDE: u64 = 1;
pub(super) const HILLSIDE: u64 = 2;
pub(super) const MUSEUM: u64 = 3;
pub(super) const JOBS: u64 = 4;
pub(super) const SCHOOLS: u64 = 9;
pub(super) const RADIO: u64 = 18;

/// A step: by whom, and for which organization where it is not the person's own.
pub(super) type Taken = (Do, &'static str, Option<u64>);

/// What is done.
#[derive(Clone, Copy, Debug)]
pub(super) enum Do {
    Propose,
    Accept,
    Decline,
    Suspend,
    End,
    Leave,
}

/// A partnership: who drafts it, how it is called, what the parties say, with whom, and what becomes of it.
pub(super) struct Plot {
    pub(super) coordinator: &'static str,
    pub(super) name: &'static str,
    pub(super) statement: &'static str,
    pub(super) others: &'static [u64],
    pub(super) steps: &'static [Taken],
}

pub(super) const RIVERSIDE_LEADS: &str = "coordinator@riverside.example";
pub(super) const RIVERSIDE_ADMIN: &str = "admin@riverside.example";
pub(super) const HILLSIDE_LEADS: &str = "coordinator@hillside.example";
pub(super) const HILLSIDE_ADMIN: &str = "admin@hillside.example";
pub(super) const MUSEUM_ADMIN: &str = "admin@lakeshore.example";
pub(super) const JOBS_ADMIN: &str = "admin@jobs.example";

pub(super) const PLOTS: [Plot; 11] = [
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "The lake and us",
        statement: "Everybody in Riverside can get to know the history of the lake.",
        others: &[MUSEUM, SCHOOLS],
        steps: &[
            (Do::Propose, RIVERSIDE_LEADS, None),
            (Do::Accept, MUSEUM_ADMIN, None),
            (Do::Accept, RIVERSIDE_ADMIN, Some(SCHOOLS)),
        ],
    },
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "A workbench for job seekers",
        statement: "Nobody looks for work alone.",
        others: &[JOBS],
        steps: &[],
    },
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "Reading on the water",
        statement: "Reading belongs on every jetty of the lake.",
        others: &[MUSEUM, HILLSIDE, SCHOOLS],
        steps: &[(Do::Propose, RIVERSIDE_LEADS, None), (Do::Accept, HILLSIDE_ADMIN, None)],
    },
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "Old maps, new eyes",
        statement: "The maps of the harbor are for everybody to see.",
        others: &[MUSEUM],
        steps: &[
            (Do::Propose, RIVERSIDE_LEADS, None),
            (Do::Accept, MUSEUM_ADMIN, None),
            (Do::End, RIVERSIDE_ADMIN, None),
        ],
    },
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "Skills for the county",
        statement: "Whoever learns in one library is welcome in the other.",
        others: &[HILLSIDE, JOBS],
        steps: &[
            (Do::Propose, RIVERSIDE_LEADS, None),
            (Do::Accept, HILLSIDE_ADMIN, None),
            (Do::Accept, JOBS_ADMIN, None),
            (Do::Leave, JOBS_ADMIN, None),
            (Do::Suspend, HILLSIDE_LEADS, None),
        ],
    },
    Plot {
        coordinator: HILLSIDE_LEADS,
        name: "Homework under the hill",
        statement: "Homework has a place in all eleven branches.",
        others: &[SCHOOLS],
        steps: &[],
    },
    Plot {
        coordinator: HILLSIDE_LEADS,
        name: "Fossils on tour",
        statement: "The fossils come to those who cannot come to them.",
        others: &[MUSEUM],
        steps: &[(Do::Propose, HILLSIDE_LEADS, None)],
    },
    Plot {
        coordinator: HILLSIDE_LEADS,
        name: "Evening classes",
        statement: "Courses begin when work is over.",
        others: &[JOBS],
        steps: &[(Do::Propose, HILLSIDE_LEADS, None), (Do::Accept, JOBS_ADMIN, None)],
    },
    Plot {
        coordinator: HILLSIDE_LEADS,
        name: "Stories of the hill",
        statement: "The old tell, the young write down.",
        others: &[MUSEUM],
        steps: &[
            (Do::Propose, HILLSIDE_LEADS, None),
            (Do::Accept, MUSEUM_ADMIN, None),
            (Do::End, HILLSIDE_ADMIN, None),
        ],
    },
    Plot {
        coordinator: HILLSIDE_LEADS,
        name: "A bus for the branches",
        statement: "The bus stops where the branches are.",
        others: &[JOBS],
        steps: &[(Do::Propose, HILLSIDE_LEADS, None), (Do::Decline, JOBS_ADMIN, None)],
    },
    Plot {
        coordinator: RIVERSIDE_LEADS,
        name: "The library on air",
        statement: "What is read aloud is heard in every kitchen.",
        others: &[RADIO],
        steps: &[],
    },
];
