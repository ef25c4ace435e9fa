//! Lists keep their state in the URL: search, filters, sort, page. What the list macros show.

use crate::domain::message::Message;
use serde::Serialize;

/// A list's path and query, from which the addresses of its other states are made.
#[derive(Clone, Debug)]
pub struct ListUrl {
    path: String,
    query: Vec<(String, String)>,
}

impl ListUrl {
    /// `path` without query, and the pairs of the present query; empty values are left out.
    pub fn new(path: impl Into<String>, query: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            path: path.into(),
            query: query.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        }
    }

    /// The address with `name` set to `value` (an empty value takes it away), on the first page.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut pairs: Vec<(&str, &str)> = self
            .query
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .filter(|(n, _)| *n != name && *n != "page")
            .collect();
        if !value.is_empty() {
            pairs.push((name, value));
        }
        if pairs.is_empty() {
            return self.path.clone();
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("{}?{query}", self.path)
    }

    /// The address without that filter.
    pub fn without(&self, name: &str) -> String {
        self.with(name, "")
    }

    /// Hidden fields a filter form must keep: the present value of each of `names`.
    pub fn keep(&self, names: &[&str]) -> Vec<(String, String)> {
        self.query
            .iter()
            .filter(|(n, _)| names.contains(&n.as_str()))
            .cloned()
            .collect()
    }

    /// A sortable column head. `sort=key` is ascending, `sort=-key` descending; `present` is the
    /// sort that applies now, whether from the URL or by default.
    pub fn column(&self, key: &str, label: Message, present: &str) -> Column {
        let descending = present.strip_prefix('-') == Some(key);
        let ascending = present == key;
        Column {
            label,
            href: self.with("sort", &if ascending { format!("-{key}") } else { key.to_owned() }),
            sort: match (ascending, descending) {
                (true, _) => Some("ascending"),
                (_, true) => Some("descending"),
                _ => None,
            },
            numeric: false,
        }
    }

    /// The place of page `page` (from 1) of `size` rows among `total`.
    pub fn paging(&self, page: usize, size: usize, total: usize) -> Paging {
        let size = size.max(1);
        let last = total.div_ceil(size).max(1);
        let page = page.clamp(1, last);
        let to_page = |page: usize| self.with("page", &if page == 1 { String::new() } else { page.to_string() });
        Paging {
            from: ((page - 1) * size + 1).min(total),
            to: (page * size).min(total),
            total,
            previous: (page > 1).then(|| to_page(page - 1)),
            next: (page < last).then(|| to_page(page + 1)),
        }
    }
}

/// A sortable column head.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    pub label: Message,
    pub href: String,
    /// `ascending`, `descending`, or not sorted by this.
    pub sort: Option<&'static str>,
    pub numeric: bool,
}

impl Column {
    /// Right-aligned, as numbers are.
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }
}

/// Which rows are shown, and the addresses before and after.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Paging {
    pub from: usize,
    pub to: usize,
    pub total: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// A filter that applies, taken away by following `href`.
#[derive(Clone, Debug, Serialize)]
pub struct Chip {
    pub label: Message,
    pub href: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message;

    fn url() -> ListUrl {
        let pairs = [("q", "o'neil & co"), ("tier", ""), ("page", "3"), ("sort", "name")];
        ListUrl::new("/employees", pairs.map(|(n, v)| (n.to_owned(), v.to_owned())))
    }

    #[test]
    fn another_filter_starts_at_the_first_page_and_keeps_the_rest() {
        assert_eq!(url().with("tier", "2"), "/employees?q=o%27neil+%26+co&sort=name&tier=2");
        assert_eq!(ListUrl::new("/x", [("q".into(), "a".into())]).without("q"), "/x");
    }

    #[test]
    fn sorting_twice_turns_the_order_round() {
        let column = url().column("name", message!("Name"), "name");
        assert_eq!(column.sort, Some("ascending"));
        assert!(column.href.ends_with("sort=-name"));
        let column = url().column("name", message!("Name"), "-name");
        assert_eq!(column.sort, Some("descending"));
        assert!(column.href.ends_with("sort=name"));
    }

    #[test]
    fn paging_says_which_rows_and_never_leaves_the_list() {
        let p = url().paging(99, 25, 60);
        assert_eq!((p.from, p.to, p.total), (51, 60, 60));
        assert!(p.next.is_none() && p.previous.is_some());
        let p = url().paging(0, 25, 0);
        assert_eq!((p.from, p.to), (0, 0));
        assert!(p.next.is_none() && p.previous.is_none());
    }
}
