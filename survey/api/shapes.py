"""Dataclasses → JSON Schema, as OpenAPI 3.1 wants it: what the API takes and gives is written down
once, in Python. A field without a default is required; limits stand in Annotated[int, Limits(…)].
"""

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, make_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Schema = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """Of a number, a list or a text, whichever fits the type."""

    least: int | None = None
    most: int | None = None

    def of(self, kind: str) -> Schema:
        least, most = {
            "array": ("minItems", "maxItems"),
            "string": ("minLength", "maxLength"),
        }.get(kind, ("minimum", "maximum"))
        both = {least: self.least, most: self.most}
        return {name: limit for name, limit in both.items() if limit is not None}


PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bytes: {"type": "string", "format": "binary"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    None: {"type": "null"},
    type(None): {"type": "null"},
    Any: {},
}


def shape(wanted: Any) -> Schema:
    """The schema of a type; a dataclass is a reference to what components() spells out."""
    if wanted in PLAIN:
        return dict(PLAIN[wanted])
    if is_dataclass(wanted):
        return {"$ref": f"#/components/schemas/{_name(wanted)}"}
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return {"type": "string", "enum": [member.value for member in wanted]}
    return _made_of(get_origin(wanted), get_args(wanted))


def _made_of(origin: Any, parts: tuple[Any, ...]) -> Schema:
    if origin is Annotated:
        plain, limits = shape(parts[0]), parts[1]
        return {**plain, **limits.of(plain["type"])}
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in (Union, types.UnionType):
        return _either([shape(part) for part in parts])
    if origin is tuple and parts[-1] is not Ellipsis:
        some = [shape(part) for part in parts]
        return {"type": "array", "prefixItems": some, "minItems": len(some), "maxItems": len(some)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": shape(parts[1])}
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return {"type": "array", "items": shape(parts[0])}
    raise TypeError(f"no schema for {origin}")


def _either(schemas: list[Schema]) -> Schema:
    """ "or null" is the usual case, and is written shorter where it can be."""
    rest = [schema for schema in schemas if schema != PLAIN[type(None)]]
    if len(rest) == 1 and len(schemas) == 2 and isinstance(rest[0].get("type"), str):
        return rest[0] | {"type": [rest[0]["type"], "null"]} | _enum_or_null(rest[0])
    return {"anyOf": schemas}


def _enum_or_null(schema: Schema) -> Schema:
    return {"enum": [*schema["enum"], None]} if "enum" in schema else {}


def _name(wanted: Any) -> str:
    return str(getattr(wanted, "schema_name", wanted.__name__))


def components(*roots: Any) -> dict[str, Schema]:
    """Name → schema of every dataclass in *roots* and in what they are made of."""
    found: dict[str, Schema] = {}
    seen: dict[str, Any] = {}
    waiting = list(roots)
    while waiting:
        wanted = waiting.pop()
        if is_dataclass(wanted) and seen.setdefault(_name(wanted), wanted) is not wanted:
            raise ValueError(f"two dataclasses are called {_name(wanted)}")
        if is_dataclass(wanted) and _name(wanted) not in found:
            found[_name(wanted)] = _spelled_out(wanted)
            waiting += get_type_hints(wanted).values()
        else:
            waiting += [part for part in get_args(wanted) if not isinstance(part, (Limits, str))]
    return found


def like(name: str, known: Any, **other: Any) -> type:
    """A dataclass with *known*'s fields and words, some of *other* types, some more."""
    hints = get_type_hints(known, include_extras=True)
    own = [(each.name, hints[each.name]) for each in fields(known) if each.name not in other]
    return make_dataclass(name, [*other.items(), *own], namespace={"__doc__": known.__doc__})


def _spelled_out(wanted: Any) -> Schema:
    hints = get_type_hints(wanted, include_extras=True)
    schema: Schema = {
        "type": "object",
        "properties": {field.name: shape(hints[field.name]) for field in fields(wanted)},
        "required": [
            field.name
            for field in fields(wanted)
            if field.default is MISSING and field.default_factory is MISSING
        ],
    }
    return schema | {"description": said} if (said := words_of(wanted)) else schema


def words_of(wanted: Any) -> str:
    """What a dataclass's docstring says, where somebody wrote one."""
    if not is_dataclass(wanted):
        return ""
    said = " ".join((wanted.__doc__ or "").split())
    return "" if said.startswith(f"{getattr(wanted, '__name__', '')}(") else said
