//! Things by number: what JavaScript holds instead of them. A number whose thing was given back names nothing.

use std::collections::VecDeque;

/// So many bits of a handle are the seat; the others, up to the sign, count how often the seat was taken.
const SEAT_BITS: u32 = 22;
const SEATS: u32 = 1 << SEAT_BITS;
const TURNS: u32 = 1 << (31 - SEAT_BITS);

/// A handle is stale once its thing was taken out, until the seat has been taken 512 times more. Seats are taken again in the order in which they
/// were left.
pub(crate) struct Handles<T> {
    seats: Vec<Seat<T>>,
    left: VecDeque<u32>,
}

struct Seat<T> {
    handle: i32,
    held: Option<T>,
}

impl<T> Handles<T> {
    pub(crate) const fn new() -> Handles<T> {
        Handles { seats: Vec::new(), left: VecDeque::new() }
    }

    /// Keeps a thing; none where all seats are taken.
    pub(crate) fn insert(&mut self, held: T) -> Option<i32> {
        if let Some(seat) = self.left.pop_front().and_then(|seat| self.seats.get_mut(seat as usize)) {
            seat.held = Some(held);
            return Some(seat.handle);
        }
        let handle = u32::try_from(self.seats.len()).ok().filter(|seat| *seat < SEATS)?.cast_signed();
        self.seats.push(Seat { handle, held: Some(held) });
        Some(handle)
    }

    #[inline]
    pub(crate) fn get(&self, handle: i32) -> Option<&T> {
        let seat = self.seats.get(seat(handle) as usize)?;
        if seat.handle == handle { seat.held.as_ref() } else { None }
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, handle: i32) -> Option<&mut T> {
        let seat = self.seats.get_mut(seat(handle) as usize)?;
        if seat.handle == handle { seat.held.as_mut() } else { None }
    }

    pub(crate) fn remove(&mut self, handle: i32) -> Option<T> {
        let seat_number = seat(handle);
        let seat = self.seats.get_mut(seat_number as usize).filter(|seat| seat.handle == handle)?;
        let held = seat.held.take()?;
        let turn = (handle.cast_unsigned() >> SEAT_BITS).wrapping_add(1) % TURNS;
        seat.handle = (turn << SEAT_BITS | seat_number).cast_signed();
        self.left.push_back(seat_number);
        Some(held)
    }

    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.seats.iter_mut().filter_map(|seat| seat.held.as_mut())
    }
}

fn seat(handle: i32) -> u32 {
    handle.cast_unsigned() & (SEATS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_handle_names_nothing_though_its_seat_is_taken_again() {
        let mut handles = Handles::new();
        let first = handles.insert("first").unwrap();
        assert_eq!(handles.remove(first), Some("first"));
        let second = handles.insert("second").unwrap();
        assert_eq!(seat(first), seat(second));
        assert!(handles.get(first).is_none() && handles.get_mut(first).is_none() && handles.remove(first).is_none());
        assert_eq!(handles.get(second), Some(&"second"));
    }

    #[test]
    fn every_handle_is_a_natural_number_however_often_a_seat_is_taken() {
        let mut handles = Handles::new();
        for _ in 0..=2 * TURNS {
            let handle = handles.insert(()).unwrap();
            assert!(handle >= 0 && seat(handle) == 0);
            assert!(handles.remove(handle).is_some());
        }
    }

    #[test]
    fn what_was_never_given_out_names_nothing() {
        let mut handles = Handles::<()>::new();
        for handle in [0, 1, -1, i32::MIN, i32::MAX] {
            assert!(handles.get(handle).is_none() && handles.get_mut(handle).is_none() && handles.remove(handle).is_none());
        }
    }
}
