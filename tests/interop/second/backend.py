"""
The default contract's backend once more, on uvicorn, Starlette, websockets and PyJWT.

Written from the protocol alone, and sharing no code with the embedded one: what a diagnosis says
has to hold for servers it was not written on. Prints its port as JSON once it listens, on loopback.
"""

import asyncio
import json
import os
import socket
import time

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.routing import WebSocketRoute

from accounts import Accounts
from chat import Chat
from options import fault
from people import People, Verifier
from threads import Threads
from web import Web


class Safe:
    """Headers that every answer carries."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def sending(message):
            if message["type"] == "http.response.start":
                safe = [(b"x-content-type-options", b"nosniff"), (b"x-frame-options", b"DENY")]
                message = {**message, "headers": [*message["headers"], *safe]}
            await send(message)

        await self.app(scope, receive, sending)


class Cold:
    """An instance that is not up before some time has gone since it was first asked."""

    def __init__(self, app):
        self.app = app
        self.up_at = None

    async def __call__(self, scope, receive, send):
        cold_s = fault("starts_cold_s", 0)
        if cold_s and scope["type"] != "lifespan":
            now = time.monotonic()
            self.up_at = self.up_at or now + cold_s
            if scope["type"] == "http" and now < self.up_at:
                headers = {"retry-after": "2"}
                starting = JSONResponse({"detail": "Starting"}, 503, headers=headers)
                await starting(scope, receive, send)
                return
            if now < self.up_at:
                # Behind a load balancer an upgrade waits for the instance, too.
                await asyncio.sleep(self.up_at - now)
        await self.app(scope, receive, send)


async def tell(request, error):
    status = error.status_code if isinstance(error, HTTPException) else 500
    said = error.detail if isinstance(error, HTTPException) else "Internal Server Error"
    headers = getattr(error, "headers", None)
    return JSONResponse({"detail": said}, status, headers=headers)


def application():
    people = People()
    threads = Threads()
    chat = Chat(Verifier(people, "socket"), threads)
    accounts = Accounts(people, Verifier(people, "auth"))
    web = Web(Verifier(people, "http"), threads, chat)
    sockets = [WebSocketRoute(path, chat.serve) for path in ("/ws", "/api/v1/websocket")]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=["http://localhost:3000"],
        allow_credentials=True,
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["authorization", "content-type"],
    )
    return Starlette(
        routes=[*sockets, *accounts.routes, *web.routes],
        middleware=[Middleware(Safe), Middleware(Cold), cors],
        exception_handlers={HTTPException: tell, Exception: tell},
    )


def main():
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(os.environ.get("SECOND_PORT", "0"))))
    listener.listen(256)
    config = uvicorn.Config(
        application(),
        ws=fault("library", "websockets"),
        ws_max_size=1_048_576,
        ws_ping_interval=fault("ping_interval_s", 20.0),
        ws_ping_timeout=fault("ping_timeout_s", 20.0),
        limit_concurrency=fault("limit_concurrency"),
        log_level="critical",
    )
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    uvicorn.Server(config).run(sockets=[listener])


main()
