//! The last step: what owns an error is taken out, the rest becomes the program.

use super::Compiler;
use crate::document::{Owner, Report, Told};
use crate::index::{Case, Index};
use crate::json::Node;
use crate::program::{ConditionId, Flag, Program, Ring, Rule, Segment, Text, What, Who};

impl<'a> Compiler<'a, '_> {
    pub(super) fn finish(mut self) -> (Program, Report<'a>) {
        self.report.sort();
        let blamed: Vec<(u32, Node<'a>, &'static str)> = self
            .report
            .errors()
            .filter_map(|(owner, node, code)| match owner {
                Owner::Flag(flag) => Some((flag, node, code)),
                _ => None,
            })
            .collect();
        for (flag, node, code) in blamed {
            if let Some(draft) = self.flags.get_mut(flag as usize) {
                draft.quarantine.get_or_insert(code);
                let is_flawed = |member| self.report.is_flawed(Owner::Flag(flag), member);
                let about_off =
                    draft.off_nodes.iter().any(|own| own.holds(node)) || is_flawed(Told::Variants) || is_flawed(Told::OffVariant);
                draft.flag.off = draft.flag.off.filter(|_| !about_off);
            }
        }
        let broken = ConditionId::new(u32::MAX as usize);
        let quarantined = self.flags.iter().filter_map(|draft| Some((draft.flag.id, draft.quarantine?))).collect();
        let flags: Box<[Flag]> = self
            .flags
            .into_iter()
            .map(|draft| {
                let rules = super::slice(&self.rules, &draft.flag.rules);
                with_shape(draft.flag, draft.quarantine.is_some(), rules)
            })
            .collect();
        let text = |text: Text| self.text.get(text.start as usize..text.end as usize).unwrap_or("");
        let program = Program {
            revision: self.document.revision.map(Into::into),
            serial: self.document.serial.map(|serial| serial.number),
            attributes: self.attributes.into(),
            units: self.units.into(),
            conditions: self.conditions.into(),
            parts: self.parts.into(),
            leaves: self.leaves.into(),
            samples: self.samples.into(),
            moments: self.moments.into(),
            segments: self.segments.into_iter().map(|segment| segment.unwrap_or(Segment { name: "".into(), condition: broken })).collect(),
            rings: self
                .rings
                .into_iter()
                .map(|draft| draft.ring.unwrap_or(Ring { id: "".into(), condition: Some(broken), percent: None }))
                .collect(),
            layers: self.layers.into(),
            places: self.places.into(),
            index: Index::new(flags.iter().map(|flag| text(flag.key)), Case::Matters),
            flags,
            quarantined,
            text: self.text.into(),
            rules: self.rules.into(),
            variants: self.variants.into(),
            splits: self.splits.into(),
            schedules: self.schedules.into(),
            rollouts: self.rollouts.into(),
            requirements: self.requirements.into(),
            required_variants: self.required_variants.into(),
        };
        (program, self.report)
    }
}

/// Notes what evaluation wants to know at once.
fn with_shape(mut flag: Flag, quarantined: bool, rules: &[Rule]) -> Flag {
    let has_guards = has_guards(&flag);
    flag.quarantined = quarantined;
    flag.is_open = !quarantined && flag.enabled && !has_guards;
    flag.is_static = match rules {
        [own] => !has_guards && own.serve.who == Who::Everyone && matches!(own.serve.what, What::Variant(_)),
        _ => false,
    };
    flag.is_timed = rules.iter().any(|rule| matches!(rule.serve.who, Who::Schedule(_) | Who::Rollout(_)));
    flag
}

/// Whether anything stands between `enabled` and a flag's rules.
fn has_guards(flag: &Flag) -> bool {
    !flag.requirements.is_empty() || flag.exclude.is_some() || flag.condition.is_some() || flag.place.is_some() || flag.sticky
}
