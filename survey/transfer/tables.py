"""The site's tables as JSON lines, the same whatever the database, and back.

Each line is one row: {"column": value, …}. Times are ISO 8601 in UTC, ids and times text, bytes
base64. A table's lines stand in the order of its primary key: equal rows give an equal hash.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

Model: TypeAlias = type[models.Model]
Field: TypeAlias = "models.Field[Any, Any]"

APPS = ("auth", "survey", "otp_totp", "otp_static")
LEFT_OUT = {
    "auth.permission": "each migration makes them; rows name them by their code",
    "survey.heartbeat": "whether a worker is alive, which is another one there",
    "survey.sheet": "made anew from the answers",
    "survey.signin": "sessions aren't kept, and a session's key would open the site",
    "survey.recognition": "a photograph sent to be read, not to be kept",
}
# Apps that none of the site's own data is in.
OTHER_APPS = {
    "admin": "Django's own log of its admin; the site's trail is survey.event",
    "axes": "who failed to sign in, for hours",
    "contenttypes": "made by migrations",
    "sessions": "everybody signs in again",
}
# Paths of this machine, which another one has elsewhere.
PATHS = {("survey.checkpoint", "folder"), ("survey.modelrun", "checkpoint")}
AT_ONCE = 2_000


def taken() -> list[Model]:
    """Every model that a backup holds."""
    found = [
        model
        for label in APPS
        if label in apps.app_configs
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return [model for model in found if model._meta.label_lower not in LEFT_OUT]


def migrations() -> dict[str, list[str]]:
    """The migrations that the tables of a backup come from."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {label: sorted(name for app, name in applied if app == label) for label in APPS}


def fields_of(model: Model) -> list[Field]:
    return list(model._meta.concrete_fields)


def lines(model: Model) -> Iterator[bytes]:
    """All rows, one at a time: a table may be larger than the memory."""
    fields = fields_of(model)
    names = [field.attname for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=AT_ONCE):
        said = {
            name: plain(field, value) for name, field, value in zip(names, fields, row, strict=True)
        }
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield text.encode() + b"\n"


def fingerprint(model: Model) -> tuple[int, str]:
    """How many rows there are, and the SHA-256 over all their lines."""
    digest, count = hashlib.sha256(), 0
    for line in lines(model):
        digest.update(line)
        count += 1
    return count, digest.hexdigest()


def put(model: Model, given: Iterable[bytes]) -> int:
    """Store rows as they were: no field is set anew, no id. Raises ValueError for a bad line."""
    fields = fields_of(model)
    names = {field.attname for field in fields}
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    # All names are this program's own; what the archive holds goes in as parameters.
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608
    count = 0
    rows = (_stored(fields, names, line) for line in given)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, AT_ONCE)):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _stored(fields: list[Field], names: set[str], line: bytes) -> list[Any]:
    said = json.loads(line)
    if not isinstance(said, dict) or set(said) != names:
        raise ValueError(f"a row has other columns than its table: {line[:80]!r}")
    return [
        field.get_db_prep_save(read(field, said[field.attname]), connection) for field in fields
    ]


def plain(field: Field, value: Any) -> Any:
    """*value* as JSON can hold it."""
    if value is None or isinstance(field, models.JSONField):
        return value
    if _is_permission(field):
        return _permissions()[value]
    return portable(value) if _is_path(field) else _text(value)


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, UUID) else value


def read(field: Field, said: Any) -> Any:
    """What plain() wrote, as the field's own value."""
    if said is None or isinstance(field, models.JSONField):
        return said
    if _is_permission(field):
        known = {name: key for key, name in _permissions().items()}
        if said not in known:
            raise ValueError(f"there is no permission {said}")
        return known[said]
    if _is_path(field):
        return local(said)
    target: Any = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.to_python(said)


def _is_permission(field: Field) -> bool:
    return isinstance(field, models.ForeignKey) and field.related_model is Permission


def _is_path(field: Field) -> bool:
    return (field.model._meta.label_lower, field.attname) in PATHS


def _permissions() -> dict[int, str]:
    """Their numbers differ from database to database; their names don't."""
    rows = Permission.objects.values_list(
        "pk", "content_type__app_label", "content_type__model", "codename"
    )
    return {pk: ".".join(name) for pk, *name in rows}


def portable(path: str) -> str:
    """A path under VAR or under the program's folder, without where those lie."""
    for name, folder in _folders():
        if path and Path(path).is_relative_to(folder):
            return f"{name}/{Path(path).relative_to(folder)}"
    return path


def local(path: str) -> str:
    for name, folder in _folders():
        if path.startswith(f"{name}/"):
            return str(folder / path.removeprefix(f"{name}/"))
    return path


def _folders() -> tuple[tuple[str, Path], ...]:
    return ("{VAR}", Path(settings.VAR)), ("{PROGRAM}", Path(settings.BASE_DIR))
