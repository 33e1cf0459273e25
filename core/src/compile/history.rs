//! The history of a flag (spec ): what happened to it, for people and for advice.

use super::Compiler;
use super::flag::Fields;
use crate::json::{Kind, Node};
use crate::problem::BAD_VALUE;

const DID: [&str; 9] = ["start", "advance", "pause", "resume", "rollback", "complete", "kill", "restore", "edit"];

impl<'a> Compiler<'a, '_> {
    pub(super) fn history(&mut self, node: Node<'a>, fields: &mut Fields<'a>) {
        if self.report.demand(node, Kind::Array) {
            for item in node.items() {
                self.line(item);
            }
            fields.history = Some(node);
        }
    }

    fn line(&mut self, node: Node<'a>) {
        if !self.report.demand(node, Kind::Object) {
            return;
        }
        let [at, did, texts @ ..] = self.fields(node, &["at", "did", "by", "stage", "from", "why"]);
        self.report.missing(node, &[("at", at.is_some()), ("did", did.is_some())]);
        at.map(|node| self.report.timestamp(node));
        did.into_iter().for_each(|node| self.did(node));
        for text in texts.into_iter().flatten() {
            self.report.string(text);
        }
    }

    fn did(&mut self, node: Node<'a>) {
        let Some(word) = self.report.string(node) else { return };
        if !DID.contains(&word) {
            let help = self.report.nearest(word, &mut DID.into_iter());
            let allowed = "`start`, `advance`, `pause`, `resume`, `rollback`, `complete`, `kill`, `restore`, `edit`";
            self.report.add(node, &BAD_VALUE, &[word, allowed], help);
        }
    }
}
