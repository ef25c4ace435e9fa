//! Exact rationals. Small ones are two machine words, others fall back to big integers, so that a
//! mean over a whole crew is both cheap and exact. Rounding happens once, at display.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::iter::Sum as _;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// An exact rational number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Exact(Form);

/// Always reduced, the denominator positive, small whenever it fits: equal numbers look equal.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    Small(i64, i64),
    Big(Box<BigRational>),
}

impl Exact {
    pub const ZERO: Exact = Exact(Form::Small(0, 1));
    pub const ONE: Exact = Exact(Form::Small(1, 1));

    /// `numerator / denominator`, or `None` when the denominator is 0.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Exact> {
        (denominator != 0).then(|| Exact::reduced(numerator.into(), denominator.into()))
    }

    /// `numerator / denominator`, the denominator not 0.
    fn reduced(numerator: i128, denominator: i128) -> Exact {
        let sign = if (numerator < 0) == (denominator < 0) { 1 } else { -1 };
        let (n, d) = (numerator.unsigned_abs(), denominator.unsigned_abs());
        let by = gcd(n, d);
        match (i64::try_from(n / by), i64::try_from(d / by)) {
            (Ok(n), Ok(d)) => Exact(Form::Small(sign * n, d)),
            _ => Exact(Form::Big(Box::new(BigRational::new(
                numerator.into(),
                denominator.into(),
            )))),
        }
    }

    fn of_big(big: BigRational) -> Exact {
        match (big.numer().to_i64(), big.denom().to_i64()) {
            // The smallest i64 has no counterpart above zero.
            (Some(n), Some(d)) if n != i64::MIN => Exact(Form::Small(n, d)),
            _ => Exact(Form::Big(Box::new(big))),
        }
    }

    fn big(&self) -> BigRational {
        match &self.0 {
            Form::Small(n, d) => BigRational::new_raw((*n).into(), (*d).into()),
            Form::Big(big) => BigRational::clone(big),
        }
    }

    /// Rounded half away from zero to `decimals` places: "3.18", "-0.75", "4".
    pub fn fixed(&self, decimals: u32) -> String {
        let big = self.big();
        let scale = BigInt::from(10).pow(decimals);
        let twice: BigInt = big.numer().abs() * scale * 2;
        let digits: BigInt = (twice + big.denom()) / (big.denom() * 2);
        let minus = if big.numer().is_negative() && !digits.is_zero() {
            "-"
        } else {
            ""
        };
        let places = decimals as usize;
        let digits = format!("{digits:0>width$}", digits = digits.to_string(), width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        match places {
            0 => format!("{minus}{whole}"),
            _ => format!("{minus}{whole}.{part}"),
        }
    }

    /// As a percentage, rounded half away from zero: 3/204 to one place is "1.5".
    pub fn percent(&self, decimals: u32) -> String {
        (self * &Exact::from(100)).fixed(decimals)
    }

    /// The nearest floating-point number: for drawing only, never for a figure that is read.
    pub fn approximate(&self) -> f64 {
        match &self.0 {
            Form::Small(n, d) => *n as f64 / *d as f64,
            Form::Big(big) => big.to_f64().unwrap_or(f64::NAN),
        }
    }

    pub fn is_zero(&self) -> bool {
        *self == Exact::ZERO
    }

    pub fn is_negative(&self) -> bool {
        *self < Exact::ZERO
    }

    /// Without its sign.
    pub fn abs(&self) -> Exact {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// `self / n`, or `None` when `n` is 0.
    pub fn over(&self, n: u64) -> Option<Exact> {
        (n != 0).then(|| self / &Exact::from(n))
    }

    /// The mean of some numbers, `None` of none.
    pub fn mean<'a>(numbers: impl IntoIterator<Item = &'a Exact>) -> Option<Exact> {
        let mut total = Total::default();
        let mut n = 0;
        for number in numbers {
            total.add(number);
            n += 1;
        }
        total.finish().over(n)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Exact {
            fn from(integer: $integer) -> Exact {
                Exact::reduced(integer.into(), 1)
            }
        }
    )*};
}
from_integers!(u8 u32 u64 i32 i64);

macro_rules! operators {
    ($($name:ident $method:ident |$a:ident, $b:ident, $c:ident, $d:ident| $small:expr;)*) => {$(
        impl $name for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                match (&self.0, &other.0) {
                    (Form::Small($a, $b), Form::Small($c, $d)) => {
                        let ($a, $b, $c, $d) = (i128::from(*$a), i128::from(*$b), i128::from(*$c), i128::from(*$d));
                        let (numerator, denominator) = $small;
                        Exact::reduced(numerator, denominator)
                    }
                    _ => Exact::of_big(self.big().$method(other.big())),
                }
            }
        }
    )*};
}
operators! {
    Add add |a, b, c, d| (a * d + c * b, b * d);
    Sub sub |a, b, c, d| (a * d - c * b, b * d);
    Mul mul |a, b, c, d| (a * c, b * d);
    Div div |a, b, c, d| (a * d, b * c);
}

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        &Exact::ZERO - self
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Small(a, b), Form::Small(c, d)) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => self.big().cmp(&other.big()),
        }
    }
}

/// "7/2" or "4": exact, for tests and logs.
impl std::fmt::Debug for Exact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.big(), f)
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(numbers: I) -> Exact {
        let mut total = Total::default();
        numbers.for_each(|number| total.add(&number));
        total.finish()
    }
}

impl<'a> std::iter::Sum<&'a Exact> for Exact {
    fn sum<I: Iterator<Item = &'a Exact>>(numbers: I) -> Exact {
        let mut total = Total::default();
        numbers.for_each(|number| total.add(number));
        total.finish()
    }
}

