"""Components, base pages and styles."""
