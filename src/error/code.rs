//! Stable words for programs, where the kind of a problem does not say what to do.

use std::fmt;

use serde::Serialize;

/// Defines the words, each with what it means.
macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $name:ident = $word:literal,)*) => {
        /// Why an operation is not possible, or not now.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[doc = $meaning])+ $name,)* }

        impl Code {
            /// Every word, with what it means.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, concat!($($meaning),+)),)*];

            /// The word.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

codes! {
    /// Sections of the agreement are still to be written.
    AgreementIncomplete = "agreement_incomplete",
    /// The person accepted the invitation.
    AlreadyAccepted = "already_accepted",
    /// All parties agreed to it, so it stays; a change of it makes another version.
    AgreementInForce = "agreement_in_force",
    /// The party has assented to this version.
    AlreadyAssented = "already_assented",
    /// The claim or proposal was decided.
    AlreadyDecided = "already_decided",
    /// The request with this `Idempotency-Key` was done, and its answer held a secret; `id` is the row that it made.
    AlreadyDone = "already_done",
    /// The organization is a prospect of the initiative; `id` is it.
    AlreadyProspect = "already_prospect",
    /// The organization has this term.
    AlreadyGiven = "already_given",
    /// There is an open invitation; `id` is it.
    AlreadyInvited = "already_invited",
    /// The person is a member of the organization.
    AlreadyMember = "already_member",
    /// You have an open claim to the entry.
    AlreadyOpen = "already_open",
    /// You have a sheet in the round; `id` is it.
    AlreadyRated = "already_rated",
    /// The result is shared with the organization.
    AlreadyShared = "already_shared",
    /// You are the steward of the entry.
    AlreadySteward = "already_steward",
    /// The sheet was submitted; it can be reopened.
    AlreadySubmitted = "already_submitted",
    /// You belong to several organizations and have to name one of them.
    ChooseOrganization = "choose_organization",
    /// Another row has this code; `id` is it where you may see it.
    CodeTaken = "code_taken",
    /// Only one or two people rated, and not all of them agreed that others see the result.
    ConsentMissing = "consent_missing",
    /// The interviewed person took the consent back.
    ConsentWithdrawn = "consent_withdrawn",
    /// You see entries that may be of the same organization: `candidates`. To make another all the same, say
    /// `allow_duplicate=true`.
    Duplicate = "duplicate",
    /// There is an account with this e-mail address.
    EmailTaken = "email_taken",
    /// The organization is here as a library or a partner.
    HasSide = "has_side",
    /// Another import of the list runs at the same time.
    ImportRuns = "import_runs",
    /// An evaluation speaks against the proposal; an admin of the lead may override that with a reason.
    DealBreaker = "deal_breaker",
    /// Other rows need this one.
    InUse = "in_use",
    /// The version of the instrument is a draft.
    InstrumentDraft = "instrument_draft",
    /// The version of the instrument is published and never changes.
    InstrumentPublished = "instrument_published",
    /// The version of the instrument is retired.
    InstrumentRetired = "instrument_retired",
    /// The entry is of an organization that is here, and stays as long as it is.
    IsTenant = "is_tenant",
    /// The job has ended.
    JobEnded = "job_ended",
    /// The member is the last admin of the organization.
    LastAdmin = "last_admin",
    /// No evaluation speaks against the proposal.
    NothingToOverride = "nothing_to_override",
    /// Nobody rated, so there is no result that others could see.
    NothingToShare = "nothing_to_share",
    /// Your result is not shared with the organization whose result you compare it with.
    NotBothShared = "not_both_shared",
    /// The partnership is a draft, whose parties are not settled; it has to be proposed first.
    NotProposed = "not_proposed",
    /// The result is not shared with the organization.
    NotShared = "not_shared",
    /// The sheet was not submitted.
    NotSubmitted = "not_submitted",
    /// You are the steward of the entry, and change it yourself.
    OwnEntry = "own_entry",
    /// The partnership is over, and nothing about it changes any more.
    PartnershipOver = "partnership_over",
    /// The entry of a party was deleted; the draft has to go without it.
    PartyGone = "party_gone",
    /// A party that this is about has left the partnership: it stays as it was then.
    PartyLeft = "party_left",
    /// The round is closed and stays closed.
    RoundClosed = "round_closed",
    /// The round has as many sheets as a score can hold.
    RoundFull = "round_full",
    /// The round is open; you see its score once it is closed.
    RoundOpen = "round_open",
    /// The terms are other ones by now; read them, and decide anew.
    StaleTerms = "stale_terms",
    /// The step cannot be taken now; `steps` are those that you can take.
    StepNotAllowed = "step_not_allowed",
    /// You are a party, and read the partnership itself.
    StillParty = "still_party",
    /// The prospect is in the stage.
    SameStage = "same_stage",
    /// A request with this `Idempotency-Key` is still running.
    StillRunning = "still_running",
    /// You see the score once you have submitted your own sheet.
    SubmitFirst = "submit_first",
    /// The organization has as many imports under way as it may.
    TooManyJobs = "too_many_jobs",
    /// The client has two secrets that can be used.
    TwoSecrets = "two_secrets",
    /// Another copy of the instrument was made at the same time.
    VersionTaken = "version_taken",
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}
