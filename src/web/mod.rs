//! The browser's way in: server, gate, routes, request, reply, pages.
