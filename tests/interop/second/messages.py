"""Envelopes of what the server says beside the events of a run."""

import time


def server_message(kind, data):
    return {
        "type": kind,
        "data": data,
        "timestamp": time.time(),
        "server_id": None,
        "correlation_id": None,
    }


def error_message(code, text):
    return {
        "type": "error_message",
        "error_code": code,
        "error_message": text,
        "details": {},
        "timestamp": time.time(),
        "recovery_suggestions": None,
    }
