//! The drill: 60 skills rated on a phone while everything goes wrong that can. A few runs in the
//! usual test, a hundred in full length.

use super::*;
use crate::store::drills::chance::Chance;
use crate::store::drills::runs;

const VALUES: [&str; 6] = ["1", "2", "3", "4", "5", "n"];

#[derive(Debug, Default)]
struct Tally {
    taps: u64,
    cuts: u64,
    lost_answers: u64,
    reloads: u64,
    elsewhere: u64,
    expired: u64,
    closed: u64,
}

impl Phone {
    /// One thing that can go wrong, or right again.
    fn mishap(&mut self, chance: &mut Chance, tally: &mut Tally) {
        // Sometimes at once, sometimes while the save is under way, sometimes after it.
        std::thread::sleep(Duration::from_millis(
            [0, 0, 10, 50, 200, 500][chance.below(6) as usize],
        ));
        match chance.below(10) {
            0 | 1 => {
                tally.cuts += 1;
                self.cut();
            }
            2 => {
                tally.lost_answers += 1;
                self.cable.carry(Carries::Questions);
            }
            3 | 4 => self.mend(),
            5 | 6 => {
                tally.reloads += 1;
                self.reload();
            }
            7 => {
                tally.expired += 1;
                self.browser().forget_cookies();
                if chance.percent(50) {
                    // In another tab.
                    self.become_in("max");
                }
            }
            8 => {
                // Another page sends what this one left, or has no time to.
                tally.elsewhere += 1;
                self.try_open("/evaluations");
                std::thread::sleep(Duration::from_millis(chance.below(400)));
                self.reload();
            }
            _ => {
                tally.closed += 1;
                self.close_and_open();
                self.reload();
            }
        }
    }

    /// Opens the page again, through the sign-in page where that is asked for.
    fn reload(&self) {
        self.open(&self.rate());
        if self.browser().path().starts_with("/sign-in") {
            self.mend();
            self.sign_in_here("max");
        }
        assert_eq!(
            self.browser().path().split('#').next(),
            Some(&*self.rate()),
            "{}",
            self.browser().words()
        );
    }

    /// Everything is right again: every tap has to arrive.
    fn settle(&self) {
        self.mend();
        self.browser().forget_cookies();
        self.become_in("max");
        self.reload();
        self.until_no_copies();
        // A page that found nothing to send says nothing new.
        self.browser().until(
            "everything is saved",
            "return ['saved', undefined].includes(document.querySelector('[data-state]').dataset.now)",
        );
    }
}

#[test]
fn the_drill_loses_no_tap_and_saves_none_twice() {
    let seed = std::env::var("KPI_DRILL_SEED").ok().and_then(|seed| seed.parse().ok());
    let (first, count) = seed.map_or((1, runs(1, 100)), |seed| (seed, 1));
    let mut tally = Tally::default();
    let started = Instant::now();
    for seed in first..first + count {
        println!("seed {seed}");
        let mut chance = Chance::new(seed);
        let mut phone = Phone::start();
        let mut wanted = BTreeMap::new();
        let before = tally.taps;
        for skill in 1..=SKILLS {
            if chance.percent(25) {
                phone.mishap(&mut chance, &mut tally);
            }
            // Sometimes one thinks again about an earlier one.
            let again = chance.percent(15).then(|| chance.below(skill) + 1);
            for skill in [Some(skill), again].into_iter().flatten() {
                let value = VALUES[chance.below(6) as usize];
                phone.tap(skill, value);
                wanted.insert(skill, value.to_owned());
                tally.taps += 1;
            }
        }
        phone.settle();
        assert_eq!(phone.saved(), wanted, "seed {seed}");
        assert_eq!(
            phone.browser().count(".rate-conflict"),
            0,
            "one phone has no conflict with itself: seed {seed}"
        );
        let edits = phone.record().edit;
        assert!(edits <= tally.taps - before, "{edits} edits: seed {seed}");
        assert_eq!(phone.shown(), wanted, "seed {seed}");
    }
    println!("{count} runs in {:?}: {tally:?}", started.elapsed());
}
