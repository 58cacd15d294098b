"""Value types: dates with precision, texts in several languages, lists of choices. Below all rooms."""
