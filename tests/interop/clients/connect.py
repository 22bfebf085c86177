"""
Connects as the Python package `websockets` does, once for each line of JSON that comes in.

Line: {"id", "url", "subprotocols", "headers", "patience_s"}; an answer: {"id", "opened", "said"}.
"""

import asyncio
import json
import sys

import websockets
from websockets.legacy.client import Connect

# A redirect is an answer of its own here: nobody follows it to another host.
Connect.MAX_REDIRECTS_ALLOWED = 1


async def connect(asked):
    try:
        connection = await websockets.connect(
            asked["url"],
            subprotocols=asked["subprotocols"] or None,
            extra_headers=asked["headers"],
            open_timeout=asked["patience_s"],
            close_timeout=0.1,
        )
    except Exception as error:
        return {"opened": False, "said": f"{type(error).__name__}: {error}"}
    connection.transport.abort()
    return {"opened": True, "said": f"subprotocol {connection.subprotocol}"}


async def answer(line):
    asked = json.loads(line)
    told = {"id": asked["id"], **await connect(asked)}
    print(json.dumps(told), flush=True)


async def main():
    loop = asyncio.get_running_loop()
    under_way = set()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        task = asyncio.create_task(answer(line))
        under_way.add(task)
        task.add_done_callback(under_way.discard)


asyncio.run(main())
