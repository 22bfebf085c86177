"""The WebSocket: who is let in, the greeting, and what is said on it."""

import asyncio
import json
import time
import uuid

from starlette.websockets import WebSocket, WebSocketDisconnect

from options import HEARTBEAT_S, IDLE_S, fault
from messages import error_message, server_message
from negotiation import accept, selected_of, token_in
from people import Refused
from runs import Question, events_of, iso_now

REQUIRED = [
    "agent_started",
    "agent_thinking",
    "tool_executing",
    "tool_completed",
    "agent_completed",
]


class Chat:
    """Everybody who is connected."""

    def __init__(self, verifier, threads):
        self.verifier = verifier
        self.threads = threads
        self.sessions = set()
        self.runs = 0

    async def __call__(self, scope, receive, send):
        await self.serve(WebSocket(scope, receive, send))

    async def serve(self, websocket):
        offered = websocket.scope["subprotocols"]
        if fault("accept") == "crash-before":
            raise RuntimeError("no database")
        selected = selected_of(offered)
        if offered and selected is None:
            await websocket.close(1003, "No supported subprotocols")
            return
        try:
            claims = self.claims_of(websocket)
        except Refused as error:
            await self.refuse(websocket, selected, error)
            return
        await accept(websocket, selected)
        if fault("accept") == "crash-after":
            raise RuntimeError("no database")
        if fault("accept") == "close-1011" or len(self.sessions) >= fault("most_sessions", 1_000):
            code = 1011 if fault("accept") == "close-1011" else 1013
            await websocket.close(code)
            return
        session = Session(self, websocket, claims)
        self.sessions.add(session)
        try:
            await session.live()
        except WebSocketDisconnect:
            pass
        finally:
            self.sessions.discard(session)
            session.end()

    def claims_of(self, websocket):
        token = token_in(websocket)
        if fault("lets_strangers_in", False):
            try:
                return self.verifier.claims(token)
            except Refused:
                stranger = {"sub": "demo-user-001", "permissions": ["read", "write"]}
                return {**stranger, "exp": time.time() + 3_600}
        return self.verifier.claims(token)

    async def refuse(self, websocket, selected, error):
        how = fault("refuses", "accept")
        if how == "crash":
            raise RuntimeError("the token has no user")
        if how == "before":
            await websocket.close(1008)
            return
        await accept(websocket, selected)
        if how == "1011":
            await websocket.close(1011, "main mode error")
            return
        said = "Authentication failed"
        if fault("says_why", False):
            said = f"{said}: {error}"
        await websocket.send_json(error_message("AUTH_FAILED", said))
        await websocket.close(1008, said)


class Session:
    def __init__(self, chat, websocket, claims):
        self.chat = chat
        self.websocket = websocket
        self.claims = claims
        self.user = claims["sub"]
        self.id = f"main_{uuid.uuid4().hex[:8]}"
        self.runs = set()

    async def say(self, message):
        await self.websocket.send_text(json.dumps(message))

    def end(self):
        for run in self.runs:
            run.cancel()

    async def live(self):
        await asyncio.sleep(fault("greets_after_s", 0))
        await self.say(self.welcome())
        heard = time.monotonic()
        while True:
            left = self.claims["exp"] - time.time()
            try:
                wait = max(0.0, min(HEARTBEAT_S, left))
                message = await asyncio.wait_for(self.websocket.receive(), wait)
            except asyncio.TimeoutError:
                if left <= HEARTBEAT_S and self.claims["exp"] <= time.time():
                    await self.websocket.close(1008, "Token expired")
                    return
                if time.monotonic() - heard >= IDLE_S:
                    await self.websocket.close(1000, "Idle")
                    return
                await self.beat()
                continue
            heard = time.monotonic()
            if message["type"] == "websocket.disconnect":
                return
            if message.get("text") is None:
                await self.websocket.close(1003, "Text only")
                return
            await self.hear(message["text"])

    def welcome(self):
        data = {"mode": "main", "user_id": f"{self.user[:8]}...", "connection_id": self.id}
        return server_message(
            "connection_established",
            {**data, "golden_path_events": REQUIRED, "features": {}, "timestamp": iso_now()},
        )

    async def beat(self):
        if fault("heartbeats", True):
            data = {"connection_id": self.id, "timestamp": iso_now()}
            await self.say(server_message("heartbeat", data))

    async def hear(self, text):
        if fault("on_message") == "crash":
            raise RuntimeError("cannot schedule")
        if fault("on_message") == "silence":
            return
        try:
            message = json.loads(text)
        except ValueError:
            await self.say(error_message("JSON_PARSE_ERROR", "Invalid JSON format"))
            return
        if not isinstance(message, dict):
            await self.say(error_message("INVALID_MESSAGE", "A message is an object"))
            return
        kind = message.get("type")
        payload = message.get("payload")
        await self.answer(kind, payload if isinstance(payload, dict) else message)

    async def answer(self, kind, payload):
        now = time.time()
        if kind in ("user_message", "chat"):
            await self.ask(payload)
        elif kind == "ping":
            if fault("on_message") == "no-pong":
                return
            await self.say(server_message("pong", {"timestamp": now, "user_id": self.user}))
        elif kind == "heartbeat":
            await self.say(server_message("heartbeat_ack", {"timestamp": now, "status": "healthy"}))
        else:
            received = kind if isinstance(kind, str) else "unknown"
            ack = {"type": "ack", "received_type": received, "timestamp": now}
            await self.say({**ack, "user_id": self.user, "status": "acknowledged"})

    async def ask(self, payload):
        prompt = payload.get("content") or payload.get("message") or payload.get("text")
        if not prompt:
            await self.say(error_message("MISSING_FIELD", "A question has a content"))
            return
        may_write = "write" in self.claims.get("permissions", [])
        if not may_write and not fault("ignores_permissions", False):
            await self.say(error_message("PERMISSION_DENIED", "You may only read"))
            return
        if fault("on_question") == "close-1011":
            await self.websocket.close(1011)
            return
        if fault("on_question") == "silence":
            return
        threads = self.chat.threads
        thread_id = payload.get("thread_id") or f"thread_{uuid.uuid4().hex[:12]}"
        if threads.is_foreign(self.user, thread_id):
            await self.say(error_message("NOT_FOUND", "No such thread"))
            return
        if threads.find(self.user, thread_id) is None:
            threads.create(self.user, "Conversation", thread_id)
        run = asyncio.create_task(self.work(Question(self.user, str(prompt), thread_id)))
        self.runs.add(run)
        run.add_done_callback(self.runs.discard)

    async def work(self, question):
        threads = self.chat.threads
        threads.add(question.thread_id, "user", question.prompt)
        async for event in events_of(question):
            listeners = list(self.chat.sessions) if fault("broadcasts", False) else [self]
            for listener in listeners:
                try:
                    await listener.say(event)
                except (RuntimeError, WebSocketDisconnect):
                    pass
            if event["type"] == "final_report" and question.thread_id in threads.messages:
                threads.add(question.thread_id, "assistant", question.answer)
