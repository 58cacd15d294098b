"""``base`` reads the environment once; ``demo``, ``dev``, ``production`` and ``test`` each change what differs."""
