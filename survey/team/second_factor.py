"""A code from a phone (TOTP) after the password, for who wants it; recovery codes for its loss."""

import base64
import hashlib
import secrets
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without what is taken for something else: 0 o 1 l i


def device_of(user: User) -> TOTPDevice | None:
    """What *user* signs in with after the password, if anything."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def begin(user: User) -> TOTPDevice:
    """A secret to be shown; the same one until it is confirmed."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False)[0]


def secret_of(device: TOTPDevice) -> str:
    """In groups of four, to be typed into an app."""
    text = base64.b32encode(device.bin_key).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@transaction.atomic
def confirm(user: User, code: str) -> list[str] | None:
    """Turn it on, if *code* is right: the recovery codes, which can't be had again."""
    device = begin(user)
    if verify_token(user, device.persistent_id, _typed(code)) is None:
        return None
    turn_off(user, but=device)
    # verify_token() noted the code as used on a row of its own.
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    return _new_recovery_codes(user)


def is_right(user: User, code: str) -> bool:
    """Whether *code* is the app's, or a recovery code; each counts once. Wrong ones cost time."""
    typed = _typed(code)
    if typed.isdecimal() and len(typed) == 6:
        device, token = device_of(user), typed
    else:
        device, token = _recovery(user), _digest(user, typed)
    return device is not None and verify_token(user, device.persistent_id, token) is not None


def waits_until(user: User) -> datetime | None:
    """When the next code is looked at, after wrong ones."""
    devices = filter(None, (device_of(user), _recovery(user)))
    answers = [device.verify_is_allowed()[1] or {} for device in devices]
    return max((answer["locked_until"] for answer in answers if answer), default=None)


def codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


def turn_off(user: User, but: TOTPDevice | None = None) -> bool:
    """Whether it was on."""
    devices = TOTPDevice.objects.filter(user=user).exclude(pk=but.pk if but else None)
    was_on: bool = devices.filter(confirmed=True).exists()
    devices.delete()
    StaticDevice.objects.filter(user=user).delete()
    return was_on


def _recovery(user: User) -> StaticDevice | None:
    return StaticDevice.objects.filter(user=user, confirmed=True).first()


def _new_recovery_codes(user: User) -> list[str]:
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=_digest(user, code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _typed(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _digest(user: User, code: str) -> str:
    """What is kept of a recovery code. Short, as the column is; guessing is what is slowed down."""
    return hashlib.sha256(f"{user.pk} {code}".encode()).hexdigest()[:16]
