//! This evaluator behind the interface that the fixtures' runner speaks.

use burgee_fixtures as runner;

use crate::{
    bucket, canonical,
    condition::Evaluation,
    context::{self, Attribute, Context},
    document::{Diagnostic, Document, Text, load},
    question::Question,
    rollout::{decide, edit, observations},
    store::{Changes, Store},
    trace,
};

/// The naive evaluator.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reference;

impl runner::Implementation for Reference {
    fn load(&self, texts: &runner::Texts) -> (runner::Loaded, Option<Box<dyn runner::Document>>) {
        let (document, errors) = load(&sources(texts), texts.strict);
        let loaded = runner::Loaded {
            refused: document.is_none(),
            quarantined: document.iter().flat_map(|document| document.quarantined.keys().cloned()).collect(),
            diagnostics: errors.iter().map(diagnostic).collect(),
        };
        (loaded, document.map(|document| Box::new(document) as Box<dyn runner::Document>))
    }

    fn bucket(&self, unit: &str, domain: &str, salt: &str) -> u32 {
        bucket::bucket(unit, domain, salt)
    }

    fn store(&self) -> Box<dyn runner::Store> {
        Box::new(Serving::default())
    }
}

impl runner::Document for Document {
    fn evaluate(&self, asked: &runner::Question) -> String {
        let question = question(asked);
        let (mut decision, _) = Evaluation { document: self, question: &question }.decide(&asked.flag);
        if let Some(accessor) = &asked.accessor {
            decision = decision.read_as(accessor);
        }
        decision.canonical()
    }

    fn evaluate_all(&self, asked: &runner::Question) -> String {
        let question = question(asked);
        let evaluation = Evaluation { document: self, question: &question };
        canonical::array(self.section("flags").map(|(key, _)| evaluation.decide(key).0.canonical()))
    }

    fn explain(&self, asked: &runner::Question) -> String {
        let question = question(asked);
        let (decision, steps) = Evaluation { document: self, question: &question }.decide(&asked.flag);
        let decision = asked.accessor.iter().fold(decision, |decision, accessor| decision.read_as(accessor));
        trace::canonical(&decision, &steps)
    }

    fn evaluate_text(&self, flag: &str, context: &str, now: i64) -> Result<String, String> {
        let context = context::parse(context.as_bytes())?;
        let question = Question { context, now, ..Question::default() };
        Ok(Evaluation { document: self, question: &question }.decide(flag).0.canonical())
    }
}

/// A store, and the candidate beside it.
#[derive(Default)]
struct Serving {
    store: Store,
    candidate: Option<Document>,
}

impl runner::Store for Serving {
    fn load(&mut self, texts: &runner::Texts) -> runner::Reloaded {
        reloaded(self.store.load(&sources(texts), texts.strict))
    }

    fn stage(&mut self, texts: &runner::Texts) -> bool {
        (self.candidate, _) = load(&sources(texts), texts.strict);
        self.candidate.is_some()
    }

    fn promote(&mut self) -> runner::Reloaded {
        self.candidate.clone().map(|candidate| reloaded(self.store.promote(candidate))).unwrap_or_default()
    }

    fn restore(&mut self) -> bool {
        self.store.restore()
    }

    fn evaluate(&self, question: &runner::Question) -> String {
        self.store.serving().map(|document| runner::Document::evaluate(document, question)).unwrap_or_default()
    }
}

fn reloaded(loaded: Result<Changes, Vec<Diagnostic>>) -> runner::Reloaded {
    match loaded {
        Ok(Changes { added, removed, changed }) => runner::Reloaded { accepted: true, added, removed, changed, diagnostics: Vec::new() },
        Err(errors) => runner::Reloaded { diagnostics: errors.iter().map(diagnostic).collect(), ..runner::Reloaded::default() },
    }
}

impl runner::Rollouts for Reference {
    fn decide(&self, asked: &runner::RolloutQuestion) -> runner::RolloutAnswer {
        let observed = match asked.observations.as_deref().map_or(Ok(Vec::new()), observations) {
            Ok(observed) => observed,
            Err(errors) => {
                return runner::RolloutAnswer::Refused(errors.into_iter().map(|(code, pointer)| (code.to_owned(), pointer)).collect());
            }
        };
        let text = Text { name: "document.json".to_owned(), bytes: asked.document.clone().into_bytes() };
        let (document, errors) = load(&[text], false);
        let document = document.unwrap_or_else(|| panic!("the document is refused: {errors:?}"));
        let verdict = decide(&document, &asked.flag, &observed, asked.now, asked.approved_by.is_some());
        let verdict = verdict.unwrap_or_else(|| panic!("there is no rollout of `{}`", asked.flag));
        let edited = edit(&asked.document, &verdict, asked.now, "bot", "because");
        runner::RolloutAnswer::Verdict(verdict.canonical(), edited.unwrap_or_else(|| panic!("nothing is where the edit is made")))
    }
}

fn sources(texts: &runner::Texts) -> Vec<Text> {
    let text = |source: &runner::Source| Text { name: source.name.clone(), bytes: source.text.clone().into_bytes() };
    std::iter::once(&texts.base).chain(&texts.overlays).map(text).collect()
}

fn diagnostic(error: &Diagnostic) -> runner::Diagnostic {
    let Diagnostic { code, source, pointer, line, column } = error.clone();
    runner::Diagnostic { code: code.to_owned(), source, pointer, line, column }
}

fn question(asked: &runner::Question) -> Question {
    let assigned = asked.assigned.iter().map(|(flag, variant, salt)| (flag.clone(), (variant.clone(), salt.clone())));
    Question {
        context: asked.context.as_deref().map(members).unwrap_or_default(),
        without_context: asked.context.is_none(),
        now: asked.now,
        assigned: assigned.collect(),
        overrides: asked.overrides.iter().cloned().collect(),
        bucket: asked.buckets.iter().find(|(domain, _)| domain.is_none()).map(|(_, bucket)| *bucket),
        buckets: asked.buckets.iter().filter_map(|(domain, bucket)| Some((domain.clone()?, *bucket))).collect(),
    }
}

fn members(members: &[(String, runner::HostValue)]) -> Context {
    members.iter().map(|(name, value)| (name.clone(), attribute(value))).collect()
}

fn attribute(value: &runner::HostValue) -> Attribute {
    use runner::HostValue::{BadString, Boolean, List, NotFinite, Null, Number, Object, OutOfRange, String};
    match value {
        Null => Attribute::Null,
        Boolean(value) => Attribute::Boolean(*value),
        Number(number) | NotFinite(number) => Attribute::from(*number),
        String(text) => Attribute::Text(text.clone()),
        List(elements) => Attribute::List(elements.iter().map(attribute).collect()),
        Object(members) => Attribute::Object(self::members(members)),
        OutOfRange(_) => Attribute::OutOfRange,
        BadString => Attribute::BadString,
    }
}
