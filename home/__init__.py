"""Home page and plain content pages of the ready site."""
