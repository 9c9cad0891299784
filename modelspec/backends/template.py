"""Templates hold the shape of a generated file; what stands in it was built by `backends.code` before."""

from __future__ import annotations

from functools import cache

import jinja2

from modelspec.resources import folder


@cache
def _environment() -> jinja2.Environment:
    # The output is source code, built and quoted by backends.code: escaping it as HTML would break it.
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder("templates")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def render_template(name: str, **values: object) -> str:
    """The text of `templates/<name>` with these values."""
    return _environment().get_template(name).render(**values)
