"""A Wagtail site that is not ours, which installs the plugin and puts its own face on it."""
