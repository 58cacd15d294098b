"""Widgets of the editor. Each works without its script; the script makes it pleasant."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter
from wagtailgeowidget.widgets import LeafletField

from citysynergy.conf import get_setting

ADMIN = "citysynergy/admin"
VENDOR = "citysynergy/vendor"


class EditorMedia:
    """The style sheet and scripts that the widgets share."""

    css = {"all": [f"{ADMIN}/editor.css"]}
    js = [f"{ADMIN}/editor.js", f"{ADMIN}/one-page.js", f"{ADMIN}/picker.js"]


class Picker(forms.TextInput):
    """A text box that completes names of records as one types.

    It posts two values: the text, and a hidden token of the record chosen, which the script empties as soon as the text
    is changed by hand. ``tokens`` turns what the form holds (a key) into (text, token).
    """

    template_name = "citysynergy/admin/widgets/picker.html"

    def __init__(
        self,
        source: str | Promise,
        attrs: dict[str, Any] | None = None,
        *,
        more: tuple[str | Promise, str | Promise] | None = None,
        fills_place: bool = False,
    ) -> None:
        super().__init__(attrs)
        self.source = source
        self.more = more
        self.fills_place = fills_place
        self.tokens: Callable[[Any], tuple[str, str]] = lambda value: ("", "")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return (data.get(name) or "").strip(), (data.get(f"{name}-token") or "").strip()

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        text, token = value if isinstance(value, tuple) else self.tokens(value)
        context = super().get_context(name, text, attrs)
        context["widget"].update(
            {
                "token": token,
                "token_name": f"{name}-token",
                "source": str(self.source),
                "more": self.more,
                "fills_place": self.fills_place,
            }
        )
        return context

    class Media(EditorMedia):
        pass


class CityPicker(Picker):
    """Picks a city by its name, from the cities known and from the gazetteer."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, fills_place: bool = False) -> None:
        super().__init__(
            reverse_lazy("citysynergy_admin:gazetteer"),
            {"placeholder": gettext_lazy("Type a name, such as Jakarta"), **(attrs or {})},
            more=(reverse_lazy("citysynergy_admin:propose_city"), gettext_lazy("Not in the list? Propose the place")),
            fills_place=fills_place,
        )


class OrganisationPicker(Picker):
    """Picks an organisation by its name."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        placeholder = gettext_lazy("Type a name, such as Rotterdam")
        super().__init__(reverse_lazy("citysynergy_admin:organisations"), {"placeholder": placeholder, **(attrs or {})})


class ListPicker(Picker):
    """Picks any number of records: those chosen are ticked boxes, and one box adds another."""

    template_name = "citysynergy/admin/widgets/city_list.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen: Callable[[Any], list[tuple[str, str]]] = lambda value: []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        tokens = data.getlist(f"{name}-token") if hasattr(data, "getlist") else data.get(f"{name}-token", [])
        return (data.get(name) or "").strip(), list(tokens)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        text, tokens = value if isinstance(value, tuple) else ("", None)
        context = super().get_context(name, (text, ""), attrs)
        context["widget"]["chosen"] = self.chosen(value if tokens is None else tokens)
        return context


class CityListPicker(CityPicker, ListPicker):
    """Picks any number of cities."""


class OrganisationListPicker(OrganisationPicker, ListPicker):
    """Picks any number of organisations."""


class SearchableSelect(forms.SelectMultiple):
    """A list to choose several from; the script shows the chosen ones as chips with a box to search the others."""

    template_name = "citysynergy/admin/widgets/searchable_select.html"

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"size": 8, **(attrs or {})}, choices)

    class Media(EditorMedia):
        pass


class CheckboxGrid(forms.CheckboxSelectMultiple):
    """Checkboxes in columns, with a heading above each group where the choices come in groups."""

    template_name = "citysynergy/admin/widgets/checkbox_grid.html"

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        # The label of the whole field belongs to no single box; wagtail's label points to the first.
        return super().id_for_label(id_, index or "0")

    class Media(EditorMedia):
        pass


class ChoiceRow(forms.RadioSelect):
    """One of a few, beside each other; nothing is chosen beforehand where the field has no default."""

    template_name = "citysynergy/admin/widgets/choice_row.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # "Choose an option" is no choice among buttons.
        self.choices = [choice for choice in self.choices if choice[0]]
        return super().get_context(name, value, attrs)

    class Media(EditorMedia):
        pass


class GoalGrid(CheckboxGrid):
    """The 17 goals as tiles with their number."""

    template_name = "citysynergy/admin/widgets/goal_grid.html"

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # The tile shows the number already.
        return super().create_option(name, value, str(label).removeprefix(f"{value} "), *args, **kwargs)


class CountedTextarea(forms.Textarea):
    """A text area that tells how many characters there are. It never cuts off what is pasted."""

    def __init__(self, low: int, high: int, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "rows": 4,
                "data-controller": "w-autosize citysynergy-count",
                "data-citysynergy-count-low-value": low,
                "data-citysynergy-count-high-value": high,
                "data-citysynergy-count-text-value": gettext_lazy("{count} characters; 200 to 400 are needed"),
                **(attrs or {}),
            }
        )

    class Media(EditorMedia):
        pass


class PointMap(LeafletField):
    """A point on the map: a text box with latitude and longitude, and below it a map to click on.

    The text box is the field itself (wagtailgeowidget has a hidden one beside it), so that what is typed reaches the
    server even when it is no point, and nothing depends on the mouse. Base map and scripts are our own files.
    """

    input_type = "text"
    template_name = "citysynergy/admin/widgets/point_map.html"
    # Where the city of the same row lies: shown as long as the place has no point of its own.
    of_city: tuple[float, float] | None = None

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__({"inputmode": "text", "autocomplete": "off", **(attrs or {})}, srid=4326, **kwargs)

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> Any:
        # Past LeafletField's own, which name its tile server and its controller.
        return forms.TextInput.build_attrs(self, base_attrs, extra_attrs)

    def format_value(self, value: Any) -> str:
        if isinstance(value, tuple):
            return ", ".join(f"{number:.6f}".rstrip("0").rstrip(".") for number in value)
        return value or ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        return forms.TextInput.render(self, name, value, attrs, renderer)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        tiles = get_setting("TILE_LAYER")
        context["widget"]["options"] = json.dumps(
            {
                "ofCity": self.of_city,
                "chart": static("citysynergy/js/chart.mjs"),
                "baseMap": static("citysynergy/data/base-map.json"),
                "tileLayer": {"url": tiles[0], "attribution": tiles[1]} if tiles else None,
                "texts": {
                    "marker": _("The place. Drag it, or change the numbers above the map."),
                    "zoomIn": _("Zoom in"),
                    "zoomOut": _("Zoom out"),
                },
            }
        )
        return context

    @cached_property
    def media(self) -> forms.Media:
        return forms.Media(
            css={"all": [f"{VENDOR}/leaflet/leaflet.css", *EditorMedia.css["all"]]},
            js=[
                f"{VENDOR}/leaflet/leaflet.js",
                f"{VENDOR}/topojson/topojson-client.min.js",
                "wagtailgeowidget/js/leaflet-field.js",
                *EditorMedia.js,
                f"{ADMIN}/point-map.js",
            ],
        )


# Without this, Wagtail would hand the editor's script the tile server that wagtailgeowidget names by default.
register(WidgetAdapter(), PointMap)
