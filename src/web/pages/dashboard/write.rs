//! Writes the dashboard's figures as words and charts.

use super::page::{Attention, AttentionItem, Begin, Dashboard, Filters, Recent};
use crate::app::dashboard::{self as app, Listed, SkillFigure};
use crate::app::leaving::{self, Proposed};
use crate::domain::invalid::Invalid;
use crate::domain::kpi::exact::Exact;
use crate::domain::message::Message;
use crate::message;
use crate::view::charts::{self, Axis, Chart, Column, Labels, LevelRow};
use crate::view::{Chip, Choice, ListUrl, Words};
use crate::web::pages::counted;
use crate::web::pages::exports;
use crate::web::pages::figures::{self, FigureCard, NONE};
use crate::web::{Ctx, Request};

/// Of those who left long ago, named before "more".
const PROPOSED_SHOWN: usize = 10;

/// The page for these figures. `refused` is what was wrong with the range that was asked for.
pub fn page(ctx: &Ctx, request: &Request, value: &app::Dashboard, refused: Option<&Invalid>) -> Dashboard {
    let words = ctx.words(request);
    let tier_names = ctx.settings(request).tier_names;
    let url = ListUrl::new("/", request.query.iter().map(|(n, v)| (n.to_owned(), v.to_owned())));
    // What was refused is in no file either.
    let take_along = |path| match refused {
        None => exports::downloads(path, &request.query),
        Some(_) => Vec::new(),
    };
    Dashboard {
        lead: message!("Levels as of {day}", day = words.day(value.filter.to)),
        may_evaluate: true,
        begin: begin(ctx),
        problems: refused
            .into_iter()
            .flat_map(|r| &r.fields)
            .map(|(_, why)| why.clone())
            .collect(),
        chips: chips(words, &url, request, value, &tier_names),
        filters: filters(ctx, value, &tier_names),
        figures: cards(words, value),
        categories_downloads: take_along("/exports/categories"),
        trend_downloads: take_along("/exports/trend"),
        radar_has_targets: value.categories.iter().any(|c| c.target.is_some()),
        radar: radar(words, value),
        attention: attention(words, value)
            .into_iter()
            .chain(proposed(words, &leaving::proposed(&ctx.app, &request.actor)))
            .collect(),
        trend: figures::trend(words, &value.trend, &message!("People")),
        tiers: tiers(words, value, &tier_names),
        strongest: skills(
            words,
            message!("Strongest skills"),
            &value.strongest,
            value.skills_without_enough,
        ),
        weakest: skills(
            words,
            message!("Skills to grow"),
            &value.weakest,
            value.skills_without_enough,
        ),
        recent: value.recent.iter().map(recent).collect(),
    }
}

fn begin(ctx: &Ctx) -> Option<Begin> {
    let projection = ctx.app.projection();
    if projection.people().next().is_none() {
        return Some(Begin {
            title: message!("Nobody here yet"),
            text: message!("Add the people of your crew. Then rate the first one, and this page begins to fill."),
            href: "/employees/new",
            label: message!("Add an employee"),
        });
    }
    projection
        .people()
        .all(|person| person.evaluations.is_empty())
        .then(|| Begin {
            title: message!("Nobody has been rated yet"),
            text: message!("Rate the first person, and this page begins to fill."),
            href: "/evaluations/new",
            label: message!("Rate someone"),
        })
}

fn filters(ctx: &Ctx, value: &app::Dashboard, tier_names: &[String; 5]) -> Filters {
    let (filter, choices) = (&value.filter, &value.choices);
    let text = |number: Option<u64>| number.map(|n| n.to_string()).unwrap_or_default();
    Filters {
        from: Some(filter.from),
        to: Some(filter.to),
        today: ctx.app.today(),
        tier: text(filter.tier.map(|tier| tier.get().into())),
        tiers: (1..)
            .zip(tier_names)
            .map(|(n, name)| Choice::new(n, name.clone()))
            .collect(),
        employee: text(filter.employee.map(u64::from)),
        employees: choices
            .employees
            .iter()
            .map(|(id, name)| Choice::new(id, name.clone()))
            .collect(),
        category: text(filter.category.map(u64::from)),
        categories: choices
            .categories
            .iter()
            .map(|(id, name)| Choice::new(id, name.clone()))
            .collect(),
    }
}

fn chips(
    words: &Words,
    url: &ListUrl,
    request: &Request,
    value: &app::Dashboard,
    tier_names: &[String; 5],
) -> Vec<Chip> {
    let (filter, choices) = (&value.filter, &value.choices);
    let mut chips = Vec::new();
    let mut add = |name: &str, label: Option<Message>| {
        if let Some(label) = label.filter(|_| request.query.get(name).is_some_and(|typed| !typed.is_empty())) {
            chips.push(Chip {
                label,
                href: url.without(name),
            });
        }
    };
    add("from", Some(message!("From {day}", day = words.day(filter.from))));
    add("to", Some(message!("To {day}", day = words.day(filter.to))));
    add(
        "tier",
        filter
            .tier
            .map(|tier| message!("Tier: {name}", name = tier_names[tier.index()])),
    );
    let named = choices.employees.iter().find(|(id, _)| Some(*id) == filter.employee);
    add("employee", named.map(|(_, name)| message!("{name}", name = name)));
    let named = choices.categories.iter().find(|(id, _)| Some(*id) == filter.category);
    add("category", named.map(|(_, name)| message!("{name}", name = name)));
    chips
}

