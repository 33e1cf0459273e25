//! `burgee rollout plan`: the stages of a rollout, with holds, gates and the earliest dates.

use super::asked::Rollout;
use super::status::state;
use super::view::Stage;
use super::{Format, Which};
use crate::failure::Failure;
use crate::style::STRONG;
use crate::{Answer, output};
use serde_json::{Value, json};

/// Show the stages of a rollout: holds, gates, and when each is reached at the earliest
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee rollout plan flags.json --flag new-search
  burgee rollout plan flags.json --flag new-search --format json

The earliest dates suppose that every gate passes, everybody approves at once, and somebody asks at every moment. For
a rollout that is not running, they suppose that it is started or resumed now.")]
pub struct Arguments {
    #[command(flatten)]
    which: Which,
    /// text: for people; json: for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// When a stage begins.
#[derive(Clone)]
enum Begins {
    /// It began then, as the progress or the history says.
    At(String),
    /// It is past, and nothing says since when.
    Past,
    NotBefore(i64),
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let rollout = Rollout::read(&arguments.which)?;
    let (begins, complete) = dates(&rollout);
    output::print(&match arguments.format {
        Format::Text => written(&rollout, &begins, &complete),
        Format::Json => format!("{}\n", object(&rollout, &begins, &complete)),
    });
    Ok(Answer::Fine)
}

/// When each stage begins, and when the rollout is complete.
fn dates(rollout: &Rollout) -> (Vec<Begins>, Begins) {
    let now = rollout.asked.now;
    let entered = |stage: &Stage| {
        let mut entries = rollout.asked.view.history.iter();
        entries.find(|entry| matches!(entry.did.as_str(), "start" | "advance") && entry.stage.as_ref() == Some(&stage.id))
    };
    let past = |stage: &Stage| entered(stage).map_or(Begins::Past, |entry| Begins::At(entry.at.clone()));
    let present = rollout.position();
    let is_running = rollout.status() == Some("running");
    if rollout.status() == Some("complete") {
        let ended = rollout.asked.view.history.iter().find(|entry| entry.did == "complete");
        return (rollout.plan.stages.iter().map(past).collect(), ended.map_or(Begins::Past, |entry| Begins::At(entry.at.clone())));
    }
    let mut earliest = now;
    let mut begins = Vec::new();
    for (at, stage) in rollout.plan.stages.iter().enumerate() {
        let since = rollout.since().filter(|_| is_running);
        match (present, since) {
            (Some(present), _) if at < present => begins.push(past(stage)),
            (Some(present), Some(since)) if at == present => {
                begins.push(Begins::At(burgee::rfc3339(since)));
                earliest = now.max(since.saturating_add(stage.least()));
            }
            _ => {
                begins.push(Begins::NotBefore(earliest));
                earliest = earliest.saturating_add(stage.least());
            }
        }
    }
    (begins, Begins::NotBefore(earliest))
}

fn written(rollout: &Rollout, begins: &[Begins], complete: &Begins) -> String {
    let mut out = format!("{STRONG}{}: {}{STRONG:#}\n", rollout.asked.flag, state(rollout));
    for (at, (stage, begins)) in rollout.plan.stages.iter().zip(begins).enumerate() {
        let mark = if rollout.position() == Some(at) { "→" } else { " " };
        out += &format!("{mark} {STRONG}{}{STRONG:#}, {}: {}\n", stage.id, begins.words(), stage.admits());
        let mut wants: Vec<String> = stage.hold.iter().map(|hold| format!("hold {hold}")).collect();
        wants.extend(stage.max_hold.iter().map(|longest| format!("pause after {longest} without enough data")));
        wants.extend(stage.is_manual().then(|| "a person approves".to_owned()));
        if !wants.is_empty() {
            out += &format!("    {}\n", wants.join("; "));
        }
        out.extend(rollout.plan.gates(at).map(|gate| format!("    {gate}\n")));
    }
    out + &format!("  complete, {}\n", complete.words())
}

fn object(rollout: &Rollout, begins: &[Begins], complete: &Begins) -> Value {
    let stages = rollout.plan.stages.iter().zip(begins).enumerate().map(|(at, (stage, begins))| {
        json!({
            "id": stage.id,
            "admits": stage.admits(),
            "hold": stage.hold,
            "max_hold": stage.max_hold,
            "advance": stage.advance.as_deref().unwrap_or("auto"),
            "gates": rollout.plan.gates(at).collect::<Vec<_>>(),
            "began": begins.began(),
            "not_before": begins.not_before(),
        })
    });
    json!({
        "flag": rollout.asked.flag,
        "status": rollout.status(),
        "stage": rollout.stage(),
        "stages": stages.collect::<Vec<_>>(),
        "complete": { "at": complete.began(), "not_before": complete.not_before() },
    })
}

impl Begins {
    fn words(&self) -> String {
        match self {
            Begins::At(at) => format!("since {at}"),
            Begins::Past => "past".to_owned(),
            Begins::NotBefore(at) => format!("not before {}", burgee::rfc3339(*at)),
        }
    }

    fn began(&self) -> Option<&str> {
        if let Begins::At(at) = self { Some(at) } else { None }
    }

    fn not_before(&self) -> Option<String> {
        if let Begins::NotBefore(at) = self { Some(burgee::rfc3339(*at)) } else { None }
    }
}
