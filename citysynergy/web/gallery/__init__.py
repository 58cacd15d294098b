"""The gallery: every component of the public pages in its states, with made-up data."""
