"""The child, the caregivers and the household, sealed; registration with "may be the same child", merging with undo."""
