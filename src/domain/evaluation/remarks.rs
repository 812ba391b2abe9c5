//! What a reader of a comparison has to know before drawing conclusions.

use std::collections::{BTreeMap, HashSet};

use uuid::Uuid;

use super::{
    compare::Subject,
    comparison::{Remark, RemarkCode},
    instrument::InstrumentInput,
    round::RoundStatus,
    score::{Rater, Score, ScoreStatus},
};

/// The remarks about what went in; `newest` is the content of the newest version among them.
pub(super) fn remarks(subjects: &[Subject], newest: &InstrumentInput, comparable: bool) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut say = |code, detail: &str, concerned: &dyn Fn(&Subject) -> bool| {
        remarks.extend(remark(code, detail, subjects, concerned));
    };
    say(RemarkCode::RoundOpen, "A round is still open; its score may change.", &|subject| {
        subject.round_status == RoundStatus::Open
    });
    say(
        RemarkCode::Withheld,
        "Figures are withheld, since they would reveal what one or two raters said.",
        &|subject| is_withheld(&subject.score),
    );
    say(RemarkCode::NoScore, "A partner has no rating and is left aside.", &|subject| {
        subject.is_empty() && !is_withheld(&subject.score)
    });
    say(
        RemarkCode::FewerThanTwoRaters,
        "A partner, or a factor of it, has fewer than two raters.",
        &|subject| has_single_rater(&subject.score),
    );
    let reference = subjects.iter().find_map(|subject| counted(&subject.score));
    say(
        RemarkCode::RatersNotShown,
        "Who rated is not shown, so nothing is said about whether the same people rated all partners.",
        &|subject| subject.score.raters.is_none(),
    );
    say(RemarkCode::RatersDiffer, "Not the same people rated all partners.", &|subject| {
        counted(&subject.score).is_some_and(|raters| Some(raters) != reference)
    });
    let version = subjects.iter().map(|subject| subject.instrument.version).max();
    say(RemarkCode::VersionsDiffer, "A round used an older version of the instrument.", &|subject| {
        Some(subject.instrument.version) != version
    });
    say(
        RemarkCode::WeightsDiffer,
        "A round's version has other weights; those of the newest version are used for all.",
        &|subject| weights(&subject.content) != weights(newest),
    );
    if !comparable {
        say(
            RemarkCode::ScalesDiffer,
            "A round's version has another scale; means cannot be compared and nobody has a place.",
            &|subject| subject.content.scale != newest.scale,
        );
    }
    remarks
}

/// The remarks about who has no place, and why.
pub(super) fn not_placed(subjects: &[Subject], nothing_in_common: bool) -> Vec<Remark> {
    let unplaced = remark(
        RemarkCode::NotPlaced,
        "A partner is blocked or undetermined by a deal-breaker, or that is withheld; it comes last, without a place.",
        subjects,
        &|subject| subject.score.status != Some(ScoreStatus::Clear),
    );
    let nothing = (nothing_in_common).then(|| {
        let detail = "No factor has a mean for all partners.";
        remark(RemarkCode::NothingInCommon, detail, subjects, &|_| true)
    });
    unplaced.into_iter().chain(nothing.flatten()).collect()
}

fn remark(
    code: RemarkCode,
    detail: &str,
    subjects: &[Subject],
    concerned: &dyn Fn(&Subject) -> bool,
) -> Option<Remark> {
    let round_ids: Vec<Uuid> =
        subjects.iter().filter(|subject| concerned(subject)).map(|subject| subject.round_id).collect();
    (!round_ids.is_empty()).then(|| Remark { code, detail: detail.to_owned(), round_ids })
}

fn is_withheld(score: &Score) -> bool {
    let parts = score.factors.iter();
    let mut items = parts.flat_map(|factor| factor.items.iter().map(|item| item.figures.withheld));
    score.withheld.is_some() || score.overall.withheld.is_some() || items.any(|withheld| withheld.is_some())
}

/// Whether anything that has a mean has it from one rater.
fn has_single_rater(score: &Score) -> bool {
    let factors = score.factors.iter().map(|factor| factor.figures.n_raters);
    factors.chain([score.overall.n_raters]).any(|raters| raters == Some(1))
}

fn counted(score: &Score) -> Option<HashSet<&Rater>> {
    let raters = score.raters.as_ref()?.iter();
    Some(raters.filter(|rater| rater.counted).map(|rater| &rater.rater).collect())
}

fn weights(content: &InstrumentInput) -> BTreeMap<&str, u64> {
    content.factors.iter().map(|factor| (factor.code.as_str(), factor.weight.to_bits())).collect()
}
