//! The history of a flag (spec ): what happened to it, for people and for advice.

use super::Compiler;
use super::flag::Fields;
use crate::json::{Kind, Node};
use crate::problem::Problem;

const DID: [&str; 9] = ["start", "advance", "pause", "resume", "rollback", "complete", "kill", "restore", "edit"];

impl<'a> Compiler<'a, '_> {
    pub(super) fn history(&mut self, node: Node<'a>, fields: &mut Fields<'a>) {
        if self.report.expect(node, Kind::Array) {
            for item in node.items() {
                self.line(item);
            }
            fields.history = Some(node);
        }
    }

    fn line(&mut self, node: Node<'a>) {
        if !self.report.expect(node, Kind::Object) {
            return;
        }
        let (mut has_at, mut has_did) = (false, false);
        for member in node.members() {
            match member.name().as_ref() {
                "at" => {
                    has_at = true;
                    self.report.timestamp(member.value);
                }
                "did" => {
                    has_did = true;
                    self.did(member.value);
                }
                "by" | "stage" | "from" | "why" => {
                    self.report.string(member.value);
                }
                _ => self.report.unknown_field(member, &["at", "by", "did", "stage", "from", "why"]),
            }
        }
        self.report.missing(node, &[("at", has_at), ("did", has_did)]);
    }

    fn did(&mut self, node: Node<'a>) {
        let Some(word) = self.report.string(node) else { return };
        if !DID.contains(&word.as_ref()) {
            let help = self.report.nearest(&word, DID.into_iter());
            let allowed = "`start`, `advance`, `pause`, `resume`, `rollback`, `complete`, `kill`, `restore`, `edit`";
            self.report.add(node, Problem::BadValue { text: word.into(), allowed }, help);
        }
    }
}
