//! Writes the dashboard's figures as words and charts.

use super::attention::{attention, proposed};
use super::charts::{radar, skills, tiers};
use super::page::{Begin, Dashboard, Filters, Recent};
use crate::app::dashboard as app;
use crate::app::leaving;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::message;
use crate::view::{Chip, Choice, ListUrl, Words};
use crate::web::pages::counted;
use crate::web::pages::exports;
use crate::web::pages::figures::{self, FigureCard, NONE};
use crate::web::{Ctx, Request};

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
