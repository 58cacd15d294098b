"""Public views: search, map, theme, goal, country, region and city pages."""
