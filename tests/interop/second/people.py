"""Users, what they have, and the tokens that stand for them."""

import time
import uuid

import jwt

from options import ENVIRONMENT, SECRET, fault

ISSUER = "netra-auth-service"
AUDIENCE = "netra-platform"
ACCESS_S = 900
REFRESH_S = 7 * 86_400


class Refused(Exception):
    """A token that does not count."""


class People:
    def __init__(self):
        self.accounts = {}
        self.names = {}
        self.ended = set()

    def register(self, email, password, name):
        if email in self.accounts:
            return None
        account = {"id": str(uuid.uuid4()), "email": email, "password": password, "name": name}
        self.accounts[email] = account
        return account

    def login(self, email, password):
        account = self.accounts.get(email)
        return account if account is not None and account["password"] == password else None

    def name_of(self, claims):
        for account in self.accounts.values():
            if account["id"] == claims["sub"]:
                return self.names.get(claims["sub"], account["name"])
        return self.names.get(claims["sub"], claims.get("email", "").split("@")[0])


def issue(account, kind="access"):
    now = int(time.time())
    claims = {
        "sub": account["id"],
        "email": account["email"],
        "permissions": ["read", "write"],
        "iat": now,
        "exp": now + (ACCESS_S if kind == "access" else REFRESH_S),
        "token_type": kind,
        "type": kind,
        "iss": ISSUER,
        "aud": AUDIENCE,
        "jti": f"jti_{uuid.uuid4().hex}",
        "env": ENVIRONMENT,
        "svc_id": f"netra_auth_service_{ENVIRONMENT}",
    }
    return jwt.encode(claims, SECRET, algorithm="HS256")


def tokens_for(account):
    return {
        "access_token": issue(account),
        "refresh_token": issue(account, "refresh"),
        "token_type": "Bearer",
        "expires_in": ACCESS_S,
        "user": {"id": account["id"], "email": account["email"], "name": account["name"]},
    }


class Verifier:
    """Looks at tokens in one place: over HTTP, or on the socket."""

    def __init__(self, people, place):
        self.people = people
        self.secret = fault(f"{place}_secret", SECRET)
        self.audience = fault(f"{place}_audience", AUDIENCE)
        self.issuer = fault(f"{place}_issuer", ISSUER)
        self.algorithm = fault(f"{place}_algorithm", "HS256")
        self.skew_s = fault(f"{place}_skew_s", 0)
        self.verifies = not fault(f"{place}_decodes_only", False)
        self.forgets_logouts = fault("forgets_logouts", False)

    def claims(self, token, kind="access"):
        """What a token says. Raises Refused for one that does not count."""
        if not token:
            raise Refused("no token")
        # Times are held against the clock of the verifier, which is not always the issuer's.
        times = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
        try:
            if self.verifies:
                claims = jwt.decode(
                    token,
                    self.secret,
                    algorithms=[self.algorithm],
                    audience=self.audience,
                    issuer=self.issuer,
                    options={**times, "require": ["exp", "iat", "sub", "jti"]},
                )
            else:
                claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.InvalidTokenError as error:
            raise Refused(str(error)) from error
        now = time.time() + self.skew_s
        if claims["exp"] <= now or claims["iat"] > now + 1:
            raise Refused("out of its time")
        if claims.get("token_type") != kind:
            raise Refused("another kind of token")
        if claims["jti"] in self.people.ended and not self.forgets_logouts:
            raise Refused("ended")
        return claims
