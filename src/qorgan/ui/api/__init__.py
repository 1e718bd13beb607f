"""The door of the API: what `ui.pages` is for screens. A route says what it needs; reads are noted; writes happen once."""
