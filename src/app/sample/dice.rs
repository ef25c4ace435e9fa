//! Numbers that look random and are the same for the same key: SplitMix64 (Steele, Lea, Flood 2014).

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The stream of a key: other parts give an unrelated stream, the same give the same.
    pub fn of(key: &[u64]) -> Self {
        let mut dice = Self(0x5eed);
        for part in key {
            dice.0 = dice.next() ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = (high - low).unsigned_abs() + 1;
        low + i64::try_from(self.next() % width).unwrap_or(0)
    }

    /// True in `share` of 1,000 cases.
    pub fn permille(&mut self, share: i64) -> bool {
        self.between(0, 999) < share
    }

    /// One of a list that is not empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let last = i64::try_from(list.len()).unwrap_or(1) - 1;
        &list[usize::try_from(self.between(0, last)).unwrap_or(0)]
    }

    /// In an order of its own (Fisher and Yates).
    pub fn shuffled<T: Copy>(&mut self, list: &[T]) -> Vec<T> {
        let mut list = list.to_vec();
        for i in (1..list.len()).rev() {
            let j = self.between(0, i64::try_from(i).unwrap_or(0));
            list.swap(i, usize::try_from(j).unwrap_or(0));
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_same_key_gives_the_same_numbers_and_another_gives_others() {
        let roll = |key: &[u64]| {
            let mut dice = Dice::of(key);
            (0..8).map(|_| dice.between(1, 1_000)).collect::<Vec<_>>()
        };
        assert_eq!(roll(&[1, 2]), roll(&[1, 2]));
        assert_ne!(roll(&[1, 2]), roll(&[2, 1]));
        assert_ne!(roll(&[1]), roll(&[1, 0]));
    }

    #[test]
    fn numbers_stay_within_their_bounds_and_spread_over_them() {
        let mut dice = Dice::of(&[7]);
        let rolls: Vec<_> = (0..6_000).map(|_| dice.between(1, 6)).collect();
        for face in 1..=6 {
            let n = rolls.iter().filter(|r| **r == face).count();
            assert!((800..1_200).contains(&n), "{face}: {n}");
        }
    }
}