fn cards(words: &Words, value: &app::Dashboard) -> Vec<FigureCard> {
    let card = |label, value: String, note, href: &str| FigureCard {
        label,
        value,
        note,
        href: href.to_owned(),
    };
    let given = match value.given.ratings.mean() {
        Some(mean) => message!(
            "{ratings} given, {mean} on average",
            ratings = counted::ratings(value.given.ratings.n),
            mean = mean.fixed(2)
        ),
        None => message!("no ratings given"),
    };
    let (k, people) = (value.average.k, counted::people(value.average.n.into()));
    let average = match (figures::state(&value.average), value.over_ratings.mean()) {
        (Some(state), _) => message!("{state}: {k} of {people}", state = state, k = k, people = people),
        (None, Some(mean)) => message!(
            "{k} of {people}; {mean} over all levels",
            k = k,
            people = people,
            mean = mean.fixed(2)
        ),
        (None, None) => message!("{k} of {n}", k = k, n = people),
    };
    let operate = &value.tools.operate;
    let tools = match operate.interval() {
        Some(range) => message!(
            "{yes} of {answers}; between {low} and {high}",
            yes = operate.yes,
            answers = counted::answers(operate.asked.into()),
            low = figures::percent(&range.low, 1),
            high = figures::percent(&range.high, 1)
        ),
        None => message!("nobody was asked"),
    };
    let mut cards = vec![
        card(
            message!("Active employees"),
            value.active.to_string(),
            message!("on {day}", day = words.day(value.filter.to)),
            "/employees",
        ),
        card(
            message!("Evaluations in this period"),
            value.given.evaluations.to_string(),
            given,
            "/evaluations",
        ),
        card(message!("Average level"), figures::level(&value.average), average, ""),
        card(message!("Tools people can operate"), figures::share(operate), tools, ""),
    ];
    // Where there is nothing to compare, nothing is missing.
    if let Some(agreement) = &value.agreement {
        cards.push(card(
            message!("Self against manager"),
            figures::signed(&agreement.mean),
            message!(
                "{people}; within one level in {share} of {n}",
                people = counted::people(agreement.people.into()),
                share = figures::percent(&agreement.within_one, 0),
                n = agreement.n
            ),
            "",
        ));
    }
    cards
}

fn radar(words: &Words, value: &app::Dashboard) -> Chart {
    let targets = value.categories.iter().any(|c| c.target.is_some());
    let axes: Vec<Axis> = value
        .categories
        .iter()
        .map(|category| {
            let target = category.target.as_ref();
            let mut cells = vec![figures::level(&category.figure)];
            if targets {
                cells.push(target.map_or_else(|| NONE.into(), |t| t.fixed(2)));
            }
            cells.push(words.say(&message!("{k} of {n}", k = category.figure.k, n = category.figure.n)));
            Axis {
                name: category.name.clone(),
                value: category.figure.shown().map(Exact::approximate),
                target: target.map(Exact::approximate),
                cells,
            }
        })
        .collect();
    let mut head = vec![message!("Category"), message!("Average")];
    if targets {
        head.push(message!("Target"));
    }
    head.push(message!("People"));
    let labels = Labels {
        title: words.say(&message!("Average level by category")),
        summary: words.say(&extremes(value)),
        head: head.iter().map(|h| words.say(h)).collect(),
    };
    charts::radar(labels, &axes)
}

fn extremes(value: &app::Dashboard) -> Message {
    let shown = || {
        value
            .categories
            .iter()
            .filter_map(|c| Some((c.figure.shown()?, &c.name)))
    };
    let (highest, lowest) = (shown().max_by(|a, b| a.0.cmp(b.0)), shown().min_by(|a, b| a.0.cmp(b.0)));
    match (highest, lowest) {
        (Some((high, strong)), Some((low, weak))) if strong != weak => message!(
            "Highest in {strong} ({high}), lowest in {weak} ({low}).",
            strong = strong,
            high = high.fixed(2),
            weak = weak,
            low = low.fixed(2)
        ),
        (Some((high, only)), _) => message!("{name}: {level}.", name = only, level = high.fixed(2)),
        _ => message!("Not enough data in any category yet."),
    }
}

