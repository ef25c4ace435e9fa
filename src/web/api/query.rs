//! The values in the query, as the row describes them and in no other way.

use super::cursor;
use super::described::{Param, ParamKind};
use crate::app;
use crate::domain::day;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::tier::Tier;
use crate::message;
use crate::web::{Ctx, Failure, Request};
use jiff::civil::Date;
use serde::Serialize;
use std::str::FromStr;

/// Items of a page when nothing else is asked for.
const LIMIT: usize = 50;
/// Most items of a page.
pub const LIMIT_MAX: usize = 200;
/// Largest number of a record: programs that count with doubles keep it whole.
pub const ID_MAX: u64 = 9_007_199_254_740_991;
/// Longest text, in characters.
pub const TEXT_MAX: usize = 200;

/// Every list is asked for with these.
pub const PAGING: [Param; 2] = [
    Param {
        name: "limit",
        summary: "How many items at most: 1 to 200; 50 when not given.",
        kind: ParamKind::Limit,
    },
    Param {
        name: "cursor",
        summary: "Where to go on: `next` of the page before.",
        kind: ParamKind::Cursor,
    },
];

/// The values of a request, each of its kind.
pub struct Query<'a> {
    request: &'a Request,
}

impl<'a> Query<'a> {
    /// Checks all values.
    pub fn of(request: &'a Request, known: &[Param]) -> Result<Self, Failure> {
        let mut invalid = Invalid::new();
        let mut seen = Vec::new();
        for (name, value) in request.query.iter() {
            let Some(param) = known.iter().find(|param| param.name == name) else {
                invalid.add(name, message!("There is no such value here. Leave it out."));
                continue;
            };
            let many = match param.kind {
                ParamKind::Many(many) => many.most,
                _ => 1,
            };
            let given = seen.iter().filter(|one| **one == name).count();
            if given >= many && many > 1 {
                invalid.add(
                    name,
                    message!("This value is given more than {most} times.", most = many),
                );
                break;
            }
            if given >= many {
                invalid.add(name, message!("This value is given twice. Give it once."));
            }
            seen.push(name);
            if let Err(message) = fits(param, value) {
                invalid.add(name, message);
            }
        }
        invalid.into_result(Self { request }).map_err(Failure::from)
    }

    /// A value that is there.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.request.query.get(name)
    }

    /// A value of a type; it fits by now.
    pub fn parse<T: FromStr>(&self, name: &str) -> Option<T> {
        self.request.query.parse(name)
    }

    /// All values of a name.
    pub fn all(&self, name: &str) -> Vec<String> {
        let named = self.request.query.iter().filter(|(one, _)| *one == name);
        named.map(|(_, value)| value.to_owned()).collect()
    }

    /// Whether it is said to be so.
    pub fn says(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    pub fn day(&self, name: &str) -> Option<Date> {
        day::required(name, self.get(name)?).ok()
    }

    pub fn tier(&self) -> Option<Tier> {
        Tier::new(self.parse("tier")?)
    }

    fn limit(&self) -> usize {
        self.parse("limit").unwrap_or(LIMIT)
    }

    /// The list and its filter, by name: what a cursor is of.
    fn list(&self) -> String {
        let mut filter: Vec<_> = self
            .request
            .query
            .iter()
            .filter(|(name, _)| !["limit", "cursor"].contains(name))
            .collect();
        filter.sort_unstable();
        format!("{} {filter:?}", self.request.path)
    }

    /// What the item before this page was called; `None`: the first page.
    pub fn after<T: FromStr>(&self, ctx: &Ctx) -> Result<Option<T>, Failure> {
        let Some(cursor) = self.get("cursor") else {
            return Ok(None);
        };
        let after = cursor::read(ctx, &self.list(), cursor).map_err(app::Error::from)?;
        Ok(after.parse().ok())
    }

    /// A page: the items behind the cursor, of which one more than fits was looked for; `name` tells the
    /// place of an item.
    pub fn page<I, T: Serialize>(
        &self,
        ctx: &Ctx,
        items: impl Iterator<Item = I>,
        name: impl Fn(&I) -> String,
        shown: impl Fn(I) -> Result<T, Failure>,
    ) -> Result<Page<T>, Failure> {
        let limit = self.limit();
        let mut found: Vec<I> = items.take(limit + 1).collect();
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found
            .last()
            .filter(|_| more)
            .map(|last| cursor::make(ctx, &self.list(), &name(last)));
        let items = found.into_iter().map(shown).collect::<Result<_, _>>()?;
        Ok(Page { items, next })
    }
}

/// One page of a list.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The cursor of the next page; null: this is the last one.
    pub next: Option<String>,
}

fn fits(param: &Param, value: &str) -> Result<(), Message> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.parse::<u64>().ok().filter(|_| digits);
    let id = number.filter(|number| (1..=ID_MAX).contains(number));
    match param.kind {
        ParamKind::Day => match day::required("", value) {
            Ok(_) => Ok(()),
            Err(mut invalid) => Err(invalid.fields.remove(0).1),
        },
        ParamKind::Id if id.is_some() => Ok(()),
        ParamKind::Number if number.is_some_and(|number| (1..=u64::from(u32::MAX)).contains(&number)) => Ok(()),
        ParamKind::Id | ParamKind::Number => Err(message!("Please give a number from 1 on.")),
        ParamKind::Tier if number.is_some_and(|number| (1..=5).contains(&number)) => Ok(()),
        ParamKind::Tier => Err(message!("Please give a tier from 1 to 5.")),
        ParamKind::Limit if number.is_some_and(|number| (1..=LIMIT_MAX as u64).contains(&number)) => Ok(()),
        ParamKind::Limit => Err(message!("Please give a number from 1 to {most}.", most = LIMIT_MAX)),
        // Looked at where the list is known.
        ParamKind::Cursor => Ok(()),
        ParamKind::Text if value.chars().count() <= TEXT_MAX => Ok(()),
        ParamKind::Text => Err(message!(
            "Please search for at most {most} characters.",
            most = TEXT_MAX
        )),
        ParamKind::Yes if ["true", "false"].contains(&value) => Ok(()),
        ParamKind::Yes => Err(message!("Please give one of: {words}.", words = "true, false")),
        ParamKind::IdOr(words) if words.contains(&value) || id.is_some() => Ok(()),
        ParamKind::IdOr(words) => Err(message!(
            "Please give a number from 1 on, or one of: {words}.",
            words = words.join(", ")
        )),
        // What it means is looked at where it is used.
        ParamKind::Many(many) if value.chars().count() <= many.length => Ok(()),
        ParamKind::Many(many) => Err(message!("This is longer than {most} characters.", most = many.length)),
        ParamKind::Word(words) if words.contains(&value) => Ok(()),
        ParamKind::Word(words) => Err(message!("Please give one of: {words}.", words = words.join(", "))),
    }
}
