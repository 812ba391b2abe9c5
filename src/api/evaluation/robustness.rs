//! How far an order of partners depends on weights: of rounds, and of scores that are not stored.

use std::sync::atomic::AtomicBool;

use actix_web::web::Data;
use actix_web::{get, post};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::evaluation::robustness::{Compare, Compute, Draw, Report};
use crate::access::{Action, Permit};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::query::Parameters;
use crate::domain::evaluation::alpha::MeasurementLevel;
use crate::domain::evaluation::compare::compare;
use crate::domain::evaluation::robustness::{
    ITERATIONS, Robustness, RobustnessInput, compute_robustness as compute,
};
use crate::domain::evaluation::round_agreement::{Rated, round_agreement};
use crate::domain::evaluation::round_robustness::{
    RobustnessQuestion, RoundRobustness, ScoreSource, round_robustness,
};
use crate::error::Result;
use crate::render::comparison::{STYLE, comparison_report};
use crate::render::robustness::robustness_svg;
use crate::store::evaluation::comparisons;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(compute_robustness)
        .service(get_comparison_robustness)
        .service(get_comparison_robustness_svg)
        .service(get_comparison_report);
}

/// Which comparison to look at, and how.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Question {
    /// The rounds, 2 to 50 with one instrument: `round_id=…&round_id=…`.
    #[serde(default)]
    #[param(required = true, min_items = 2, max_items = 50)]
    round_id: Vec<Uuid>,
    /// How many weights are drawn, 10,000 unless it is given; alternatives times criteria times draws, of sheets their cells
    /// times draws, may be at most 500,000,000.
    #[param(minimum = 1, maximum = 1_000_000)]
    iterations: Option<u64>,
    /// The same seed gives the same result on any machine; 0 unless it is given.
    #[param(maximum = 9_007_199_254_740_991_u64)]
    seed: Option<u64>,
    /// Where the scores of a draw come from; `fixed` unless it is given. `sheets` is for coordinators.
    scores: Option<ScoreSource>,
}

/// Compute the robustness of scores
///
/// SMAA-2 of any scores: how often each alternative has which rank when weights are free; nothing is stored. Two run at
/// once; others are answered 503 with `Retry-After`.
#[utoipa::path(tag = "compute", operation_id = "compute_robustness", request_body = RobustnessInput,
    responses((status = 200, description = "The robustness.", body = Robustness)))]
#[post("/compute/robustness")]
async fn compute_robustness(_: Permit<Compute>, call: Call<RobustnessInput>) -> Result<Answer> {
    let input = call.read()?;
    Answer::json(&call.service().simulations.run(move |stop| compute(&input, stop)).await?)
}

/// Get the robustness of a comparison
///
/// SMAA-2 of the partners that have a place in the comparison, by the factors that all have: how often each has which rank
/// when the weights of the factors are free, and the smallest change of weights that changes the winner.
#[utoipa::path(tag = "comparisons", operation_id = "get_comparison_robustness", params(Question),
    responses((status = 200, description = "The robustness.", body = RoundRobustness)))]
#[get("/comparisons/robustness")]
async fn get_comparison_robustness(
    permit: Permit<Compare>,
    service: Data<Service>,
    question: Parameters<Question>,
) -> Result<Answer> {
    Answer::json(&robustness(&permit, &service, question).await?)
}

/// Get the robustness of a comparison as a chart
#[utoipa::path(tag = "comparisons", operation_id = "get_comparison_robustness_svg", params(Question),
    responses((status = 200, description = "How often each partner has which rank, as a picture with a text alternative.", body = String, content_type = "image/svg+xml")))]
#[get("/comparisons/robustness.svg")]
async fn get_comparison_robustness_svg(
    permit: Permit<Draw>,
    service: Data<Service>,
    question: Parameters<Question>,
) -> Result<Answer> {
    let robustness = robustness(&permit, &service, question).await?;
    Ok(Answer::document("image/svg+xml", robustness_svg(&robustness)?.into_bytes()))
}

/// Get all that is known of a comparison as a page to print
///
/// The order of the partners, their profile, the worksheet, and the robustness of the order; for coordinators also how far
/// the raters agree. It names no rater.
#[utoipa::path(tag = "comparisons", operation_id = "get_comparison_report", params(Question),
    responses((status = 200, description = "The report.", body = String, content_type = "text/html")))]
#[get("/comparisons/report.html")]
async fn get_comparison_report(
    permit: Permit<Report>,
    service: Data<Service>,
    question: Parameters<Question>,
) -> Result<Answer> {
    let (round_id, question) = asked(question);
    let (subjects, sheets) =
        comparisons::subjects(&service.store, &permit, &round_id, question.scores == ScoreSource::Sheets)
            .await?;
    let report = move |stop: &AtomicBool| {
        let comparison = compare(subjects)?;
        let robustness =
            round_robustness(&comparison, sheets.as_deref().unwrap_or_default(), question, stop)?;
        // Versions with different scales have no agreement.
        let agreement =
            |rated: &[Rated]| round_agreement(rated, MeasurementLevel::Ordinal, question.seed).ok();
        let agreement = sheets.as_deref().and_then(agreement);
        comparison_report(&comparison, &robustness, agreement.as_ref())
    };
    Ok(Answer::page(service.simulations.run(report).await?, STYLE))
}

fn asked(Parameters(question): Parameters<Question>) -> (Vec<Uuid>, RobustnessQuestion) {
    let Question { round_id, iterations, seed, scores } = question;
    let question = RobustnessQuestion {
        iterations: iterations.unwrap_or(ITERATIONS),
        seed: seed.unwrap_or_default(),
        scores: scores.unwrap_or_default(),
    };
    (round_id, question)
}

async fn robustness<A: Action>(
    permit: &Permit<A>,
    service: &Service,
    question: Parameters<Question>,
) -> Result<RoundRobustness> {
    let (round_id, question) = asked(question);
    let drawn = question.scores == ScoreSource::Sheets;
    let (subjects, sheets) = comparisons::subjects(&service.store, permit, &round_id, drawn).await?;
    let work = move |stop: &AtomicBool| {
        round_robustness(&compare(subjects)?, sheets.as_deref().unwrap_or_default(), question, stop)
    };
    service.simulations.run(work).await
}
