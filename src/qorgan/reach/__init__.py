"""Children counted once: linkage, counts with their range, and what may be published of them. Reads facts, never records."""
