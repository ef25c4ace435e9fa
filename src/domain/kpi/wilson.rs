//! The Wilson score interval of a rate (product figure 10): E. B. Wilson, "Probable inference, the
//! law of succession, and statistical inference", JASA 22 (1927), without continuity correction.

use super::exact::Exact;

/// The normal distribution's 97.5 % point: 95 % lie within.
const Z: f64 = 1.959_963_984_540_054;
/// Bounds are kept in millionths: they are estimates, rounded like every figure at display.
const PARTS: f64 = 1_000_000.0;

/// Lower and upper bound, 0 to 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    pub low: Exact,
    pub high: Exact,
}

/// The 95 % interval of `yes` out of `n`; `None` of none.
pub fn interval(yes: u32, n: u32) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let (yes, n) = (f64::from(yes.min(n)), f64::from(n));
    let (p, zz) = (yes / n, Z * Z);
    let centre = p + zz / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
    let bound = |value: f64| {
        let parts = (value / (1.0 + zz / n)).clamp(0.0, 1.0) * PARTS;
        Exact::ratio(parts.round() as i64, PARTS as i64)
    };
    Some(Interval {
        low: bound(centre - spread)?,
        high: bound(centre + spread)?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn none_of_none_has_no_interval() {
        assert_eq!(interval(0, 0), None);
    }

    proptest! {
        #[test]
        fn holds_the_rate_and_stays_within_0_and_1(n in 1..5_000u32, part in 0.0..=1.0f64) {
            let yes = (f64::from(n) * part) as u32;
            let Interval { low, high } = interval(yes, n).unwrap();
            let rate = Exact::ratio(yes.into(), n.into()).unwrap();
            let nearly = Exact::ratio(1, 1_000_000).unwrap();
            prop_assert!(low >= Exact::ZERO && high <= Exact::ONE);
            prop_assert!(low <= &rate + &nearly && &high + &nearly >= rate);
        }

        #[test]
        fn more_answers_of_the_same_rate_make_it_narrower(yes in 1..100u32, no in 1..100u32) {
            let width = |times: u32| {
                let i = interval(yes * times, (yes + no) * times).unwrap();
                &i.high - &i.low
            };
            prop_assert!(width(4) < width(1));
        }
    }
}
