// Runs before the page is drawn: styles that only make sense with JavaScript hang on this class.
document.documentElement.classList.add("cs-js");
