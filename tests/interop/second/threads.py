"""Conversations and what is in them, each of one user."""

import time
import uuid

from options import fault


class Threads:
    def __init__(self):
        self.threads = {}
        self.messages = {}
        self.shared = fault("shares_threads", False)

    def create(self, user, title, thread_id=None):
        now = int(time.time())
        thread = {
            "id": thread_id or f"thread_{uuid.uuid4().hex[:12]}",
            "object": "thread",
            "title": title,
            "created_at": now,
            "updated_at": now,
            "metadata": {},
        }
        self.threads[thread["id"]] = (user, thread)
        self.messages[thread["id"]] = []
        return self.told(thread)

    def told(self, thread):
        return {**thread, "message_count": len(self.messages[thread["id"]])}

    def of(self, user):
        return [self.told(t) for owner, t in self.threads.values() if self.shared or owner == user]

    def find(self, user, thread_id):
        """A thread somebody may see, or None."""
        owner, thread = self.threads.get(thread_id, (None, None))
        return thread if thread is not None and (self.shared or owner == user) else None

    def is_foreign(self, user, thread_id):
        return thread_id in self.threads and self.find(user, thread_id) is None

    def remove(self, thread_id):
        self.threads.pop(thread_id, None)
        self.messages.pop(thread_id, None)

    def add(self, thread_id, role, content):
        message = {
            "id": f"msg_{uuid.uuid4().hex[:12]}",
            "thread_id": thread_id,
            "role": role,
            "content": content,
            "created_at": int(time.time()),
            "metadata": {},
        }
        if not fault("forgets_messages", False):
            self.messages[thread_id].append(message)
        return message

    def message(self, user, message_id):
        for thread_id, messages in self.messages.items():
            if self.find(user, thread_id) is None:
                continue
            for message in messages:
                if message["id"] == message_id:
                    return message
        return None
