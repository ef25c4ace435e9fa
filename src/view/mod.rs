//! The embedded `web/` folder: templates, assets, words, charts.
