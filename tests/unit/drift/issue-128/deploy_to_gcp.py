#!/usr/bin/env python3
"""Deploys the backend to Cloud Run."""

SERVICE = "netra-backend-staging"

environment = {
    "ENVIRONMENT": "staging",
    "WEBSOCKET_CONNECTION_TIMEOUT": "360",
    "WEBSOCKET_HEARTBEAT_INTERVAL": "15",
    "WEBSOCKET_HEARTBEAT_TIMEOUT": "45",
    "WEBSOCKET_CLEANUP_INTERVAL": "120",
    "WEBSOCKET_CONNECT_TIMEOUT": "10",
    "WEBSOCKET_HANDSHAKE_TIMEOUT": "15",
    "WEBSOCKET_PING_TIMEOUT": "5",
    "WEBSOCKET_CLOSE_TIMEOUT": "10",
}

backend_memory = "4Gi"
backend_cpu = "4"
