"""Static files as the ready site collects them."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from citysynergy_site.static_files import StaticFilesStorage


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    """What ``collectstatic`` makes of a stylesheet that imports two others, one in another folder with a picture."""
    sources = {
        "css/site.css": '/* All. */\n@import "tokens.css";\n@import "../vendor/map/map.css";\n',
        "css/tokens.css": "/* Of paper. */\n:root {\n  --paper: white;\n}\n",
        "vendor/map/map.css": "/* @license */ b { background: url(images/pin.png) }\ni { behavior: url(#default#VML) }",
        "vendor/map/images/pin.png": "a picture",
    }
    for name, text in sources.items():
        file = tmp_path / "source" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    source, target = FileSystemStorage(tmp_path / "source"), tmp_path / "target"
    storage = StaticFilesStorage(location=target, base_url="/static/")
    for name in sources:
        with source.open(name) as file:
            storage.save(name, file)
    made = list(storage.post_process({name: (source, name) for name in sources}))
    assert [one for one in made if isinstance(one[2], Exception)] == []
    # A second time, as after a new release in the same folder, and with another colour.
    (tmp_path / "source" / "css/tokens.css").write_text("/* Of paper. */\n:root {\n  --paper: ivory;\n}\n")
    list(storage.post_process({name: (source, name) for name in sources}))
    return target


def test_imported_stylesheets_are_written_into_the_one_that_imports_them(collected: Path) -> None:
    newest = max(collected.glob("css/site.*.css"), key=lambda file: file.stat().st_mtime_ns)
    text = newest.read_text()
    assert "@import" not in text
    assert ":root {\n--paper: ivory;\n}" in text
    assert "Of paper" not in text
    assert "@license" in text
    [picture] = collected.glob("vendor/map/images/pin.*.png")
    assert f'url("../vendor/map/images/{picture.name}")' in text
    assert "url(#default#VML)" in text


def test_modules_import_each_other_by_addresses_that_change_with_their_contents(tmp_path: Path) -> None:
    sources = {
        "js/page.mjs": 'import { draw } from "./draw.mjs";\nimport("./late.mjs");\nconst from = "./draw.mjs";\n',
        "js/draw.mjs": 'import "../vendor/map.js";\nexport const draw = 1;\n',
        "js/late.mjs": "export const late = 1;\n",
        "vendor/map.js": "window.L = 1;\n",
    }
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    for name, text in sources.items():
        storage.save(name, ContentFile(text))
    made = list(storage.post_process({name: (storage, name) for name in sources}))
    assert [one for one in made if isinstance(one[2], Exception)] == []
    addresses = {name: storage.url(name, force=True).removeprefix("/static/") for name in sources}
    text = (tmp_path / addresses["js/page.mjs"]).read_text()
    assert f'import {{ draw }} from "./{Path(addresses["js/draw.mjs"]).name}"' in text
    assert f'import("./{Path(addresses["js/late.mjs"]).name}")' in text
    assert 'const from = "./draw.mjs"' in text
    assert f'"../vendor/{Path(addresses["vendor/map.js"]).name}"' in (tmp_path / addresses["js/draw.mjs"]).read_text()