fn tiers(words: &Words, value: &app::Dashboard, tier_names: &[String; 5]) -> Chart {
    let all: Vec<Column> = value
        .tiers
        .iter()
        .zip(tier_names)
        .map(|(count, name)| Column {
            name: name.clone(),
            count: f64::from(*count),
            shown: count.to_string(),
            cells: vec![count.to_string()],
        })
        .collect();
    let total: u32 = value.tiers.iter().sum();
    let most = value.tiers.iter().max().copied().unwrap_or(0);
    let at_most: Vec<&String> = tier_names
        .iter()
        .zip(value.tiers)
        .filter(|(_, n)| *n == most)
        .map(|(name, _)| name)
        .collect();
    let summary = match at_most[..] {
        _ if total == 0 => message!("Nobody is in view."),
        [one] => message!("Most are {tier}: {n} of {total}.", tier = one, n = most, total = total),
        _ => message!("{people}.", people = counted::people(total.into())),
    };
    let labels = Labels {
        title: words.say(&message!("People by tier")),
        summary: words.say(&summary),
        head: vec![words.say(&message!("Tier")), words.say(&message!("People"))],
    };
    charts::columns(labels, &all)
}

fn skills(words: &Words, title: Message, skills: &[SkillFigure], without_enough: u32) -> Chart {
    let rows: Vec<LevelRow> = skills
        .iter()
        .map(|skill| LevelRow {
            name: skill.name.clone(),
            value: skill.figure.value.as_ref().map(Exact::approximate),
            target: None,
            shown: figures::level(&skill.figure),
            cells: vec![
                figures::level(&skill.figure),
                words.say(&message!("{k} of {n}", k = skill.figure.k, n = skill.figure.n)),
                skill.category_name.clone(),
            ],
        })
        .collect();
    let summary = match (rows.is_empty(), without_enough) {
        (true, _) => message!("Not enough people are rated in any skill yet."),
        (_, 0) => message!("By the average over people."),
        (_, 1) => message!("By the average over people; one skill has too few rated."),
        (_, n) => message!("By the average over people; {n} skills have too few rated.", n = n),
    };
    let labels = Labels {
        title: words.say(&title),
        summary: words.say(&summary),
        head: [
            message!("Skill"),
            message!("Average"),
            message!("People"),
            message!("Category"),
        ]
        .iter()
        .map(|h| words.say(h))
        .collect(),
    };
    charts::levels(labels, &rows)
}

fn attention(words: &Words, value: &app::Dashboard) -> Vec<Attention> {
    let all = &value.attention;
    let person = |id: u64, name: &str, note| AttentionItem {
        href: format!("/employees/{id}"),
        name: name.to_owned(),
        note,
    };
    let overdue = group(message!("Evaluations overdue"), None, &all.overdue, |one| {
        let note = match one.last {
            Some(last) => message!("last on {day}", day = words.day(last)),
            None => message!("never yet"),
        };
        person(one.employee.0, &one.name, note)
    })
    .map(|group| Attention {
        all: Some("/employees?talk=overdue&sort=due"),
        ..group
    });
    let single = group(
        message!("Skills that rest on one person"),
        Some(message!("A lone expert needs a backup.")),
        &all.single_points,
        |one| AttentionItem {
            href: format!("/employees/{}", one.employee),
            name: one.name.clone(),
            note: match one.critical {
                true => message!("critical; {name}", name = one.employee_name),
                false => message!("{name}", name = one.employee_name),
            },
        },
    );
    let stale = group(
        message!("People with old levels"),
        Some(message!("Old levels still count, but may no longer be true.")),
        &all.stale,
        |one| {
            person(
                one.employee.0,
                &one.name,
                message!("{k} of {n}", k = one.stale, n = counted::levels(one.rated.into())),
            )
        },
    );
    [overdue, single, stale].into_iter().flatten().collect()
}

/// The people whose record the settings propose to anonymise.
fn proposed(words: &Words, people: &[Proposed]) -> Option<Attention> {
    (!people.is_empty()).then(|| Attention {
        title: message!("Left long ago"),
        count: people.len(),
        why: Some(message!("The settings propose to anonymise their records.")),
        items: people
            .iter()
            .take(PROPOSED_SHOWN)
            .map(|one| AttentionItem {
                href: format!("/employees/{}/anonymisation", one.employee),
                name: one.name.clone(),
                note: message!("left on {day}", day = words.day(one.left)),
            })
            .collect(),
        all: None,
        more: (people.len() > PROPOSED_SHOWN).then(|| message!("and {n} more", n = people.len() - PROPOSED_SHOWN)),
    })
}

fn group<T>(
    title: Message,
    why: Option<Message>,
    listed: &Listed<T>,
    item: impl Fn(&T) -> AttentionItem,
) -> Option<Attention> {
    let more = listed.total.saturating_sub(listed.first.len());
    (listed.total > 0).then(|| Attention {
        title,
        count: listed.total,
        why,
        items: listed.first.iter().map(item).collect(),
        more: (more > 0).then(|| message!("and {n} more", n = more)),
        all: None,
    })
}

fn recent(row: &app::Recent) -> Recent {
    Recent {
        href: format!("/evaluations/{}", row.evaluation),
        employee: row.name.clone(),
        date: row.date,
        rater: row.rater_name.clone(),
        ratings: row.rated,
        average: row.mean.as_ref().map_or_else(|| NONE.into(), |mean| mean.fixed(2)),
    }
}
