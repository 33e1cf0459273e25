//! Makes documents and questions out of choices, for whoever holds burgee to a property.
//!
//! A generator is a function of [`Choices`]: a seed makes them at random, a fuzzer's bytes steer them, and [`strategy::from_choices`] makes a
//! proptest strategy of it whose failures shrink. What is generated is directed by types: attributes have kinds, operators are asked of the kinds
//! that they know, and literals, contexts and instants are taken from the same few likely values, so that about half of the conditions are true.
//!
//! ```
//! use burgee_generate::{Choices, case, document};
//! // Valid by construction, from a fuzzer's bytes.
//! let valid = document(&mut Choices::from_bytes(b"any bytes"));
//! assert!(valid.starts_with('{'));
//! // A document, perhaps hostile, perhaps with overlays, and four questions about it.
//! let case = case(&mut Choices::seeded(7), 4);
//! assert_eq!(case.questions.len(), 4);
//! ```

mod attribute;
mod choices;
mod condition;
mod document;
mod flag;
mod instant;
mod json;
mod leaf;
mod mutate;
mod question;
mod rollout;
mod serve;
pub mod strategy;
mod world;

pub use choices::Choices;
pub use json::{Json, Layout};
pub use leaf::OPERATORS;
pub use mutate::{mangle, mutate};

use burgee_fixtures::{Question, Source, Texts};
use world::World;

/// A document, and questions about it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The document, and its overlays.
    pub texts: Texts,
    /// Whether it was made right, and nothing was changed after. A flag may cost more than the limit even so: that is not looked at.
    pub intact: bool,
    /// The questions.
    pub questions: Vec<Question>,
    /// A context as text, which may be none.
    pub context: String,
}

/// A document that is right, as text; but a flag may cost more than the limit.
pub fn document(choices: &mut Choices<'_>) -> String {
    let mut world = World::new(choices);
    let document = document::document(&mut world);
    let layout = document::layout(&mut world);
    document.write(layout)
}

/// A document, one in five with overlays, one in four with a few things changed that are then most often wrong; and questions about it.
pub fn case(choices: &mut Choices<'_>, questions: usize) -> Case {
    let mut world = World::new(choices);
    let mut documents = vec![document::document(&mut world)];
    if world.choices.chance(20) {
        for _ in 0..1 + world.choices.below(2) {
            // Nothing is removed twice.
            let base = documents.first().filter(|_| documents.len() == 1);
            let overlay = document::overlay(&mut world, base);
            documents.push(overlay);
        }
    }
    let intact = !world.choices.chance(25);
    if !intact {
        for _ in 0..1 + world.choices.below(3) {
            let index = world.choices.below(documents.len());
            mutate(world.choices, &mut documents[index]);
        }
    }
    let layout = document::layout(&mut world);
    let strict = world.choices.chance(5);
    let questions = (0..questions).map(|_| question::question(&mut world)).collect();
    let context = question::text(&mut world);
    let mut sources = documents.iter().enumerate().map(|(index, document)| Source {
        name: if index == 0 { "document.json".to_owned() } else { format!("overlay-{index}.json") },
        text: document.write(layout),
    });
    let base = sources.next().unwrap_or(Source { name: String::new(), text: String::new() });
    Case { texts: Texts { base, overlays: sources.collect(), strict }, intact, questions, context }
}
