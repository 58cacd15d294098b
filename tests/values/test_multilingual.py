"""A text is shown in the reader's language, else in another one, marked as such."""

from django.utils.translation import override

from citysynergy.values.multilingual import MultilingualField, MultilingualText


def test_a_reader_gets_the_own_language_where_it_exists() -> None:
    text = MultilingualText({"nl": "Water", "en": "Water and sanitation"})
    with override("en"):
        assert (str(text), text.foreign_language) == ("Water and sanitation", "")


def test_a_missing_language_falls_back_and_says_so() -> None:
    text = MultilingualText({"nl": "Alleen Nederlands"})
    with override("en"):
        assert (str(text), text.foreign_language) == ("Alleen Nederlands", "nl")


def test_the_form_asks_each_language_and_keeps_only_what_is_filled() -> None:
    field = MultilingualField().formfield()
    assert field.clean(["Kans", ""]) == {"nl": "Kans"}
    assert not field.has_changed({"nl": "Kans"}, ["Kans", ""])
    assert field.has_changed({"nl": "Kans"}, ["Kans", "Chance"])


def test_an_empty_text_is_false() -> None:
    assert not MultilingualText({"nl": "", "en": ""})
