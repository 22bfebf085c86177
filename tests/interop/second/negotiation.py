"""The upgrade: which subprotocol is selected, where the token travels, how it is accepted."""

import base64
import binascii

from options import fault

CARRIERS = ("jwt-auth.", "jwt.", "bearer.")
BARE = ("jwt-auth", "jwt", "bearer", "e2e-testing", "staging-auth")


def selected_of(offered):
    """The first offer that carries a token, else the first known by its name."""
    carrying = [one for one in offered if one.startswith(CARRIERS) and one not in CARRIERS]
    return next(iter(carrying + [one for one in offered if one in BARE]), None)


def token_in(websocket):
    """Authorization wins over the subprotocol."""
    kind, _, token = websocket.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        return token
    for one in websocket.scope["subprotocols"]:
        for carrier in CARRIERS:
            if one.startswith(carrier) and len(one) - len(carrier) >= 10:
                return decoded(one[len(carrier) :])
    return None


def decoded(text):
    """A token as base64url, or as it is."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        return raw if raw.count(".") == 2 else text
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return text


async def accept(websocket, selected):
    how = fault("accept")
    if how == "selects-nothing":
        await websocket.accept()
    elif how == "selects":
        await websocket.accept(subprotocol=fault("selected"))
    elif how == "selects-twice" and selected is not None:
        again = [(b"sec-websocket-protocol", selected.encode())]
        await websocket.accept(subprotocol=selected, headers=again)
    else:
        await websocket.accept(subprotocol=selected)
