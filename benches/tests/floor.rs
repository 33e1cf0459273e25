//! The floor answers as burgee does, for every flag and every user: otherwise it would not be the same work.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee::{Context, Flags};
use burgee_benches::floor::{All, Asker, Few, Many};
use burgee_benches::workload::{self, MANY, NOW, S1, S2, S3};

#[test]
fn the_few_flags_are_the_same() {
    let (flags, few) = (Flags::parse(&workload::document()).unwrap(), Few::new());
    assert!(flags.diagnostics().is_empty());
    for user in workload::users() {
        let (context, asker) = (workload::context(&user), Asker::from(&user));
        let is_on = |key| flags.evaluate_at(key, &context, NOW).is_on();
        assert_eq!(few.is_enabled(S1), is_on(S1), "{user:?}");
        assert_eq!(few.is_drawn(S2, &user.key), is_on(S2), "{user:?}");
        assert_eq!(few.is_checkout(S3, asker), is_on(S3), "{user:?}");
        assert_eq!(few.checkout().is_on(asker), is_on(S3), "{user:?}");
    }
}

#[test]
fn the_many_flags_are_the_same() {
    let specs = workload::many(MANY);
    let flags = Flags::parse(&workload::document_of(&specs)).unwrap();
    assert!(flags.diagnostics().is_empty());
    let (many, all) = (Many::new(&specs), All::new(&specs));
    for user in workload::users() {
        let (context, asker) = (workload::context(&user), Asker::from(&user));
        let on: Vec<bool> = flags.evaluate_all_at(&context, NOW).iter().map(burgee::Decision::is_on).collect();
        assert_eq!(all.are_on(asker), on, "{user:?}");
        assert!(specs.iter().zip(&on).all(|(spec, on)| many.is_on(&spec.key, asker) == *on), "{user:?}");
    }
}

#[test]
fn one_by_one_is_as_all_at_once() {
    let flags = Flags::parse(&workload::document_of(&workload::many(MANY))).unwrap();
    let contexts: Vec<Context> = workload::users().iter().step_by(7).map(workload::context).collect();
    for context in &contexts {
        for decision in flags.evaluate_all_at(context, NOW) {
            assert_eq!(flags.evaluate_at(decision.flag(), context, NOW).is_on(), decision.is_on());
        }
    }
}
