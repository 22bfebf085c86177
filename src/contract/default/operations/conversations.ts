import type { ContractInput } from "../../contract.ts";

const thread = { threadId: ["id"], title: ["title"] };

/** Threads and the messages in them. */
export const conversations: ContractInput["operations"] = {
  createThread: {
    method: "POST",
    path: "/api/threads",
    body: { title: "{title}" },
    ok: [200, 201],
    read: thread,
  },
  readThread: { method: "GET", path: "/api/threads/{threadId}", read: thread },
  updateThread: {
    method: "PUT",
    path: "/api/threads/{threadId}",
    body: { title: "{title}" },
    read: thread,
  },
  listThreads: { method: "GET", path: "/api/threads", query: { limit: "100" } },
  deleteThread: { method: "DELETE", path: "/api/threads/{threadId}", ok: [200, 204] },
  threadMessages: {
    method: "GET",
    path: "/api/threads/{threadId}/messages",
    query: { limit: "100" },
    read: { messages: ["messages"], total: ["total"] },
  },
  threadPage: {
    method: "GET",
    path: "/api/threads/{threadId}/messages",
    query: { limit: "{limit}", offset: "{offset}" },
    read: { messages: ["messages"], total: ["total"] },
  },
  postMessage: {
    method: "POST",
    path: "/api/threads/{threadId}/messages",
    body: { message: "{prompt}" },
    ok: [200, 201],
    read: { messageId: ["id"] },
  },
  createMessage: {
    method: "POST",
    path: "/api/chat/messages",
    body: { content: "{prompt}", thread_id: "{threadId}" },
    ok: [200, 201],
    read: { messageId: ["message.id"], userId: ["message.user_id"] },
  },
  readMessage: {
    method: "GET",
    path: "/api/chat/messages/{messageId}",
    read: { messageId: ["message.id"], content: ["message.content"] },
  },
};
