"""How the ready site writes and reads dates, where Django's own way is not that of its readers."""
