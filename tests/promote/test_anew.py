"""Values that are new in each run have the shape of what was recorded, whatever that was by chance."""

from __future__ import annotations

import pytest

from assay.promote.writing.anew import anew

HASH = 'pm.environment.set("run", pm.variables.replaceIn("{{$guid}}").replace(/-/g, "").slice(0, 12));'

SHAPES = [
    ("b6384c88a944", HASH, "uuid.uuid4().hex[:12]"),
    ("e123456789ab", HASH, "uuid.uuid4().hex[:12]"),
    ("user-1764000000000", "pm.environment.set('name', 'user-' + Date.now());", 'f"user-{str(uuid.uuid4().int)[:13]}"'),
    ("n-12345-x", 'pm.environment.set("n", `n-${Date.now()}-x`);', 'f"n-{str(uuid.uuid4().int)[:13]}-x"'),
    ("n-12345-a1", 'pm.environment.set("n", `n-${Date.now()}-${letters}`);', "uuid.uuid4().hex[:10]"),
    ("1764000000000", "pm.environment.set('n', Date.now());", "str(uuid.uuid4().int)[:13]"),
]


@pytest.mark.parametrize(("recorded", "script", "wanted"), SHAPES)
def test_the_shape_is_that_of_the_recorded_value(recorded: str, script: str, wanted: str) -> None:
    assert anew(recorded, script).python == wanted
