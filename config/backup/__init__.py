"""Everything that an installation holds, in one archive that either engine can read back.

The archive is a tar: `manifest.json` first in meaning and last in place, one JSON Lines file for each table, the media.
Secrets are never in it; `backup --keys FILE` writes them apart.
"""
