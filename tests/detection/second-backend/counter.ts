import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { GuestBook } from "./guest-book.ts";

type Handler = (request: IncomingMessage) => readonly [status: number, body: object];

/** Everything the pantry does over HTTP: it says who it is, hands out keys, and knows them again. */
export function counter(book: GuestBook): RequestListener {
  const menu: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
    "/about": { GET: () => [200, about()] },
    "/guests": { POST: () => [201, book.sign()] },
    "/guests/whoami": { GET: (request) => whoami(book, request) },
    "/socket": { GET: () => [426, { sorry: "this is a WebSocket" }] },
  };
  return function answer(request, response) {
    // Nothing of what is sent matters here; it must be taken in all the same.
    request.resume();
    const dishes = menu[pathOf(request)];
    const handler = dishes?.[request.method ?? ""];
    if (dishes === undefined) say(response, 404, { sorry: "there is no such shelf" });
    else if (handler === undefined) say(response, 405, { sorry: "not with this method" });
    else say(response, ...handler(request));
  };
}

/** The path of a request, without its query. */
export function pathOf({ url }: IncomingMessage): string {
  return (url ?? "/").split("?", 1)[0] ?? "/";
}

function about(): object {
  return { name: "pantry", mood: "fine", build: "2026.4" };
}

function whoami(book: GuestBook, { headers }: IncomingMessage): ReturnType<Handler> {
  const id = book.idOf(/^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1]);
  return id === undefined ? [401, { sorry: "nobody with this key eats here" }] : [200, { id }];
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
