"""How this backend is started: everything comes from the environment, faults as one JSON object."""

import json
import os

SECRET = os.environ["SECOND_SECRET"]
REVISION = os.environ.get("SECOND_REVISION", "second-1")
ENVIRONMENT = "development"

# Long promises are kept this much faster.
SCALE = float(os.environ.get("SECOND_SCALE", "0.01"))
HEARTBEAT_S = 15 * SCALE
IDLE_S = 360 * SCALE

# Between two events of a run.
STEP_S = 0.004

_faults = json.loads(os.environ.get("SECOND_FAULTS", "{}"))


def fault(name, default=None):
    """What is to be wrong in one respect; by default nothing is."""
    return _faults.get(name, default)
