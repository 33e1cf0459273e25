//! Circles in who names whom.

use crate::hasher::Map;
use std::collections::VecDeque;

/// The groups of nodes that reach each other, dependencies first; a node alone is a group of one.
///
/// `edges` has, for each node, the nodes it names. Iterative, so a chain of any length is safe.
/// Source: Tarjan, "Depth-first search and linear graph algorithms" (1972).
pub(super) fn groups(edges: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut search = Search { edges, nodes: vec![Visit::default(); edges.len()], counter: 0, stack: Vec::new(), groups: Vec::new() };
    for start in 0..edges.len() as u32 {
        if search.node(start).order == 0 {
            search.from(start);
        }
    }
    search.groups
}

#[derive(Clone, Copy, Default)]
struct Visit {
    /// When the node was first seen, from 1; 0 is not yet.
    order: u32,
    /// The earliest node on the stack that it reaches.
    low: u32,
    stacked: bool,
    /// The next edge to follow.
    edge: usize,
}

struct Search<'e> {
    edges: &'e [Vec<u32>],
    nodes: Vec<Visit>,
    counter: u32,
    stack: Vec<u32>,
    groups: Vec<Vec<u32>>,
}

impl Search<'_> {
    fn node(&self, index: u32) -> Visit {
        self.nodes.get(index as usize).copied().unwrap_or_default()
    }

    fn update(&mut self, index: u32, change: impl FnOnce(&mut Visit)) {
        if let Some(node) = self.nodes.get_mut(index as usize) {
            change(node);
        }
    }

    fn enter(&mut self, index: u32) {
        self.counter = self.counter.saturating_add(1);
        let order = self.counter;
        self.update(index, |node| *node = Visit { order, low: order, stacked: true, edge: 0 });
        self.stack.push(index);
    }

    fn from(&mut self, start: u32) {
        let mut path = vec![start];
        self.enter(start);
        while let Some(&at) = path.last() {
            let visit = self.node(at);
            let next = self.edges.get(at as usize).and_then(|edges| edges.get(visit.edge)).copied();
            self.update(at, |node| node.edge = node.edge.saturating_add(1));
            let Some(next) = next else {
                path.pop();
                self.leave(at, path.last().copied());
                continue;
            };
            let there = self.node(next);
            if there.order == 0 {
                self.enter(next);
                path.push(next);
            } else if there.stacked {
                self.update(at, |node| node.low = node.low.min(there.order));
            }
        }
    }

    fn leave(&mut self, at: u32, parent: Option<u32>) {
        let visit = self.node(at);
        if let Some(parent) = parent {
            self.update(parent, |node| node.low = node.low.min(visit.low));
        }
        if visit.low != visit.order {
            return;
        }
        let mut group = Vec::new();
        while let Some(member) = self.stack.pop() {
            self.update(member, |node| node.stacked = false);
            group.push(member);
            if member == at {
                break;
            }
        }
        self.groups.push(group);
    }
}

/// Which group each node is in.
pub(super) fn group_of(groups: &[Vec<u32>], nodes: usize) -> Vec<u32> {
    let mut of = vec![0; nodes];
    for (index, group) in groups.iter().enumerate() {
        for &member in group {
            if let Some(slot) = of.get_mut(member as usize) {
                *slot = index as u32;
            }
        }
    }
    of
}

/// A shortest way from a node over `first`, which is in its group, back to itself, both ends included.
///
/// Looks at the group only, at few edges of each node, and gives up with `[start, first]` where the way is longer than anybody reads.
pub(super) fn circle(edges: &[Vec<u32>], group_of: &[u32], start: u32, first: u32) -> Vec<u32> {
    const LONGEST: usize = 16;
    const WIDEST: usize = 64;
    let group = group_of.get(start as usize);
    let mut came_from: Map<u32, u32> = Map::default();
    let mut queue = VecDeque::from([first]);
    while let Some(at) = queue.pop_front() {
        if at == start || came_from.len() > WIDEST {
            break;
        }
        for &next in edges.get(at as usize).into_iter().flatten().take(WIDEST) {
            if next != first && group_of.get(next as usize) == group && !came_from.contains(&next) {
                came_from.insert(next, at);
                queue.push_back(next);
            }
        }
    }
    let mut back = vec![start];
    let mut at = start;
    while at != first {
        match came_from.get(&at) {
            Some(&before) if back.len() < LONGEST => {
                back.push(before);
                at = before;
            }
            _ => return vec![start, first],
        }
    }
    back.push(start);
    back.reverse();
    back
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The circle from 0 over 1. Nodes from 900 on are in another group.
    fn circle_of(edges: &[(usize, Vec<u32>)]) -> Vec<u32> {
        let edges: Vec<Vec<u32>> =
            (0..1_000).map(|node| edges.iter().find(|(from, _)| *from == node).map(|(_, to)| to.clone()).unwrap_or_default()).collect();
        let group_of: Vec<u32> = (0..1_000).map(|node| u32::from(node >= 900)).collect();
        circle(&edges, &group_of, 0, 1)
    }

    #[test]
    fn a_circle_is_sought_among_few() {
        assert_eq!(circle_of(&[(1, vec![2, 3]), (3, vec![1, 4]), (4, vec![0])]), [0, 1, 3, 4, 0]);
        let many: Vec<u32> = (2..66).collect();
        assert_eq!(circle_of(&[(1, many.clone()), (2, vec![0])]), [0, 1, 2, 0]);
        assert_eq!(circle_of(&[(1, many), (2, vec![66]), (3, vec![0])]), [0, 1], "it gives up");
        let others: Vec<u32> = (900..963).chain([2]).collect();
        let beside = [(1, others), (900, vec![963]), (901, vec![964]), (2, vec![3]), (3, vec![0])];
        assert_eq!(circle_of(&beside), [0, 1, 2, 3, 0], "of other groups there may be many");
    }
}
