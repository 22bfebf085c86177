"""The HTTP routes of the auth service, and who calls any other."""

import json

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from options import fault
from people import Refused, tokens_for
from runs import iso_now


async def body_of(request, *required):
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise HTTPException(422, "The body is not JSON") from error
    if not isinstance(body, dict) or any(not body.get(name) for name in required):
        raise HTTPException(422, f"The body lacks one of {', '.join(required)}")
    return body


def claims_of(request, verifier, permission="read"):
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        claims = verifier.claims(token if kind.lower() == "bearer" else None)
    except Refused as error:
        raise HTTPException(401, "Invalid or expired token") from error
    if permission not in claims.get("permissions", []) and not fault("ignores_permissions", False):
        raise HTTPException(403, "You may only read")
    return claims


class Accounts:
    def __init__(self, people, verifier):
        self.people = people
        # Of its own house; the platform's routes have one of theirs.
        self.verifier = verifier

    @property
    def routes(self):
        return [
            Route("/auth/health", self.auth_health),
            Route("/auth/register", self.register, methods=["POST"]),
            Route("/auth/login", self.login, methods=["POST"]),
            Route("/auth/validate", self.validate, methods=["POST"]),
            Route("/auth/refresh", self.refresh, methods=["POST"]),
            Route("/auth/logout", self.logout, methods=["POST"]),
            Route("/auth/me", self.me, methods=["GET"]),
            Route("/auth/me", self.rename, methods=["PUT"]),
        ]

    def caller(self, request, permission="read"):
        return claims_of(request, self.verifier, permission)

    async def auth_health(self, request):
        return JSONResponse(
            {"status": "healthy", "service": "auth-service", "timestamp": iso_now()}
        )

    async def register(self, request):
        body = await body_of(request, "email", "password", "name")
        account = self.people.register(body["email"], body["password"], body["name"])
        if account is None:
            raise HTTPException(409, "This address is taken")
        return JSONResponse(tokens_for(account))

    async def login(self, request):
        body = await body_of(request, "email", "password")
        account = self.people.login(body["email"], body["password"])
        if account is None:
            raise HTTPException(401, "Invalid credentials")
        return JSONResponse(tokens_for(account))

    async def validate(self, request):
        body = await body_of(request, "token")
        try:
            claims = self.verifier.claims(body["token"])
        except Refused:
            return JSONResponse({"valid": False, "error": "invalid_token", "message": "Not valid"})
        return JSONResponse({"valid": True, "user_id": claims["sub"], "email": claims.get("email")})

    async def refresh(self, request):
        body = await body_of(request, "refresh_token")
        try:
            claims = self.verifier.claims(body["refresh_token"], "refresh")
        except Refused as error:
            raise HTTPException(401, "Invalid refresh token") from error
        self.people.ended.add(claims["jti"])
        name = self.people.name_of(claims)
        account = {"id": claims["sub"], "email": claims["email"], "name": name}
        return JSONResponse(tokens_for(account))

    async def logout(self, request):
        self.people.ended.add(self.caller(request)["jti"])
        return JSONResponse({"status": "logged out"})

    async def me(self, request):
        return self.profile(self.caller(request))

    async def rename(self, request):
        claims = self.caller(request, "write")
        body = await body_of(request, "name")
        self.people.names[claims["sub"]] = body["name"]
        return self.profile(claims)

    def profile(self, claims):
        return JSONResponse(
            {
                "user_id": claims["sub"],
                "email": claims.get("email"),
                "name": self.people.name_of(claims),
                "permissions": claims.get("permissions", []),
            }
        )
