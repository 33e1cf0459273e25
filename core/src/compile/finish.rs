//! The last step: what owns an error is taken out, the rest becomes the program.

use super::Compiler;
use crate::document::{FIELD_DEPTH, Owner, Report};
use crate::index::Index;
use crate::json::Node;
use crate::program::{ConditionId, Flag, Program, Ring, Segment, What, Who};

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
                draft.flag.quarantine.get_or_insert(code);
                let about_off = draft.off_nodes.iter().any(|own| own.holds(node)) || is_off_key(node);
                draft.flag.off = draft.flag.off.filter(|_| !about_off);
            }
        }
        let broken = ConditionId(u32::MAX);
        let flags: Box<[Flag]> = self.flags.into_iter().map(|draft| with_shape(draft.flag)).collect();
        let program = Program {
            revision: self.document.revision.as_deref().map(Into::into),
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
            index: Index::new(&flags.iter().map(|flag| flag.key.as_ref()).collect::<Vec<_>>()),
            flags,
            rules: self.rules.into(),
            variants: self.variants.into(),
            shares: self.shares.into(),
            requirements: self.requirements.into(),
            required_variants: self.required_variants.into(),
        };
        (program, self.report)
    }
}

/// Whether an error is about the key `variants` or `off_variant` itself.
fn is_off_key(node: Node<'_>) -> bool {
    ["variants", "off_variant"].iter().any(|name| node.is_key(FIELD_DEPTH, name))
}

/// Notes what evaluation wants to know at once.
fn with_shape(mut flag: Flag) -> Flag {
    flag.is_static = flag.requirements.is_empty()
        && flag.exclude.is_none()
        && flag.condition.is_none()
        && flag.place.is_none()
        && flag.rules.is_empty()
        && !flag.sticky
        && flag.serve.who == Who::Everyone
        && matches!(flag.serve.what, What::Variant(_));
    flag
}
