"""`python -m modelspec`."""

import os
import sys

if not sys.flags.safe_path and sys.path[:1] == [os.getcwd()]:
    # Python looks there first; the user's folder may hold a `torch.py` or a `yaml.py` that is none.
    del sys.path[0]

from modelspec.cli import main

sys.exit(main())
