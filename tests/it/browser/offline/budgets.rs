//! What the Rate page of the whole score card may weigh and take.

use super::*;
use handyman_kpi::app::catalogue_install::install;
use handyman_kpi::app::score_card::embedded_catalogue;

const FIRST: u64 = 100 * 1024;
const LATER: u64 = 25 * 1024;
/// Interaction to next paint on a phone four times slower.
const PAINT_MS: f64 = 50.0;
const MINUTES_4_MS: u64 = 4 * 60 * 1000;
const RATED: u64 = 48;

// The keystroke-level model (Card, Moran and Newell 1980): what a person takes for a step.
/// Presses a key: an average typist.
const KEY_MS: u64 = 280;
/// Reads the skill and decides.
const THINK_MS: u64 = 1_350;
/// Moves the finger to a target and taps.
const TAP_MS: u64 = 1_100 + 100;
/// Scrolls on with a flick.
const FLICK_MS: u64 = 600;

fn card() -> Phone {
    let site = Site::start();
    let from = date(2024, 1, 1);
    site.app
        .change(&Actor::Program, |change| install(change, &embedded_catalogue(), from))
        .unwrap();
    Phone::at(site)
}

/// The slowest interaction so far, in milliseconds; rounded to 8 by the browser.
const OBSERVE: &str = "window.slowest = 0; window.many = 0; \
    new PerformanceObserver(list => { for (const e of list.getEntries()) if (e.interactionId) { many += 1; slowest = Math.max(slowest, e.duration); } }) \
      .observe({ type: 'event', durationThreshold: 16 }); return null";

#[test]
fn the_whole_score_card_weighs_little() {
    let phone = card();
    let browser = phone.browser();
    phone.open(&phone.rate());
    assert!(browser.count(".rate-row") > 180);
    // Over the cable everything is counted, what the worker fetches too.
    browser.forget_everything(&phone.cable.site());
    let before = phone.cable.bytes();
    phone.become_in("max");
    browser.traffic();
    phone.open(&phone.rate());
    phone.until_kept();
    let page = browser.traffic().bytes();
    std::thread::sleep(Duration::from_millis(500));
    let first = phone.cable.bytes() - before;
    phone.open(&phone.rate());
    std::thread::sleep(Duration::from_millis(500));
    let later = phone.cable.bytes() - before - first;
    println!("first visit {first} bytes in all, {page} before it can be used; later visit {later} bytes");
    assert!(page <= FIRST, "{page}");
    assert!(first <= FIRST, "{first}");
    assert!(later <= LATER, "{later}");
}

#[test]
fn forty_eight_skills_are_rated_within_four_minutes_and_each_tap_is_painted_at_once() {
    let phone = card();
    let browser = phone.browser();
    let names = browser.run("return [...document.querySelectorAll('.rate-row')].map(row => row.id.slice(1))");
    let names: Vec<u64> = names
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap().parse().unwrap())
        .collect();
    browser.slow_down(4);
    browser.run(OBSERVE);
    // With the finger; half of the skills need a flick, and each category a tap on the next.
    let mut taps = 0;
    let mut category = String::new();
    for (n, skill) in names.iter().take(RATED as usize).enumerate() {
        let of = browser.run_with(
            "return document.getElementById('s' + arguments[0]).closest('.rate-page').id",
            vec![json!(skill.to_string())],
        );
        if of != category.as_str() {
            if !category.is_empty() {
                browser.click(&format!("#{category} .rate-steps a:last-child"));
                taps += TAP_MS;
            }
            category = of.as_str().unwrap().to_owned();
        }
        browser.click(&format!("label:has(> input[name=r{skill}][value='{}'])", n % 5 + 1));
        taps += THINK_MS + TAP_MS + FLICK_MS / 2;
    }
    browser.until(
        "all of it on the server",
        "return document.querySelector('[data-state]').dataset.now === 'saved'",
    );
    assert_eq!(phone.saved().len() as u64, RATED);
    let slowest = |what: &str| {
        std::thread::sleep(Duration::from_millis(300));
        let slowest = browser.run("return slowest").as_f64().unwrap();
        println!("{what}: {slowest} ms to the next paint at a quarter of the speed");
        assert!(slowest <= PAINT_MS, "{what}: {slowest} ms");
    };
    slowest("finger");

    // With the keys, at the desk: a digit, and Tab past the note to the next skill.
    browser.window(1280, 900);
    browser.run("slowest = 0; return null");
    let mut keys = 0;
    browser.run_with(
        "document.querySelector(`#s${arguments[0]} input`).focus(); return null",
        vec![json!(names[RATED as usize].to_string())],
    );
    for n in 0..RATED {
        browser.press(&(n % 3 + 2).to_string());
        keys += THINK_MS + KEY_MS;
        while browser.run("return !document.activeElement.matches('.rate-row input[type=radio]') || document.activeElement.checked && document.activeElement.value !== ''") == true {
            browser.press("\u{e004}");
            keys += KEY_MS;
        }
    }
    browser.until(
        "all of it on the server",
        "return document.querySelector('[data-state]').dataset.now === 'saved'",
    );
    assert_eq!(phone.saved().len() as u64, 2 * RATED);
    slowest("keys");
    println!(
        "{RATED} skills: {} s with the finger, {} s with the keys",
        taps / 1000,
        keys / 1000
    );
    assert!(taps <= MINUTES_4_MS && keys <= MINUTES_4_MS);
}
