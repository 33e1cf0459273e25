//! The crate's decisions about rollouts behind the interface that the cases' runner speaks.

use burgee::{Loader, Observations};
use burgee_fixtures::{RolloutAnswer, RolloutQuestion, Rollouts};

pub struct Decider;

impl Rollouts for Decider {
    fn decide(&self, question: &RolloutQuestion) -> RolloutAnswer {
        let text = question.observations.as_deref();
        let observations = match text.map_or(Ok(Observations::default()), |text| Observations::parse("metrics.json", text)) {
            Ok(observations) => observations,
            Err(error) => {
                let errors = error.diagnostics().iter().map(|found| (found.code().to_owned(), found.pointer().to_owned()));
                return RolloutAnswer::Refused(errors.collect());
            }
        };
        let flags = Loader::new().load("document.json", &question.document).unwrap();
        let verdict = flags.decide_rollout(&question.flag, &observations, question.now, question.approved_by.as_deref()).unwrap();
        let patch = verdict.patch(&question.document, "bot").unwrap();
        assert_eq!(patch.is_empty(), verdict.progress.is_none(), "{}", verdict.to_json());
        RolloutAnswer::Verdict(verdict.to_json(), patch.apply(&question.document).unwrap())
    }
}
