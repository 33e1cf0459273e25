//! How long criterion looks at each bench: shortly, since there are many. `cargo bench -- --measurement-time 5` looks longer.

use criterion::Criterion;
use std::time::Duration;

/// The configuration of every bench.
pub fn brief() -> Criterion {
    let warm_up = Duration::from_millis(80);
    let criterion = Criterion::default().warm_up_time(warm_up).measurement_time(Duration::from_millis(300));
    criterion.sample_size(20).nresamples(5_000).configure_from_args()
}
