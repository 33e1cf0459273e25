//! The oracle is one only while it shares nothing with what it is held against.

#[test]
fn the_reference_does_not_depend_on_the_core() {
    let manifests = [include_str!("../Cargo.toml"), include_str!("../../runner/Cargo.toml")];
    for manifest in manifests {
        let mut dependencies = false;
        for line in manifest.lines().map(str::trim) {
            if line.starts_with('[') {
                dependencies = line.contains("dependencies");
                assert!(!line.ends_with("dependencies.burgee]"), "{line}");
            }
            let name = line.split(['=', '.', ' ']).next().unwrap_or_default().trim_matches('"');
            let renamed = line.contains("package = \"burgee\"") || line.contains("/core\"");
            assert!(!(dependencies && (name == "burgee" || renamed)), "depends on the core: {line}");
        }
    }
}
