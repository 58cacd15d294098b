"""Pages about what cases share: a theme, a goal, a region, a country or a city abroad."""