/// Adds many numbers over a shared denominator: once that is their common multiple, one addition
/// is one division and one multiplication of machine words.
#[derive(Clone, Debug)]
pub struct Total {
    numerator: i128,
    denominator: i64,
    /// What did not fit.
    spilled: Vec<Exact>,
}

impl Default for Total {
    fn default() -> Self {
        Total {
            numerator: 0,
            denominator: 1,
            spilled: Vec::new(),
        }
    }
}

impl Total {
    pub fn add(&mut self, number: &Exact) {
        match &number.0 {
            Form::Small(n, d) => self.add_ratio(*n, *d),
            Form::Big(_) => self.spilled.push(number.clone()),
        }
    }

    /// Adds `numerator / denominator`; the denominator is above 0.
    pub fn add_ratio(&mut self, numerator: i64, denominator: i64) {
        debug_assert!(denominator > 0);
        if !self.fits(numerator, denominator) {
            self.spill();
            self.numerator = numerator.into();
            self.denominator = denominator;
        }
    }

    /// Adds in place where neither the common denominator nor the sum outgrows its words.
    fn fits(&mut self, numerator: i64, denominator: i64) -> bool {
        if self.denominator % denominator != 0 {
            let by = gcd(
                self.denominator.unsigned_abs().into(),
                denominator.unsigned_abs().into(),
            );
            let grow = denominator / i64::try_from(by).expect("a divisor of an i64 is one");
            let (Some(common), Some(scaled)) = (
                self.denominator.checked_mul(grow),
                self.numerator.checked_mul(grow.into()),
            ) else {
                return false;
            };
            (self.denominator, self.numerator) = (common, scaled);
        }
        let term = i128::from(numerator) * i128::from(self.denominator / denominator);
        match self.numerator.checked_add(term) {
            Some(sum) => {
                self.numerator = sum;
                true
            }
            None => false,
        }
    }

    fn spill(&mut self) {
        self.spilled
            .push(Exact::reduced(self.numerator, self.denominator.into()));
        (self.numerator, self.denominator) = (0, 1);
    }

    /// The sum.
    pub fn finish(mut self) -> Exact {
        if self.spilled.is_empty() {
            return Exact::reduced(self.numerator, self.denominator.into());
        }
        self.spill();
        Exact::of_big(BigRational::sum(self.spilled.iter().map(Exact::big)))
    }
}

/// Of two numbers that are not both 0.
fn gcd(a: u128, b: u128) -> u128 {
    match (u64::try_from(a), u64::try_from(b)) {
        (Ok(mut a), Ok(mut b)) => {
            while b != 0 {
                (a, b) = (b, a % b);
            }
            a.into()
        }
        _ => {
            let (mut a, mut b) = (a, b);
            while b != 0 {
                (a, b) = (b, a % b);
            }
            a
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn of(n: i64, d: i64) -> Exact {
        Exact::ratio(n, d).unwrap()
    }

    #[test]
    fn rounds_half_away_from_zero() {
        assert_eq!(of(1, 200).fixed(2), "0.01");
        assert_eq!(of(-1, 200).fixed(2), "-0.01");
        assert_eq!(of(5, 2).fixed(0), "3");
        assert_eq!(of(-5, 2).fixed(0), "-3");
        assert_eq!(of(35, 11).fixed(2), "3.18");
    }

    #[test]
    fn a_negative_number_that_rounds_to_nothing_has_no_minus() {
        assert_eq!(of(-1, 1000).fixed(2), "0.00");
    }

    #[test]
    fn keeps_the_zero_before_the_point() {
        assert_eq!(of(1, 20).fixed(2), "0.05");
        assert_eq!(Exact::ZERO.fixed(0), "0");
        assert_eq!(of(1, 3).percent(1), "33.3");
    }

    #[test]
    fn nothing_over_nothing_is_not_a_number() {
        assert_eq!(Exact::ratio(1, 0), None);
        assert_eq!(Exact::ONE.over(0), None);
        assert_eq!(Exact::mean([]), None);
    }

    proptest! {
        #[test]
        fn agrees_with_big_rationals(n in any::<i64>(), d in 1..=i64::MAX, m in any::<i64>(), e in 1..=i64::MAX) {
            let (a, b) = (of(n, d), of(m, e));
            let (p, q) = (BigRational::new(n.into(), d.into()), BigRational::new(m.into(), e.into()));
            prop_assert_eq!(&a + &b, Exact::of_big(&p + &q));
            prop_assert_eq!(&a - &b, Exact::of_big(&p - &q));
            prop_assert_eq!(&a * &b, Exact::of_big(&p * &q));
            prop_assert_eq!(a.cmp(&b), p.cmp(&q));
            if m != 0 {
                prop_assert_eq!(&a / &b, Exact::of_big(&p / &q));
            }
        }

        #[test]
        fn a_sum_is_exact_in_any_order(mut terms in prop::collection::vec((-9_000_000i64..9_000_000, 1..900_000i64), 0..40)) {
            let sum = |terms: &[(i64, i64)]| terms.iter().map(|(n, d)| of(*n, *d)).sum::<Exact>();
            let big = BigRational::sum(terms.iter().map(|(n, d)| BigRational::new((*n).into(), (*d).into())));
            prop_assert_eq!(sum(&terms), Exact::of_big(big));
            let forward = sum(&terms);
            terms.reverse();
            prop_assert_eq!(sum(&terms), forward);
        }

        #[test]
        fn is_rounded_to_the_nearest(n in -1_000_000i64..1_000_000, d in 1..10_000i64, places in 0..6u32) {
            let shown: f64 = of(n, d).fixed(places).parse().unwrap();
            let step = 10f64.powi(-(places as i32));
            prop_assert!((shown - n as f64 / d as f64).abs() <= step / 2.0 + 1e-9);
        }
    }
}
