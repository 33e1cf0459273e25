//! The core against the naive reference: documents that are right and documents that are not quite, questions that fit them, and everything
//! that both say of them.

use crate::adapter::Core;
use burgee_fixtures::{Implementation, Question};
use burgee_generate::{Choices, case};
use burgee_reference::Reference;

/// Questions of each document.
const QUESTIONS: usize = 3;
/// 2026-11-21.
const NOW: i64 = 1_795_219_200_000;

/// Makes a document and questions, and asks both.
///
/// # Panics
///
/// When they differ.
pub fn run(data: &[u8]) {
    let case = case(&mut Choices::from_bytes(data), QUESTIONS);
    let ((loaded, core), (expected, reference)) = (Core.load(&case.texts), Reference.load(&case.texts));
    assert_eq!(loaded, expected, "loading {:#?}", case.texts);
    let (Some(core), Some(reference)) = (core, reference) else { return };
    for question in &case.questions {
        assert_eq!(core.evaluate(question), reference.evaluate(question), "{question:#?} of {:#?}", case.texts);
        // A trace is of the decision as it is, before anybody reads it as of one type.
        let plain = Question { accessor: None, ..question.clone() };
        assert_eq!(core.explain(&plain), reference.explain(&plain), "{plain:#?} of {:#?}", case.texts);
    }
    if let Some(question) = case.questions.first() {
        assert_eq!(core.evaluate_all(question), reference.evaluate_all(question), "{question:#?} of {:#?}", case.texts);
        let text = |document: &dyn burgee_fixtures::Document| document.evaluate_text(&question.flag, &case.context, NOW);
        assert_eq!(text(&*core), text(&*reference), "{} of {:#?}", case.context, case.texts);
    }
}
