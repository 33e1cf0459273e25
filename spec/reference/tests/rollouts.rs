//! The cases of `spec/rollouts/cases`, through the reference.

use burgee_fixtures::{read_rollouts, run_rollout};
use burgee_reference::Reference;

#[test]
fn every_case_gives_what_it_says() {
    let cases = read_rollouts();
    let failures: Vec<String> = cases.iter().filter_map(|case| run_rollout(&Reference, case).err()).collect();
    assert!(failures.is_empty(), "{} of {} failed\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() >= 180, "{}", cases.len());
}
