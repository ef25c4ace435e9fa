//! What a rater marks on the card, and what the figures must then be: worked out here once more,
//! from product.md's words alone, in whole fractions.

/// One skill's mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Level(u8),
    NotApplicable,
    NotRated,
}

impl Mark {
    /// The value of its radio button; not rated is nobody's click.
    pub fn value(self) -> Option<String> {
        match self {
            Mark::Level(level) => Some(level.to_string()),
            Mark::NotApplicable => Some("n".to_owned()),
            Mark::NotRated => None,
        }
    }
}

/// One category of the card as the page shows it, with a mark a skill.
#[derive(Clone, Debug)]
pub struct Category {
    pub name: String,
    pub anchor: String,
    /// The name of the field, the name of the skill, its mark.
    pub skills: Vec<(String, String, Mark)>,
}

impl Category {
    fn levels(&self) -> impl Iterator<Item = i128> {
        self.skills.iter().filter_map(|(_, _, mark)| match mark {
            Mark::Level(level) => Some(i128::from(*level)),
            _ => None,
        })
    }

    pub fn rated(&self) -> i128 {
        self.levels().count() as i128
    }

    pub fn applicable(&self) -> i128 {
        self.skills
            .iter()
            .filter(|(_, _, mark)| *mark != Mark::NotApplicable)
            .count() as i128
    }

    /// The mean of the levels, when enough is rated to show it.
    pub fn average(&self) -> Option<Fraction> {
        let (rated, applicable) = (self.rated(), self.applicable());
        let enough = rated >= applicable.min(3) && rated * 10 >= applicable * 6;
        (applicable > 0 && enough).then(|| Fraction(self.levels().sum(), rated))
    }
}

/// The mean of the categories that have one, each once, when they are 70 % of those that apply.
pub fn overall(categories: &[Category]) -> Option<Fraction> {
    let apply = categories.iter().filter(|category| category.applicable() > 0).count();
    let known: Vec<Fraction> = categories.iter().filter_map(Category::average).collect();
    (!known.is_empty() && known.len() * 10 >= apply * 7).then(|| mean(&known))
}

pub fn mean(of: &[Fraction]) -> Fraction {
    let sum = of.iter().fold(Fraction(0, 1), |a, b| {
        Fraction(a.0 * b.1 + b.0 * a.1, a.1 * b.1).reduced()
    });
    Fraction(sum.0, sum.1 * of.len() as i128).reduced()
}

/// Over and under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction(pub i128, pub i128);

impl Fraction {
    fn reduced(self) -> Fraction {
        let (mut a, mut b) = (self.0.abs(), self.1);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Fraction(self.0 / a.max(1), self.1 / a.max(1))
    }

    /// With this many places, a half away from zero; never negative here.
    pub fn shown(self, places: u32) -> String {
        let scale = 10_i128.pow(places);
        let rounded = (2 * self.0 * scale + self.1) / (2 * self.1);
        if places == 0 {
            return rounded.to_string();
        }
        format!(
            "{}.{:0width$}",
            rounded / scale,
            rounded % scale,
            width = places as usize
        )
    }
}

#[test]
fn the_tests_own_figures_are_those_of_the_golden_values() {
    let category = |marks: &[Mark]| Category {
        name: String::new(),
        anchor: String::new(),
        skills: marks.iter().map(|mark| (String::new(), String::new(), *mark)).collect(),
    };
    let fives = category(&[Mark::Level(5); 3]);
    let nothing = category(&[Mark::NotRated; 3]);
    assert_eq!(
        overall(&[fives.clone(), fives.clone(), nothing]),
        None,
        "66.7 % of the weight"
    );
    assert_eq!(overall(&[fives.clone(), fives]).unwrap().shown(2), "5.00");
    assert_eq!(
        category(&[Mark::Level(1), Mark::Level(1), Mark::NotRated]).average(),
        None
    );
    assert_eq!(Fraction(3, 206).shown(3), "0.015");
    assert_eq!(Fraction(5, 2).shown(0), "3");
    assert_eq!(mean(&[Fraction(7, 3), Fraction(5, 2)]).shown(2), "2.42");
}
