//! What came back, with assertions that read as sentences and can be chained.

use std::io::Read;

/// An answer of the server.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    /// As sent, so perhaps compressed.
    pub sent: Vec<u8>,
    pub body: Vec<u8>,
    /// Where it came from, for messages.
    pub asked: String,
}

impl Answer {
    /// From the bytes of its head.
    pub fn parse(head: &[u8]) -> Self {
        let head = String::from_utf8(head.to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Self {
            status,
            headers,
            sent: Vec::new(),
            body: Vec::new(),
            asked: String::new(),
        }
    }

    pub(super) fn take_body(&mut self, sent: Vec<u8>) {
        self.body = match self.header("content-encoding") {
            _ if sent.is_empty() => Vec::new(),
            Some("zstd") => zstd::decode_all(&sent[..]).unwrap(),
            Some("gzip") => {
                let mut body = Vec::new();
                flate2::read::GzDecoder::new(&sent[..]).read_to_end(&mut body).unwrap();
                body
            }
            _ => sent.clone(),
        };
        self.sent = sent;
    }

    /// The first header of that name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// All headers of that name.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The value of the first `name="…" value="…"` in the page.
    pub fn field(&self, name: &str) -> Option<String> {
        let text = self.text();
        let tag = text.split('<').find(|tag| tag.contains(&format!("name=\"{name}\"")))?;
        let value = tag.split_once("value=\"")?.1.split_once('"')?.0;
        Some(plain(value))
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        let text = String::from_utf8_lossy(&self.body);
        // Of a page, what stands in it; its frame is long and always the same.
        let text = text.split_once("<main").map_or(&*text, |(_, main)| main);
        let shown: String = text.chars().take(3_000).collect();
        assert_eq!(self.status, status, "{}: {shown}", self.asked);
        self
    }

    #[track_caller]
    pub fn shows(&self, sentence: &str) -> &Self {
        let text = plain(&self.text());
        assert!(
            text.contains(sentence),
            "{} does not show \"{sentence}\": {text}",
            self.asked
        );
        self
    }

    #[track_caller]
    pub fn hides(&self, sentence: &str) -> &Self {
        let text = plain(&self.text());
        assert!(!text.contains(sentence), "{} shows \"{sentence}\"", self.asked);
        self
    }

    #[track_caller]
    pub fn leads_to(&self, path: &str) -> &Self {
        self.is(303);
        assert_eq!(self.header("location"), Some(path), "{}", self.asked);
        self
    }

    #[track_caller]
    pub fn has(&self, header: &str, value: &str) -> &Self {
        assert_eq!(self.header(header), Some(value), "{header} of {}", self.asked);
        self
    }
}

/// Text as a reader sees it.
pub fn plain(html: &str) -> String {
    let entities = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2f;", "/"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(html.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}
