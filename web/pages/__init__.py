"""The pages that people read: the site, the gallery, things, passages, documentation."""
